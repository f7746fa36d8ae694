"""Solves relations that are linear in the unknown: slope and constant, and the end of ``slope*x + rest op 0``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Mod, Pow, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Range
from symcnn.algebra.solving.remainder_forms import with_remainders
from symcnn.algebra.solving.side_conditions import congruence, multiple_and_rest
from symcnn.algebra.sums.exponential import linear

if TYPE_CHECKING:
    from symcnn.algebra.solving.normalise import Context
    from symcnn.algebra.solving.problem import Relation
    from symcnn.formula import Comparator


def line(difference: Expr, unknown: Symbol) -> tuple[Expr, Expr]:
    """Slope and constant of an expression that is linear in the unknown; raises `Unable` for another."""
    total = expanded(difference)
    found = linear(total, unknown)
    if found is None:
        raise Unable(_tangle(next(term for term in Add.make_args(total) if linear(term, unknown) is None), unknown))
    return found


def _tangle(term: Expr, unknown: Symbol) -> str:
    """Why a term is not linear; nothing where the rules for quotients and remainders have more to say."""
    if any(node.exp.has(unknown) for node in nodes(term, Pow)):
        return "it is an exponent"
    if any(node.has(unknown) for node in nodes(term, (Quotient, Mod))):
        return ""
    return "it stands in a power or is multiplied with itself"


def end_of(op: Comparator, slope: Expr, rest: Expr, judge: Context, relation: Relation, unknown: Symbol) -> Range:
    """``slope*x + rest op 0`` for a positive slope; the end is rounded to a whole number."""
    opposite = negated(rest)
    if op == "==":
        times, left = multiple_and_rest(opposite, slope)
        value = with_remainders(add(times, expanded(multiply(left, 1 / slope))))
        return Range(value=value, conditions=congruence(slope, opposite, judge, relation, unknown))
    if op == "<=":
        return Range(high=Quotient(opposite, slope))
    if op == "<":
        return Range(high=subtract(multiply(Integer(-1), Quotient(rest, slope)), Integer(1)))
    if op == ">":
        return Range(low=add(Quotient(opposite, slope), Integer(1)))
    if is_whole(slope) and is_whole(rest):
        return Range(low=Quotient(add(opposite, slope, Integer(-1)), slope))
    return Range(low=multiply(Integer(-1), Quotient(rest, slope)))
