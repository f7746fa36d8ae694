"""What stands in a cell of a grid of blocks, in any style."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import as_factor

if TYPE_CHECKING:
    from symcnn.render.content.block_style import BlockStyle
    from symcnn.render.content.blocks import GridCell


def set_cell(cell: GridCell, style: BlockStyle) -> str:
    """What stands in a cell of a grid.

    >>> from symcnn.formula import name, number
    >>> from symcnn.render.content.blocks import GridCell
    >>> from symcnn.render.formats.text_blocks import TEXT
    >>> set_cell(GridCell("conv", (number(3), name("F"))), TEXT)
    'conv, 3×F'
    """
    if cell.draw:
        return style.inline(cell.draw(style).text)
    shown = (as_factor(size, style.formula(size)) for size in cell.sizes)
    sizes = [style.inline(style.times.join(shown))] if cell.sizes else []
    return ", ".join([style.prose(cell.words)] * bool(cell.words) + sizes)
