r"""Blocks of layers in LaTeX, for math mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.content.block_style import BlockStyle, with_stride
from symcnn.render.formats.latex_lines import INLINE, math, prose
from symcnn.render.formula.latex import escape

if TYPE_CHECKING:
    from collections.abc import Sequence


_LONG = 24
"""Letters of words that a line may have to part where they hold no blank."""


def _short_prose(words: str) -> str:
    return prose(words) if len(words) > _LONG else escape(words)


def _latex_stack(parts: Sequence[str], side: str) -> str:
    return rf"\begin{{array}}{{@{{\,}}{side}@{{\,}}}}" + r" \\ ".join(parts) + r"\end{array}"


def _latex_bracket(part: str, is_one_line: bool) -> str:  # noqa: FBT001 - a row's entry, called by position
    opening, closing = (r"\lbrack\, ", r" \,\rbrack") if is_one_line else (r"\left[ ", r" \right]")
    return opening + part + closing


def _latex_row(parts: Sequence[str], is_later: bool) -> str:  # noqa: FBT001 - a row's entry
    return r"\quad\to " * is_later + r" \to ".join(parts)


def _latex_brace(parts: Sequence[str]) -> str:
    return r"\left\{\begin{array}{@{}l@{}}" + r" \\ ".join(parts) + r"\end{array}\right\}"


LATEX = BlockStyle(
    formula=lambda formula: math(formula, INLINE), words=lambda words: rf"\text{{{escape(words)}}}",
    prose=_short_prose, inline="${}$".format, starred=with_stride,
    times=r" \times ", comma=r",\ ", blank=r"\ ", slash=r",\ /", spread=r",\ {\times}", star=r"^{\ast}",
    product=lambda part: rf"\odot {part}", row=_latex_row, stack=_latex_stack,
    bracket=_latex_bracket, brace=_latex_brace, counted=lambda part, times: rf"{part} \times {times}",
)  # fmt: skip
