"""Multiplies sums out, as SymPy does, but for what needs no looking into in a fraction of the time."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import comb, prod

from sympy import Expr, Max, Min, Mod, expand, preorder_traversal

from symcnn.algebra.quotients.construct import add, factors_of, multiply, terms_of
from symcnn.support.work import spend

MOST_TERMS = 1_000
"""A product of sums that would have more terms is left as it is: the laws then see less, and stay right."""
SQUARED, BELOW = 2, -1
"""Exponents of sums that are multiplied out, or stay as they are below a line."""


def expanded(expr: Expr) -> Expr:
    """The expression multiplied out; that most have nothing to multiply is far cheaper to find out first.

    >>> from sympy import symbols
    >>> W, F = symbols("W F", integer=True, positive=True)
    >>> expanded((W + 1) * (W - 1) * 2**F / (F + 1))
    2**F*W**2/(F + 1) - 2**F/(F + 1)
    """
    terms = _terms(expr) if _has_product_of_sums(expr) else 0
    if not 0 < terms <= MOST_TERMS:
        return expr
    spend(terms)
    found = [_distributed(term) for term in terms_of(expr)]
    plain = [terms for terms in found if terms is not None]
    return add(*(term for terms in plain for term in terms)) if len(plain) == len(found) else expand(expr)


def _distributed(term: Expr) -> list[Expr] | None:
    """A product of powers of symbols and nodes and of sums of such, multiplied out; None where SymPy has to do it."""
    coefficient, others = term.as_coeff_Mul()
    factors = [(factor, _times(factor)) for factor in factors_of(others)]
    sums = [terms_of(factor.as_base_exp()[0]) for factor, times in factors for _ in range(times)]
    rest = [factor for factor, times in factors if not times]
    below = [factor for factor, times in factors if times < 0]
    parts = [part for addends in sums for addend in addends for part in factors_of(addend)]
    if not all(map(_is_plain, rest)) or not all(map(_is_plain, parts)):
        return None
    if below and (len(below) > 1 or not all(part.is_Integer for part in (coefficient, *parts) if part.is_Rational)):
        return None  # SymPy multiplies out below the line too
    return [multiply(coefficient, *rest, *below, *chosen) for chosen in product(*sums)] if sums else [term]


def _times(factor: Expr) -> int:
    """How often a factor is a sum: twice in a square, -1 times below a line; 0 for any other factor."""
    if factor.is_Add:
        return 1
    if not (factor.is_Pow and factor.base.is_Add):
        return 0
    stays = factor.exp == BELOW and _is_multiplied_out(factor.base)
    return int(factor.exp) if stays or factor.exp == SQUARED else 0


def _is_plain(factor: Expr) -> bool:
    """Whether a factor is a number, a symbol or a node without products of sums in it, or a power of one above 0."""
    if factor.is_Symbol or factor.is_Rational or getattr(factor, "is_Quotient", False):
        return True
    if isinstance(factor, Mod | Min | Max):
        return _is_multiplied_out(factor)
    power = factor.is_Pow and factor.exp.is_Integer and factor.exp > 0
    return power and not factor.base.is_Pow and _is_plain(factor.base)


@lru_cache(10_000)
def _is_multiplied_out(expr: Expr) -> bool:
    """Whether there is no product of sums anywhere in an expression."""
    return not any(map(_has_product_of_sums, preorder_traversal(expr)))


def _has_product_of_sums(expr: Expr) -> bool:
    factors = (f for term in terms_of(expr) if term.is_Mul or term.is_Pow for f in factors_of(term))
    return any(f.is_Add or (f.is_Pow and f.base.is_Add and f.exp.is_Integer) for f in factors)


def _terms(expr: Expr) -> int:
    """How many terms an expression has at most once it is multiplied out."""
    if expr.is_Add:
        return sum(map(_terms, expr.args))
    if expr.is_Mul:
        return prod(map(_terms, expr.args))
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 1:
        terms = _terms(expr.base)
        return comb(terms + int(expr.exp) - 1, int(expr.exp)) if terms > 1 else 1
    return 1
