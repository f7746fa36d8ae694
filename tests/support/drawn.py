"""What is wrong with a picture, told from its shapes: text that sticks out, boxes that overlap, lines that cross."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from symcnn.render.figures.metrics import bounds, words_of
from symcnn.render.figures.series_parallel import Branches, Fork, Tangle
from symcnn.render.figures.shapes import Box, Circle, Polyline, TextShape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.render.figures.series_parallel import Items
    from symcnn.render.figures.shapes import Picture

Rectangle = tuple[float, float, float, float]
Segment = tuple[tuple[float, float], tuple[float, float]]
SLACK = 0.3


def sticking_out(picture: Picture) -> list[str]:
    """Text that leaves the page."""
    found = []
    for shape in picture.shapes:
        left, top, right, bottom = bounds(shape)
        if min(left, top) < -SLACK or right > picture.width + SLACK or bottom > picture.height + SLACK:
            found.append(words_of(shape.text) if isinstance(shape, TextShape) else repr(shape))
    return found


def overrunning(picture: Picture) -> list[str]:
    """Text that stands in a box and is longer or higher than that."""
    boxes = [shape for shape in picture.shapes if isinstance(shape, Box) and shape.fill not in ("none", "panel")]
    texts = [shape for shape in picture.shapes if isinstance(shape, TextShape) and not shape.upright]
    return [
        words_of(text.text)
        for text in texts
        for box in boxes
        if text.anchor == "middle" and _holds(bounds(box), (text.x, text.y, text.x, text.y))
        if not _holds(bounds(box), _inner(bounds(text)))
    ]


def _holds(outer: Rectangle, inner: Rectangle) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def solids(picture: Picture) -> list[Rectangle]:
    """Boxes and circles that stand beside one another; frames and grounds stand around others."""
    return [
        bounds(shape)
        for shape in picture.shapes
        if isinstance(shape, Circle) or (isinstance(shape, Box) and not shape.is_frame)
    ]


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > SLACK and min(one[3], other[3]) - max(one[1], other[1]) > SLACK
    )


def overlapping(picture: Picture) -> list[tuple[Rectangle, Rectangle]]:
    """Pairs of boxes that overlap."""
    return [pair for pair in combinations(solids(picture), 2) if _overlap(*pair)]


def overlapping_words(picture: Picture) -> list[tuple[str, str]]:
    """Pairs of texts that overlap."""
    texts = [(words_of(shape.text), _inner(bounds(shape))) for shape in picture.shapes if isinstance(shape, TextShape)]
    return [(one[0], other[0]) for one, other in combinations(texts, 2) if _overlap(one[1], other[1])]


def _inner(box: Rectangle) -> Rectangle:
    """Letters do not fill their line."""
    left, top, right, bottom = box
    across, along = (right - left) * 0.06, (bottom - top) * 0.12
    return left + across, top + along, right - across, bottom - along


def segments(picture: Picture) -> Iterator[tuple[Polyline, Segment]]:
    """Every straight part of every line."""
    for shape in picture.shapes:
        if isinstance(shape, Polyline):
            yield from ((shape, pair) for pair in pairwise(shape.points))


def through_boxes(picture: Picture) -> list[tuple[Segment, Rectangle]]:
    """Upright and level lines that run through a box."""
    boxes = solids(picture)
    found = []
    for _, (start, end) in segments(picture):
        if abs(start[0] - end[0]) > SLACK and abs(start[1] - end[1]) > SLACK:
            continue  # a slanted line leaves a box at its corner
        ends = (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
        found += [((start, end), box) for box in boxes if _runs_through(ends, box)]
    return found


def _runs_through(line: Rectangle, box: Rectangle) -> bool:
    slack = 0.6
    return (
        line[0] < box[2] - slack and line[2] > box[0] + slack and line[1] < box[3] - slack and line[3] > box[1] + slack
    )


def crossings(picture: Picture) -> list[tuple[Segment, Segment]]:
    """Pairs of an upright and a level line that cross inside both."""
    parts = [part for _, part in segments(picture)]
    level = [part for part in parts if abs(part[0][1] - part[1][1]) < SLACK < abs(part[0][0] - part[1][0])]
    upright = [part for part in parts if abs(part[0][0] - part[1][0]) < SLACK < abs(part[0][1] - part[1][1])]
    return [(one, other) for one in level for other in upright if _cross(one, other)]


def _cross(level: Segment, upright: Segment) -> bool:
    (a, y), (b, _), (x, c), (_, d) = *level, *upright
    return min(a, b) + SLACK < x < max(a, b) - SLACK and min(c, d) + SLACK < y < max(c, d) - SLACK


def tangles(series: Items) -> Iterator[Tangle]:
    """Every part that neither cuts nor falls apart."""
    for item in series:
        if isinstance(item, Tangle):
            yield item
        for way in (
            item.ways if isinstance(item, Branches) else (item.main, *item.sides) if isinstance(item, Fork) else ()
        ):
            yield from tangles(way)
