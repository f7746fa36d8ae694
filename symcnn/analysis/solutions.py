"""Answers about several unknowns: one for each choice of all but the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn import formula as f
from symcnn.analysis.answer import Reportable
from symcnn.analysis.solution import table_of
from symcnn.render.content.report import Report, ReportLine, line
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.languages.phrases import conjoined, phrase
from symcnn.support.message import ALSO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.analysis.solution import Ends, Solution


class Solutions(Reportable):
    """One solution for each choice of the other unknowns.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); C1: conv(F, K, padding=P)")
    >>> symcnn.solve(net, "C1.W == W", "F,P", bounds={"F": (1, 9)})
    <Solutions for 5 of 9 choices, the first F = 1: P = 0>
    """

    def __init__(self, rows: list[Solution], bounds: Mapping[str, Ends] | None = None) -> None:
        self.rows = rows
        self._bounds = dict(bounds or {})
        self.about = rows[0].about if rows else ()
        self.tried_all = 0
        """How many points were tried, where the answer was found by trying all within the bounds."""

    def brief(self) -> str:
        """How many choices there are, and for how many there is a value."""
        found = [row for row in self.rows if row.kind not in ("none", "undecided")]
        choices = f"{self.tried_all:,} points tried" if self.tried_all else f"{len(self.rows)} choices"
        return f"for {len(found)} of {choices}" + (f", the first {found[0].brief()}" if found else "")

    def report(self) -> Report:
        """A line for each choice that has one."""
        kept = [row for row in self.rows if row.kind != "none"]
        lines = [part for row in kept for part in row.lines()] or [self._none()]
        if self.tried_all:
            lines.append(line(phrase("all {} points within the bounds were tried", f"{self.tried_all:,}"), level=1))
        return Report(tuple(lines), lambda: [row.data() for row in self.rows], lambda: table_of(self.rows))

    def _none(self) -> ReportLine:
        """That no choice has a solution."""
        *outer, last = [*self.rows[0].given, str(self.rows[0].answer.unknown)]
        unknowns = conjoined("{}, {}", map(SymbolWord, outer)), SymbolWord(last)
        within = [
            phrase("{} ≤ {} ≤ {}", f.number(low), f.name(word), f.number(high))
            for word, (low, high) in self._bounds.items()
        ]
        if not within:
            return line(phrase("no {} and {}", *unknowns))
        return line(phrase("no {} and {} with {}", *unknowns, conjoined(ALSO, within)))
