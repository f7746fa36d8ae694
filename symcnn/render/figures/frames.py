"""Draws what stands around parts of a schematic drawing: a frame with how often, a panel with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.figures.figure_pieces import SMALL, TITLE, FigurePiece, Layout, PiecePlace
from symcnn.render.figures.metrics import width
from symcnn.render.figures.shapes import Box, TextShape

if TYPE_CHECKING:
    from symcnn.render.figures.series_parallel import SeriesPanel, Times
    from symcnn.render.figures.shapes import Text

_HEAD = 10.0
"""Room for the name of a panel."""


def times(layout: Layout, item: Times, place: PiecePlace) -> FigurePiece:
    """The layers of a repeat in a frame, with the number of turns."""
    inner = layout.series(item.body, place.inside, closed=True)
    count: Text = ("×", str(item.turns) if isinstance(item.turns, int) else item.turns)
    room, way = 3.5, layout.way
    long = inner.along + 2 * room
    x, y = way.at(0, -inner.before - room)
    wide, high = way.at(long, inner.across + 2 * room)
    frame = Box(x, y, wide, high, "none", "faint", 3, dashed=True, is_frame=True)
    lines = way.line((0, 0), (room, 0)), way.line((room + inner.along, 0), (long, 0))
    shapes = (frame, way.moved(inner, room, 0), *lines)
    if way.is_down:
        words = TextShape(x + wide + 3, y + high / 2, count, "start", TITLE, bold=True)
        return FigurePiece(long, inner.before + room, inner.behind + room + width(count, TITLE) + 5, (*shapes, words))
    words = TextShape(x + wide / 2, y + high + 6, count, "middle", TITLE, bold=True)
    return FigurePiece(long, inner.before + room, inner.behind + room + 11, (*shapes, words))


def panel(layout: Layout, item: SeriesPanel, place: PiecePlace) -> FigurePiece:
    """A part with a name, on a ground of its own."""
    inner = layout.series(item.body, place, closed=True)
    return (_panel_down if layout.way.is_down else _panel_right)(layout, item, inner)


def _panel_down(layout: Layout, item: SeriesPanel, inner: FigurePiece) -> FigurePiece:
    name: Text = (item.name,)
    room, way = 4.0, layout.way
    before = inner.before + room
    behind = max(inner.behind + room, width(name, SMALL) + 8)
    long = _HEAD + inner.along + room
    ground = Box(-before, 0, before + behind, long, "panel", "none", 3, is_frame=True)
    words = TextShape(behind - 3, 5, name, "end", SMALL, "small", bold=True)
    lines = way.line((0, 0), (_HEAD, 0), tip=inner.tip), way.line((_HEAD + inner.along, 0), (long, 0))
    return FigurePiece(long, before, behind, (ground, *lines, way.moved(inner, _HEAD, 0), words), tip=False)


def _panel_right(layout: Layout, item: SeriesPanel, inner: FigurePiece) -> FigurePiece:
    name: Text = (item.name,)
    room, way = 8.0, layout.way
    long = max(inner.along + 2 * room, width(name, SMALL) + 6)
    before, behind = inner.before + _HEAD, inner.behind + 4
    ground = Box(0, -before, long, before + behind, "panel", "none", 3, is_frame=True)
    words = TextShape(3, 5 - before, name, "start", SMALL, "small", bold=True)
    lines = way.line((0, 0), (room, 0), tip=inner.tip), way.line((room + inner.along, 0), (long, 0))
    return FigurePiece(long, before, behind, (ground, *lines, way.moved(inner, room, 0), words), tip=False)
