"""What a body of statements is like: whether it is one row of modules, whether outputs leave it beside the main one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.model.library import Library

BodyStatements = tuple[tree.Statement, ...]

SIZED = frozenset({"crop", "interpolate", "interpolate_linear"})
"""Layers that may take the sizes of another one while the network runs."""
POOL, UNPOOL = "maxpool", "max_unpool"
_PLAIN = (tree.Let, tree.Assume)


def parts(statement: tree.Statement) -> tuple[BodyStatements, ...]:
    """The bodies inside a statement."""
    if isinstance(statement, tree.Merge):
        return tuple(branch.statements for branch in statement.branches)
    if isinstance(statement, tree.When):
        return statement.then, statement.otherwise
    return (statement.body,) if isinstance(statement, tree.Repeat | tree.ForEach | tree.From | tree.Head) else ()


def walk(statements: Iterable[tree.Statement]) -> Iterator[tree.Statement]:
    """Statements and those inside them."""
    for statement in statements:
        yield statement
        for body in parts(statement):
            yield from walk(body)


def size_of_another(call: tree.Call) -> str:
    """The label whose sizes a layer takes as they are, X for those that the block receives, or nothing."""
    if call.name in SIZED and call.arguments:
        value = call.arguments[0].value
        word = str(value.value) if value.op == "name" else ""
        return word.removesuffix(".X") if word == "X" or word.endswith(".X") else ""
    return ""


def referenced(statements: BodyStatements) -> set[str]:
    """The labels whose output some statement needs while the network runs."""
    found = {statement.name for statement in walk(statements) if isinstance(statement, tree.From)}
    found |= {size_of_another(statement) for statement in walk(statements) if isinstance(statement, tree.Call)}
    return found - {""}


def names_of(body: tree.Body) -> set[str]:
    """The variables of a body: no class is called so."""
    found = {parameter.symbol for parameter in body.parameters}
    for statement in walk(body.statements):
        if isinstance(statement, tree.Let):
            found.add(statement.name)
        elif isinstance(statement, tree.ForEach):
            found.update(statement.names)
        elif isinstance(statement, tree.Repeat) and statement.index:
            found.add(statement.index)
    return found


class Bodies:
    """Answers about the bodies that a library holds."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def has_heads(self, statements: BodyStatements, seen: frozenset[str] = frozenset()) -> bool:
        """Whether an output may leave beside the main one."""
        for statement in walk(statements):
            if isinstance(statement, tree.Head):
                return True
            if isinstance(statement, tree.Call) and statement.name not in seen:
                body = self._library.find(statement.name)
                inner = seen | {statement.name}
                if isinstance(body, tree.Body) and self.has_heads(body.statements, inner):
                    return True
        return False

    def is_chain(self, statements: BodyStatements, labels: set[str]) -> bool:
        """Whether statements are modules one behind another; of the labels given, the outputs are needed elsewhere."""
        inputs = sum(isinstance(statement, tree.Input) for statement in statements)
        return inputs <= 1 and all(self._is_link(statement, labels) for statement in statements)

    def _is_link(self, statement: tree.Statement, labels: set[str]) -> bool:
        if statement.label in labels and statement.label:
            return False
        if isinstance(statement, tree.Call):
            body = self._library.find(statement.name)
            heads = isinstance(body, tree.Body) and self.has_heads((statement,))
            return not heads and not size_of_another(statement) and statement.name != UNPOOL
        if isinstance(statement, tree.When | tree.Repeat | tree.ForEach):
            return all(self.is_chain(body, labels) for body in parts(statement))
        return isinstance(statement, (*_PLAIN, tree.Input))
