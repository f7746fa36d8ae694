"""Pages as JSON: exact numbers as numbers, everything else in the language itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from symcnn.derive.quantities import Heading
from symcnn.formula import Formula, name
from symcnn.render.content.report import ReportLine, joined
from symcnn.render.formula.text import to_source, to_text

if TYPE_CHECKING:
    from symcnn.render.content.blocks import Page
    from symcnn.render.content.report import Data


def render(page: Page) -> str:
    """The data of a page.

    >>> from symcnn.formula import name, number
    >>> from symcnn.render.content.network_page import NetworkPage
    >>> from symcnn.render.content.rows import TableRow
    >>> page = NetworkPage("net", "", (), (TableRow("input", "", (name("W"), number(3)), ()),), (), (), (), ())
    >>> json.loads(render(page))["input"]
    ['W', 3]
    """
    return json.dumps(_plain(page.data()), ensure_ascii=False, indent=2) + "\n"


def _plain(data: Data) -> Data:
    """Formulas in the language, lines for readers as text."""
    if isinstance(data, Formula):
        return _value(data)
    if isinstance(data, ReportLine):
        return joined(data.parts, str, to_text)
    if isinstance(data, dict):
        return {key if type(key) is str else str(_plain(key)): _plain(value) for key, value in data.items()}
    return [_plain(each) for each in data] if isinstance(data, list | tuple) else data


def _value(formula: Formula) -> int | str:
    """A whole number as a number; JSON has no exact fractions, so those are formulas too."""
    bare = formula.args[0] if formula.op in ("given", "text") and formula.args else formula
    return bare.value if bare.op == "number" and isinstance(bare.value, int) else to_source(_keyed(formula))


def _keyed(formula: Formula) -> Formula:
    """A formula with quantities by their keys, which rules are written in."""
    if isinstance(formula.value, Heading):
        return name(formula.value.key)
    args = tuple(map(_keyed, formula.args))
    return Formula(formula.op, args, formula.value, formula.span) if args else formula
