"""Translates the names in an assumption to the symbols that they stand for, inside blocks and behind ``let``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sympy import Symbol

from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import RANK, Value, along_axes, is_number
from symcnn.algebra.quotients.bounds import OPPOSITE
from symcnn.errors import ArgumentMistake
from symcnn.formula import Connective, Formula, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar


def in_symbols(condition: Formula, scope: Mapping[str, Value], plain: Exact) -> list[Formula]:
    """What an assumption says of the symbols that its names stand for: as written where they stand for themselves.

    >>> from symcnn.algebra.domains.symbolic import Symbolic
    >>> from symcnn.formula import name, number
    >>> condition = Formula("compare", (name("K"), number(3)), ">=")
    >>> in_symbols(condition, {"K": Symbolic().symbol("W")}, Symbolic())[0].args[0].value
    'W'
    """
    if _stands_for_itself(condition, scope):
        return [condition]
    return said_of_symbols(condition, scope, plain)


def sides_of(comparison: Formula, scope: Mapping[str, Value], plain: Exact) -> list[tuple[Scalar, Scalar]]:
    """The two sides of a comparison, along each axis; none where a side is no number."""
    left, right = (evaluate(side, scope, plain) for side in comparison.args)
    if not is_number(left) or not is_number(right):
        return []
    return along_axes(left, right)


def _stands_for_itself(condition: Formula, scope: Mapping[str, Value]) -> bool:
    """Whether each name is that of the symbol that it stands for, and nothing depends on where the condition stands."""
    if scope.get(RANK) and any(condition.calls()):
        return False
    known = [(node.value, scope.get(str(node.value))) for node in condition.named()]
    return all(type(value) is Symbol and value.name == name for name, value in known)


def said_of_symbols(condition: Formula, scope: Mapping[str, Value], plain: Exact) -> list[Formula]:
    """Conditions that hold together, with the values put in for the names; none for what is decided anyway."""
    if truth(condition, scope, plain) is not None:
        return []
    return _ROWS.get(condition.op, _number)(condition, scope, plain)


def _or(condition: Formula, scope: Mapping[str, Value], plain: Exact) -> list[Formula]:
    parts = [part for part in condition.args if truth(part, scope, plain) is None]
    return [joined("or", [joined("and", said_of_symbols(part, scope, plain)) for part in parts])]


def _if(condition: Formula, scope: Mapping[str, Value], plain: Exact) -> list[Formula]:
    then, chosen, otherwise = condition.args
    return said_of_symbols(then if truth(chosen, scope, plain) else otherwise, scope, plain)


def _compare(condition: Formula, scope: Mapping[str, Value], plain: Exact) -> list[Formula]:
    relation, pairs = condition.comparator, sides_of(condition, scope, plain)
    if not pairs:
        raise ArgumentMistake("only numbers can be assumed to be equal, entry by entry", condition.span)
    return [plain.condition(relation, *pair) for pair in pairs if not plain.decide(relation, *pair)]


def _number(condition: Formula, scope: Mapping[str, Value], plain: Exact) -> list[Formula]:
    value = evaluate(condition, scope, plain)
    return [condition] if value is None else [plain.condition("!=", cast("Scalar", value), 0)]  # truth took it for one


_ROWS: Mapping[str, Callable[[Formula, Mapping[str, Value], Exact], list[Formula]]] = {
    "and": lambda condition, *known: [said for part in condition.args for said in said_of_symbols(part, *known)],
    "or": _or,
    "not": lambda condition, scope, plain: [
        joined("or", [opposite(said, plain) for said in said_of_symbols(condition.args[0], scope, plain)])
    ],
    "if": _if,
    "compare": _compare,
}


def opposite(condition: Formula, plain: Exact) -> Formula:
    """What holds where one of these conditions does not."""
    if condition.op in _DUAL:
        return Formula(_DUAL[condition.op], tuple(opposite(part, plain) for part in condition.args))
    assert condition.sides is not None
    return plain.condition(OPPOSITE[condition.comparator], *condition.sides)


_DUAL: Mapping[str, Connective] = {"and": "or", "or": "and"}
