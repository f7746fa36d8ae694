"""Tables that fit: in smaller type, or with columns in a second table; a long one is parted."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.formats.latex_tabular import TYPES, paragraph_cell, ruled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.render.formats.latex_tabular import Cell, TableColumn


class TypeSize(NamedTuple):
    """How much less room a line takes in smaller type, and the points on either side of a gap."""

    scale: float
    gap: float


_TYPES: Mapping[str, TypeSize] = {
    size: TypeSize(scale, gap) for (size, scale), gap in zip(TYPES.items(), (6.0, 5.0, 4.0, 3.0), strict=True)
}
_SPARE = 4.0
"""Points that a table with columns of paragraphs leaves of the width."""
_HEAD, _TRIES = 4.0, 6
"""Lines of a caption and the heads of columns; lengths of pages that are tried."""
_LINES: Mapping[str, float] = {"": 36.0, r"\small": 39.0, r"\footnotesize": 43.0, r"\scriptsize": 49.0}
"""Lines on a page."""


class Grid(NamedTuple):
    """Columns of equal length; which rows begin a block that is not parted, and whether the last is a total."""

    columns: tuple[TableColumn, ...]
    bound: frozenset[int] = frozenset()
    """Rows that stay with the one before them."""
    has_total: bool = True
    totals: int = 1
    """How many rows at the end are totals, where there are some."""
    is_open: bool = False
    """Whether rows are set apart, for cells that are several lines high."""

    @property
    def costs_only(self) -> bool:
        """Whether nothing stands in it but names and what they cost."""
        return self.columns[1].side == "r"


def type_for(columns: Sequence[TableColumn], width: float) -> str | None:
    """The largest type in which columns fit side by side, if any."""
    needed = sum(column.width for column in columns)
    gaps = 2 * (len(columns) - 1)
    return next((size for size, (scale, gap) in _TYPES.items() if needed * scale + gap * gaps <= width), None)


def split(columns: Sequence[TableColumn], width: float) -> list[tuple[TableColumn, ...]]:
    """The columns in as few tables as fit: what there is, then what it costs, each with the first column."""
    if type_for(columns, width) is not None:
        return [tuple(columns)]
    first, *rest = [column for column in columns if column.heading]
    braces = tuple(column for column in columns if not column.heading)
    described = (first, *(column for column in rest if column.side != "r"))
    found = [table for table in _parted(described, braces, width) if len(table) > 1 + len(braces)]
    table: list[TableColumn] = []
    for column in (column for column in rest if column.side == "r"):
        if table and not fits([first, *table, column, *braces], width):
            found.append((first, *table, *braces))
            table = []
        table.append(column)
    return [*found, (first, *table, *braces)] if table else found


def fits(columns: Sequence[TableColumn], width: float) -> bool:
    """Whether columns fit side by side in the smallest type, those of words as paragraphs."""
    scale, gap = _TYPES[r"\scriptsize"]
    least = sum(column.least for column in columns)
    return least * scale + 2 * gap * (len(columns) - 1) <= width - _SPARE


def _parted(
    columns: tuple[TableColumn, ...], braces: tuple[TableColumn, ...], width: float
) -> list[tuple[TableColumn, ...]]:
    """Columns of words in one table, or the last of them in a second one, where not even paragraphs make room."""
    if fits((*columns, *braces), width):
        return [(*columns, *braces)]
    second = (columns[0], columns[-1])
    return [(*columns[:-1], *braces), (*second, *braces) if fits((*second, *braces), width) else second]


def _part(grid: Grid, columns: tuple[TableColumn, ...]) -> Grid:
    """Some columns of a grid, without the rows of which they say nothing."""
    said = [row for row in range(len(columns[0].cells)) if any(column.cells[row].text for column in columns[1:])]
    kept = tuple(column._replace(cells=tuple(column.cells[row] for row in said)) for column in columns)
    bound = frozenset(place for place, row in enumerate(said) if row in grid.bound)
    return grid._replace(columns=kept, bound=bound, has_total=grid.has_total and said[-1] == len(columns[0].cells) - 1)


def _wrapped(columns: tuple[TableColumn, ...], width: float) -> tuple[TableColumn, ...]:
    """Columns that are too wide together even in the smallest type, some of them over several lines."""
    if type_for(columns, width) is not None:
        return columns
    scale, gap = _TYPES[r"\scriptsize"]
    room = (width - _SPARE - 2 * gap * (len(columns) - 1)) / scale - sum(column.least for column in columns)
    spread = sum(column.width - column.least for column in columns)
    part = max(0.0, min(1.0, room / spread)) if spread else 0.0
    return tuple(_narrowed(c, c.least + (c.width - c.least) * part, scale) if c.width > c.least else c for c in columns)


def _narrowed(column: TableColumn, width: float, scale: float) -> TableColumn:
    """A column of paragraphs."""
    cells = tuple(
        cell._replace(
            text=paragraph_cell(cell.text),
            width=0.0,
            lines=max(cell.lines, ceil(cell.width / width)),
        )
        for cell in column.cells
    )
    return column._replace(cells=cells, heading_width=width, side=f"p{{{width * scale:.0f}pt}}")


class TableSheet(NamedTuple):
    """A table, the type in which it is set, and the rows on each of its pages."""

    grid: Grid
    size: str
    pages: tuple[list[int], ...]

    @property
    def spare(self) -> float:
        """Lines that its last page has room for."""
        return _LINES[self.size] - _HEAD - sum(_height(self.grid, row) for row in self.pages[-1])

    @property
    def opening(self) -> str:
        """The LaTeX that sets the type size of the table."""
        return f"{self.size}\\setlength{{\\tabcolsep}}{{{_TYPES[self.size].gap:g}pt}}%"

    def lines(self, rows: Sequence[int]) -> list[str]:
        """One of its pages."""
        return _tabular(self.grid, rows)


def sheets_of(grid: Grid, width: float) -> list[TableSheet]:
    """The grid as tables that fit, each parted into pages that are about equally long."""
    grids = [
        grid._replace(columns=columns) if len(columns) == len(grid.columns) else _part(grid, columns)
        for columns in split(grid.columns, width)
    ]
    return [_sheet(part._replace(columns=_unfolded(_wrapped(part.columns, width))), width) for part in grids]


def _sheet(grid: Grid, width: float) -> TableSheet:
    fitting = type_for(grid.columns, width)
    size = r"\scriptsize" if fitting is None else fitting
    return TableSheet(grid, size, tuple(_balanced(grid, _LINES[size])))


def _balanced(grid: Grid, most: float) -> list[list[int]]:
    """As few pages as there can be, and none of them with a few rows that another has room for."""
    pages = list(_pages(grid, most))
    whole = sum(_height(grid, row) for page in pages for row in page)
    least = whole / len(pages)
    tried = (list(_pages(grid, least + (most - least) * step / _TRIES)) for step in range(_TRIES))
    return next((found for found in tried if len(found) == len(pages)), pages)


def _unfolded(columns: tuple[TableColumn, ...]) -> tuple[TableColumn, ...]:
    """Columns in which a brace goes around lines of equal height; beside folded cells each row says how often it comes.

    TeX folds cells by rules of its own, so how high a brace had to be is not known.
    """
    if all(cell.lines == 1 for column in columns for cell in column.cells):
        return columns
    return tuple(
        column._replace(cells=tuple(cell._replace(text=cell.flat or cell.text) for cell in column.cells))
        for column in columns
    )


def _pages(grid: Grid, most: float) -> Iterator[list[int]]:
    """Rows that go on one page, those that stay together on the same."""
    page, used = list[int](), 0.0
    count = len(grid.columns[0].cells)
    heights = [_height(grid, row) for row in range(count)]
    bound = grid.bound | ({count - 1} if grid.has_total else set())
    for row in range(count):
        tied = row in bound
        ahead = heights[row] + sum(heights[later] for later in _following(bound, row, count) if not tied)
        if page and used + min(ahead, most) > most and (not tied or used + heights[row] > most):
            yield page
            page, used = [], 0.0
        page.append(row)
        used += heights[row]
    yield page


def _following(bound: frozenset[int], row: int, count: int) -> Iterator[int]:
    for later in range(row + 1, count):
        if later not in bound:
            return
        yield later


def _height(grid: Grid, row: int) -> float:
    return max(column.cells[row].lines for column in grid.columns) * 1.1 + 0.35 * grid.is_open


def _tabular(grid: Grid, rows: Sequence[int]) -> list[str]:
    columns, last = grid.columns, len(grid.columns[0].cells) - 1
    lines: list[str] = []
    for place, row in enumerate(rows):
        if row == last - grid.totals + 1 and grid.has_total and place:
            lines.append(r"\midrule")
        elif grid.is_open and place:
            lines.append(r"\addlinespace[3pt]")
        lines.append(" & ".join(_across([column.cells[row] for column in columns])) + r" \\")
    return ruled([column.side for column in columns], [column.heading for column in columns], lines)


def _across(cells: Sequence[Cell]) -> Iterator[str]:
    """The texts of a row, without those of columns over which another cell goes."""
    hidden = 0
    for cell in cells:
        if hidden:
            hidden -= 1
        elif cell.span == 1:
            yield cell.text
        else:
            hidden = cell.span - 1
            yield rf"\multicolumn{{{cell.span}}}{{c@{{}}}}{{{cell.text}}}"
