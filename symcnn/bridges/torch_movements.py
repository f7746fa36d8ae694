"""PyTorch's operations that move values without computing, or bring several tensors together, one row each."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, volume, weights_of
from symcnn.bridges.torch_layout import Tensor, fresh, reshaped, size_of, undivided
from symcnn.bridges.torch_slices import home, with_part
from symcnn.bridges.torch_views import change
from symcnn.bridges.torch_weights import SPATIAL, collapsed, constant
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from torch.fx import Node


def same(graph: TorchGraph, given: NodeArguments) -> NodeValue:  # noqa: ARG001 - a row's signature
    """The tensor as it is."""
    return next(iter(given.values()))


def made(graph: TorchGraph, given: NodeArguments) -> NodeValue:  # noqa: ARG001 - a row's signature
    """A tensor filled with numbers: a constant."""
    return Constant((), graph.shape)


def viewed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """The same values in other dimensions."""
    x = next(iter(given.values()))
    try:
        return reshaped(x, graph.shape)
    except ImportRefused:  # 56 positions that were 8 windows of 7 are 7 windows of 8 now
        return reshaped(undivided(graph.settle(x, home(x))), graph.shape)


def permuted(
    order_of: Callable[[NodeArguments, int], tuple[int, ...]],
) -> Callable[[TorchGraph, NodeArguments], NodeValue]:
    """The dimensions in another order."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:  # noqa: ARG001 - a row's signature
        x = given["self"]
        return x.permuted(order_of(given, len(x.dims)))

    return apply


def _moved_order(given: NodeArguments, dims: int) -> tuple[int, ...]:
    """The order in which given dimensions go to given places, and the others keep theirs."""
    sources, places = ([one % dims for one in _listed(given[word])] for word in ("source", "destination"))
    rest = iter([one for one in range(dims) if one not in sources])
    taken = dict(zip(places, sources, strict=True))
    return tuple(taken[place] if place in taken else next(rest) for place in range(dims))


def _listed(value: int | Iterable[int]) -> list[int]:
    return [value] if isinstance(value, int) else list(value)


def _given_order(given: NodeArguments, dims: int) -> tuple[int, ...]:
    return tuple(place % dims for place in given["dims"])


def _exchanged(given: NodeArguments, dims: int) -> tuple[int, ...]:
    order = list(range(dims))
    one, other = list(given.values())[1:3]
    order[one], order[other] = order[other], order[one]
    return tuple(order)


def unsqueezed(graph: TorchGraph, given: NodeArguments) -> NodeValue:  # noqa: ARG001 - a row's signature
    """The tensor with one more dimension of one entry."""
    x = given["self"]
    dims = list(x.dims)
    dims.insert(given["dim"] % (len(dims) + 1), ())
    return x._replace(dims=tuple(dims))


def expanded(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A tensor spread over dimensions of one entry: by the operations that read it, or if they cannot by a layer."""
    x = given["self"]
    x = x._replace(dims=((),) * (len(graph.shape) - len(x.dims)) + x.dims)
    if x.shape == graph.shape or all(_target(user) in _SPREADING for user in graph.node.users):
        return x
    return lengthened(graph, x, graph.shape)


_SPREADING = frozenset({"add", "mul", "sub", "div", "matmul", "scaled_dot_product_attention"})
"""Operations that spread what they read by themselves."""


def _target(node: Node) -> str:
    return str(getattr(node.target, "__name__", "")).split(".")[0].rstrip("_")


def lengthened(graph: TorchGraph, x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The tensor repeated along dimensions of one entry."""
    places = frozenset(p for p, size in enumerate(shape) if size != x.shape[p])
    free = [p for p, d in enumerate(x.dims) if p not in places and not set(d) & set(x.batch)]
    if not free:
        raise ImportRefused("a volume is repeated along everything")
    x = graph.settle(x, max(free, key=lambda p: (x.dims[p] == x.depth, p)), places)
    if 0 in places or any(x.shape[place] != 1 for place in places):
        raise ImportRefused("a volume is repeated along an axis")
    longer = {x.dims[place]: (fresh(shape[place]),) for place in places}
    after = x._replace(
        axes=tuple(longer.get(axis, axis) for axis in x.axes), dims=tuple(longer.get(d, d) for d in x.dims)
    )
    scale = collapsed([size_of(new) // size_of(old) for old, new in zip(x.axes, after.axes, strict=True)])
    return after._replace(source=graph.emit("upsample", (x.source,), volume(after), (("scale", scale),)))


def put_back(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Values written into a part of a tensor: all later readers get the changed tensor."""
    part, node = given["src"], graph.node.args[0]
    while _target(node) in {"slice", "select"}:
        node = node.args[0]
    whole = graph.values[node.name]
    if isinstance(whole, Constant) and isinstance(part, Constant):
        both = dict.fromkeys((*whole.weights, *part.weights)), dict.fromkeys((*whole.work, *part.work))
        graph.values[node.name] = Constant(tuple(both[0]), whole.shape, tuple(both[1]))
        return part
    if not isinstance(whole, Tensor) or not isinstance(part, Tensor):
        raise ImportRefused("weights that are written into")
    source = graph.emit("put_back", (whole.source, part.source), volume(whole))
    change(graph, node, whole._replace(source=source))
    return part


def repeated(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A tensor that has each entry of a dimension several times, side by side."""
    x, times, dim = given["self"], given["repeats"], given.get("dim")
    if not isinstance(times, int) or dim is None:
        raise ImportRefused("entries that are repeated differently")
    dim %= len(x.dims)
    dims = (*x.dims[: dim + 1], (), *x.dims[dim + 1 :])
    shape = (*x.shape[: dim + 1], times, *x.shape[dim + 1 :])
    return reshaped(lengthened(graph, x._replace(dims=dims), shape), graph.shape)


_SEQUENCE = 3
"""Dimensions of a batch of sequences."""


def joined(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Volumes side by side along the depth, or behind each other along an axis; trained tokens before a sequence."""
    parts, dim = [part for part in given["tensors"] if prod(part.shape)], given["dim"]
    volumes = [part for part in parts if isinstance(part, Tensor)]
    if not volumes:
        return constant(graph, given)
    dim %= len(volumes[0].dims)
    if len(volumes) == 1 < len(parts) and isinstance(parts[-1], Tensor) and dim == 1 and _are_tokens(graph, parts):
        return _with_tokens(graph, parts)
    parts = [part if isinstance(part, Tensor) else graph.grown(part, volumes[0]) for part in parts]
    if any(part.dims[dim] == part.depth or home(part, dim) == dim for part in parts):
        return _side_by_side(graph, parts, dim)
    return _behind(graph, parts, dim)


def _are_tokens(graph: TorchGraph, parts: list[NodeValue]) -> bool:
    """Whether weights are whole parameters, one row of numbers for each token."""
    weights = [part for part in parts if isinstance(part, Constant)]
    owned = sum(graph.lengths[name] for name in weights_of(*weights))
    rows = sum(part.shape[1] for part in weights if len(part.shape) == _SEQUENCE)
    return len(graph.shape) == _SEQUENCE and owned == rows * graph.shape[2]


def _with_tokens(graph: TorchGraph, parts: list[NodeValue]) -> NodeValue:
    x = graph.settle(parts[-1], -1)
    tokens = sum(part.shape[1] for part in parts[:-1] if isinstance(part, Constant))
    longer = (fresh(size_of(x.axes[0]) + tokens),)
    after = x._replace(axes=(longer,), dims=(x.dims[0], longer, x.dims[2]))
    names = weights_of(*parts[:-1])
    return after._replace(source=graph.emit("class_token", (x.source,), volume(after), (("count", tokens),), names))


def _alike(graph: TorchGraph, parts: list[Tensor], depth_at: int, besides: int) -> list[Tensor]:
    """The volumes with the same dimensions as axes."""
    parts = [graph.settle(part, depth_at) for part in parts]
    axes = {p for part in parts for p, d in enumerate(part.dims) if set(d) - set(part.batch)} | {besides}
    return [graph.settle(part, depth_at, frozenset(axes - {depth_at})) for part in parts]


def _side_by_side(graph: TorchGraph, parts: list[Tensor], dim: int) -> Tensor:
    parts = _alike(graph, parts, dim, dim)
    if len(parts) == 1:
        return parts[0]
    deep, first = (fresh(sum(size_of(part.depth) for part in parts)),), parts[0]
    after = first._replace(depth=deep, dims=tuple(deep if p == dim else d for p, d in enumerate(first.dims)))
    return after._replace(source=graph.emit("concat", tuple(part.source for part in parts), volume(after)))


def _behind(graph: TorchGraph, parts: list[Tensor], dim: int) -> Tensor:
    """Volumes behind each other along an axis."""
    parts = _alike(graph, parts, home(parts[0], dim), dim)
    first = parts[0]
    if len(parts) == 1:
        return first
    longer, place = (fresh(sum(part.shape[dim] for part in parts)),), first.axes.index(first.dims[dim])
    axes = tuple(longer if p == place else axis for p, axis in enumerate(first.axes))
    after = first._replace(axes=axes, dims=tuple(longer if p == dim else d for p, d in enumerate(first.dims)))
    sources = tuple(part.source for part in parts)
    return after._replace(source=graph.emit("concat", sources, volume(after), (("axis", place - len(axes)),)))


def stacked(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Volumes as the entries of a new dimension: side by side in depth, which is two dimensions then."""
    parts = given["tensors"]
    if not any(isinstance(part, Tensor) for part in parts):
        return constant(graph, given)
    near = next(part for part in parts if isinstance(part, Tensor))
    place = given["dim"] % (len(near.dims) + 1)
    if len(parts) == 1:
        return near._replace(dims=(*near.dims[:place], (), *near.dims[place:]))
    parts = [graph.grown(part, near) if isinstance(part, Constant) else part for part in parts]
    depth_at = home(parts[0])
    parts = _alike(graph, parts, depth_at, depth_at)
    outer, first = (fresh(len(parts)),), parts[0]
    after = first._replace(depth=(*outer, *first.depth))
    after = after._replace(source=graph.emit("concat", tuple(part.source for part in parts), volume(after)))
    return after._replace(dims=(*after.dims[:place], outer, *after.dims[place:]))


def noted(words: str) -> Callable[[TorchGraph, NodeArguments], NodeValue]:
    """The same values, or others on which no count depends; the text will say so."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = next(iter(given.values()))
        if not isinstance(x, Tensor) or x.shape != graph.shape:
            raise ImportRefused("it is used in a way that cannot be read")
        graph.left_out[words] += 1
        return x

    return apply


def picked(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Entries of one dimension by fixed numbers: as many of them as there are, or fewer."""
    x = given["self"]
    if not isinstance(x, Tensor) or len(x.shape) != len(graph.shape):
        raise ImportRefused("entries of several dimensions are picked")
    others = [place for place, (own, new) in enumerate(zip(x.shape, graph.shape, strict=True)) if own != new]
    if len(others) > 1 or any(graph.shape[place] > x.shape[place] for place in others):
        raise ImportRefused("more entries are picked than there are")
    graph.left_out["which entries are picked" if others else "values in another order"] += 1
    return with_part(graph, x, others[0], 0, graph.shape[others[0]]) if others else x


def columns(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Every window as a column (im2col)."""
    x = graph.settle(given["self"], 1, SPATIAL)
    if len(x.axes) != len(given["kernel_size"]):
        raise ImportRefused("windows along an axis of one entry")
    words = ("kernel_size", "stride", "padding", "dilation")
    rest = tuple((word, collapsed(list(given[word]))) for word in words)
    deep, row = (fresh(graph.shape[1]),), (fresh(graph.shape[2]),)
    after = Tensor("", x.batch, deep, (row,), (x.batch, deep, row))
    return after._replace(source=graph.emit("unfold", (x.source,), volume(after), rest))


def folded(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Columns put back to where they came from (col2im)."""
    x = graph.settle(given["self"], 1)
    words = ("kernel_size", "stride", "padding", "dilation")
    rest = (("size", tuple(given["output_size"])), *((word, collapsed(list(given[word]))) for word in words))
    deep, axes = (fresh(graph.shape[1]),), tuple((fresh(size),) for size in graph.shape[2:])
    after = Tensor("", x.batch, deep, axes, (x.batch, deep, *axes))
    return after._replace(source=graph.emit("fold", (x.source,), volume(after), rest))


def windows(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Every window along one dimension, its entries as a new last dimension."""
    x, dim, length, step = given["self"], given["dimension"], given["size"], given["step"]
    dim %= len(x.dims)
    x = graph.settle(x, home(x, dim), frozenset({dim}))
    kernel, stride = ([number if a == x.dims[dim] else 1 for a in x.axes] for number in (length, step))
    part, inner = (fresh(graph.shape[dim]),), (fresh(length),)
    dims = tuple(part if place == dim else d for place, d in enumerate(x.dims))
    row = tuple(factor for a in x.axes for factor in (part if a == x.dims[dim] else a))
    after = Tensor("", x.batch, (*x.depth, *inner), (row,), (*dims, inner))
    arguments = (("kernel_size", collapsed(kernel)), ("stride", collapsed(stride)))
    return after._replace(source=graph.emit("unfold", (x.source,), volume(after), arguments))


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
            "_assert_tensor_metadata",
        ),
        same,
    ),
    **dict.fromkeys(
        ("view", "reshape", "reshape_as", "view_as", "flatten", "unflatten", "squeeze", "_unsafe_view"), viewed
    ),
    **dict.fromkeys(
        ("zeros", "ones", "full", "arange", "zeros_like", "ones_like", "new_zeros", "new_ones", "linspace"), made
    ),
    "permute": permuted(_given_order),
    **dict.fromkeys(("movedim", "moveaxis"), permuted(_moved_order)),
    **dict.fromkeys(("transpose", "swapaxes", "swapdims"), permuted(_exchanged)),
    "t": permuted(lambda _, dims: tuple(range(dims))[::-1]),
    "mT": permuted(lambda _, dims: (*range(dims - 2), dims - 1, dims - 2)),
    "unsqueeze": unsqueezed,
    "expand": expanded,
    "expand_as": expanded,
    **dict.fromkeys(("cat", "concat", "concatenate"), joined),
    "stack": stacked,
    "repeat_interleave": repeated,
    "copy": put_back,
    "im2col": columns,
    "col2im": folded,
    "unfold": windows,
    **dict.fromkeys(("roll", "flip"), noted("values moved in a circle or turned round")),
    **dict.fromkeys(("index", "index_select"), picked),
    **dict.fromkeys(("neg", "sign", "floor", "round"), noted("arithmetic with fixed numbers")),
}
"""Operations that only move values or join volumes, by PyTorch's name."""
