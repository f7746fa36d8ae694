"""A model and a text, layer by layer: where they part."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.bridges.blocks_made import Folded
from symcnn.bridges.compared_layers import ComparedLayer, are_alike, pairs_of
from symcnn.bridges.nested import nested, tidied
from symcnn.bridges.whole_text import AXES, SymbolOrigin, text_of
from symcnn.derive.field_windows import windows_of
from symcnn.errors import SymcnnError
from symcnn.network.load import parse
from symcnn.syntax.tree import Merge

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.bridges.compared_layers import ComparedPair
    from symcnn.bridges.traced import TracedLayer, TracedModel
    from symcnn.derive.derivation import LayerResult
    from symcnn.model.steps import LayerStep
    from symcnn.network.layer import Layer
    from symcnn.network.network import Network


_LEFT_OUT = frozenset({"identity", "dropout", "flatten", "reshape", "permute", "tokens", "trim", "crop", "pad"})
"""Layers that a trace writes elsewhere, or not at all; a padding or a cut shows in the sizes behind it."""


class ModelCheck(NamedTuple):
    """The comparison of a model's layers with those of a text: which agree, and where they part.

    ``shifted`` are layers that are written alike and differ only because others before them part.
    """

    alike: int
    parted: tuple[ComparedPair, ...]
    params: tuple[int, int]
    macs: tuple[int, int]
    shifted: tuple[ComparedPair, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether every layer has its like, in order."""
        return not self.parted

    def __str__(self) -> str:
        head = "1 layer is alike" if self.alike == 1 else f"{self.alike} layers are alike"
        if self.is_same:
            return f"{head}: {self.params[0]:,} parameters, {self.macs[0]:,} multiply-accumulates"
        rows = [f"{head}, {len(self.parted)} differ{'s' * (len(self.parted) == 1)}"]
        if self.shifted:
            rows[0] += f"; {len(self.shifted)} more only get{'s' * (len(self.shifted) == 1)} other sizes"
        for one, other in self.parted:
            rows += [f"  model  {one or 'nothing'}", f"  text   {other or 'nothing'}", ""]
        rows.append(f"parameters: {self.params[0]:,} in the model, {self.params[1]:,} in the text")
        rows.append(f"multiply-accumulates: {self.macs[0]:,} in the model, {self.macs[1]:,} in the text")
        return "\n".join(rows)


def checked_against(model: TracedModel, net: Network) -> ModelCheck:
    """Hold the layers of a traced model against those of a text, for the same input.

    Args:
        model: The model.
        net: The text; symbols that are named like axes get the model's sizes, and D its depth.
    """
    model = tidied(model)
    entry = model.layers[0]
    values = dict(zip((*AXES[: len(entry.sizes)], "D"), (*entry.sizes, entry.depth), strict=True))
    own = net.numbers(**{name: value for name, value in values.items() if name in net.symbols})
    paths = {layer.name: layer.path for layer in model.layers}
    theirs = parse(_labelled(model)).numbers()
    pairs = pairs_of(_compared(theirs, paths), _compared(own, {}))
    other = [pair for pair in pairs if not are_alike(pair)]
    shifted = tuple(pair for pair in other[1:] if _are_written_alike(pair))  # the first one has nothing before it
    parted = tuple(pair for pair in other if not any(pair is one for one in shifted))
    params, macs = (int(theirs.params), int(own.params)), (int(theirs.macs), int(own.macs))
    return ModelCheck(len(pairs) - len(other), parted, params, macs, shifted)


def _are_written_alike(pair: ComparedPair) -> bool:
    one, other = pair
    return one is not None and other is not None and one.is_written_as(other)


def first_apart(model: TracedModel) -> str:
    """The first difference of a model and its text with one line for each layer, in sizes or counts; or ""."""
    whole, model = model, tidied(model)
    known = model.by_name()
    try:
        layers = [(known.get(_traced_name(one.name)), one) for one in parse(_labelled(model)).numbers()]
    except SymcnnError:
        return ""
    pairs = [(traced, one) for traced, one in layers if traced is not None]
    return next(chain(_unread(whole), _other_sizes(pairs), _other_counts(pairs, dict(model.parts))), "")


def _unread(model: TracedModel) -> Iterator[str]:
    """What is computed with weights and goes nowhere, which a text cannot say."""
    used = set(model.outputs)
    for layer in reversed(model.layers):
        used |= set(layer.sources) if layer.name in used else set()
    weights = {name for layer in model.layers if layer.name in used for name in layer.weights}
    rest = [layer for layer in model.layers if layer.weights and layer.name not in used]
    paths = list(dict.fromkeys(_called(layer) for layer in rest if weights.isdisjoint(layer.weights)))
    if paths:
        shown = ", ".join(paths[:_SHOWN]) + f" and {len(paths) - _SHOWN} more" * (len(paths) > _SHOWN)
        yield f"the model computes what nothing reads: {shown}"


_SHOWN = 3


_TracedPairs: TypeAlias = "Sequence[tuple[TracedLayer, Layer]]"


def _other_sizes(pairs: _TracedPairs) -> Iterator[str]:
    for traced, one in pairs:
        ours, theirs = ("×".join(map(str, row)) for row in (one.output, (*traced.sizes, traced.depth)))
        if traced.depth and ours != theirs:
            yield f"they part first at {_called(traced)}: {ours} in the text, {theirs} in the model"


def _other_counts(pairs: _TracedPairs, parts: Mapping[str, int]) -> Iterator[str]:
    """The modules whose layers have other counts, the inner ones first."""
    macs = Counter[str]()
    for traced, one in pairs:
        for path, _ in traced.modules:
            macs[path] += int(one.macs)
    for traced, _ in pairs:
        for path, _ in reversed(traced.modules):
            if path and macs[path] != parts.get(path, macs[path]):
                ours, theirs = macs[path], parts[path]
                where = f"they part first at {_called(traced)}"
                yield f"{where}: {ours} multiply-accumulates in the text, {theirs} in the model"


def _called(layer: TracedLayer) -> str:
    """The module of a layer, and what it is in the text."""
    return f"{layer.path} ({layer.word})" if layer.path else layer.name


def _labelled(model: TracedModel) -> str:
    """A text with one line for each layer, each under the name that it has in the trace."""
    entry = model.layers[0]
    origins = [SymbolOrigin(axis, size, "") for axis, size in zip(AXES, entry.sizes, strict=False)]
    entries = tuple(layer for layer in model.layers if layer.word == "input")
    labels = {layer.name: f"{layer.name}{_TRACED}" for layer in model.layers if layer.word != "input"}
    return text_of(
        model, entries, Folded(nested(model), ()), (*origins, SymbolOrigin("D", entry.depth, "")), labels=labels
    )


_TRACED = "_traced"
"""At the end of a label that a traced layer gives, which no layer has of itself."""


def _traced_name(name: str) -> str:
    """Which traced layer a layer of that text is: the last of a ``from`` has its label."""
    parts = [part for part in name.split("/") if part.endswith(_TRACED)]
    return parts[-1].removesuffix(_TRACED) if parts else ""


def _compared(net: Network, paths: dict[str, str]) -> list[ComparedLayer]:
    found = []
    for layer, result in zip(net, net.derivation.layers, strict=True):
        if layer.params or layer.macs or layer.kind not in _LEFT_OUT:
            name = paths.get(_traced_name(layer.name)) or layer.name.replace(_TRACED, "")
            output, numbers = tuple(map(int, layer.output)), (int(layer.params), int(layer.macs))
            windows = _windows(result, net.derivation.domain)
            found.append(ComparedLayer(name, layer.kind, output, *numbers, windows, _arguments(result.step)))
    return found


def _arguments(step: LayerStep) -> Hashable:
    """What a layer is called with; of a merge how many branches it has."""
    if isinstance(step.call, Merge):
        return len(step.branches)
    return tuple(sorted((name, repr(value)) for name, value in step.values.items()))


def _windows(layer: LayerResult, domain: Exact) -> tuple[tuple[int, int], ...]:
    found = tuple((int(size), int(step)) for size, step, *_ in windows_of(layer, domain) or ())
    spans_all = set(map(int, layer.output.sizes)) <= {1}
    return () if spans_all or set(found) <= {(1, 1)} else found
