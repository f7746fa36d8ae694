"""The symbols of a snippet: every name that it uses and does not define, in order of appearance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from symcnn.algebra.exact.values import CONSTANTS
from symcnn.errors import ArgumentMistake, NameMistake
from symcnn.formula import Formula
from symcnn.model.foreign_words import LEFT_OUT
from symcnn.model.parameters import foreign_word, hint_for, taken_by
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


EXACT = "exact"
"""``assume exact``: every division comes out even."""

Find = Callable[[str], "tree.LayerDefinition | tree.Body | None"]
"""What a name is defined as."""

_ELSEWHERE = frozenset({"True", "False", "None"})
"""Words of other languages that are no symbols anywhere."""


def free_names(statements: tuple[tree.Statement, ...], find: Find = lambda _name: None) -> tuple[str, ...]:
    """Names that have no definition in the statements.

    >>> from symcnn.syntax.parser import parse
    >>> free_names(parse("input(W, H, 3); let C = 2*K; conv(F, C)").statements)
    ('W', 'H', 'K', 'F')
    """
    defined: set[str] = set(CONSTANTS)
    free: dict[str, Formula] = {}
    _collect(statements, defined, free, find)
    labels = {statement.label for statement in _all(statements)}
    for name, node in free.items():
        if name in labels:
            hint = f"write {name}.W or {name}.D for a size of it, or give the layer another label"
            raise NameMistake(f'"{name}" labels something here, so it is no symbol', node.span, hint)
    return tuple(free)


def taken_apart(condition: Formula) -> tuple[Formula, ...]:
    """The parts of an assumption, each of which it says: ``exact`` is one of its own, and the rest together."""
    words = [part for part in _joined(condition) if _is_word(part)]
    if not words:
        return (condition,)
    rest = tuple(part for part in _joined(condition) if not _is_word(part))
    together = (Formula("and", rest, span=condition.span),) if len(rest) > 1 else rest
    return (*words[:1], *together)


def refuse_exact(condition: Formula) -> None:
    """``exact`` speaks of every division, so nothing else can depend on it."""
    if condition.op in ("and", "or", "not"):
        for part in condition.args:
            if _is_word(part):
                hint = "exact stands by itself, or beside facts joined by and: assume exact and W >= 3"
                words = '"exact" says of every division that it comes out even, which is no case among others'
                raise ArgumentMistake(words, part.span, hint)
            refuse_exact(part)


def _joined(condition: Formula) -> Iterator[Formula]:
    for part in condition.args if condition.op == "and" else ():
        yield from _joined(part)
    if condition.op != "and":
        yield condition


def _is_word(part: Formula) -> bool:
    return part.op == "name" and part.value == EXACT


def _assumed(statement: tree.Assume) -> tuple[Formula, ...]:
    parts = tuple(part for part in taken_apart(statement.condition) if not _is_word(part))
    for part in parts:
        refuse_exact(part)
    return parts


def refuse_circle(statement: tree.Let) -> None:
    """A name is not defined by itself."""
    for node in statement.value.unbound():
        if node.value == statement.name:
            hint = "to change a value, give the new one a name of its own"
            raise NameMistake(f'"{statement.name}" is defined by itself', node.span, hint)


def _collect(statements: tuple[tree.Statement, ...], defined: set[str], free: dict[str, Formula], find: Find) -> None:
    """A name is free where it is used before it is defined; defining it later is then a mistake."""
    for statement in statements:
        if isinstance(statement, tree.Let):
            refuse_circle(statement)
            if statement.name in free:
                hint = "a let stands before what uses its name"
                raise NameMistake(f'"{statement.name}" is used before it is defined', free[statement.name].span, hint)
        for formula in _FORMULAS.get(type(statement), _none)(statement):
            _refuse_foreign(formula, statement, defined, find)
            for node in formula.unbound():
                if node.value not in defined and "." not in str(node.value):
                    free.setdefault(str(node.value), node)
        defined.update(_NAMES.get(type(statement), _none)(statement))
        for body in _bodies(statement):
            _collect(body, defined, free, find)


def _refuse_foreign(formula: Formula, statement: tree.Statement, defined: set[str], find: Find) -> None:
    """A word of another framework that nothing defines is no symbol where it is all of a value."""
    call = statement if isinstance(statement, tree.Invocation) else None
    known = find(call.name) if call is not None else None
    parameter = taken_by(formula, call, known.parameters) if call is not None and known is not None else None
    whole = [formula] if formula.op == "name" and isinstance(statement, tree.Invocation | tree.Let) else []
    for node in (*whole, *(node for node in formula.names() if node.value in _ELSEWHERE)):
        taken = parameter if node is formula else None
        hint = hint_for(node, call, taken) if node.value not in defined else ""
        if hint == LEFT_OUT and isinstance(statement, tree.Input):
            hint = "what is not known yet gets a name: input(W, H, 3)"
        if hint:
            raise NameMistake(foreign_word(node), node.span, hint)


def formulas_in(statement: tree.Statement) -> Iterator[Formula]:
    """The formulas of a statement and of those inside it."""
    return (formula for one in _all((statement,)) for formula in _FORMULAS.get(type(one), _none)(one))


def labelled_behind(label: str, statements: Iterable[tree.Statement], place: int) -> bool:
    """Whether a statement with that label stands behind a place in the text."""
    return any(statement.label == label and statement.span.start > place for statement in _all(statements))


def _all(statements: Iterable[tree.Statement]) -> Iterator[tree.Statement]:
    """Statements and those inside them."""
    waiting = [statements]
    while waiting:
        for statement in waiting.pop():
            yield statement
            waiting.extend(_bodies(statement))


def _none(_statement: tree.Statement) -> tuple[()]:
    return ()


def _bodies(statement: tree.Statement) -> tuple[tuple[tree.Statement, ...], ...]:
    if isinstance(statement, tree.Merge):
        return tuple(branch.statements for branch in statement.branches)
    if isinstance(statement, tree.When):
        return statement.then, statement.otherwise
    return (statement.body,) if isinstance(statement, tree.Repeat | tree.ForEach | tree.From | tree.Head) else ()


def _arguments(statement: tree.Input | tree.Invocation) -> tuple[Formula, ...]:
    return tuple(argument.value for argument in statement.arguments)


def _of_merge(statement: tree.Merge) -> tuple[Formula, ...]:
    conditions = (condition for branch in statement.branches for condition, _ in branch.choices)
    return (*_arguments(statement), *dict.fromkeys(conditions))


_FORMULAS: Mapping[type, Callable[[Any], tuple[Formula, ...]]] = {
    tree.Input: _arguments,
    tree.Call: _arguments,
    tree.Let: lambda statement: (statement.value,),
    tree.Assume: _assumed,
    tree.Repeat: lambda statement: (statement.count,),
    tree.ForEach: lambda statement: (statement.table,),
    tree.When: lambda statement: (statement.condition,),
    tree.Merge: _of_merge,
    tree.From: lambda statement: tuple(place for place, _ in statement.turns),
}

_NAMES: Mapping[type, Callable[[Any], tuple[str, ...]]] = {
    tree.Let: lambda statement: (statement.name,),
    tree.Repeat: lambda statement: (statement.index,),
    tree.ForEach: lambda statement: statement.names,
}
