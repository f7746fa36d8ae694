"""Branches in a class: they start from one variable and meet in an expression; heads leave beside the main output."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.layer_values import is_there, known_row, merge_call
from symcnn.code.source_lines import CodeLine, parsed
from symcnn.code.torch_merges import MERGES, MERGES_OF_THE_ZOO
from symcnn.errors import ArgumentMistake, NameMistake
from symcnn.model.parameters import MERGES as MERGE_KINDS
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.code.class_scope import StatementPlace
    from symcnn.code.flow import CodeFlow
    from symcnn.code.forward import Forward
    from symcnn.code.layer_call import LayerCall
    from symcnn.code.writer import ClassWriter

_LONGEST = 48
"""Characters of all branches together that stand on the line where they meet."""
_LONG_BRANCH = 14


class BranchEnd(NamedTuple):
    """The end of a branch."""

    forward: Forward
    place: StatementPlace


def merge(writer: ClassWriter, statement: tree.Merge, flow: CodeFlow) -> None:
    """Branches, and the expression in which they meet; the only one that conditions leave is that branch."""
    forward = flow.forward
    assert forward is not None
    branches = [branch for branch in statement.branches if is_there(writer.draft.scope, branch, flow)]
    forward.named()
    label = statement.label or flow.holder.attribute("", statement.name).rpartition(".")[2]
    if len(branches) == 1 < len(statement.branches):
        end = _branch(writer, branches[0].statements, flow, label)
        forward.join(end.forward.expr, is_one=end.forward.is_one)
        flow.place = end.place
        writer.remember(statement, flow, "")
        return
    named = [(body.statements, f"{label}_{place}") for place, body in enumerate(branches, 1)]
    _join(writer, statement, flow, label, [_branch(writer, body, flow, name) for body, name in named])
    writer.remember(statement, flow, "")


def _join(writer: ClassWriter, statement: tree.Merge, flow: CodeFlow, label: str, ends: list[BranchEnd]) -> None:
    """The expression in which branches meet, and what leaves it."""
    forward, definition = flow.forward, writer.programme.library.find(statement.name)
    assert forward is not None
    if not isinstance(definition, tree.LayerDefinition):
        raise NameMistake(f'there is no layer "{statement.name}"', statement.span)
    row = known_row(MERGES, MERGES_OF_THE_ZOO, definition)
    if row is None or not ends:
        raise ArgumentMistake(f'PyTorch has no counterpart of the layer "{statement.name}"', statement.span)
    _settled(ends)
    called = merge_call(writer.programme, writer.draft, statement, definition, flow, [end.place for end in ends])
    spreads = MERGE_KINDS[definition.parameters[0].kind].spreads
    axes = max(end.place.axes for end in ends)
    parts = [_wide(end, axes) if spreads else end.forward.expr for end in ends]
    if row.needs_factors and not spreads:
        parts = [end.forward.factor() for end in ends]
    if row.module is not None:
        path = flow.holder.attribute(label, statement.name)
        flow.rows.append(CodeLine(f"{path} = ", row.module(called)))
        parts = [path, *parts]
    forward.join(row.join(called, parts), is_one=row.is_one)
    flow.place = ends[0].place.but(called.output) if called.axes == ends[0].place.axes else _placed(ends, called)


def _placed(ends: list[BranchEnd], called: LayerCall) -> StatementPlace:
    return max((end.place for end in ends), key=lambda place: place.axes).but(called.output)


def _branch(writer: ClassWriter, body: tuple[tree.Statement, ...], flow: CodeFlow, label: str) -> BranchEnd:
    assert flow.forward is not None
    inner = flow.inside(forward=flow.forward.branch(writer.programme_variable(label)))
    pools = list(writer.pools)
    writer.embed(body, inner, label)
    writer.pools[:] = pools if writer.pools[: len(pools)] == pools else []
    assert inner.forward is not None
    return BranchEnd(inner.forward, inner.place)


def _settled(ends: list[BranchEnd]) -> None:
    """Long branches get variables, until they fit on a line together."""
    for end in sorted(ends, key=lambda end: -len(end.forward.expr)):
        if sum(len(end.forward.expr) for end in ends) <= _LONGEST or len(end.forward.expr) <= _LONG_BRANCH:
            return
        end.forward.settle()


def _wide(end: BranchEnd, axes: int) -> str:
    """A branch without sizes serves every position."""
    factor = end.forward.factor()
    return factor if end.place.axes == axes else f"{factor}[:, :{', None' * axes}]"


def head(writer: ClassWriter, statement: tree.Head, flow: CodeFlow) -> None:
    """An output beside the main one."""
    if flow.forward is None:
        raise ArgumentMistake("a head cannot stand here", statement.span)
    flow.forward.named()
    label = statement.label or flow.holder.attribute("", "head").rpartition(".")[2]
    end = _branch(writer, statement.body, flow, label)
    flow.forward.rows.append(CodeLine("", parsed(f"heads.append({end.forward.expr})")))


def branch_from(writer: ClassWriter, statement: tree.From, flow: CodeFlow) -> None:
    """A branch that starts at an earlier layer."""
    known = flow.labels.get(statement.name)
    if known is None or flow.forward is None:
        raise NameMistake(f'there is no layer "{statement.name}" here', statement.span)
    flow.place = known.place
    flow.forward.join(known.variable, is_one=True)
    inner = flow.inside(forward=flow.forward)
    label = statement.label or flow.holder.attribute("", "from").rpartition(".")[2]
    writer.embed(statement.body, inner, label)
    flow.place = inner.place
    writer.remember(statement, flow, "")
