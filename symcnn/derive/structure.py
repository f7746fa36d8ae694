"""The layers of a network as the nested groups that its labels make: blocks, branches, iterations of a repeat.

Turns that agree in everything are folded into one that counts so often, as tables in papers show them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from symcnn.model.label_targets import LAST
from symcnn.model.parameters import MERGES
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.values import Value
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.model.volume import Volume
    from symcnn.support.scalar import Scalar


class Passage(NamedTuple):
    """A path through a group: a branch, a turn, or all of a block."""

    nodes: tuple[StructureNode, ...]
    times: Scalar = 1
    """How often it comes one after another."""
    places: range = range(0)


NodeKind: TypeAlias = Literal["layer", "block", "loop", "merge"]
"""What a part of a network is: a layer by itself, a block, a repeat, or branches that come together."""


class StructureNode(NamedTuple):
    """A layer by itself (without turns), or a group: a ``block`` of one turn, a ``loop`` of turns, a ``merge``."""

    name: str
    kind: NodeKind
    places: range
    turns: tuple[Passage, ...] = ()
    counter: str = ""
    """The index in which the rows of a repeat in symbols are written."""

    @property
    def place(self) -> int:
        """The layer itself; of a merge, the one that gathers its branches."""
        return self.places[-1]


def structure(derivation: Derivation) -> tuple[StructureNode, ...]:
    """The groups of a network, outermost first.

    >>> from symcnn.api import parse
    >>> net = parse("input(8, 8, 3); down: repeat 2 { conv(3, 3, padding=1) }; relu")
    >>> [(node.name, node.kind, [turn.times for turn in node.turns]) for node in structure(net.derivation)]
    [('down', 'loop', [2]), ('relu1', 'layer', [])]
    """
    return _StructureBuilder(derivation).nodes(range(len(derivation.layers)), 0)


class LayerWithoutName(NamedTuple):
    """A layer without its name: equal for two layers that differ in their names only."""

    layer: str
    arguments: tuple[Value, ...]
    received: Volume
    output: Volume


def alike(layer: LayerResult) -> LayerWithoutName:
    """A layer without its name."""
    return LayerWithoutName(layer.step.layer.name, tuple(layer.step.values.values()), layer.received, layer.output)


class LayerWithoutDepth(NamedTuple):
    """A layer without its name and its input depth: equal for two layers that differ in these only."""

    layer: str
    arguments: tuple[Value, ...]
    sizes: tuple[tuple[Scalar, ...], tuple[Scalar, ...]]


def without_depth(layer: LayerResult) -> LayerWithoutDepth:
    """A layer without its name and the depth that enters."""
    step = layer.step
    values = (step.values[one.symbol] for one in step.layer.parameters if one.kind not in MERGES)
    return LayerWithoutDepth(step.layer.name, tuple(values), (layer.received.sizes, layer.output.sizes))


def _is_turn(word: str, loop: Loop) -> bool:
    """Whether a label is that of a turn of a repeat in symbols, which is none that was carried out by itself."""
    return word == loop.counter or word.startswith(LAST)


class _StructureBuilder:
    """Takes names apart, label by label."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._labels = [layer.name.split("/") for layer in derivation.layers]
        self._loops = {loop.name: loop for loop in derivation.loops}

    def nodes(self, places: range, level: int) -> tuple[StructureNode, ...]:
        """The groups among some layers that share their first labels."""
        return tuple(self._node(part, level) for part in self._parts(places, level))

    def _parts(self, places: range, level: int) -> Iterator[range]:
        for _, group in groupby(places, lambda place: self._labels[place][level]):
            found = list(group)
            yield range(found[0], found[-1] + 1)

    def _node(self, places: range, level: int) -> StructureNode:
        name = "/".join(self._labels[places[0]][: level + 1])
        ends_here = len(self._labels[places[-1]]) == level + 1
        if ends_here and len(places) == 1 and not self._is_merge(places[-1]):
            return StructureNode(name, "layer", places)
        if ends_here:
            return StructureNode(name, "merge", places, self._branches(places, level + 1))
        inner = [self._labels[place][level + 1] for place in places]
        loop = self._loops.get(name)
        if all(word.isdecimal() or (loop is not None and _is_turn(word, loop)) for word in inner):
            return StructureNode(
                name, "loop", places, self._turns(places, level + 1, loop), loop.counter if loop else ""
            )
        return StructureNode(name, "block", places, (Passage(self.nodes(places, level + 1), 1, places),))

    def _is_merge(self, place: int) -> bool:
        return isinstance(self._derivation.layers[place].step.call, tree.Merge)

    def _branches(self, places: range, level: int) -> tuple[Passage, ...]:
        """The branches in order; those that hold nothing too."""
        count = len(self._derivation.layers[places[-1]].step.branches)
        found = {self._labels[part[0]][level]: part for part in self._parts(places[:-1], level)}
        parts = [found.get(str(branch), range(0)) for branch in range(1, count + 1)]
        return tuple(Passage(self.nodes(part, level + 1), 1, part) for part in parts)

    def _turns(self, places: range, level: int, loop: Loop | None) -> tuple[Passage, ...]:
        turns: list[Passage] = []
        keys: list[tuple[LayerWithoutName, ...]] = []
        for part in self._parts(places, level):
            key = tuple(alike(self._derivation.layers[place]) for place in part)
            if keys and key == keys[-1]:
                turns[-1] = turns[-1]._replace(times=turns[-1].times + 1)
                continue
            keys.append(key)
            turns.append(Passage(self.nodes(part, level + 1), self._times(part, level, loop), part))
        return tuple(turns)

    def _times(self, part: range, level: int, loop: Loop | None) -> Scalar:
        labels = self._labels[part[0]]
        loop = loop if loop is not None and labels[level] == loop.counter else None
        loop = self._loops.get("/".join(labels[: level + 1]), loop)  # a turn that there may be none of
        if loop is None:
            return 1
        domain = self._derivation.domain
        return domain.sum([loop.last, domain.negate(loop.first), 1])
