"""Intersects ranges with symbolic ends: of whole numbers, and of real ones, whose ends may be square roots."""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from math import gcd
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Max, Min, Mod, Symbol

from symcnn.algebra.integer_sets.words import run_of
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.problem import Divides, Either, Proposition, Range, Relation
from symcnn.algebra.solving.side_conditions import Refuted, condition_of, congruence
from symcnn.algebra.solving.spelling import spelled
from symcnn.algebra.sums.put_in import put_in
from symcnn.support.message import ALSO, Message, joined_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
        said = (part for one in (*b.relations(unknown), *own) for part in put(one, unknown, a.value, judge))
        return a._replace(conditions=once((*rest, *said)))
    if a.modulus == b.modulus == 0:
        judge = _knowing(conditions, unknown, judge)
    low, strict_low, beside = _outer((a.low, a.strict_low), (b.low, b.strict_low), unknown, judge, ">=")
    high, strict_high, also = _outer((a.high, a.strict_high), (b.high, b.strict_high), unknown, judge, "<=")
    modulus, residue, more = _both_classes(a, b, judge)
    asked = once((*conditions, *more, *beside, *also))
    found = Range(low, high, modulus, residue, None, asked, strict_low, strict_high, max(a.span, b.span))
    return _one_value(found, unknown, judge) if low is not None and high is not None else found


def _knowing(conditions: tuple[Proposition, ...], unknown: Symbol, judge: Context) -> Context:
    """A context that has assumed the conditions on other symbols; raises `Refuted` where they contradict themselves."""
    known = judge.with_nonnegative(one for one in conditions if unknown not in one.symbols)
    if known is None:
        raise Refuted(Message("{} cannot hold together", joined_sentences(map(str, conditions), ALSO)))
    return known


def each_met(some: Iterable[Range], others: Iterable[Range], unknown: Symbol, judge: Context) -> list[Range]:
    """What each of some ranges has in common with each of others."""
    found = []
    for one, other in product(some, others):
        with suppress(Refuted):
            found.append(met(one, other, unknown, judge))
    return found


def _one_value(piece: Range, unknown: Symbol, judge: Context) -> Range:
    assert piece.low is not None
    assert piece.high is not None
    is_open = piece.strict_low or piece.strict_high
    if judge.decide(">=" if is_open else ">", piece.low, piece.high):
        least, most = f"{spelled(unknown)} ≥ {spelled(piece.low)}", f"{spelled(unknown)} ≤ {spelled(piece.high)}"
        raise Refuted(Message("{}, but {}", least, most))
    if subtract(piece.low, piece.high) != 0:
        return piece
    real = piece.modulus if piece.modulus == 0 else Integer(1)
    return met(Range(value=piece.low, modulus=real), piece._replace(low=None, high=None), unknown, judge)


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


RangeEnd = tuple[Expr | None, bool]
"""An end, None where there is none, and whether it is left out."""


def _outer(
    a: RangeEnd, b: RangeEnd, unknown: Symbol, judge: Context, op: Comparator
) -> tuple[Expr | None, bool, tuple[Proposition, ...]]:
    """The end that rules, where the unknown is ``>=`` or ``<=`` both; where that is not known, the greatest or least.

    Of two of which one is left out, that one stands, and the other is asked for beside it.
    """
    (mine, is_open), (its, _) = a, b
    if mine is None or its is None:
        return *(b if mine is None else a), ()
    alike = a[1] == b[1]
    if mine == its or (not alike and judge.decide("==", mine, its)):
        return mine, a[1] or b[1], ()
    rules = op if alike else STRICT[op]
    if judge.decide(rules, mine, its):
        return *a, ()
    if judge.decide(rules, its, mine):
        return *b, ()
    if alike:
        return (Max if op == ">=" else Min)(mine, its, evaluate=False), is_open, ()
    return mine if is_open else its, True, (Relation(op, unknown, its if is_open else mine),)


STRICT: Mapping[Comparator, Comparator] = {">=": ">", "<=": "<"}


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
    inverse = pow(first // shared, -1, second // shared)
    joined = a.residue + first * Remainder(expanded(difference / shared * inverse), second // shared)
    return Integer(first // shared * second), joined, conditions
