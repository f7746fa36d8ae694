"""Decision diagrams against a table of all values."""

from __future__ import annotations

import random
from functools import reduce
from itertools import product

import pytest

from symcnn.algebra.exact.decisions import ALWAYS, NEVER, Decisions, DiagramError

RANGES = [range(3), range(1, 4), range(2), range(2)]
POINTS = [*product(*RANGES)]
Table = frozenset[tuple[int, ...]]


def drawn(rng: random.Random, decisions: Decisions, size: int) -> tuple[int, Table]:
    """A function and the points at which it holds."""
    if size <= 1:
        number = rng.randrange(len(RANGES))
        least = rng.choice(RANGES[number])
        return decisions.at_least(number, least), frozenset(point for point in POINTS if point[number] >= least)
    one, other = drawn(rng, decisions, size // 2), drawn(rng, decisions, size - size // 2)
    if rng.random() < 0.3:
        return decisions.opposite(one[0]), frozenset(POINTS) - one[1]
    if rng.random() < 0.5:
        return decisions.both(one[0], other[0]), one[1] & other[1]
    return decisions.either(one[0], other[0]), one[1] | other[1]


def points_in(box: dict[int, range]) -> Table:
    """The points in a box."""
    return frozenset(point for point in POINTS if all(point[number] in values for number, values in box.items()))


@pytest.mark.parametrize("seed", range(60))
def test_functions_that_hold_at_the_same_points_are_one(seed: int) -> None:
    rng, decisions = random.Random(seed), Decisions(RANGES)
    by_table: dict[Table, int] = {frozenset(): NEVER, frozenset(POINTS): ALWAYS}
    for size in (1, 2, 3, 5, 8, 13):
        function, table = drawn(rng, decisions, size)
        assert by_table.setdefault(table, function) == function
        if function != NEVER:
            box = decisions.any_box(function)
            assert points_in(box) <= table
            assert points_in(box)
            greatest = decisions.greatest_box(function, box)
            assert points_in(box) <= points_in(greatest) <= table
            assert decisions.both(decisions.inside(greatest), decisions.opposite(function)) == NEVER


def test_there_are_not_too_many() -> None:
    decisions = Decisions([range(2)] * 16, most=100)
    pairs = [decisions.both(decisions.at_least(one, 1), decisions.at_least(one + 8, 1)) for one in range(5)]
    with pytest.raises(DiagramError):
        reduce(decisions.either, pairs)
