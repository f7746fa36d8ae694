"""Blocks of layers as text: on several lines between tall brackets."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from symcnn.render.content.block_style import BlockStyle, with_stride
from symcnn.render.formats.text_digits import cell

if TYPE_CHECKING:
    from collections.abc import Sequence


def beside(*parts: str) -> str:
    r"""Texts of several lines side by side, each as wide as its longest line.

    >>> print(beside("a\nbcd", "|\n|"))
    a  |
    bcd|
    """
    columns = [_padded(part.split("\n")) for part in parts]
    rows = zip_longest(*columns)
    widths = [cell_len(column[0]) for column in columns]
    return "\n".join(
        "".join(" " * wide if cell is None else cell for cell, wide in zip(row, widths, strict=True)) for row in rows
    )


def _padded(lines: Sequence[str]) -> list[str]:
    widest = max(map(cell_len, lines))
    return [line + " " * (widest - cell_len(line)) for line in lines]


_BRACKETS = "⎡⎢⎣", "⎤⎥⎦"


def _fence(pieces: str, count: int) -> str:
    """A tall bracket of one sign in each line."""
    return "\n".join([pieces[0], *[pieces[1]] * (count - 2), pieces[2]])


def _text_bracket(part: str, is_one_line: bool) -> str:  # noqa: FBT001 - a row's entry
    count = part.count("\n") + 1
    if is_one_line or count == 1:
        return f"[{part}]"
    return beside(_fence(_BRACKETS[0], count), part, _fence(_BRACKETS[1], count))


def _text_brace(parts: Sequence[str]) -> str:
    lines = [line for part in parts for line in part.split("\n")]
    return beside("\n".join(["{ "] * len(lines)), "\n".join(lines))


def _text_row(parts: Sequence[str], is_later: bool) -> str:  # noqa: FBT001 - a row's entry
    arrows = ["  → " if is_later else "", *[" → "] * (len(parts) - 1)]
    return beside(*(piece for pair in zip(arrows, parts, strict=True) for piece in pair))


def _text_counted(part: str, times: str) -> str:
    lines = _padded(part.split("\n"))
    lines[(len(lines) - 1) // 2 if len(lines) != 2 else 1] += f" × {times}"  # noqa: PLR2004 - two have no middle
    return "\n".join(lines)


TEXT = BlockStyle(
    formula=cell, words=str, prose=str, inline=str, times="×", comma=", ", blank=" ", slash=", /", spread=", ×",
    star="*", starred=with_stride, product=lambda part: beside("⊙ ", part), row=_text_row,
    stack=lambda parts, _side: "\n".join(parts),
    bracket=_text_bracket, brace=_text_brace, counted=_text_counted,
)  # fmt: skip
