"""Solving relations for one unknown, exactly: numbers, ranges with symbolic ends, or an honest "not decided"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.algebra.solving.answers import (
    Answer,
    Budget,
    Condition,
    Divides,
    OutOfBudget,
    Range,
    Relation,
    Unable,
    domain_words,
)
from symcnn.algebra.solving.integers import IntegerSet, TooFine
from symcnn.algebra.solving.normalise import Judge, normalised, requirements
from symcnn.algebra.solving.numeric import Found, Situation, find
from symcnn.algebra.solving.ranges import consistent, ranges_of
from symcnn.algebra.solving.real import Rounded, Stepped, domain_of, floored, real_ranges, rounded, stepped
from symcnn.algebra.solving.real_ranges import met_real
from symcnn.algebra.solving.reasons import reason_for
from symcnn.algebra.solving.requirements import Refuted, condition_of, congruence
from symcnn.algebra.solving.symbolic import Peeling, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Answer", "Budget", "Condition", "Divides", "IntegerSet", "OutOfBudget", "Range", "Relation", "solve"]


def solve(
    relations: Iterable[Condition],
    unknown: Any,
    *,
    budget: Budget | None = None,
    least: Mapping[Any, Any] | None = None,
) -> Answer:
    """All values of the unknown for which every relation holds, whatever the other symbols are.

    >>> from symcnn.algebra.quotient import Quotient
    >>> from symcnn.algebra.symbolic import make_symbol
    >>> W, F, P = make_symbol("W"), make_symbol("F"), make_symbol("P", "integer", ">=", 0)
    >>> solve([Relation("==", W - F + 2*P + 1, W)], P).words
    'P = F/2 − 1/2 if F ≡ 1 (mod 2)'
    >>> solve([Relation("==", Quotient(W - 11, 4) + 1, 55)], W).words
    '227 ≤ W ≤ 230'
    >>> solve([Relation("==", 2*P, 3)], P).reason
    '2·P = 3: the left side is even, the right side odd'

    Other symbols are positive whole numbers unless their kinds say otherwise, and at least what ``least`` says of them.
    """
    spent = budget or Budget()
    judge = Judge(least)
    try:
        return _solved(list(relations), unknown, judge, spent)
    except OutOfBudget as reason:
        return Answer("undecided", unknown, tried=(str(reason),))
    except RecursionError:
        return Answer("undecided", unknown, tried=("the expressions are nested too deeply",))
    except (Unable, TooFine) as reason:
        return Answer("undecided", unknown, tried=tuple(str(reason).split("; ")))
    except Refuted as reason:
        return Answer("none", unknown, reason=str(reason))


def _solved(relations: list[Condition], unknown: Any, judge: Judge, budget: Budget) -> Answer:
    relations = _with_numbers_put_in(relations, unknown)
    if not unknown.is_integer:
        return _real(relations, unknown, judge, budget)
    conditions, numeric, symbolic = _sorted_out(relations, unknown, judge)
    low = 1 if unknown.is_positive else 0 if unknown.is_nonnegative else None
    domain = IntegerSet.interval(low, None)
    found = find(numeric, domain, Situation(unknown, low, None, judge, budget))
    if found.refuted is not None:
        return Answer("none", unknown, reason=reason_for(found, unknown, judge))
    if not symbolic and not conditions:
        return _in_numbers(found, domain, unknown)
    start = [piece._replace(conditions=tuple(conditions)) for piece in ranges_of(found.numbers)]
    if found.pending:
        raise Unable("; ".join(found.tried))
    ranges = all_of(symbolic, start, Peeling(unknown, found.numbers.least, judge, budget))
    return _with_symbols(ranges, domain, unknown)


def _with_numbers_put_in(relations: list[Condition], unknown: Any) -> list[Condition]:
    """Relations such as ``K = 8`` of other symbols are put into all others."""
    known = {
        relation.left: relation.right
        for relation in relations
        if isinstance(relation, Relation) and relation.op == "==" and relation.right.is_Rational
        if relation.left.is_Symbol and relation.left != unknown
    }
    fixed = {Relation("==", symbol, value) for symbol, value in known.items()}
    return (
        [relation if relation in fixed else relation.replaced(known) for relation in relations] if known else relations
    )


def _real(relations: list[Condition], unknown: Any, judge: Judge, budget: Budget) -> Answer:
    """An unknown that need not be whole: through a whole number where there is one that decides."""
    known = [*relations, *domain_of(unknown)]
    change = stepped(known, unknown, judge)
    if change is not None:
        answer = _solved([change.put(condition, unknown) for condition in known], change.whole, judge, budget)
        return _turned(answer, change, unknown)
    stepwise = [floored(condition, unknown) for condition in relations]
    inside = [condition for condition in stepwise if rounded([condition], unknown) is not None]
    bare = [condition for condition in stepwise if condition not in inside]
    rounding = rounded(inside, unknown)
    if rounding is not None:
        answer = _solved([rounding.put(condition, unknown) for condition in inside], rounding.whole, judge, budget)
        return _turned(answer, rounding, unknown, bare)
    ranges = real_ranges(relations, unknown, judge)
    if ranges == real_ranges([], unknown, judge):
        return Answer("all", unknown)
    return Answer("symbolic", unknown, ranges=tuple(ranges))


def _turned(answer: Answer, change: Stepped | Rounded, unknown: Any, bare: Iterable[Condition] = ()) -> Answer:
    """The answer for a whole number as one for the unknown, of which some conditions may speak without rounding."""
    if answer.kind in ("none", "undecided"):
        return answer._replace(unknown=unknown, reason=answer.reason.replace(str(change.whole), change.name(unknown)))
    pieces = answer.ranges if answer.kind == "symbolic" else ranges_of(answer.numbers or IntegerSet.everything())
    ranges = [change.back(piece) for piece in pieces]
    if isinstance(change, Rounded):
        starts = real_ranges(list(bare), unknown, Judge())
        ranges = [piece for part in ranges for start in starts for piece in met_real(part, start, unknown, Judge())]
    return Answer("symbolic", unknown, ranges=tuple(ranges))


def _sorted_out(
    relations: list[Condition], unknown: Any, judge: Judge
) -> tuple[list[Condition], list[Condition], list[Condition]]:
    """Conditions without the unknown, relations of the unknown alone, and the others."""
    conditions: list[Condition] = []
    numeric: list[Condition] = []
    symbolic: list[Condition] = []
    for relation in [*requirements(relations, unknown, judge), *relations]:
        form = relation if isinstance(relation, Divides) else normalised(relation, judge)
        if unknown not in form.symbols:
            conditions += _without_unknown(relation, form, unknown, judge)
        else:
            (symbolic if form.symbols - {unknown} else numeric).append(relation)
    return conditions, numeric, symbolic


def _without_unknown(relation: Condition, form: Condition, unknown: Any, judge: Judge) -> tuple[Condition, ...]:
    """What a relation says that the unknown has left."""
    try:
        if isinstance(form, Divides):
            return congruence(form.divisor, form.expr, judge, form, unknown)
        return condition_of(form.op, form.left, judge)
    except Refuted:
        raise Refuted(f"{relation} does not hold") from None


def _in_numbers(found: Found, domain: IntegerSet, unknown: Any) -> Answer:
    if found.pending:
        return Answer("undecided", unknown, tried=tuple(part for words in found.tried for part in words.split("; ")))
    if found.numbers == domain:
        return Answer("all", unknown)
    return Answer("set", unknown, numbers=found.numbers)


def _with_symbols(ranges: list[Range], domain: IntegerSet, unknown: Any) -> Answer:
    """Ranges; a set where all ends are numbers and nothing is to be fulfilled."""
    ranges = [piece for one in ranges if (piece := consistent(one)) is not None]
    if not ranges:
        return Answer("none", unknown, reason="what it would need of the other symbols contradicts itself")
    if not any(piece.conditions for piece in ranges) and all(map(_is_plain, ranges)):
        numbers = IntegerSet.nothing()
        for piece in ranges:
            numbers |= _numbers_of(piece)
        if numbers == domain:
            return Answer("all", unknown)
        if numbers.is_empty:
            return Answer("none", unknown, reason=f"no {unknown}{domain_words(unknown)} is left")
        return Answer("set", unknown, numbers=numbers)
    return Answer("symbolic", unknown, ranges=tuple(ranges))


def _is_plain(piece: Range) -> bool:
    return all(end is None or end.is_Integer for end in (*piece[:5],))


def _numbers_of(piece: Range) -> IntegerSet:
    if piece.value is not None:
        return IntegerSet.points([int(piece.value)])
    low, high = (None if end is None else int(end) for end in (piece.low, piece.high))
    return IntegerSet.interval(low, high) & IntegerSet.residue(int(piece.residue), int(piece.modulus))
