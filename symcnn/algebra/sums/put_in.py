"""Substitutes expressions for symbols, as SymPy's ``xreplace`` does, but within a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Expr, Max, Min, Mod, nan, zoo

from symcnn.algebra.quotients.choice import ChosenValue
from symcnn.algebra.quotients.construct import rebuilt
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.size import measured
from symcnn.algebra.sums.series import Series
from symcnn.errors import ArithmeticMistake
from symcnn.support.budget import tick

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_COMPARED = 200
"""SymPy compares the values of an extremum that has no more nodes than that."""


def put_in(expr: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """The expression with some of its symbols or nodes replaced.

    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F = make_symbol("W"), make_symbol("F")
    >>> put_in(Quotient(W, 2) + Mod(W, F, evaluate=False), {W: 4*F + 1})
    2*F + Mod(1, F)
    """
    return _Putting(values).of(expr) if values else expr


class _Putting:
    """One substitution, which replaces equal parts once."""

    def __init__(self, values: Mapping[Expr, Expr]) -> None:
        self._done: dict[Expr, Expr] = dict(values)
        self._symbols = set().union(*(old.free_symbols for old in values))
        self._rule = dict(values)

    def of(self, node: Expr) -> Expr:
        if node in self._done:
            return self._done[node]
        if not node.args or self._symbols.isdisjoint(node.free_symbols):
            return node
        tick(1 + len(node.args))
        self._done[node] = found = self._rebuilt(node)
        return found

    def _rebuilt(self, node: Expr) -> Expr:
        if isinstance(node, Series):
            return node.xreplace(self._rule)
        if isinstance(node, ChosenValue):
            return node.replaced(self.of)
        args = [self.of(arg) for arg in node.args]
        if all(new is old for new, old in zip(args, node.args, strict=True)):
            return node
        if isinstance(node, Mod):
            return Remainder(*args)
        if isinstance(node, Min | Max):
            short = measured(node.func(*args, evaluate=False), MOST_COMPARED)[0] <= MOST_COMPARED
            return node.func(*args, evaluate=short)
        found = rebuilt(node, args)
        if found in (zoo, nan):
            raise ArithmeticMistake("division by zero")
        return found
