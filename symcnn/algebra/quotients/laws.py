"""The laws of whole quotients, as rows: each says what it holds for, and tests check it by counting.

A law takes a quotient and gives a whole part and what is left to divide, or None where it does not apply. Most keep the
value of the fraction and hold for every divisor; those that need one above 0 ask for it.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from sympy import Dummy, Expr, Integer, Max, Min, Mod, Pow, Symbol

from symcnn.algebra.quotients.construct import (
    add,
    divide_terms,
    factors_of,
    least_denominator,
    multiply,
    over,
    subtract,
    terms_of,
)
from symcnn.algebra.quotients.monomials import gathered, has_power, merged, taken_apart
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.support.budget import tick

if TYPE_CHECKING:
    from collections.abc import Callable


class Fraction(NamedTuple):
    """A numerator over a denominator, before the division is rounded down."""

    numerator: Expr
    denominator: Expr


Rewritten = tuple[Expr, Fraction | None]
"""A whole part, and what is left to divide, if anything."""


Apply = TypeVar("Apply")


class Law(NamedTuple, Generic[Apply]):
    """A law, as a row: its name, what it says, what it holds for, and the function that applies it."""

    name: str
    words: str
    conditions: str
    apply: Apply


def simplify(fraction: Fraction) -> Rewritten:
    """Apply the laws, cheap ones first, until none applies."""
    whole: Expr = Integer(0)
    rest: Fraction | None = fraction
    while rest is not None:
        tick(len(terms_of(rest.numerator)))
        for law in LAWS:
            rewritten = law.apply(rest)
            if rewritten is not None:
                whole = add(whole, rewritten[0])
                rest = rewritten[1]
                break
        else:
            return whole, rest
    return whole, None


def is_whole(expr: Expr) -> bool:
    """Whether an expression is certainly a whole number, judged by its parts."""
    if expr.is_Integer or expr.is_Symbol:
        return bool(expr.is_integer)
    if expr.is_Add or expr.is_Mul or isinstance(expr, Mod | Min | Max):
        return all(is_whole(arg) for arg in expr.args)
    if expr.is_Pow:
        return is_whole(expr.base) and is_whole(expr.exp) and bool(expr.exp.is_nonnegative)
    alternatives = getattr(expr, "alternatives", None)
    return all(map(is_whole, alternatives)) if alternatives else bool(expr.is_integer)


@lru_cache(10_000)
def is_above_0(expr: Expr) -> bool:
    """Whether an expression is certainly above 0: every symbol is put as its least value and something from 0 on.

    >>> from sympy import symbols
    >>> F, D = symbols("F D", integer=True, positive=True)
    >>> is_above_0(2*F - 1), is_above_0(D*F - D + 1), is_above_0(F - 5)
    (True, True, False)
    """
    if not expr.is_Add:
        return bool(expr.is_positive)
    more = {symbol: _from_least(symbol) for symbol in expr.free_symbols if symbol.is_nonnegative}
    low, rest = expanded(expr.xreplace(more)).as_coeff_Add()
    for term in terms_of(rest):
        coefficient, factor = term.as_coeff_Mul()
        if not coefficient.is_nonnegative or not factor.is_nonnegative:
            return False
        low += coefficient if factor.is_positive and is_whole(factor) else 0
    return bool(low > 0)


@lru_cache(1_000)
def _from_least(symbol: Symbol) -> Expr:
    """A symbol as its least value and something from 0 on, under a name of its own, since the symbol may not be 0."""
    least = 1 if symbol.is_integer and symbol.is_positive else 0
    return add(Dummy(symbol.name, integer=symbol.is_integer, nonnegative=True), Integer(least))


def _numbers(fraction: Fraction) -> Rewritten | None:
    numerator, denominator = fraction
    if numerator == 0:
        return Integer(0), None
    if numerator.is_Rational and denominator.is_Rational:
        return Integer((numerator / denominator).__floor__()), None
    return None


def _unit(fraction: Fraction) -> Rewritten | None:
    if fraction.denominator == 1 and is_whole(fraction.numerator):
        return fraction.numerator, None
    return None


def _turned(fraction: Fraction) -> Rewritten | None:
    numerator, denominator = fraction
    if all(factor.is_positive for factor in factors_of(denominator)) or not denominator.is_negative:
        return None
    return Integer(0), Fraction(multiply(Integer(-1), numerator), multiply(Integer(-1), denominator))


def _clear(fraction: Fraction) -> Rewritten | None:
    """``floor((a/q)/b)``: bring the terms over one denominator and expand them."""
    numerator, denominator = fraction
    cleared: Expr = expanded(numerator)
    below: Expr = Integer(1)
    if _has_fraction(cleared):
        below = least_denominator(cleared)
        scaled = multiply(below, cleared)
        cleared, below = cleared.as_numer_denom() if _has_fraction(scaled) else (scaled, below)
        cleared = expanded(cleared)
    if below != 1 or cleared != numerator:
        return Integer(0), Fraction(cleared, expanded(multiply(denominator, below)))
    return None


def _multiples(fraction: Fraction) -> Rewritten | None:
    """Terms that the denominator divides leave; of a number only its remainder stays."""
    numerator, denominator = fraction
    if denominator.is_Add:
        return _multiples_of_sum(numerator, denominator)
    out, stay = [], []
    needed = {factor for factor in factors_of(denominator) if factor.is_Symbol}
    for term in terms_of(numerator):
        bases = needed and {factor.base if factor.is_Pow else factor for factor in factors_of(term)}
        whole, rest = _divided(term, denominator) if needed <= bases else (Integer(0), term)
        out.append(whole)
        stay.append(rest)
    whole = add(*out)
    if whole == 0:
        return None
    return whole, Fraction(add(*stay), denominator)


def _multiples_of_sum(numerator: Expr, denominator: Expr) -> Rewritten | None:
    """A whole multiple of a sum leaves if that makes the numerator shorter."""
    terms = terms_of(numerator)
    lead = denominator.args[-1]
    for term in terms:
        ratio = over(term, lead)
        if ratio.is_Number or not is_whole(ratio):
            ratio = ratio if ratio.is_Integer else Integer(0)
        rest = subtract(numerator, expanded(multiply(ratio, denominator))) if ratio != 0 else numerator
        if len(terms_of(rest)) < len(terms) or rest == 0:
            return ratio, Fraction(rest, denominator)
    return None


def _divided(term: Expr, denominator: Expr) -> tuple[Expr, Expr]:
    """Whole multiples of the denominator in a term, and the rest of the term."""
    if denominator.is_Integer and not has_power(term):
        coefficient, others = term.as_coeff_Mul()
        if not coefficient.is_Integer or not is_whole(others):
            return Integer(0), term
        count = coefficient // denominator
        if others != 1 and coefficient % denominator != 0:
            return Integer(0), term
        return count * others, (coefficient - count * denominator) * others
    ratio = merged(over(term, denominator))
    return (ratio, Integer(0)) if ratio != 0 and is_whole(ratio) else (Integer(0), term)


def _common_factor(fraction: Fraction) -> Rewritten | None:
    numerator, denominator = fraction
    content, factors = denominator.as_coeff_Mul()[0], factors_of(denominator)
    if has_power(denominator):
        content, exponents = taken_apart(denominator)
        factors = tuple(Pow(base, exponent) for base, exponent in exponents.items())
    common = int(content) if content.is_Integer else 1
    if common != 1:
        for term in terms_of(numerator):
            coefficient = term.as_coeff_Mul()[0]
            common = gcd(common, int(coefficient)) if coefficient.is_Integer else 1
    shared: Expr = Integer(common)
    if common == 1 and not denominator.is_Integer:
        for factor in factors:
            if factor.is_positive and all(is_whole(merged(over(term, factor))) for term in terms_of(numerator)):
                shared = factor
                break
    if shared == 1 or numerator == 0:
        return None
    return Integer(0), Fraction(merged(divide_terms(numerator, shared)), merged(over(denominator, shared)))


def _constant_below(fraction: Fraction) -> Rewritten | None:
    """A number cannot matter that is smaller than the step of all other terms."""
    numerator, denominator = fraction
    if not denominator.is_Integer or denominator < 0:
        return None
    constant, others = numerator.as_coeff_Add()
    step = 0
    for term in terms_of(others):
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Integer or not is_whole(rest):
            return None
        step = gcd(step, int(coefficient))
    step = gcd(step, int(denominator))
    if step <= 1 or not constant.is_Integer or constant % step == 0:
        return None
    return Integer(0), Fraction(add(others, constant - constant % step), denominator)


def _one_less(fraction: Fraction) -> Rewritten | None:
    """One less than a multiple of a factor: what is left of the factor is as large as it can be."""
    numerator, denominator = fraction
    constant, others = numerator.as_coeff_Add()
    if constant != -1 or denominator.is_Integer:
        return None
    for factor in factors_of(denominator):
        left = over(denominator, factor)
        if factor.is_positive and is_whole(factor) and is_whole(left) and left.is_positive:
            steps = divide_terms(others, factor)
            if all(is_whole(term) for term in terms_of(steps)):
                return Integer(0), Fraction(add(steps, Integer(-1)), left)
    return None


def _powers(fraction: Fraction) -> Rewritten | None:
    """A power of a number takes up the number before it."""
    joined = gathered(fraction.denominator)
    return None if joined == fraction.denominator else (Integer(0), Fraction(fraction.numerator, joined))


def _nested(fraction: Fraction) -> Rewritten | None:
    """One quotient inside a sum of whole terms joins the outer one."""
    numerator, denominator = fraction
    terms = terms_of(numerator)
    inner = [term for term in terms if getattr(term, "is_Quotient", False)]
    if len(inner) != 1 or not all(is_whole(term) for term in terms):
        return None
    if not is_whole(denominator) or not is_above_0(denominator):
        return None
    above, below = inner[0].args
    others = add(*(term for term in terms if term is not inner[0]))
    above = add(expanded(above), expanded(multiply(below, others)))
    return Integer(0), Fraction(above, expanded(multiply(below, denominator)))


def _has_fraction(expr: Expr) -> bool:
    for term in terms_of(expr):
        for factor in factors_of(term):
            if (factor.is_Rational and not factor.is_Integer) or (factor.is_Pow and not is_whole(factor)):
                return True
            if factor.is_Add and _has_fraction(factor):
                return True
    return False


LAWS: tuple[Law[Callable[[Fraction], Rewritten | None]], ...] = (
    Law("numbers", "⌊a/b⌋ is the whole part of a number", "a, b numbers, b ≠ 0", _numbers),
    Law("unit", "⌊a/1⌋ = a", "a whole", _unit),
    Law("negative divisor", "⌊a/b⌋ = ⌊(-a)/(-b)⌋", "b < 0", _turned),
    Law("one fraction", "⌊(a/q + c)/b⌋ = ⌊(a + cq)/(bq)⌋", "q ≠ 0", _clear),
    Law("exact multiples", "⌊(a + bc)/b⌋ = ⌊a/b⌋ + c", "c whole", _multiples),
    Law("common factor", "⌊ga/(gb)⌋ = ⌊a/b⌋", "g ≠ 0", _common_factor),
    Law("one less", "⌊(ga - 1)/(gb)⌋ = ⌊(a - 1)/b⌋", "a whole; b, g positive and whole", _one_less),
    Law("joined powers", "⌊a/(g·g^i)⌋ = ⌊a/g^(i + 1)⌋", "g > 1", _powers),
    Law("small remainder", "⌊(ga + r)/(gb)⌋ = ⌊a/b⌋", "a, b whole, b > 0, 0 ≤ r < g", _constant_below),
    Law("nested quotients", "⌊(⌊a/b⌋ + c)/d⌋ = ⌊(a + bc)/(bd)⌋", "a, c whole, b ≠ 0, d positive and whole", _nested),
)
