"""The graph that ``torch.export`` makes of a model, while it is read: what each node gives, and the layers so far."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from symcnn.bridges.torch_layout import Dimension, Tensor, fresh, size_of
from symcnn.bridges.torch_steps import around_batch, settled
from symcnn.bridges.traced import ArgumentValue, ImportRefused, TracedLayer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch.fx import Node

    from symcnn.bridges.model_lines import CallArguments


class Constant(NamedTuple):
    """A tensor computed from weights alone: the names of its parameters, its shape, and the work that it takes.

    ``work`` has the multiply-accumulates of each node on the way.
    """

    weights: tuple[str, ...]
    shape: tuple[int, ...]
    work: tuple[tuple[str, int], ...] = ()


class KeptPlaces(NamedTuple):
    """Where the maxima of a pooling stood, as its second output: the arguments by which it is undone."""

    kernel_size: ArgumentValue
    stride: ArgumentValue
    padding: ArgumentValue


class AttentionSteps(NamedTuple):
    """A product whose softmax takes part in another product, which is ``end``; and what is added on the way."""

    start: Node
    end: Node
    added: tuple[Node, ...]


NodeValue: TypeAlias = "Tensor | Constant | KeptPlaces | Sequence[NodeValue] | float | str | None"
"""What a node of the graph gives: a tensor, something made of weights alone, several of these, or a number."""


class NodeArguments(dict[str, Any]):
    """The arguments of an operation, by their names in its schema."""


_FRAME = re.compile(r'File "([^"]+)", line (\d+)')


def source_line(trace: str) -> str:
    """File and line of a node's innermost frame that is not PyTorch's own."""
    frames = [f"{file}:{line}" for file, line in _FRAME.findall(trace or "")]
    own = [frame for frame in frames if "/torch/" not in frame]
    return (own or frames or [""])[-1]


class TorchGraph:
    """The layers read so far, and what each node of PyTorch's graph stands for."""

    def __init__(self, parameters: Mapping[str, str], batch: int) -> None:
        self.parameters = parameters
        self.batch = batch
        self.by_name: dict[str, TracedLayer] = {}
        self.lengths: dict[str, int] = {}
        self.whole: dict[str, str] = {}
        self.awaited: dict[str, AttentionSteps] = {}
        self.read: frozenset[str] = frozenset()
        self._counted: set[str] = set()
        self.layers: list[TracedLayer] = []
        self.values: dict[str, NodeValue] = {}
        self.left_out: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._first_with: dict[tuple[str, ...], str] = {}
        self.node: Any = None

    # -- what a row asks for -------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what the node gives; of several tensors, the first one's."""
        given = self.node.meta["val"]
        return tuple(map(int, (given[0] if isinstance(given, tuple | list) else given).shape))

    def value_of(self, argument: Node | NodeValue) -> NodeValue:
        """What an argument of a node stands for: nodes in lists too."""
        if isinstance(argument, list | tuple):
            return [self.value_of(item) for item in argument]
        name = getattr(argument, "name", None)
        return self.values.get(str(name), argument) if name else argument

    def arguments(self) -> NodeArguments:
        """The node's arguments by the names in the operation's schema, defaults filled in."""
        if not hasattr(self.node.target, "_schema"):  # a part of the graph, which is called
            return NodeArguments({str(place): self.value_of(value) for place, value in enumerate(self.node.args)})
        schema = self.node.target._schema.arguments  # noqa: SLF001 - the only way to an operation's argument names
        given = {row.name: value for row, value in zip(schema, self.node.args, strict=False)}
        full = {row.name: row.default_value for row in schema} | given | dict(self.node.kwargs)
        return NodeArguments({name: self.value_of(value) for name, value in full.items()})

    def emit(
        self,
        word: str,
        sources: tuple[str, ...],
        volume: tuple[tuple[int, ...], int],
        arguments: tuple[tuple[str, ArgumentValue], ...] = (),
        weights: tuple[str, ...] = (),
        *,
        shares: bool = True,
    ) -> str:
        """Add a layer and give its name; one with the weights of an earlier one is that again, where it ``shares``."""
        name = ""
        while not name or name in self.by_name:  # "relu" and "relu6" may come to one name
            self._words[word] += 1
            name = f"{word}{self._words[word]}"
        if shares and weights not in self._first_with and not self._counted.isdisjoint(weights):
            shared = ", ".join(weight for weight in weights if weight in self._counted)
            raise ImportRefused(f"weights of another layer ({shared}) beside some of its own")
        self._counted.update(weights)
        first = self._first_with.setdefault(weights, name) if weights and shares else name
        if first != name:
            self._alike(self.by_name[first], word, arguments)
            word, arguments = "use", (("label", first),)
        modules = tuple((path, kind) for path, kind in (self.node.meta.get("nn_module_stack") or {}).values())
        place = source_line(self.node.meta.get("stack_trace", ""))
        self.layers.append(TracedLayer(name, word, arguments, sources, *volume, modules, place, weights))
        self.by_name[name] = self.layers[-1]
        return name

    def _alike(self, first: TracedLayer, word: str, arguments: CallArguments) -> None:
        """Refuse weights of an earlier layer that are used in another way than there."""
        other = [name for name, value in arguments if dict(first.arguments).get(name) != value]
        if word == first.word and other:
            raise ImportRefused(f"the weights of an earlier layer with another {other[0]} ({first.weights[0]})")

    def argue(self, name: str, arguments: CallArguments) -> None:
        """Give a layer more arguments."""
        layer = self.by_name[name]._replace(arguments=(*self.by_name[name].arguments, *arguments))
        self.layers[self.layers.index(self.by_name[name])] = layer
        self.by_name[name] = layer

    def like(
        self,
        tensor: Tensor,
        word: str,
        arguments: tuple[tuple[str, ArgumentValue], ...] = (),
        weights: tuple[str, ...] = (),
    ) -> Tensor:
        """A layer that keeps every size."""
        return tensor._replace(source=self.emit(word, (tensor.source,), volume(tensor), arguments, weights))

    def settle(
        self, tensor: NodeValue, depth_at: int, axes_at: frozenset[int] = frozenset(), *, inner_first: bool = False
    ) -> Tensor:
        """The tensor with batch, depth and axes where a layer needs them; what moves values for that is a layer."""
        if not isinstance(tensor, Tensor):
            raise ImportRefused("it reads what is no tensor of the model's")
        steps, after = settled(tensor, depth_at, axes_at, inner_first=inner_first)
        for step in steps:
            after = after._replace(source=self.emit(step.word, (after.source,), step.volume, step.arguments))
        return after

    def knows(self, names: tuple[str, ...]) -> bool:
        """Whether a layer has these parameters already."""
        return bool(names) and self._counted.issuperset(names)

    def new_of(self, *values: NodeValue) -> tuple[int, int]:
        """How many trained numbers constants bring along that no layer has yet, and multiply-accumulates."""
        names = [name for name in weights_of(*values) if name not in self._counted]
        work = dict(pair for value in values if isinstance(value, Constant) for pair in value.work)
        fresh_work = {node: macs for node, macs in work.items() if node not in self._counted}
        self._counted.update(names, fresh_work)
        return sum(self.lengths[name] for name in names), sum(fresh_work.values())

    def is_worked_for(self, value: NodeValue) -> bool:
        """Whether a constant takes products of matrices that no layer has yet."""
        return isinstance(value, Constant) and not self._counted.issuperset(node for node, _ in value.work)

    def grown(self, constant: Constant, near: Tensor, rank: int = 0) -> Tensor:
        """A constant as a volume that reads nothing of the input: trained values, or what is computed of them.

        It has as many dimensions as the volume near it, or as many as asked for.
        """
        shape = (1,) * ((rank or len(near.dims)) - len(constant.shape)) + constant.shape
        axes = tuple((fresh(size),) if size > 1 else () for size in shape[1:-1])
        deep, first = (fresh(shape[-1]),), self._beside_batch(shape[0], near)
        own = tuple(axis for axis in (*axes, first) if axis)
        after = Tensor("", near.batch, deep, own, ((*near.batch, *first), *axes, deep))
        sizes, depth = volume(after)
        numbers, products = self.new_of(constant)
        arguments = (("sizes", sizes), ("maps", depth), ("numbers", numbers), ("products", products))
        made = self.emit("own_values", (near.source,), (sizes, depth), arguments, constant.weights, shares=False)
        return after._replace(source=made)

    def _beside_batch(self, size: int, near: Tensor) -> Dimension:
        """What lies beside the batch in the first dimension of weights that are repeated for each example."""
        batch = size_of(near.batch)
        if size != 1 and size % batch:
            raise ImportRefused("weights of their own for each example")
        return (fresh(size // batch),) if size > batch else ()

    def leaves(
        self, word: str, tensor: Tensor, depth_at: int, arguments: CallArguments = (), weights: tuple[str, ...] = ()
    ) -> Tensor:
        """A layer that makes of a settled tensor what the node's shape says; axes without a size stay without."""
        shape = self.shape
        deep = (fresh(shape[depth_at]),)
        kept = {place: d for place, d in enumerate(tensor.dims) if place != depth_at % len(shape)}
        batch = {d: d for d in kept.values() if set(tensor.batch) & set(d)}
        dims = [batch.get(d) or ((fresh(shape[place]),) if d else ()) for place, d in kept.items()]
        beside = [part for d in dims if d in batch for part in around_batch(d, tensor.batch)]
        axes = (*(d for d in dims if d not in batch), *beside)
        dims.insert(depth_at % len(shape), deep)
        if any(not d and size != 1 for d, size in zip(dims, shape, strict=True)):
            raise ImportRefused("it makes an axis of one entry longer")
        made = Tensor("", tensor.batch, deep, tuple(d for d in axes if d), tuple(dims))
        return made._replace(source=self.emit(word, (tensor.source,), volume(made), arguments, weights))


def volume(tensor: Tensor) -> tuple[tuple[int, ...], int]:
    """Sizes and depth of what leaves a layer."""
    return tuple(map(size_of, tensor.axes)), size_of(tensor.depth)


def weights_of(*values: NodeValue) -> tuple[str, ...]:
    """The parameters that went into constants."""
    return tuple(dict.fromkeys(name for value in values if isinstance(value, Constant) for name in value.weights))
