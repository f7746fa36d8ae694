"""PyTorch's operations that move values without computing, or bring several tensors together, one row each."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, PickedPart, TorchGraph, volume, weights_of
from symcnn.bridges.torch_layout import Tensor, fresh, reshaped, size_of
from symcnn.bridges.torch_operations import parts_of
from symcnn.bridges.torch_weights import constant
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def same(graph: TorchGraph, given: NodeArguments) -> NodeValue:  # noqa: ARG001 - a row's signature
    """The same values."""
    return next(iter(given.values()))


def made(graph: TorchGraph, given: NodeArguments) -> NodeValue:  # noqa: ARG001 - a row's signature
    """A tensor of numbers."""
    return Constant((), graph.shape)


def viewed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Other dimensions for the same values."""
    x = next(iter(given.values()))
    return constant(graph, given) if isinstance(x, Constant) else reshaped(x, graph.shape)


def permuted(
    order_of: Callable[[NodeArguments, int], tuple[int, ...]],
) -> Callable[[TorchGraph, NodeArguments], NodeValue]:
    """The dimensions in another order."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = given["self"]
        return constant(graph, given) if isinstance(x, Constant) else x.permuted(order_of(given, len(x.dims)))

    return apply


def _given_order(given: NodeArguments, dims: int) -> tuple[int, ...]:
    return tuple(place % dims for place in given["dims"])


def _exchanged(given: NodeArguments, dims: int) -> tuple[int, ...]:
    order = list(range(dims))
    one, other = given["dim0"], given["dim1"]
    order[one], order[other] = order[other], order[one]
    return tuple(order)


def unsqueezed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """One more dimension, of one entry."""
    x = given["self"]
    if isinstance(x, Constant):
        return constant(graph, given)
    dims = list(x.dims)
    dims.insert(given["dim"] % (len(dims) + 1), ())
    return x._replace(dims=tuple(dims))


def expanded(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A tensor spread over dimensions of one entry."""
    x = given["self"]
    if isinstance(x, Constant):
        return constant(graph, given)
    if x.shape != graph.shape:
        raise ImportRefused("a volume is spread over an axis")
    return x


def chunked(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Parts of the depth."""
    x = given["self"]
    if isinstance(x, Constant):
        return constant(graph, given)
    lengths = [int(part.shape[given["dim"]]) for part in graph.node.meta["val"]]
    if x.dims[given["dim"]] != x.depth:
        raise ImportRefused("parts of an axis")
    return parts_of(graph, x, given["dim"], lengths)


def sliced(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A range of one dimension."""
    x, dim = given["self"], given["dim"]
    if isinstance(x, Constant):
        return constant(graph, given)
    whole, length = size_of(x.dims[dim]), graph.shape[dim]
    if length == whole:
        return x
    start = given["start"] or 0
    start += whole if start < 0 else 0
    if given.get("step", 1) != 1:
        raise ImportRefused("every other position of an axis")
    if x.dims[dim] == x.depth:
        around = [start, length, whole - start - length]
        return parts_of(graph, x, dim, [part for part in around if part])[1 if start else 0]
    if len(x.axes) == 1 and x.dims[dim] == x.axes[0] and start + length == whole:
        rest = (fresh(length),)
        x = x._replace(axes=(rest,), dims=tuple(rest if d == x.axes[0] else d for d in x.dims))
        return x._replace(source=graph.emit("without_tokens", (given["self"].source,), volume(x), (("count", start),)))
    raise ImportRefused("a part of an axis")


def selected(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """One entry of a dimension: of a sequence, one token."""
    x, dim = given["self"], given["dim"]
    if isinstance(x, Constant):
        return constant(graph, given)
    if not x.dims[dim]:
        return x._replace(dims=tuple(d for place, d in enumerate(x.dims) if place != dim % len(x.dims)))
    if len(x.axes) == 1 and x.dims[dim] == x.axes[0] and x.depth in x.dims:
        after = x._replace(axes=(), dims=tuple(d for d in x.dims if d != x.axes[0]))
        return after._replace(source=graph.emit("one_token", (x.source,), volume(after)))
    return _picked(x, dim % len(x.dims), given["index"])


def _picked(x: Tensor, dim: int, index: int) -> PickedPart:
    if len(x.dims[dim]) != 1 or x.dims[dim][0] not in x.depth:
        raise ImportRefused("one entry of an axis")
    return PickedPart(x, dim, index)


_SEQUENCE = 3
"""Dimensions of a batch of sequences."""


def joined(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Volumes side by side along the depth; tokens of weights alone before a sequence."""
    parts, dim = given["tensors"], given["dim"]
    volumes = [part for part in parts if isinstance(part, Tensor)]
    if not volumes:
        return constant(graph, {"tensors": parts})
    if len(volumes) == 1 < len(parts) and isinstance(parts[-1], Tensor) and len(volumes[0].dims) == _SEQUENCE:
        return _with_tokens(graph, parts, dim)
    if len(volumes) < len(parts):
        raise ImportRefused("weights beside a volume")
    if volumes[0].dims[dim] != volumes[0].depth:
        raise ImportRefused("volumes behind each other along an axis")
    parts = [graph.settle(part, dim) for part in volumes]
    if len(parts) == 1:
        return parts[0]
    deep = (fresh(sum(size_of(part.depth) for part in parts)),)
    first = parts[0]
    after = first._replace(depth=deep, dims=tuple(deep if d == first.depth else d for d in first.dims))
    return after._replace(source=graph.emit("concat", tuple(part.source for part in parts), volume(after)))


def _with_tokens(graph: TorchGraph, parts: list[NodeValue], dim: int) -> NodeValue:
    x = graph.settle(parts[-1], -1)
    if dim % len(x.dims) != 1:
        raise ImportRefused("weights beside a volume")
    tokens = sum(part.shape[1] for part in parts[:-1])
    longer = (fresh(size_of(x.axes[0]) + tokens),)
    after = x._replace(axes=(longer,), dims=(x.dims[0], longer, x.dims[2]))
    names = weights_of(*parts[:-1])
    return after._replace(source=graph.emit("class_token", (x.source,), volume(after), (("count", tokens),), names))


def combined(word: str) -> Callable[[TorchGraph, NodeArguments], NodeValue]:
    """Two volumes value by value; a volume and a constant."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        one, other = list(given.values())[:2]
        if isinstance(one, Tensor) and isinstance(other, Tensor):
            return _merged(graph, word, one, other)
        if isinstance(one, Tensor) or isinstance(other, Tensor):
            volume_, rest = (one, other) if isinstance(one, Tensor) else (other, one)
            return _with_constant(graph, word, volume_, rest)
        return constant(graph, given)

    return apply


def _merged(graph: TorchGraph, word: str, one: Tensor, other: Tensor) -> Tensor:
    if word not in {"add", "mul", "maximum"}:
        raise ImportRefused(f"{word} of two volumes")
    one, other = _aligned(graph, one, other)
    if one.shape != other.shape:
        one, other = (one, other) if prod(one.shape) >= prod(other.shape) else (other, one)
        if word not in _SPREAD or not _spreads(other, one) or one.shape != graph.shape:
            raise ImportRefused(f"{word}: a branch is spread over some axes only")
        word = _SPREAD[word]
        return one._replace(source=graph.emit(word, (one.source, other.source), volume(one)))
    if one.pattern() != other.pattern():
        raise ImportRefused(f"{word}: its branches lie differently over the axes")
    return one._replace(source=graph.emit(word, (one.source, other.source), volume(one)))


_SPREAD = {"mul": "mul", "add": "add_spread"}
"""Merges of branches of which one serves every place along the axes, or the depth, where it has 1."""


def _spreads(small: Tensor, large: Tensor) -> bool:
    """Whether a branch has each size of another one, or 1; without axes it serves every position."""
    rows = [(small.depth, large.depth)]
    rows += list(zip(small.axes, large.axes, strict=False)) if small.axes else []
    fits = all(size_of(own) in {1, size_of(whole)} for own, whole in rows)
    return fits and len(small.axes) in {0, len(large.axes)}


def _aligned(graph: TorchGraph, one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Both tensors with the depth in one dimension, where their dimensions are made of different parts."""
    if one.pattern() == other.pattern() and one.shape == other.shape:
        return one, other
    places = [[place for place, d in enumerate(t.dims) if d and d == t.depth] for t in (one, other)]
    depth_at = next((row[0] for row in places if row), 1)
    return graph.settle(one, depth_at), graph.settle(other, depth_at)


def _with_constant(graph: TorchGraph, word: str, x: Tensor, rest: NodeValue) -> NodeValue:
    names = weights_of(rest)
    if not names:
        graph.left_out["arithmetic with fixed numbers"] += 1
        return x
    size = prod(rest.shape)
    whole = prod(map(size_of, (x.depth, *x.axes)))
    if word == "mul" and size == size_of(x.depth):
        return graph.like(x, "layer_scale", (), names)
    if word == "add" and size == whole:
        return graph.like(x, "position_embedding", (("trained", True),), names)
    if word == "add" and size == size_of(x.depth):
        return graph.like(x, "shift", (), names)
    raise ImportRefused(f"{word} with {size} weights ({', '.join(names)})")


def attended(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Attention of queries, keys and values: thirds of one volume, or three volumes, which are joined to one."""
    parts = [given[name] for name in ("query", "key", "value")]
    if all(isinstance(part, PickedPart) for part in parts):
        whole, dim = parts[0].whole, parts[0].dim
        if [part.part for part in parts] == [0, 1, 2] and all(part.whole.dims == whole.dims for part in parts):
            third = whole.dims[dim][0]
            dims = tuple(d for place, d in enumerate(whole.dims) if place != dim)
            return _attends(graph, whole._replace(depth=tuple(f for f in whole.depth if f != third), dims=dims))
    parts = [graph.taken_apart(part) for part in parts]
    if not all(isinstance(part, Tensor) for part in parts) or len({(p.pattern(), p.shape) for p in parts}) > 1:
        raise ImportRefused("attention whose queries, keys and values differ in their sizes")
    first = parts[0]
    deep = (fresh(3 * size_of(first.depth)),)
    joined_parts = first._replace(depth=deep, dims=(first.batch, deep, *first.axes))
    source = graph.emit("concat", tuple(part.source for part in parts), volume(joined_parts))
    return _attends(graph, first._replace(source=source))


def _attends(graph: TorchGraph, after: Tensor) -> Tensor:
    """What leaves attention over the thirds of a volume; its dimensions are batch, heads, positions, and the rest."""
    batch, heads, positions, rest = after.dims
    if (heads + rest, positions) != (after.depth, after.axes[0]) or len(after.axes) != 1 or batch != after.batch:
        raise ImportRefused("attention along other axes than the positions")
    return after._replace(source=graph.emit("attend", (after.source,), volume(after), (("heads", size_of(heads)),)))


def unbound(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """All entries of one dimension."""
    x, dim = given["self"], given["dim"] % len(given["self"].shape)
    if isinstance(x, Constant):
        return constant(graph, given)
    return [_picked(x, dim, index) for index in range(size_of(x.dims[dim]))]


MOVEMENTS: Mapping[str, Callable[[TorchGraph, NodeArguments], NodeValue]] = {
    **dict.fromkeys(
        (
            "contiguous",
            "clone",
            "detach",
            "alias",
            "to",
            "_to_copy",
            "lift_fresh_copy",
            "float",
            "type_as",
            "roll",
            "flip",
        ),
        same,
    ),
    **dict.fromkeys(("view", "reshape", "flatten", "unflatten", "squeeze", "_unsafe_view"), viewed),
    **dict.fromkeys(
        ("zeros", "ones", "full", "arange", "zeros_like", "ones_like", "new_zeros", "new_ones", "linspace"), made
    ),
    "permute": permuted(_given_order),
    "transpose": permuted(_exchanged),
    "t": permuted(lambda _, dims: tuple(range(dims))[::-1]),
    "unsqueeze": unsqueezed,
    "expand": expanded,
    "expand_as": expanded,
    "chunk": chunked,
    "split": chunked,
    "split_with_sizes": chunked,
    "slice": sliced,
    "select": selected,
    "unbind": unbound,
    "cat": joined,
    "concat": joined,
    "scaled_dot_product_attention": attended,
    **{name: combined(name) for name in ("add", "mul", "maximum")},
    "sub": combined("add"),
    "div": combined("div"),
    "pow": combined("pow"),
    "rsub": combined("add"),
    "sqrt": same,
    "neg": same,
}
"""Operations that only move values or join volumes, by PyTorch's name."""
