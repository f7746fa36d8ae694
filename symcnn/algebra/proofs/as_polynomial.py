"""Converts sums of SymPy's to polynomials, and the factors of polynomials back."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from sympy import Expr, Integer, Pow

from symcnn.algebra.exact.polynomial import Atom, Monomial, Polynomial, power, times
from symcnn.algebra.quotients.construct import add, multiply, terms_of
from symcnn.algebra.quotients.monomials import taken_apart
from symcnn.algebra.quotients.numbers import to_number, to_sympy

if TYPE_CHECKING:
    from symcnn.algebra.exact.polynomial import Coefficient


@lru_cache(10_000)
def polynomial_of(expr: Expr) -> Polynomial:
    """An expanded sum, in which powers of one base are one power.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n, W = make_symbol("n"), make_symbol("W")
    >>> polynomial_of(2**(n + 1)*W + W/2) == polynomial_of(W/2 + 2*W*2**n)
    True
    >>> expression_of(polynomial_of(2**(W/2 - Integer(1)/2) + 3))
    sqrt(2)*2**(W/2)/2 + 3
    """
    return Polynomial(map(_term, terms_of(expr)))


def _term(term: Expr) -> tuple[Monomial, Coefficient]:
    number, exponents = taken_apart(term)
    found: Monomial = ()
    if not number.is_Rational:  # such as the root in 2^((T - 1)/2)
        number, root = number.as_coeff_Mul()
        found = power(Atom.of(root), 1)
    for base, exponent in exponents.items():
        found = times(found, _power(base, exponent))
    return found, to_number(number)


def _power(base: Expr, exponent: Expr) -> Monomial:
    if exponent.is_Integer:
        return power(Atom.of(base), int(exponent))
    if exponent.is_Rational:
        return power(Atom.of(Pow(base, exponent)), 1)
    return power(Atom.of(base), polynomial_of(exponent))


@lru_cache(10_000)
def factor_of(atom: Atom, exponent: int | Polynomial) -> Expr:
    """A power as SymPy has it."""
    base = cast("Expr", atom.thing)
    if isinstance(exponent, int):
        return base if exponent == 1 else Pow(base, Integer(exponent))
    return Pow(base, expression_of(exponent))


def expression_of(polynomial: Polynomial) -> Expr:
    """A polynomial as SymPy has it.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> expression_of(polynomial_of(W**2 - W/2)) == W**2 - W/2
    True
    """
    return add(*(multiply(to_sympy(c), *(factor_of(*part) for part in m)) for m, c in polynomial.terms.items()))
