"""Converts numbers between Python and SymPy."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Rational

if TYPE_CHECKING:
    from symcnn.support.scalar import Number, Scalar


def is_symbolic(*values: Scalar) -> bool:
    """Whether any of some values is neither a number of Python's nor one of SymPy's."""
    for value in values:  # noqa: SIM110 - a generator would cost more than what it asks
        if isinstance(value, Expr) and not value.is_Rational:
            return True
    return False


def to_sympy(value: Scalar) -> Expr:
    """A number becomes one of SymPy's."""
    if isinstance(value, Expr):
        return value
    return _integer(value) if isinstance(value, int) else Rational(value.numerator, value.denominator)


@lru_cache(1_000)
def _integer(value: int) -> Expr:
    """A whole number; SymPy remembers them too, but is asked through two functions of Python's."""
    return Integer(value)


def to_plain(expr: Expr) -> Scalar:
    """A SymPy number becomes one of Python's, and all else stays."""
    return to_number(expr) if expr.is_Rational else expr


def to_number(number: Expr) -> Number:
    """A rational number of SymPy's as one of Python's."""
    return int(number.p) if number.q == 1 else Fraction(int(number.p), int(number.q))
