"""Kinds of update that an iteration makes to a variable, as rows, each with its value after i iterations."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Max, Min, Mul

from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.min_max import Ranking
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.exponential import joined, linear, raised
from symcnn.algebra.sums.series import Index, Series, fresh
from symcnn.algebra.sums.summation import divided, is_nonnegative, sum_up
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.formula import Comparator

_ZERO, _ONE = Integer(0), Integer(1)


class VariableUpdate(NamedTuple):
    """The update of one variable while it is solved: the other variables are formulas in the index already."""

    symbol: Expr
    update: Expr
    start: Expr
    index: Expr  # type: ignore[assignment]  # no method of a tuple
    least: Mapping[Expr, Expr]


class IteratedValue(NamedTuple):
    """The value after each turn."""

    value: Expr
    late: bool = False
    """Whether it holds only after one turn more."""


def _reset(turn: VariableUpdate) -> IteratedValue | None:
    """The value set in the turn before; it holds from the start only if the start is what such a turn would set."""
    if turn.symbol in turn.update.free_symbols:
        return None
    before = joined(turn.update.xreplace({turn.index: add(turn.index, Integer(-1))}))
    try:
        late = expanded(subtract(before.xreplace({turn.index: _ZERO}), turn.start)) != 0
    except ArithmeticMistake:  # no turn comes before the first one, so its number may divide by 0
        late = True
    return IteratedValue(before, late)


def _affine(turn: VariableUpdate) -> IteratedValue | None:
    """``a^i·start + Σ a^(i - 1 - t)·g(t)``."""
    line = linear(turn.update, turn.symbol)
    if line is None or turn.index in line.slope.free_symbols:
        return None
    factor, gain = line
    return IteratedValue(add(joined(multiply(raised(factor, turn.index), turn.start)), _gained(factor, gain, turn)))


def _gained(factor: Expr, gain: Expr, turn: VariableUpdate) -> Expr:
    """The sum of all turns' additions, each multiplied by the factors of the turns that follow it."""
    index = turn.index
    closed, stays = sum_up(gain, index, (_ZERO, index), factor, turn.least)
    if stays == 0:
        return closed
    taken = stays.free_symbols | factor.free_symbols | {index}
    step = fresh(Index("t"), {symbol.name for symbol in taken})
    share = stays.xreplace({index: step})
    later = raised(factor, add(index, Integer(-1), negated(step)))
    return add(closed, Series(multiply(later, share), step, _ZERO, add(index, Integer(-1))))


def _rounded(turn: VariableUpdate) -> IteratedValue | None:
    """``⌊(x + c)/s⌋ + d`` adds ``c + s·d`` before each division: ``⌊(start + Σ (c + s·d)·s^t)/s^i⌋``.

    Of ``c + s·d = e·(s - 1) + r`` the first part adds up to ``e·(s^i - 1)`` for every s, which leaves the division.
    """
    terms = Add.make_args(turn.update)
    quotients = [term for term in terms if turn.symbol in term.free_symbols]
    if len(quotients) != 1 or not isinstance(quotients[0], Quotient):
        return None
    numerator, stride = quotients[0].args
    line = linear(numerator, turn.symbol)
    outside = add(*(term for term in terms if term is not quotients[0]))
    if line is None or line.slope != 1 or {turn.symbol, turn.index} & stride.free_symbols:
        return None
    gain = expanded(add(line.constant, multiply(stride, outside)))
    if not (is_whole(gain) and is_whole(stride) and stride.is_positive):
        return None
    reach = raised(stride, turn.index)
    whole, rest = divided(gain, stride) if stride.is_Symbol and turn.index not in gain.free_symbols else (_ZERO, gain)
    gathered = _gained(_ONE, multiply(rest, reach), turn)
    return IteratedValue(add(whole, Quotient(expanded(add(turn.start, negated(whole), gathered)), reach)))


def _extremum(turn: VariableUpdate) -> IteratedValue | None:
    """Lines of one slope: their extremum is the line through the extremum of their constants."""
    if not isinstance(turn.update, Max | Min):
        return None
    lines = [linear(arg, turn.symbol) for arg in turn.update.args]
    if any(line is None for line in lines):
        return None
    slopes = {line.slope for line in lines if line is not None}
    if len(slopes) != 1:
        return None
    constant = _shared(type(turn.update), [line.constant for line in lines if line is not None], turn)
    return _affine(turn._replace(update=add(multiply(slopes.pop(), turn.symbol), constant)))


def _shared(kind: type[Max | Min], values: list[Expr], turn: VariableUpdate) -> Expr:
    """The extremum of values: the one that wins where that is known, and common factors taken out where it is not."""

    def is_ahead(relation: Comparator, one: Expr, other: Expr) -> bool:
        rise = subtract(one, other) if relation == ">=" else subtract(other, one)
        return is_nonnegative(expanded(rise), turn.least)

    kept = Ranking("max" if kind is Max else "min", is_ahead).winners(values)
    return reduce(lambda one, other: _undecided(kind, one, other, turn), kept)


def _undecided(kind: type[Max | Min], left: Expr, right: Expr, turn: VariableUpdate) -> Expr:
    shared = [
        factor
        for factor in Mul.make_args(left)
        if factor in Mul.make_args(right) and is_nonnegative(factor, turn.least)
    ]
    common = multiply(*shared)
    return multiply(common, kind(left / common, right / common, evaluate=False))


def _clipped(turn: VariableUpdate) -> IteratedValue | None:
    """``max(x, c)`` stays after its first turn."""
    if not isinstance(turn.update, Max | Min) or turn.symbol not in turn.update.args:
        return None
    others = [arg for arg in turn.update.args if arg != turn.symbol]
    if any({turn.symbol, turn.index} & other.free_symbols for other in others):
        return None
    value = _shared(type(turn.update), [turn.start, *others], turn)
    return IteratedValue(value, late=value != turn.start)


def _won(turn: VariableUpdate) -> IteratedValue | None:
    """``max(x + b, c(i)) + d`` where ``x + b`` is the greater in every turn: what then follows is shown to be so."""
    terms = Add.make_args(turn.update)
    inside = [term for term in terms if turn.symbol in term.free_symbols]
    if len(inside) != 1 or not isinstance(inside[0], Max | Min):
        return None
    mine = [arg for arg in inside[0].args if turn.symbol in arg.free_symbols]
    if len(mine) != 1:
        return None
    found = solved_update(turn._replace(update=add(mine[0], *(term for term in terms if term is not inside[0]))))
    if found is None or found.late:
        return None
    value = mine[0].xreplace({turn.symbol: found.value})
    rises = (subtract(value, other) for other in inside[0].args if other is not mine[0])
    sign = _ONE if isinstance(inside[0], Max) else Integer(-1)
    return found if all(is_nonnegative(expanded(multiply(sign, rise)), turn.least) for rise in rises) else None


class UpdateRule(NamedTuple):
    """A rule, as a row: for one kind of update, the value of its variable in any turn."""

    name: str
    words: str
    solve: Callable[[VariableUpdate], IteratedValue | None]


RULES: tuple[UpdateRule, ...] = (
    UpdateRule("kept", "x′ = x", lambda turn: IteratedValue(turn.start) if turn.update == turn.symbol else None),
    UpdateRule("reset", "x′ = c(i)", _reset),
    UpdateRule("affine", "x′ = a·x + g(i)", _affine),
    UpdateRule("rounded", "x′ = ⌊(x + c(i))/s⌋ + d(i)", _rounded),
    UpdateRule("extremum", "x′ = max(a·x + b(i), a·x + c(i))", _extremum),
    UpdateRule("clipped", "x′ = max(x, c)", _clipped),
    UpdateRule("won", "x′ = max(a·x + b(i), c(i)) + d(i), where the first is always greater", _won),
)


def solved_update(turn: VariableUpdate) -> IteratedValue | None:
    """The value after each turn, or None if no row applies."""
    return next((found for rule in RULES if (found := rule.solve(turn)) is not None), None)
