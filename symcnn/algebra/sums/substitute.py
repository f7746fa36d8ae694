"""Replaces named sizes by their formulas, which gives closed forms, as far as the limits allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.quotients.size import measured
from symcnn.algebra.sums.put_in import put_in
from symcnn.errors import LimitExceeded
from symcnn.support.work import counted, now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sympy import Expr

    from symcnn.limits import Limits

_DEEPEST = 200
"""The greatest depth of an expression; SymPy walks its trees recursively."""


class Closing:
    """Substitutes definitions for names, each once; nodes are built by their own laws, so that nested quotients join.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.limits import DEFAULT
    >>> W, half = make_symbol("W"), make_symbol("half")
    >>> Closing([(half, Quotient(W, 2))], DEFAULT).close(Quotient(half, 2))
    floor(W/4)
    """

    def __init__(self, definitions: Iterable[tuple[Expr, Expr]], limits: Limits) -> None:
        self._open = {name: to_sympy(value) for name, value in definitions}
        self._closed: dict[Expr, Expr] = {}
        self._nodes: dict[Expr, int] = {}
        self._limits = limits

    def close(self, value: Expr) -> Expr:
        """The value with every name replaced. A definition may use the names before it, so they are closed in order."""
        expression = to_sympy(value)
        inside, seen, nodes = expression.free_symbols, set[Any](), 0
        with counted(self._limits):
            for name in self._needed(expression):
                closed = self._closing(name)
                if name in inside and closed not in seen:  # expected whole in the result; equal ones may merge
                    seen.add(closed)
                    nodes += self._nodes[closed]
                    self._check(nodes)
            return self._put(expression)

    def _closing(self, name: Expr) -> Expr:
        if name not in self._closed:
            now("putting formulas in for", str(name))
            self._closed[name] = self._put(self._open[name])
        return self._closed[name]

    def _needed(self, expression: Expr) -> list[Expr]:
        """The names that an expression depends on, directly or not, in the order of their definitions."""
        needed: set[Expr] = set()
        waiting = [expression]
        while waiting:
            new = waiting.pop().free_symbols & self._open.keys() - needed
            needed |= new
            waiting += [self._open[name] for name in new if name not in self._closed]
        return [name for name in self._open if name in needed] if needed else []

    def _put(self, expression: Expr) -> Expr:
        names: dict[Expr, Expr] = {name: self._closed[name] for name in expression.free_symbols if name in self._closed}
        if not names:
            self._nodes[expression] = measured(expression, self._limits.operations)[0]
            return expression
        result = put_in(expression, names)
        nodes, depth = measured(result, self._limits.operations)
        if depth > _DEEPEST:
            raise LimitExceeded(f"{_TOO_LONG}: more than {_DEEPEST} operations inside one another", hint=_SHORT)
        self._check(nodes)
        self._nodes[result] = nodes
        return result

    def _check(self, nodes: int) -> None:
        most = self._limits.operations
        if nodes > most:
            hint = f"{_SHORT}, or allow more: operations={2 * most}"
            raise LimitExceeded(f"{_TOO_LONG}: more than {most:,} operations", hint=hint)


_TOO_LONG = "this closed form is too long to be written out"
_SHORT = "named sizes keep it short: see the definitions, or put numbers in"
