"""Blocks of layers as text on one line."""

from __future__ import annotations

from symcnn.render.content.block_style import BlockStyle, with_stride
from symcnn.render.formats.text_digits import cell
from symcnn.render.formula.text import to_source

ON_ONE_LINE = BlockStyle(
    formula=cell, words=str, prose=str, inline=str, times="×", comma=", ", blank=" ", slash=", /", spread=", ×",
    star="*", starred=with_stride,
    product=lambda part: f"⊙ {part}", row=lambda parts, is_later: "→ " * is_later + " → ".join(parts),
    stack=lambda parts, _side: "; ".join(parts), bracket=lambda part, _is_one_line: f"[{part}]",
    brace=lambda parts: f"{{{' | '.join(parts)}}}", counted=lambda part, times: f"{part} × {times}",
)  # fmt: skip

SOURCE = ON_ONE_LINE._replace(formula=to_source, star=" first")
"""As the language writes it, for data."""
