"""A network as a graph to draw: layers, groups of layers and repeats are nodes; what only follows is written on them.

An activation, a normalisation and the like (`roles.is_mark`) is written on the node before it, if that serves nothing
else, or on the node behind it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from symcnn.render.content.voice import PLAIN
from symcnn.render.figures.inside import Insides
from symcnn.render.figures.labels import KERNEL, Labels
from symcnn.render.figures.roles import is_mark, role_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.formula import Formula
    from symcnn.model.volume import Volume
    from symcnn.render.content.voice import Presentation
    from symcnn.render.figures.roles import Role
    from symcnn.render.figures.shapes import Text

START, END = -1_000_000, 1_000_000_000
"""Places before several inputs and behind several outputs."""
_INPUT = "input"
"""The name of an input that has none."""


class GraphNode(NamedTuple):
    """One box of a drawing, not yet drawn."""

    key: int
    """The place of its last layer; inputs count from -1 downwards."""
    name: str
    """The author's label, if there is one."""
    title: Text
    role: Role
    output: Volume
    numbers: Volume | None
    """What leaves it in numbers, if those are known."""
    sources: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    marks_before: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    places: range = range(0)
    brief: Text = ()
    """What it is, without how many maps leave it."""
    kernel: int = 0
    """The size of its window along the first axis, if that is known."""
    head: str = ""
    """The name of the output that it is, beside the main one."""
    turns: Formula | None = None
    """Of a repeat in symbols, the number of its turns."""
    body: Graph | None = None
    kind: str = ""
    """What the layer is called in the text; empty if the node stands for several."""
    inside: tuple[Text, ...] = ()
    """The layers for which a group stands, in lines."""


class Graph(NamedTuple):
    """Nodes by key, in an order in which each comes behind its sources; where the drawing starts and where it ends."""

    nodes: Mapping[int, GraphNode]
    inputs: tuple[int, ...]
    output: int


UnitKind: TypeAlias = Literal["layer", "group", "repeat"]
"""What layers become one node as."""


class _Unit(NamedTuple):
    """Layers that become one node."""

    places: range
    kind: UnitKind
    name: str = ""
    loop: Loop | None = None


class Grapher:
    """Makes the graph of one derivation; ``level`` gathers layers that share that many labels.

    What groups hold is the same on every level: ``insides`` is that of another level, if there is one.
    """

    def __init__(
        self,
        derivation: Derivation,
        numbers: Derivation | None,
        level: int = 0,
        said: Presentation = PLAIN,
        insides: Insides | None = None,
    ) -> None:
        self.derivation = derivation
        self.labels = Labels(derivation, said=said)
        self.insides = insides or Insides(derivation, self.labels.formula, said.words)
        self._level = level
        self._numbers = {layer.name: layer for layer in numbers.layers} if numbers else {}
        self._input_numbers = [end.volume for end in numbers.inputs] if numbers else []

        self._merges = {layer.name for layer in derivation.layers if len(layer.inputs) > 1}
        paths = [tuple(layer.name.split("/")) for layer in derivation.layers]
        self._sizes = Counter(path[:long] for path in paths for long in range(1, len(path) + 1))
        self._heads = [self._head(list(path)) for path in paths]
        self._ends = (derivation.output.source, *(head.source for head in derivation.heads))

    def graph(self) -> Graph:
        """The whole network."""
        end = self.derivation.output.source
        inputs = tuple(self._input(place) for place in range(len(self.derivation.inputs)))
        found = self._graph(range(len(self.derivation.layers)), self.derivation.loops, inputs, {})
        held = self._name_heads(found)
        return Graph(found, tuple(node.key for node in inputs), held.of(end))

    def _name_heads(self, nodes: dict[int, GraphNode]) -> _Holders:
        """Write its name on what each head leaves, but for one inside of a repeat, whose body has it."""
        held = _Holders(nodes.values())
        for head in self.derivation.heads:
            key = held.find(head.source)
            if key is not None and nodes[key].body is None:
                nodes[key] = nodes[key]._replace(head=head.name)
        return held

    def _input(self, place: int) -> GraphNode:
        end = self.derivation.inputs[place]
        numbers = self._input_numbers[place] if self._input_numbers else None
        name = self.labels.words(_INPUT) if end.name == _INPUT else end.name
        return GraphNode(-1 - place, name, (name,), "input", end.volume, numbers)

    def _graph(
        self, places: range, loops: tuple[Loop, ...], inputs: tuple[GraphNode, ...], outside: Mapping[int, int]
    ) -> dict[int, GraphNode]:
        """The nodes of some layers; ``outside`` says which nodes hold the layers before them."""
        nodes = {node.key: node for node in inputs}
        held = {**outside, **{node.key: node.key for node in inputs}}
        for unit in self._units(places, loops):
            sources = tuple(self._sources(unit, held))
            node = self._node(unit, sources, held)
            nodes[node.key] = node
            held.update(dict.fromkeys(unit.places, node.key))
        return _with_marks(nodes, self._is_mark, self._ends)

    def _is_mark(self, node: GraphNode) -> bool:
        if node.role in ("input", "group"):
            return False
        layer = self.derivation.layers[node.places[0]]
        return is_mark(layer) and not self.labels.along(layer)

    def _units(self, places: range, loops: tuple[Loop, ...]) -> Iterator[_Unit]:
        """The layers that make a node together: those of an outermost repeat, of a group, else each by itself."""
        place = places.start
        while place < places.stop:
            unit = self._repeat(place, places, loops) or self._group(place, places)
            yield unit
            place = unit.places.stop

    def _repeat(self, place: int, places: range, loops: tuple[Loop, ...]) -> _Unit | None:
        found = [loop for loop in loops if loop.start == place and loop.end <= places.stop]
        if not found:
            return None
        loop = max(found, key=lambda loop: (loop.end, -loop.name.count("/")))
        return _Unit(range(loop.start, loop.end), "repeat", loop.name, loop)

    def _group(self, place: int, places: range) -> _Unit:
        head, stop = self._heads[place], place + 1
        while stop < places.stop and self._heads[stop] == head:
            stop += 1
        if self._level and 1 < stop - place == self._sizes[head]:
            return _Unit(range(place, stop), "group", "/".join(head))
        return _Unit(range(place, place + 1), "layer")

    def _head(self, name: list[str]) -> tuple[str, ...]:
        """The labels by which a layer belongs to a group; branches belong where their merge stands."""
        head = name[: self._level or None]
        while self._level and len(head) > 1:
            if "/".join(head) in self._merges:
                del head[-1:]
            elif "/".join(head[:-1]) in self._merges:
                del head[-2:]
            else:
                break
        return tuple(head or name[:1])

    def _sources(self, unit: _Unit, held: Mapping[int, int]) -> Iterator[int]:
        """The nodes that a unit receives something from; a layer that takes one of them twice has it twice."""
        seen = set()
        for place in unit.places:
            for source in self.derivation.layers[place].inputs:
                if source in unit.places:
                    continue
                key = held[source]
                if unit.kind == "layer" or key not in seen:
                    yield key
                seen.add(key)

    def _node(self, unit: _Unit, sources: tuple[int, ...], held: Mapping[int, int]) -> GraphNode:
        last = self.derivation.layers[unit.places[-1]]
        numbers = self._number(last)
        volume = numbers.output if numbers else None
        if unit.kind == "repeat":
            return self._repeated(unit, sources, volume, held)
        if unit.kind == "group":
            words: Text = (_group_name(unit.name.split("/")),)
            return GraphNode(
                unit.places[-1], "", words, "group", last.output, volume, sources,
                path=tuple(unit.name.split("/"))[:-1], places=unit.places, brief=words,
                inside=self.insides.lines(unit.places),
            )  # fmt: skip
        return self._layer(unit, sources, last, numbers)

    def _layer(
        self, unit: _Unit, sources: tuple[int, ...], layer: LayerResult, numbers: LayerResult | None
    ) -> GraphNode:
        role = role_of(layer, numbers)
        word: Text = (self.labels.word(layer), *self.labels.along(layer))
        title, brief = (word, word) if role == "merge" else (self.labels.call(layer), self.labels.brief(layer))
        volume = numbers.output if numbers else None
        return GraphNode(
            unit.places[-1], layer.step.call.label, title, role, layer.output, volume, sources,
            path=layer.step.path, places=unit.places, brief=brief,
            kernel=_kernel(numbers or layer), kind=layer.step.layer.name,
        )  # fmt: skip

    def _repeated(
        self, unit: _Unit, sources: tuple[int, ...], volume: Volume | None, outside: Mapping[int, int]
    ) -> GraphNode:
        """A repeat in symbols: its body once, and how often."""
        loop = unit.loop
        assert loop is not None
        start = GraphNode(0, "", (), "input", self._entry(unit), None)
        inner = tuple(other for other in self.derivation.loops if other.name.startswith(f"{loop.name}/"))
        entries = tuple(start._replace(key=key) for key in dict.fromkeys(sources))
        nodes = self._graph(unit.places, inner, entries, outside)
        held = self._name_heads(nodes)
        output = held.of(loop.exit) if loop.exit in unit.places else entries[0].key
        body = Graph(nodes, tuple(entry.key for entry in entries), output)
        return GraphNode(
            unit.places[-1], "", (loop.name,), "group", self._leaves(unit), volume, sources,
            places=unit.places, turns=self._turns(loop), brief=(loop.name,), body=body,
        )  # fmt: skip

    def _turns(self, loop: Loop) -> Formula:
        domain = self.derivation.domain
        return self.labels.formula(domain.sum([loop.last, 1, domain.negate(loop.first)]))

    def _entry(self, unit: _Unit) -> Volume:
        return self.derivation.layers[unit.places[0]].received

    def _leaves(self, unit: _Unit) -> Volume:
        """The volume that leaves a unit: behind a loop it is the one that the next layer receives."""
        last = unit.loop.exit if unit.loop else unit.places[-1]
        if self.derivation.output.source == last:
            return self.derivation.output.volume
        behind = (layer.received for layer in self.derivation.layers[last + 1 :] if layer.inputs == (last,))
        return next(behind, self.derivation.layers[last].output)

    def _number(self, layer: LayerResult) -> LayerResult | None:
        """The same layer in numbers; of a repeat in symbols its first turn."""
        if not self._numbers or layer.name in self._numbers:
            return self._numbers.get(layer.name)
        counters = {loop.counter for loop in self.derivation.loops}
        return self._numbers.get("/".join("1" if part in counters else part for part in layer.name.split("/")))


def _group_name(labels: list[str]) -> str:
    """The last label of a group; the turn of a loop with the loop's."""
    return " ".join(labels[-2:]) if labels[-1].isdecimal() else labels[-1]


def _kernel(layer: LayerResult) -> int:
    """The size of a layer's window along the first axis; 0 if it is no number."""
    words = ((set(parameter.words), parameter.symbol) for parameter in layer.step.layer.parameters)
    found = next((layer.step.values.get(symbol) for own, symbol in words if own & KERNEL), 0)
    first = found[0] if isinstance(found, tuple) and found else found
    return first if isinstance(first, int) else 0


class _Holders:
    """The node to which each place belongs, once marks are written on nodes."""

    def __init__(self, nodes: Iterable[GraphNode]) -> None:
        self._keys = {place: node.key for node in nodes for place in (node.key, *node.places)}

    def of(self, place: int) -> int:
        """The node at a place."""
        return self._keys[place]

    def find(self, place: int) -> int | None:
        """The same; None where no node is."""
        return self._keys.get(place)


def _with_marks(
    nodes: dict[int, GraphNode], is_written: Callable[[GraphNode], bool], ends: Iterable[int]
) -> dict[int, GraphNode]:
    """The nodes without those that are written on others."""
    users = Counter([*(source for node in nodes.values() for source in node.sources), *ends])
    found = dict(nodes)
    for node in nodes.values():
        before = found.get(node.sources[0]) if node.sources and is_written(node) else None
        if before is not None and _belongs(node, before) and _is_only(users, before, node):
            _write(found, node, before)
    starts = {node.places.start: node.key for node in found.values()}
    for node in reversed(list(found.values())):
        behind = found.get(starts.get(node.places.stop, START)) if is_written(node) else None
        if behind is not None and behind.role not in ("merge", "group") and _is_only(users, node, behind):
            _write_behind(found, node, behind)
    return dict(sorted(found.items()))


def _belongs(node: GraphNode, before: GraphNode) -> bool:
    """Whether a node stands where the one before it stands, or, if that is a layer, around it."""
    if before.role == "merge":
        return before.path == node.path
    return before.role not in ("input", "group") and before.path[: len(node.path)] == node.path


def _is_only(users: Mapping[int, int], before: GraphNode, behind: GraphNode) -> bool:
    """Whether a node serves nothing but the one right behind it."""
    return behind.sources == (before.key,) and users[before.key] == 1 and before.places.stop == behind.places.start


def _write(nodes: dict[int, GraphNode], node: GraphNode, before: GraphNode) -> None:
    """Write a node on the one before it, which takes its place."""
    del nodes[before.key], nodes[node.key]
    joined = range(before.places.start, node.places.stop)
    nodes[node.key] = before._replace(key=node.key, marks=(*before.marks, str(node.title[0])), places=joined)


def _write_behind(nodes: dict[int, GraphNode], node: GraphNode, behind: GraphNode) -> None:
    """Write a node, with what is written on it, on the one behind it."""
    del nodes[node.key]
    marks = (str(node.title[0]), *node.marks, *behind.marks_before)
    joined = range(node.places.start, behind.places.stop)
    nodes[behind.key] = behind._replace(sources=node.sources, marks_before=marks, places=joined)
