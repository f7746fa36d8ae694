"""Estimates the room that text takes, from the widths of Helvetica; rather a little too much than too little."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from symcnn.render.figures.shapes import Box, Circle, TextShape
from symcnn.render.formula.text import to_text
from symcnn.render.languages.cjk_fonts import is_wide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.formula import Formula
    from symcnn.render.figures.shapes import Picture, Shape, Text

_BY_WIDTH: Mapping[float, str] = {
    0.24: "ijl'′|,.:;!",
    0.3: " ftI()[]/\\-⌊⌋⌈⌉",
    0.36: "r⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉",
    0.52: "kcsvxyzJ",
    0.62: "×−+=<>≤≥≡·",
    0.68: "ABEKPSVXYTZFL",
    0.76: "CDGHNOQRUw",
    0.88: "Mm%",
    0.96: "W@",
}
_WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_OTHER, _WIDE = 0.57, 1.05


def words_of(text: Text) -> str:
    """Text in which formulas are Unicode.

    >>> from symcnn.formula import name
    >>> words_of(("kernel ", name("F_1")))
    'kernel F₁'
    """
    return "".join(part if isinstance(part, str) else to_text(part) for part in text)


def is_chinese(picture: Picture) -> bool:
    """Whether some words of a picture need a font that has Chinese."""
    return any(is_wide(words_of(shape.text)) for shape in picture.shapes if isinstance(shape, TextShape))


@cache
def _em(words: str) -> float:
    return sum(_WIDTHS.get(c) or (_WIDE if is_wide(c) else _OTHER) for c in words)


_MATH = 1.15
"""TeX sets formulas wider than words, with room around their signs."""


def width(text: Text, size: float) -> float:
    """The room that a line of text takes.

    >>> round(width(("conv",), 10), 1)
    21.8
    """
    return sum(_part(part) for part in text) * size


@lru_cache(10_000)
def _part(part: str | Formula) -> float:
    if isinstance(part, str):
        return _em(part)
    words = to_text(part)
    return _em(words) * (1.0 if part.op == "number" else _MATH)


class BoundingBox:
    """The room that shapes take, gathered one by one."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.left = self.top = float("inf")
        self.right = self.bottom = float("-inf")
        for shape in shapes:
            left, top, right, bottom = bounds(shape)
            self.left, self.top = min(self.left, left), min(self.top, top)
            self.right, self.bottom = max(self.right, right), max(self.bottom, bottom)


_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a shape."""
    if isinstance(shape, Box):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    if isinstance(shape, Circle):
        return shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius
    if isinstance(shape, TextShape):
        long, half = width(shape.text, shape.size), shape.size * 0.6
        start = long * _SHIFT[shape.anchor]
        if shape.upright:
            return shape.x - half, shape.y - long + start, shape.x + half, shape.y + start
        return shape.x - start, shape.y - half, shape.x - start + long, shape.y + half
    across, along = [x for x, _ in shape.points], [y for _, y in shape.points]
    return min(across), min(along), max(across), max(along)
