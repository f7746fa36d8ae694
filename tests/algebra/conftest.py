"""What the algebra is tested with: random formulas, points to put in for their symbols, and an evaluator of its own."""

from __future__ import annotations

import math
import operator
import random
from fractions import Fraction
from functools import cache, lru_cache, reduce
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import by_hand
import pytest
from hypothesis import strategies as st
from sympy import Add, Integer, Max, Min, Mod, Mul, Pow, Rational

from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

POSITIVE = [make_symbol(name) for name in ("W", "F", "S")]
PADDING = make_symbol("P", "integer", ">=", 0)
SIGNED = make_symbol("z", "integer", "", 0)
REAL = make_symbol("alpha", "real", ">=", 0)
WHOLE = [*POSITIVE, PADDING, SIGNED]


def make_points(how_many: int) -> list[dict[Any, Any]]:
    """Values for every symbol: small ones and equal ones, where rounding shows, and a few large ones."""
    draw = random.Random(0)
    sizes = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 27, 32, 224, 1023]
    return [
        {
            **{symbol: draw.choice(sizes) for symbol in POSITIVE},
            PADDING: draw.randint(0, 4),
            SIGNED: draw.choice([0, 1, -1, 2, -2, -7, 13, -100, 100]),
            REAL: Fraction(draw.randint(0, 30), draw.randint(1, 7)),
        }
        for _ in range(how_many)
    ]


POINTS = make_points(30)
PLACES = {id(point): place for place, point in enumerate(POINTS)}


def value_of(expr: Any, point: dict[Any, Any]) -> Any:
    """The value of an expression in whole numbers and fractions; Python alone divides and rounds."""
    place = PLACES.get(id(point))
    if place is None:
        return by_hand.value(expr, point)
    value = _at_points(expr)[place]
    if value is None:
        raise ZeroDivisionError(expr)
    return value


@lru_cache(50_000)
def _at_points(expr: Any) -> tuple[Any, ...]:
    """The values at the thirty points, so that a part of several formulas is computed once."""
    return values_of(expr, POINTS)


def values_of(expr: Any, points: Sequence[dict[Any, Any]]) -> tuple[Any, ...]:
    """The values at some points; None where it divides by 0."""
    if expr.is_Rational:
        return (int(expr) if expr.is_Integer else Fraction(int(expr.p), int(expr.q)),) * len(points)
    if expr.is_Symbol:
        return tuple(point[expr] for point in points)
    meaning = next(meaning for kind, meaning in MEANINGS.items() if isinstance(expr, kind))
    parts = [_at_points(part) if points is POINTS else values_of(part, points) for part in expr.args]
    return tuple(_applied(meaning, values) for values in zip(*parts, strict=True))


def _applied(meaning: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    try:
        return None if None in values else meaning(*values)
    except ZeroDivisionError:
        return None


MEANINGS: dict[Any, Callable[..., Any]] = {
    Add: lambda *terms: sum(terms),
    Mul: lambda *factors: reduce(operator.mul, factors),
    Pow: lambda base, exponent: base**exponent if exponent >= 0 else Fraction(base) ** exponent,
    Quotient: operator.floordiv,
    Mod: operator.mod,
    Min: min,
    Max: max,
}


def _fractions(least: Any, most: Any, max_denominator: int) -> list[Rational]:
    """Every fraction between two with a denominator that is no greater, the simplest first."""
    below = range(1, max_denominator + 1)
    found = {Fraction(a, b) for b in below for a in range(math.ceil(least * b), math.floor(most * b) + 1)}
    ordered = sorted(found, key=lambda q: (q.denominator, abs(q), q < 0))
    return [Rational(q.numerator, q.denominator) for q in ordered]


COEFFICIENTS = _fractions(-12, 12, 1)


def _polynomials(symbols: list[Any], coefficients: list[Rational] = COEFFICIENTS) -> Any:
    """Sums of up to four terms, each drawn from a table: most of a test's time would go into drawing its parts."""
    squares = [one * other for one, other in combinations_with_replacement(symbols, 2)]
    monomials = [*[Integer(1)] * len(symbols), *symbols, *symbols, *squares]
    terms = [coefficient * monomial for coefficient in coefficients for monomial in monomials]
    return st.lists(st.sampled_from(terms), min_size=1, max_size=4).map(lambda parts: Add(*parts))


class Samples:
    """Strategies and points."""

    points = POINTS
    value_of = staticmethod(value_of)
    values_of = staticmethod(values_of)
    whole_symbols = WHOLE
    real = REAL

    whole = _polynomials(WHOLE)
    """Sums of terms with whole values."""
    any_sum = st.one_of(whole, _polynomials([*WHOLE, REAL]), _polynomials(WHOLE, _fractions(-4, 4, 6)))
    """Sums whose terms may be no whole numbers."""
    numbers = st.integers(1, 12).map(Integer)
    positive = st.one_of(
        numbers,
        numbers,
        st.sampled_from(
            [
                times * product
                for times in range(1, 5)
                for product in (*POSITIVE, *(a * b for a, b in combinations_with_replacement(POSITIVE, 2)))
            ]
        ),
        st.sampled_from([POSITIVE[1] + 1, POSITIVE[2] * (POSITIVE[1] + 2), 2 * PADDING + 1]),
    )
    """Positive whole denominators: numbers, products of symbols, sums."""
    signed = st.sampled_from(
        [
            SIGNED,
            SIGNED - 5,
            POSITIVE[0] - 5,
            SIGNED * POSITIVE[0],
            2 * SIGNED - 3,
            *map(Integer, (-1, -2, -3, -6, -12)),
        ]
    )
    """Divisors that may be below 0, and at some points 0."""
    ratios = st.sampled_from(_fractions(Fraction(1, 12), 12, 12))

    @staticmethod
    @cache
    def quotients(numerators: Any = whole, denominators: Any = positive) -> Any:
        """Whole quotients, as the laws leave them."""
        return st.builds(Quotient, numerators, denominators)

    @staticmethod
    @cache
    def sizes(depth: int = 3) -> Any:
        """Sums with quotients in them, quotients of such sums, and so on: what networks make of sizes."""
        known = Samples.whole
        for _ in range(depth):
            inner = st.tuples(st.sampled_from([1, 1, 1, 2, -1]), Samples.quotients(known))
            joined = st.tuples(inner, Samples.whole).map(lambda parts: parts[0][0] * parts[0][1] + parts[1])
            known = st.one_of(Samples.whole, joined)
        return known


@pytest.fixture(scope="session")
def samples() -> type[Samples]:
    return Samples
