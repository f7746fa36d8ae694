"""Solves ``product op 0`` by the signs of the factors; what may have too many terms is not handed to SymPy."""

from __future__ import annotations

from itertools import product
from math import comb, prod
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Mul, PolynomialError, factor_list

from symcnn.algebra.quotients.construct import multiply
from symcnn.algebra.solving.problem import Plain, Relation

if TYPE_CHECKING:
    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator

MOST_TERMS = 16
"""A sum with more terms is not factored."""


def alternatives_of(relation: Relation, judge: Context) -> list[list[Plain]] | None:
    """Alternatives, each a list of conditions on simpler factors; None where there is no way."""
    found = factors_of(relation.left) if relation.op in ("==", ">=", ">") else None
    if found is None:
        return None
    coefficient, factors = found
    if relation.op == "==":
        return [[Relation("==", base)] for base, _ in factors]
    return (_at_least_0 if relation.op == ">=" else _above_0)(coefficient, factors, judge)


def factors_of(expr: Expr) -> tuple[Expr, list[tuple[Expr, int]]] | None:
    """A number and the factors of a polynomial, each with its exponent; None where there is one only, or no way."""
    if len(Add.make_args(expr)) > MOST_TERMS or is_dense(expr):
        return None
    try:
        coefficient, factors = factor_list(expr)
    except PolynomialError:
        return None
    return None if len(factors) == 1 and factors[0][1] == 1 else (coefficient, factors)


def _above_0(coefficient: Expr, factors: list[tuple[Expr, int]], judge: Context) -> list[list[Plain]] | None:
    """No factor may be 0, and those below 0 are even in number; a factor of known sign is left out.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> C, n = make_symbol("C"), make_symbol("n")
    >>> for case in alternatives_of(Relation(">", ((3*C - 1)*(C - 2*n)*(n - 2)).expand()), Context()):
    ...     print(*case, sep=", ")
    n − 2 > 0, C − 2·n > 0
    2 − n > 0, −C + 2·n > 0
    """
    odd = [base for base, exponent in factors if exponent % 2]
    even = [Relation("!=", base) for base, exponent in factors if exponent % 2 == 0]
    sign, left = (1 if coefficient > 0 else -1), list[Expr]()
    for base in odd:
        known = judge.sign(base)
        if known:
            sign *= known
        else:
            left.append(base)
    ways = _with_signs(">", left, sign)
    cases: list[list[Plain]] | None = ways and [[*even, *signed] for signed in ways]
    return cases and [case for case in cases if judge.with_nonnegative(case) is not None]


def _at_least_0(coefficient: Expr, factors: list[tuple[Expr, int]], judge: Context) -> list[list[Plain]] | None:
    """A square may be 0; factors of known sign are left out; one may be left whose sign matters."""
    zero: list[list[Plain]] = []
    left: list[Expr] = []
    sign = 1 if coefficient > 0 else -1
    for base, exponent in factors:
        if exponent % 2 == 0 or judge.decide(">=", base):
            zero.append([Relation("==", base)])
        elif judge.decide("<=", base):
            zero.append([Relation("==", base)])
            sign = -sign
        else:
            left.append(base)
    ways = _with_signs(">=", left, sign)
    return ways if ways is None or [] in ways else [*zero, *ways]


MOST_OPEN = 2
"""Factors whose signs are not known."""


def _with_signs(op: Comparator, bases: list[Expr], sign: int) -> list[list[Plain]] | None:
    """The ways in which a product of factors has a sign; None where there are too many factors."""
    if len(bases) > MOST_OPEN:
        return None
    ways = (signs for signs in product((1, -1), repeat=len(bases)) if prod(signs) == sign)
    return [[Relation(op, multiply(Integer(s), base)) for s, base in zip(signs, bases, strict=True)] for signs in ways]


_MOST_EXPANDED = 60
_MOST_DENSE = 4_000
"""Where powers of several symbols meet in more terms, multiplying out and factoring take minutes."""


def is_dense(expr: Expr) -> bool:
    """Whether there may be too many terms once all is multiplied out, and up to the highest power of each symbol.

    >>> from sympy.abc import a, b, c
    >>> is_dense((a + b + c) ** 14), is_dense((a + b + c) ** 15), is_dense(a**3000 - b)
    (False, True, False)
    """
    found = _counted(expr)
    return found.terms > _MOST_EXPANDED and prod(degree + 1 for degree in found.degrees.values()) > _MOST_DENSE


class _TermCount(NamedTuple):
    """An upper bound of the number of terms, and of the degree of each symbol or other atom, once multiplied out."""

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
