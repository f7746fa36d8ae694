"""The table of a network as LaTeX that fits the text width, and its quantities as displays where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import ZERO
from symcnn.render.formats.latex_lines import (
    FLAT,
    INLINE,
    TEXT_WIDTH,
    TIMES,
    TYPEWRITER,
    Chain,
    align,
    code,
    math,
    paragraph,
    prose,
    width_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symcnn.render.content.blocks import TableBlock


def set_tables(block: TableBlock, others: str) -> list[str]:
    """One table, or two where one is too wide, or one of what there is and a display for each quantity.

    ``others`` is what layers without any of a quantity are called there.
    """
    architecture, quantities = _architecture(block), _quantities(block)
    marks = zip(architecture, (rf"\textbf{{{block.total}}}", "", ""), strict=True)
    summed = [*(column._replace(cells=[*column.cells, mark]) for column, mark in marks), *quantities]
    whole = _tabular(summed)
    if whole:
        return [whole]
    second = [column._replace(cells=column.cells[1:]) for column in (summed[0], *quantities)]
    return [_tabular(architecture, forced=True), _tabular(second) or _listed(block, others)]


class LatexColumn(NamedTuple):
    """One column: cells as LaTeX, its width with every cell on one line, and which sides they keep to."""

    heading: str
    cells: list[str]
    width: float
    side: str = "l"


_TYPES: Mapping[str, float] = {"": 1, r"\small": 0.93, r"\footnotesize": 0.86}
_GAP, _NARROW, _TALLEST = 5, 85.0, 25


def _architecture(block: TableBlock) -> list[LatexColumn]:
    rows = [*block.inputs, *block.rows]
    sizes = [[f"({math(f, INLINE)})" if f.op == "sum" else math(f, INLINE) for f in row.output] for row in rows]
    widths = [sum(width_of(f, FLAT) + 12 + 20 * (f.op == "sum") for f in row.output) - 12 for row in rows]
    return [
        LatexColumn(block.head[0], [prose(row.name) for row in rows], max(width_of(row.name) for row in rows) + 3),
        LatexColumn(block.head[1], [code(row.call) for row in rows], max(len(row.call) for row in rows) * TYPEWRITER),
        LatexColumn(block.head[2], [f"${TIMES.join(row)}$" for row in sizes], max(widths)),
    ]


def _quantities(block: TableBlock) -> list[LatexColumn]:
    columns = []
    for place, heading in enumerate(block.headings):
        values = [*(row.cells[place] for row in block.rows), block.totals[place]]
        bare = [value.op == "text" or isinstance(value.value, int) for value in values]
        cells = [math(v, INLINE) if b else f"${math(v, INLINE)}$" for v, b in zip(values, bare, strict=True)]
        widths = [width_of(heading), *(width_of(value, FLAT) for value in values)]
        columns.append(LatexColumn(heading, ["", *cells], max(widths), "r"))
    return columns


def _tabular(columns: Sequence[LatexColumn], *, forced: bool = False) -> str:
    """The table in the largest type in which it fits, a definition on two lines at most; else empty, unless forced."""
    for size, scale in _TYPES.items():
        room = (TEXT_WIDTH - 2 * _GAP * (len(columns) - 1)) / scale - sum(column.width for column in columns)
        if room >= 0:
            return _set_table(columns, size, [0.0] * len(columns))
        left = columns[1].width + room
        if columns[1].side == "l" and left >= max(0.55 * columns[1].width, 0.8 * _NARROW):
            return _set_table(columns, size, [0.0, scale * left, *[0.0] * (len(columns) - 2)])
    widths = [min(column.width, width) for column, width in zip(columns, (_NARROW, 1.2 * _NARROW), strict=False)]
    return _set_table(columns, "", [*widths, TEXT_WIDTH - 4 * _GAP - sum(widths)]) if forced else ""


def _set_table(columns: Sequence[LatexColumn], size: str, widths: Sequence[float]) -> str:
    """A table with rules around, below the heads and above the totals; one longer than a page is broken."""
    cells = [map(_ragged, c.cells) if width else c.cells for c, width in zip(columns, widths, strict=True)]
    rows = [" & ".join(row) + r" \\" for row in zip(*cells, strict=True)]
    if columns[-1].side == "r":
        rows.insert(-1, r"\midrule")
    sides = [f"p{{{width:.0f}pt}}" if width else column.side for column, width in zip(columns, widths, strict=True)]
    head = [r"\toprule", " & ".join(column.heading for column in columns) + r" \\", r"\midrule"]
    kind, opening, closing = "tabular", r"\begin{center}", r"\end{center}"
    if len(rows) > _TALLEST:
        kind, opening, closing = "longtable", "{", "}"
        head.append(r"\endhead")
    lines = [rf"\begin{{{kind}}}{{@{{}}{''.join(sides)}@{{}}}}", *head, *rows, r"\bottomrule", rf"\end{{{kind}}}"]
    return "\n".join([rf"{opening}{size}\setlength{{\tabcolsep}}{{{_GAP}pt}}", *lines, closing])


def _ragged(cell: str) -> str:
    """A cell of more than one line, broken between its sizes rather than inside one."""
    return rf"\raggedright\let\\\tabularnewline {cell}".replace(TIMES, r" \times\allowbreak ") if cell else ""


def _listed(block: TableBlock, others: str) -> str:
    """Each quantity as a display: layer by layer, all layers without any in one line, and the total."""
    parts = []
    for place, quantity in enumerate(block.columns):
        values = [(row.name, row.cells[place]) for row in block.rows]
        idle = sum(value == ZERO for _, value in values)
        rows = [Chain(word, (value,)) for word, value in values if idle == 1 or value != ZERO]
        rows += [Chain(others, (ZERO,))] * (idle > 1)
        rows += [Chain(block.total, (block.totals[place],))]
        parts.append(f"{paragraph(quantity.heading, '', quantity.meaning)}\n{align(rows)}")
    return "\n\n".join(parts)
