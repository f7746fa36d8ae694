"""Says in words what a drawing shows, for whoever hears it instead of seeing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.figures.boxed import node_lines
from symcnn.render.figures.graph import GraphNode
from symcnn.render.figures.metrics import words_of
from symcnn.render.figures.series_parallel import Fork, SeriesPanel, Tangle, Times, node_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.render.figures.labels import Labels
    from symcnn.render.figures.series_parallel import Item, Items
    from symcnn.render.figures.shapes import Text
    from symcnn.support.scalar import Scalar


def title_of(name: str, labels: Labels) -> str:
    """The title of the drawing: the network that is drawn."""
    return labels.words("network {}", name) if name else labels.words("the network")


def in_words(series: Items, labels: Labels, drawn: Iterable[Text] = ()) -> str:
    """Each layer in order with what leaves it, branches in brackets; at last what the names of sizes stand for.

    Args:
        series: What was drawn, its inputs included.
        labels: What wrote it, so that a size has the same name in the drawing and here.
        drawn: What stands in the drawing.
    """
    said = _Narration(labels)
    sentences = [said.series(series)]
    if names := labels.legend(drawn, every=True):
        sentences.append(labels.words("where {}", labels.row(map(words_of, names))))
    return labels.words("; ").join(sentences)


class _Narration:
    """Words for the items of one network; a size stands where it is another than the last one."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._words = labels.words
        self._last: tuple[Scalar, ...] = ()

    def series(self, series: Items) -> str:
        """Items one behind the other."""
        return self._words("; ").join(words for item in series for words in self._item(item))

    def _item(self, item: Item) -> Iterator[str]:
        if isinstance(item, GraphNode):
            yield from self._node(item)
        elif isinstance(item, Times):
            turns: Text = (str(item.turns) if isinstance(item.turns, int) else item.turns,)
            words = self._words("{} times ({})", words_of(turns), self.series(item.body))
            yield self._gives(words, node_of(item))
        elif isinstance(item, SeriesPanel):
            yield self._words("{} ({})", item.name, self.series(item.body))
        elif isinstance(item, Fork):
            yield self._words("to an output of its own {}", self._beside(item.sides))
            yield from (words for inner in item.main for words in self._item(inner))
        elif isinstance(item, Tangle):
            yield self._words("with connections that skip layers ({})", self.series(item.nodes))
            yield from self._node(item.merge)
        else:
            yield self._words("side by side {}", self._beside(item.ways))
            yield from self._node(item.merge)

    def _gives(self, words: str, node: GraphNode | None) -> str:
        """Some words, and the volume that is behind them now, if it is another than before."""
        if node is None or (*node.output.sizes, node.output.depth) == self._last:
            return words
        self._last = (*node.output.sizes, node.output.depth)
        return self._words("{}, gives {}", words, words_of(self._labels.volume(node.output)))

    def _beside(self, ways: Iterable[Items]) -> str:
        """Ways that start at the same volume, each in brackets."""
        start, said = self._last, []
        for way in ways:
            self._last = start
            said.append(self._words("({})", self.series(way)) if way else self._words("(unchanged)"))
        return self._words(" and ").join(said)

    def _node(self, node: GraphNode | None) -> Iterator[str]:
        """A layer as its box has it, and the volume behind it."""
        if node is None or not node.title:
            return
        title, small = node_lines(node, self._labels)
        words = self._labels.row(map(words_of, (title, *small)))
        if node.role == "input":
            self._last = (*node.output.sizes, node.output.depth)
        words = self._gives(words, node)
        yield self._words("{}, output {}", words, node.head) if node.head else words
