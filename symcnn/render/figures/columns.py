"""Breaks a long drawing into columns, or into rows where it runs to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.figures.figure_pieces import GAP, FigurePiece, PiecePlace
from symcnn.render.figures.series_parallel import SeriesPanel, node_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.render.figures.figure_pieces import PieceShape
    from symcnn.render.figures.schematic import Schematic
    from symcnn.render.figures.series_parallel import Item, Items

_GUTTER = 18.0
_MOST = 8
"""Columns that a drawing is broken into."""


class Room(NamedTuple):
    """What a drawing may take of a page: across the columns, and along them."""

    across: float
    along: float


def broken(layout: Schematic, series: Items, room: Room) -> FigurePiece:
    """The series in as many columns as serve it best."""
    series = tuple(_opened(layout, series, room.along * 0.7))
    longs = [_long(layout, item) for item in series]
    counts = range(1, min(_MOST, len(series)) + 1)
    best = max(counts, key=lambda count: _worth(_columns(layout, series, longs, count, bare=True), room))
    return _columns(layout, series, longs, best)


def scale(across: float, along: float, room: Room) -> float:
    """How much smaller a drawing must become to fit; 1 if it fits."""
    return min(1.0, room.across / across, room.along / along)


def _worth(piece: FigurePiece, room: Room) -> float:
    """A drawing should be large, and not much longer than it is wide."""
    longest = 1.3 * max(piece.across, 0.6 * room.across)
    return scale(piece.across, piece.along, room) - 0.1 * max(0.0, piece.along / longest - 1)


def _long(layout: Schematic, item: Item) -> float:
    return layout.item(item, PiecePlace(None)).along + GAP + 3


def _opened(layout: Schematic, series: Items, most: float) -> Iterator[Item]:
    """The series with panels that are too long for a column in parts."""
    for item in series:
        if isinstance(item, SeriesPanel) and len(item.body) > 1 and _long(layout, item) > most:
            longs = [_long(layout, inner) for inner in item.body]
            yield from (SeriesPanel(item.name, part) for part in _parts(item.body, longs, 1 + int(sum(longs) / most)))
        else:
            yield item


def _columns(
    layout: Schematic, series: Items, longs: Sequence[float], count: int, *, bare: bool = False
) -> FigurePiece:
    """The series in ``count`` columns side by side, joined by lines in the gutters; or only the room that they take."""
    pieces, before = [], None
    parts = _parts(series, longs, count)
    for part in parts:
        pieces.append(layout.series(part, PiecePlace(before, 0, goes_on=part is not parts[-1]), bare=bare))
        before = node_of(part[-1])
    return _joined(layout, pieces)


def _joined(layout: Schematic, pieces: Sequence[FigurePiece]) -> FigurePiece:
    way, head = layout.way, 8.0 if len(pieces) > 1 else 0.0
    axis, edge, long = pieces[0].before, 0.0, max(piece.along for piece in pieces) + 2 * head
    shapes: list[PieceShape] = []
    for place, piece in enumerate(pieces):
        axis = edge + piece.before
        shapes.append(way.moved(piece, head, axis))
        edge = axis + piece.behind
        if place + 1 < len(pieces):
            gutter, end = edge + _GUTTER / 2, head + piece.along
            after = edge + _GUTTER + pieces[place + 1].before
            points = ((end, axis), (end + 5, axis), (end + 5, gutter), (1, gutter), (1, after), (head, after))
            shapes.append(way.line(*points, tip=pieces[place + 1].tip))
            edge += _GUTTER
    return FigurePiece(long, 0, edge, tuple(shapes))


def _parts(series: Items, longs: Sequence[float], count: int) -> list[Items]:
    """The series in ``count`` parts, the longest of which is as short as possible."""
    low, high = max(longs), sum(longs)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(longs, middle)) <= count else (middle, high)
    parts, place = [], 0
    for size in _filled(longs, high):
        parts.append(series[place : place + size])
        place += size
    return parts


def _filled(longs: Sequence[float], most: float) -> list[int]:
    """How many items each column takes if none is longer than that."""
    sizes, along = [0], 0.0
    for long in longs:
        if along + long > most and sizes[-1]:
            sizes.append(0)
            along = 0.0
        sizes[-1] += 1
        along += long
    return sizes
