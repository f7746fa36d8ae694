"""Encloses expressions of quotients between two polynomials: ``(n - d + 1)/d <= ⌊n/d⌋ <= n/d``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Expr, Mod, Symbol

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.quotients.construct import over
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.numbers import to_number
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.residue_classes import NotPolynomial, polynomial_in
from symcnn.algebra.solving.univariate import Univariate, plus, times, where

if TYPE_CHECKING:
    from symcnn.algebra.solving.problem import Relation

Envelope = tuple[Univariate, Univariate]
"""A polynomial below and a polynomial above."""


def between(relation: Relation, unknown: Symbol, low: int | None) -> tuple[IntegerSet, IntegerSet]:
    """The numbers for which ``expr == 0`` or ``expr >= 0`` surely holds, and those for which that is open.

    >>> from symcnn.algebra.solving.problem import Relation
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> sure, still_open = between(Relation(">=", W - 2*Quotient(W, 4) - 10), W, 1)
    >>> sure.words(W), still_open.words(W)
    ('W ≥ 20', '17 ≤ W ≤ 19')
    """
    under, over = envelope(relation.left, unknown, low)
    possible = where(over, ">=")
    if relation.op == "==":
        return IntegerSet.nothing(), possible & where(times((-1,), under), ">=")
    sure = where(under, ">=")
    return sure, possible - sure


def envelope(expr: Expr, unknown: Symbol, low: int | None) -> Envelope:
    """Polynomials below and above an expression for all whole numbers from ``low`` on."""
    if not expr.has(Quotient, Mod):
        polynomial = polynomial_in(expr, unknown)
        return polynomial, polynomial
    if expr.is_Add:
        under: Univariate = ()
        over: Univariate = ()
        for term in expr.args:
            lower, upper = envelope(term, unknown, low)
            under, over = plus(under, lower), plus(over, upper)
        return under, over
    if expr.is_Mul:
        return _product(expr, unknown, low)
    if isinstance(expr, Quotient | Mod) and expr.args[1].is_Rational:
        return _rounded(expr, unknown, low)
    raise NotPolynomial("a quotient stands in a power or above an unknown divisor")


def _rounded(expr: Expr, unknown: Symbol, low: int | None) -> Envelope:
    above, below = expr.args
    divisor = Fraction(to_number(below))
    step = 1 if is_whole(above) and below.is_Integer else 0
    if isinstance(expr, Mod):
        return (), (divisor - step,)
    lower, upper = envelope(above, unknown, low)
    share = (1 / divisor,)
    return times(plus(lower, (step - divisor,)), share), times(upper, share)


def _product(expr: Expr, unknown: Symbol, low: int | None) -> Envelope:
    """One factor with quotients, and a polynomial whose sign is known."""
    rounded = [factor for factor in expr.args if factor.has(Quotient, Mod)]
    factor = polynomial_in(over(expr, rounded[0]), unknown) if len(rounded) == 1 else ()
    if not factor:
        raise NotPolynomial("quotients are multiplied with each other")
    below, above = envelope(rounded[0], unknown, low)
    if len(factor) > 1 and (low is None or low < 0):
        raise NotPolynomial("a quotient is multiplied with the unknown, which may have both signs")
    if all(coefficient >= 0 for coefficient in factor):
        return times(below, factor), times(above, factor)
    if all(coefficient <= 0 for coefficient in factor):
        return times(above, factor), times(below, factor)
    raise NotPolynomial("a quotient is multiplied with what may have both signs")
