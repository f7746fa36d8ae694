"""Solves ``product op 0`` by the signs of the factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, PolynomialError, factor_list

from symcnn.algebra.quotients.construct import multiply
from symcnn.algebra.solving.dense_powers import is_dense
from symcnn.algebra.solving.problem import Plain, Relation

if TYPE_CHECKING:
    from symcnn.algebra.solving.normalise import Context

MOST_TERMS = 16
"""A sum with more terms is not factored."""


def alternatives_of(relation: Relation, judge: Context) -> list[list[Plain]] | None:
    """Alternatives, each a list of conditions on simpler factors; None where there is no way."""
    if len(Add.make_args(relation.left)) > MOST_TERMS or relation.op not in ("==", ">="):
        return None
    if is_dense(relation.left):
        return None
    try:
        coefficient, factors = factor_list(relation.left)
    except PolynomialError:
        return None
    if len(factors) == 1 and factors[0][1] == 1:
        return None
    if relation.op == "==":
        return [[Relation("==", base)] for base, _ in factors]
    return _at_least_0(coefficient, factors, judge)


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
    if len(left) > 1:
        return [*zero, *_two_signs(left, sign)] if len(left) == 2 else None  # noqa: PLR2004 - a pair
    if not left:
        return zero if sign < 0 else [[]]
    return [*zero, [Relation(">=", multiply(Integer(sign), left[0]))]]


def _two_signs(pair: list[Expr], sign: int) -> list[list[Plain]]:
    first, second = pair
    minus = Integer(-1)
    if sign > 0:
        return [
            [Relation(">=", first), Relation(">=", second)],
            [Relation(">=", multiply(minus, first)), Relation(">=", multiply(minus, second))],
        ]
    return [
        [Relation(">=", first), Relation(">=", multiply(minus, second))],
        [Relation(">=", multiply(minus, first)), Relation(">=", second)],
    ]
