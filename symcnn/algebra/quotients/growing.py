"""Bounds of sums, each symbol replaced by its least value plus a rest of at least 0."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sympy import Add, Dummy, Max, Min

from symcnn.algebra.quotients.bounds import bounds, lowest, outer_ends
from symcnn.algebra.quotients.construct import add
from symcnn.algebra.quotients.laws import expanded, is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.quotients.bounds import Ends


def bound_of_growing(expr: Any, least: Mapping[Any, Any], most: int = 40) -> Any:
    """A lower bound of an expanded sum whose symbols are put as their least value and more: ``SW - S`` is at least 0.

    >>> from sympy import Symbol
    >>> S, W = (Symbol(name, integer=True, positive=True) for name in "SW")
    >>> bound_of_growing(S*W - S, {})
    0
    """
    terms = Add.make_args(expr)
    falling = [term.free_symbols for term in terms if term.could_extract_minus_sign() and not term.is_Number]
    if not any(symbols < other.free_symbols for symbols in falling for other in terms):
        return None
    if len(terms) > most:
        return None
    ends = {symbol: (least.get(symbol, lowest(symbol)), None) for symbol in expr.free_symbols}
    shifted, ends = _from_0_on(expr, frozenset(ends.items()))
    if len(Add.make_args(shifted)) > most:
        return None
    return bounds(shifted, *_known_of(ends))[0]


@lru_cache(1_000)
def _from_0_on(expr: Any, lows: frozenset[tuple[Any, Ends]]) -> tuple[Any, dict[Any, Ends]]:
    """A sum of what its symbols are beyond their least values, multiplied out.

    A symbol stands for each least or greatest value in it, and between which numbers that lies is said: SymPy would
    compare all values of one that is built anew.
    """
    nodes = {node: _rest(node) for node in expr.atoms(Min, Max)}
    more = {symbol: add(_rest(symbol), ends[0]) for symbol, ends in lows if ends[0] is not None}
    shifted = expanded(expr.xreplace(nodes).xreplace(more))
    return shifted, {own: _ends_from_0_on(node, lows) for node, own in nodes.items() if own in shifted.free_symbols}


def _ends_from_0_on(extremum: Any, lows: frozenset[tuple[Any, Ends]]) -> Ends:
    parts = (_from_0_on(part, lows) for part in extremum.args)
    return outer_ends(extremum, [bounds(shifted, *_known_of(ends)) for shifted, ends in parts])


def _known_of(ends: Mapping[Any, Ends]) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    """The least values that are known, and the greatest."""
    lows, highs = ({symbol: pair[side] for symbol, pair in ends.items() if pair[side] is not None} for side in (0, 1))
    return lows, highs


@lru_cache(1_000)
def _rest(symbol: Any) -> Any:
    """What a symbol is beyond its least value: from 0 on, where the symbol itself may be known to be above 0."""
    if not symbol.is_Symbol:
        return Dummy("extremum", integer=True) if is_whole(symbol) else Dummy("extremum", real=True)
    return Dummy(symbol.name, integer=symbol.is_integer, nonnegative=True)
