"""Tables, work and cheat sheets as JSON: exact numbers as numbers, everything else in the language itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from symcnn.derive.quantities import Heading
from symcnn.formula import Formula, name
from symcnn.render.content.report import ReportLine, joined
from symcnn.render.formula.text import to_source, to_text
from symcnn.render.languages.translate import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.derive.sheet import CheatSheet
    from symcnn.derive.work import EqualityChain as Chain
    from symcnn.derive.work import Work
    from symcnn.render.content.network_table import Page
    from symcnn.render.content.report import Report
    from symcnn.render.languages.translate import Words


def render_page(page: Page) -> str:
    """The table of a network; a quantity that some layer states no rule for is null, and named as unavailable.

    >>> from symcnn.formula import name, number
    >>> from symcnn.render.content.network_table import Page
    >>> from symcnn.render.content.rows import TableRow
    >>> page = Page("net", "", (), (TableRow("input", "", (name("W"), number(3)), ()),), (), (), (), ())
    >>> json.loads(render_page(page))["input"]
    ['W', 3]
    """
    totals = _quantities(page, page.totals)
    return _dump(
        {
            "name": page.name,
            "input": [_value(size) for size in page.inputs[0].output],
            "inputs": {entry.name: [_value(size) for size in entry.output] for entry in page.inputs},
            "heads": {head.name: [_value(size) for size in head.output] for head in page.heads},
            "layers": [
                {
                    "name": row.name,
                    "definition": row.call,
                    "output": [_value(size) for size in row.output],
                    **_quantities(page, row.cells),
                }
                for row in page.rows
            ],
            "totals": totals,
            "depth": None if page.depth is None else _value(page.depth),
            "loops": [
                {"name": loop.name, **{key: _value(getattr(loop, key)) for key in ("counter", "first", "last")}}
                for loop in page.loops
            ],
            "unavailable": [key for key, value in totals.items() if value is None],
            "definitions": {str(word.value): _value(value) for word, value in page.definitions},
            "defaults": {str(symbol.value): default for symbol, default in page.put_in},
            "assumptions": [to_source(assumption) for assumption in page.assumptions],
            "conditions": [
                {"formula": to_source(condition.formula), "layer": condition.layer, "reason": condition.words}
                for condition in page.conditions
            ],
        }
    )


def render_work(work: Iterable[Work], totals: Iterable[Chain], _words: Words = ENGLISH) -> str:
    """The work shown, one entry per rule; those of the totals have no layer."""
    lines = [(layer.layer, line) for layer in work for line in layer.lines]
    return _dump(
        [
            {
                "layer": layer,
                "target": to_source(_keyed(line.target)),
                "stages": [_value(_keyed(stage)) for stage in line.stages],
            }
            for layer, line in [*lines, *((None, line) for line in totals)]
        ]
    )


def render_sheets(sheets: Iterable[CheatSheet], _words: Words = ENGLISH) -> str:
    """The cheat sheet."""
    return _dump(
        [
            {
                "name": sheet.name,
                "doc": sheet.doc,
                "signature": sheet.signature,
                "symbols": dict(sheet.symbols),
                "rules": _rules(sheet.rules),
                "variants": {word: _rules(rows) for word, rows in sheet.variants},
                "operation": _rules(sheet.operation),
                "requires": list(sheet.requires),
                "body": list(sheet.body),
            }
            for sheet in sheets
        ]
    )


def render_report(report: Report) -> str:
    """What a report says, as data."""
    return _dump(_plain(report.data()))


def _plain(data: Any) -> Any:
    """Formulas in the language, lines for readers as text."""
    if isinstance(data, Formula):
        return _value(data)
    if isinstance(data, ReportLine):
        return joined(data.parts, str, to_text)
    if isinstance(data, dict):
        return {str(_plain(key)): _plain(value) for key, value in data.items()}
    return [_plain(each) for each in data] if isinstance(data, list | tuple) else data


def _quantities(page: Page, cells: Sequence[Formula]) -> dict[str, int | str | None]:
    """The cells of a row by their column; of a share, which is set as words, the fraction that goes with them."""
    pairs = zip(page.columns, cells, strict=True)
    return {
        column.key: _value(cell.args[0] if cell.op == "text" else cell) if cell.op != "text" or cell.args else None
        for column, cell in pairs
    }


def _rules(rows: Iterable[tuple[Formula, Formula]]) -> dict[str, int | str]:
    return {to_source(_keyed(left)): _value(_keyed(right)) for left, right in rows}


def _keyed(formula: Formula) -> Formula:
    """A formula with quantities by their keys, which rules are written in."""
    if isinstance(formula.value, Heading):
        return name(formula.value.key)
    args = tuple(map(_keyed, formula.args))
    return Formula(formula.op, args, formula.value, formula.span) if args else formula


def _value(formula: Formula) -> int | str:
    """A whole number as a number; JSON has no exact fractions, so those are formulas too."""
    bare = formula.args[0] if formula.op == "given" else formula
    return bare.value if bare.op == "number" and isinstance(bare.value, int) else to_source(formula)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
