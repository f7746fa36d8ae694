"""A derivation becomes a picture: the whole way on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.figures.columns import Room, broken
from symcnn.render.figures.folding import folded, panelled
from symcnn.render.figures.graph import Grapher
from symcnn.render.figures.metrics import Bounds
from symcnn.render.figures.pieces import Direction
from symcnn.render.figures.schematic import Schematic
from symcnn.render.figures.series import series_of
from symcnn.render.figures.shapes import Picture, moved, scaled
from symcnn.render.figures.volumes import Volumes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.derive.derivation import Derivation
    from symcnn.render.figures.shapes import Shape

MARGIN = 2.0
PAGE = 640.0
"""The height of a page that a drawing may take, in points."""


def schematic(derivation: Derivation, numbers: Derivation | None, wide: float, level: int = 0, *, is_down: bool = True) -> Picture:
    """Boxes and arrows."""
    grapher = Grapher(derivation, numbers, level)
    volumes = Volumes(grapher.labels, derivation.letters)
    series = panelled(folded(series_of(grapher.graph())))
    room = Room(wide, PAGE) if is_down else Room(PAGE, wide)
    piece = broken(Schematic(volumes, Direction(is_down)), series, room)
    return framed(derivation.name, piece.shapes)


def framed(name: str, shapes: Iterable[Shape]) -> Picture:
    """Shapes on a page that holds them."""
    shapes = tuple(shapes)
    room = Bounds(shapes)
    placed = tuple(moved(shape, MARGIN - room.left, MARGIN - room.top) for shape in shapes)
    return Picture(name, room.right - room.left + 2 * MARGIN, room.bottom - room.top + 2 * MARGIN, placed)


def fitted(picture: Picture, wide: float) -> Picture:
    """The picture, made smaller if it is too wide."""
    factor = min(1.0, wide / picture.width)
    if factor == 1:
        return picture
    shapes = tuple(scaled(shape, factor) for shape in picture.shapes)
    return Picture(picture.name, picture.width * factor, picture.height * factor, shapes)
