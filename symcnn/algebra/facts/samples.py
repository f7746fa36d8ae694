"""Values at a few points: where one is less than another at some point, no proof that it never is need be tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Integer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.facts.facts import Facts

FAR = 10_007
"""How far from its least value a symbol is taken; a prime, so that it divides evenly by little."""
MOST_SYMBOLS = 12


def samples(values: Iterable[Any], facts: Facts) -> dict[Any, tuple[Any, ...]]:
    """Each expression's values where all symbols are as small as they can be, and where one of them is large.

    None are given where some symbol has no least value, or where more is known of symbols than that: the points would
    not have to fulfil it.

    >>> from symcnn.algebra.facts.facts import Facts
    >>> from symcnn.algebra.symbolic import make_symbol
    >>> W = make_symbol("W")
    >>> samples([2*W, W + 8], Facts())[W + 8]
    (9, 10016)
    """
    known = list(values)
    symbols = sorted(set().union(*(value.free_symbols for value in known)), key=str)
    ends = {symbol: facts.bounds(symbol)[0] for symbol in symbols}
    says_more = facts.most or facts.residues or facts.nonnegative or facts.equal
    if len(symbols) > MOST_SYMBOLS or None in ends.values() or says_more:
        return {}
    points = [ends, *({**ends, symbol: ends[symbol] + Integer(FAR)} for symbol in symbols)]
    return {value: tuple(value.xreplace(point) for point in points) for value in known}
