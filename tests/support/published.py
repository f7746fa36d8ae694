"""The published formulas of ``tests/published/derived.cases``, each with the one that is derived here."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import symcnn
from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.evaluate import evaluate_scalar
from symcnn.algebra.exact.polynomial import Coefficient, plain
from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.growth.ratio import difference, ratio
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Formula

FILE = Path(__file__).parents[1] / "published" / "derived.cases"


class Case(NamedTuple):
    """One published formula."""

    title: str
    lines: dict[str, str]
    points: tuple[tuple[dict[str, Coefficient], Fraction], ...]

    @property
    def published(self) -> Formula:
        return parse_expression(self.lines["published"])

    @property
    def derived(self) -> Formula:
        """The shortest form of what is derived from the network."""
        how, _, quantity = self.lines["quantity"].rpartition(" of ")
        found = quantity_of(self.lines["network"], quantity)
        return to_form(COMPARED[how](found, quantity_of(self.lines["against"], quantity)) if how else found)


def excess(a: Any, b: Any) -> Any:
    return ratio(difference(a, b), b)


COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "ratio": ratio,
    "difference": difference,
    "excess": excess,
}


def quantity_of(text: str, wanted: str) -> Any:
    """``params``, ``output[0]``, ``macs - units``, the last layer's ``jump[0]``; an answer: ``P where C.W == W``."""
    net = symcnn.parse(text)
    unknown, _, equation = wanted.partition(" where ")
    if equation:
        return to_sympy(symcnn.solve(net, equation, unknown).value)  # type: ignore[union-attr]  # one unknown
    names = re.findall("[a-z_]+", wanted)
    known: Any = {name: getattr(net if hasattr(net, name) else net[-1], name) for name in names}
    return to_sympy(evaluate_scalar(parse_expression(wanted), known, Symbolic()))


def read_cases() -> list[Case]:
    cases = []
    for part in FILE.read_text(encoding="utf-8").split("\n== ")[1:]:
        title, *rows = part.splitlines()
        lines = dict(row.split(": ", 1) for row in rows if row and not row.startswith("at "))
        cases.append(Case(title, lines, tuple(read_point(row) for row in rows if row.startswith("at "))))
    return cases


def read_point(row: str) -> tuple[dict[str, Coefficient], Fraction]:
    at, value = row.removeprefix("at ").rsplit(": ", 1) if ": " in row else ("", row.rpartition(" ")[2])
    pairs = (pair.split("=") for pair in at.split(", ") if "=" in pair)
    return {name: plain(Fraction(number)) for name, number in pairs}, Fraction(value)
