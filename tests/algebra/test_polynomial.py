"""Polynomials against plain numbers at every point of a small grid, and against SymPy's sums."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Mul, Pow, Rational, expand

from symcnn.algebra.exact.polynomial import Atom, Polynomial, inverse, power, times
from symcnn.algebra.proofs.as_polynomial import expression_of, polynomial_of
from symcnn.algebra.proofs.subtracting import Subtracting, TermBounds
from symcnn.algebra.quotients.bounds import bounds
from symcnn.algebra.quotients.symbol import make_symbol

LETTERS = "WHD"
POINTS = [dict(zip(LETTERS, values, strict=True)) for values in product((1, 2, 5), repeat=3)]
SYMBOLS = {letter: make_symbol(letter) for letter in (*LETTERS, "n")}

coefficients = st.one_of(st.integers(-6, 6), st.fractions(-3, 3, max_denominator=6))
rows = st.lists(st.tuples(st.dictionaries(st.sampled_from(LETTERS), st.integers(-2, 3)), coefficients), max_size=5)
"""Terms as they are drawn: exponents of letters, and a coefficient; equal ones may come twice."""


def polynomial(drawn: list[tuple[dict[str, int], Fraction]]) -> Polynomial:
    found = Polynomial([])
    for exponents, coefficient in drawn:
        term = Polynomial.number(coefficient)
        for letter, exponent in exponents.items():
            term = term * Polynomial.power(letter, exponent)
        found = found + term
    return found


def value(drawn: list[tuple[dict[str, int], Fraction]], point: dict[str, int]) -> Fraction:
    """By arithmetic on the drawn rows alone."""
    return sum(
        (Fraction(c) * prod(Fraction(point[letter]) ** e for letter, e in exponents.items()) for exponents, c in drawn),
        Fraction(0),
    )


def evaluated(found: Polynomial, point: dict[str, int]) -> Fraction:
    total = Fraction(0)
    for monomial, coefficient in found.terms.items():
        factor = Fraction(coefficient)
        for atom, exponent in monomial:
            assert isinstance(exponent, int)
            factor *= Fraction(point[str(atom.thing)]) ** exponent
        total += factor
    return total


@given(rows, rows)
def test_sums_and_products_have_the_values(one: list, other: list) -> None:  # type: ignore[type-arg]
    a, b = polynomial(one), polynomial(other)
    for point in POINTS:
        mine, its = value(one, point), value(other, point)
        assert evaluated(a, point) == mine
        assert evaluated(a + b, point) == mine + its
        assert evaluated(a - b, point) == mine - its
        assert evaluated(a * b, point) == mine * its
        assert evaluated(-a, point) == -mine


@given(rows, rows, rows)
def test_laws_of_a_ring(one: list, other: list, third: list) -> None:  # type: ignore[type-arg]
    a, b, c = map(polynomial, (one, other, third))
    assert a + b == b + a
    assert hash(a + b) == hash(b + a)
    assert a * b == b * a
    assert (a + b) * c == a * c + b * c
    assert (a * b) * c == a * (b * c)
    assert not (a - a).terms


@given(rows)
def test_nothing_is_kept_that_is_0_and_no_fraction_that_is_whole(drawn: list) -> None:  # type: ignore[type-arg]
    for monomial, coefficient in polynomial(drawn).terms.items():
        assert coefficient != 0
        assert isinstance(coefficient, int) or coefficient.denominator > 1
        assert all(exponent != 0 for _, exponent in monomial)


def test_each_monomial_has_one_order() -> None:
    a, b, c = (power(Atom.of(letter), 1) for letter in "zyx")
    assert len({times(times(*pair), third) for *pair, third in ((a, b, c), (c, b, a), (b, a, c), (c, a, b))}) == 1
    assert times(times(a, b), inverse(b)) == a
    assert times(a, inverse(a)) == ()


def test_powers_of_one_base_are_one_power() -> None:
    n, i = Polynomial.power("n"), Polynomial.power("i")
    two = Atom.of(2)
    assert times(power(two, n), inverse(power(two, n))) == ()
    assert times(power(two, n), power(two, i)) == power(two, i + n)
    assert times(power(Atom.of("S"), n), power(Atom.of("S"), 1)) == power(Atom.of("S"), n + Polynomial.number(1))


def test_an_atom_is_forgotten_with_its_last_polynomial() -> None:
    def serial() -> int:
        return Atom.of(("somewhere", "only here")).serial

    kept = Atom.of(("somewhere", "only here"))
    assert serial() == kept.serial
    before = kept.serial
    del kept
    gc.collect()
    assert serial() > before


def test_copies_are_equal_also_where_atoms_were_met_in_another_order() -> None:
    there = "import pickle, sys; from symcnn.algebra.exact.polynomial import Polynomial as P; %s"
    made = "W, H, n = map(P.power, 'WHn'); p = W*H*P.power(2, n) - W"
    printed = "sys.stdout.buffer.write(pickle.dumps(p))"
    sent = subprocess.run([sys.executable, "-c", there % f"{made}; {printed}"], capture_output=True, check=True).stdout
    n, height, width = map(Polynomial.power, "nHW")
    here = width * height * Polynomial.power(2, n) - width
    found = pickle.loads(sent)  # noqa: S301 - written by the line above
    assert found == here
    assert hash(found) == hash(here)
    assert copy.deepcopy(here) == here
    assert copy.deepcopy(Atom.of("W")) is Atom.of("W")


@given(rows, st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-3, 3)), max_size=3))
def test_there_and_back_it_is_the_same(drawn: list, powers: list) -> None:  # type: ignore[type-arg]
    n = SYMBOLS["n"]
    expr = Add(
        *(
            Mul(Rational(c.numerator, c.denominator), *(Pow(SYMBOLS[letter], e) for letter, e in exponents.items()))
            for exponents, c in drawn
        ),
        *(Integer(c) * Integer(2) ** (slope * n + shift) for slope, shift, c in powers),
    )
    back = expression_of(polynomial_of(expr))
    assert polynomial_of(back) == polynomial_of(expr)
    assert expand(back - expr) == 0


@pytest.mark.parametrize("least", [{}, {"W": 3}, {"W": 2, "H": 4, "D": 1}])
@given(rows)
def test_bounds_hold_at_every_point(least: dict[str, int], drawn: list) -> None:  # type: ignore[type-arg]
    """What lies within the bounds of its symbols lies within those of the sum."""
    known: dict[Expr, Expr] = {SYMBOLS[letter]: Integer(low) for letter, low in least.items()}
    expr = expression_of(Polynomial([]))
    for exponents, c in drawn:
        factors = (Pow(SYMBOLS[letter], e) for letter, e in exponents.items())
        expr = expr + Mul(Rational(c.numerator, c.denominator), *factors)
    low, high = TermBounds(lambda factor: bounds(factor, known)).of(polynomial_of(expr))
    for point in POINTS:
        if all(point[letter] >= end for letter, end in least.items()):
            exact = value(drawn, point)
            assert low is None or low <= exact
            assert high is None or exact <= high


def test_facts_are_taken_away_from_sums_in_whole_numbers() -> None:
    size, height, depth = (SYMBOLS[letter] for letter in LETTERS)
    asked, fact = polynomial_of(7 * size + 4 * height - 5 * depth), polynomial_of(3 * size + 2 * height - 6 * depth)
    subtracting = Subtracting(TermBounds(lambda factor: bounds(factor, {})), lambda _: False)
    rests = list(subtracting.rests(asked, [fact]))
    assert polynomial_of(27 * depth - 2 * height) in rests  # 3 times what is asked without 7 times the fact
    assert all(type(number) is int for rest in rests for number in rest.terms.values())
