"""Branches in a function of Keras: each has a variable, and a layer takes them all; heads leave beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.keras_flow import forward_of
from symcnn.code.keras_layers import KERAS_MERGES, KERAS_MERGES_OF_THE_ZOO
from symcnn.code.keras_names import name_of
from symcnn.code.keras_windows import KERAS
from symcnn.code.layer_values import is_there, known_row, merge_call, no_counterpart
from symcnn.code.source_lines import CodeLine, PythonCall
from symcnn.errors import NameMistake
from symcnn.model.parameters import MERGES as MERGE_KINDS
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.code.class_scope import StatementPlace
    from symcnn.code.flow import CodeFlow
    from symcnn.code.writer import ClassWriter


def merge(writer: ClassWriter, statement: tree.Merge, flow: CodeFlow) -> None:
    """Branches, and the layer in which they meet; the only one that conditions leave is that branch."""
    forward = forward_of(flow)
    branches = [branch for branch in statement.branches if is_there(writer.draft.scope, branch, flow)]
    label = statement.label or statement.name
    if len(branches) == 1 < len(statement.branches):
        end = _branch(writer, branches[0].statements, flow, label)
        forward.join(end.expr, is_one=True)
        flow.place = end.place
    else:
        ends = [_branch(writer, body.statements, flow, f"{label}_{place}") for place, body in enumerate(branches, 1)]
        _join(writer, statement, flow, ends)
    writer.remember(statement, flow, "")


class KerasEnd(NamedTuple):
    """The end of a branch: its variable, and what leaves it."""

    expr: str
    place: StatementPlace


def _join(writer: ClassWriter, statement: tree.Merge, flow: CodeFlow, ends: list[KerasEnd]) -> None:
    definition = writer.programme.library.find(statement.name)
    if not isinstance(definition, tree.LayerDefinition):
        raise NameMistake(f'there is no layer "{statement.name}"', statement.span)
    row = known_row(KERAS_MERGES, KERAS_MERGES_OF_THE_ZOO, definition)
    if row is None or not ends:
        raise no_counterpart(KERAS, statement)
    called = merge_call(writer.programme, writer.draft, statement, definition, flow, [end.place for end in ends])
    axes = max(end.place.axes for end in ends)
    spreads = MERGE_KINDS[definition.parameters[0].kind].spreads
    parts = PythonCall("", tuple(_wide(end, axes) if spreads else end.expr for end in ends), "[]")
    forward, widest = forward_of(flow), max((end.place for end in ends), key=lambda place: place.axes)
    if row.is_function:
        forward.rows.append(CodeLine(f"{forward.variable} = ", PythonCall(called.helper(row.name).head, (parts,))))
    else:
        options = filter(None, (*row.options(called), name_of(writer, statement)))
        made = PythonCall(f"{row.name}({', '.join(options)})", (parts,))
        forward.rows.append(CodeLine(f"{forward.variable} = ", made))
    forward.join(forward.variable, is_one=True)
    flow.place = widest.but(called.output)


def _branch(writer: ClassWriter, body: tuple[tree.Statement, ...], flow: CodeFlow, label: str) -> KerasEnd:
    forward = forward_of(flow).branch(writer.programme_variable(label))
    inner = flow.inside(forward=forward)
    writer.body(body, inner)
    return KerasEnd(forward.expr, inner.place)


def _wide(end: KerasEnd, axes: int) -> str:
    """A branch without sizes serves every position."""
    return end.expr if end.place.axes == axes else f"layers.Reshape(({'1, ' * axes}-1))({end.expr})"


def head(writer: ClassWriter, statement: tree.Head, flow: CodeFlow) -> None:
    """An output beside the main one."""
    end = _branch(writer, statement.body, flow, statement.label or "head")
    flow.rows.append(CodeLine(f"heads.append({end.expr})"))


def branch_from(writer: ClassWriter, statement: tree.From, flow: CodeFlow) -> None:
    """A branch that starts at an earlier layer."""
    known = flow.labels.get(statement.name)
    if known is None or not known.variable or statement.turns:
        raise NameMistake(f'there is no layer "{statement.name}" here', statement.span)
    flow.place = known.place
    forward_of(flow).join(known.variable, is_one=True)
    inner = flow.inside(forward=flow.forward)
    writer.body(statement.body, inner)
    flow.place = inner.place
    writer.remember(statement, flow, "")
