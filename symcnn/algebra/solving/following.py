"""Drops conditions that follow from others, and so need not be solved: of ``2^n`` dividing W + 4 that 2 divides W."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.proofs.whole import is_whole_term
from symcnn.algebra.quotients.construct import multiply, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.solving.lines import line
from symcnn.algebra.solving.normalise import Context, divisibility
from symcnn.algebra.sums.summation import is_nonnegative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sympy import Symbol

    from symcnn.algebra.solving.problem import Divides, Plain


def not_following(conditions: Iterable[Plain], relations: list[Plain], judge: Context) -> list[Plain]:
    """The conditions that do not follow from all that is still asked for; equations are solved, not used."""

    def follows(condition: Plain, others: list[Plain]) -> bool:
        known = judge.with_nonnegative(others)
        return known is not None and bool(known.holds(condition))

    return _left(conditions, relations, follows)


def without_implied_multiples(conditions: list[Plain], unknown: Symbol, judge: Context) -> list[Plain]:
    """The conditions without divisibilities of the unknown that another one has in it.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.problem import Divides
    >>> W, n = make_symbol("W"), make_symbol("n")
    >>> asked = [Divides(2, W), Divides(2**n, 2*W + 8), Divides(2**n, W + 4)]
    >>> without_implied_multiples(asked, W, Context())
    [Divides(divisor=2**n, expr=W + 4)]
    """

    def follows(condition: Plain, others: list[Plain]) -> bool:
        known = _divisibility(condition, unknown, judge)
        if known is None:
            return False
        said = (_divisibility(other, unknown, judge) for other in others)
        return any(other is not None and _has_in_it(other, known, unknown) for other in said)

    return _left(conditions, conditions, follows)


def _left(
    conditions: Iterable[Plain], relations: list[Plain], follows: Callable[[Plain, list[Plain]], bool]
) -> list[Plain]:
    """The conditions that do not follow from what is left of all relations; of two that say the same, one."""
    left: list[Plain] = []
    for condition in conditions:
        others = [one for one in relations if one is not condition]
        if follows(condition, others):
            relations = others
        else:
            left.append(condition)
    return left


def _divisibility(condition: Plain, unknown: Symbol, judge: Context) -> Divides | None:
    """The divisibility that a condition states, where its dividend has the unknown and its divisor has not."""
    found = divisibility(condition, judge)
    return None if found is None or found.divisor.has(unknown) or not found.expr.has(unknown) else found


def _has_in_it(other: Divides, condition: Divides, unknown: Symbol) -> bool:
    """Whether ``m`` divides ``k·e + r`` because ``m·q`` divides ``e``, ``m`` divides ``r``, and k and q are whole."""
    try:
        (slope, rest), (unit, start) = (line(part.expr, unknown) for part in (condition, other))
    except Unable:
        return False
    times = expanded(slope / unit)
    left = expanded(subtract(rest, multiply(times, start)))
    divisor = condition.divisor
    return is_whole(times) and _is_whole(other.divisor / divisor) and _is_whole(left / divisor)


def _is_whole(expr: Expr) -> bool:
    """Whether an expression is whole by the kinds of its symbols: ``2^n/2`` is for n from 1 on."""
    return all(is_whole_term(term, lambda part: is_nonnegative(part, {})) for term in Add.make_args(expanded(expr)))
