"""Draws one layer of a schematic drawing: a box with what it is, or a sign in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.figures.figure_pieces import NOTHING, SMALL, TITLE, Direction, FigurePiece
from symcnn.render.figures.metrics import width
from symcnn.render.figures.shapes import Box, Shape, Text, TextShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.render.figures.graph import GraphNode
    from symcnn.render.figures.labels import Labels

SIGNS: Mapping[str, str] = {"add": "+", "mul": "×"}
"""Merges that textbooks draw as a sign in a circle."""
RADIUS = 4.5
_PADDING, _LINE, _SMALL_LINE = 3.5, 12.0, 7.0
_NARROWEST = 14.0


def boxed(node: GraphNode, labels: Labels, way: Direction) -> FigurePiece:
    """A node as a piece."""
    if not node.title:
        return NOTHING
    if is_sign(node):
        return _sign(SIGNS[node.kind], labels.row(node.marks), way)
    title, small = node_lines(node, labels)
    long = max(width(title, TITLE), *(width(line, SMALL) for line in small), _NARROWEST) + 2 * _PADDING
    along, across = way.size(long, _LINE + _SMALL_LINE * len(small))
    box = way.box(along, across, node.role)._replace(stroke="none" if node.role == "input" else "line")
    return FigurePiece(along, across / 2, across / 2, tuple(_written(box, title, small)))


def is_sign(node: GraphNode | None) -> bool:
    """Whether a node is drawn as a circle."""
    return node is not None and node.role == "merge" and node.kind in SIGNS


def _written(box: Box, title: Text, small: list[Text]) -> list[Shape]:
    middle = box.x + box.width / 2
    shapes: list[Shape] = [box, TextShape(middle, box.y + _LINE / 2 - bool(small), title, size=TITLE)]
    for place, line in enumerate(small):
        shapes.append(TextShape(middle, box.y + _LINE + 0.3 + _SMALL_LINE * place, line, size=SMALL, color="small"))
    return shapes


def node_lines(node: GraphNode, labels: Labels) -> tuple[Text, list[Text]]:
    """The first line of a box, and the smaller ones below it."""
    if node.role == "input":
        return (*node.title, " ", *labels.volume(node.output)), []
    title = (f"{node.name}: ", *node.title) if node.name else node.title
    return title, [*marked(node, labels), *node.inside]


def marked(node: GraphNode, labels: Labels) -> list[Text]:
    """The activations and normalisations behind a node or before it, which are written on it, a line each."""
    before = [(labels.words("after {}", labels.row(node.marks_before)),)] if node.marks_before else []
    return [*before, *([(labels.row(node.marks),)] if node.marks else [])]


def _sign(sign: str, marks: str, way: Direction) -> FigurePiece:
    """A sign in a circle, and behind it, beside the line that leaves, what is written on it."""
    circle = way.circle(RADIUS, RADIUS, "merge")
    shapes: list[Shape] = [circle, TextShape(circle.x, circle.y, (sign,), size=8)]
    if not marks:
        return FigurePiece(2 * RADIUS, RADIUS, RADIUS, tuple(shapes))
    room = width((marks,), SMALL) + 4
    long = 2 * RADIUS + (_SMALL_LINE if way.is_down else room)
    shapes.append(way.line((2 * RADIUS, 0), (long, 0)))
    if way.is_down:
        shapes.append(TextShape(-3, 2 * RADIUS + _SMALL_LINE / 2, (marks,), "end", SMALL, "small"))
        return FigurePiece(long, max(RADIUS, room), RADIUS, tuple(shapes))
    shapes.append(TextShape((2 * RADIUS + long) / 2, 5, (marks,), "middle", SMALL, "small"))
    return FigurePiece(long, RADIUS, 2 * RADIUS, tuple(shapes))
