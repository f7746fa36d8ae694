"""Lays out boxes and arrows: a series becomes pieces one behind the other, branches pieces side by side."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from symcnn.render.figures.boxed import boxed
from symcnn.render.figures.branching import branches, fork, tangle
from symcnn.render.figures.figure_pieces import GAP, SMALL, Direction, FigurePiece, PiecePlace, PieceRow
from symcnn.render.figures.frames import panel, times
from symcnn.render.figures.graph import GraphNode
from symcnn.render.figures.metrics import width
from symcnn.render.figures.series_parallel import Branches, Fork, Item, Items, SeriesPanel, Tangle, Times, node_of
from symcnn.render.figures.shapes import TextShape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.render.figures.labels import Labels
    from symcnn.render.figures.shapes import Text
    from symcnn.support.scalar import Scalar

_PARTS: Mapping[type, Callable[..., FigurePiece]] = {
    Branches: branches, Fork: fork, Tangle: tangle, Times: times, SeriesPanel: panel,
}  # fmt: skip


class Schematic:
    """Lays out the series of one network."""

    def __init__(self, labels: Labels, way: Direction) -> None:
        self._labels = labels
        self.way = way
        self._known: dict[tuple[int, int, int, bool], tuple[Item, FigurePiece]] = {}
        self._gaps: dict[tuple[int, int, int, bool], tuple[Item, Text, FigurePiece]] = {}

    def item(self, item: Item, place: PiecePlace) -> FigurePiece:
        """The piece of one item: a box, a frame, branches side by side."""
        key = (id(item), id(place.received), place.level, place.goes_on)
        if key not in self._known:  # an item is laid out again for every number of columns
            self._known[key] = item, self._laid_out(item, place)
        return self._known[key][1]

    def _laid_out(self, item: Item, place: PiecePlace) -> FigurePiece:
        if isinstance(item, GraphNode):
            return boxed(item, self._labels, self.way)
        return _PARTS[type(item)](self, item, place)

    def series(self, series: Items, place: PiecePlace, *, closed: bool = False, bare: bool = False) -> FigurePiece:
        """Items one behind the other; ``closed`` leaves out the volume behind the last, which is shown outside."""
        places = list(_places(series, place))
        pieces = [self.item(*pair) for pair in zip(series, places, strict=True)]
        row = PieceRow(self.way, bare=bare)
        for piece, item, where, after in zip(pieces, series, places, [*pieces[1:], None], strict=True):
            row.add(piece)
            text, gap = self._behind(item, where, tip=_leaves(item, place) if after is None else after.tip)
            if after is not None or (text and not closed):
                row.add(gap)
        return row.piece(tip=pieces[0].tip, ends=pieces[-1].ends)

    def _behind(self, item: Item, place: PiecePlace, *, tip: bool) -> tuple[Text, FigurePiece]:
        """The volume behind an item and the arrow beside it, made once however the items are put in columns."""
        key = (id(item), id(place.received), place.level, tip)
        if key not in self._gaps:
            text = self._shown(item, place)
            self._gaps[key] = item, text, self.gap(text, tip=tip)
        return self._gaps[key][1:]

    def gap(self, text: Text, *, tip: bool) -> FigurePiece:
        """The arrow from one item to the next, and the volume beside it."""
        if not text:
            return FigurePiece(GAP, 0, 0, (self.way.line((0, 0), (GAP, 0), tip=tip),))
        long = width(text, SMALL)
        if self.way.is_down:
            words = TextShape(3, 5.5, text, "start", SMALL, "small")
            return FigurePiece(12, 0, long + 4, (self.way.line((0, 0), (12, 0), tip=tip), words))
        words = TextShape(long / 2 + 2, -5, text, "middle", SMALL, "small")
        return FigurePiece(long + 7, 9, 0, (self.way.line((0, 0), (long + 7, 0), tip=tip), words))

    def _shown(self, item: Item, place: PiecePlace) -> Text:
        """The volume behind an item: on the main way after each change, elsewhere where the sizes are new."""
        node, received = node_of(item), place.received
        if node is None or node.role == "input" or not node.title:
            return ()
        if node.head:
            return (node.head, ": ", *self._labels.volume(node.output))
        if received is not None and _seen(node, place) == _seen(received, place):
            return ()
        return self._labels.volume(node.output)


def _leaves(item: Item, place: PiecePlace) -> bool:
    """Whether the volume behind an item leaves the network."""
    node = node_of(item)
    return bool(node and node.head) or (place.level == 0 and not place.goes_on)


def _seen(node: GraphNode, place: PiecePlace) -> tuple[Scalar, ...]:
    sizes, depth = node.output
    return (*sizes, depth) if place.level == 0 else sizes


def _places(series: Items, place: PiecePlace) -> Iterator[PiecePlace]:
    """The place of each item of a series: behind the one before it."""
    befores = chain([place.received], (node_of(item) for item in series))
    for before, _ in zip(befores, series, strict=False):
        yield PiecePlace(before or place.received, place.level, place.goes_on)
