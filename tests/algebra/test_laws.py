"""Every law of whole quotients, and the node that applies them, against Python's own division of whole numbers.

A drawn formula is compared at thirty points, so that 350 formulas are some 10,000 examples of each law.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from fast_rows import some_fast
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, expand, lambdify, symbols

from symcnn.algebra.quotients.laws import LAWS, Fraction, Law, is_whole, simplify
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient

FORMULAS = 350
FUZZ = settings(
    max_examples=FORMULAS,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

Drawn = Callable[[Callable[[Any], Any], Any], tuple[Any, Any]]


def numbers(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    return draw(st.integers(-1000, 1000).map(Integer)) / draw(samples.numbers), draw(samples.ratios)


def unit(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    return draw(samples.sizes(1)), Integer(1)


def negative_divisor(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    return draw(samples.sizes(1)), -draw(samples.positive)


def one_fraction(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    return draw(samples.any_sum) / draw(samples.positive) + draw(samples.sizes(1)), draw(samples.positive)


def exact_multiples(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    denominator = draw(samples.positive)
    return (draw(samples.any_sum) + (denominator * draw(samples.sizes(1))).expand()), denominator


def common_factor(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    factor = draw(samples.positive)
    return (factor * draw(samples.any_sum)).expand(), factor * draw(samples.positive)


def one_less(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    factor = draw(st.sampled_from(samples.whole_symbols[:3]))
    return (factor * draw(samples.whole)).expand() - 1, factor * draw(samples.positive)


def joined_powers(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    base, exponent = draw(st.integers(2, 5)), samples.whole_symbols[3] + draw(st.integers(0, 3))
    times = (
        base ** draw(st.integers(1, 3)) * draw(st.integers(1, 3)) * draw(st.sampled_from([1, samples.whole_symbols[2]]))
    )
    return draw(samples.sizes(1)), times * Pow(Integer(base), exponent)


def small_remainder(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    factor = draw(st.integers(2, 9))
    remainder = draw(st.integers(-9, 9))
    return (factor * draw(samples.sizes(1))).expand() + remainder, factor * draw(samples.numbers)


def nested_quotients(draw: Callable[[Any], Any], samples: Any) -> tuple[Any, Any]:
    inner = draw(samples.quotients(samples.any_sum))
    return inner + draw(samples.whole), draw(samples.positive)


INSTANCES: dict[str, Drawn] = {
    "numbers": numbers,
    "unit": unit,
    "negative divisor": negative_divisor,
    "one fraction": one_fraction,
    "exact multiples": exact_multiples,
    "common factor": common_factor,
    "one less": one_less,
    "joined powers": joined_powers,
    "small remainder": small_remainder,
    "nested quotients": nested_quotients,
}
"""For each law a way to draw fractions that it is likely to apply to."""


def test_every_law_is_instantiated() -> None:
    assert [law.name for law in LAWS] == list(INSTANCES)
    assert all(law.words and law.conditions for law in LAWS)


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_keeps_the_value(law: Law[Any], samples: Any) -> None:
    applied = 0

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal applied
        numerator, denominator = INSTANCES[law.name](data.draw, samples)
        rewritten = law.apply(Fraction(numerator, denominator))
        assume(rewritten is not None)
        assert rewritten is not None
        applied += 1
        whole, rest = rewritten
        for point in samples.points:
            value = samples.value_of(numerator, point) // samples.value_of(denominator, point)
            result = samples.value_of(whole, point)
            if rest is not None:
                below = samples.value_of(rest.denominator, point)
                assert below > 0, (rest, point)
                result += samples.value_of(rest.numerator, point) // below
            assert result == value, (numerator, denominator, rewritten, point)

    fuzz()
    assert applied * len(samples.points) >= 10_000


@pytest.mark.parametrize("law", some_fast(LAWS), ids=lambda law: law.name)
def test_a_law_keeps_the_value_whatever_the_sign_of_the_divisor(law: Law[Any], samples: Any) -> None:
    """Or it does not apply."""

    @settings(FUZZ, max_examples=100)
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        numerator, denominator = INSTANCES[law.name](data.draw, samples)
        divisor = denominator * data.draw(samples.signed)
        whole, rest = law.apply(Fraction(numerator, divisor)) or (0, Fraction(numerator, divisor))
        for point in samples.points:
            below = samples.value_of(divisor, point)
            if below == 0:
                continue
            result = samples.value_of(Integer(0) + whole, point)
            if rest is not None:
                result += samples.value_of(rest.numerator, point) // samples.value_of(rest.denominator, point)
            assert result == samples.value_of(numerator, point) // below, (numerator, divisor, whole, rest, point)

    fuzz()


def test_a_quotient_is_the_whole_part_whatever_the_sign_of_the_divisor(samples: Any) -> None:
    @settings(FUZZ, max_examples=150)
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        inner = Quotient(data.draw(samples.whole), data.draw(samples.signed))
        numerator = data.draw(st.one_of(samples.any_sum, samples.sizes(2))) + data.draw(st.sampled_from([0, 1])) * inner
        denominator = data.draw(samples.signed)
        quotient = Quotient(numerator, denominator)
        for point in samples.points:
            try:
                value = samples.value_of(numerator, point) // samples.value_of(denominator, point)
            except ZeroDivisionError:
                continue
            assert samples.value_of(quotient, point) == value, (numerator, denominator, quotient, point)

    fuzz()


def test_no_law_applies_to_its_own_result_for_ever(samples: Any) -> None:
    """Laws are applied until none applies; afterwards none does."""

    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        numerator, denominator = data.draw(samples.sizes(2)), data.draw(samples.positive)
        _, rest = simplify(Fraction(numerator, denominator))
        assert rest is None or all(law.apply(rest) is None for law in LAWS)

    fuzz()


def test_certainly_whole_is_whole(samples: Any) -> None:
    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        expr = data.draw(st.one_of(samples.any_sum, samples.sizes(1))) / data.draw(samples.positive)
        if is_whole(expr):
            assert all(samples.value_of(expr, point).denominator == 1 for point in samples.points), expr

    fuzz()


# -- the node ----------------------------------------------------------------------------------------------------------


def test_a_quotient_is_the_whole_part(samples: Any) -> None:
    @FUZZ
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        numerator = data.draw(st.one_of(samples.any_sum, samples.sizes(3)))
        denominator = data.draw(st.one_of(samples.positive, samples.ratios))
        quotient = Quotient(numerator, denominator)
        for point in samples.points:
            value = samples.value_of(numerator, point) // samples.value_of(denominator, point)
            assert samples.value_of(quotient, point) == value, (numerator, denominator, quotient, point)
        if quotient.is_nonnegative:
            assert all(samples.value_of(quotient, point) >= 0 for point in samples.points), quotient
        if quotient.is_positive:
            assert all(samples.value_of(quotient, point) > 0 for point in samples.points), quotient

    fuzz()


def test_putting_numbers_in(samples: Any) -> None:
    """``subs`` and ``xreplace`` with some or all numbers: the laws apply again and the value stays."""

    @settings(FUZZ, max_examples=100)
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        expr = data.draw(samples.sizes(3))
        point = data.draw(st.sampled_from(samples.points))
        value = samples.value_of(expr, point)
        whole = {symbol: Integer(point[symbol]) for symbol in samples.whole_symbols}
        assert expr.subs(whole) == value
        assert expr.xreplace(whole) == value
        some = dict(list(whole.items())[: data.draw(st.integers(0, 4))])
        assert samples.value_of(expr.subs(some), point) == value

    fuzz()


def test_a_chain_of_windows_by_hand() -> None:
    """Layers of windows one after another, each rounded down; their closed form is one quotient."""
    size = Symbol("W", integer=True, positive=True)
    for kernels in product((1, 2, 3, 5), repeat=3):
        for strides in product((1, 2, 3), repeat=3):
            closed: Expr = size
            for kernel, stride in zip(kernels, strides, strict=True):
                closed = Quotient(closed - kernel, stride) + 1
            assert len(closed.atoms(Quotient)) <= 1
            for width in (20, 31, 64):
                value = width
                for kernel, stride in zip(kernels, strides, strict=True):
                    value = (value - kernel) // stride + 1
                assert closed.xreplace({size: Integer(width)}) == value


def test_every_pair_of_small_numbers() -> None:
    for a, b in product(range(-20, 21), range(1, 8)):
        assert Quotient(a, b) == a // b
        for c in range(1, 5):
            assert Quotient(Rational(a, c), b) == a // (b * c)
            assert Quotient(a, Rational(b, c)) == a * c // b


@pytest.mark.parametrize("modules", ["math", "mpmath", "sympy"])
@pytest.mark.parametrize("stride", [3, 5, 7, 11])
def test_generated_code_divides_whole_numbers(stride: int, modules: str) -> None:
    """Floating point would get some of these wrong."""
    W, P = symbols("W P", integer=True, positive=True)  # noqa: N806
    code = lambdify((W, P), Quotient(W + 2 * P - 3, stride) + 1, modules)
    for width in [*range(1, 200), 10**17 + 1, 3 * 10**20 + 2]:
        assert code(width, 2) == (width + 2 * 2 - 3) // stride + 1


def test_what_vanishes() -> None:
    W, S = symbols("W S", integer=True, positive=True)  # noqa: N806
    assert Quotient(W * S, S) == W
    assert Quotient(Integer(0), S) == 0
    assert Quotient(W * S**2 + S * 4, S) == W * S + 4
    assert Quotient(Quotient(Quotient(W, 2), 2), 2) == Quotient(W, 8)
    assert Quotient(2 * W + 1, 4) == Quotient(W, 2)
    assert Quotient(6 * W * S, 4 * S) == Quotient(3 * W, 2)
    assert Quotient(Quotient(W, 2) + Quotient(W + 1, 2), 1) == Add(Quotient(W, 2), Quotient(W + 1, 2))


def test_products_of_sums_are_multiplied_out_as_sympy_does() -> None:
    a, b = (Symbol(name, integer=True, positive=True) for name in "ab")
    z, q = Symbol("z", integer=True, nonnegative=True), Symbol("q")
    factors = (a, b, z, q, a**2, 1 / b, a**b, Rational(1, 2), Integer(-3), Quotient(a, 2))
    sums = (a + 1, b * z - 2 * a**2, q / 2 - a * b + 3, 2 ** (b + 1) + a, Quotient(a, b) + 1)
    for left, right in product(sums, repeat=2):
        for one, two in product(factors, repeat=2):
            expression = one * left + two * right + Mul(one, right, evaluate=False) + one * two
            assert expanded(expression) == expand(expression)
