"""Sums, means, maxima and norms of a tensor over some of its dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.torch_combined import combine
from symcnn.bridges.torch_graph import NodeArguments, NodeValue, TorchGraph, volume
from symcnn.bridges.torch_layout import Tensor, fresh, size_of
from symcnn.bridges.torch_slices import axis_places
from symcnn.bridges.torch_weights import collapsed
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def over_everything(graph: TorchGraph, x: Tensor, word: str) -> Tensor:
    """A pooling over all positions; dimensions of one entry may stay."""
    dims = tuple(d if d in (x.batch, x.depth) else () for d in x.dims)
    after = x._replace(axes=(), dims=dims)
    return after._replace(source=graph.emit(word, (x.source,), volume(after)))


def reduced(word: str) -> Callable[[TorchGraph, NodeArguments], NodeValue]:
    """A mean, maximum, sum or norm over dimensions: over all positions it is a global pooling."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        x = given["self"]
        if "other" in given:
            return combine(graph, f"{word}imum", x, given["other"])
        dims = given.get("dim")
        named = [dims] if isinstance(dims, int) else dims or range(len(x.dims))
        over = {place % len(x.dims) for place in named}
        after = _reduced(graph, x, over, word)
        if not given.get("keepdim", False):
            after = after._replace(dims=tuple(d for place, d in enumerate(after.dims) if place not in over))
        return [after, None] if isinstance(graph.node.meta["val"], tuple | list) else after

    return apply


def _reduced(graph: TorchGraph, x: Tensor, over: set[int], word: str) -> Tensor:
    """The tensor with dimensions of one entry where it was reduced."""
    over = {place for place in over if x.dims[place]}
    if not over:
        return x
    if any(set(x.batch) & set(x.dims[place]) for place in over):
        raise ImportRefused("a reduction along the batch")
    kept = [p for p, d in enumerate(x.dims) if p not in over and d and not set(d) & set(x.batch)]
    beside = any(len(d) > len(x.batch) for d in x.dims if set(d) & set(x.batch))
    if word in _POOLS and len(kept) == 1 and not beside:
        return over_everything(graph, graph.settle(x, kept[0]), _WHOLE[word])
    deep = next((p for p, d in enumerate(x.dims) if p in kept and d == x.depth), None)
    if word in _POOLS and deep is not None:
        return _along_axes(graph, graph.settle(x, deep), over, deep, word)
    return _over_maps(graph, x, over, word)


_WHOLE = {"mean": "gap", "max": "gmp"}
_POOLS = {"mean": "avgpool", "max": "maxpool"}
"""Reductions that are poolings where they go along whole axes."""


def _along_axes(graph: TorchGraph, x: Tensor, over: set[int], deep: int, word: str) -> Tensor:
    """A pooling whose windows are as long as the axes that it goes along."""
    places = axis_places(x, deep)
    ends = {p: (fresh(1),) if p in over else axis for p, axis in zip(places, x.axes, strict=True)}
    kernel = collapsed([size_of(axis) if p in over else 1 for p, axis in zip(places, x.axes, strict=True)])
    dims = tuple(() if place in over else d for place, d in enumerate(x.dims))
    after = x._replace(axes=tuple(ends.values()), dims=dims)
    arguments = (("kernel_size", kernel), ("stride", kernel))
    return after._replace(source=graph.emit(_POOLS[word], (x.source,), volume(after), arguments))


def _over_maps(graph: TorchGraph, x: Tensor, over: set[int], word: str) -> Tensor:
    """A reduction over the depth, after what is reduced has become that."""
    places = [place for place in range(len(x.dims)) if place not in over]
    together = tuple(factor for place in sorted(over) for factor in x.dims[place])
    joined = x._replace(dims=(*(x.dims[place] for place in places), together))
    settled = graph.settle(joined, -1)
    after = settled._replace(depth=(fresh(1),))
    after = after._replace(source=graph.emit(f"{word}_of_maps", (settled.source,), volume(after)))
    dims, end = iter(settled.dims[:-1]), after.depth if len(over) == 1 and together == x.depth else ()
    return after._replace(dims=tuple(end if place in over else next(dims) for place in range(len(x.dims))))


REDUCTIONS: Mapping[str, Callable[[TorchGraph, NodeArguments], NodeValue]] = {
    "mean": reduced("mean"),
    "amax": reduced("max"),
    "max": reduced("max"),
    "amin": reduced("min"),
    "min": reduced("min"),
    "sum": reduced("sum"),
    "var": reduced("variance"),
    "std": reduced("deviation"),
    "linalg_vector_norm": reduced("norm"),
    "norm": reduced("norm"),
}
"""Reductions by PyTorch's name."""
