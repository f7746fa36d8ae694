"""Bounds of sums, each symbol replaced by its least value plus a rest of at least 0."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sympy import Dummy, Expr

from symcnn.algebra.quotients.bounds import Given, bounds_of_terms, lowest, outer_ends
from symcnn.algebra.quotients.construct import add, like_terms, replaced, terms_of
from symcnn.algebra.quotients.extrema_in import extrema_in
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.symbol import symbols_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.quotients.bounds import SymbolicInterval


def bound_of_growing(expr: Expr, least: Mapping[Expr, Expr], most: int = 40) -> Expr | None:
    """A lower bound of an expanded sum whose symbols are put as their least value and more: ``SW - S`` is at least 0.

    >>> from sympy import Symbol
    >>> S, W = (Symbol(name, integer=True, positive=True) for name in "SW")
    >>> bound_of_growing(S*W - S, {})
    0
    """
    terms = terms_of(expr)
    if len(terms) > most:
        return None
    falling = {term for term in terms if term.could_extract_minus_sign()}
    rising = {symbols_of(term) for term in terms if term not in falling}
    if not any(symbols_of(term) <= others for term in falling if not term.is_Number for others in rising):
        return None
    every = {symbols_of(term) for term in terms}
    lows = {symbol: (least.get(symbol, lowest(symbol)), None) for symbol in frozenset().union(*every)}
    shifted, given = _sum_from_0_on(expr, lows)
    return None if len(shifted) > most else bounds_of_terms(shifted, given)[0]


def _sum_from_0_on(expr: Expr, lows: Mapping[Expr, SymbolicInterval]) -> tuple[list[tuple[Expr, Expr]], Given]:
    """The terms of a sum of what its symbols are beyond their least values, and what is known of what stands in it.

    Sums that are compared share their terms, so each term is done once.
    """
    parts = [
        _from_0_on(term, frozenset((symbol, lows[symbol]) for symbol in symbols_of(term))) for term in terms_of(expr)
    ]
    ends = {own: found for _, inside in parts for own, found in inside.items()}
    counts = like_terms(shifted for shifted, _ in parts)
    low = {symbol: end for symbol, (end, _) in ends.items() if end is not None}
    high = {symbol: end for symbol, (_, end) in ends.items() if end is not None}
    return [(number, rest) for rest, number in counts.items() if number != 0], Given(low, high, None, {})


@lru_cache(5_000)
def _from_0_on(term: Expr, lows: frozenset[tuple[Expr, SymbolicInterval]]) -> tuple[Expr, dict[Expr, SymbolicInterval]]:
    """A term of what its symbols are beyond their least values, multiplied out.

    A symbol stands for each least or greatest value in it; the numbers between which that lies are returned, for SymPy
    would compare all values of one that is built anew.
    """
    nodes = {node: _rest(node) for node in extrema_in(term)}
    more = {symbol: add(_rest(symbol), ends[0]) for symbol, ends in lows if ends[0] is not None}
    shifted = expanded(replaced(term, {**nodes, **more}))
    known = dict(lows)
    return shifted, {own: _extremum_ends(node, known) for node, own in nodes.items() if own in shifted.free_symbols}


def _extremum_ends(extremum: Expr, lows: Mapping[Expr, SymbolicInterval]) -> SymbolicInterval:
    return outer_ends(extremum, [bounds_of_terms(*_sum_from_0_on(part, lows)) for part in extremum.args])


@lru_cache(1_000)
def _rest(symbol: Expr) -> Expr:
    """A fresh symbol for the difference of a symbol and its least value, which is 0 or more."""
    if not symbol.is_Symbol:
        return Dummy("extremum", integer=True) if is_whole(symbol) else Dummy("extremum", real=True)
    return Dummy(symbol.name, integer=symbol.is_integer, nonnegative=True)
