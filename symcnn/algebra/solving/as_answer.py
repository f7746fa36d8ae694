"""What was found of an unknown as an answer: a set of numbers, or ranges beside other symbols."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.solving.normalise import Context
from symcnn.algebra.solving.problem import Answer, Proposition, Range, Relation
from symcnn.algebra.solving.ranges import ranges_of
from symcnn.algebra.solving.real import real_ranges
from symcnn.algebra.solving.side_conditions import Refuted
from symcnn.algebra.solving.spelling import domain_words
from symcnn.support.message import Message, listed_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sympy import Symbol

    from symcnn.algebra.solving.methods import NumericAnswer


def whole_domain(unknown: Symbol) -> IntegerSet:
    """The whole numbers that an unknown may be.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> whole_domain(make_symbol("P", "integer", ">=", 0)).least
    0
    """
    low = 1 if unknown.is_positive else 0 if unknown.is_nonnegative else None
    return IntegerSet.interval(low, None)


def answer_in_numbers(found: NumericAnswer, domain: IntegerSet, unknown: Symbol) -> Answer:
    """The numbers of a domain that were found; nothing where something is still open.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.methods import NumericAnswer
    >>> W = make_symbol("W")
    >>> answer_in_numbers(NumericAnswer(IntegerSet.interval(3, 5)), whole_domain(W), W).words
    '3 ≤ W ≤ 5'
    """
    if found.pending:
        return Answer("undecided", unknown, tried=tuple(part for words in found.tried for part in listed_in(words)))
    if found.numbers == domain:
        return Answer("all", unknown)
    return Answer("set", unknown, numbers=found.numbers)


def answer_of_ranges(ranges: list[Range], domain: IntegerSet, unknown: Symbol) -> Answer:
    """Ranges; a set where all ends are numbers and nothing is to be fulfilled.

    >>> from sympy import Integer
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> answer_of_ranges([Range(Integer(3))], whole_domain(W), W).kind
    'set'
    """
    if not ranges:
        raise Refuted(Message("what it would need of the other symbols contradicts itself"))
    if not any(piece.conditions for piece in ranges) and all(map(_is_plain, ranges)):
        numbers = together(map(_numbers_of, ranges))
        if numbers == domain:
            return Answer("all", unknown)
        if numbers.is_empty:
            raise Refuted(Message("no {} is left", f"{unknown}{domain_words(unknown)}"))
        return Answer("set", unknown, numbers=numbers)
    return Answer(
        "symbolic", unknown, ranges=tuple(_where_ends_meet(_from_its_start(piece, domain, unknown)) for piece in ranges)
    )


def ranges_in(answer: Answer) -> list[Range]:
    """An answer that leaves something as ranges.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> ranges_in(Answer("all", make_symbol("W")))[0].words(make_symbol("W"))
    'W ≥ 1'
    """
    if answer.kind == "symbolic":
        return [*answer.ranges]
    if answer.unknown.is_integer:
        return ranges_of(answer.numbers or whole_domain(answer.unknown))
    return real_ranges([], answer.unknown, Context())


def conditions_beside(given: tuple[Proposition, ...], answer: Answer, judge: Context) -> tuple[Proposition, ...]:
    """What an answer needs of other symbols, without what each of its ranges asks for anyway.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.problem import Relation
    >>> W, x = make_symbol("W"), make_symbol("x", "integer", "<=", 9)
    >>> answer = Answer("symbolic", W, ranges=(Range(x, conditions=(Relation(">=", x, 2),)),))
    >>> conditions_beside((Relation("!=", x, 0),), answer, Context())
    ()
    """
    if answer.kind != "symbolic" or not all(piece.conditions for piece in answer.ranges):
        return given
    kept = given
    for condition in given:
        known = (judge.with_nonnegative((*piece.conditions, *set(kept) - {condition})) for piece in answer.ranges)
        if all(inside is not None and inside.holds(condition) for inside in known):
            kept = tuple(one for one in kept if one != condition)
    return kept


def _from_its_start(piece: Range, domain: IntegerSet, unknown: Symbol) -> Range:
    """A range without a lower end that says no more than what the unknown is; beside a power of it, it is stated."""
    low = piece.low
    if low is None or not low.is_Integer or piece.high is not None or piece.modulus != 1 or domain.least is None:
        return piece
    is_stated = any(unknown in condition.symbols for condition in piece.conditions)
    return piece if is_stated or int(low) > domain.least else piece._replace(low=None)


def _where_ends_meet(piece: Range) -> Range:
    """A range of which no condition is two: ``W ≤ 2^n`` and ``2^n ≤ W`` as ``2^n = W``."""
    ends = {one[1:]: one for one in piece.conditions if isinstance(one, Relation) and one.op == "<="}
    low = {one for one in piece.conditions if isinstance(one, Relation) and one.op == ">=" and one[1:] in ends}
    if not low:
        return piece
    met = {ends[one[1:]] for one in low}
    kept = (one._replace(op="==") if one in low else one for one in piece.conditions if one not in met)
    return piece._replace(conditions=tuple(kept))


def _is_plain(piece: Range) -> bool:
    ends = piece.low, piece.high, piece.modulus, piece.residue, piece.value
    return all(end is None or end.is_Integer for end in ends)


def _numbers_of(piece: Range) -> IntegerSet:
    if piece.value is not None:
        return IntegerSet.points([int(piece.value)])
    low, high = (None if end is None else int(end) for end in (piece.low, piece.high))
    residues = (IntegerSet.residue(int(one.residue), int(one.modulus)) for one in piece.single)
    return IntegerSet.interval(low, high) & together(residues)


def together(sets: Iterable[IntegerSet]) -> IntegerSet:
    """The union of some sets.

    >>> together([IntegerSet.points([1]), IntegerSet.points([2])]).size
    2
    """
    return reduce(or_, sets, IntegerSet.nothing())
