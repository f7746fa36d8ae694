"""A graph of layers as nested lines: a merge and the layer that dominates it hold its branches between them.

Where something inside is used twice, it stands before the merge with a label, and branches start ``from`` it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.model_lines import CallLine, FromLine, HeadLine, MergeLine, TextLine, TextLines
from symcnn.bridges.put_together import with_norms
from symcnn.bridges.traced import TracedLayer, TracedModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SINK = "outputs"


class _Chained(NamedTuple):
    """Lines, and the layer behind which they start."""

    start: str
    lines: TextLines


def tidied(model: TracedModel) -> TracedModel:
    """The model without unused layers, without a flattening before a dense layer, with dense connections nested."""
    layers = with_norms(_dense_connections(_long_sums(list(model.layers), model.outputs)))
    layers = _without_flattening(layers)
    used = set(model.outputs)
    for layer in reversed(layers):
        if layer.name in used:
            used.update(layer.sources)
    kept = [layer for layer in layers if layer.name in used or layer.word == "input"]
    return model._replace(layers=tuple(_first_made(kept, {layer.name: layer for layer in layers})))


def _first_made(kept: list[TracedLayer], known: Mapping[str, TracedLayer]) -> Iterator[TracedLayer]:
    """Layers, of which the first with the weights of one that nothing reads takes its place."""
    names, place = {layer.name for layer in kept}, dict[str, str]()
    for layer in kept:
        label = str(dict(layer.arguments)["label"]) if layer.word == "use" else ""
        if not label or label in names:
            yield layer
        elif label in place:
            yield layer._replace(arguments=(("label", place[label]),))
        else:
            place[label] = layer.name
            yield layer._replace(word=known[label].word, arguments=known[label].arguments)


def _long_sums(layers: list[TracedLayer], outputs: Iterable[str]) -> list[TracedLayer]:
    """Sums of sums within one module as one sum, which code writes as ``a + b + c`` or term by term in a loop."""
    readers = Counter([*outputs, *(source for layer in layers for source in layer.sources)])
    sums: dict[str, TracedLayer] = {}
    result = []
    for layer in layers:
        if layer.word == "add":
            inner = sums.get(layer.sources[0])
            alone = inner is not None and readers[inner.name] == 1 and not (inner.arguments or layer.arguments)
            if inner and alone and inner.modules == layer.modules:
                layer = layer._replace(sources=(*inner.sources, *layer.sources[1:]))  # noqa: PLW2901 - the same layer
            sums[layer.name] = layer
        result.append(layer)
    return result


def _dense_connections(layers: list[TracedLayer]) -> list[TracedLayer]:
    """Volumes joined to what was joined before: ``concat(a, b, c)`` behind ``concat(a, b)`` reads that and c."""
    joined: dict[tuple[str, ...], str] = {}
    result = []
    for layer in layers:
        if layer.word == "concat" and not layer.arguments:
            whole = layer.sources
            lengths = (n for n in range(len(whole) - 1, 1, -1) if whole[:n] in joined)
            if (length := next(lengths, 0)) and len(whole) > length:
                layer = layer._replace(sources=(joined[whole[:length]], *whole[length:]))  # noqa: PLW2901 - the same layer
            joined.setdefault(whole, layer.name)
        result.append(layer)
    return result


def _without_flattening(layers: list[TracedLayer]) -> list[TracedLayer]:
    users: dict[str, list[str]] = defaultdict(list)
    for layer in layers:
        for source in layer.sources:
            users[source].append(layer.word)
    skipped = {
        layer.name: layer.sources[0]
        for layer in layers
        if layer.word == "flatten" and set(users[layer.name]) == {"dense"}
    }
    return _without(skipped, layers)


def _without(skipped: dict[str, str], layers: Iterable[TracedLayer]) -> list[TracedLayer]:
    """The layers but for those that are skipped, in whose place stands what they read."""
    before: dict[str, str] = {}
    for layer in layers:
        if layer.name in skipped:
            before[layer.name] = before.get(skipped[layer.name], skipped[layer.name])
    return [
        layer._replace(sources=tuple(before.get(source, source) for source in layer.sources))
        for layer in layers
        if layer.name not in before
    ]


_TO_SIZES = ("adaptive_avgpool", "adaptive_maxpool")


def without_idle(models: list[TracedModel]) -> list[TracedModel]:
    """Models of inputs of several sizes, without poolings to the sizes that come in, whatever these are."""
    if len({model.layers[0].sizes for model in models}) == 1:
        return models
    idle = [_idle(model) for model in models]
    always = set.intersection(*map(set, idle))
    skipped = [{name: source for name, source in one.items() if name in always} for one in idle]
    pairs = zip(models, skipped, strict=True)
    return [model._replace(layers=tuple(_without(one, model.layers))) for model, one in pairs]


def _idle(model: TracedModel) -> dict[str, str]:
    """Poolings that change no size, and what they read."""
    sizes = {layer.name: layer.sizes for layer in model.layers}
    pools = [layer for layer in model.layers if layer.word in _TO_SIZES and layer.name not in model.outputs]
    return {pool.name: pool.sources[0] for pool in pools if pool.sizes == sizes[pool.sources[0]]}


class _Nester:
    def __init__(self, layers: Iterable[TracedLayer]) -> None:
        self.layers = {layer.name: layer for layer in layers}
        self.order = {name: place for place, name in enumerate(self.layers)}
        self.twins: dict[str, set[str]] = defaultdict(set)
        for layer in self.layers.values():
            if layer.word == "use":
                self.twins[str(dict(layer.arguments)["label"])].add(layer.name)

    def between(self, end: str, available: frozenset[str]) -> set[str]:
        """The layers on ways from what is available to the end, without what is available."""
        found: set[str] = set()
        waiting = [end]
        while waiting:
            name = waiting.pop()
            if name not in found and name not in available:
                found.add(name)
                waiting += self.layers[name].sources
        return found

    def dominators(self, region: set[str], available: frozenset[str]) -> dict[str, str]:
        """The last layer that every way to a layer passes, for each layer; "" where ways start at different places."""
        closest: dict[str, str] = dict.fromkeys(available, "")
        place = {"": -1, **{name: self.order[name] for name in available | region}}
        for name in sorted(region, key=self.order.__getitem__):
            ends = set(self.layers[name].sources)
            while len(ends) > 1:
                last = max(ends, key=place.__getitem__)
                ends = ends - {last} | {closest[last]}
            closest[name] = ends.pop()
        return closest

    def chain(self, end: str, available: frozenset[str]) -> _Chained:
        """The lines from something available to the end."""
        if end in available:
            return _Chained(end, ())
        closest = self.dominators(self.between(end, available), available)
        way = [end]
        while way[-1] not in available and closest[way[-1]]:
            way.append(closest[way[-1]])
        lines: list[TextLine] = []
        start = way[-1]
        if start not in available:
            start = max(available, key=self.order.__getitem__)
            lines += self.merge(way[-1], start, available)
        for before, name in zip(way[:0:-1], way[-2::-1], strict=True):
            if len(self.layers[name].sources) == 1:
                lines.append(self.call(name))
            else:
                lines += self.merge(name, before, frozenset({before}))
        return _Chained(start, tuple(lines))

    def call(self, name: str) -> CallLine:
        layer = self.layers[name]
        depth = self.layers[layer.sources[0]].depth
        return CallLine(layer.word, layer.arguments, name, layer.modules, depth)

    def merge(self, name: str, state: str, available: frozenset[str]) -> list[TextLine]:
        """The lines of a merge: first what several branches share, labelled, then its branches."""
        layer, now = self.layers[name], state
        lines: list[TextLine] = []
        for shared in self.shared(layer, available):
            start, own = self.chain(shared, available)
            lines += own if start == now else [FromLine(start, _unnamed(own), shared)]
            available |= {shared}
            now = shared
        branches = []
        for source in layer.sources:
            start, own = self.chain(source, available)
            branches.append(own if start == now else (FromLine(start, own),))
        depth = self.layers[state].depth
        return [*lines, MergeLine(layer.word, tuple(branches), name, layer.modules, depth, "", layer.arguments)]

    def shared(self, layer: TracedLayer, available: frozenset[str]) -> list[str]:
        """The layers that have to stand before the merge.

        These are the layers in several branches, what several of these share, and those whose weights a layer has that
        is not in the same branch.
        """
        regions = [self.between(source, available) for source in layer.sources]
        found = self._read_by_several(regions, set(layer.sources))
        found |= {name for region in regions for name in region & set(self.twins) if self.twins[name] - region}
        while True:
            apart = [self.between(name, available | (found - {name})) for name in found]
            more = self._read_by_several(apart, found)
            if more <= found:
                return sorted(found, key=self.order.__getitem__)
            found |= more

    def _read_by_several(self, regions: list[set[str]], ends: set[str]) -> set[str]:
        """The layers in several regions that something outside of what these share reads, or at which regions end."""
        times = Counter(name for region in regions for name in region)
        common = {name for name, count in times.items() if count > 1}
        read = {source for name in set(times) - common for source in self.layers[name].sources}
        return common & (read | ends)


def _unnamed(lines: TextLines) -> TextLines:
    """The lines without the name of the last, which the braces around them have."""
    *before, last = lines
    assert isinstance(last, CallLine | MergeLine)
    return (*before, last._replace(name=""))


def nested(model: TracedModel) -> TextLines:
    """The lines of a model behind its inputs; outputs besides the first are heads.

    >>> from symcnn.bridges.traced import TracedLayer, TracedModel
    >>> entry, relu = TracedLayer("x", "input"), TracedLayer("a", "relu", (), ("x",))
    >>> (merge,) = nested(TracedModel("Net", (entry, relu, TracedLayer("y", "add", (), ("a", "x"))), ("y",)))
    >>> merge.branches[1]
    ()
    """
    sink = TracedLayer(_SINK, _SINK, (), model.outputs)
    nester = _Nester([*model.layers, *([sink] if len(model.outputs) > 1 else [])])
    inputs = frozenset(layer.name for layer in model.layers if layer.word == "input")
    start, lines = nester.chain(_SINK if len(model.outputs) > 1 else model.outputs[0], inputs)
    lines = lines if start == list(nester.layers)[len(inputs) - 1] or len(inputs) == 1 else (FromLine(start, lines),)
    last = lines[-1] if lines else None
    if not isinstance(last, MergeLine) or last.word != _SINK:
        return lines
    main, *others = last.branches
    heads = [HeadLine(body or (CallLine("identity"),)) for body in others]
    return (*lines[:-1], *heads, *main)
