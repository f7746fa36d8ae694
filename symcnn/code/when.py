"""``when`` in a class: a choice while the module is made, and where branches meet inside it, one while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.flow import CodeFlow
from symcnn.code.source_lines import CodeGroup, CodeLine, PythonCall
from symcnn.code.states import BodyEnd, joined_places

if TYPE_CHECKING:
    from symcnn.code.source_lines import CodeRow
    from symcnn.code.writer import ClassWriter
    from symcnn.syntax import tree


def when(writer: ClassWriter, statement: tree.When, flow: CodeFlow) -> None:
    """Write a choice: one side where the condition is decided, else both, below ``if`` and ``else``."""
    scope = writer.draft.scope
    answer = scope.truth(statement.condition, flow.frame, flow.places())
    if answer is not None:
        writer.body(statement.then if answer else statement.otherwise, flow)
        return
    condition = scope.condition(statement.condition, flow.frame, flow.places())
    if flow.forward is None:
        _inside(writer, statement, flow, flow, condition)
    elif writer.programme.bodies.is_chain((statement,), writer.draft.labels):
        path = flow.holder.attribute(statement.label, "when")
        flow.rows.append(CodeLine(f"{path} = ", PythonCall("nn.Sequential")))
        inner = CodeFlow(writer.part(path), flow.rows, flow.place, flow.frame, flow.labels, None)
        _inside(writer, statement, inner, inner, condition)
        flow.place = inner.place
        flow.forward.apply(path)
    else:
        _while_running(writer, statement, flow, condition)
    writer.remember(statement, flow, "")


def grouped(heading: str, then: list[CodeRow], other: list[CodeRow]) -> list[CodeRow]:
    """Lines below ``if`` and ``else``; nothing where neither holds any."""
    groups: list[CodeRow] = [CodeGroup(CodeLine(f"if {heading}:"), then or [CodeLine("pass")])] if then or other else []
    return [*groups, *([CodeGroup(CodeLine("else:"), other)] if other else [])]


def _inside(writer: ClassWriter, statement: tree.When, flow: CodeFlow, behind: CodeFlow, condition: str) -> None:
    """The parts of both bodies, as attributes of the module that holds the statement."""
    flows: list[CodeFlow] = []
    for body in (statement.then, statement.otherwise):
        inner = flow.inside(rows=[])
        writer.body(body, inner)
        flows.append(inner)
    behind.place = joined_places(writer, statement, [BodyEnd(inner.place, inner.rows) for inner in flows], flow.rows)
    flow.rows += grouped(condition, flows[0].rows, flows[1].rows)


def _while_running(writer: ClassWriter, statement: tree.When, flow: CodeFlow, condition: str) -> None:
    assert flow.forward is not None
    path = flow.holder.attribute(statement.label, "when")
    flow.forward.settle(flow.forward.variable)
    flow.rows.append(CodeLine(f"{path} = {condition}"))
    flows: list[CodeFlow] = []
    for body in (statement.then, statement.otherwise):
        inner = flow.inside(rows=[], forward=flow.forward.inside([]))
        writer.body(body, inner)
        assert inner.forward is not None
        inner.forward.settle(flow.forward.variable)
        flows.append(inner)
    flow.place = joined_places(writer, statement, [BodyEnd(inner.place, inner.rows) for inner in flows], flow.rows)
    flow.rows += grouped(path, flows[0].rows, flows[1].rows)
    run = [inner.forward.rows for inner in flows if inner.forward is not None]
    flow.forward.rows += grouped(path, *run)
