"""Tables in LaTeX: cells, columns, the types in which a table may be set, and rules around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TYPES: Mapping[str, float] = {"": 1.0, r"\small": 0.93, r"\footnotesize": 0.86, r"\scriptsize": 0.81}
"""How much less room a line takes in smaller type, on the safe side."""

_LEAST = 44.0
"""Points that a column of paragraphs has at least."""


class Cell(NamedTuple):
    """A cell: its text, its width, and how many lines high it is."""

    text: str
    width: float = 0.0
    lines: int = 1
    least: float = 0.0
    """How wide it is at least, where it may go over several lines."""
    span: int = 1
    """How many columns it goes over; what would stand in the others is left out."""
    flat: str = ""
    """What stands there instead where rows are folded; empty for the same."""


EMPTY = Cell("")


class TableColumn(NamedTuple):
    """A heading over cells, and the side that they keep to."""

    heading: str
    heading_width: float
    cells: tuple[Cell, ...]
    side: str = "l"
    wraps: bool = False
    """Whether its cells may go over several lines."""

    @property
    def width(self) -> float:
        """That of the widest cell."""
        return max(self.heading_width, max((cell.width for cell in self.cells), default=0.0))

    @property
    def least(self) -> float:
        """How narrow it may get."""
        if not self.wraps:
            return self.width
        return min(self.width, max(_LEAST, max((cell.least for cell in self.cells), default=0.0)))


def paragraph_cell(text: str) -> str:
    """A cell of more than one line, which keeps to the left."""
    return rf"\raggedright\let\\\tabularnewline {text}" if text else ""


def ruled(
    sides: Sequence[str], headings: Sequence[str], rows: Sequence[str], environment: str = "tabular"
) -> list[str]:
    """Rows with rules around them and below the headings, which a long table has on each page."""
    head = [" & ".join(headings) + r" \\", r"\midrule", *[r"\endhead"] * (environment == "longtable")]
    begin = rf"\begin{{{environment}}}{{@{{}}{''.join(sides)}@{{}}}}"
    return [begin, r"\toprule", *head, *rows, r"\bottomrule", rf"\end{{{environment}}}"]
