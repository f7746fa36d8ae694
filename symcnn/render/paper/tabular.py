"""Tables that fit: in smaller type, or with columns in a second table; parts of a long one have heads of their own."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.formats.latex_lines import prose
from symcnn.render.formats.latex_tabular import TYPES, paragraph_cell, ruled
from symcnn.render.paper.look import label
from symcnn.render.paper.scripts import script_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.render.formats.latex_tabular import TableColumn
    from symcnn.render.paper.look import PaperOptions


class TypeSize(NamedTuple):
    """How much less room a line takes in smaller type, and the points on either side of a gap."""

    scale: float
    gap: float


_TYPES: Mapping[str, TypeSize] = {
    size: TypeSize(scale, gap) for (size, scale), gap in zip(TYPES.items(), (6.0, 5.0, 4.0, 3.0), strict=True)
}
_MOST_FLOATS = 3
"""Parts of a table that float; where there are more, all stand where they are, since LaTeX keeps no more than some in
store, and sets floats on top of what is too high for a page."""
_FLOAT = r"\begin{table}[htbp]", r"\end{table}"
_IN_PLACE = (
    r"\par\vfil\penalty0\vfilneg\hrule height0pt\vfil\penalty5000\vfilneg" + "\n"
    r"\noindent\begin{minipage}{\linewidth}\expandafter\def\csname @captype\endcsname{table}",
    r"\end{minipage}\par\bigskip",
)
"""Where it stands. A line of no height goes to its page first, so that a page may end there that has too little room
left by floats at its top."""
_SPARE = 4.0
"""Points that a table with columns of paragraphs leaves of the width."""
_LINES: Mapping[str, float] = {"": 36.0, r"\small": 39.0, r"\footnotesize": 43.0, r"\scriptsize": 49.0}
"""Lines on a page."""


class Grid(NamedTuple):
    """Columns of equal length; which rows begin a block that is not parted, and whether the last is a total."""

    columns: tuple[TableColumn, ...]
    bound: frozenset[int] = frozenset()
    """Rows that stay with the one before them."""
    has_total: bool = True
    is_open: bool = False
    """Whether rows are set apart, for cells that are several lines high."""


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


def set_grid(grid: Grid, look: PaperOptions, key: str, captions: tuple[str, str], notes: Sequence[str] = ()) -> str:
    """The grid as tables, with a caption for all columns and one for those of costs; notes stand below the first."""
    texts: list[str] = []
    grids = [
        grid._replace(columns=columns) if len(columns) == len(grid.columns) else _part(grid, columns)
        for columns in split(grid.columns, look.width)
    ]
    sheets = [_sheet(part._replace(columns=_wrapped(part.columns, look.width)), look) for part in grids]
    frame = _FLOAT if all(len(sheet.pages) <= _MOST_FLOATS for sheet in sheets) else _IN_PLACE
    for sheet in sheets:
        is_first, are_costs = not texts, sheet.grid.columns[1].side == "r"
        named = (key if is_first else f"{key}.{len(texts) + 1}", captions[are_costs and not is_first])
        texts += _tables(sheet, look, named, frame, notes if is_first else ())
    return "\n\n".join(texts)


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
            lines=max(cell.lines, ceil(1.15 * cell.width / width)),
        )
        for cell in column.cells
    )
    return column._replace(cells=cells, heading_width=width, side=f"p{{{width * scale:.0f}pt}}")


class TableSheet(NamedTuple):
    """A table, the type in which it is set, and the rows on each of its pages."""

    grid: Grid
    size: str
    pages: tuple[list[int], ...]


def _sheet(grid: Grid, look: PaperOptions) -> TableSheet:
    fitting = type_for(grid.columns, look.width)
    size = r"\scriptsize" if fitting is None else fitting
    return TableSheet(grid, size, tuple(_pages(grid, _LINES[size])))


def _tables(
    sheet: TableSheet, look: PaperOptions, named: tuple[str, str], frame: tuple[str, str], notes: Sequence[str]
) -> Iterator[str]:
    """A table of one page, or as many as the rows need."""
    (grid, size, parts), (key, caption), (opening, closing) = sheet, named, frame
    leading = script_of(look.words.language).tables
    for place, rows in enumerate(parts):
        words = caption if not place else look.words("{} (continued).", caption.removesuffix("."))
        name = label("tab", look.network, key) if not place else label("tab", look.network, key, str(place + 1))
        lines = [opening, r"\centering", rf"\caption{{{prose(words)}}}{name}\par\smallskip"]
        lines += [f"{leading}{size}\\setlength{{\\tabcolsep}}{{{_TYPES[size].gap:g}pt}}%", *_tabular(grid, rows)]
        if place == len(parts) - 1:
            lines += [r"\par\smallskip", rf"{{\footnotesize\raggedright {' '.join(notes)}\par}}"] * bool(notes)
        yield "\n".join([*lines, closing])


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
        if row == last and grid.has_total and place:
            lines.append(r"\midrule")
        elif grid.is_open and place:
            lines.append(r"\addlinespace[3pt]")
        lines.append(" & ".join(column.cells[row].text for column in columns) + r" \\")
    return ruled([column.side for column in columns], [column.heading for column in columns], lines)
