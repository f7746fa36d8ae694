"""Drops divisibilities that follow from another one: of ``2^n`` dividing W + 4 that 2 divides W, for n ≥ 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Dummy, Expr

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import multiply, subtract
from symcnn.algebra.quotients.laws import expanded, is_whole
from symcnn.algebra.solving.lines import line
from symcnn.algebra.solving.normalise import Context, divisibility

if TYPE_CHECKING:
    from sympy import Symbol

    from symcnn.algebra.solving.problem import Divides, Plain


def without_implied_multiples(conditions: list[Plain], unknown: Symbol, judge: Context) -> list[Plain]:
    """The conditions without divisibilities of the unknown that another one has in it.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.problem import Divides
    >>> W, n = make_symbol("W"), make_symbol("n")
    >>> asked = [Divides(2, W), Divides(2**n, 2*W + 8), Divides(2**n, W + 4)]
    >>> without_implied_multiples(asked, W, Context())
    [Divides(divisor=2**n, expr=W + 4)]
    """
    left = list(conditions)
    for condition in conditions:
        known = _of(condition, unknown, judge)
        if known is None:
            continue
        others = (_of(other, unknown, judge) for other in left if other is not condition)
        if any(other is not None and _follows(known, other, unknown) for other in others):
            left.remove(condition)
    return left


def _of(condition: Plain, unknown: Symbol, judge: Context) -> Divides | None:
    """What a condition says of a divisor without the unknown."""
    found = divisibility(condition, judge)
    return None if found is None or found.divisor.has(unknown) or not found.expr.has(unknown) else found


def _follows(condition: Divides, other: Divides, unknown: Symbol) -> bool:
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
    """Whether an expression of positive whole symbols is whole: ``2^n/2`` is."""
    positive = [symbol for symbol in expr.free_symbols if symbol.is_integer and symbol.is_positive]
    shifted = {symbol: Dummy(str(symbol), integer=True, nonnegative=True) + 1 for symbol in positive}
    return bool(is_whole(expanded(expr.xreplace(shifted).expand())))
