"""Points that no other point beats: by one objective after another, or by several at once (Pareto)."""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from symcnn.errors import ArgumentMistake, NameMistake, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from symcnn.compiled.array_runs import Truths
    from symcnn.compiled.block_room import NumberArray
    from symcnn.support.scalar import Number

_DIRECTIONS = {"min": 1, "max": -1}


class Objective(NamedTuple):
    """A quantity or a symbol that is to be small (sign 1) or large (-1)."""

    key: str
    sign: int = 1


def read_objectives(text: str, known: Iterable[str]) -> tuple[Objective, ...]:
    """Reads ``macs:min, output.W:max``; without a direction the least is wanted.

    >>> read_objectives("macs, W:max", ["macs", "W"])
    (Objective(key='macs', sign=1), Objective(key='W', sign=-1))
    """
    names = list(known)
    found = []
    for part in text.split(","):
        key, colon, direction = (word.strip() for word in part.partition(":"))
        if colon and direction not in _DIRECTIONS:
            raise ArgumentMistake(f'"{part.strip()}" has no direction', hint="such as macs:min or W:max")
        if key not in names:
            hint = nearest(key, names) or f"there is {', '.join(names)}; what --of names"
            raise NameMistake(f'"{key}" is no column of this sweep', hint=hint)
        found.append(Objective(key, _DIRECTIONS.get(direction, 1)))
    return tuple(found)


def best_places(columns: Sequence[NumberArray]) -> NDArray[np.intp]:
    """The first of the points that are least in the first column, of these in the second, and so on.

    >>> best_places([np.array([2, 1, 1, 1]), np.array([0, 5, 4, 4])]).tolist()
    [2]
    """
    places = np.arange(len(columns[0]))
    for column in columns:
        values = column[places]
        places = places[values == values.min()] if len(places) else places
    return places[:1]


def front_places(columns: Sequence[NumberArray]) -> NDArray[np.intp]:
    """The points than which no other is at most as large in every column; of equal ones the first.

    >>> front_places([np.array([1, 2, 2, 3, 1]), np.array([9, 5, 4, 4, 9])]).tolist()
    [0, 2]
    """
    ranked = [_ranked(column) for column in columns]
    if len(ranked) == 1:
        return best_places(ranked)
    alive = _not_beaten_by_a_few(ranked)
    order = alive[np.lexsort([column[alive] for column in reversed(ranked)])]  # stable: of equal ones the first leads
    sorted_columns = [column[order] for column in ranked]
    kept = _IN_ORDER.get(len(ranked), _peeled)(sorted_columns)
    found: NDArray[np.intp] = np.sort(order[kept])
    return found


def joined_fronts(one: Sequence[NumberArray], other: Sequence[NumberArray]) -> list[NumberArray]:
    """The front of two fronts together, as columns of values."""
    both = [np.concatenate(pair) for pair in zip(one, other, strict=True)]
    kept = front_places(both)
    return [column[kept] for column in both]


MOST_PIVOTS = 24

Pivot: TypeAlias = "tuple[Number, ...]"
"""What one point reaches in each column."""


def pivots_of(columns: Sequence[NumberArray]) -> list[Pivot]:
    """The values of some points of a front, spread over it.

    >>> pivots_of([np.array([1, 2, 3]), np.array([9, 5, 4])])
    [(1, 9), (2, 5), (3, 4)]
    """
    order = np.argsort(columns[0], kind="stable")
    chosen = order[np.unique(np.linspace(0, len(order) - 1, MOST_PIVOTS).astype(int))] if len(order) else order
    return list(zip(*(column[chosen].tolist() for column in columns), strict=True))


def not_beaten(columns: Sequence[NumberArray], pivots: Sequence[Pivot]) -> NDArray[np.intp]:
    """All points that none of some others beats, and few besides: whoever needs to know compares the rest.

    >>> not_beaten([np.array([1, 2, 3]), np.array([9, 4, 5])], [(2, 4)]).tolist()
    [0, 1]
    """
    alive, values = None, list(columns)
    for pivot in _worth_comparing(columns, pivots):
        # Also what equals it in the first column: so one equal in all of them stays, without a comparison more.
        better = np.less_equal(values[0], pivot[0])  # type: ignore[arg-type]  # a fraction, in objects
        for value, one in zip(values[1:], pivot[1:], strict=True):
            better |= np.less(value, one)  # type: ignore[arg-type]  # as above
        kept = np.flatnonzero(better)
        values = [value[kept] for value in values]
        alive = kept if alive is None else alive[kept]
    return np.arange(len(columns[0])) if alive is None else alive


def promising(
    columns: Sequence[NumberArray], signs: Sequence[int], pivots: Sequence[Pivot], is_legal: Truths | None
) -> NDArray[np.intp]:
    """The legal points, without those that the pivot which beats most of them beats: in one pass, as most go here.

    What a column with a sign below 0 has is to be large; pivots may say nothing about the last columns.

    >>> promising([np.array([1, 2, 3]), np.array([9, 4, 5])], [1, -1], [(1, -4)], None).tolist()
    [0, 2]
    """
    count = len(columns[0])
    sample = np.arange(0, count, max(count // _SAMPLE, 1))
    sample = sample if is_legal is None else sample[is_legal[sample]]
    known = list(zip(columns, signs, strict=True))[: len(pivots[0])] if pivots else []
    pivot = next(_worth_comparing([column[sample] * sign for column, sign in known], pivots), None)
    if pivot is None:
        return np.arange(count) if is_legal is None else np.flatnonzero(is_legal)
    compared = (_AS_GOOD, *(_BETTER,) * (len(known) - 1))  # as in `not_beaten`
    better = reduce(
        np.logical_or,
        (
            row[sign](column, one * sign)  # type: ignore[arg-type]  # as in `not_beaten`
            for row, (column, sign), one in zip(compared, known, pivot, strict=True)
        ),
    )
    return np.flatnonzero(better if is_legal is None else better & is_legal)


_AS_GOOD = {1: np.less_equal, -1: np.greater_equal}
_BETTER = {1: np.less, -1: np.greater}

_SAMPLE = 1_000
"""Points by which it is guessed how many each pivot beats."""
_WORTH = 0.05
"""The share of the points that are left which a pivot must beat: the rest falls later."""


def _worth_comparing(columns: Sequence[NumberArray], pivots: Sequence[Pivot]) -> Iterator[Pivot]:
    """The pivots that beat many points, each many of those that the pivots before it left."""
    if not pivots:
        return
    step = max(len(columns[0]) // _SAMPLE, 1)
    reached = zip(columns, zip(*pivots, strict=True), strict=True)
    beaten = reduce(np.logical_and, (column[::step] >= np.array(ones)[:, None] for column, ones in reached))
    while beaten.size:
        counts = np.count_nonzero(beaten, axis=1)
        best = int(np.argmax(counts))
        if counts[best] <= beaten.shape[1] * _WORTH:
            return
        yield pivots[best]
        beaten = beaten[:, ~beaten[best]]


def _ranked(column: NumberArray) -> NDArray[np.int64]:
    """The column itself, or the ranks of its numbers where these do not fit into 64 bits."""
    if column.dtype != object:
        return column.astype(np.int64, copy=False)
    _, ranks = np.unique(column, return_inverse=True)
    return ranks.astype(np.int64)


_FEW = 12


def _not_beaten_by_a_few(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.intp]:
    """The places of the points that a few good points do not beat: a small share of all."""
    alive = np.arange(len(columns[0]))
    for turn in range(_FEW):
        if len(alive) < 2 * _FEW:
            break
        values = [column[alive] for column in columns]
        scaled = [column - column.min() for column in values]
        weights = [(1 + (turn * (place + 3) % 7)) / max(int(column.max()), 1) for place, column in enumerate(scaled)]
        good = int(np.argmin(sum(column * weight for column, weight in zip(scaled, weights, strict=True))))
        # Which point is tried is a guess; what it beats is compared exactly.
        better = np.zeros(len(alive), dtype=bool)
        equal = np.ones(len(alive), dtype=bool)
        for column in values:
            better |= column < column[good]
            equal &= column == column[good]
        alive = alive[better | equal]
    return alive


def _stairs(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.intp]:
    """The front of points in order of the first column: each is less in the second than all before it."""
    second = columns[1]
    kept = np.ones(len(second), dtype=bool)
    kept[1:] = second[1:] < np.minimum.accumulate(second)[:-1]
    return np.flatnonzero(kept)


def _rising_stairs(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.intp]:
    """The front of points in order of the first column; a front of the other two columns tells which are beaten."""
    seconds: list[int] = []
    thirds: list[int] = []
    found = []
    for place, (second, third) in enumerate(zip(columns[1].tolist(), columns[2].tolist(), strict=True)):
        at = bisect_right(seconds, second)
        if at and thirds[at - 1] <= third:
            continue
        start = at - (at > 0 and seconds[at - 1] == second)
        end = at
        while end < len(thirds) and thirds[end] >= third:
            end += 1
        seconds[start:end], thirds[start:end] = [second], [third]
        found.append(place)
    return np.array(found, dtype=np.intp)


def _peeled(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.intp]:
    """The front of points in lexicographic order: the first is in it, all that it beats go, and so on."""
    left, found = np.arange(len(columns[0])), []
    while len(left):
        found.append(left[0])
        better = np.zeros(len(left), dtype=bool)
        for column in columns:
            better |= column[left] < column[left[0]]
        left = left[better]
    return np.array(found, dtype=np.intp)


_IN_ORDER: Mapping[int, Callable[[Sequence[NDArray[np.int64]]], NDArray[np.intp]]] = {2: _stairs, 3: _rising_stairs}
"""By how many columns there are; with more, each point of the front is compared with all."""
