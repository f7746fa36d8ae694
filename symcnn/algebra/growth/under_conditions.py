"""Leading terms where conditions hold: ``W ≥ F − 2P`` makes ``W − F + 2P + 1`` positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Dummy, Expr, Integer, Mul, Symbol

from symcnn.algebra.growth.leading import Leading, growth, leading
from symcnn.algebra.quotients.construct import add, negated, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from symcnn.formula import Comparator


def growth_under(expr: Expr, symbol: Symbol, known: Iterable[tuple[Comparator, Expr]]) -> str:
    """How a formula grows with a symbol, in words, where it is known how some values compare with 0.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, W, F = map(make_symbol, "KWF")
    >>> growth(K*(W - F + 1), K), growth_under(K*(W - F + 1), K, [(">=", W - F)])
    ('not decided', 'grows as K')
    """
    there, _ = _shifts(known, symbol)
    return growth(expr.xreplace(there), symbol)


def leading_under(expr: Expr, symbol: Symbol, known: Iterable[tuple[Comparator, Expr]]) -> Leading | None:
    """The leading term as a symbol grows, where that is known; None where it is not decided."""
    there, back = _shifts(known, symbol)
    found = leading(expr.xreplace(there), symbol)
    if found is None:
        return None
    return found._replace(coefficient=found.coefficient.xreplace(back), expr=found.expr.xreplace(back))


def _shifts(
    known: Iterable[tuple[Comparator, Expr]], symbol: Symbol
) -> tuple[Mapping[Expr, Expr], Mapping[Expr, Expr]]:
    """Symbols with a lower bound as that bound and something from 0 on, and the way back.

    What grows is left alone, and so is a symbol in a bound of another; bounds of few symbols come first.
    """
    there: dict[Expr, Expr] = {}
    back: dict[Expr, Expr] = {}
    values = (value for pair in known for value in _nonnegative(*pair))
    for value in sorted(values, key=lambda value: len(value.free_symbols)):
        bounded = _bounded(value.xreplace(there), symbol)
        if bounded is None:
            continue
        least, lowest = bounded
        if any(lowest in bound.free_symbols for bound in there.values()):
            continue
        rest = Dummy(lowest.name, integer=True, nonnegative=True)
        there[lowest] = add(least, rest)
        back[rest] = subtract(lowest, least).xreplace(back)
    return there, back


def _nonnegative(comparison: Comparator, value: Expr) -> Iterator[Expr]:
    """What is then at least 0: of a product from 1 on, each factor less 1 where the others are above 0."""
    value = negated(value) if comparison in ("<", "<=") else value
    if comparison in ("==", "!=") or not value.is_integer:
        return
    value = add(value, Integer(-1)) if comparison in (">", "<") else value
    yield value
    factors = [factor for factor in Mul.make_args(add(value, Integer(1))) if not factor.is_positive]
    if len(factors) == 1:
        yield add(factors[0], Integer(-1))


def _bounded(difference: Expr, symbol: Symbol) -> tuple[Expr, Expr] | None:
    """The lower bound of a symbol that something gives which is at least 0, and the symbol."""
    if symbol in difference.free_symbols:
        return None
    symbols = (one for one in difference.free_symbols if not isinstance(one, Dummy))
    for lowest in sorted(symbols, key=lambda candidate: candidate.name, reverse=True):
        rest = subtract(difference, lowest)
        if lowest not in rest.free_symbols:
            return negated(rest), lowest
    return None
