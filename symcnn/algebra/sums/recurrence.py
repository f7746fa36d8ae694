"""Solves the recurrences of a repeat in closed form; each kind of update is a row.

A turn gives every variable a new value from the old values and the number of the turn. The value after i turns is
exact, or the update is refused with :class:`Unsolved`; nothing is approximated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer

from symcnn.algebra.quotients.construct import add
from symcnn.algebra.sums.exponential import joined
from symcnn.algebra.sums.updates import VariableUpdate, solved_update
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTHING: Mapping[Expr, Expr] = {}


class Unsolved(SymcnnError):  # noqa: N818 - named as the other errors are
    """An update without a known closed form: its variable, the update, and why."""

    def __init__(self, symbol: Expr, update: Expr, why: str) -> None:
        super().__init__(f"no closed form is known for {symbol} after each turn, which becomes {update}: {why}")
        self.symbol = symbol
        self.update = update
        self.why = why


class RecurrenceSolution(NamedTuple):
    """The value of every variable after ``index`` iterations, for every index from ``peel`` on (loop peeling)."""

    values: Mapping[Expr, Expr]
    index: Expr  # type: ignore[assignment]  # no method of a tuple
    peel: int
    """Turns to be carried out one by one before the formulas hold."""
    first: tuple[Mapping[Expr, Expr], ...]
    """The state after 0, 1, … turns, as far as the formulas do not hold there."""

    def after(self, turns: Expr | int) -> dict[Expr, Expr]:
        """The state after a number of turns, which is at least ``peel`` or a number."""
        if turns in range(self.peel):
            return dict(self.first[int(turns)])
        count = Integer(turns) if isinstance(turns, int) else turns
        return {symbol: value.xreplace({self.index: count}) for symbol, value in self.values.items()}


def solve_recurrences(
    updates: Mapping[Expr, Expr], start: Mapping[Expr, Expr], index: Expr, least: Mapping[Expr, Expr] = _NOTHING
) -> RecurrenceSolution:
    """Solve ``x(i + 1) = updates[x]`` for all variables x at once; an update may use the index and other variables.

    ``least`` says what symbols are known to be at least, beyond their own assumptions.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.sums.series import Index
    >>> i, W, x = Index("i"), make_symbol("W"), make_symbol("x")
    >>> solve_recurrences({x: Quotient(x - 1, 2) + 1}, {x: W}, i).values[x]
    floor((W - 1)/2**i) + 1
    """
    if any(index in value.free_symbols for value in start.values()):
        raise ValueError("the state before the first turn cannot depend on the turn")
    states = [dict(start)]
    solved: dict[Expr, Expr] = {}
    held: dict[Expr, int] = {}
    for symbol in _order(updates):
        turn = max((held[other] for other in updates[symbol].free_symbols & solved.keys()), default=0)
        while len(states) <= turn:
            states.append(_advanced(updates, states[-1], index, len(states) - 1))
        later = {index: add(index, Integer(turn))}
        update = updates[symbol].xreplace(later).xreplace({other: _moved(solved[other], later) for other in solved})
        found = solved_update(VariableUpdate(symbol, update, states[turn][symbol], index, least))
        if found is None:
            raise Unsolved(symbol, updates[symbol], "this kind of update has no formula for all turns")
        solved[symbol] = _moved(found.value, {index: add(index, Integer(-turn))})
        held[symbol] = turn + found.late
    peel = max(held.values(), default=0)
    while len(states) < peel:
        states.append(_advanced(updates, states[-1], index, len(states) - 1))
    return RecurrenceSolution({symbol: solved[symbol] for symbol in updates}, index, peel, tuple(states[:peel]))


def _moved(value: Expr, rule: Mapping[Expr, Expr]) -> Expr:
    """A value with its turns counted from elsewhere."""
    return value if all(old == new for old, new in rule.items()) else joined(value.xreplace(rule))


def _advanced(updates: Mapping[Expr, Expr], state: Mapping[Expr, Expr], index: Expr, turn: int) -> dict[Expr, Expr]:
    rule = {**state, index: Integer(turn)}
    return {symbol: update.xreplace(rule) for symbol, update in updates.items()}


def _order(updates: Mapping[Expr, Expr]) -> list[Expr]:
    """The variables, each after those that its update uses."""
    waiting = {symbol: (update.free_symbols & updates.keys()) - {symbol} for symbol, update in updates.items()}
    order: list[Expr] = []
    while waiting:
        ready = [symbol for symbol, needed in waiting.items() if needed <= set(order)]
        if not ready:
            symbol = next(iter(waiting))
            others = ", ".join(sorted(str(other) for other in waiting if other != symbol))
            raise Unsolved(symbol, updates[symbol], f"it and {others} depend on each other")
        order.extend(ready)
        waiting = {symbol: needed for symbol, needed in waiting.items() if symbol not in ready}
    return order
