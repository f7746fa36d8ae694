"""The graph that ``torch.export`` makes of a model, while it is read: what each node gives, and the layers so far."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from symcnn.bridges.torch_layout import Tensor, plain, settled, size_of
from symcnn.bridges.traced import ArgumentValue, ImportRefused, TracedLayer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch.fx import Node

    from symcnn.bridges.model_lines import CallArguments


class PickedPart(NamedTuple):
    """One of several parts of a volume's depth: dimension ``dim`` of the whole is the parts, ``part`` is the one."""

    whole: Tensor
    dim: int
    part: int


class Constant(NamedTuple):
    """What is computed of weights alone: the names of the parameters that went in, and its shape."""

    weights: tuple[str, ...]
    shape: tuple[int, ...]


NodeValue: TypeAlias = "Tensor | Constant | PickedPart | Sequence[NodeValue] | float | str | None"
"""What a node of the graph gives: a tensor, something made of weights alone, several of these, or a number."""


class NodeArguments(dict[str, Any]):
    """What an operation is given, by the names in its schema: as different as operations are."""


_FRAME = re.compile(r'File "([^"]+)", line (\d+)')


def source_line(trace: str) -> str:
    """File and line of a node's innermost frame that is not PyTorch's own."""
    frames = [f"{file}:{line}" for file, line in _FRAME.findall(trace or "")]
    own = [frame for frame in frames if "/torch/" not in frame]
    return (own or frames or [""])[-1]


class TorchGraph:
    """The layers read so far, and what each node of PyTorch's graph stands for."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self.parameters = parameters
        self.layers: list[TracedLayer] = []
        self.values: dict[str, NodeValue] = {}
        self.left_out: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._first_with: dict[tuple[str, ...], str] = {}
        self.node: Any = None

    # -- what a row asks for -------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what the node gives."""
        return tuple(map(int, self.node.meta["val"].shape))

    def value_of(self, argument: Node | NodeValue) -> NodeValue:
        """What an argument of a node stands for: nodes in lists too."""
        if isinstance(argument, list | tuple):
            return [self.value_of(item) for item in argument]
        name = getattr(argument, "name", None)
        return self.values.get(str(name), argument) if name else argument

    def arguments(self) -> NodeArguments:
        """The node's arguments by the names in the operation's schema, defaults filled in."""
        schema = self.node.target._schema.arguments  # noqa: SLF001 - the only way to an operation's argument names
        given = {row.name: value for row, value in zip(schema, self.node.args, strict=False)}
        full = {row.name: row.default_value for row in schema} | given | dict(self.node.kwargs)
        return NodeArguments({name: self.value_of(value) for name, value in full.items()})

    def taken_apart(self, value: NodeValue) -> NodeValue:
        """A volume of its own for one of several parts of a depth, and any other value as it is."""
        if not isinstance(value, PickedPart):
            return value
        whole, (parts,) = value.whole, value.whole.dims[value.dim]
        if whole.depth[:1] != (parts,):
            raise ImportRefused("one of several parts of the depth that do not lie behind each other")
        dims = tuple(d for place, d in enumerate(whole.dims) if place != value.dim)
        part = whole._replace(depth=whole.depth[1:], dims=dims)
        arguments = (("parts", parts.size), ("part", value.part))
        return part._replace(source=self.emit("split", (whole.source,), volume(part), arguments))

    def emit(
        self,
        word: str,
        sources: tuple[str, ...],
        volume: tuple[tuple[int, ...], int],
        arguments: tuple[tuple[str, ArgumentValue], ...] = (),
        weights: tuple[str, ...] = (),
    ) -> str:
        """Add a layer and give its name."""
        self._words[word] += 1
        name = f"{word}{self._words[word]}"
        first = self._first_with.setdefault(weights, name) if weights else name
        if first != name:
            word, arguments = "use", (("label", first),)
        modules = tuple((path, kind) for path, kind in (self.node.meta.get("nn_module_stack") or {}).values())
        place = source_line(self.node.meta.get("stack_trace", ""))
        self.layers.append(TracedLayer(name, word, arguments, sources, *volume, modules, place, weights))
        return name

    def like(
        self,
        tensor: Tensor,
        word: str,
        arguments: tuple[tuple[str, ArgumentValue], ...] = (),
        weights: tuple[str, ...] = (),
    ) -> Tensor:
        """A layer that keeps every size."""
        return tensor._replace(source=self.emit(word, (tensor.source,), volume(tensor), arguments, weights))

    def settle(self, tensor: Tensor, depth_at: int) -> Tensor:
        """The tensor with batch, depth and axes where a layer needs them; what moves values for that is a layer."""
        if not isinstance(tensor, Tensor):
            raise ImportRefused("it reads what is no tensor of the model's")
        steps, after = settled(tensor, depth_at)
        for word, arguments in steps:
            after = after._replace(source=self.emit(word, (tensor.source,), volume(after), arguments))
        return after

    def leaves(
        self, word: str, tensor: Tensor, depth_at: int, arguments: CallArguments = (), weights: tuple[str, ...] = ()
    ) -> Tensor:
        """A layer that makes of a settled tensor what the node's shape says; axes without a size stay without."""
        shape = self.shape
        depth_at %= len(shape)
        places = [place for place in range(1, len(shape)) if place != depth_at and tensor.dims[place]]
        made = plain("", size_of(tensor.batch), shape[depth_at], tuple(shape[place] for place in places))
        spread = iter(made.axes)
        dims = [made.batch] + [
            made.depth if place == depth_at else next(spread) if place in places else ()
            for place in range(1, len(shape))
        ]
        made = made._replace(dims=tuple(dims))
        return made._replace(source=self.emit(word, (tensor.source,), volume(made), arguments, weights))


def volume(tensor: Tensor) -> tuple[tuple[int, ...], int]:
    """Sizes and depth of what leaves a layer."""
    return tuple(map(size_of, tensor.axes)), size_of(tensor.depth)


def weights_of(*values: NodeValue) -> tuple[str, ...]:
    """The parameters that went into constants."""
    return tuple(dict.fromkeys(name for value in values if isinstance(value, Constant) for name in value.weights))
