"""Words and formulas within a line of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.formats.latex_lines import ONE_LINE
from symcnn.render.formula.setting import set_formula

if TYPE_CHECKING:
    from symcnn.formula import Formula

_SPECIAL = str.maketrans({character: "\\" + character for character in "\\`*_[]<>|#$"})


def escape(words: str) -> str:
    r"""Words of an author for Markdown, which may hold HTML.

    >>> escape("<script>")
    '\\<script\\>'
    """
    return words.translate(_SPECIAL)


def cell(formula: Formula) -> str:
    """A number with its digits grouped, words as words, anything else between dollar signs."""
    if formula.op == "number" and isinstance(formula.value, int):
        return f"{formula.value:,}"
    return str(formula.value) if formula.op == "text" else f"${set_formula(formula, ONE_LINE)}$"
