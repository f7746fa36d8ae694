r"""Blocks of layers in rows and columns as tables of a paper, in parts where the text is too narrow for all columns."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from symcnn.render.content.grid_cells import set_cell
from symcnn.render.formats.latex_blocks import LATEX
from symcnn.render.formats.latex_lines import FLAT, math, width_of
from symcnn.render.formats.latex_tabular import EMPTY, Cell, TableColumn
from symcnn.render.paper.display import Equation
from symcnn.render.paper.floats import Below, captioned, set_grid
from symcnn.render.paper.tabular import Grid, sheets_of, type_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.render.content.blocks import BlockTable, GridCell, GridRow

_TIMES, _SPARE = 12.0, 1.5
"""Points that a sign between sizes takes with its gaps, and that a cell has to spare."""
_LOW, _FENCES = 2.5, (r"\lfloor", r"\rfloor", r"\lceil", r"\rceil")
"""Points by which these signs are narrower within a line than where they grow with what they hold."""


def set_latex_grid(block: BlockTable) -> str:
    """The tables, notes below the first and what letters stand for below the last."""
    grids = [_grid(part) for part in _parts(block)]
    look, (caption, _) = block.options, captioned(block.options, block.caption, block.caption)
    named = [Equation(math(left), (value,), width_of(left, FLAT)) for left, value in block.named]
    before = [0, *accumulate(len(sheets_of(grid, look.width)) for grid in grids)]
    return "\n\n".join(
        set_grid(
            grid, look, block.key, (caption, caption),
            Below([] if first else block.notes(LATEX), named if grid is grids[-1] else ()), first,
        )
        for grid, first in zip(grids, before, strict=False)
    )  # fmt: skip


def _parts(block: BlockTable) -> Iterator[BlockTable]:
    """As many columns side by side as there is room for in some type, at least one."""
    count, start = len(block.columns) - block.fixed, 0
    if not count:
        yield block
    while start < count:
        stop = next((n for n in range(count, start + 1, -1) if _fits(block.part(start, n))), start + 1)
        yield block.part(start, stop)
        start = stop


def _fits(block: BlockTable) -> bool:
    return type_for(_grid(block).columns, block.options.width) is not None


def _grid(block: BlockTable) -> Grid:
    count = len(block.columns)
    rows = [_row(row, count) for row in block.rows]
    columns = []
    for place, column in enumerate(block.columns):
        heading = _cell(column.heading)
        cells = tuple(row[place] for row in rows)
        columns.append(TableColumn(heading.text, heading.width, cells, column.side, wraps=column.side == "l"))
    totals = sum(row.is_total for row in block.rows)
    is_open = any(cell.lines > 1 for row in rows for cell in row)
    return Grid(tuple(columns), has_total=bool(totals), totals=totals, is_open=is_open)


def _row(row: GridRow, count: int) -> list[Cell]:
    """As many cells as columns; a cell over several is as wide in each as its part."""
    cells, spanned = [_cell(one) for one in row.cells], count - len(row.cells) + 1
    if spanned == 1:
        return cells
    wide = cells[-1].width / spanned
    return [*cells[:-1], cells[-1]._replace(span=spanned, width=wide), *[EMPTY._replace(width=wide)] * (spanned - 1)]


def _cell(cell: GridCell) -> Cell:
    if cell.draw:
        block = cell.draw(LATEX)
        width = block.width + _SPARE
        return Cell(LATEX.inline(block.text), width, block.lines, least=width)
    sizes, text = sum(width_of(size, FLAT) for size in cell.sizes), set_cell(cell, LATEX)
    sizes += _TIMES * (len(cell.sizes) - 1) - _LOW * sum(map(text.count, _FENCES))
    return Cell(text, width_of(cell.words) + sizes + _SPARE)
