"""The solids of which box drawings are made: a slab in perspective, a stack of maps, a row of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.figures.shapes import Box, Polygon

if TYPE_CHECKING:
    from symcnn.render.figures.roles import Role
    from symcnn.render.figures.shapes import Point, Shape

SLANT = 0.32
"""How far a length into the page goes to the right and up."""
_SHIFT = 2.6
"""How far the next map of a stack lies behind."""
MOST_MAPS = 8
"""Maps of a stack that are drawn."""


class Solid(NamedTuple):
    """Shapes around the middle line of a drawing, from a place on the left."""

    left: float
    width: float
    high: float
    """Above and below the middle line together."""
    shapes: tuple[Shape, ...]
    face: tuple[float, float, float, float]
    """The front map or face: left, top, right and bottom."""
    slant: float = 0
    """How much further to the right its lower end is."""

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


def slab(left: float, thick: float, high: float, back: float, role: Role) -> Solid:
    """A box whose front is as wide as the volume is deep, and as high as it is high."""
    slant = back * SLANT
    whole = high + slant
    top, right, bottom = slant - whole / 2, left + thick, whole / 2
    front: tuple[Point, ...] = ((left, top), (right, top), (right, bottom), (left, bottom))
    lid = ((left, top), (left + slant, top - slant), (right + slant, top - slant), (right, top))
    side = ((right, top), (right + slant, top - slant), (right + slant, bottom - slant), (right, bottom))
    faces = [Polygon(front, role)]
    if slant:
        faces += [Polygon(lid, f"{role}_light"), Polygon(side, f"{role}_dark")]
    return Solid(left, thick + slant, whole, tuple(faces), (left, top, right, bottom))


def stack(left: float, maps: int, wide: float, high: float, role: Role) -> Solid:
    """Maps that lie behind one another, the front one at the lower right, as in LeCun et al. 1998."""
    shift = _SHIFT * (maps - 1)
    whole = high + shift
    shapes = [
        Box(
            left + _SHIFT * place,
            _SHIFT * place - whole / 2,
            wide,
            high,
            f"{role}_light",
            corner=0,
            is_frame=place < maps - 1,
        )
        for place in range(maps)
    ]
    front = shapes[-1]
    return Solid(left, wide + shift, whole, tuple(shapes), (front.x, front.y, front.x + wide, front.y + high))


def bar(left: float, high: float, role: Role, slant: float = 0) -> Solid:
    """A row of units without sizes; slanted, as in LeCun et al. 1998, or upright."""
    wide = 6.0
    top, bottom = -high / 2, high / 2
    points = ((left, top), (left + wide, top), (left + wide + slant, bottom), (left + slant, bottom))
    return Solid(left, wide + slant, high, (Polygon(points, role),), (left, top, left + wide, bottom), slant)
