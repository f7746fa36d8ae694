"""Equations under one another, each aligned at its signs and broken into as many lines as it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.formats.latex_lines import EQUALS, TEXT_WIDTH, fill, math, prose, staged, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from symcnn.formula import Formula
    from symcnn.render.formats.latex_lines import LinePiece


class StackRow(NamedTuple):
    """A left side as LaTeX, what makes what stands in its place where it is too wide, its width, and the right side."""

    left: str
    apart: Callable[[], str]
    width: float
    pieces: Callable[[float], list[LinePiece]]


def stack(rows: Sequence[StackRow], width: float, widest: float, least: float = 0.0) -> Iterator[list[str]]:
    """The lines of each row within a width, left sides up to the widest in a column that has at least some width."""
    indent = max((row.width for row in rows if row.width <= widest), default=least)
    limit = width - 1.4 * EQUALS - indent
    for row in rows:
        first, *rest = fill(row.pieces(limit), limit) or [""]
        yield [(row.left if first and row.width <= widest else row.apart()) + first, *rest]


class Chain(NamedTuple):
    """A formula or words, and the stages to its value."""

    label: Formula | str
    stages: tuple[Formula, ...]

    @property
    def row(self) -> StackRow:
        """With the label between the lines where it is too wide, or where nothing follows it."""
        return StackRow(math(self.label), self._apart, width_of(self.label), self._pieces)

    def _apart(self) -> str:
        words = prose(self.label) if isinstance(self.label, str) else f"${math(self.label)}$"
        return rf"\intertext{{{words}}}" + "\n"

    def _pieces(self, limit: float) -> list[LinePiece]:
        return staged(self.stages, limit)


_WIDEST_LABEL = 110.0
"""Points that a label takes at most in its column."""


def align(chains: Sequence[Chain], width: float = TEXT_WIDTH) -> str:
    """Chains of equalities under one another; a label too wide for its column, or of nothing, stands above."""
    rows = stack([chain.row for chain in chains], width, min(_WIDEST_LABEL, 0.32 * width))
    lines = (line for row in rows for line in row)
    text = "".join(line if line.endswith("\n") else f"{line} \\\\\n" for line in lines)
    return "\\begin{align*}\n" + text.removesuffix(" \\\\\n") + "\n\\end{align*}"
