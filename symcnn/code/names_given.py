"""``let`` and ``assume``: variables of Python, and assertions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.source_lines import CodeLine, assertion
from symcnn.model.free_names import EXACT, taken_apart

if TYPE_CHECKING:
    from symcnn.code.flow import CodeFlow
    from symcnn.code.writer import ClassWriter
    from symcnn.syntax import tree


def let(writer: ClassWriter, statement: tree.Let, flow: CodeFlow) -> None:
    """Give a name to a value: a variable of Python, or the constant itself."""
    scope = writer.draft.scope
    value = scope.evaluate(statement.value, flow.frame, flow.places())
    shown = scope.shown(statement.value, flow.frame, flow.places())
    flow.frame[statement.name] = bound = writer.draft.variable(statement.name, value, shown)
    if bound.shown.op == "name" and (ident := str(bound.shown.value)) in scope.variables_made:
        flow.rows.append(CodeLine(f"{ident} = {scope.variables_made[ident]}", sets=ident))
    elif bound.shown.op == "tuple" and bound.shown.value:
        flow.rows.append(CodeLine(f"{bound.shown.value} = {scope.whole(shown)}", sets=str(bound.shown.value)))


def assume(writer: ClassWriter, statement: tree.Assume, flow: CodeFlow) -> None:
    """Assert what an author assumes, without the parts that are certain anyway."""
    scope = writer.draft.scope
    for part in taken_apart(statement.condition):
        if part.op == "name" and part.value == EXACT:
            continue
        if scope.truth(part, flow.frame, flow.places()) is True:
            continue
        words = "assumed: " + " ".join((part.span.text or statement.span.text).split())
        writer.draft.asserted.append(assertion(scope.condition(part, flow.frame, flow.places()), words))
