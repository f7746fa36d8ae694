"""Two quotients whose difference a remainder gives: those by one divisor, and one by a multiple of the other's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sympy import Expr, Integer

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.proofs.whole import is_whole_term
from symcnn.algebra.quotients.construct import add, divide_terms, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.min_max import PAIR
from symcnn.algebra.quotients.monomials import merged
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Range, Relation
from symcnn.algebra.solving.reasons import possible
from symcnn.algebra.solving.remainder_forms import factor_of
from symcnn.algebra.solving.side_conditions import condition_of

if TYPE_CHECKING:
    from sympy import Symbol

    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator


def related_quotients(relation: Relation, unknown: Symbol, judge: Context) -> list[Range]:
    """The ranges where a difference of two quotients compares as it should.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> W, S, n = map(make_symbol, "WSn")
    >>> wanted = Relation("==", Quotient(W - 1, S) - Quotient(W - 2, S))
    >>> [piece.words(W) for piece in related_quotients(wanted, W, Context())]
    ['every W if W − 1 ≢ 0 (mod S)']
    >>> wanted = Relation("==", 2*Quotient(W, 2**(n + 1)) - Quotient(W, 2**n))
    >>> [piece.words(W) for piece in related_quotients(wanted, W, Context())]
    ['every W if W mod 2^(n + 1) ≤ 2^n − 1']
    >>> wanted = Relation("==", 2**(n - 1)*Quotient(W, 2**n) - Quotient(W, 2))
    >>> [piece.words(W) for piece in related_quotients(wanted, W, Context())]
    ['every W if W mod 2^n ≤ 1']
    """
    inside = [node for node in nodes(relation.left, Quotient) if node.has(unknown)]
    if len(inside) != PAIR or not all(is_whole(part) for node in inside for part in node.args):
        raise Unable("")
    for one, other in (inside, inside[::-1]):
        for rule in (_by_one_divisor, _by_a_multiple):
            cases = rule(relation, (one, other), unknown, judge)
            if cases is not None:
                return possible(partial(_case, *case, judge) for case in cases)
    raise Unable("")


RemainderCases = list[tuple[tuple[Relation, ...], Relation]]
"""Between which numbers a remainder lies, and what then has to hold without the unknown."""


def _by_one_divisor(
    relation: Relation, pair: tuple[Expr, Expr], unknown: Symbol, judge: Context
) -> RemainderCases | None:
    """``c⌊(x + a)/d⌋ − c⌊x/d⌋`` is c where x mod d is d − a at least, and else 0, for 0 < a ≤ d."""
    (more, divisor), (less, other) = (node.args for node in pair)
    apart = expanded(subtract(more, less))
    known = divisor == other and not divisor.has(unknown) and not apart.has(unknown)
    if not known or not judge.decide(">", apart) or not judge.decide(">=", divisor, apart):
        return None
    factor = factor_of(relation.left, pair[0])
    rest = subtract(relation.left, multiply(factor, subtract(*pair)))
    if factor.has(unknown) or rest.has(unknown):
        return None
    carried = Relation(relation.op, add(rest, factor))
    if apart == 1:
        remainder = Remainder(more, divisor, evaluate=False)
        return [((Relation("!=", remainder),), Relation(relation.op, rest)), ((Relation("==", remainder),), carried)]
    remainder, first = Remainder(less, divisor, evaluate=False), expanded(subtract(divisor, apart))
    below = Relation("<=", remainder, subtract(first, Integer(1)))
    return [((below,), Relation(relation.op, rest)), ((Relation(">=", remainder, first),), carried)]


def _by_a_multiple(
    relation: Relation, pair: tuple[Expr, Expr], unknown: Symbol, judge: Context
) -> RemainderCases | None:
    """``c⌊x/(cm)⌋ − ⌊x/m⌋`` is −k where x mod cm lies between km and (k + 1)m − 1, for k from 0 to c − 1.

    For a c with symbols in it, or a great one, only whether it is 0, where x mod cm lies below m, and else below 0.
    """
    (above, divisor), (other, least) = (node.args for node in pair)
    times = merged(expanded(divide_terms(divisor, least)))
    factor = negated(factor_of(relation.left, pair[1]))
    rest = merged(expanded(subtract(relation.left, multiply(factor, subtract(multiply(times, pair[0]), pair[1])))))
    if above != other or any(part.has(unknown) for part in (divisor, factor, rest)) or not judge.decide(">", least):
        return None
    remainder = Remainder(above, divisor, evaluate=False)
    if times.is_Integer and 1 < times <= MOST_CASES:
        return _numbered(relation.op, remainder, int(times), (least, factor, rest))
    whole = is_whole_term(times, lambda part: judge.decide(">=", part) is True)
    decides = relation.op == "==" or (relation.op == ">=" and judge.decide(">", factor))
    if rest != 0 or not whole or not judge.decide(">", times) or not decides:
        return None
    return [((Relation("<=", remainder, expanded(subtract(least, Integer(1)))),), Relation("==", Integer(0)))]


def _numbered(op: Comparator, remainder: Expr, times: int, parts: tuple[Expr, Expr, Expr]) -> RemainderCases:
    """One case for each k."""
    (least, factor, rest), cases = parts, []
    for turn in range(times):
        low = [Relation(">=", remainder, multiply(Integer(turn), least))] if turn else []
        high = Relation("<=", remainder, expanded(subtract(multiply(Integer(turn + 1), least), Integer(1))))
        wanted = Relation(op, subtract(rest, multiply(Integer(turn), factor)))
        cases.append(((*low, *([high] if turn + 1 < times else [])), wanted))
    return cases


MOST_CASES = 6
"""Multiples that a remainder is looked for between."""


def _case(remainders: tuple[Relation, ...], wanted: Relation, judge: Context) -> list[Range]:
    return [Range(conditions=(*remainders, *condition_of(wanted.op, wanted.left, judge)))]
