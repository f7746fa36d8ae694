"""Intersects ranges with symbolic ends."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Max, Min, Mod, Symbol

from symcnn.algebra.integer_sets.words import run_of
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import MIRRORED
from symcnn.algebra.quotients.construct import multiply, subtract
from symcnn.algebra.quotients.laws import expanded
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.problem import Divides, Either, Proposition, Range, Relation
from symcnn.algebra.solving.side_conditions import Refuted, condition_of, congruence
from symcnn.algebra.solving.spelling import spelled
from symcnn.algebra.sums.put_in import put_in
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.algebra.integer_sets.periodic_intervals import PeriodicInterval
    from symcnn.algebra.integer_sets.sets import IntegerSet
    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator

MOST_RANGES = 24
"""The most ranges by which a set of numbers is described beside other symbols."""


def ranges_of(numbers: IntegerSet) -> list[Range]:
    """A set of whole numbers as ranges."""
    found = [part for piece in numbers.pieces for part in _ranges(piece)]
    if not found:
        raise Refuted("no number is left")
    if len(found) > MOST_RANGES:
        raise Unable("a set of numbers falls into too many ranges")
    return found


def _ranges(piece: PeriodicInterval) -> list[Range]:
    """A piece as a range for each residue, or one for residues in a row."""
    if piece.low is not None and piece.low == piece.high:
        return [Range(value=Integer(piece.low))]
    row = run_of(piece.modulus, piece.residues)
    if row is not None and row.last < piece.modulus:
        parts = [(row.first, row.length)]
    else:
        parts = [(residue, 1) for residue in piece.residues[: MOST_RANGES + 1]]
    ends, modulus = (_plain(piece.low), _plain(piece.high)), Integer(piece.modulus)
    return [Range(*ends, modulus, Integer(residue), span=span) for residue, span in parts]


def _plain(end: int | None) -> Expr | None:
    return None if end is None else Integer(end)


def met(a: Range, b: Range, unknown: Symbol, judge: Context) -> Range:
    """What is in both ranges; raises `Refuted` where that is nothing for all symbols."""
    if a.value is None and b.value is not None:
        a, b = b, a
    conditions = (*a.conditions, *b.conditions)
    if a.value is not None:
        own = [one for one in conditions if unknown in one.symbols]
        rest = [one for one in conditions if unknown not in one.symbols]
        asked = (*b.relations(unknown), *own)
        return a._replace(
            conditions=once((*rest, *(found for one in asked for found in put(one, unknown, a.value, judge))))
        )
    low = _outer(a.low, b.low, judge, greatest=True)
    high = _outer(a.high, b.high, judge, greatest=False)
    modulus, residue, more = _both_classes(a, b, judge)
    span = max(a.span, b.span)
    found = Range(low, high, modulus, residue, conditions=once((*conditions, *more)), span=span)
    return _one_value(found, unknown, judge) if low is not None and high is not None else found


def compared_remainder(op: Comparator, remainder: Expr, factor: Expr, rest: Expr, judge: Context) -> Range:
    """``factor·remainder + rest op 0`` for a sign of comparison: which remainders the values leave.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> W, n = make_symbol("W"), make_symbol("n")
    >>> compared_remainder(">=", Remainder(W, 2**n, evaluate=False), Integer(-1), n, Context()).words(W)
    'every W if W mod 2^n ≤ n'
    """
    if judge.decide(">", factor):
        turned = op
    elif judge.decide("<", factor):
        turned = MIRRORED[op]
    else:
        raise Unable(Message("the sign of {} is not known", factor))
    return Range(conditions=(Relation(turned, remainder, expanded(multiply(Integer(-1), rest, 1 / factor))),))


def _one_value(piece: Range, unknown: Symbol, judge: Context) -> Range:
    assert piece.low is not None
    assert piece.high is not None
    if judge.decide(">", piece.low, piece.high):
        least, most = f"{spelled(unknown)} ≥ {spelled(piece.low)}", f"{spelled(unknown)} ≤ {spelled(piece.high)}"
        raise Refuted(Message("{}, but {}", least, most))
    if subtract(piece.low, piece.high) != 0:
        return piece
    whole = piece._replace(low=None, high=None)
    return met(Range(value=piece.low), whole, unknown, judge)


def once(conditions: tuple[Proposition, ...]) -> tuple[Proposition, ...]:
    """Each condition once."""
    return tuple(dict.fromkeys(conditions))


def put(relation: Proposition, unknown: Symbol, value: Expr, judge: Context) -> tuple[Proposition, ...]:
    """What a statement about the unknown says of its value."""
    replaced: dict[Expr, Expr] = {unknown: value}
    if isinstance(relation, Either):
        return (relation.replaced(replaced),)
    if isinstance(relation, Divides):
        return congruence(put_in(relation.divisor, replaced), put_in(relation.expr, replaced), judge, relation, unknown)
    if isinstance(relation.left, Mod) and relation.op == "==":
        expr, modulus = relation.left.args
        expr, modulus, remainder = (put_in(part, replaced) for part in (expr, modulus, relation.right))
        return congruence(modulus, expanded(subtract(expr, remainder)), judge, relation, unknown)
    try:
        return condition_of(relation.op, expanded(relation.replaced(replaced).difference), judge)
    except Refuted:
        raise Refuted(Message("{}, but {}", f"{spelled(unknown)} = {spelled(value)}", str(relation))) from None


def _outer(a: Expr | None, b: Expr | None, judge: Context, *, greatest: bool) -> Expr | None:
    """The end that rules; where that is not known, the greatest or least of both."""
    if a is None or b is None or a == b:
        return b if a is None else a
    if judge.decide(">=", a, b):
        return a if greatest else b
    if judge.decide("<=", a, b):
        return b if greatest else a
    return (Max if greatest else Min)(a, b, evaluate=False)


def _both_classes(a: Range, b: Range, judge: Context) -> tuple[Expr, Expr, tuple[Proposition, ...]]:
    if a.modulus == 1 or b.modulus == 1 or (a.modulus, a.residue, a.span) == (b.modulus, b.residue, b.span):
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
