"""The least and greatest values that stand in an expression."""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr, Max, Min

EXTREMA = (Min, Max)


@lru_cache(10_000)
def extrema_in(expr: Expr) -> frozenset[Expr]:
    """The minima and maxima in an expression, one inside another too; parts that were asked before are remembered.

    >>> from sympy import Symbol
    >>> W = Symbol("W", integer=True, positive=True)
    >>> sorted(map(str, extrema_in(3*Max(2, W*Min(W, 5)) + W)))
    ['Max(2, W*Min(5, W))', 'Min(5, W)']
    """
    own = frozenset([expr] if isinstance(expr, EXTREMA) else [])
    return own.union(*(extrema_in(part) for part in expr.args if part.args))
