"""Leading terms against values far out, derivatives against difference quotients, signs against grids."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Max, Min, Mod, Mul, Pow

from symcnn.algebra.growth.leading import derivative, growth, leading
from symcnn.algebra.proofs.signs import sign_of
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol

n, C, K = (make_symbol(name) for name in "nCK")

FUZZ = settings(
    max_examples=350,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

LEADING = [
    (n**2 + 1, n**2),
    (C * n * (3 * n - 1) + 2 * n, 3 * C * n**2),
    (3 * 2**n + n**5, 3 * 2**n),
    (n * 4**n + 2**n, n * 4**n),
    (2 ** (2 * n + C), 2**C * 4**n),
    (9 * C**2 * n - C * n, n * (9 * C**2 - C)),
    (n**2 - (n + 1) * (n - 1), Integer(1)),
    (n**2 / (n + 1) - n, Integer(-1)),
    ((n + 1) / (2 * n + 3), Integer(1) / 2),
    (Quotient(n - 1, 2) + 1, n / 2),
    (Quotient(n, C) ** 2, n**2 / C**2),
    (Quotient(C, n + C), Integer(0)),
    (Max(n, C * n**2, evaluate=False), C * n**2),
    (Min(C * n, 2 * n, evaluate=False), n * Min(C, 2)),
    (Min(n, C, evaluate=False), C),
    (n + Mod(n, 3), n),
    (C * K, C * K),
]


@pytest.mark.parametrize(("expr", "lead"), LEADING, ids=[str(expr) for expr, _ in LEADING])
def test_leading(expr: Any, lead: Any) -> None:
    found = leading(expr, n)
    assert found is not None
    assert (found.expr - lead).expand() == 0


UNDECIDED = [
    (C - K) * n**2,
    C * n - K * n + 1,
    Quotient(n, 2) * 2 - n,
    n * Mod(n, 2),
    n**n,
    Mod(n, 2) + 1,
    Max((C - K) * n, n, evaluate=False),
    2 ** (C * n),
]


@pytest.mark.parametrize("expr", UNDECIDED, ids=str)
def test_what_cannot_be_told_is_not_told(expr: Any) -> None:
    assert leading(expr, n) is None


WORDS = [
    (C * K, "constant"),
    (n**2 + 1, "grows as n²"),
    (3 * n + 1, "grows as n"),
    (n * 2**n, "grows as n·2^n"),
    (2**n / n, "grows as 2^n/n"),
    (1 / n, "falls to 0 as 1/n"),
    (-1 / n, "rises to 0 as -1/n"),
    (-n / 2**n, "rises to 0 as -n/2^n"),
    (n / 2**n, "falls to 0 as n/2^n"),
    (1 / (n * 2**n), "falls to 0 as 1/(n·2^n)"),
    (-(n**3), "falls below every bound as -n³"),
    ((n + 1) / (n + 2), "tends to a constant"),
    (Mod(n, 2), "stays between bounds"),
    (n**n, "not decided"),
]


@pytest.mark.parametrize(("expr", "words"), WORDS, ids=[str(expr) for expr, _ in WORDS])
def test_growth_in_words(expr: Any, words: str) -> None:
    assert growth(expr, n) == words


def polynomials(variables: list[Any], degree: int) -> Any:
    monomial = st.lists(st.sampled_from(variables), max_size=degree).map(lambda factors: Mul(*factors))
    terms = st.tuples(st.integers(-6, 6), monomial).map(lambda pair: pair[0] * pair[1])
    return st.lists(terms, min_size=1, max_size=4).map(lambda parts: Add(*parts))


def growing(samples: Any) -> Any:
    del samples
    whole = polynomials([n, n, C], 3)
    floors = st.tuples(whole, st.integers(2, 5)).map(lambda pair: Quotient(*pair))
    exponential = st.tuples(st.sampled_from([2, 3]), st.integers(1, 2)).map(
        lambda pair: Integer(pair[0]) ** (pair[1] * n)
    )
    part = st.one_of(whole, whole, floors, exponential, whole.map(lambda poly: 1 / (poly**2 + 1)))
    term = st.lists(part, min_size=1, max_size=2).map(lambda factors: Mul(*factors))
    return st.lists(term, min_size=1, max_size=3).map(lambda terms: Add(*terms))


def test_far_out_the_leading_term_is_all_there_is(samples: Any) -> None:
    """The ratio to the leading term comes near 1, and nearer the farther out."""

    @FUZZ
    @given(expr=growing(samples))
    def check(expr: Any) -> None:
        found = leading(expr, n)
        assume(found is not None and found.expr != 0)
        assert found is not None
        for c in (1, 2, 5):
            off = []
            for far in (300, 3000):
                point = {n: far, C: c}
                value, lead = (Fraction(samples.value_of(part, point)) for part in (expr, found.expr))
                off.append(abs(value / lead - 1))
            assert off[1] <= Fraction(1, 2), f"{expr} against {found.expr}, C = {c}"
            assert off[1] <= off[0] or off[1] < Fraction(1, 100), f"{expr} against {found.expr}, C = {c}"

    check()


@pytest.mark.slow
def test_derivatives_of_polynomials_against_differences(samples: Any) -> None:
    """With as many points as the degree asks for, difference quotients of a polynomial give its derivative exactly."""

    @FUZZ
    @given(expr=polynomials([n, n, C, K], 4), scale=st.integers(1, 5))
    def check(expr: Any, scale: int) -> None:
        found = derivative(expr * (n + scale) ** 2, n)
        assert found is not None
        assert found.constant == ()
        for point in POINTS:
            slope = five_point_slope(
                lambda at, p=point: samples.value_of(expr * (n + scale) ** 2, {**p, n: at}), point[n]
            )
            assert samples.value_of(found.expr, point) == slope, (expr, scale, point)

    check()


DRAW = random.Random(1)
POINTS = [{n: DRAW.randint(1, 40), C: DRAW.randint(1, 9), K: DRAW.randint(1, 9)} for _ in range(30)]


def five_point_slope(function: Any, at: int) -> Fraction:
    """The derivative of the polynomial of degree 8 through nine values: exact for polynomials of that degree."""
    weights = {1: Fraction(4, 5), 2: Fraction(-1, 5), 3: Fraction(4, 105), 4: Fraction(-1, 280)}
    return sum((w * (function(at + h) - function(at - h)) for h, w in weights.items()), Fraction(0))


def test_quotients_are_held_constant_and_named() -> None:
    inner = Quotient(n, 2)
    found = derivative(n**2 * inner + Quotient(inner**2, 3) + Quotient(C, 2), n)
    assert found is not None
    assert found.expr == 2 * n * inner
    assert set(found.constant) == {inner, Quotient(inner**2, 3)}


def test_remainders_are_straight_between_jumps() -> None:
    found = derivative(C * Mod(n, 3), n)
    assert found is not None
    assert found.expr == C
    assert found.constant == (Quotient(n, 3),)


def test_no_derivative_where_a_maximum_turns() -> None:
    assert derivative(Max(n, C, evaluate=False) + n, n) is None
    assert derivative(n * Max(K, C, evaluate=False), n) is not None


def test_signs_hold_on_a_grid(samples: Any) -> None:
    """Three symbols from 1 to 4: 64 points for each of 350 formulas."""

    @FUZZ
    @given(expr=polynomials([n, C, K], 3), divisor=polynomials([n, C], 2), power=st.sampled_from([0, 0, -1, -2]))
    def check(expr: Any, divisor: Any, power: int) -> None:
        assume(divisor != 0)
        fraction = expr * Pow(divisor, power)
        sign = sign_of(fraction)
        if sign is None:
            return
        for values in product(range(1, 5), repeat=3):
            point = dict(zip((n, C, K), values, strict=True))
            if power and samples.value_of(divisor, point) == 0:
                continue
            value = samples.value_of(fraction, point)
            assert (value > 0) - (value < 0) == sign, f"{fraction} at {point}"

    check()


SIGNS = [
    (9 * C**2 - C, 1),
    (C - K, None),
    (-C - K, -1),
    (C - 1, None),
    (C + Quotient(n, 2), 1),
    (Quotient(n, 2), None),
    ((C + 1) / (K + 2), 1),
    (C - C, 0),
    (2**C, 1),
    (Mod(C, 2) + 1, 1),
]


@pytest.mark.parametrize(("expr", "sign"), SIGNS, ids=[str(expr) for expr, _ in SIGNS])
def test_signs(expr: Any, sign: int | None) -> None:
    assert sign_of(expr) == sign
