"""Calls of layers as rows of a target see them: arguments matched, sizes derived, what no row has looked at refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import is_scalar, is_vector
from symcnn.code.layer_call import LayerCall
from symcnn.code.source_lines import CodeLine
from symcnn.derive.branches import check_branches, depths_and_sizes
from symcnn.derive.requirements import Origin
from symcnn.derive.rule_scope import Rules
from symcnn.errors import ArgumentMistake, TextError
from symcnn.model.axes import chosen_axis, with_axes
from symcnn.model.layers_brought_along import brought_along
from symcnn.model.library import from_prelude
from symcnn.model.parameters import MERGES, bind, match
from symcnn.model.shipped import ZOO, shipped_program
from symcnn.model.volume import AXES, Volume, scope_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.code.class_scope import ClassScope, StatementPlace
    from symcnn.code.draft import ClassDraft
    from symcnn.code.flow import CodeFlow
    from symcnn.code.programme import Programme
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree

TargetRow = TypeVar("TargetRow")
MadeLayer = TypeVar("MadeLayer")
LONGEST = 24
"""Characters of a depth that stands where it is used; a longer one gets a name."""


def known_row(
    table: Mapping[str, TargetRow], zoo: Mapping[str, tuple[str, TargetRow]], layer: tree.LayerDefinition
) -> TargetRow | None:
    """The row of a layer, if its definition is the one that the row is about."""
    if layer.name in table and layer in (from_prelude(layer.name), brought_along(layer.name)):
        return table[layer.name]
    if layer.name in zoo:
        file, row = zoo[layer.name]
        if layer in shipped_program(ZOO / file).layers:
            return row
    return None


def argument_values(
    draft: ClassDraft,
    call: tree.Invocation,
    flow: CodeFlow,
    parameters: tuple[tree.Parameter, ...],
    inner: Mapping[str, Value],
    received: Mapping[str, Value],
) -> tuple[dict[str, tree.Argument], dict[str, Value]]:
    """The arguments that the author wrote, and the values of all parameters."""
    scope, labels = draft.scope, flow.places()
    matched = match(call, parameters)
    needed = tuple(p for p in parameters if p.symbol in matched or p.symbol not in received)

    def outer(formula: Formula) -> Value:
        return scope.evaluate(formula, flow.frame, labels)

    return matched, {**received, **bind(call, needed, matched, outer, inner, scope.domain)}


class TargetLayer(NamedTuple, Generic[MadeLayer]):
    """A layer and what a target makes of it, if it has something."""

    target: str
    layer: tree.LayerDefinition
    make: Callable[[LayerCall], MadeLayer] | None


def made_layer(
    row: TargetLayer[MadeLayer], program: Programme, draft: ClassDraft, call: tree.Call, flow: CodeFlow, word: str
) -> tuple[MadeLayer, Volume]:
    """The code that a row makes for a layer, and the volume that leaves it; ``word`` names a variable for its depth."""
    if row.make is None:
        raise no_counterpart(row.target, call)
    layer = row.layer
    scope, volume = draft.scope, flow.place.volume
    inner = scope_of(volume)
    matched, bound = argument_values(draft, call, flow, layer.parameters, inner, {})
    values = with_axes(layer, bound, call, flow.place.axes, flow.place.letters)
    written = {
        symbol: scope.shown(argument.value, flow.frame, flow.places())
        for symbol, argument in matched.items()
        if is_scalar(values[symbol]) or is_vector(values[symbol]) or isinstance(values[symbol], tuple)
    }
    output = Rules(layer, values, volume, scope.domain).output
    depth = _named_depth(draft, flow, word, output.depth, volume.depth)
    if depth is not output.depth:
        written |= {symbol: scope.written(depth) for symbol, value in values.items() if value == output.depth}
        output = output._replace(depth=depth)
    asked = LayerCall(layer, call.span, values, written, volume, output, scope, program.needed, set())
    try:
        made = row.make(asked)
        _require_all_read(row.target, asked, matched, inner)
    except TextError as mistake:
        raise mistake if mistake.span.source.text else mistake.at(call.span) from None
    return made, output


def no_counterpart(target: str, call: tree.Invocation) -> ArgumentMistake:
    """The error for a layer that a target has not."""
    hint = "write it out in layers of the prelude, or leave it out and add it to the code by hand"
    if from_prelude(call.name) is None:
        hint = (
            "its definition says what it counts, and code needs what it does: "
            "put a block of the prelude's layers in its place, or leave it out and add it to the code by hand"
        )
    return ArgumentMistake(f'{target} has no counterpart of the layer "{call.name}"', call.span, hint)


def merge_call(
    program: Programme,
    draft: ClassDraft,
    statement: tree.Merge,
    layer: tree.LayerDefinition,
    flow: CodeFlow,
    ends: list[StatementPlace],
) -> LayerCall:
    """A layer of branches: its arguments, what comes in, and what leaves it; of what should be equal, the plainest."""
    scope, volumes = draft.scope, tuple(end.volume for end in ends)
    inner = {**scope_of(volumes[0]), **depths_and_sizes(layer, volumes)}
    parameters = tuple(p for p in layer.parameters if p.kind not in MERGES)
    matched, bound = argument_values(draft, statement, flow, parameters, inner, {})
    values = dict(with_axes(layer, bound, statement, ends[0].axes, ends[0].letters))
    along = chosen_axis(layer, values)
    received = _agreed(scope, layer, volumes, statement, along)
    shown = {symbol: scope.shown(argument.value, flow.frame, flow.places()) for symbol, argument in matched.items()}
    values |= depths_and_sizes(layer, volumes, along)
    output = Rules(layer, values, received, scope.domain).output
    return LayerCall(layer, statement.span, values, shown, received, output, scope, program.needed, set(), volumes)


def _require_all_read(
    target: str, asked: LayerCall, matched: Mapping[str, tree.Argument], inner: Mapping[str, Value]
) -> None:
    """Refuse a layer with an argument that its row does not read, unless it has the default's value."""
    for parameter in asked.definition.parameters:
        if parameter.symbol not in matched or parameter.symbol in asked.read:
            continue
        default = parameter.default and evaluate(parameter.default, {**inner, **asked.values}, asked.scope.domain)
        if asked.values[parameter.symbol] != default:
            raise asked.refused(target, f"with {parameter.words[0] if parameter.words else parameter.symbol}")


def _agreed(
    scope: ClassScope,
    layer: tree.LayerDefinition,
    volumes: tuple[Volume, ...],
    statement: tree.Merge,
    along: int | None,
) -> Volume:
    """The volume on which branches agree, or to which they spread."""
    merging = MERGES[layer.parameters[0].kind]
    if not merging.sizes_agree:
        return volumes[0]
    if merging.spreads:
        origin = Origin(statement.name, statement.span, scope.domain)
        return check_branches(origin, layer.parameters[0].kind, volumes, tuple(AXES))[0]
    if len({len(volume.sizes) for volume in volumes}) > 1:
        raise ArgumentMistake("these branches differ in their number of axes", statement.span)
    columns = zip(*(volume.sizes for volume in volumes), strict=True)
    sizes = tuple(min(column, key=scope.plainness) for column in columns)
    depths = [volume.depth for volume in volumes]
    agree = merging.depths_agree or along is not None
    return Volume(sizes, min(depths, key=scope.plainness) if agree else depths[0])


def _named_depth(draft: ClassDraft, flow: CodeFlow, word: str, depth: Scalar, received: Scalar) -> Scalar:
    """A long formula for the depth that leaves a layer gets a variable, called as the language calls it."""
    if depth == received or len(draft.scope.text(depth)) <= LONGEST:
        return depth
    text = draft.scope.text(depth)
    ident, symbol = draft.scope.variable(f"{word}_D", depth)
    flow.rows.append(CodeLine(f"{ident} = {text}", sets=ident))
    return symbol


def is_there(scope: ClassScope, branch: tree.Branch, flow: CodeFlow) -> bool:
    """Whether conditions keep a branch, which must be decided for all arguments."""
    for condition, wanted in branch.choices:
        answer = scope.truth(condition, flow.frame, flow.places())
        if answer is None:
            words = "this condition decides which branches there are, and arguments leave it open"
            raise ArgumentMistake(words, condition.span, "put a when inside a branch instead")
        if answer is not wanted:
            return False
    return True
