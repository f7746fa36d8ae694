"""The pieces of a schematic drawing: shapes beside an axis, along which data enters and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from symcnn.render.figures.shapes import Box, Circle, Polyline, Shape, TextShape, moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.render.figures.graph import GraphNode
    from symcnn.render.figures.series_parallel import Item, Items
    from symcnn.render.figures.shapes import Point, Text


class MovedShapes(NamedTuple):
    """Shapes that stand elsewhere; they are moved once, when all pieces have found their places."""

    right: float
    down: float
    shapes: tuple[PieceShape, ...]


PieceShape: TypeAlias = Shape | MovedShapes


def in_place(shapes: Iterable[PieceShape]) -> Iterator[Shape]:
    """All shapes, each where it stands.

    >>> list(in_place([MovedShapes(10, 0, (MovedShapes(0, 20, (Circle(1, 2, 5),)),))]))
    [Circle(x=11, y=22, radius=5, fill='white')]
    """
    return (moved(shape, right, down) for shape, right, down in _placed(shapes, 0, 0))


def _placed(shapes: Iterable[PieceShape], right: float, down: float) -> Iterator[tuple[Shape, float, float]]:
    for shape in shapes:
        if isinstance(shape, MovedShapes):
            yield from _placed(shape.shapes, right + shape.right, down + shape.down)
        else:
            yield shape, right, down


class FigurePiece(NamedTuple):
    """Shapes beside an axis: how long it is, and how much room they take on either side of it."""

    along: float
    before: float
    behind: float
    shapes: tuple[PieceShape, ...]
    tip: bool = True
    """Whether what enters it ends in a tip."""
    ends: bool = True
    """Whether its end is drawn to; a piece that ends in nothing hands nothing on."""

    @property
    def across(self) -> float:
        """Its room from side to side."""
        return self.before + self.behind


class Direction(NamedTuple):
    """The direction in which a drawing runs: down the page, or to the right."""

    is_down: bool

    def at(self, along: float, across: float) -> Point:
        """A place of the page, from its place along the axis and beside it."""
        return (across, along) if self.is_down else (along, across)

    def size(self, width: float, height: float) -> tuple[float, float]:
        """Room along and across, from width and height."""
        return (height, width) if self.is_down else (width, height)

    def moved(self, piece: FigurePiece, along: float, across: float) -> MovedShapes:
        """The shapes of a piece, elsewhere."""
        return MovedShapes(*self.at(along, across), piece.shapes)

    def line(self, *points: Point, tip: bool = False) -> Polyline:
        """A line through places along and beside the axis."""
        return Polyline(tuple(self.at(*point) for point in points), tip)

    def box(self, along: float, across: float, fill: str) -> Box:
        """A box that starts at the start of the axis, with the axis in its middle."""
        width, height = self.size(along, across)
        x, y = self.at(0, -across / 2)
        return Box(x, y, width, height, fill)

    def circle(self, along: float, radius: float, fill: str) -> Circle:
        """A circle on the axis."""
        x, y = self.at(along, 0)
        return Circle(x, y, radius, fill)

    def words(self, along: float, across: float, text: Text, size: float, color: str = "text") -> TextShape:
        """Text with its middle at a place."""
        x, y = self.at(along, across)
        return TextShape(x, y, text, size=size, color=color)


NOTHING = FigurePiece(0, 0, 0, (), tip=False)

TITLE, SMALL = 7.0, 6.0
"""Sizes of the letters."""
GAP, BESIDE = 9.0, 8.0
"""Room between boxes that follow, and between branches."""


class PiecePlace(NamedTuple):
    """Where a part stands: behind which node, and in how many others."""

    received: GraphNode | None
    level: int = 0
    goes_on: bool = False
    """Whether more follows, in another column."""

    @property
    def inside(self) -> PiecePlace:
        """One level further in."""
        return PiecePlace(self.received, self.level + 1)


class Layout(Protocol):
    """A layout that parts of a figure call for the parts inside them."""

    way: Direction

    def series(self, series: Items, place: PiecePlace, *, closed: bool = False) -> FigurePiece:
        """Items one behind the other; ``closed`` leaves out the volume behind the last, which is shown outside."""

    def item(self, item: Item, place: PiecePlace) -> FigurePiece:
        """One item."""


class PieceRow:
    """Gathers pieces along the axis; without their shapes where only their room is asked for."""

    def __init__(self, way: Direction, *, bare: bool = False) -> None:
        self.along = self.before = self.behind = 0.0
        self.shapes: list[PieceShape] = []
        self._way = way
        self._bare = bare

    def add(self, piece: FigurePiece) -> None:
        """Put a piece behind the others."""
        self.shapes += () if self._bare else (self._way.moved(piece, self.along, 0),)
        self.before, self.behind = max(self.before, piece.before), max(self.behind, piece.behind)
        self.along += piece.along

    def piece(self, *, tip: bool, ends: bool) -> FigurePiece:
        """All of them as one."""
        return FigurePiece(self.along, self.before, self.behind, tuple(self.shapes), tip, ends)
