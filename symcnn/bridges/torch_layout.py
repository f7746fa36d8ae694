"""How the dimensions of a PyTorch tensor lie over batch, axes and depth, through every permutation and reshape.

A dimension is a row of factors; a factor belongs to the batch, to the depth or to an axis. Reshapes split and join
factors, permutations move them, and only a layer that needs them elsewhere makes a step of its own of that.
"""

from __future__ import annotations

from itertools import chain, count
from math import gcd, prod
from typing import NamedTuple

from symcnn.bridges.traced import ArgumentValue, ImportRefused

_NUMBERS = count()


class Factor(NamedTuple):
    """A factor of a dimension; ``number`` tells it apart from others of its size."""

    size: int
    number: int


Dimension = tuple[Factor, ...]
Movement = tuple[str, tuple[tuple[str, ArgumentValue], ...]]
"""A layer's word and its arguments."""


def fresh(size: int) -> Factor:
    """A factor that no tensor has yet."""
    return Factor(size, next(_NUMBERS))


def size_of(dimension: Dimension) -> int:
    """How long a dimension is."""
    return prod(factor.size for factor in dimension)


class Tensor(NamedTuple):
    """What leaves the layer ``source``: its batch, depth and axes as factors, and its dimensions made of these."""

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
        """The same with one factor split into several."""

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


def _put(dimension: Dimension, old: Factor, parts: Dimension) -> Dimension:
    return tuple(chain.from_iterable(parts if factor == old else (factor,) for factor in dimension))


def _long(row: Dimension) -> Dimension:
    return tuple(factor for factor in row if factor.size != 1)


def settled(tensor: Tensor, depth_at: int, batch_at: int = 0) -> tuple[list[Movement], Tensor]:
    """The layers that bring a tensor into the shape that its dimensions show, and what leaves them.

    ``depth_at`` is the dimension that is to be the depth, ``batch_at`` that of the batch; all others become axes, but
    those of one entry that no axis stands behind.
    """
    depth_at %= len(tensor.dims)
    if _long(tensor.dims[batch_at]) != _long(tensor.batch):
        raise ImportRefused("the batch is mixed with other axes (windows), which the language cannot say")
    deep = tensor.dims[depth_at]
    spread = [d for place, d in enumerate(tensor.dims) if place not in {depth_at, batch_at}]
    kept = [d for d in spread if d]
    steps = _steps(tensor, deep, kept)
    depth = (fresh(size_of(deep)),) if steps else tensor.depth
    axes = tuple((fresh(size_of(d)),) for d in kept) if steps else tensor.axes
    if not steps:
        return [], tensor
    batch = tensor.batch
    moved = iter(axes)
    dims = [
        batch if p == batch_at else depth if p == depth_at else next(moved) if d else ()
        for p, d in enumerate(tensor.dims)
    ]
    return steps, Tensor(tensor.source, batch, depth, axes, tuple(dims))


def _steps(tensor: Tensor, deep: Dimension, spread: list[Dimension]) -> list[Movement]:
    """The layers by which depth and axes become others."""
    axes = list(tensor.axes)
    everything = (*tensor.depth, *chain.from_iterable(axes))
    if deep == tensor.depth and [_long(d) for d in spread] == [_long(a) for a in axes] and len(spread) == len(axes):
        return []
    if not any(map(_long, spread)) and len(spread) == 0 and _long(deep) == _long(everything):
        return [("flatten", ())]
    if not spread and not axes and sorted(_long(deep)) == sorted(_long(tensor.depth)):
        return _shuffle(tensor.depth, deep)
    if deep == tensor.depth and len(spread) == 1 and _long(spread[0]) == _long(tuple(chain.from_iterable(axes))):
        return [("tokens", ())]
    if [_long(d) for d in spread] == [_long(a) for a in axes] and sorted(_long(deep)) == sorted(_long(tensor.depth)):
        return _shuffle(tensor.depth, deep)
    return _pixels(tensor, deep, spread) or _rearranged(tensor, deep, spread)


def _shuffle(depth: Dimension, deep: Dimension) -> list[Movement]:
    before, after = _long(depth), _long(deep)
    if before == after:
        return []
    for turn in range(1, len(before)):
        if before[turn:] + before[:turn] == after:
            return [("channel_shuffle", (("groups", size_of(before[:turn])),))]
    raise ImportRefused("the maps are brought into another order than a shuffle of groups")


def _pixels(tensor: Tensor, deep: Dimension, spread: list[Dimension]) -> list[Movement]:
    """Maps that become positions, or positions that become maps, by the same factor along every axis."""
    axes = list(tensor.axes)
    if len(spread) != len(axes) or not axes:
        return []
    gained = [d[len(a) :] for d, a in zip(spread, axes, strict=True) if d[: len(a)] == a]
    if len(gained) == len(axes) and all(gained) and set(chain.from_iterable(gained)) <= set(tensor.depth):
        scales = tuple(size_of(d) for d in gained)
        return [("pixel_shuffle", (("scale", scales[0] if len(set(scales)) == 1 else scales),))]
    lost = [a[len(d) :] for d, a in zip(spread, axes, strict=True) if a[: len(d)] == d]
    if len(lost) == len(axes) and all(lost) and set(chain.from_iterable(lost)) | set(tensor.depth) == set(deep):
        scales = tuple(size_of(d) for d in lost)
        return [("pixel_unshuffle", (("scale", scales[0] if len(set(scales)) == 1 else scales),))]
    return []


_MOST_AXES = 5


def _rearranged(tensor: Tensor, deep: Dimension, spread: list[Dimension]) -> list[Movement]:
    """A reshape, where the order of all values stays; else axes in another order, with reshapes around where needed."""
    before = [*tensor.axes, tensor.depth]
    after = [*spread, deep]
    if len(spread) > _MOST_AXES:
        raise ImportRefused(f"a volume of {len(spread)} axes, and the language has up to five")
    if sorted(map(_long, before)) == sorted(map(_long, after)):
        order = tuple(list(map(_long, before)).index(_long(d)) for d in after)
        return [("permute", (("order", order),))]
    counted = _long((*tensor.depth, *chain.from_iterable(tensor.axes)))
    if counted == _long((*deep, *chain.from_iterable(spread))):
        return [("reshape", (("sizes", _sizes(spread)), ("depth", size_of(deep))))]
    raise ImportRefused("axes are split, moved and joined in a way that takes several steps to say")


def _sizes(spread: list[Dimension]) -> ArgumentValue:
    return tuple(map(size_of, spread))
