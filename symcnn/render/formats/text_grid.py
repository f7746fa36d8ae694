"""Blocks of layers in rows and columns as text, in parts where the width has no room for all columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from symcnn.render.content.grid_cells import set_cell
from symcnn.render.formats.text_blocks import TEXT
from symcnn.render.formats.text_lines import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.render.content.blocks import BlockTable, GridCell

_GAP = 2


def set_text_grid(block: BlockTable, width: int) -> list[str]:
    """The lines of a grid, of its notes, and of what letters stand for."""
    lines = ["\n\n".join(_part(part) if _width(part) <= width else _list(part, width) for part in _parts(block, width))]
    notes = [row for note in block.notes(TEXT) for row in wrapped(note, width, 2)]
    named = [f"{TEXT.formula(left)} = {TEXT.formula(value)}" for left, value in block.named]
    return [*lines, *([""] if notes or named else []), *notes, *(r for n in named for r in wrapped(n, width, 6))]


def _parts(block: BlockTable, width: int) -> Iterator[BlockTable]:
    """As many columns side by side as there is room for, at least one."""
    count, start = len(block.columns) - block.fixed, 0
    if not count:
        yield block
    while start < count:
        stop = next((n for n in range(count, start + 1, -1) if _width(block.part(start, n)) <= width), start + 1)
        yield block.part(start, stop)
        start = stop


def _cells(cells: Sequence[GridCell]) -> list[str]:
    return [set_cell(cell, TEXT) for cell in cells]


def _widths(block: BlockTable) -> list[int]:
    """Of each column; cells that span several have no say in it, unless they are wider than all of these."""
    count = len(block.columns)
    rows = [_cells([column.heading for column in block.columns]), *(_cells(row.cells) for row in block.rows)]
    widths = [0] * count
    for row in rows:
        for place, text in enumerate(row if len(row) == count else row[:-1]):
            widths[place] = max(widths[place], _wide(text))
    for row in rows:
        room = sum(widths[len(row) - 1 :]) + _GAP * (count - len(row))
        widths[-1] += max(0, _wide(row[-1]) - room)
    return widths


def _wide(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _width(block: BlockTable) -> int:
    return sum(_widths(block)) + _GAP * (len(block.columns) - 1)


def _part(block: BlockTable) -> str:
    widths, sides = _widths(block), [column.side for column in block.columns]
    rule = "─" * _width(block)
    is_open = any("\n" in text for row in block.rows for text in _cells(row.cells))
    lines = [*_row(_cells([column.heading for column in block.columns]), widths, sides), rule]
    for place, row in enumerate(block.rows):
        if row.is_total and not block.rows[place - 1].is_total:
            lines.append(rule)
        elif is_open and place and not row.is_total:
            lines.append("")
        lines += _row(_cells(row.cells), widths, sides)
    return "\n".join(lines)


def _list(block: BlockTable, width: int) -> str:
    """A paragraph for each row, with a line for each cell, where not even one column has room beside the first ones."""
    heads = _cells([column.heading for column in block.columns])
    margin = max(map(cell_len, heads)) + 4
    paragraphs = []
    for row in block.rows:
        first, *cells = _cells(row.cells)
        lines = [*wrapped(first if row.is_total else f"{heads[0]}  {first}", width, 4)] if first else []
        for head, text in zip(heads[1:], cells, strict=False):  # the last cell may go over several columns
            lines += _entry(head, text, margin, width) if text else []
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _entry(head: str, text: str, margin: int, width: int) -> list[str]:
    """A cell behind its heading, or below it where it has several lines that would be too long there."""
    start = f"  {head}".ljust(margin + len(head) - cell_len(head))
    if "\n" not in text:
        return wrapped(start + text, width, margin)
    rows = text.split("\n")
    if margin + _wide(text) > width:
        return [start.rstrip(), *(f"  {row}" for row in rows)]
    return [start + rows[0], *(" " * margin + row for row in rows[1:])]


def _row(texts: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> Iterator[str]:
    """The lines of a row; a cell that has fewer than others stands in the middle of them."""
    *inner, last = enumerate(texts)
    spanned = sum(widths[last[0] :]) + _GAP * (len(widths) - len(texts))
    rooms = [*(widths[place] for place, _ in inner), spanned]
    made = [_block(text.split("\n"), room, sides[place]) for (place, text), room in zip(enumerate(texts), rooms)]  # noqa: B905 - as many
    height = max(map(len, made))
    for line in range(height):
        parts = []
        for cell, room in zip(made, rooms, strict=True):
            above = line - (height - len(cell)) // 2
            parts.append(cell[above] if 0 <= above < len(cell) else " " * room)
        yield (" " * _GAP).join(parts).rstrip()


def _block(lines: Sequence[str], room: int, side: str) -> list[str]:
    """Lines that keep together, moved to a side of their room or to its middle."""
    wide = max(map(cell_len, lines))
    before = {"l": 0, "c": (room - wide) // 2, "r": room - wide}[side]
    return [" " * before + line + " " * (room - before - cell_len(line)) for line in lines]
