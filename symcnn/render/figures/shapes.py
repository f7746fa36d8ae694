"""The shapes of which drawings are made, in points of a page; y grows downwards. Painters paint nothing else."""

from __future__ import annotations

from math import hypot
from typing import Literal, NamedTuple, TypeAlias

from symcnn.formula import Formula

Text = tuple[str | Formula, ...]
"""Words and formulas, side by side."""
Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle with round corners; its place is the corner at the top left."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "white"
    stroke: str = "line"
    corner: float = 2
    dashed: bool = False
    is_frame: bool = False
    """Whether it stands around others and not beside them."""


class Polygon(NamedTuple):
    """A face of a solid, or a sheet."""

    points: tuple[Point, ...]
    fill: str
    stroke: str = "line"


class Circle(NamedTuple):
    """A merge of branches that is a sign."""

    x: float
    y: float
    radius: float
    fill: str = "white"


class Polyline(NamedTuple):
    """A line through points, with or without a tip at its end."""

    points: tuple[Point, ...]
    tip: bool = False
    color: str = "line"
    dashed: bool = False
    width: float = 0.6


Anchor: TypeAlias = Literal["start", "middle", "end"]
"""Which of its ends, or its middle, stands at the place of a text."""


class TextShape(NamedTuple):
    """Text whose middle line runs through a place; ``anchor`` says which of its ends, or its middle, is there."""

    x: float
    y: float
    text: Text
    anchor: Anchor = "middle"
    size: float = 7
    color: str = "text"
    bold: bool = False
    upright: bool = False
    """Whether it runs from bottom to top."""


Shape = Box | Polygon | Circle | Polyline | TextShape


class Picture(NamedTuple):
    """A whole drawing; shapes that come later lie on top."""

    name: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    scale: float = 1
    """How much smaller than planned it is."""
    title: str = ""
    """What is drawn."""
    words: str = ""
    """The same as the drawing says, for whoever cannot see it."""
    language: str = "en"
    """The language of both."""


def moved(shape: Shape, right: float, down: float) -> Shape:
    """The shape elsewhere.

    >>> moved(Circle(1, 2, 5), 10, 20)
    Circle(x=11, y=22, radius=5, fill='white')
    """
    if not right and not down:
        return shape
    if isinstance(shape, Polygon | Polyline):
        return shape._replace(points=tuple((x + right, y + down) for x, y in shape.points))
    return shape._replace(x=shape.x + right, y=shape.y + down)


def scaled(shape: Shape, factor: float) -> Shape:
    """The shape larger or smaller, its text too."""
    if isinstance(shape, Polygon | Polyline):
        return shape._replace(points=tuple((x * factor, y * factor) for x, y in shape.points))
    if isinstance(shape, Circle):
        return shape._replace(x=shape.x * factor, y=shape.y * factor, radius=shape.radius * factor)
    if isinstance(shape, TextShape):
        return shape._replace(x=shape.x * factor, y=shape.y * factor, size=shape.size * factor)
    return shape._replace(
        x=shape.x * factor,
        y=shape.y * factor,
        width=shape.width * factor,
        height=shape.height * factor,
        corner=shape.corner * factor,
    )


_TIP = 4.2
_HALF = 1.5


def with_tip(line: Polyline) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The points of a line that stops where its tip starts, and the corners of the tip, if it has one.

    >>> with_tip(Polyline(((0, 0), (10, 0)), tip=True))[0]
    ((0, 0), (6.8, 0.0))
    """
    (x, y), (before_x, before_y) = line.points[-1], line.points[-2]
    long = hypot(x - before_x, y - before_y)
    if not line.tip or not long:
        return line.points, ()
    size = min(_TIP * max(1.0, line.width), long)
    right, down = (x - before_x) / long, (y - before_y) / long
    base_x, base_y = x - size * right, y - size * down
    half = _HALF * size / _TIP
    corners = ((x, y), (base_x - half * down, base_y + half * right), (base_x + half * down, base_y - half * right))
    inner = (round(base_x + right, 3), round(base_y + down, 3))
    return (*line.points[:-1], inner), corners
