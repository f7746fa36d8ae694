"""Sums over an index against the same terms added up one by one in Python's whole numbers and fractions.

A drawn sum is compared at thirty points, so that 350 sums are some 10,000 examples of each law.
"""

from __future__ import annotations

import random
from itertools import product
from types import MappingProxyType
from typing import Any

import pytest
from by_hand import value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Float, Integer, Max, Mod, Mul, Pow, Rational

from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.exponential import joined
from symcnn.algebra.sums.series import Index, Series, summed
from symcnn.algebra.sums.summation import divided
from symcnn.errors import LimitExceeded

SUMS = 350


def closed_sum(body: Any, index: Any, first: Any, last: Any, least: Any = MappingProxyType({})) -> Any:
    """What a body adds up to, or None where no formula is known that always holds."""
    found = summed(body, index, first, last, least)
    return None if found.has(Series) else found


FUZZ = settings(
    max_examples=SUMS,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

i, j = Index("i"), Index("j")
n, K, D, r = (make_symbol(name) for name in ("n", "K", "D", "r"))
P = make_symbol("P", "integer", ">=", 0)
Z = make_symbol("z", "integer", "", 0)
FREE = [K, D, P, Z]


def make_points(how_many: int) -> list[dict[Any, Any]]:
    draw = random.Random(1)
    return [
        {
            n: draw.randint(1, 12),
            K: draw.randint(1, 9),
            D: draw.choice([1, 2, 3, 64]),
            P: draw.randint(0, 4),
            Z: draw.randint(-9, 9),
            r: draw.randint(2, 5),
        }
        for _ in range(how_many)
    ]


POINTS = make_points(30)

# -- random bodies -----------------------------------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-9, 9).map(Integer),
    st.fractions(-3, 3, max_denominator=4).map(lambda q: Rational(q.numerator, q.denominator)),
)
FACTORS = st.lists(st.sampled_from([K, D, P, Z, K + 1, 2 * D - Z, Quotient(K, 2), Pow(2, K)]), max_size=2)
COEFFICIENTS = st.one_of(NUMBERS, st.tuples(NUMBERS, FACTORS).map(lambda parts: parts[0] * Mul(*parts[1])))
POWERS = st.integers(0, 4).map(lambda power: i**power)
LINES = st.tuples(st.integers(-2, 2), st.integers(-2, 2)).map(lambda line: line[0] * i + line[1])
BASES: st.SearchStrategy[Any] = st.sampled_from([2, 3, 4, 6, -1, -2, Rational(1, 2), Rational(3, 2), 2, 2])
EXPONENTIALS = st.tuples(BASES, LINES).map(lambda parts: Pow(Integer(1) * parts[0], parts[1]))
SYMBOLIC = LINES.map(lambda line: r**line)


def sums_of(*factors: Any) -> Any:
    """Sums of products of a coefficient and drawn factors."""
    term = st.tuples(COEFFICIENTS, *factors).map(lambda parts: Mul(*parts))
    return st.lists(term, min_size=1, max_size=4).map(lambda terms: Add(*terms))


OPEN = st.sampled_from(
    [
        Quotient(K, 2**i),
        Quotient(i + K, D),
        Pow(2, i**2),
        Max(i, K, evaluate=False),
        r**i,
        Mod(i + 1, D, evaluate=False),
    ]
)
KINDS: dict[str, Any] = {
    "polynomials": sums_of(POWERS),
    "powers": sums_of(EXPONENTIALS),
    "polynomials times powers": sums_of(POWERS, EXPONENTIALS),
    "products of sums": st.tuples(sums_of(POWERS), sums_of(EXPONENTIALS)).map(lambda parts: parts[0] * parts[1]),
    "powers of a symbol of at least 2": sums_of(POWERS, SYMBOLIC),
    "multiples of r - 1": st.tuples(sums_of(), st.integers(0, 2)).map(lambda p: p[0] * (r - 1) * r ** p[1] * r**i),
}


def check(body: Any, first: Any, last: Any, result: Any) -> None:
    """The result has no floating point and is the sum at all points."""
    assert not result.has(Float)
    for point in POINTS:
        start, end = value(first, point), value(last, point)
        expected = sum(value(body, {**point, i: step}) for step in range(start, end + 1))
        found = value(result, point)
        assert found == expected, (
            f"i = Index('i'); Series({body}, i, {first}, {last}) gives {result}, "
            f"at {point} this is {found} and not {expected}"
        )


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_sum_is_the_sum(kind: str) -> None:
    closed = 0

    @FUZZ
    @given(body=KINDS[kind], ends=st.sampled_from([(0, n - 1), (0, n - 1), (1, n), (1, n - 1), (P, n + P - 1), (2, 9)]))
    def fuzz(body: Any, ends: tuple[Any, Any]) -> None:
        nonlocal closed
        first, last = map(Integer(1).__mul__, ends)
        result = closed_sum(body, i, first, last, {r: 2})
        if result is None:
            result = summed(body, i, first, last, {r: Integer(2)})
        else:
            assert i not in result.free_symbols
            assert not result.has(Series)
            closed += 1
        check(body, first, last, result)

    fuzz()
    assert closed * len(POINTS) >= 10_000


@pytest.mark.slow
def test_what_closes_is_closed_and_the_rest_stays() -> None:
    @FUZZ
    @given(closing=sums_of(POWERS, EXPONENTIALS), coefficient=COEFFICIENTS, other=OPEN)
    def fuzz(closing: Any, coefficient: Any, other: Any) -> None:
        body = closing + coefficient * other
        result = Series(body, i, 0, n - 1)
        check(body, Integer(0), n - 1, result)
        assert len(result.atoms(Series)) <= 1
        assert all(node.func(*node.args) == node for node in result.atoms(Series)), f"{result!r} is not settled"
        for point in POINTS[:3]:
            numbers = {symbol: Integer(number) for symbol, number in point.items()}
            assert result.xreplace(numbers) == value(result, point), f"{result!r}.xreplace({numbers})"
            assert result.subs({n: numbers[n]}).subs(numbers) == value(result, point), f"{result!r}.subs({numbers})"

    fuzz()


def test_every_short_sum_of_numbers() -> None:
    for power, base, first, last in product(range(4), (1, 2, 3), range(4), range(-1, 6)):
        body = i**power * Integer(base) ** i
        assert Series(body, i, first, last) == sum(k**power * base**k for k in range(first, last + 1))


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        (Integer(1), n),
        (i, n * (n - 1) / 2),
        (2 * i + 1, n**2),
        (i**2, n * (n - 1) * (2 * n - 1) / 6),
        (2**i, 2**n - 1),
        (i * 2**i, 2**n * (n - 2) + 2),
        (D + i * K, D * n + K * n * (n - 1) / 2),
        ((K + 1) * i, (K + 1) * n * (n - 1) / 2),
        (K * 4**i, K * (4**n - 1) / 3),
        (K * Pow(2, 2 * i), K * (4**n - 1) / 3),
        ((r - 1) * r**i, r**n - 1),
    ],
    ids=str,
)
def test_textbook_sums(body: Any, closed: Any) -> None:
    assert Series(body, i, 0, n - 1) == closed


# -- nothing is closed under a hidden condition ------------------------------------------------------------------------


def test_a_power_of_a_symbol_that_may_be_1_stays() -> None:
    assert closed_sum(r**i, i, 0, n - 1) is None
    assert closed_sum(r**i, i, 0, n - 1, {r: 2}) == (r**n - 1) / (r - 1)
    assert Series(r**i, i, 0, n - 1).xreplace({r: Integer(1)}) == n
    assert closed_sum(Pow(P, i), i, 0, n - 1) is None


def test_a_range_that_may_be_empty_stays() -> None:
    stays = Series(i, i, 0, n - 5)
    assert isinstance(stays, Series)
    assert [stays.subs(n, size) for size in range(1, 9)] == [0, 0, 0, 0, 0, 1, 3, 6]
    assert closed_sum(i, i, 0, n - 5, {n: 4}) == (n - 4) * (n - 5) / 2
    assert isinstance(Series(K, i, 0, n - 5), Series | Mul)


def test_quotients_without_the_index_are_coefficients() -> None:
    assert Series(Quotient(K, 2) * i, i, 0, n - 1) == Quotient(K, 2) * n * (n - 1) / 2
    assert isinstance(Series(Quotient(i, 2), i, 0, n - 1), Series)


def test_a_product_is_not_taken_apart_in_vain() -> None:
    width = Quotient(K, 2**i)
    assert Series(D * (width + 1) ** 2, i, 0, n - 1) == D * Series((width + 1) ** 2, i, 0, n - 1)
    assert Series(D * (width + 1) + i, i, 0, n - 1) == D * (n + Series(width, i, 0, n - 1)) + n * (n - 1) / 2


def test_long_sums_are_refused_not_started() -> None:
    assert Series(i, i, 0, 10**30) == 10**30 * (10**30 + 1) // 2
    with pytest.raises(LimitExceeded):
        Series(Quotient(i, 2), i, 0, 10**6)
    with pytest.raises(LimitExceeded):
        Series(Quotient(i, K), i, 0, 10**5)
    with pytest.raises(LimitExceeded):
        Series(2**i, i, 0, 10**9)
    with pytest.raises(LimitExceeded):
        Series(Pow(2, i**2), i, 0, 10**4)


# -- the index is bound ------------------------------------------------------------------------------------------------


def test_an_index_is_no_symbol_of_a_network() -> None:
    for same in (make_symbol("i"), make_symbol("i", "integer", ">=", 0)):
        assert i != same
        assert Series(same * i, i, 0, n - 1) == same * n * (n - 1) / 2
    assert Index("i") == i


def test_what_is_put_in_is_not_captured() -> None:
    """A sum of ``⌊(K + i)/2^i⌋`` where K becomes a formula in an outer i."""
    inner = Series(Quotient(K + i, 2**i), i, 0, n - 1)
    assert inner.free_symbols == {K, n}
    assert inner.xreplace({i: Integer(5)}) == inner
    assert inner.subs(i, 5) == inner
    for replaced in (inner.xreplace({K: 3 * i + 1}), inner.subs(K, 3 * i + 1)):
        assert replaced.free_symbols == {i, n}
        for outer, size in product(range(5), range(1, 6)):
            expected = sum((3 * outer + 1 + step) // 2**step for step in range(size))
            assert replaced.xreplace({i: Integer(outer), n: Integer(size)}) == expected


def test_the_ends_lie_outside_the_index() -> None:
    stays = Series(Quotient(j + 3, i + 1), i, 0, i)
    assert stays.free_symbols == {i, j}
    assert stays.xreplace({i: Integer(4)}).xreplace({j: Integer(6)}) == sum(9 // (step + 1) for step in range(5))


def test_sums_of_sums() -> None:
    @settings(FUZZ, max_examples=100)
    @given(
        body=st.one_of(sums_of(POWERS), sums_of(OPEN)), other=st.sampled_from([j, 2**j, Quotient(K + j, 2), Integer(1)])
    )
    def fuzz(body: Any, other: Any) -> None:
        inner = Series(body * other, j, 0, i)
        outer = Series(inner, i, 0, n - 1)
        for point in POINTS:
            expected = sum(value(body * other, {**point, i: a, j: b}) for a in range(point[n]) for b in range(a + 1))
            assert value(outer, point) == expected, f"Series(Series({body * other}, j, 0, i), i, 0, n - 1) at {point}"

    fuzz()


# -- the parts it is made of -------------------------------------------------------------------------------------------


def test_joined_powers_keep_the_value() -> None:
    @FUZZ
    @given(expr=st.one_of(sums_of(EXPONENTIALS, EXPONENTIALS, SYMBOLIC), sums_of(SYMBOLIC, SYMBOLIC)))
    def fuzz(expr: Any) -> None:
        found = joined(expr)
        for point in POINTS:
            at = {**point, i: point[n]}
            assert value(found, at) == value(expr, at), f"joined({expr}) at {at}"

    fuzz()


def test_division_by_r_minus_1() -> None:
    @FUZZ
    @given(parts=st.lists(st.tuples(COEFFICIENTS, st.integers(0, 4)), min_size=1, max_size=4))
    def fuzz(parts: list[tuple[Any, int]]) -> None:
        expr = Add(*(part * r**power for part, power in parts))
        exact, rest = divided(expr, r)
        assert r not in rest.free_symbols
        for point in POINTS:
            assert value(exact, point) * (point[r] - 1) + value(rest, point) == value(expr, point), (
                f"divided({expr}, r)"
            )

    fuzz()
