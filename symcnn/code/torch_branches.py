"""Branches in a class: they start from one variable and meet in an expression; heads leave beside the main output."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.values import Table
from symcnn.code.source_lines import CodeLine, parsed
from symcnn.code.torch_layers import MERGES, MERGES_OF_THE_ZOO, NEEDED_BY_MERGES
from symcnn.code.torch_modules import known_row
from symcnn.derive.rule_scope import Rules
from symcnn.errors import ArgumentMistake, NameMistake
from symcnn.model.parameters import MERGES as MERGE_KINDS
from symcnn.model.volume import Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.code.class_scope import StatementPlace
    from symcnn.code.flow import CodeFlow
    from symcnn.code.forward import Forward
    from symcnn.code.writer import ClassWriter

_LONGEST = 48
"""Characters of all branches together that stand on the line where they meet."""
_LONG_BRANCH = 14


class BranchEnd(NamedTuple):
    """The end of a branch."""

    forward: Forward
    place: StatementPlace


def merge(writer: ClassWriter, statement: tree.Merge, flow: CodeFlow) -> None:
    """Branches, and the expression in which they meet."""
    definition = writer.programme.library.find(statement.kind)
    if not isinstance(definition, tree.LayerDefinition):
        raise NameMistake(f'there is no layer "{statement.kind}"', statement.span)
    joins = known_row(MERGES, MERGES_OF_THE_ZOO, definition)
    if joins is None:
        raise ArgumentMistake(f'PyTorch has no counterpart of the layer "{statement.kind}"', statement.span)
    if statement.kind in NEEDED_BY_MERGES:
        writer.programme.needed.add(NEEDED_BY_MERGES[statement.kind])
    forward = flow.forward
    assert forward is not None
    forward.named()
    label = statement.label or flow.holder.attribute("", statement.kind).rpartition(".")[2]
    ends = [_branch(writer, body, flow, f"{label}_{place}") for place, body in enumerate(statement.branches, 1)]
    _settled(ends)
    flow.place = _met(writer, statement, definition, ends)
    axes = max(end.place.axes for end in ends)
    parts = [_wide(end, axes) if statement.kind == "mul" else end.forward.factor() for end in ends]
    if statement.kind not in ("mul", "distance"):
        parts = [end.forward.expr for end in ends]
    forward.join(joins(parts), is_one=statement.kind not in ("add", "mul"))
    writer.remember(statement, flow, "")


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


def _met(
    writer: ClassWriter, statement: tree.Merge, definition: tree.LayerDefinition, ends: list[BranchEnd]
) -> StatementPlace:
    """What leaves a merge: of what should be equal, the simplest."""
    domain = writer.draft.scope.domain
    parameter = definition.parameters[0]
    merging = MERGE_KINDS[parameter.kind]
    axes = max(end.place.axes for end in ends)
    ranked = [end.place for end in ends if end.place.axes == axes] if merging.sizes_agree else [ends[0].place]
    columns = zip(*(place.volume.sizes for place in ranked), strict=True)
    sizes = tuple(min(column, key=domain.weight) for column in columns)
    depths = [end.place.volume.depth for end in ends]
    depth = min(depths, key=domain.weight) if merging.depths_agree else depths[0]
    if any(end.place.axes not in (0, axes) for end in ends) and merging.sizes_agree:
        raise ArgumentMistake("these branches differ in their number of axes", statement.span)
    output = Rules(definition, {parameter.symbol: Table(depths)}, Volume(sizes, depth), domain).output
    return ranked[0].but(output)


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
