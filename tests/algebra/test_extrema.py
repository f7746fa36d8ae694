"""The laws of least and greatest values and of remainders, against Python's min, max and %."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Integer, Max, Min, sympify

import symcnn
from symcnn.algebra.domains.indexed import Indexed
from symcnn.algebra.domains.symbolic import Symbolic
from symcnn.algebra.quotients.construct import add, multiply
from symcnn.algebra.quotients.min_max import (
    EXTREMES,
    Ranking,
    both_values,
    common_number,
    distributed,
    remaining,
    simplest,
    without_lesser_sums,
)
from symcnn.algebra.quotients.numbers import to_plain
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol

if TYPE_CHECKING:
    from symcnn.algebra.quotients.laws import Law
    from symcnn.support.scalar import Scalar

W, H = make_symbol("W"), make_symbol("H")
FUZZ = settings(
    max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
MANY = 10_000
PYTHONS = {Min: min, Max: max}


def values(draw: Any, samples: Any) -> tuple[Any, list[Any]]:
    """A kind and sums that share terms, some with a least or greatest value inside."""
    kind, shared = draw(st.sampled_from([Min, Max])), draw(samples.whole)
    simple = st.one_of(samples.whole, samples.whole, samples.any_sum)
    plain = [one + shared for one in draw(st.lists(simple, min_size=1, max_size=3))]
    inner = draw(st.lists(simple, min_size=2, max_size=2, unique=True))
    nested = [kind(*inner, evaluate=False) + draw(samples.whole)] if draw(st.booleans()) else []
    zero = samples.whole_symbols[0] * 0
    return kind, [one + zero for one in [*plain, *nested, *plain[:1]]]


@pytest.mark.slow
@pytest.mark.parametrize("law", EXTREMES, ids=lambda law: law.name)
def test_a_law_keeps_the_value(law: Law[Any], samples: Any) -> None:
    checked, changed = 0, 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal checked, changed
        kind, given_values = values(data.draw, samples)
        outside, inside = law.apply(kind, given_values)
        changed += inside != given_values
        for point in samples.points:
            checked += 1
            expected = PYTHONS[kind](samples.value_of(value, point) for value in given_values)
            result = PYTHONS[kind](samples.value_of(value, point) for value in inside)
            assert result + samples.value_of(outside, point) == expected, (kind, given_values, outside, inside, point)

    fuzz()
    assert checked >= MANY
    assert changed > FUZZ.max_examples / 4


@pytest.mark.parametrize("function", some_fast(["min", "max"]))
def test_a_sum_that_another_leaves_behind_is_never_needed(function: str) -> None:
    """Terms in common, terms that may be below 0, and terms of one sum only, against values at points."""
    domain, checked, dropped = Symbolic(), 0, 0
    whole = domain.symbol("t", "integer")
    terms = [Quotient(W - 3, 2), W * H, W, H, W + H * whole, Quotient(-W, 3), Integer(1)]
    points = [{W: a, H: b, whole: c} for a in (1, 2, 5, 30) for b in (1, 3, 40) for c in (-7, 0, 4)]
    row, more = (
        st.tuples(*[st.sampled_from(numbers)] * len(terms)) for numbers in ([0, 1, 2, -1], [0, 0, 0, 0, 1, -1])
    )

    @FUZZ
    @given(row=row, changes=st.lists(more, min_size=2, max_size=6))
    def fuzz(row: tuple[int, ...], changes: list[tuple[int, ...]]) -> None:
        nonlocal checked, dropped
        rows = [tuple(map(int.__add__, row, change)) for change in changes]
        values = list(dict.fromkeys(add(*map(multiply, map(Integer, row), terms)) for row in rows))
        kept = without_lesser_sums(function, values, domain.decide)
        ends = values[:1]
        ranking = Ranking(function, domain.decide)
        beyond = ranking.beyond(values, ends)
        dropped += len(values) - len(kept)
        best = {"min": min, "max": max}[function]
        for point in points:
            checked += 1
            found = {value: value.xreplace(point) for value in values}
            assert best(found[value] for value in kept) == best(found.values()), (rows, kept, point)
            assert best(found[value] for value in [*beyond, *ends]) == best(found.values()), (rows, beyond)

    fuzz()
    assert checked >= MANY
    assert dropped > FUZZ.max_examples / 10


@pytest.mark.slow
def test_rounding_goes_into_a_least_value(samples: Any) -> None:
    """⌊min(a, b)/d⌋ = min(⌊a/d⌋, ⌊b/d⌋), and with a negative factor the greatest."""
    checked = 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal checked
        kind, given_values = values(data.draw, samples)
        factor = data.draw(st.sampled_from([1, 1, 2, -1]))
        numerator = factor * kind(*given_values[:2], evaluate=False) + data.draw(samples.whole)
        denominator = data.draw(samples.positive)
        result = Symbolic().floor(to_plain(numerator), to_plain(denominator)) + samples.whole_symbols[0] * 0
        for point in samples.points:
            checked += 1
            expected = samples.value_of(numerator, point) // samples.value_of(denominator, point)
            assert samples.value_of(result, point) == expected, (numerator, denominator, result, point)

    fuzz()
    assert checked >= MANY


def test_multiples_leave_a_remainder_alone(samples: Any) -> None:
    checked = 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal checked
        modulus = data.draw(samples.positive)
        numerator = (data.draw(samples.any_sum) + modulus * data.draw(samples.whole)).expand()
        left = remaining(numerator, modulus)
        for point in samples.points:
            checked += 1
            m = samples.value_of(modulus, point)
            assert samples.value_of(left, point) % m == samples.value_of(numerator, point) % m, (numerator, modulus)

    fuzz()
    assert checked >= MANY


def test_by_hand() -> None:
    W, F, S = (make_symbol(name) for name in "WFS")  # noqa: N806
    domain = Symbolic()
    assert simplest(Min, [W + 3, W + F]) == (Integer(0), [W + 3, W + F])
    assert simplest(Min, [W + F + 3, W + S + 2]) == (W + 2, [F + 1, S])
    assert domain.extremum("max", [0, W - 3]) == Max(0, W - 3, evaluate=False)
    assert domain.extremum("min", [W, W + F]) == W
    halves = [domain.floor(W + 1, 2), domain.floor(F + 1, 2)]
    assert domain.floor(Min(W, F, evaluate=False) + 1, 2) == Min(*halves, evaluate=False)
    assert distributed(W + F) is None
    assert domain.remainder(W + F * S, S) == Remainder(W, S)
    assert domain.remainder(4 * W + 4, 4) == 0
    assert domain.remainder(5 * W + 7, 4) == Remainder(W + 3, 4)


def test_a_number_that_all_values_have_stands_before() -> None:
    W, F = make_symbol("W"), make_symbol("F")  # noqa: N806
    domain = Symbolic()
    assert domain.extremum("max", [2 * W, 2 * F]) == 2 * domain.extremum("max", [W, F])
    assert domain.extremum("min", [4 * W, 6 * F + 2]) == 2 * Min(2 * W, 3 * F + 1, evaluate=False)
    assert set(domain.extremum("max", [5, domain.extremum("max", [2 * W, 2 * F])]).args) == {Integer(5), 2 * W, 2 * F}  # type: ignore[union-attr]
    assert [common_number([W / 2, F]), common_number([-2 * W, 4 * F])] == [1, 2]
    for w in range(1, 9):
        for size in range(1, 9):
            values = {W: w, F: size}
            for function, best in (("max", max), ("min", min)):
                for a, b in ((-6 * W + 3, 9 * F), (4 * W - 2, 2 * F), (W, 2 * F)):
                    found = sympify(domain.extremum(function, [a, b]))  # type: ignore[arg-type]
                    assert found.subs(values) == best(a.subs(values), b.subs(values)), (function, a, b, values)


def test_an_index_and_a_symbol_that_prints_alike_are_two() -> None:
    domain = Indexed()
    size, index = make_symbol("i"), domain.index("i")
    turn = domain.with_index(index, 0, domain.sum([domain.symbol("n"), -1]))
    assert str(size) == str(index)
    apart: list[Scalar] = [4 * size, 2 * size**2]
    within: list[Scalar] = [4 * size, 2 * index * size**2]
    assert turn.extremum("max", apart) == domain.extremum("max", apart)
    assert turn.extremum("max", within) != domain.extremum("max", within)


def test_the_lesser_and_the_greater_of_two_are_the_two() -> None:
    n, maps = make_symbol("n"), make_symbol("K")
    pair = Max(W, n), Min(W, n)
    assert both_values(3 * maps * pair[0] + 3 * maps * pair[1] + H) == 3 * maps * W + 3 * maps * n + H
    for apart in (2 * pair[0] + pair[1], pair[0] - pair[1], pair[0] + Min(W, H), Max(W, n, H) + Min(W, n, H)):
        assert both_values(apart) == apart
    net = symcnn.parse("network N(n: integer >= 0 = 2, W) { input(W, 3); repeat n { conv(5, 8, padding=2) }; relu }")
    assert str(net.receptive_field[0]) == "4*n + 1"
    assert [net.at(n=turns).receptive_field[0] for turns in range(4)] == [1, 5, 9, 13]
