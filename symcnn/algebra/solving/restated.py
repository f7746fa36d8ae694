"""Restates what conditions with quotients say of one other symbol: ``W + 2⌊W/2⌋ ≥ 2⌈W/2⌉ + 1`` is ``W ≥ 2``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Mod, Symbol

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.integer_sets.words import run_of
from symcnn.algebra.quotients.construct import add
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.methods import Situation, find
from symcnn.algebra.solving.normalise import Context, nodes
from symcnn.algebra.solving.problem import Budget, Divides, Either, Relation
from symcnn.support.work import OutOfBudget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.integer_sets.periodic_intervals import PeriodicInterval
    from symcnn.algebra.solving.problem import Proposition

STEPS = 20_000
"""Work that is put into one symbol before its conditions are left as they are."""


def restated(conditions: tuple[Proposition, ...], unknown: Symbol) -> tuple[Proposition, ...]:
    """The conditions, those with quotients of one other symbol as its bounds and what it leaves, if that says it all.

    >>> from symcnn.algebra.solving.problem import Relation
    >>> W, P = make_symbol("W"), make_symbol("P")
    >>> print(*restated((Relation(">=", W, 3*Quotient(W + 2, 3)),), P))
    W ≡ 0 (mod 3)
    """
    for symbol in dict.fromkeys(map(_rounded_alone, conditions)):
        if symbol is None or symbol == unknown:
            continue
        group = [condition for condition in conditions if condition.symbols == {symbol}]
        found = _of_one(group, symbol)
        if found is not None:
            place = conditions.index(group[0])
            rest = [condition for condition in conditions if condition not in group]
            conditions = (*rest[:place], *found, *rest[place:])
    return conditions


def _rounded_alone(condition: Proposition) -> Symbol | None:
    """The one symbol of a comparison with a quotient, if it is a positive whole number; else None."""
    if isinstance(condition, Either | Divides) or len(condition.symbols) != 1:
        return None
    (symbol,) = condition.symbols
    rounded = any(any(nodes(side, Quotient)) or _adds_remainder(side) for side in condition.sides)
    return symbol if rounded and isinstance(symbol, Symbol) and symbol == make_symbol(symbol.name) else None


def _adds_remainder(side: Expr) -> bool:
    """Whether a remainder stands in a sum with more than numbers; alone it says what it says shortly."""
    terms = [term for term in Add.make_args(side) if not term.is_number]
    return len(terms) > 1 and any(term.has(Mod) for term in terms)


def _of_one(group: Iterable[Proposition], symbol: Symbol) -> list[Relation] | None:
    """What conditions on one symbol say, if that is one stretch of one residue."""
    plain = [condition for condition in group if not isinstance(condition, Either)]
    domain, budget = IntegerSet.interval(1, None), Budget(STEPS)
    try:
        found = find(plain, domain, Situation(symbol, 1, None, Context(), budget))
    except OutOfBudget:
        return None
    pieces = found.numbers.pieces
    if found.pending or len(pieces) != 1:
        return None
    return comparisons_of(pieces[0], symbol)


def comparisons_of(piece: PeriodicInterval, symbol: Symbol) -> list[Relation] | None:
    """A stretch of positive numbers as bounds of a symbol and what it leaves; None where residues are in no row.

    >>> from symcnn.algebra.integer_sets.sets import PeriodicInterval
    >>> print(*comparisons_of(PeriodicInterval(7, None, 4, (3,)), make_symbol("W")), sep=", ")
    W ≥ 7, W ≡ 3 (mod 4)
    """
    row, modulus = run_of(piece.modulus, piece.residues), piece.modulus
    if row is None:
        return None
    least = min(residue or modulus for residue in piece.residues)  # of the numbers above 0
    found = [Relation(">=", symbol, piece.low)] if piece.low is not None and piece.low > least else []
    found += [Relation("<=", symbol, piece.high)] if piece.high is not None else []
    if row.length == 1 < modulus:
        found.append(Relation("==", Remainder(symbol, Integer(modulus), evaluate=False), row.first))
    elif row.length < modulus:
        turned = Remainder(add(symbol, Integer(-row.first % modulus)), Integer(modulus), evaluate=False)
        found.append(Relation("<=", turned, row.length - 1))
    return found
