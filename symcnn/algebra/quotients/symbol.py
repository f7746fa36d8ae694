"""Makes symbols: each name, kind and least value gives one SymPy symbol; and tells which stand in a formula."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sympy import Symbol

if TYPE_CHECKING:
    from sympy import Expr

    from symcnn.formula import Comparator


@lru_cache(1_000)
def make_symbol(name: str, kind: str = "", relation: Comparator = ">=", bound: int = 1) -> Symbol:
    """The one place where symbols are made, so that equal names are equal symbols.

    >>> make_symbol("W").is_positive, make_symbol("alpha", "real", ">", 0).is_integer
    (True, None)
    """
    if not kind:
        return Symbol(name, integer=True, positive=True)
    facts: dict[str, bool] = {"real": True} if kind == "real" else {"integer": True}
    lower = bound if relation in (">", ">=") else 0 if kind == "boolean" else None
    if lower is not None and (lower > 0 or (lower == 0 and relation == ">")):
        facts["positive"] = True
    elif lower == 0:
        facts["nonnegative"] = True
    return Symbol(name, **facts)


@lru_cache(20_000)
def symbols_of(expr: Expr) -> frozenset[Expr]:
    """The symbols of a formula, remembered where the same few are asked for again and again."""
    return frozenset(expr.free_symbols)
