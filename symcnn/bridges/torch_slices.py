"""Parts of a tensor along one dimension: chunks, ranges, single entries; and padding, which is the way back."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from symcnn.bridges.torch_cuts import cut
from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, volume
from symcnn.bridges.torch_layout import Dimension, Tensor, fresh, long_factors, reshaped, size_of
from symcnn.bridges.torch_weights import collapsed
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.bridges.model_lines import CallArguments


def home(x: Tensor, besides: int = -1) -> int:
    """The dimension that holds the depth, or most of it; another one than ``besides``, if there is another."""
    deep = set(x.depth)
    places = [p for p, d in enumerate(x.dims) if p != besides and not set(d) & set(x.batch)]
    if not places:
        return besides
    held = {p: [factor for factor in x.dims[p] if factor in deep] for p in places}
    return max(places, key=lambda p: (size_of(tuple(held[p])), bool(held[p]), p))


def axis_places(x: Tensor, depth_at: int) -> list[int]:
    """The dimension of each axis of a settled tensor; the one that holds the batch as well comes last."""
    places = [p for p, d in enumerate(x.dims) if p != depth_at and set(d) - set(x.batch)]
    return sorted(places, key=lambda p: bool(set(x.dims[p]) & set(x.batch)))


def with_part(graph: TorchGraph, x: Tensor, dim: int, start: int, length: int, *, by_ends: bool = False) -> Tensor:
    """A range of one dimension: maps that lie side by side, or positions that are cut out.

    ``by_ends``: the text has what is cut off, and not what is left.
    """
    dim %= len(x.dims)
    if not length:
        raise ImportRefused("a part without entries")
    if length == size_of(x.dims[dim]):
        return x
    whole = _own_dimension(x, dim)
    if not any(set(d) & set(x.depth) for d in x.dims):  # one map, for which no dimension stands
        deep = x.depth or (fresh(1),)
        after = with_part(graph, x._replace(depth=deep, dims=(*x.dims, deep)), dim, start, length, by_ends=by_ends)
        return after._replace(dims=after.dims[:-1])
    x = graph.settle(x, dim if _is_deep(x, whole) else home(x, dim), frozenset({dim}))
    if x.dims[dim] == x.depth:
        return _maps(graph, x, dim, start, length)
    far = size_of(x.dims[dim]) - start - length
    if by_ends and (far or len(x.axes) > 1):
        return cut(graph, x, dim, start, far)
    return _positions(graph, x, dim, start, length)


def _is_deep(x: Tensor, dimension: Dimension) -> bool:
    """Whether a dimension is the depth, its parts in any order."""
    return sorted(long_factors(dimension)) == sorted(long_factors(x.depth))


def _own_dimension(x: Tensor, dim: int) -> Dimension:
    if set(x.dims[dim]) & set(x.batch):
        raise ImportRefused("a part of the batch")
    return x.dims[dim]


def _maps(graph: TorchGraph, x: Tensor, dim: int, start: int, length: int) -> Tensor:
    whole, deep = size_of(x.depth), (fresh(length),)
    step: tuple[str, CallArguments] = ("narrow", (("start", start), ("length", length)))
    if whole % length == start % length == 0:
        step = ("split", (("parts", whole // length), ("part", start // length)))
    after = x._replace(depth=deep, dims=tuple(deep if p == dim else d for p, d in enumerate(x.dims)))
    return after._replace(source=graph.emit(step[0], (x.source,), volume(after), step[1]))


def _positions(graph: TorchGraph, x: Tensor, dim: int, start: int, length: int) -> Tensor:
    part = (fresh(length),)
    place = x.axes.index(x.dims[dim])
    axes = tuple(part if p == place else axis for p, axis in enumerate(x.axes))
    after = x._replace(axes=axes, dims=tuple(part if p == dim else d for p, d in enumerate(x.dims)))
    step: tuple[str, CallArguments] = ("without_tokens", (("count", start),))
    if len(axes) > 1 or start + length != size_of(x.axes[place]):
        starts = [start if p == place else 0 for p in range(len(axes))]
        step = ("crop", (("size", collapsed([size_of(axis) for axis in axes])), ("offset", collapsed(starts))))
    return after._replace(source=graph.emit(step[0], (x.source,), volume(after), step[1]))


def chunked(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Consecutive parts of one dimension."""
    x: Tensor = given["self"]
    dim: int = given["dim"]
    lengths = [int(part.shape[dim]) for part in graph.node.meta["val"]]
    dim %= len(x.dims)
    x = graph.settle(x, dim if _is_deep(x, x.dims[dim]) else home(x, dim), frozenset({dim}))
    starts = [0, *accumulate(lengths)]
    return [
        with_part(graph, x, dim, start, length) if length else Constant((), (*x.shape[:dim], 0, *x.shape[dim + 1 :]))
        for start, length in zip(starts, lengths, strict=False)
    ]


def narrowed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A range of one dimension."""
    x: Tensor = given["self"]
    dim: int = given["dim"]
    whole, length, start = size_of(x.dims[dim]), graph.shape[dim], given["start"]
    return x if length == whole else with_part(graph, x, dim, start + (whole if start < 0 else 0), length)


def sliced(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A range of one dimension, or every so many entries of it."""
    x: Tensor = given["self"]
    dim: int = given["dim"]
    whole, length, step = size_of(x.dims[dim]), graph.shape[dim], given.get("step", 1)
    if length == whole:
        return x
    if not length:
        return Constant((), graph.shape)
    start, end = given["start"] or 0, whole if given["end"] is None else min(given["end"], whole)
    by_ends = start >= 0 and (end < 0 or end == whole)
    start, end = (place + whole if place < 0 else place for place in (start, end))
    if step == 1:
        return with_part(graph, x, dim, start, length, by_ends=by_ends)
    dim %= len(x.dims)
    if x.dims[dim] not in x.axes and length * step < whole:
        first = min(start, whole - length * step)
        x, start, whole = with_part(graph, x, dim, first, length * step), start - first, length * step
    if whole % step or x.dims[dim] in x.axes:
        return _every(graph, x, dim, (start, end), step, by_ends=by_ends)
    shape = x.shape
    split = reshaped(x, (*shape[:dim], whole // step, step, *shape[dim + 1 :]))
    return _entry(graph, split, dim + 1, start)


def _every(graph: TorchGraph, x: Tensor, dim: int, ends: tuple[int, int], step: int, *, by_ends: bool) -> Tensor:
    """Every so many positions of a part of an axis: windows of one entry that are so far apart."""
    start, end = ends
    far = size_of(x.dims[dim]) - end
    if not by_ends:
        x, start, far = with_part(graph, x, dim, start, end - start), 0, 0
    return cut(graph, graph.settle(x, home(x, dim), frozenset({dim})), dim, start, far, step)


def selected(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """One entry of a dimension: of a sequence, one token."""
    x: Tensor = given["self"]
    dim, index = given["dim"], given["index"]
    dim %= len(x.dims)
    return _entry(graph, x, dim, index % size_of(x.dims[dim]))


def _entry(graph: TorchGraph, x: Tensor, dim: int, index: int) -> Tensor:
    """One entry of a dimension, which is gone then."""
    rest = tuple(d for place, d in enumerate(x.dims) if place != dim)
    parts = size_of(_own_dimension(x, dim))
    if parts == 1:
        return x._replace(dims=rest)
    if len(x.axes) == 1 and x.dims[dim] == x.axes[0] and x.depth in x.dims and not index:
        after = x._replace(axes=(), dims=rest)
        return after._replace(source=graph.emit("one_token", (x.source,), volume(after)))
    if x.depth[: len(x.dims[dim])] == x.dims[dim]:
        after = x._replace(depth=x.depth[len(x.dims[dim]) :], dims=rest)
        arguments = (("parts", parts), ("part", index))
        return after._replace(source=graph.emit("split", (x.source,), volume(after), arguments))
    if len(x.axes) > 1 and x.dims[dim] in x.axes and x.depth in x.dims:
        return with_part(graph, x, dim, index, 1)._replace(dims=rest)
    deep = home(x, dim)
    joined = (*x.dims[dim], *x.dims[deep])
    whole = x._replace(dims=tuple(joined if place == deep else d for place, d in enumerate(x.dims) if place != dim))
    return with_part(graph, whole, deep - (deep > dim), index * size_of(x.dims[deep]), size_of(x.dims[deep]))


def unbound(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """All entries of one dimension."""
    x, dim = given["self"], given["dim"] % len(given["self"].shape)
    return [_entry(graph, x, dim, index) for index in range(size_of(x.dims[dim]))]


def padded(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Padding of the axes or of the depth; a negative one cuts off."""
    x, pad = given["self"], list(given["pad"])
    if given.get("mode", "constant") != "constant" or given.get("value"):
        graph.left_out["what padding is filled with"] += 1
    sides = {len(x.dims) - 1 - n: (pad[2 * n], pad[2 * n + 1]) for n in range(len(pad) // 2)}
    for place, (near, far) in sides.items():
        less = max(-near, 0), max(-far, 0)
        x = with_part(graph, x, place, less[0], size_of(x.dims[place]) - sum(less), by_ends=True)
    sides = {place: (max(near, 0), max(far, 0)) for place, (near, far) in sides.items()}
    deep = 1 if x.depth not in x.dims else x.dims.index(x.depth)
    maps = sides.pop(deep, (0, 0))
    x = _padded_axes(graph, graph.settle(x, deep, frozenset(p for p, pair in sides.items() if any(pair))), sides, deep)
    return _padded_maps(graph, x, deep, maps) if any(maps) else x


def _padded_axes(graph: TorchGraph, x: Tensor, sides: Mapping[int, tuple[int, int]], deep: int) -> Tensor:
    if not any(map(any, sides.values())):
        return x
    places = axis_places(x, deep)
    pairs = [sides.get(place, (0, 0)) if not set(x.dims[place]) & set(x.batch) else (0, 0) for place in places]
    near, far = (collapsed([pair[end] for pair in pairs]) for end in (0, 1))
    axes = [(fresh(size_of(a) + sum(pair)),) if any(pair) else a for a, pair in zip(x.axes, pairs, strict=True)]
    new = dict(zip(places, axes, strict=True))
    dims = tuple(new[p] if p in new and not set(d) & set(x.batch) else d for p, d in enumerate(x.dims))
    after = x._replace(axes=tuple(axes), dims=dims)
    return after._replace(
        source=graph.emit("pad", (x.source,), volume(after), (("padding", near), ("padding_end", far)))
    )


def _padded_maps(graph: TorchGraph, x: Tensor, deep: int, pair: Sequence[int]) -> Tensor:
    wider = (fresh(size_of(x.depth) + sum(pair)),)
    after = x._replace(depth=wider, dims=tuple(wider if p == deep else d for p, d in enumerate(x.dims)))
    before = (("before", pair[0]),) if pair[0] else ()
    rest: CallArguments = (("filters", size_of(wider)), *before)
    return after._replace(source=graph.emit("pad_maps", (x.source,), volume(after), rest))


SLICES: Mapping[str, Callable[[TorchGraph, NodeArguments], NodeValue]] = {
    **dict.fromkeys(("chunk", "split", "split_with_sizes", "tensor_split"), chunked),
    "slice": sliced,
    "narrow": narrowed,
    "select": selected,
    "unbind": unbound,
    "pad": padded,
    "constant_pad_nd": padded,
}
"""Parts and padding by PyTorch's name."""
