"""Finds the indices at which a formula is extreme, so that a condition on all iterations becomes one on one or two.

A rule for each kind of node says which way its value goes as the index grows: ``up`` (it never falls), ``down`` (it
never rises), ``still`` (it does not change), ``one way`` (up or down, depending on symbols) or not decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sympy import Add, Expr, Integer, Max, Min, Mul, Pow

from symcnn.algebra.proofs.whole import is_whole_term
from symcnn.algebra.quotients.bounds import MIRRORED, compared
from symcnn.algebra.quotients.construct import add, factors_of, multiply, negated, over, subtract, terms_of
from symcnn.algebra.quotients.laws import is_above_0
from symcnn.algebra.quotients.min_max import PAIR
from symcnn.algebra.quotients.monomials import merged
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.exponential import ExponentialMonomial, as_expr, joined, terms_in
from symcnn.algebra.sums.joined_sums import rise_of
from symcnn.algebra.sums.series import Series
from symcnn.algebra.sums.summation import is_nonnegative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.formula import Comparator

UP, DOWN, STILL, ONE_WAY = "up", "down", "still", "one way"

_OPPOSITE: Mapping[str, str] = {UP: DOWN, DOWN: UP, STILL: STILL, ONE_WAY: ONE_WAY}
_ENDS: Mapping[str, tuple[str, ...]] = {UP: ("first",), DOWN: ("last",), STILL: ("first",), ONE_WAY: ("first", "last")}
"""Where a value that goes one way is least."""
_NOTHING: Mapping[Expr, Expr] = {}


def critical_indices(
    expr: Expr,
    index: Expr,
    first: Expr | int,
    last: Expr | int,
    relation: Comparator = ">=",
) -> list[Expr] | None:
    """What must stand in the relation to 0 so that ``expr`` does for every index from first to last.

    The range must not be empty. None means: not decided.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.sums.series import Index
    >>> i, n, W, F = Index("i"), make_symbol("n"), make_symbol("W"), make_symbol("F")
    >>> critical_indices(W - i*(F - 1) - F, i, 0, n - 1)
    [-F + W - (F - 1)*(n - 1)]
    """
    if relation in ("<=", "<"):
        relation = MIRRORED[relation]
        expr = negated(expr)
    if relation == "!=" and index in expr.free_symbols:
        return None
    same = (expr,) if relation == "==" else (expr, compared(relation, expr, Integer(0))[1])
    return _at_ends(same, (index, first, last), is_equation=relation == "==")


def least_values(expr: Expr, index: Expr, first: Expr | int, last: Expr | int) -> list[Expr] | None:
    """The values of ``expr`` of which one is the least for an index from first to last; None means: not decided.

    Unlike what has only to stand in a relation to 0, it must not be taken without a factor that the index changes.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.sums.series import Index
    >>> i, n, W = Index("i"), make_symbol("n"), make_symbol("W")
    >>> least_values(Quotient(W, 2**i), i, 0, n), least_values(3**i*Quotient(W, 2**i), i, 0, n)
    ([floor(W/2**n)], None)
    """
    return _at_ends((expr,), (index, first, last))


def _at_ends(
    same: tuple[Expr, ...], indices: tuple[Expr, Expr | int, Expr | int], *, is_equation: bool = False
) -> list[Expr] | None:
    """The first of some expressions that say the same, at the ends of the range that decide."""
    index, *ends = indices
    first, last = (Integer(end) if isinstance(end, int) else end for end in ends)
    if index not in same[0].free_symbols:
        return [same[0]]
    if not is_nonnegative(first, _NOTHING):
        return None
    known = {index: first} if first.is_Integer else _NOTHING
    found = (_places(expr, index, known, is_equation=is_equation) for expr in same)
    at = next((places for places in found if places is not None), None)
    values = {"first": first, "last": last}
    return None if at is None else list(dict.fromkeys(same[0].xreplace({index: values[place]}) for place in at))


def _places(expr: Expr, index: Expr, least: Mapping[Expr, Expr], *, is_equation: bool) -> tuple[str, ...] | None:
    """The ends of the range that decide for all of it.

    A value that goes one way has to be 0 at both ends, or where what never passes 0 is farthest from it.
    """
    way = index_monotonicity(expr, index, least)
    if way is None:
        return ("first", "last") if not is_equation and _is_concave(expr, index, least) else None
    if is_equation:
        found = _stretched(expr, index, least)
        way = _OPPOSITE[(found and index_monotonicity(found.times, index, least)) or ONE_WAY]
    return _ENDS[way]


def index_monotonicity(expr: Expr, index: Expr, least: Mapping[Expr, Expr] = _NOTHING) -> str | None:
    """Which way a value goes as the index, which is not below 0, grows by whole steps.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.sums.series import Index
    >>> i, W = Index("i"), make_symbol("W")
    >>> index_monotonicity(Quotient(W, 2**i), i), index_monotonicity(2**i - i, i), index_monotonicity(i**2 - 4*i, i)
    ('down', 'up', None)
    """
    if index not in expr.free_symbols:
        return STILL
    if expr == index:
        return UP
    rule = next((rule for kind, rule in _RULES.items() if isinstance(expr, kind)), None)
    judges = (rule, _gathered, _stepwise, _entry_by_entry, _left_over)
    ways = (judge(expr, index, least) for judge in judges if judge is not None)
    return next((way for way in ways if way is not None), None)


def _together(ways: Iterable[str | None]) -> str | None:
    """The way of a sum, a minimum or a maximum of parts."""
    moving = [way for way in ways if way != STILL]
    if not moving:
        return STILL
    same = all(way == moving[0] for way in moving)
    return moving[0] if same and (moving[0] != ONE_WAY or len(moving) == 1) else None


def _every(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    return _together(index_monotonicity(arg, index, least) for arg in expr.args)


def _product(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    still = multiply(*(arg for arg in expr.args if index not in arg.free_symbols))
    moving = [arg for arg in expr.args if index in arg.free_symbols]
    if len(moving) > 1 and not all(_is_never_below_0(arg, least) for arg in moving):
        return None
    way = _together(index_monotonicity(arg, index, least) for arg in moving)
    if way is None or _is_never_below_0(still, least):
        return way
    return _OPPOSITE[way] if _is_never_below_0(negated(still), least) else ONE_WAY


def _is_never_below_0(expr: Expr, least: Mapping[Expr, Expr]) -> bool:
    """Whether an expression is never below 0, by its terms' bounds or as a product, power or sum of such parts."""
    return is_nonnegative(expanded(expr), least) or bool(expr.is_nonnegative)


def _power(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    base, exponent = expr.args
    if index not in base.free_symbols:
        way = index_monotonicity(exponent, index, least)
        if way is None or not base.is_positive:
            return None
        if is_nonnegative(subtract(base, Integer(1)), least):
            return way
        return _OPPOSITE[way] if is_nonnegative(subtract(Integer(1), base), least) else None
    if not exponent.is_Integer or not is_nonnegative(expanded(base), least):
        return None
    way = index_monotonicity(base, index, least)
    if exponent > 0 or way is None:
        return way
    return _OPPOSITE[way] if is_nonnegative(subtract(expanded(base), Integer(1)), least) else None


def _quotient(expr: Quotient, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    above, below = (index_monotonicity(arg, index, least) for arg in expr.args)
    if below == STILL and not is_above_0(expr.denominator):
        return STILL if above == STILL else above and ONE_WAY
    if below == STILL:
        return above
    if below not in (UP, DOWN) or not _is_never_below_0(expr.denominator, least):
        return None
    numerator = expanded(expr.numerator)
    if is_nonnegative(numerator, least):
        return _together((above, _OPPOSITE[below]))
    return _together((above, below)) if is_nonnegative(negated(numerator), least) else None


def _series(expr: Series, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    """More terms that are not negative, or the same terms that go one way."""
    if index in expr.first.free_symbols or expr.index == index:
        return None
    ways = [index_monotonicity(expr.body, index, least)]
    if index in expr.last.free_symbols:
        grows = expr.first.is_nonnegative and is_nonnegative(expanded(expr.body), least)
        ways.append(index_monotonicity(expr.last, index, least) if grows else None)
    return _together(ways) if ONE_WAY not in ways else None


def _gathered(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    """The direction once like terms are put together: in ``S - F*S`` the sign of ``1 - F`` decides."""
    terms = terms_in(expr, index)
    parts = [as_expr({kind: part}, index) for kind, part in terms.items()]
    if not expr.is_Add or not 1 < len(parts) < len(expr.args):
        return None
    return _together(index_monotonicity(part, index, least) for part in parts)


def _entry_by_entry(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    """The sign of what one step adds, for sums over the entries of a list."""
    rise = rise_of(expr, index, least)
    return None if rise is None else _by_step(rise, least)


def _stepwise(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    """The sign of what one step adds, for sums of powers."""
    terms = terms_in(expr, index)
    if any(kind.other != 1 for kind in terms):
        return None
    here = as_expr(terms, index)
    ahead = as_expr(terms_in(joined(here.xreplace({index: add(index, Integer(1))})), index), index)
    return _by_step(expanded(subtract(ahead, here)), least)


def _by_step(step: Expr, least: Mapping[Expr, Expr]) -> str | None:
    return UP if is_nonnegative(step, least) else DOWN if _is_negative(step, least) else None


class Stretched(NamedTuple):
    """``⌊kx⌋ - k⌊x⌋`` or ``k⌈x⌉ - ⌈kx⌉`` for a whole k from 1 on and an x that stays, or the opposite."""

    times: Expr
    is_above_0: bool


def _left_over(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> str | None:
    """The larger k, the more is left over of ``k(x - ⌊x⌋)``, and lacking to ``k(⌈x⌉ - x)``."""
    found = _stretched(expr, index, least)
    way = index_monotonicity(found.times, index, least) if found else None
    return way if found is None or way is None or found.is_above_0 else _OPPOSITE[way]


def _stretched(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> Stretched | None:
    terms = terms_of(merged(expanded(expr)))
    inside = [[factor for factor in factors_of(term) if isinstance(factor, Quotient)] for term in terms]
    pair = [(term, *nodes) for term, nodes in zip(terms, inside, strict=True) if nodes]
    if len(pair) != PAIR or any(len(entry) != PAIR for entry in pair):
        return None
    for (many, still), (one, outer) in (pair, reversed(pair)):
        sign, (above, below) = over(one, outer), still.args
        if abs(sign) != 1 or index in still.free_symbols:
            continue
        times = merged(multiply(negated(sign), over(many, still)))
        ratio = multiply(over(*outer.args), over(below, above))
        rest = multiply(negated(sign), subtract(expr, add(many, one)))
        rounded_up = merged(expanded(subtract(rest, times))) == -1
        if merged(ratio) != times or not (rounded_up or merged(expanded(rest)) == 0):
            continue
        whole = is_whole_term(times, lambda part: is_nonnegative(part, least))
        if whole and is_nonnegative(subtract(times, Integer(1)), least):
            return Stretched(times, is_above_0=(sign == 1) is not rounded_up)
    return None


def _is_concave(expr: Expr, index: Expr, least: Mapping[Expr, Expr]) -> bool:
    """Whether a value is nowhere below the line between its ends: a line, less what curves upward."""
    return all(
        kind.other == 1
        and (
            kind in (ExponentialMonomial(0), ExponentialMonomial(1))
            or (_curves_upward(kind) and _is_negative(part, least))
        )
        for kind, part in terms_in(expr, index).items()
    )


def _curves_upward(kind: ExponentialMonomial) -> bool:
    """``i^k·r^i`` is convex from 0 on for r of at least 1, and for k = 0 with any positive r."""
    ratio = kind.ratio
    if kind.power == 0:
        return bool(ratio.is_positive)
    return is_nonnegative(subtract(ratio, Integer(1)), _NOTHING)


def _is_negative(part: Expr, least: Mapping[Expr, Expr]) -> bool:
    return is_nonnegative(expanded(negated(part)), least)


_RULES: Mapping[type[Expr], Callable[[Any, Expr, Mapping[Expr, Expr]], str | None]] = {
    Add: _every,
    Mul: _product,
    Pow: _power,
    Quotient: _quotient,
    Max: _every,
    Min: _every,
    Series: _series,
}
