"""Formulas as text with the digits of their numbers grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.formula.setting import set_formula
from symcnn.render.formula.text import ASCII, TEXT, text_style

if TYPE_CHECKING:
    from symcnn.formula import Formula

GROUPED = TEXT.replaced(number="{:,}".format)
_GROUPED_ASCII = ASCII.replaced(number="{:,}".format)
"""Numbers as tables show them: 48,120."""


def cell(formula: Formula) -> str:
    """A formula with the digits of its numbers grouped; words as words."""
    return (
        str(formula.value)
        if formula.op == "text"
        else set_formula(formula, GROUPED if text_style() is TEXT else _GROUPED_ASCII)
    )
