"""The table of a network as LaTeX that fits the text width, and its quantities as displays where it cannot."""

from __future__ import annotations

from functools import cache
from itertools import islice, pairwise
from math import ceil
from typing import TYPE_CHECKING

from symcnn.formula import LOOSE, ZERO
from symcnn.render.formats.latex_equations import Chain, align
from symcnn.render.formats.latex_lines import (
    FLAT,
    INLINE,
    TIMES,
    TYPEWRITER,
    WIDEST_TYPEWRITER,
    as_inline_factor,
    code,
    math,
    paragraph,
    prose,
    unbroken,
    width_of,
)
from symcnn.render.formats.latex_tabular import EMPTY, TYPES, Cell, TableColumn, paragraph_cell, ruled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.formula import Formula
    from symcnn.render.content.blocks import TableBlock


def set_tables(block: TableBlock, others: str, width: float) -> list[str]:
    """One table, or two where one is too wide, or one of what there is and a display for each quantity.

    ``others`` is what layers without any of a quantity are called there.
    """
    architecture, quantities = _architecture(block), _quantities(block)
    marks = zip(architecture, (Cell(rf"\textbf{{{block.total}}}"), EMPTY, EMPTY), strict=True)
    summed = [*(column._replace(cells=(*column.cells, mark)) for column, mark in marks), *quantities]
    whole = _tabular(summed, width)
    if whole:
        return [whole]
    second = [column._replace(cells=column.cells[1:]) for column in (summed[0], *quantities)]
    return [_tabular(architecture, width, forced=True), _tabular(second, width) or _listed(block, others, width)]


_GAP = 5
"""Points on either side of a gap between columns."""
_DOTS = 8.0
"""Points by which three dots are wider than a letter of typewriter."""
_NARROW = 85 / 345
"""The part of the width that a column takes whose cells go over several lines."""
_TALLEST = 25
"""Rows of a table on one page."""
_HIGHEST = 40
"""Lines of a table in one column of a page of two."""
_UNSEEN = 0.11
"""A box that is wider by so little is full for TeX, even in the smallest type here."""
_ONE_OF_TWO = 300.0
"""Points below which a text is one column of a page of two, where a table cannot be broken between pages."""


def _architecture(block: TableBlock) -> list[TableColumn]:
    rows, sizes = [*block.inputs, *block.rows], cache(_sizes)  # most layers repeat what stands at others
    columns = (
        [_named(row.name) for row in rows],
        [_called(row.call) for row in rows],
        [sizes(row.output) for row in rows],
    )
    return [TableColumn(heading, 0, tuple(cells)) for heading, cells in zip(block.head, columns, strict=True)]


def _named(name: str) -> Cell:
    return Cell(prose(name), width_of(name) + 3, least=max(map(width_of, unbroken(name))) + 3)


def _called(call: str) -> Cell:
    width = len(call) * TYPEWRITER + _DOTS * call.count("…")
    return Cell(code(call), width, least=max(map(len, unbroken(call))) * WIDEST_TYPEWRITER)


def _sizes(sizes: Sequence[Formula]) -> Cell:
    """Sizes with signs between them."""
    width = sum(width_of(size, FLAT) + 12 + 20 * (size.op in LOOSE) for size in sizes) - 12
    return Cell(f"${TIMES.join(map(as_inline_factor, sizes))}$", width)


def _quantities(block: TableBlock) -> list[TableColumn]:
    rows, shown = [*(row.cells for row in block.rows), block.totals], cache(_quantity)
    return [
        TableColumn(heading, width_of(heading), (EMPTY, *map(shown, cells)), "r")
        for heading, *cells in zip(block.headings, *rows, strict=True)
    ]


def _quantity(value: Formula) -> Cell:
    text = math(value, INLINE)
    is_bare = value.op == "text" or isinstance(value.value, int)
    return Cell(text if is_bare else f"${text}$", width_of(value, FLAT))


def _tabular(columns: Sequence[TableColumn], width: float, *, forced: bool = False) -> str:
    """The table in the largest type in which it fits, a definition on two lines at most; else empty, unless forced."""
    widths, narrow = [column.width for column in columns], _NARROW * width
    longest = [max(cell.least for cell in column.cells) for column in columns]
    set_table = _set_parts if width < _ONE_OF_TWO else _set_table
    for size, scale in islice(TYPES.items(), 3):
        room = (width - 2 * _GAP * (len(columns) - 1)) / scale - sum(widths)
        if room >= 0:
            return set_table(columns, size, [0.0] * len(columns))
        left = widths[1] + room
        if columns[1].side == "l" and left >= max(0.55 * widths[1], 0.8 * narrow, longest[1] - _UNSEEN):
            return set_table(columns, size, [0.0, scale * left, *[0.0] * (len(columns) - 2)])
    if not forced:
        return ""
    size = r"\footnotesize" if width < _ONE_OF_TWO else ""
    first = [
        max(min(pair), TYPES[size] * word)
        for *pair, word in zip(widths, (narrow, 1.25 * narrow), longest, strict=False)
    ]
    return set_table(columns, size, [*first, width - 4 * _GAP - sum(first)])


def _set_parts(columns: Sequence[TableColumn], size: str, widths: Sequence[float]) -> str:
    """A table as several, none of which is longer than a page."""
    ends = [*_page_ends([_lines(row, widths) for row in zip(*(column.cells for column in columns), strict=True)])]
    parts = [[column._replace(cells=column.cells[slice(*ends)]) for column in columns] for ends in pairwise([0, *ends])]
    return "\n\n".join(_ruled_table(part, size, widths, is_last=part is parts[-1]) for part in parts)


def _lines(row: Sequence[Cell], widths: Sequence[float]) -> int:
    """How high a row is, with a line to spare where a cell goes over several."""
    return max(
        1 + ceil(cell.width / width) if cell.width > width > 0 else 1 for cell, width in zip(row, widths, strict=True)
    )


def _page_ends(heights: Sequence[int]) -> Iterator[int]:
    """Where tables end that are as high as can be, for the heights of all rows."""
    used = 0
    for row, height in enumerate(heights):
        if used and used + height > _HIGHEST:
            yield row
            used = 0
        used += height
    yield len(heights)


def _set_table(columns: Sequence[TableColumn], size: str, widths: Sequence[float]) -> str:
    """One table, broken between pages where it is longer than one."""
    return _ruled_table(columns, size, widths, breaks=len(columns[0].cells) >= _TALLEST)


def _ruled_table(
    columns: Sequence[TableColumn], size: str, widths: Sequence[float], *, breaks: bool = False, is_last: bool = True
) -> str:
    """A table with rules around, below the heads and above the totals, if it ends in some."""
    cells = [
        [_ragged(cell.text) if width else cell.text for cell in column.cells]
        for column, width in zip(columns, widths, strict=True)
    ]
    rows = [" & ".join(row) + r" \\" for row in zip(*cells, strict=True)]
    if columns[-1].side == "r" and is_last:
        rows.insert(-1, r"\midrule")
    sides = [f"p{{{int(width)}pt}}" if width else column.side for column, width in zip(columns, widths, strict=True)]
    environment, opening, closing = "tabular", r"\begin{center}", r"\end{center}"
    if breaks:
        environment, opening, closing = "longtable", "{", "}"
    lines = ruled(sides, [column.heading for column in columns], rows, environment)
    return "\n".join([rf"{opening}{size}\setlength{{\tabcolsep}}{{{_GAP}pt}}", *lines, closing])


def _ragged(cell: str) -> str:
    """A cell of more than one line, broken between its sizes rather than inside one."""
    broken = paragraph_cell(cell).replace(TIMES, r" \times\allowbreak ").replace("=[", r"=[\allowbreak{}")
    return broken.replace(", ", r", \allowbreak ") if cell.startswith("$") else broken


def _listed(block: TableBlock, others: str, width: float) -> str:
    """Each quantity as a display: layer by layer, all layers without any in one line, and the total."""
    parts = []
    for place, quantity in enumerate(block.columns):
        values = [(row.name, row.cells[place]) for row in block.rows]
        idle = sum(value == ZERO for _, value in values)
        rows = [Chain(word, (value,)) for word, value in values if idle == 1 or value != ZERO]
        rows += [Chain(others, (ZERO,))] * (idle > 1)
        rows += [Chain(block.total, (block.totals[place],))]
        parts.append(f"{paragraph(quantity.heading, '', quantity.meaning)}\n{align(rows, width)}")
    return "\n\n".join(parts)
