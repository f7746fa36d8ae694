"""How the dimensions of a PyTorch tensor lie over batch, axes and depth, through every permutation and reshape.

A dimension is a row of factors; a factor belongs to the batch, to the depth or to an axis. Reshapes split and join
factors, permutations move them, and only a layer that needs them elsewhere makes a step of its own of that.
"""

from __future__ import annotations

from itertools import chain, count, pairwise
from math import gcd, prod
from typing import NamedTuple

from symcnn.bridges.traced import ImportRefused

_NUMBERS = count()


class Factor(NamedTuple):
    """A factor of a dimension; ``number`` tells it apart from others of its size."""

    size: int
    number: int


Dimension = tuple[Factor, ...]


def fresh(size: int) -> Factor:
    """A factor that no tensor has yet."""
    return Factor(size, next(_NUMBERS))


def size_of(dimension: Dimension) -> int:
    """How long a dimension is."""
    return prod(factor.size for factor in dimension)


class Tensor(NamedTuple):
    """The output of the layer ``source``: batch, depth and axes as factors, and its dimensions made of these."""

    source: str
    batch: Dimension
    depth: Dimension
    axes: tuple[Dimension, ...]
    dims: tuple[Dimension, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each dimension."""
        return tuple(map(size_of, self.dims))

    def replaced(self, old: Factor, new: Dimension) -> Tensor:
        """The tensor with one factor split into several."""

        def put(dimension: Dimension) -> Dimension:
            return tuple(chain.from_iterable(new if factor == old else (factor,) for factor in dimension))

        return Tensor(
            self.source, put(self.batch), put(self.depth), tuple(map(put, self.axes)), tuple(map(put, self.dims))
        )

    def permuted(self, order: tuple[int, ...]) -> Tensor:
        """The dimensions in another order."""
        return self._replace(dims=tuple(self.dims[place] for place in order))

    def pattern(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each dimension, which part of the batch (-2), the depth (-1) or an axis each factor is; without sizes."""
        homes = {-2: self.batch, -1: self.depth, **dict(enumerate(self.axes))}
        where = {factor: (home, place) for home, row in homes.items() for place, factor in enumerate(row)}
        return tuple(tuple(where[factor] for factor in dimension) for dimension in self.dims)


def plain(source: str, batch: int, depth: int, axes: tuple[int, ...], depth_at: int = 1) -> Tensor:
    """A tensor whose dimensions are the batch, the axes in order and, at place ``depth_at``, the depth."""
    whole, deep, spread = (fresh(batch),), (fresh(depth),), tuple((fresh(size),) for size in axes)
    dims = [whole, *spread]
    dims.insert(depth_at, deep)
    return Tensor(source, whole, deep, spread, tuple(dims))


def reshaped(tensor: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The tensor with other dimensions: factors go from left to right, split where a dimension ends inside one."""
    left = list(chain.from_iterable(tensor.dims))
    dims: list[Dimension] = []
    for size in shape:
        taken: list[Factor] = []
        while size_of(tuple(taken)) != size:
            if not left:
                raise ImportRefused(f"a reshape to {shape} does not hold what it gets")
            missing = size // size_of(tuple(taken))
            if size % size_of(tuple(taken)) or gcd(missing, left[0].size) == 1 != left[0].size:
                raise ImportRefused(f"a reshape to {shape} mixes axes whose sizes do not divide each other")
            if missing % left[0].size:
                parts = fresh(gcd(missing, left[0].size)), fresh(left[0].size // gcd(missing, left[0].size))
                tensor = tensor.replaced(left[0], parts)
                dims = [_put(dimension, left[0], parts) for dimension in dims]
                left[:1] = parts
            taken.append(left.pop(0))
        dims.append(tuple(taken))
    while left and dims:  # axes of size 1 at the end
        dims[-1] += (left.pop(0),)
    return tensor._replace(dims=tuple(dims))


def undivided(tensor: Tensor) -> Tensor:
    """The tensor with factors as one that stand side by side in whatever they are of; dimensions may lose theirs."""
    homes = (tensor.batch, tensor.depth, *tensor.axes)
    pairs = [set(pairwise(long_factors(row))) for row in homes]
    order = long_factors(tuple(chain.from_iterable(tensor.dims)))
    for one, other in pairwise(order):
        if any((one, other) in row for row in pairs):
            return undivided(_as_one(tensor, one, other))
    return tensor


def _as_one(tensor: Tensor, one: Factor, other: Factor) -> Tensor:
    whole = (fresh(one.size * other.size),)
    return tensor.replaced(other, ()).replaced(one, whole)


def _put(dimension: Dimension, old: Factor, parts: Dimension) -> Dimension:
    return tuple(chain.from_iterable(parts if factor == old else (factor,) for factor in dimension))


def long_factors(row: Dimension) -> Dimension:
    """The factors that are more than one entry."""
    return tuple(factor for factor in row if factor.size != 1)
