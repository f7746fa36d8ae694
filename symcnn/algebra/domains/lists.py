"""Makes lists of symbols: ``k[1..L]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import ListFrom1, ListOfSymbols
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.algebra.quotients.numbers import to_sympy

if TYPE_CHECKING:
    from symcnn.algebra.exact.values import Value
    from symcnn.support.scalar import Scalar


def list_of_symbols(name: str, entries: Scalar, length: Scalar) -> Value:
    """A list of as many entries as a value says, gone through where that is a number; a symbol stands for all of them.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k, L = make_symbol("k"), make_symbol("L")
    >>> list_of_symbols("k", k, 3), list_of_symbols("k", k, L)
    ((k[1], k[2], k[3]), k[1..L])
    """
    listed = to_sympy(entries)
    if isinstance(length, int):
        return ListFrom1(ListEntry(listed, place) for place in range(1, length + 1))
    return ListOfSymbols(name, length, lambda place: ListEntry(listed, to_sympy(place)))
