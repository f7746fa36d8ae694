"""Blocks of layers in rows and columns as a table in HTML, with brackets drawn around the lines of a block."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from symcnn.render.content.block_style import BlockStyle, with_stride
from symcnn.render.content.grid_cells import set_cell
from symcnn.render.formula.mathml import equal_to, to_lines, to_mathml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symcnn.formula import Formula
    from symcnn.render.content.blocks import BlockTable, GridColumn

_SIDE: Mapping[str, str] = {"l": "left", "c": "center", "r": "right"}
_INNER = "display: inline-block; vertical-align: middle"
_CORNERS = ", ".join(
    f"linear-gradient(currentColor, currentColor) {side} {end} / 5px 1px no-repeat"
    for side in ("left", "right")
    for end in ("top", "bottom")
)
_BRACKETED = (
    f"{_INNER}; border: solid currentColor; border-width: 0 1px; padding: 0.1em 0.5em; margin: 0.15em 0; "
    f"background: {_CORNERS}"
)
_BRACED = f"{_INNER}; border-left: 1px solid currentColor; padding-left: 0.4em; margin: 0.15em 0; text-align: left"

HTML = BlockStyle(
    formula=to_lines, words=escape, prose=escape, inline=str,
    times=" × ", comma=", ", blank=" ", slash=", /", spread=", ×",
    star="<sup>*</sup>", starred=with_stride, product=lambda part: f"⊙ {part}",
    row=lambda parts, is_later: "&emsp;→ " * is_later + " → ".join(parts),
    stack=lambda parts, side: f'<span style="{_INNER}; text-align: {_SIDE[side]}">{"<br>".join(parts)}</span>',
    bracket=lambda part, _is_one_line: f'<span style="{_BRACKETED}">{part}</span>',
    brace=lambda parts: f'<span style="{_BRACED}">{"<br>".join(parts)}</span>',
    counted=lambda part, times: f"{part} × {times}",
)  # fmt: skip
_CELL = "padding: 0.25em 0.7em; text-align: {}; vertical-align: middle"
_RULE = "; border-{}: 1px solid currentColor"


def set_html_grid(block: BlockTable, opening: str) -> list[str]:
    """A table behind the tags that open it; below it notes and what letters stand for."""
    head = "".join(
        f'<th style="{_CELL.format(_SIDE[column.side])}{_RULE.format("bottom")}">{set_cell(column.heading, HTML)}</th>'
        for column in block.columns
    )
    below = [*block.notes(HTML), *(f"{_left(left)} {equal_to(value)}" for left, value in block.named)]
    return [
        opening, f"<thead><tr>{head}</tr></thead>", "<tbody>", *_rows(block), "</tbody>", "</table></div>",
        *(f"<p>{text}</p>" for text in below),
    ]  # fmt: skip


def _left(left: Formula) -> str:
    return escape(str(left.value)) if left.op == "text" else to_mathml(left)


def _rows(block: BlockTable) -> list[str]:
    totals = [row.is_total for row in block.rows]
    first = totals.index(True) if True in totals else len(totals)
    return [
        _row([set_cell(one, HTML) for one in row.cells], block.columns, _RULE.format("top") * (place == first))
        for place, row in enumerate(block.rows)
    ]


def _row(cells: Sequence[str], columns: Sequence[GridColumn], rule: str) -> str:
    """Cells in their columns; the last one spans what is left, in the middle."""
    spanned = len(columns) - len(cells) + 1
    sides = [_SIDE[column.side] for column in columns[: len(cells)]]
    shown = [f'<td style="{_CELL.format(side)}{rule}">{text}</td>' for side, text in zip(sides, cells, strict=True)]
    if spanned > 1:
        shown[-1] = f'<td colspan="{spanned}" style="{_CELL.format("center")}{rule}">{cells[-1]}</td>'
    return f"<tr>{''.join(shown)}</tr>"
