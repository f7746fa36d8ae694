"""Headings of loops: ``for _ in range(n)``, and lists that a loop goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.values import ListOfSymbols, Table, is_scalar
from symcnn.code.class_scope import BoundName
from symcnn.code.source_lines import CodeLine, PythonCall, listed
from symcnn.errors import ArgumentMistake
from symcnn.formula import name, number, total
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.algebra.exact.values import Value
    from symcnn.code.flow import CodeFlow
    from symcnn.code.writer import ClassWriter
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


def heading_of(
    writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow
) -> tuple[CodeLine, dict[str, BoundName]]:
    """The heading of a loop, and what the names in it stand for."""
    if isinstance(statement, tree.Repeat):
        return _repeat(writer, statement, flow)
    return _for_each(writer, statement, flow)


def _repeat(writer: ClassWriter, statement: tree.Repeat, flow: CodeFlow) -> tuple[CodeLine, dict[str, BoundName]]:
    scope = writer.draft.scope
    count = scope.whole(scope.shown(statement.count, flow.frame, flow.places()))
    if not statement.index:
        return CodeLine(f"for _ in range({count}):"), {}
    ident, start = scope.variables.fresh(statement.index), statement.start
    index = scope.symbol(ident, "integer", ">=", start)
    ends = count
    if start:
        shown = scope.shown(statement.count, flow.frame, flow.places())
        ends = f"{start}, {scope.whole(total([shown, number(start)]))}"
        turns = cast("Scalar", scope.evaluate(statement.count, flow.frame, flow.places()))
        scope.domain.assume_nonnegative(scope.domain.sum([turns, start - 1, scope.domain.negate(index)]))
    return CodeLine(f"for {ident} in range({ends}):"), {statement.index: BoundName(name(ident), index)}


def without_first_turn(heading: CodeLine) -> CodeLine:
    """The heading of a loop whose first turn stands before it.

    >>> str(without_first_turn(CodeLine("for _ in range(n):")))
    'for _ in range(1, n):'
    """
    return CodeLine(heading.before.replace("in range(", "in range(1, ", 1))


def _for_each(writer: ClassWriter, statement: tree.ForEach, flow: CodeFlow) -> tuple[CodeLine, dict[str, BoundName]]:
    scope = writer.draft.scope
    table = scope.evaluate(statement.table, flow.frame, flow.places())
    if isinstance(table, ListOfSymbols):
        ident = scope.variables.fresh(statement.names[0])
        bound = {statement.names[0]: BoundName(name(ident), scope.symbol(ident))}
        return CodeLine(f"for {ident} in {table.name}:"), bound
    if not isinstance(table, Table):
        raise ArgumentMistake("a loop needs a list to go through", statement.table.span)
    several = len(statement.names) > 1
    columns = list(zip(*table, strict=False)) if several else [tuple(table)]
    names = {word: _column(writer, word, column) for word, column in zip(statement.names, columns, strict=False)}
    shown = scope.shown(statement.table, flow.frame, flow.places())
    pattern = ", ".join(str(bound.shown.value) for bound in names.values())
    return CodeLine(f"for {pattern} in ", _entries(writer, statement, shown, table), ":"), names


def _entries(writer: ClassWriter, statement: tree.ForEach, shown: Formula, table: Table) -> PythonCall:
    """The list of a loop; what is no row of several names but a size for each axis begins with the last one."""
    scope = writer.draft.scope
    if len(statement.names) > 1 or not any(isinstance(entry, tuple) for entry in table):
        return listed(shown, scope.whole)
    if shown.op != "list":
        words = "a list of sizes for each axis cannot be an argument: their order differs in the code"
        raise ArgumentMistake(words, statement.table.span)
    return PythonCall("", tuple(map(scope.whole, shown.args)), "[]")


def _column(writer: ClassWriter, word: str, column: tuple[Value, ...]) -> BoundName:
    """The name for the entries of a column, of the kind that they all are."""
    scope = writer.draft.scope
    ident = scope.variables.fresh(word)
    first = column[0] if column else 1
    if isinstance(first, tuple) and not isinstance(first, Table):
        return writer.draft.vector(ident, len(first))
    if not all(map(is_scalar, column)):
        return BoundName(name(ident), first)
    domain = scope.domain
    if not all(domain.whole(value) for value in column):  # type: ignore[arg-type]
        scope.reals.add(ident)
        return BoundName(name(ident), scope.symbol(ident, "real"))
    positive = all(domain.decide(">=", value, 1) for value in column)  # type: ignore[arg-type]
    return BoundName(name(ident), scope.symbol(ident, "" if positive else "integer"))
