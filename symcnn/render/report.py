"""Answers to questions as lines of words and formulas, which every format sets in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Part = str | Formula
"""Words, or a formula in textbook order."""


class Line(NamedTuple):
    """One line, and how far it is set in."""

    parts: tuple[Part, ...]
    level: int = 0


class Report(NamedTuple):
    """Lines for readers, and the same as data for programs, made when a program asks."""

    lines: tuple[Line, ...]
    data: Callable[[], Any]


def line(*parts: Part, level: int = 0) -> Line:
    """A line of some parts."""
    return Line(parts, level)


def joined(parts: Iterable[Part], words: Callable[[str], str], formula: Callable[[Formula], str]) -> str:
    """A line as text of a format, given how that sets words and formulas."""
    return "".join(words(part) if isinstance(part, str) else formula(part) for part in parts)
