"""Monotonicity and bounds of an expression in one whole-number unknown."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Pow, Symbol

from symcnn.algebra.exact.polynomial import plain
from symcnn.algebra.proofs.extreme_turns import index_monotonicity
from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import bounds
from symcnn.algebra.quotients.numbers import to_number
from symcnn.algebra.sums.enumerated import MEANINGS, NoMeaning, point_value
from symcnn.algebra.sums.series import Series
from symcnn.support.budget import tick
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.algebra.sums.enumerated import Meanings, PointValue
    from symcnn.support.scalar import Number

MOST_BITS = 100_000
"""Bits of a power that is worked out."""


MOST_TURNS = 100_000
"""Terms of a sum that are added up one by one."""


class Trend(NamedTuple):
    """Which way a value goes (up, down, still; None: not known), and its bounds, None where there is none."""

    way: str | None
    low: Number | None
    high: Number | None


def monotonicity(expr: Expr, unknown: Symbol, low: int | None, high: int | None) -> Trend:
    """How an expression moves while its only symbol goes from low to high.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> monotonicity(W**2 - Quotient(100, W), W, 1, None)
    Trend(way='up', low=-99, high=None)
    """
    least, most = (dict[Expr, Expr]({} if end is None else {unknown: Integer(end)}) for end in (low, high))
    ends = (None if end is None else to_number(end) for end in bounds(expr, least, most))
    return Trend(index_monotonicity(expr, unknown, least), *ends)


# -- values ------------------------------------------------------------------------------------------------------------


def evaluator(expr: Expr, unknown: Symbol) -> Callable[[int], Number]:
    """The expression as a function of its only symbol, in exact numbers.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> evaluator(Quotient(W - 7, 2) + 1, W)(224)
    109
    """
    try:
        value = point_value(expr, (unknown,), _MEANINGS)
    except NoMeaning as node:
        raise Unable(Message("{} has no rule", str(node))) from None
    return lambda x: value((x,))


def _added_up(expr: Series, symbols: Sequence[Expr]) -> PointValue:
    """A sum, term by term."""
    first, last = (point_value(end, symbols, _MEANINGS) for end in (expr.first, expr.last))
    body = point_value(expr.body, (expr.index, *symbols), _MEANINGS)

    def found(values: Sequence[Number]) -> Number:
        turns = range(first(values).__floor__(), last(values).__floor__() + 1)
        if len(turns) > MOST_TURNS:
            raise Unable(Message("a sum of more than {} terms was reached", f"{MOST_TURNS:,}"))
        tick(len(turns))
        return sum(body((turn, *values)) for turn in turns)

    return found


def _raised_whole(base: Number, exponent: Number) -> Number:
    if Fraction(exponent).denominator != 1:
        raise Unable(Message("the exponent {} is not whole", exponent))
    times, size = int(exponent), max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(times) * size > MOST_BITS and base not in (-1, 0, 1):
        raise Unable(Message("a power of more than {} bits was reached", f"{MOST_BITS:,}"))
    return base**times if times >= 0 else plain(Fraction(base) ** times)


_MEANINGS: Meanings = {**MEANINGS, Pow: _raised_whole, Series: _added_up}
