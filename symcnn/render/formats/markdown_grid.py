"""Blocks of layers in rows and columns as a table in Markdown, each block on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.content.grid_cells import set_cell
from symcnn.render.formats.markdown_cells import cell, escape
from symcnn.render.formats.one_line_blocks import ON_ONE_LINE

if TYPE_CHECKING:
    from symcnn.render.content.blocks import BlockTable

MARKDOWN = ON_ONE_LINE._replace(
    formula=cell, words=escape, prose=escape, star=r"\*",
    bracket=lambda part, _is_one_line: rf"\[{part}\]", brace=lambda parts: "{" + r" \| ".join(parts) + "}",
)  # fmt: skip
_SIDES = {"l": "---", "c": ":---:", "r": "---:"}


def set_markdown_grid(block: BlockTable) -> list[str]:
    """The rows of a table, a cell over several columns once in each; below it notes and what letters stand for."""
    count = len(block.columns)
    rows = [[set_cell(column.heading, MARKDOWN) for column in block.columns], [_SIDES[c.side] for c in block.columns]]
    for row in block.rows:
        cells = [set_cell(one, MARKDOWN) for one in row.cells]
        rows.append([*cells, *cells[-1:] * (count - len(cells))])
    table = ["| " + " | ".join(row) + " |" for row in rows]
    below = [*block.notes(MARKDOWN), *(f"{cell(left)} = {cell(value)}" for left, value in block.named)]
    return [*table, *(line for text in below for line in ("", text))]
