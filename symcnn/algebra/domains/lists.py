"""Makes lists of symbols: ``k[1..L]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import ListOfSymbols
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.algebra.quotients.numbers import to_sympy

if TYPE_CHECKING:
    from symcnn.algebra.exact.values import Value
    from symcnn.support.scalar import Scalar


def list_of_symbols(name: str, entries: Scalar, length: Scalar) -> Value:
    """A list of as many entries as a symbol says; one symbol stands for all of them.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> list_of_symbols("k", make_symbol("k"), make_symbol("L"))
    k[1..L]
    """
    listed = to_sympy(entries)
    return ListOfSymbols(name, length, lambda place: ListEntry(listed, to_sympy(place)))
