"""Lays branches out side by side without a crossing; lines run beside the boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.figures.boxed import RADIUS, is_sign
from symcnn.render.figures.figure_pieces import BESIDE, GAP, NOTHING, FigurePiece, Layout, MovedShapes, PiecePlace
from symcnn.render.figures.series_parallel import size_of
from symcnn.render.figures.shapes import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.render.figures.figure_pieces import PieceShape
    from symcnn.render.figures.graph import GraphNode
    from symcnn.render.figures.series_parallel import Branches, Fork, Items, Tangle

_PAIR = 2
_LANE = 3.0
"""Room on either side of a line that has no box."""


class _Beside(NamedTuple):
    """Ways side by side, and the lines that lead to them."""

    ways: tuple[FigurePiece, ...]
    across: tuple[float, ...]
    """Where each of them runs."""
    first: float
    """Where they start."""
    shapes: tuple[PieceShape, ...]

    @property
    def long(self) -> float:
        """Where the longest ends."""
        return self.first + max(piece.along for piece in self.ways)

    @property
    def before(self) -> float:
        """Room before the axis."""
        return max(piece.before - place for piece, place in zip(self.ways, self.across, strict=True))

    @property
    def behind(self) -> float:
        """Room behind the axis."""
        return max(piece.behind + place for piece, place in zip(self.ways, self.across, strict=True))

    def ends(self) -> list[tuple[float, float]]:
        """Where the paths end that pass something on, along and across."""
        pairs = zip(self.ways, self.across, strict=True)
        return [(self.first + piece.along, place) for piece, place in pairs if piece.ends]


def branches(layout: Layout, item: Branches, place: PiecePlace) -> FigurePiece:
    """Ways side by side, and what they meet in."""
    ways = [layout.series(way, place.inside) if way else NOTHING for way in item.ways]
    beside = _side_by_side(layout, ways, _main(item.ways), [not _is_input(way) for way in item.ways])
    if item.merge is None:
        return _joined(layout, beside)
    merge = layout.item(item.merge, place)
    return (_at_sign if is_sign(item.merge) else _at_bar)(layout, beside, merge)


def fork(layout: Layout, item: Fork, place: PiecePlace) -> FigurePiece:
    """Heads beside the way that goes on."""
    pieces = [layout.series(item.main, place, closed=True) if item.main else NOTHING]
    pieces += [layout.series(side, place.inside) for side in item.sides]
    beside = _side_by_side(layout, pieces, 0, [True] * len(pieces))
    on = layout.way.line(beside.ends()[0], (beside.long, 0))
    return FigurePiece(beside.long, beside.before, beside.behind, (*beside.shapes, on), tip=False)


def _is_input(way: Items) -> bool:
    """Whether a way starts with an input of the network, to which no line leads."""
    return bool(way) and getattr(way[0], "role", "") == "input"


def _with_room(piece: FigurePiece) -> FigurePiece:
    return piece._replace(before=max(piece.before, _LANE), behind=max(piece.behind, _LANE))


def _main(ways: Sequence[Items]) -> int | None:
    """Of two ways, the longer one if the other is much shorter: it stays on the axis."""
    sizes = [size_of(way) for way in ways]
    if len(ways) != _PAIR or 2 * min(sizes) > max(sizes) + 1:
        return None
    return sizes.index(max(sizes))


def _across(ways: Sequence[FigurePiece], main: int | None) -> list[float]:
    """Where each way runs: the main one on the axis and the other behind it, or all of them around the axis."""
    if main is not None:
        found, edge = [0.0] * len(ways), ways[main].behind
        for place, piece in enumerate(ways):
            if place != main:
                found[place] = edge + BESIDE + piece.before
                edge = found[place] + piece.behind
        return found
    edge, found = 0.0, []
    for piece in ways:
        found.append(edge + piece.before)
        edge += piece.across + BESIDE
    middle = (found[0] + found[-1]) / 2
    return [place - middle for place in found]


def _side_by_side(layout: Layout, pieces: Sequence[FigurePiece], main: int | None, led: Sequence[bool]) -> _Beside:
    ways = [_with_room(piece) for piece in pieces]
    across = _across(ways, main)
    first = GAP if any(led) else 0.0
    shapes: list[PieceShape] = []
    for piece, place, is_led in zip(ways, across, led, strict=True):
        if is_led:
            shapes.append(layout.way.line((0, 0), (0, place), (first, place), tip=piece.tip))
        shapes.append(layout.way.moved(piece, first, place))
    return _Beside(tuple(ways), tuple(across), first, tuple(shapes))


def _joined(layout: Layout, beside: _Beside) -> FigurePiece:
    """Ways that meet in nothing that is drawn here: their lines come together."""
    way, long = layout.way, beside.long
    ends = beside.ends()
    if any(place for _, place in ends):
        long += GAP / 2
    lines = [way.line(end, (long, end[1]), (long, 0)) for end in ends]
    return FigurePiece(long, beside.before, beside.behind, (*beside.shapes, *lines), tip=False, ends=bool(ends))


def _at_sign(layout: Layout, beside: _Beside, merge: FigurePiece) -> FigurePiece:
    """The way on the axis comes in from above, the others from both sides."""
    way, start = layout.way, beside.long + GAP
    lines = []
    for end, side in ((end, end[1]) for end in beside.ends()):
        if side == 0:
            lines.append(way.line(end, (start, 0), tip=True))
        else:
            edge = RADIUS if side > 0 else -RADIUS
            lines.append(way.line(end, (start + RADIUS, side), (start + RADIUS, edge), tip=True))
    shapes = (*beside.shapes, *lines, way.moved(merge, start, 0))
    before, behind = max(beside.before, merge.before), max(beside.behind, merge.behind)
    return FigurePiece(start + merge.along, before, behind, shapes, tip=False)


def _at_bar(layout: Layout, beside: _Beside, merge: FigurePiece) -> FigurePiece:
    """The box in which they meet is as wide as the ways lie apart, so that each comes in straight."""
    way, start = layout.way, beside.long + GAP
    reach = [place for _, place in beside.ends()]
    before, behind = max(merge.before, 5 - min(reach)), max(merge.behind, max(reach) + 5)
    lines = [way.line(end, (start, end[1]), tip=True) for end in beside.ends()]
    box = merge.shapes[0]
    assert isinstance(box, Box)
    x, y = way.at(0, -before)
    wide, high = way.at(merge.along, before + behind)
    bar = box._replace(x=x, y=y, width=wide, height=high)
    words = _moved_to_middle(bar, box, merge.shapes[1:])
    whole = FigurePiece(merge.along, before, behind, (bar, words))
    shapes = (*beside.shapes, *lines, way.moved(whole, start, 0))
    return FigurePiece(start + merge.along, max(beside.before, before), max(beside.behind, behind), shapes, tip=False)


def _moved_to_middle(bar: Box, box: Box, shapes: tuple[PieceShape, ...]) -> MovedShapes:
    """What was written in a box, in the middle of a larger one."""
    right = bar.x + bar.width / 2 - box.x - box.width / 2
    down = bar.y + bar.height / 2 - box.y - box.height / 2
    return MovedShapes(right, down, shapes)


def tangle(layout: Layout, item: Tangle, place: PiecePlace) -> FigurePiece:
    """Nodes in a column; an edge that skips some runs in a lane of its own beside them."""
    way, pieces = layout.way, [_with_head(layout, node, place) for node in item.nodes]
    starts, along = [], 2 * GAP
    for piece in pieces:
        starts.append(along)
        along += piece.along + 2 * GAP
    spots = [
        (0.0, 0.0),
        *((start, start + piece.along) for start, piece in zip(starts, pieces, strict=True)),
        (along, along),
    ]
    shapes: list[PieceShape] = [way.moved(piece, start, 0) for piece, start in zip(pieces, starts, strict=True)]
    edge = max(piece.behind for piece in pieces)
    lanes = _lanes([pair for pair in item.edges if pair[1] - pair[0] > 1])
    for source, end in item.edges:
        leaves, enters = spots[source + 1][1], spots[end + 1][0]
        if end - source == 1:
            shapes.append(way.line((leaves, 0), (enters, 0), tip=end < len(pieces)))
            continue
        lane = edge + BESIDE * (1 + lanes[source, end])
        points = ((leaves, 0), (leaves + 3, 0), (leaves + 3, lane), (enters - 7, lane), (enters - 7, 0), (enters, 0))
        shapes.append(way.line(*points, tip=end < len(pieces)))
    room = edge + BESIDE * (2 + max(lanes.values(), default=0))
    before = max(piece.before for piece in pieces)
    whole = FigurePiece(along, before, room, tuple(shapes), tip=False)
    if item.merge is None:
        return whole
    merge = layout.item(item.merge, place)
    both = (*whole.shapes, way.moved(merge, along, 0))
    return FigurePiece(along + merge.along, max(before, merge.before), max(room, merge.behind), both, tip=False)


def _with_head(layout: Layout, node: GraphNode, place: PiecePlace) -> FigurePiece:
    """A node, and if something leaves the network there, an arrow to it."""
    piece = layout.item(node, place.inside)
    return layout.series((node,), place.inside) if node.head else piece


def _lanes(edges: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """A lane for each edge, so that those in one lane do not overlap; short edges come nearest."""
    taken: list[list[tuple[int, int]]] = []
    found = {}
    for edge in sorted(edges, key=lambda edge: edge[1] - edge[0]):
        free = (n for n, lane in enumerate(taken) if all(edge[1] <= a or b <= edge[0] for a, b in lane))
        lane = next(free, len(taken))
        taken += [[]] if lane == len(taken) else []
        taken[lane].append(edge)
        found[edge] = lane
    return found
