"""Ratio and difference of two formulas, exact and in lowest terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.forms.forms import as_expr
from symcnn.algebra.quotients.construct import multiply, subtract
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from sympy import Expr


def ratio(a: Expr, b: Expr) -> Expr:
    """``a/b``, cancelled; in its shortest form a fraction, or a sum of simple ones.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> F, D, K = map(make_symbol, "FDK")
    >>> ratio(F**2*D + D*K, F**2*D*K)
    1/K + F**(-2)
    >>> ratio(49*K**2, 27*K**2)
    49/27
    """
    above, below = to_sympy(a), to_sympy(b)
    if as_expr(below, "expanded") == 0:
        raise ArithmeticMistake("a ratio to 0")
    return as_expr(as_expr(multiply(above, 1 / below), "factored"), "shortest")


def difference(a: Expr, b: Expr) -> Expr:
    """``a - b``; 0 where the two are one polynomial.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, D = make_symbol("K"), make_symbol("D")
    >>> difference(K*(D + 1), D*K)
    K
    """
    return as_expr(subtract(to_sympy(a), to_sympy(b)), "shortest")
