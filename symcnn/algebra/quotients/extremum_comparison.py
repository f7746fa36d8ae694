"""Proves inequalities between sums with maxima, minima or quotients, which are monotonic in their arguments."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from sympy import Expr, Max, Min

from symcnn.algebra.quotients.construct import add, multiply, subtract, terms_of
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_plain
from symcnn.algebra.quotients.quotient import Quotient

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.formula import Comparator

    Decide = Callable[[Comparator, Any, Any], bool | None]


def judged_apart(difference: Expr, decide: Decide) -> bool | None:
    """A sum with a maximum is at least 0 if it is with one of its parts, with a minimum if it is with all.

    >>> from symcnn.algebra.domains.symbolic import Symbolic
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, W = make_symbol("K"), make_symbol("W")
    >>> judged_apart(Max(K, W) - K, Symbolic().decide), judged_apart(Min(K, W) - K, Symbolic().decide)
    (True, None)
    """
    for term in terms_of(difference):
        times, extremum = term.as_coeff_Mul()
        if isinstance(extremum, Min | Max):
            rest = subtract(difference, term)
            parts = [expanded(add(rest, multiply(times, part))) for part in extremum.args]
            one_is_enough = isinstance(extremum, Max) == bool(times > 0)
            for answer, enough in ((one_is_enough, any), (not one_is_enough, all)):
                if enough(decide(">=", to_plain(part), 0) is answer for part in parts):
                    return answer
            return None
    return None


def judged_in_order(relation: Comparator, a: Expr, b: Expr, put: Callable[[Expr], Expr], decide: Decide) -> bool | None:
    """True if two quotients over one positive denominator, compared by their numerators, prove it; else None.

    The relation is ``>=`` or ``<=``; ``put`` rewrites each side first. ``⌊a/c⌋ >= ⌊b/c⌋`` follows from ``a >= b``.
    """
    more, less = (a, b) if relation == ">=" else (b, a)
    difference = expanded(subtract(put(more), put(less)))
    parts = [(term, *term.as_coeff_Mul()) for term in terms_of(difference)]
    quotients = [part for part in parts if isinstance(part[2], Quotient)]
    for (gain, times, first), (loss, less_times, second) in permutations(quotients, 2):
        (above, below), (other_above, other_below) = first.args, second.args
        if times <= 0 or less_times != -times or below != other_below:
            continue
        ahead = subtract(above, other_above)
        if decide(">", below, 0) and decide(">=", to_plain(ahead), 0):
            return True if decide(">=", to_plain(subtract(difference, add(gain, loss))), 0) else None
    return None
