"""Intersects intervals of real numbers with exact ends, square roots among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Expr, Integer, Max, Min, Pow, Rational, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import subtract
from symcnn.algebra.solving.problem import Proposition, Range, Relation
from symcnn.algebra.solving.side_conditions import Refuted, condition_of
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator

HALF = Rational(1, 2)
_SIGNS: tuple[tuple[Comparator, int], ...] = ((">", 1), ("<", -1), ("==", 0))


def sign_of(expr: Expr, judge: Context) -> int | None:
    """The sign of a number ``r + q*sqrt(d)``, or of a formula if that is known.

    >>> from sympy import sqrt
    >>> from symcnn.algebra.solving.normalise import Context
    >>> sign_of(sqrt(2) - Rational(7, 5), Context())
    1
    """
    if expr.is_Rational:
        return int(bool(expr.p > 0)) - int(bool(expr.p < 0))
    if not expr.free_symbols:
        return _surd_sign(expr)
    return next((sign for op, sign in _SIGNS if judge.decide(op, expr)), None)


def _surd_sign(expr: Expr) -> int | None:
    rest, surd = expr.as_coeff_Add()
    factor, root = surd.as_coeff_Mul()
    if not (isinstance(root, Pow) and root.exp == HALF and root.base.is_Rational and rest.is_Rational):
        return None
    square = factor**2 * root.base
    if rest == 0 or (rest > 0) == (factor > 0):
        return 1 if factor > 0 else -1
    if square == rest**2:
        return 0
    return (1 if factor > 0 else -1) if square > rest**2 else (1 if rest > 0 else -1)


def met_real(a: Range, b: Range, unknown: Symbol, judge: Context) -> list[Range]:
    """What is in both stretches; none where that is nothing."""
    if a.value is None and b.value is not None:
        a, b = b, a
    conditions = (*a.conditions, *(condition for condition in b.conditions if condition not in a.conditions))
    if a.value is not None:
        try:
            more = [part for relation in b.relations(unknown) for part in _put(relation, a.value, judge)]
        except Refuted:
            return []
        return [a._replace(conditions=(*conditions, *more))]
    low, strict_low = _tighter((a.low, a.strict_low), (b.low, b.strict_low), judge, sign=1)
    high, strict_high = _tighter((a.high, a.strict_high), (b.high, b.strict_high), judge, sign=-1)
    gap = None if low is None or high is None else sign_of(subtract(high, low), judge)
    if gap == -1 or (gap == 0 and (strict_low or strict_high)):
        return []
    if gap == 0:
        return [Range(modulus=Integer(0), value=low, conditions=conditions)]
    return [Range(low, high, Integer(0), conditions=conditions, strict_low=strict_low, strict_high=strict_high)]


def _put(relation: Proposition, value: Expr, judge: Context) -> tuple[Proposition, ...]:
    """What a comparison of the unknown says of its value."""
    assert isinstance(relation, Relation)  # of a stretch, which has no residues
    difference = subtract(value, relation.right)
    sign = sign_of(difference, judge)
    if sign is None:
        return (Relation(relation.op, value, relation.right),)
    if not difference.free_symbols:
        holds = {"==": sign == 0, ">=": sign >= 0, ">": sign > 0, "<=": sign <= 0, "<": sign < 0}[relation.op]
        if not holds:
            raise Refuted(Message("{} fails", str(relation)))
        return ()
    return condition_of(relation.op, difference, judge)


def _tighter(
    a: tuple[Expr | None, bool], b: tuple[Expr | None, bool], judge: Context, *, sign: int
) -> tuple[Expr | None, bool]:
    """The end that rules, for sign 1 of two lower ends, for sign -1 of two upper ones."""
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    order = sign_of(subtract(a[0], b[0]), judge)
    if order == 0:
        return a[0], a[1] or b[1]
    if order is not None:
        return a if order == sign else b
    if a[1] != b[1]:
        raise Unable("an end that belongs to the range meets one that does not")
    return (Max if sign > 0 else Min)(a[0], b[0], evaluate=False), a[1]
