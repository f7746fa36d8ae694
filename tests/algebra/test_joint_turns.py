"""Turns of several loops together, against all turns gone through."""

from __future__ import annotations

import random
from itertools import product
from typing import NamedTuple

import pytest
from sympy import Expr, Integer

import symcnn
from symcnn.algebra.proofs.joint_turns import joint_ends
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.series import Index

i, j, k = Index("i"), Index("j"), Index("k")
n, W, F = map(make_symbol, "nWF")
P = make_symbol("P", "integer", ">=", 0)
z = make_symbol("z", "integer", "", 0)
SIGN = 2 * P + 1 - F
STEPS = (
    SIGN,
    -SIGN,
    3 * SIGN,
    n * SIGN,
    n**2 * SIGN,
    z * SIGN,
    z - 1,
    n * (z - 1),
    SIGN + 1,
    Integer(1),
    n * i,
    F * SIGN,
)


class Range(NamedTuple):
    """An index, its first and its last value."""

    index: Expr  # type: ignore[assignment]  # no method of a tuple
    first: Expr
    last: Expr


RANGES = (Range(i, Integer(0), n), Range(j, Integer(0), n + 1), Range(k, Integer(0), Integer(2)))


def drawn(seed: int) -> Expr:
    """A sum in which each index has a step of its own."""
    rng = random.Random(seed)
    return W + rng.choice((0, F, -3)) + sum(turns.index * rng.choice(STEPS) for turns in RANGES)


def least(expr: Expr, values: dict[Expr, Expr]) -> int:
    """The least value of all turns."""
    rows = [range(int(turns.first.xreplace(values)), int(turns.last.xreplace(values)) + 1) for turns in RANGES]
    indices = [turns.index for turns in RANGES]
    at = expr.xreplace(values)
    return min(int(at.xreplace(dict(zip(indices, map(Integer, row), strict=True)))) for row in product(*rows))


@pytest.mark.parametrize("seed", range(40))
def test_the_ends_have_the_least_value(seed: int) -> None:
    """What is put in keeps the least value at every point, and puts in no more than two ends for each sign."""
    expr, rng = drawn(seed), random.Random(seed)
    ends = joint_ends(expr, RANGES)
    assert len(ends) <= 2
    for _ in range(8):
        values: dict[Expr, Expr] = {
            n: Integer(rng.randint(1, 3)),
            W: Integer(rng.randint(1, 9)),
            F: Integer(rng.randint(1, 7)),
        }
        values |= {F: Integer(rng.randint(1, 7)), P: Integer(rng.randint(0, 3)), z: Integer(rng.randint(-2, 3))}
        assert min(least(end, values) for end in ends) == least(expr, values), (ends, values)


def test_one_sign_for_all_loops_is_found() -> None:
    """Otherwise each loop would double the conditions."""
    expr = W + SIGN * (i * n**2 + j * n + 2 * k)
    assert len(joint_ends(expr, RANGES)) == 2
    assert not {i, j, k} & joint_ends(expr, RANGES)[0].free_symbols


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_conditions_of_nested_repeats_grow_by_four_a_level(depth: int) -> None:
    """Two sizes, each with two ends on each level."""
    body = "conv(F, K, padding=P)"
    for level in range(depth):
        body = f"repeat n{level} {{ {body} }}"
    assert len(symcnn.parse(f"input(W, H, D); {body}").conditions) == 2 + 4 * depth
