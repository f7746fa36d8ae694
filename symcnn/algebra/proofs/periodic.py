"""Proofs by counting one period: sums of symbols and of quotients by numbers repeat, up to a slope, in every symbol.

With period p in W, such a sum d has d(W + p) = d(W) + s for one slope s. So it is at least 0 for all W ≥ w exactly
where s ≥ 0 and it is at least 0 at w, w + 1, ..., w + p - 1; likewise in each of several symbols. That settles what no
law settles: ⌊W/2⌋ + ⌊(W + 1)/2⌋ = W.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Mod

from symcnn.algebra.quotients.construct import factors_of, terms_of
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.enumerated import MEANINGS, point_value
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.algebra.proofs.remainders import Residue
    from symcnn.support.scalar import Number

MOST_POINTS = 600
"""Beyond that many values to look at a proof is not tried."""


class Periodic(NamedTuple):
    """What a sum adds up to over one period of each of its symbols."""

    periods: dict[Expr, int]
    slopes: dict[Expr, Fraction]
    """Rise per step of each symbol, on average."""


def periodic(expr: Expr) -> Periodic | None:
    """Periods and slopes of an expression, or None if it is of another kind."""
    if expr.is_Rational:
        return Periodic({}, {})
    if expr.is_Symbol:
        return Periodic({expr: 1}, {expr: Fraction(1)}) if expr.is_integer else None
    if expr.is_Add:
        parts = [periodic(term) for term in expr.args]
        return None if None in parts else _sum([part for part in parts if part is not None])
    coefficient, rest = expr.as_coeff_Mul()
    if coefficient != 1:
        part = periodic(rest)
        times = Fraction(int(coefficient.p), int(coefficient.q)) if coefficient.is_Rational else None
        if part is None or times is None:
            return None
        return Periodic(part.periods, {symbol: times * slope for symbol, slope in part.slopes.items()})
    return _rounded(expr) if isinstance(expr, Quotient | Mod) and expr.args[1].is_Integer else None


def _sum(parts: list[Periodic]) -> Periodic:
    periods: dict[Expr, int] = {}
    slopes: dict[Expr, Fraction] = {}
    for part in parts:
        for symbol, period in part.periods.items():
            periods[symbol] = lcm(periods.get(symbol, 1), period)
            slopes[symbol] = slopes.get(symbol, Fraction(0)) + part.slopes[symbol]
    return Periodic(periods, slopes)


def _rounded(node: Expr) -> Periodic | None:
    """A quotient repeats once the numerator has risen by a multiple of the denominator."""
    part, number = periodic(node.args[0]), int(node.args[1])
    if part is None or number <= 0:
        return None
    periods = {}
    for symbol, period in part.periods.items():
        rise = part.slopes[symbol] * period / number
        periods[symbol] = period * rise.denominator
    share = Fraction(1, number) if isinstance(node, Quotient) else Fraction(0)
    return Periodic(periods, {symbol: share * slope for symbol, slope in part.slopes.items()})


def least_and_greatest(
    expr: Expr, least: Mapping[Expr, Expr | int], residues: Mapping[Expr, Residue]
) -> tuple[Number | None, Number | None]:
    """The exact least and greatest value over all numbers from ``least`` on, None where there is none or no proof."""
    found = periodic(expr)
    if found is None or any(symbol not in least for symbol in found.periods):
        return None, None
    if any(period > MOST_POINTS for period in found.periods.values()):
        return None, None
    ranges = {
        symbol: _range(int(least[symbol]), found.periods[symbol], residues.get(symbol)) for symbol in found.periods
    }
    values = list(_values(expr, ranges) or ())
    if not values:
        return None, None
    slopes = found.slopes.values()
    low = min(values) if all(slope >= 0 for slope in slopes) else None
    return low, max(values) if all(slope <= 0 for slope in slopes) else None


def is_always_whole(expr: Expr, residues: Mapping[Expr, Residue]) -> bool:
    """Whether a sum of products is whole for all whole numbers, by trying one period of each symbol.

    >>> from sympy import Symbol
    >>> f = Symbol("f", integer=True)
    >>> is_always_whole((f + Mod(f, 2)) / 2, {}), is_always_whole((f + Mod(f, 3)) / 2, {})
    (True, False)
    >>> is_always_whole(f**2 / 2 - f / 2, {}), is_always_whole(f**2 / 3 - f / 3, {})
    (True, False)
    """
    steps = _repeats(expr, 1)
    if steps is None or any(step > MOST_POINTS for step in steps.values()):
        return False
    ranges = {symbol: _range(0, step, residues.get(symbol)) for symbol, step in steps.items()}
    values = _values(expr, ranges)
    return values is not None and all(value.denominator == 1 for value in values)


def _values(expr: Expr, ranges: Mapping[Expr, range]) -> Iterator[Number] | None:
    """At all points, if these are not too many."""
    count = prod(map(len, ranges.values()))
    if count > MOST_POINTS:
        return None
    spend(count)
    return map(point_value(expr, tuple(ranges), MEANINGS), product(*ranges.values()))


def _repeats(expr: Expr, modulus: int) -> dict[Expr, int] | None:
    """The periods of the symbols of a value modulo a number; None for a value of another kind.

    A product of whole factors over q repeats where each factor does modulo q times as much.
    """
    found: dict[Expr, int] = {}
    for term in terms_of(expr):
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Rational:
            return None
        for factor in factors_of(rest):
            steps = _repeats_of_factor(factor, modulus * int(coefficient.q))
            if steps is None:
                return None
            found |= {symbol: lcm(found.get(symbol, 1), step) for symbol, step in steps.items()}
    return found


def _repeats_of_factor(factor: Expr, modulus: int) -> dict[Expr, int] | None:
    """⌊a/m⌋ is the same modulo q where a is modulo m·q, and a mod m where a is modulo m."""
    base, exponent = factor.as_base_exp()
    if base == 1:
        return {}
    if not (exponent.is_Integer and exponent > 0):
        return None
    if base.is_Symbol:
        return {base: modulus} if base.is_integer else None
    if not (isinstance(base, Quotient | Mod) and base.is_integer and base.args[1].is_Integer and base.args[1] > 0):
        return None
    divisor = int(base.args[1])
    return _repeats(base.args[0], divisor * modulus if isinstance(base, Quotient) else divisor)


def _range(first: int, period: int, residue: Residue | None) -> range:
    if residue is None:
        return range(first, first + period)
    start = residue.least_from(first)
    return range(start, start + lcm(period, residue.modulus), residue.modulus)
