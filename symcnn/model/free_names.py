"""The symbols of a snippet: every name that it uses and does not define, in order of appearance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.algebra.values import CONSTANTS
from symcnn.errors import NameMistake
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.formula import Formula


EXACT = "exact"
"""``assume exact``: every division comes out even."""

_ELSEWHERE = {"True": "true", "False": "false", "None": "none"}
"""Words that would silently become symbols."""


def free_names(statements: tuple[tree.Statement, ...]) -> tuple[str, ...]:
    """Names that have no definition in the statements.

    >>> from symcnn.syntax.parser import parse
    >>> free_names(parse("input(W, H, 3); let C = 2*K; conv(F, C)").statements)
    ('W', 'H', 'K', 'F')
    """
    defined: set[str] = set(CONSTANTS)
    free: dict[str, None] = {}
    _collect(statements, defined, free)
    return tuple(free)


def _collect(statements: tuple[tree.Statement, ...], defined: set[str], free: dict[str, None]) -> None:
    """A name is free where it is used before it is defined; defining it later is then a mistake."""
    for statement in statements:
        for formula in _FORMULAS.get(type(statement), _none)(statement):
            for node in formula.names():
                if str(node.value) in _ELSEWHERE:
                    word = _ELSEWHERE[str(node.value)]
                    raise NameMistake(f'"{node.value}" is a word of another language', node.span, f"write {word}")
                if node.value not in defined and "." not in str(node.value):
                    free[str(node.value)] = None
        defined.update(_NAMES.get(type(statement), _none)(statement))
        for body in _bodies(statement):
            _collect(body, defined, free)


def labelled_behind(label: str, program: tree.Program, place: int) -> bool:
    """Whether a statement with that label stands behind a place in the text."""
    waiting = [program.statements, *(body.statements for body in program.bodies)]
    while waiting:
        for statement in waiting.pop():
            if statement.label == label and statement.span.start > place:
                return True
            waiting.extend(_bodies(statement))
    return False


def _none(_statement: tree.Statement) -> tuple[()]:
    return ()


def _bodies(statement: tree.Statement) -> tuple[tuple[tree.Statement, ...], ...]:
    if isinstance(statement, tree.Merge):
        return statement.branches
    if isinstance(statement, tree.When):
        return statement.then, statement.otherwise
    return (statement.body,) if isinstance(statement, tree.Repeat | tree.ForEach | tree.From | tree.Head) else ()


def _arguments(statement: tree.Input | tree.Call) -> tuple[Formula, ...]:
    return tuple(argument.value for argument in statement.arguments)


_FORMULAS: Mapping[type, Callable[[Any], tuple[Formula, ...]]] = {
    tree.Input: _arguments,
    tree.Call: _arguments,
    tree.Let: lambda statement: (statement.value,),
    tree.Assume: lambda statement: () if statement.condition.value == EXACT else (statement.condition,),
    tree.Repeat: lambda statement: (statement.count,),
    tree.ForEach: lambda statement: (statement.table,),
    tree.When: lambda statement: (statement.condition,),
}

_NAMES: Mapping[type, Callable[[Any], tuple[str, ...]]] = {
    tree.Let: lambda statement: (statement.name,),
    tree.Repeat: lambda statement: (statement.index,),
    tree.ForEach: lambda statement: statement.names,
}
