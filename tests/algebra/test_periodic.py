"""Least and greatest values found by counting one period, against counting far beyond it."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Integer, Mod, Rational

from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.proofs.periodic import is_always_whole, least_and_greatest, periodic
from symcnn.algebra.proofs.remainders import Residue
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.syntax.parser import parse_expression

FUZZ = settings(
    max_examples=500, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
W, F = make_symbol("W"), make_symbol("F")
MANY = 10_000


def sums(inner: Any) -> Any:
    term = st.tuples(st.sampled_from([1, 1, 2, -1, -2]), inner)
    return st.lists(term, min_size=1, max_size=3).map(lambda parts: sum((c * x for c, x in parts), Integer(0)))


def rounded(inner: Any) -> Any:
    return st.one_of(
        st.builds(Quotient, sums(inner), st.integers(2, 4)),
        st.builds(lambda a, m: Mod(a, m, evaluate=False), sums(inner), st.integers(2, 4)),
    )


ATOMS = st.one_of(st.sampled_from([W, W, F]), st.integers(-4, 4).map(Integer))
EXPRESSIONS = sums(st.one_of(ATOMS, rounded(ATOMS), rounded(st.one_of(ATOMS, rounded(ATOMS)))))


@pytest.mark.slow
def test_what_one_period_shows_holds_beyond_it(samples: Any) -> None:
    checked, shown = 0, 0

    @FUZZ
    @given(expr=EXPRESSIONS, first=st.integers(1, 4), residue=st.sampled_from([None, Residue(2, 1), Residue(3, 0)]))
    def fuzz(expr: Any, first: int, residue: Residue | None) -> None:
        nonlocal checked, shown
        low, high = least_and_greatest(expr, {W: first, F: 1}, {W: residue} if residue else {})
        shown += low is not None or high is not None
        found = set()
        for width, kernel in product(range(first, 60), range(1, 14)):
            if residue is None or width % residue.modulus == residue.remainder:
                checked += 1
                value = samples.value_of(expr, {W: width, F: kernel})
                found.add(value)
                assert low is None or value >= low, (expr, first, residue, width, kernel)
                assert high is None or value <= high, (expr, first, residue, width, kernel)
        assert low is None or low in found or len(expr.free_symbols) > 1, (expr, low)

    fuzz()
    assert checked > MANY
    assert shown > FUZZ.max_examples / 3


FACTORS = st.one_of(st.sampled_from([W, W, F, W**2, F**2, W**3]), rounded(ATOMS))
PRODUCTS = st.lists(FACTORS, min_size=1, max_size=2).map(lambda parts: prod(parts, start=Integer(1)))
FRACTIONS = st.builds(Rational, st.integers(-3, 3), st.sampled_from([1, 2, 2, 3, 6]))
POLYNOMIALS = st.one_of(
    st.lists(st.tuples(FRACTIONS, PRODUCTS), min_size=1, max_size=3).map(lambda parts: sum(c * x for c, x in parts)),
    st.builds(lambda x, y: (x * x - x) * y / 2, FACTORS, PRODUCTS),
    st.builds(lambda x, k: (x**3 - x) / k, FACTORS, st.sampled_from([2, 3, 6, 4])),
)


def test_what_is_whole_over_one_period_is_whole_beyond_it(samples: Any) -> None:
    seen: Counter[object] = Counter()

    @FUZZ
    @given(expr=POLYNOMIALS, residue=st.sampled_from([None, None, Residue(2, 1), Residue(3, 2)]))
    def fuzz(expr: Any, residue: Residue | None) -> None:
        found = is_always_whole(expanded(expr), {W: residue} if residue else {})
        widths = [width for width in range(1, 28) if residue is None or width % residue.modulus == residue.remainder]
        values = samples.values_of(expr, [{W: width, F: kernel} for width, kernel in product(widths, range(1, 13))])
        is_whole = all(Fraction(value).denominator == 1 for value in values)
        assert is_whole or not found, (expr, residue)
        seen[found] += 1
        seen["missed"] += is_whole and not found

    fuzz()
    assert seen[True] > FUZZ.max_examples / 4
    assert seen[False] > FUZZ.max_examples / 6
    assert seen["missed"] < FUZZ.max_examples / 50, seen


def test_binomials_ask_for_nothing() -> None:
    domain = Symbolic()
    scope = {name: domain.symbol(name) for name in ("n", "W")}

    def value(text: str) -> Any:
        return evaluate(parse_expression(text, "value"), scope, domain)

    for text in ("n*(n - 1)/2", "n*(n + 1)*(2*n + 1)/6", "(W^3 - W)/6", "W*n*(n + 1)/2"):
        assert domain.whole(value(text)), text
    assert domain.whole(value("n*(n - 1)/4")) is None


def test_a_period_is_one(samples: Any) -> None:
    @FUZZ
    @given(expr=EXPRESSIONS)
    def fuzz(expr: Any) -> None:
        found = periodic(expr)
        assert found is not None, expr
        for symbol, period in found.periods.items():
            starts: list[dict[Any, int]] = [{W: w, F: kernel} for w, kernel in product(range(1, 12), range(1, 4))]
            ends = [{**start, symbol: start[symbol] + period} for start in starts]
            pairs = zip(starts, samples.values_of(expr, starts), samples.values_of(expr, ends), strict=True)
            for start, here, there in pairs:
                assert there - here == period * found.slopes[symbol], (expr, symbol, period, start)

    fuzz()


def test_other_expressions_are_left_alone() -> None:
    assert periodic(W * F) is None
    assert periodic(Quotient(W, F)) is None
    assert periodic(W**2 + 1) is None
    assert least_and_greatest(Quotient(W, 10_007), {W: 1}, {}) == (None, None)
    assert least_and_greatest(Quotient(W, 2), {}, {}) == (None, None)


# -- sizes that are equal compare equal --------------------------------------------------------------------------------

Chain = list[tuple[int, int, int]]
"""Window, stride and padding of each layer."""


def size_after(domain: Symbolic, size: Any, layers: Chain) -> Any:
    for kernel, stride, padding in layers:
        size = domain.sum([domain.floor(domain.sum([size, 2 * padding - kernel]), stride), 1])
    return size


def number_after(width: int, layers: Chain) -> int:
    for kernel, stride, padding in layers:
        width = (width + 2 * padding - kernel) // stride + 1
    return width


def compared_chains(facts: Any) -> tuple[int, int, int]:
    """How many pairs of chains are equal for every width, and how many of these look equal and are shown equal."""
    counts = [0, 0, 0]
    choices = [*product((1, 2, 3, 5), (1, 2, 3), (0, 1, 2))]
    chains = [[layer] for layer in choices] + [[one, two] for one in choices for two in choices]
    by_sizes: dict[tuple[int, ...], list[Chain]] = {}
    widths = [width for width in range(20, 300) if width % facts[0] == facts[1]]
    for chain in chains:
        by_sizes.setdefault(tuple(number_after(width, chain) for width in widths), []).append(chain)
    domain = Symbolic()
    if facts[0] > 1:
        domain.assume(parse_expression(f"W % {facts[0]} == {facts[1]}"), {"W": W})
    for same in by_sizes.values():
        sizes = [size_after(domain, W, chain) for chain in same]
        for size in sizes[1:]:
            counts[0] += 1
            counts[1] += size == sizes[0]
            counts[2] += domain.decide("==", size, sizes[0]) is True
    return counts[0], counts[1], counts[2]


def test_equal_chains_look_equal() -> None:
    """All pairs of chains of up to two windows; 100 % look equal without facts and with them."""
    for facts in ((1, 0), (2, 0), (4, 0), (4, 3), (6, 2)):
        equal, alike, shown = compared_chains(facts)
        assert equal > 500
        assert (alike, shown) == (equal, equal), facts


@pytest.mark.slow
def test_other_sums_of_equal_value_are_shown_equal(samples: Any) -> None:
    """Pairs that are equal at every width but look different: 2⌊W/2⌋ + W mod 2 and W, and so on."""
    domain, checked = Symbolic(), 0

    @FUZZ
    @given(first=EXPRESSIONS, second=EXPRESSIONS)
    def fuzz(first: Any, second: Any) -> None:
        nonlocal checked
        for left, right in ((first, second), (first, first - second + second), (Quotient(first + 2 * second, 2), 0)):
            checked += 1
            same = all(
                samples.value_of(left - right, {W: width, F: kernel}) == 0
                for width, kernel in product(range(1, 40), range(1, 14))
            )
            answer = domain.decide("==", left, right)
            assert answer is not True or same, (left, right)
            assert answer is not False or not same, (left, right)

    fuzz()
    assert domain.decide("==", 2 * Quotient(W, 2) + Mod(W, 2), W) is True


def test_a_residual_network_ends_at_one_size() -> None:
    """ResNet: a stem and three stages with branches of windows 3 and 1; VGG: five times same padding and a pool."""
    for fact, residual, plain in (("", Quotient(W + 31, 32), Quotient(W, 32)), ("W % 32 == 0", W / 32, W / 32)):
        domain = Symbolic()
        if fact:
            domain.assume(parse_expression(fact), {"W": W})
        stem = size_after(domain, W, [(7, 2, 3), (3, 2, 1)])
        assert size_after(domain, stem, [(3, 2, 1)] * 3) == size_after(domain, stem, [(1, 2, 0)] * 3) == residual
        assert size_after(domain, W, [(3, 1, 1), (3, 1, 1), (2, 2, 0)] * 5) == plain
