"""Draws a receptive field: a row of units for each layer, and a cone from one output unit down to the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.field_values import Field
from symcnn.derive.receptive_field import fields
from symcnn.errors import NotFound
from symcnn.render.figures.metrics import width
from symcnn.render.figures.shapes import Box, Polygon, Shape, Text, TextShape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.field_values import Seen
    from symcnn.render.figures.graph import GraphNode
    from symcnn.render.figures.labels import Labels

_CELL, _SMALLEST_CELL = 9.0, 2.4
_LETTERS, _STEP = 6.0, 19.0
_STAND_IN = 3
"""Units of a window that is a symbol, for drawing only."""


class _FieldRow(NamedTuple):
    """One layer: its words, and how many of its units the unit at the top sees."""

    head: Text
    foot: Text
    units: int


def field(
    derivation: Derivation, numbers: Derivation | None, nodes: Sequence[GraphNode], labels: Labels, wide: float
) -> list[Shape]:
    """The layers of a chain up to the last that has sizes; the input at the bottom, along the first axis."""
    rows = _rows(derivation, numbers, nodes, labels)
    if len(rows) < 2:  # noqa: PLR2004 - one layer above another
        raise NotFound("no layer of this network has sizes of which it sees a part")
    head = max(width(row.head, _LETTERS) for row in rows) + 8
    foot = max(width(row.foot, _LETTERS) for row in rows) + 8
    room = max(120.0, wide - head - foot)
    cell = min(_CELL, room / max(row.units for row in rows))
    middle = head + max(row.units for row in rows) * cell / 2
    shapes: list[Shape] = []
    for place, row in enumerate(rows):
        y = place * _STEP
        if place:
            shapes.append(_cone(rows[place - 1].units, row.units, cell, middle, y))
    for place, row in enumerate(rows):
        shapes += _units(row, cell, middle, place * _STEP)
        shapes.append(TextShape(head - 8, place * _STEP, row.head, "end", _LETTERS))
        right = middle + max(row.units for row in rows) * cell / 2 + 8
        shapes.append(TextShape(right, place * _STEP, row.foot, "start", _LETTERS, "small"))
    return shapes


def _units(row: _FieldRow, cell: float, middle: float, y: float) -> list[Shape]:
    """Units side by side, or one bar where there are too many to see each."""
    high = min(cell, 7.0) if cell >= _SMALLEST_CELL else 5.0
    left = middle - row.units * cell / 2
    if cell < _SMALLEST_CELL:
        return [Box(left, y - high / 2, row.units * cell, high, "kernel", corner=0)]
    return [
        Box(left + place * cell, y - high / 2, cell, high, "kernel", corner=0, is_frame=True)
        for place in range(row.units)
    ]


def _cone(above: int, below: int, cell: float, middle: float, y: float) -> Polygon:
    """From what is seen of one layer to what is seen of the one below it."""
    top, bottom = y - _STEP + 3, y - 3
    half, other = above * cell / 2, below * cell / 2
    points = ((middle - half, top), (middle + half, top), (middle + other, bottom), (middle - other, bottom))
    return Polygon(points, "panel", "faint")


def _rows(
    derivation: Derivation, numbers: Derivation | None, nodes: Sequence[GraphNode], labels: Labels
) -> list[_FieldRow]:
    """The output first."""
    seen, plain = fields(derivation), fields(numbers) if numbers else None
    kept = [node for node in nodes if node.output.sizes and (node.key < 0 or seen[node.key] is not None)]
    counts = _counts(kept, plain)
    rows = [
        _FieldRow(_head(node), _foot(seen[node.key], labels) if node.key >= 0 else (), count)
        for node, count in zip(kept, counts, strict=True)
    ]
    return rows[::-1]


def _head(node: GraphNode) -> Text:
    return (node.name, ": ", *node.brief) if node.name and node.role != "input" else node.brief or node.title


def _foot(seen: Seen, labels: Labels) -> Text:
    assert seen is not None
    field = seen[0]
    return ("R = ", labels.formula(field.size), ", J = ", labels.formula(field.jump))


def _counts(nodes: Sequence[GraphNode], plain: Sequence[Seen] | None) -> list[int]:
    """How many units of each layer one unit of the last sees: ``(r - 1)s + k``, from the output down."""
    found, count = [1] * bool(nodes), 1
    for before, node in zip(nodes[-2::-1], nodes[:0:-1], strict=True) if nodes else ():
        window, stride = _window(before, node, plain)
        count = (count - 1) * stride + window
        found.append(count)
    return found[::-1]


def _window(before: GraphNode, node: GraphNode, plain: Sequence[Seen] | None) -> tuple[int, int]:
    """Size and stride of the window from one layer to the next, from what both see of the input."""
    if plain is None:
        return _STAND_IN, 1
    seen, earlier = plain[node.key], plain[before.key] if before.key >= 0 else None
    if seen is None:
        return _STAND_IN, 1
    behind, ahead = seen[0], earlier[0] if earlier else Field(1, 1, 0)
    return int((behind.size - ahead.size) / ahead.jump) + 1, int(behind.jump / ahead.jump)
