"""Ranges with symbolic ends: what two have in common."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Any

from sympy import Integer, Max, Min, Mod

from symcnn.algebra.exact import RELATIONS
from symcnn.algebra.laws import expanded
from symcnn.algebra.remainder import Remainder
from symcnn.algebra.solving.answers import Condition, Divides, Range, Relation, Unable, spelled
from symcnn.algebra.solving.requirements import Refuted, condition_of, congruence
from symcnn.algebra.sums import subtract

if TYPE_CHECKING:
    from symcnn.algebra.solving.integers import IntegerSet
    from symcnn.algebra.solving.normalise import Judge

MOST_RANGES = 24
"""Ranges that a set of numbers is told as beside other symbols."""


def ranges_of(numbers: IntegerSet) -> list[Range]:
    """A set of whole numbers as ranges."""
    found = [
        Range(value=Integer(piece.low))
        if piece.low is not None and piece.low == piece.high
        else Range(_plain(piece.low), _plain(piece.high), Integer(piece.modulus), Integer(residue))
        for piece in numbers.pieces
        for residue in piece.residues[: MOST_RANGES + 1]
    ]
    if not found:
        raise Refuted("no number is left")
    if len(found) > MOST_RANGES:
        raise Unable("a set of numbers falls into too many ranges")
    return found


def consistent(piece: Range) -> Range | None:
    """A range without conditions that its equations decide; None where they contradict one another.

    >>> from symcnn.algebra.symbolic import make_symbol
    >>> S = make_symbol("S")
    >>> consistent(Range(conditions=(Relation("==", S, Integer(1)), Relation(">=", S, Integer(2))))) is None
    True
    """
    equations = [c for c in piece.conditions if isinstance(c, Relation) and c.op == "==" and c.left.is_Symbol]
    values = {c.left: c.right for c in equations if c.right.is_Rational}
    if len(values) < len({c for c in equations if c.right.is_Rational}):
        return None
    kept = []
    for condition in piece.conditions:
        difference = None if isinstance(condition, Divides) else condition.replaced(values).difference
        if condition in equations or difference is None or not difference.is_Rational:
            kept.append(condition)
        elif isinstance(condition, Relation) and not RELATIONS[condition.op](difference, 0):
            return None
    return piece._replace(conditions=tuple(kept))


def _plain(end: int | None) -> Any:
    return None if end is None else Integer(end)


def met(a: Range, b: Range, unknown: Any, judge: Judge) -> Range:
    """What is in both ranges; raises `Refuted` where that is nothing for all symbols."""
    if a.value is None and b.value is not None:
        a, b = b, a
    conditions = (*a.conditions, *b.conditions)
    if a.value is not None:
        fulfilled = [found for relation in b.relations(unknown) for found in put(relation, unknown, a.value, judge)]
        return a._replace(conditions=once((*conditions, *fulfilled)))
    low = _outer(a.low, b.low, judge, greatest=True)
    high = _outer(a.high, b.high, judge, greatest=False)
    modulus, residue, more = _both_classes(a, b, judge)
    found = Range(low, high, modulus, residue, conditions=once((*conditions, *more)))
    return _one_value(found, unknown, judge) if low is not None and high is not None else found


def _one_value(piece: Range, unknown: Any, judge: Judge) -> Range:
    if judge.decide(">", piece.low, piece.high):
        raise Refuted(f"{spelled(unknown)} ≥ {spelled(piece.low)}, but {spelled(unknown)} ≤ {spelled(piece.high)}")
    if subtract(piece.low, piece.high) != 0:
        return piece
    whole = piece._replace(low=None, high=None)
    return met(Range(value=piece.low), whole, unknown, judge)


def once(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Each condition once."""
    return tuple(dict.fromkeys(conditions))


def put(relation: Condition, unknown: Any, value: Any, judge: Judge) -> tuple[Condition, ...]:
    """What a statement about the unknown says of its value."""
    replaced = {unknown: value}
    if isinstance(relation, Divides):
        return congruence(
            relation.divisor.xreplace(replaced), relation.expr.xreplace(replaced), judge, relation, unknown
        )
    if isinstance(relation.left, Mod):
        expr, modulus = relation.left.args
        return congruence(
            modulus, expanded(subtract(expr.xreplace(replaced), relation.right)), judge, relation, unknown
        )
    try:
        return condition_of(relation.op, expanded(relation.replaced(replaced).difference), judge)
    except Refuted:
        raise Refuted(f"{spelled(unknown)} = {spelled(value)}, but {relation}") from None


def _outer(a: Any, b: Any, judge: Judge, *, greatest: bool) -> Any:
    """The end that rules; where that is not known, the greatest or least of both."""
    if a is None or b is None or a == b:
        return b if a is None else a
    if judge.decide(">=", a, b):
        return a if greatest else b
    if judge.decide("<=", a, b):
        return b if greatest else a
    return (Max if greatest else Min)(a, b, evaluate=False)


def _both_classes(a: Range, b: Range, judge: Judge) -> tuple[Any, Any, tuple[Condition, ...]]:
    if a.modulus == 1 or b.modulus == 1:
        other = b if a.modulus == 1 else a
        return other.modulus, other.residue, ()
    if not (a.modulus.is_Integer and b.modulus.is_Integer):
        if a.modulus != b.modulus:
            raise Unable("two congruences whose divisors are not numbers")
        difference = expanded(subtract(a.residue, b.residue))
        return a.modulus, a.residue, () if difference == 0 else (Relation("==", difference),)
    first, second = int(a.modulus), int(b.modulus)
    shared = gcd(first, second)
    difference = expanded(subtract(b.residue, a.residue))
    source = Relation("==", Remainder(b.residue, Integer(shared), evaluate=False), a.residue)
    conditions = congruence(Integer(shared), difference, judge, source, Integer(0))
    inverse = pow(first // shared, -1, second // shared) if second > shared else 0
    joined = a.residue + first * Remainder(expanded(difference / shared * inverse), second // shared)
    return Integer(first // shared * second), joined, conditions
