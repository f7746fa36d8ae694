"""The layers that bring a tensor into the shape that its dimensions show: reshapes, permutations, shuffles."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.torch_layout import Dimension, Factor, Tensor, fresh, long_factors, size_of
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue


class Movement(NamedTuple):
    """A layer that only moves values: its word, its arguments, and the sizes and the depth that leave it."""

    word: str
    arguments: CallArguments
    volume: tuple[tuple[int, ...], int]


class _VolumeRows(NamedTuple):
    """The dimensions of a tensor but the batch: which is the depth, and which are axes."""

    deep: Dimension
    spread: tuple[Dimension, ...]

    @property
    def volume(self) -> tuple[tuple[int, ...], int]:
        return tuple(map(size_of, self.spread)), size_of(self.deep)

    @property
    def factors(self) -> Dimension:
        """The factors of all dimensions, the depth outermost and the last axis innermost."""
        return long_factors((*self.deep, *chain.from_iterable(self.spread)))

    def moved(self, word: str, *arguments: tuple[str, ArgumentValue]) -> list[Movement]:
        return [Movement(word, arguments, self.volume)]


def settled(
    tensor: Tensor, depth_at: int, axes_at: frozenset[int] = frozenset(), *, inner_first: bool = False
) -> tuple[list[Movement], Tensor]:
    """The layers that bring a tensor into the shape that its dimensions show, and what leaves them.

    ``depth_at`` is the dimension that is to be the depth; all others become axes, but those of one entry that no axis
    stands behind, unless they are among ``axes_at``. What lies beside the batch in one dimension is an axis as well,
    behind the others. With ``inner_first`` all axes stand the other way round.
    """
    depth_at %= len(tensor.dims)
    batch_at = _batch_at(tensor)
    if batch_at == depth_at:
        raise ImportRefused("the batch is mixed with the depth")
    rows = [around_batch(d, tensor.batch) if p == batch_at else [d] for p, d in enumerate(tensor.dims)]
    kept = [
        (place, part)
        for place, parts in enumerate(rows)
        for part, d in enumerate(parts)
        if place != depth_at and (d or (place in axes_at and (part or place != batch_at) and not any(parts)))
    ]
    kept = kept[::-1] if inner_first else sorted(kept, key=lambda one: one[0] == batch_at)
    wanted = _VolumeRows(tensor.dims[depth_at], tuple(rows[place][part] for place, part in kept))
    steps = _steps(_VolumeRows(tensor.depth, tensor.axes), wanted)
    depth = (fresh(size_of(wanted.deep)),) if steps else tensor.depth
    axes = tuple((fresh(size_of(d)),) for d in wanted.spread) if steps else tensor.axes
    places = dict(zip(kept, axes, strict=True))
    dims = [
        depth
        if p == depth_at
        else (*places.get((p, 0), ()), *tensor.batch, *places.get((p, 1), ()))
        if p == batch_at
        else places.get((p, 0), ())
        for p in range(len(tensor.dims))
    ]
    return steps, Tensor(tensor.source, tensor.batch, depth, axes, tuple(dims))


def around_batch(dimension: Dimension, batch: Dimension) -> list[Dimension]:
    """The factors before and behind the batch in its dimension; each side becomes an axis."""
    own = [place for place, factor in enumerate(dimension) if factor in batch]
    if dimension[own[0] : own[-1] + 1] != batch:
        raise ImportRefused("the batch is split by other axes")
    return [dimension[: own[0]], dimension[own[-1] + 1 :]]


def _batch_at(tensor: Tensor) -> int:
    """The place of the dimension that holds the batch."""
    batch = set(long_factors(tensor.batch))
    found = [place for place, d in enumerate(tensor.dims) if batch & set(d)]
    if len(found) != 1 or not batch <= set(tensor.dims[found[0]]):
        raise ImportRefused("the batch is split over several dimensions")
    return found[0]


def _steps(now: _VolumeRows, wanted: _VolumeRows) -> list[Movement]:
    """The layers that turn one depth and its axes into others."""
    if long_factors(now.deep) == long_factors(wanted.deep) and _long_rows(now.spread) == _long_rows(wanted.spread):
        return []
    if not wanted.spread and long_factors(wanted.deep) == now.factors:
        return wanted.moved("flatten")
    if (
        long_factors(now.deep) == long_factors(wanted.deep)
        and len(wanted.spread) == 1
        and now.factors == wanted.factors
    ):
        return wanted.moved("tokens")
    if _long_rows(now.spread) == _long_rows(wanted.spread) and (turned := _shuffle(now.deep, wanted)):
        return turned
    return _pixels(now, wanted) or _permuted(now, wanted) or _rearranged(now, wanted)


def _long_rows(rows: Iterable[Dimension]) -> list[Dimension]:
    return [long_factors(row) for row in rows]


def _shuffle(deep: Dimension, wanted: _VolumeRows) -> list[Movement]:
    before, after = long_factors(deep), long_factors(wanted.deep)
    for turn in range(1, len(before)):
        if before[turn:] + before[:turn] == after:
            return wanted.moved("channel_shuffle", ("groups", size_of(before[:turn])))
    return []


def _pixels(now: _VolumeRows, wanted: _VolumeRows) -> list[Movement]:
    """Maps that become positions, or positions that become maps."""
    if len(wanted.spread) != len(now.spread) or not now.spread:
        return []
    pairs = [*zip(now.spread, wanted.spread, strict=True)]
    gained = [after[len(before) :] for before, after in pairs if after[: len(before)] == before]
    lost = [before[len(after) :] for before, after in pairs if before[: len(after)] == after]
    for word, parts, deep, rest in (
        ("pixel_shuffle", gained, now.deep, wanted.deep),
        ("pixel_unshuffle", lost, wanted.deep, now.deep),
    ):
        if len(parts) == len(pairs) and all(map(long_factors, parts)):
            scales = tuple(map(size_of, parts))
            scale = ("scale", scales[0] if len(set(scales)) == 1 else scales)
            place = tuple(chain.from_iterable(parts))
            if deep == rest + place:
                return wanted.moved(word, scale)
            if deep == place + rest:
                return wanted.moved(word, scale, ("block_first", True))
    return []


def _permuted(now: _VolumeRows, wanted: _VolumeRows) -> list[Movement]:
    """The same axes and the depth in another order."""
    before, after = _long_rows([*now.spread, now.deep]), _long_rows([*wanted.spread, wanted.deep])
    if sorted(before) != sorted(after) or not all(before):
        return []
    return wanted.moved("permute", ("order", tuple(before.index(row) for row in after)))


_MOST_AXES = 5


def _rearranged(now: _VolumeRows, wanted: _VolumeRows) -> list[Movement]:
    """Axes and depth split by a reshape, put in another order, and joined by a reshape; each where it is needed."""
    if len(wanted.spread) > _MOST_AXES:
        raise ImportRefused(f"a volume of {len(wanted.spread)} axes, and the language has up to {_MOST_AXES}")
    before, after = now.factors, wanted.factors
    if sorted(before) != sorted(after):
        raise ImportRefused("its dimensions are made of other parts than the volume")
    runs = _runs(before, after)
    if not runs:
        return _reshaped(wanted)
    if len(runs) > _MOST_AXES + 1:
        raise ImportRefused(f"values are moved by {len(runs)} parts of axes, and the language has up to {_MOST_AXES}")
    order = sorted(runs, key=lambda run: after.index(run[0]))
    split, joined = _VolumeRows(runs[0], tuple(runs[1:])), _VolumeRows(order[0], tuple(order[1:]))
    if order == runs:
        return _reshaped(wanted)
    places = {run: (place - 1) % len(runs) for place, run in enumerate(runs)}
    moved = joined.moved("permute", ("order", tuple(places[run] for run in (*order[1:], order[0]))))
    before_it = _reshaped(split) if split.volume != now.volume else []
    return [*before_it, *moved, *(_reshaped(wanted) if wanted.volume != joined.volume else [])]


def _reshaped(rows: _VolumeRows) -> list[Movement]:
    sizes, depth = rows.volume
    return rows.moved("reshape", ("sizes", sizes), ("depth", depth))


def _runs(before: Sequence[Factor], after: Sequence[Factor]) -> list[Dimension]:
    """The longest rows of factors that are neighbours in both orders."""
    follows = dict(pairwise(after))
    runs: list[Dimension] = []
    for factor in before:
        if runs and follows.get(runs[-1][-1]) == factor:
            runs[-1] = (*runs[-1], factor)
        else:
            runs.append((factor,))
    return runs
