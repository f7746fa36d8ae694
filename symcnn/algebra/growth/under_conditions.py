"""Leading terms where conditions hold: ``W ≥ F − 2P`` makes ``W − F + 2P + 1`` positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Dummy, Expr, Symbol

from symcnn.algebra.growth.leading import Leading, growth, leading
from symcnn.algebra.quotients.construct import add, negated, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.formula import Formula


def growth_under(expr: Expr, symbol: Symbol, conditions: Iterable[Formula]) -> str:
    """How a formula grows with a symbol, in words.

    >>> from symcnn.algebra.proofs.stated_formulas import stated
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, W, F = map(make_symbol, "KWF")
    >>> growth(K*(W - F + 1), K), growth_under(K*(W - F + 1), K, [stated(">=", W, F)])
    ('not decided', 'grows as K')
    """
    there, _ = _shifts(conditions, symbol)
    return growth(expr.xreplace(there), symbol)


def leading_under(expr: Expr, symbol: Symbol, conditions: Iterable[Formula]) -> Leading | None:
    """The leading term as a symbol grows, where the conditions hold; None where it is not decided."""
    there, back = _shifts(conditions, symbol)
    found = leading(expr.xreplace(there), symbol)
    if found is None:
        return None
    return found._replace(coefficient=found.coefficient.xreplace(back), expr=found.expr.xreplace(back))


def _shifts(conditions: Iterable[Formula], symbol: Symbol) -> tuple[Mapping[Expr, Expr], Mapping[Expr, Expr]]:
    """Symbols with a lower bound as that bound and something from 0 on, and the way back.

    What grows is left alone, and no bound may hold a symbol that is replaced itself.
    """
    there: dict[Expr, Expr] = {}
    back: dict[Expr, Expr] = {}
    for condition in conditions:
        bounded = _bounded(condition, symbol)
        if bounded is None:
            continue
        least, known = bounded
        mentioned = set().union(
            *(bound.free_symbols for bound in there.values()), *(value.free_symbols for value in back.values())
        )
        if known in there or known in mentioned or least.free_symbols & there.keys():
            continue
        rest = Dummy(known.name, integer=True, nonnegative=True)
        there[known] = add(least, rest)
        back[rest] = subtract(known, least)
    return there, back


def _bounded(condition: Formula, symbol: Symbol) -> tuple[Expr, Expr] | None:
    """The lower bound of a symbol that a condition gives, and the symbol."""
    if condition.sides is None or condition.value != ">=":
        return None
    difference = subtract(*condition.sides)
    if symbol in difference.free_symbols:
        return None
    for known in sorted(difference.free_symbols, key=lambda candidate: candidate.name, reverse=True):
        rest = subtract(difference, known)
        if known not in rest.free_symbols:
            return negated(rest), known
    return None
