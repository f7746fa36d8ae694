"""Products of powers taken apart, so that powers of one base meet: ``2^n/2^(i + 1)`` is ``2^(n - i)/2``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Expr, Integer, Pow

from symcnn.algebra.quotients.construct import add, factors_of, multiply, negated, subtract, terms_of
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Mapping


def has_power(expr: Expr) -> bool:
    """Whether some exponent in a sum of products is more than a number."""
    return any(
        factor.is_Pow and not factor.exp.is_Number
        for term in terms_of(expr)
        if not term.is_Atom
        for factor in factors_of(term)
    )


def taken_apart(term: Expr) -> tuple[Expr, dict[Expr, Expr]]:
    """The coefficient of a product, and the exponent of each base; a number's exponent keeps no number of its own.

    >>> from sympy import Symbol
    >>> n = Symbol("n", integer=True)
    >>> taken_apart(3 * 2 ** (n + 1))
    (6, {2: n})
    """
    coefficient, rest = term.as_coeff_Mul()
    exponents: dict[Expr, Expr] = {}
    factors = factors_of(rest)
    spend(len(factors))
    for factor in factors:
        if factor == 1:
            continue
        base, exponent = (factor.base, factor.exp) if factor.is_Pow else (factor, Integer(1))
        if base.is_Integer:
            constant, exponent = exponent.as_coeff_Add()
            coefficient *= base**constant
        exponents[base] = add(exponents[base], exponent) if base in exponents else exponent
    return coefficient, {base: exponent for base, exponent in exponents.items() if exponent != 0}


def put_together(coefficient: Expr, exponents: Mapping[Expr, Expr]) -> Expr:
    """The product of powers."""
    return multiply(coefficient, *(Pow(base, exponent) for base, exponent in exponents.items()))


def merged(expr: Expr) -> Expr:
    """A sum of products in which powers of one base are one power without a number in its exponent."""
    if not has_power(expr):
        return expr
    return add(*(put_together(*taken_apart(term)) for term in terms_of(expr)))


def tidied(expr: Expr) -> Expr:
    """A sum of products in which powers of one base are one power, as it is best read."""
    return add(*(gathered(term) for term in terms_of(merged(expr)))) if has_power(expr) else expr


def gathered(expr: Expr) -> Expr:
    """A product in which a power of a number takes up the coefficient: ``2*2^i`` is ``2^(i + 1)``."""
    if not has_power(expr) or expr.is_Add:
        return expr
    coefficient, exponents = taken_apart(expr)
    for base in list(exponents):
        if base.is_Integer and base > 1:
            while coefficient.is_Integer and coefficient % base == 0:
                coefficient, exponents[base] = coefficient / base, add(exponents[base], Integer(1))
    return put_together(coefficient, exponents)


def power_below(expr: Expr) -> Expr:
    """The powers of numbers by which an expanded sum has to be multiplied so that none stands below the line."""
    most: dict[Expr, Expr] = {}
    for term in terms_of(expr):
        for base, exponent in taken_apart(term)[1].items():
            if base.is_Integer and base > 1 and exponent.could_extract_minus_sign():
                known = most.get(base, Integer(0))
                most[base] = known if subtract(exponent, known).is_nonnegative else exponent
    return multiply(*(base ** negated(exponent) for base, exponent in most.items()))
