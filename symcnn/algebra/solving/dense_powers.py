"""How many terms SymPy's polynomials may have: what may be too many is not handed to them."""

from __future__ import annotations

from math import comb, prod
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Mul

if TYPE_CHECKING:
    from sympy import Expr

_MOST_TERMS = 60
_MOST_DENSE = 4_000
"""Where powers of several symbols meet in more terms, multiplying out and factoring take minutes."""


def is_dense(expr: Expr) -> bool:
    """Whether there may be too many terms once all is multiplied out, and up to the highest power of each symbol.

    >>> from sympy.abc import a, b, c
    >>> is_dense((a + b + c) ** 14), is_dense((a + b + c) ** 15), is_dense(a**3000 - b)
    (False, True, False)
    """
    found = _counted(expr)
    return found.terms > _MOST_TERMS and prod(degree + 1 for degree in found.degrees.values()) > _MOST_DENSE


class _TermCount(NamedTuple):
    """Terms, and the highest power of each symbol or of what is no sum, product or power of such; at most so many."""

    terms: int
    degrees: dict[Expr, int]


def _counted(expr: Expr) -> _TermCount:
    if expr.is_Number:
        return _TermCount(1, {})
    if expr.is_Pow and expr.exp.is_Integer:
        inner, exponent = _counted(expr.base), abs(int(expr.exp))
        degrees = {base: exponent * degree for base, degree in inner.degrees.items()}
        return _TermCount(comb(exponent + inner.terms - 1, exponent), degrees)
    if not isinstance(expr, Add | Mul):
        return _TermCount(1, {expr: 1})
    parts = [_counted(part) for part in expr.args]
    found: dict[Expr, int] = {}
    for part in parts:
        for base, degree in part.degrees.items():
            found[base] = found.get(base, 0) + degree if expr.is_Mul else max(found.get(base, 0), degree)
    return _TermCount((prod if expr.is_Mul else sum)(part.terms for part in parts), found)
