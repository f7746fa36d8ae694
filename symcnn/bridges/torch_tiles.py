"""Tensors that are repeated as a whole: side by side along the depth, behind each other along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.torch_graph import NodeArguments, NodeValue, TorchGraph
from symcnn.bridges.torch_layout import Tensor
from symcnn.bridges.torch_movements import joined, lengthened
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def tiled(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """The whole several times along each dimension; one entry is spread, and twice two times is four times."""
    x: Tensor = given["self"]
    asked: list[int] = list(given["repeats"] if "repeats" in given else given["dims"])
    rank = max(len(asked), len(x.dims))
    times = [1] * (rank - len(asked)) + asked
    x = x._replace(dims=((),) * (rank - len(x.dims)) + x.dims)
    if any(count > 1 and set(d) & set(x.batch) for d, count in zip(x.dims, times, strict=True)):
        raise ImportRefused("examples that are repeated")
    spread = [count if not d else 1 for d, count in zip(x.dims, times, strict=True)]
    shape = tuple(size * count for size, count in zip(x.shape, spread, strict=True))
    x = x if shape == x.shape else lengthened(graph, x, shape)
    for dim, (count, once) in enumerate(zip(times, spread, strict=True)):
        for prime in _primes(count // once):
            whole = joined(graph, NodeArguments(tensors=[x] * prime, dim=dim))
            assert isinstance(whole, Tensor)
            x = whole
    return x


def _primes(number: int) -> Iterator[int]:
    """The prime factors of a number, the smallest ones first."""
    factor = 2
    while number > 1:
        while number % factor == 0:
            yield factor
            number //= factor
        factor += 1


def stacked_flat(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Volumes side by side along the second dimension."""
    return joined(graph, NodeArguments(tensors=given["tensors"], dim=1))


TILES: Mapping[str, Callable[[TorchGraph, NodeArguments], NodeValue]] = {
    "repeat": tiled,
    "tile": tiled,
    "hstack": stacked_flat,
}
"""Repetitions by PyTorch's name."""
