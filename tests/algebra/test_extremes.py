"""Conditions on every turn against the condition on the ends, with all turns gone through in Python's whole numbers.

A drawn formula is compared at thirty points, so that 350 formulas are some 10,000 examples.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from by_hand import value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Max, Min, Mod, Mul, Pow

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.proofs.extreme_turns import DOWN, ONE_WAY, STILL, UP, critical_indices, index_monotonicity
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.series import Index, Series

if TYPE_CHECKING:
    from symcnn.formula import Comparator

FUZZ = settings(
    max_examples=350,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

i, t = Index("i"), Index("t")
n, W, K, F, S = (make_symbol(name) for name in ("n", "W", "K", "F", "S"))
P = make_symbol("P", "integer", ">=", 0)
Z = make_symbol("z", "integer", "", 0)


def make_points(how_many: int) -> list[dict[Any, Any]]:
    draw = random.Random(3)
    return [
        {
            n: draw.randint(1, 7),
            W: draw.choice([1, 2, 5, 9, 32, 64, 224]),
            K: draw.randint(1, 9),
            F: draw.randint(1, 7),
            S: draw.randint(1, 4),
            P: draw.randint(0, 3),
            Z: draw.randint(-9, 9),
        }
        for _ in range(how_many)
    ]


POINTS = make_points(30)


def stretched(many: Any, above: Any, below: Any, rounded_up: bool, sign: int) -> Any:
    """``k⌊x⌋ - ⌊kx⌋``, or ``k - 1`` more, which is ``k⌈x⌉ - ⌈kx⌉``."""
    return sign * (many * Quotient(above, below) - Quotient(many * above, below) + (many - 1 if rounded_up else 0))


STRETCHED = st.builds(
    stretched,
    st.sampled_from([2**i, i, i + 1, K * 3**i, S**i, 2 ** (i + 1), i * K]),
    st.sampled_from([W, W + Z, K - W, W - 1]),
    st.sampled_from([2**n, Integer(7), K + 2]),
    st.booleans(),
    st.sampled_from([1, -1]),
)
COEFFICIENTS = st.sampled_from(
    [*map(Integer, (-3, -2, -1, 1, 1, 2, 5)), W, K, -K, F, 1 - F, -F, P, -P, Z, F - 2, W + K, Quotient(W, 2)]
)
PARTS = st.sampled_from(
    [
        *(i, i, i**2, 2**i, 3**i, Pow(2, -i), S**i, i * 2**i, i + 1, Integer(1), Integer(1)),
        *(Quotient(W, 2**i), Quotient(i + K, 2), Quotient(W - F, S**i), Quotient(W + i, i + 1), Quotient(-K, i + 2)),
        *(Max(i, K, evaluate=False), Min(2 * i, K, evaluate=False), Mod(i, 2, evaluate=False)),
        *(Series(S**t, t, 0, i - 1), Series(Quotient(W, 2**t), t, 0, i), Series(S**t * 2**i, t, 0, n - 1)),
    ]
)
TERMS = st.one_of(
    st.tuples(COEFFICIENTS, PARTS).map(lambda term: Mul(*term)),
    st.tuples(COEFFICIENTS, PARTS, PARTS).map(lambda term: Mul(*term)),
)
SUMS = st.lists(TERMS, min_size=1, max_size=3).map(lambda terms: Add(*terms))
FORMULAS = st.one_of(
    SUMS, STRETCHED, st.tuples(SUMS, st.sampled_from([Integer(2), 2**i, S])).map(lambda p: Quotient(*p) + 1)
)
ENDS = st.sampled_from([(Integer(0), n - 1), (Integer(1), n), (P, P + n - 1), (Integer(0), n)])


@pytest.mark.slow
def test_a_condition_on_the_ends_is_the_condition_on_all_turns() -> None:
    decided = 0

    @settings(FUZZ, max_examples=1500)
    @given(expr=FORMULAS, ends=ENDS, relation=st.sampled_from([">=", ">=", ">=", ">", "<=", "<", "==", "!="]))
    def fuzz(expr: Any, ends: tuple[Any, Any], relation: Comparator) -> None:
        nonlocal decided
        found = critical_indices(expr, i, *ends, relation)
        if found is None:
            return
        decided += 1
        turned: Any = relation.replace("<", ">")
        for point in POINTS:
            turns = range(value(ends[0], point), value(ends[1], point) + 1)
            everywhere = all(RELATIONS[relation](value(expr, {**point, i: turn}), 0) for turn in turns)
            at_ends = all(RELATIONS[turned](value(end, point), 0) for end in found)
            assert at_ends == everywhere, f"extreme({expr}, Index('i'), *{ends}, {relation!r}) is {found}: {point}"

    fuzz()
    assert decided * len(POINTS) >= 10_000


@pytest.mark.slow
def test_a_trend_is_what_the_values_do() -> None:
    decided = 0

    @settings(FUZZ, max_examples=1500)
    @given(expr=FORMULAS)
    def fuzz(expr: Any) -> None:
        nonlocal decided
        way = index_monotonicity(expr, i)
        if way is None:
            return
        decided += 1
        for point in POINTS:
            values = [value(expr, {**point, i: turn}) for turn in range(6)]
            rises, falls = values == sorted(values), values == sorted(values, reverse=True)
            true = {UP: rises, DOWN: falls, STILL: rises and falls, ONE_WAY: rises or falls}[way]
            assert true, f"trend({expr}, Index('i')) is {way!r}, but the values are {values}: {point}"

    fuzz()
    assert decided * len(POINTS) >= 10_000


@pytest.mark.parametrize(
    ("expr", "ends"),
    [
        (W - F, [W - F]),
        (W - i * (F - 1) - F, [W - F - (F - 1) * (n - 1)]),
        (Quotient(W - 1, 2**i) + 1 - F, [Quotient(W - 1, 2 ** (n - 1)) + 1 - F]),
        (Quotient(W - F, S**i) - 3, [Quotient(W - F, S ** (n - 1)) - 3]),
        (W + 2 * P * i - F * i - 1, [W - 1, W + 2 * P * (n - 1) - F * (n - 1) - 1]),
        (K * 2**i - 3, [K - 3]),
        (W - (F - 1) * Series(S**t, t, 0, i - 1) - F, [W - (F - 1) * Series(S**t, t, 0, n - 2) - F]),
        (Z * i - i**2, [Integer(0), Z * (n - 1) - (n - 1) ** 2]),
    ],
    ids=str,
)
def test_conditions_of_repeated_layers(expr: Any, ends: list[Any]) -> None:
    assert critical_indices(expr, i, 0, n - 1) == ends


def test_a_divisor_of_any_sign_turns_the_way() -> None:
    assert index_monotonicity(Quotient(i, S), i) == UP
    assert index_monotonicity(Quotient(3 * i + W, Z), i) == ONE_WAY
    assert index_monotonicity(Quotient(W, i - 5), i) is None
    assert index_monotonicity(Quotient(W, Z), i) == STILL


def test_what_is_not_decided() -> None:
    assert critical_indices(2**i - 3 * i, i, 0, n - 1) is None
    assert critical_indices(Mod(i, 2, evaluate=False) - 1, i, 0, n - 1) is None
    assert critical_indices(K * i - 3, i, 0, n - 1, "!=") is None
    assert critical_indices(K * i - 3, i, -2, n - 1) is None


def test_what_is_known_of_symbols_helps() -> None:
    assert index_monotonicity(Quotient(W - F, 2**i), i) is None
    assert index_monotonicity((K - 2) * i, i) == ONE_WAY
    assert index_monotonicity((K - 2) * i, i, {K: Integer(2)}) == UP
