"""The best design within a budget is the one that going through all points finds."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import symcnn
from symcnn.errors import ArgumentMistake, NotFound

NET = symcnn.load("mobilenet_v2")
GRID = {"alpha": "1/4..2:1/8", "W,H": "32..512:16"}
BUDGET = "macs <= 3*10^8 and params <= 5*10^6"


def by_hand(order: tuple[int, int]) -> tuple[Fraction, int]:
    """The largest of both, one after the other, of those that fit."""
    compiled: Any = NET.function("params, macs")
    points = product((Fraction(n, 8) for n in range(2, 17)), range(32, 513, 16))
    costs = ((point, compiled(alpha=point[0], W=point[1], H=point[1])) for point in points)
    fitting = [point for point, (params, macs) in costs if macs <= 3 * 10**8 and params <= 5 * 10**6]
    return max(fitting, key=lambda point: (point[order[0]], point[order[1]]))


@pytest.mark.parametrize(("best", "order"), [("", (0, 1)), ("alpha:max, W:max", (0, 1)), ("W:max, alpha:max", (1, 0))])
def test_it_is_found(best: str, order: tuple[int, int]) -> None:
    found = NET.design(BUDGET, GRID, best)
    assert (found.values["alpha"], found.values["W"]) == by_hand(order)
    there = NET.numbers(**found.values)
    assert found.quantities == {"params": there.params, "macs": there.macs}
    assert found.values["H"] == found.values["W"]


def test_it_takes_less_than_a_second_of_the_processor() -> None:
    """For every width from 32 to 512 and 32 multipliers; derivation included."""
    began = time.process_time()
    symcnn.load("mobilenet_v2").design(BUDGET, {"alpha": "1/16..2:1/16", "W,H": "32..512"}, "W:max, alpha:max")
    assert time.process_time() - began <= 1


def test_where_nothing_fits() -> None:
    with pytest.raises(NotFound, match="of 465 points none fits"):
        NET.design("macs <= 10", GRID)
    with pytest.raises(ArgumentMistake, match="nothing may change"):
        NET.design(BUDGET, {})
