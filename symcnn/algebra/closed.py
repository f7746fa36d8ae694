"""Closed forms on demand: named sizes replaced by their formulas, as far as the limits allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.algebra.symbolic import measured, to_sympy
from symcnn.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.limits import Limits

_DEEPEST = 200
"""Nodes above one another; SymPy walks its trees recursively."""


def close_all(definitions: Iterable[tuple[Any, Any]], limits: Limits) -> dict[Any, Any]:
    """The closed form of every name; each definition may use the names before it."""
    closed: dict[Any, Any] = {}
    for symbol, value in definitions:
        closed[symbol] = close(value, closed, limits)
    return closed


def close(value: Any, closed: dict[Any, Any], limits: Limits) -> Any:
    """The value with every name replaced, through the nodes' own laws, so that nested quotients join."""
    expression = to_sympy(value)
    names = {name: closed[name] for name in expression.free_symbols if name in closed}
    if not names:
        return expression
    result = expression.xreplace(names)
    nodes, depth = measured(result, limits.operations)
    if nodes > limits.operations or depth > _DEEPEST:
        hint = "named sizes keep it short: see the definitions, or put numbers in"
        raise LimitExceeded("this closed form is too long to be written out", hint=hint)
    return result
