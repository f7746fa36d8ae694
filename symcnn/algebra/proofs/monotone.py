"""Monotonicity and bounds of an expression in one whole-number unknown."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Max, Min, Mod, Mul, Pow, Symbol

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.choice import ChoiceIfNotBelowZero, ChoiceIfZero
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.series import Series
from symcnn.support.budget import tick
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.support.scalar import Number

MOST_BITS = 100_000
"""Bits of a power that is worked out."""


MOST_TURNS = 100_000
"""Terms of a sum that are added up one by one."""


class TooLarge(Unable):
    """A number that is not worked out."""


class Trend(NamedTuple):
    """Direction 1 (never falls), -1 (never rises), 0 (stays), None (not known); bounds, None where there is none."""

    direction: int | None
    low: Number | None
    high: Number | None

    @property
    def is_constant(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high

    @property
    def flipped(self) -> Trend:
        """That of the value with opposite sign."""
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Trend(None if self.direction is None else -self.direction, low, high)


def monotonicity(expr: Expr, unknown: Symbol, low: int | None, high: int | None) -> Trend:
    """How an expression moves while its only symbol goes from low to high.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> monotonicity(W**2 - Quotient(100, W), W, 1, None)
    Trend(direction=1, low=-99, high=None)
    """
    return _trend(expr, {unknown: Trend(1, low, high)})


def _trend(expr: Expr, known: Mapping[Expr, Trend]) -> Trend:
    """The same where it is known how each symbol moves; an index of a sum stays, wherever it stands."""
    if expr.is_Rational:
        value = number(expr)
        return Trend(0, value, value)
    if expr in known:
        return known[expr]
    if isinstance(expr, Series):
        return _sum_of_turns(expr, known)
    rule = next((rule for kind, rule in _RULES.items() if isinstance(expr, kind)), None)
    if rule is None:
        return _UNKNOWN
    return rule(*(_trend(arg, known) for arg in expr.args))


def _sum_of_turns(expr: Series, known: Mapping[Expr, Trend]) -> Trend:
    """Terms of which none is below 0 rise where each of them does and where more of them come."""
    first, last = _trend(expr.first, known), _trend(expr.last, known)
    body = _trend(expr.body, {**known, expr.index: Trend(0, first.low, last.high)})
    if body.low is None or body.low < 0:
        return _UNKNOWN
    return Trend(_same((body.direction, first.flipped.direction, last.direction)), 0, None)


_UNKNOWN = Trend(None, None, None)


def _sum(*parts: Trend) -> Trend:
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    return Trend(
        _same(part.direction for part in parts),
        None if None in lows else sum(low for low in lows if low is not None),
        None if None in highs else sum(high for high in highs if high is not None),
    )


def _same(directions: Iterable[int | None]) -> int | None:
    """The direction of what all parts move together."""
    found = set(directions) - {0}
    return found.pop() if len(found) == 1 else 0 if not found else None


def _product(*parts: Trend) -> Trend:
    return reduce(_times, parts)


def _times(a: Trend, b: Trend) -> Trend:
    """Both at least 0: they move together; a factor at most 0 changes its sign first."""
    if a.low is None or a.low < 0:
        return _times(a.flipped, b).flipped if a.high is not None and a.high <= 0 else _times_signed(a, b)
    if b.low is None or b.low < 0:
        return _times(a, b.flipped).flipped if b.high is not None and b.high <= 0 else _times_signed(b, a)
    high = None if a.high is None or b.high is None else a.high * b.high
    if 0 in (a.high, b.high):
        high = 0
    return Trend(_same((a.direction, b.direction)), a.low * b.low, high)


def _times_signed(a: Trend, b: Trend) -> Trend:
    """The first factor has both signs: only a constant at least 0 keeps its direction."""
    if b.is_constant and b.low is not None:
        factor = b.low
        stretched = Trend(
            a.direction, None if a.low is None else a.low * factor, None if a.high is None else a.high * factor
        )
        return stretched if factor >= 0 else _times_signed(a.flipped, b.flipped)
    ends = [a.low, a.high, b.low, b.high]
    if None in ends:
        return _UNKNOWN
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None]
    return Trend(None, min(corners), max(corners))


def _power(base: Trend, exponent: Trend) -> Trend:
    if isinstance(exponent.low, int) and exponent.is_constant:
        if exponent.low >= 0:
            positive = reduce(_times, [base] * exponent.low, Trend(0, 1, 1))
            if exponent.low % 2 == 0 and (positive.low is None or positive.low < 0):
                return positive._replace(low=0)
            return positive
        return _reciprocal(_power(base, Trend(0, -exponent.low, -exponent.low)))
    if base.is_constant and base.low is not None and base.low >= 1:
        direction = 0 if base.low == 1 else exponent.direction
        return Trend(direction, _raised(base.low, exponent.low) or 0, _raised(base.low, exponent.high))
    if base.is_constant and base.low is not None and base.low > 0:
        inverse = _plain(1 / Fraction(base.low))
        return _reciprocal(_power(Trend(0, inverse, inverse), exponent))
    return _UNKNOWN


def _raised(base: Number, exponent: Number | None) -> Number | None:
    """The power; None where the exponent has no bound or is not whole."""
    return None if exponent is None or Fraction(exponent).denominator != 1 else power(base, int(exponent))


def _reciprocal(part: Trend) -> Trend:
    if part.low is None or part.low < 0 or (part.low == 0 and part.direction is None):
        return _UNKNOWN
    low = 0 if part.high is None else Fraction(1, 1) / part.high if part.high else None
    high = None if part.low == 0 else Fraction(1, 1) / part.low
    return Trend(None if part.direction is None or part.low == 0 else -part.direction, _plain(low), _plain(high))


def _plain(value: Number | None) -> Number | None:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _quotient(above: Trend, below: Trend) -> Trend:
    if below.low is None or below.low <= 0:
        return _UNKNOWN
    ratio = _times(above, _reciprocal(below))
    low, high = (None if end is None else end.__floor__() for end in (ratio.low, ratio.high))
    return Trend(ratio.direction, low, high)


def _remainder(above: Trend, below: Trend) -> Trend:
    return Trend(0 if above.direction == 0 == below.direction else None, 0, below.high)


def _least(*parts: Trend) -> Trend:
    lows = [part.low for part in parts]
    highs = [part.high for part in parts if part.high is not None]
    low = None if None in lows else min(low for low in lows if low is not None)
    return Trend(_same(part.direction for part in parts), low, min(highs, default=None))


def _greatest(*parts: Trend) -> Trend:
    return _least(*(part.flipped for part in parts)).flipped


_RULES: Mapping[type[Expr], Callable[..., Trend]] = {
    Add: _sum,
    Mul: _product,
    Pow: _power,
    Quotient: _quotient,
    Mod: _remainder,
    Min: _least,
    Max: _greatest,
}


# -- values ------------------------------------------------------------------------------------------------------------


def number(expr: Expr) -> Number:
    """A SymPy number as one of Python's."""
    return int(expr.p) if expr.q == 1 else Fraction(int(expr.p), int(expr.q))


def power(base: Number, exponent: int) -> Number:
    """An exact power, of bounded size."""
    size = max(Fraction(base).numerator.bit_length(), Fraction(base).denominator.bit_length())
    if abs(exponent) * size > MOST_BITS and base not in (-1, 0, 1):
        raise TooLarge(Message("a power of more than {} bits was reached", f"{MOST_BITS:,}"))
    return base**exponent if exponent >= 0 else _plain(Fraction(1) / Fraction(base) ** -exponent)  # type: ignore[return-value]


def evaluator(expr: Expr, unknown: Symbol) -> Callable[[int], Number]:
    """The expression as a function of its only symbol, in exact numbers.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> evaluator(Quotient(W - 7, 2) + 1, W)(224)
    109
    """
    value = _compiled(expr, (unknown,))
    return lambda x: value((x,))


def _compiled(expr: Expr, symbols: tuple[Expr, ...]) -> Callable[[tuple[int, ...]], Number]:
    """The expression as a function of the values of its symbols in their order."""
    if expr.is_Rational:
        value = number(expr)
        return lambda _: value
    if expr in symbols:
        place = symbols.index(expr)
        return lambda values: values[place]
    if isinstance(expr, Series):
        return _added_up(expr, symbols)
    meaning = next((meaning for kind, meaning in _MEANINGS.items() if isinstance(expr, kind)), None)
    if meaning is None:
        raise Unable(Message("{} has no rule", str(expr)))
    known, parts = meaning, [_compiled(arg, symbols) for arg in expr.args]
    return lambda values: known(*[part(values) for part in parts])


def _added_up(expr: Series, symbols: tuple[Expr, ...]) -> Callable[[tuple[int, ...]], Number]:
    """A sum, term by term."""
    first, last = (_compiled(end, symbols) for end in (expr.first, expr.last))
    body = _compiled(expr.body, (expr.index, *symbols))

    def found(values: tuple[int, ...]) -> Number:
        turns = range(first(values).__floor__(), last(values).__floor__() + 1)
        if len(turns) > MOST_TURNS:
            raise TooLarge(Message("a sum of more than {} terms was reached", f"{MOST_TURNS:,}"))
        tick(len(turns))
        return sum(body((turn, *values)) for turn in turns)

    return found


def _multiplied(*factors: Number) -> Number:
    value: Number = 1
    for factor in factors:
        value *= factor
    return value


def _added(*terms: Number) -> Number:
    return sum(terms)


def _raised_whole(base: Number, exponent: Number) -> Number:
    if Fraction(exponent).denominator != 1:
        raise Unable(Message("the exponent {} is not whole", exponent))
    return power(base, int(exponent))


_MEANINGS: Mapping[type[Expr], Callable[..., Number]] = {
    Add: _added,
    Mul: _multiplied,
    Pow: _raised_whole,
    Quotient: lambda above, below: above // below,
    Mod: lambda above, below: above % below,
    Min: min,
    Max: max,
    ChoiceIfZero: lambda asked, one, other: one if asked == 0 else other,
    ChoiceIfNotBelowZero: lambda asked, one, other: one if asked >= 0 else other,
}
