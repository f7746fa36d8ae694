"""The table of a network as text: drawn as a table where it fits, and as a list where it does not."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from rich.cells import cell_len

from symcnn.formula import LOOSE
from symcnn.render.formats.text_digits import cell
from symcnn.render.formats.text_lines import UNLIMITED, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.formula import Formula
    from symcnn.render.content.blocks import TableBlock

_WORDS = 3
"""Columns before the quantities: layer, definition, output."""
_GAP = 2
_FLOWING = 1
"""The column that may take several lines: the definition."""

WIDEST_TABLE = 100
"""A table of formulas that would be wider is given as a list, also where no line is folded."""


def set_table(block: TableBlock, width: int = UNLIMITED) -> str:
    """A table, at most ``width`` columns wide."""
    head = [*block.head, *block.headings]
    shown, sizes = cache(cell), cache(_sizes)  # most layers repeat what stands at others
    rows = [[entry.name, "", sizes(entry.output), *[""] * len(block.columns)] for entry in block.inputs]
    rows += [[row.name, row.call, sizes(row.output), *map(shown, row.cells)] for row in block.rows]
    totals = [block.total, "", "", *map(cell, block.totals)]
    if _needed(head, [*rows, totals]) <= min(width, UNLIMITED if _is_in_numbers(block) else WIDEST_TABLE):
        return _table(head, rows, totals, width)
    return _list(head, [*rows, totals], width)


def _sizes(sizes: Iterable[Formula]) -> str:
    shown = [f"({cell(size)})" if size.op in LOOSE or _is_fraction(size) else cell(size) for size in sizes]
    return (" × " if any(" " in part for part in shown) else "×").join(shown)


def _is_fraction(formula: Formula) -> bool:
    return formula.op == "product" and formula.args[-1].op == "reciprocal"


def _is_in_numbers(block: TableBlock) -> bool:
    """Whether no cell holds a formula, so that a table may be as wide as it likes."""
    cells = [cell for row in (*block.inputs, *block.rows) for cell in (*row.output, *row.cells)]
    return all(cell.op in ("number", "text") for cell in (*cells, *block.totals))


def _needed(head: list[str], rows: list[list[str]]) -> int:
    """The width of a table in which nothing wraps but the calls, which may shrink to their longest word."""
    widths = [max(cell_len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    widths[1] = max(len(word) for row in rows for word in ["", *row[1].split()])
    return sum(widths) + _GAP * (len(head) - 1)


def _table(head: list[str], rows: list[list[str]], totals: list[str], width: int) -> str:
    """The table: set at once where nothing is folded, which takes a tenth of the time, else drawn by rich."""
    widths = [max(map(cell_len, column)) for column in zip(head, *rows, totals, strict=True)]
    if sum(widths) + _GAP * (len(widths) - 1) <= width:
        return columns(head, rows, totals, widths)
    return drawn(head, rows, totals, width)


def columns(head: list[str], rows: list[list[str]], totals: list[str], widths: list[int]) -> str:
    """Words on the left of their columns, quantities on the right."""

    def line(row: list[str]) -> str:
        rooms = [" " * (wide - cell_len(text)) for text, wide in zip(row, widths, strict=True)]
        pairs = enumerate(zip(row, rooms, strict=True))
        return (" " * _GAP).join(t + room if place < _WORDS else room + t for place, (t, room) in pairs).rstrip()

    rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
    return "\n".join([line(head), rule, *map(line, rows), "", line(totals)])


def drawn(head: list[str], rows: list[list[str]], totals: list[str], width: int) -> str:
    """The same by rich, which folds what the width has no room for."""
    from rich import box  # noqa: PLC0415 - only tables need rich's drawing, which takes longer to import than to draw
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, show_footer=True)
    for place, (heading, footer) in enumerate(zip(head, totals, strict=True)):
        table.add_column(
            Text(heading),
            Text(footer),
            justify="left" if place < _WORDS else "right",
            no_wrap=place != _FLOWING,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    file = io.StringIO()
    Console(file=file, width=width, color_system=None, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().splitlines())


def _list(head: list[str], rows: list[list[str]], width: int) -> str:
    """A paragraph per layer, for formulas too long for columns."""
    lines: list[str] = []
    margin = max(map(cell_len, head)) + 4
    for name, call, *cells in rows:
        lines += wrapped(f"{name}  {call}".rstrip(), width, 4)
        for heading, value in zip(head[2:], cells, strict=True):
            if value:
                room = " " * (margin - 2 - cell_len(heading))
                lines += wrapped(f"  {heading}{room}{value}", width, margin)
        lines.append("")
    return "\n".join(lines).rstrip()
