"""One layer of a schematic drawing: a box with what it is, or a sign in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.figures.metrics import width
from symcnn.render.figures.pieces import NOTHING, SMALL, TITLE, Direction, Piece
from symcnn.render.figures.shapes import Box, Shape, Text, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.render.figures.graph import Node
    from symcnn.render.figures.labels import Labels

SIGNS: Mapping[str, str] = {"add": "+", "mul": "×"}
"""Merges that textbooks draw as a sign in a circle."""
RADIUS = 4.5
_PADDING, _LINE, _SMALL_LINE = 3.5, 12.0, 6.5
_NARROWEST = 14.0


def boxed(node: Node, labels: Labels, way: Direction) -> Piece:
    """A node as a piece."""
    if not node.title:
        return NOTHING
    if is_sign(node):
        return _sign(SIGNS[node.kind], labels.row(node.marks), way)
    title, small = _lines(node, labels)
    long = max(width(title, TITLE), *(width(line, SMALL) for line in small), _NARROWEST) + 2 * _PADDING
    along, across = way.size(long, _LINE + _SMALL_LINE * len(small))
    box = way.box(along, across, node.role)._replace(stroke="none" if node.role == "input" else "line")
    return Piece(along, across / 2, across / 2, tuple(_written(box, title, small)))


def is_sign(node: Node | None) -> bool:
    """Whether a node is drawn as a circle."""
    return node is not None and node.role == "merge" and node.kind in SIGNS


def _written(box: Box, title: Text, small: list[Text]) -> list[Shape]:
    middle = box.x + box.width / 2
    shapes: list[Shape] = [box, Words(middle, box.y + _LINE / 2, title, size=TITLE)]
    for place, line in enumerate(small):
        shapes.append(Words(middle, box.y + _LINE + 0.3 + _SMALL_LINE * place, line, size=SMALL, color="small"))
    return shapes


def _lines(node: Node, labels: Labels) -> tuple[Text, list[Text]]:
    """The first line of a box, and the smaller ones below it."""
    if node.role == "input":
        return (*node.title, " ", *labels.volume(node.output)), []
    title = (f"{node.name}: ", *node.title) if node.name else node.title
    return title, marked(node, labels)


def marked(node: Node, labels: Labels) -> list[Text]:
    """What only follows, or goes before, and so is written on a node, a line each."""
    before = [(labels.words("after {.}", labels.row(node.marks_before)),)] if node.marks_before else []
    return [*before, *([(labels.row(node.marks),)] if node.marks else [])]


def _sign(sign: str, marks: str, way: Direction) -> Piece:
    """A sign in a circle, and behind it, beside the line that leaves, what is written on it."""
    circle = way.circle(RADIUS, RADIUS, "merge")
    shapes: list[Shape] = [circle, Words(circle.x, circle.y, (sign,), size=8)]
    if not marks:
        return Piece(2 * RADIUS, RADIUS, RADIUS, tuple(shapes))
    room = width((marks,), SMALL) + 4
    long = 2 * RADIUS + (_SMALL_LINE if way.is_down else room)
    shapes.append(way.line((2 * RADIUS, 0), (long, 0)))
    if way.is_down:
        shapes.append(Words(-3, 2 * RADIUS + _SMALL_LINE / 2, (marks,), "end", SMALL, "small"))
        return Piece(long, max(RADIUS, room), RADIUS, tuple(shapes))
    shapes.append(Words((2 * RADIUS + long) / 2, 5, (marks,), "middle", SMALL, "small"))
    return Piece(long, RADIUS, 2 * RADIUS, tuple(shapes))
