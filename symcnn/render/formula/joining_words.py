"""The words that join the parts of a formula, in English or as a language put them into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.formula import Formula
    from symcnn.render.formula.style import Style

ENGLISH: Mapping[str, str] = {
    "and": "{} and {}", "or": "{} or {}", "not": "not {}", "if": "{} if {} else {}", "cases": "{} if {} otherwise {}",
    "whole": "{} is whole",
}  # fmt: skip
"""A formula in words where there is no sign for it."""


def joined_by(formula: Formula, key: str, style: Style) -> list[str]:
    """The text before, between and behind the parts."""
    spoken = style.has_languages and formula.value
    return (str(formula.value) if spoken else ENGLISH[key]).split("{}")


def in_words(formula: Formula, key: str, parts: list[str], style: Style) -> str:
    """Parts with words between them."""
    first, *between, last = (style.word(piece) if piece else "" for piece in joined_by(formula, key, style))
    joints = [first, *(between if len(between) == len(parts) - 1 else between * (len(parts) - 1))]
    return "".join(joint + part for joint, part in zip(joints, parts, strict=True)) + last


def words_of_cases(formula: Formula, style: Style) -> tuple[str, str]:
    """The words before a condition and beside the last of several cases, without the signs of a sentence."""
    _, condition, last, _ = (piece.strip(" ,\N{FULLWIDTH COMMA}") for piece in joined_by(formula, "cases", style))
    return style.word(f"{condition} "), style.word(last)
