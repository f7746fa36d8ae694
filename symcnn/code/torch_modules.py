"""Calls in a text as modules of PyTorch: layers by the table, blocks as instances of their classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import Value, is_scalar, is_vector
from symcnn.code.class_scope import StatementPlace
from symcnn.code.draft import ClassDraft, shape_of
from symcnn.code.layer_call import LayerCall
from symcnn.code.source_lines import CodeLine, PythonCall
from symcnn.code.torch_layers import LAYERS, OF_THE_ZOO
from symcnn.code.torch_windows import TORCH
from symcnn.derive.branches import check_branches, depths_and_sizes
from symcnn.derive.requirements import Origin
from symcnn.derive.rule_scope import Rules
from symcnn.errors import ArgumentMistake, NameMistake, TextError
from symcnn.model.given_values import replaced
from symcnn.model.inputs import entry_of, received_by
from symcnn.model.library import from_prelude
from symcnn.model.parameters import MERGES, bind, match
from symcnn.model.shipped import ZOO, shipped_program
from symcnn.model.volume import AXES, Volume, scope_of
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.code.class_scope import ClassScope
    from symcnn.code.flow import CodeFlow
    from symcnn.code.programme import Programme
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

TargetRow = TypeVar("TargetRow")
LONGEST = 24
"""Characters of a depth that stands where it is used; a longer one gets a name."""


class TorchModule(NamedTuple):
    """A module as Python makes it, and what leaves it; parts of that may have to be asked of the module itself."""

    made: PythonCall
    sizes: tuple[Scalar | None, ...]
    depth: Scalar | None
    letters: tuple[str, ...]
    asks: ClassDraft | None = None
    """The class whose instances know what leaves them, where no formula says it."""

    @property
    def place(self) -> StatementPlace | None:
        """What leaves the module, if formulas say all of it."""
        sizes = tuple(size for size in self.sizes if size is not None)
        if self.depth is None or len(sizes) < len(self.sizes):
            return None
        return StatementPlace(Volume(sizes, self.depth), self.letters)

    def placed(self, path: str, scope: ClassScope) -> StatementPlace:
        """What leaves the module once it lies at a path."""
        if (said := self.place) is not None or self.asks is None:
            assert said is not None
            return said
        sizes, depth = self.sizes, self.depth
        asked = {f"{path}.out_D": "out_D", **{f"{path}.out_X[{place}]": "out_X" for place in range(len(sizes))}}
        scope.asked |= {symbol: (self.asks.key, attribute) for symbol, attribute in asked.items()}
        known = [
            scope.symbol(f"{path}.out_X[{len(sizes) - 1 - axis}]") if size is None else size
            for axis, size in enumerate(sizes)
        ]
        volume = Volume(tuple(known), scope.symbol(f"{path}.out_D") if depth is None else depth)
        return StatementPlace(volume, self.letters)


def module_of(program: Programme, draft: ClassDraft, call: tree.Call, flow: CodeFlow, word: str = "") -> TorchModule:
    """The module of a call; ``word`` is what a variable for its depth is called after."""
    definition = program.library.find(call.name)
    if definition is None:
        raise NameMistake(f'there is no layer or block "{call.name}"', call.span)
    if isinstance(definition, tree.Body):
        return _block(program, draft, call, definition, flow)
    return _layer(program, draft, call, definition, flow, word or call.name)


def known_row(
    table: Mapping[str, TargetRow], zoo: Mapping[str, tuple[str, TargetRow]], layer: tree.LayerDefinition
) -> TargetRow | None:
    """The row of a layer, if its definition is the one that the row is about."""
    if layer.name in table and layer == from_prelude(layer.name):
        return table[layer.name]
    if layer.name in zoo:
        file, row = zoo[layer.name]
        if layer in shipped_program(ZOO / file).layers:
            return row
    return None


def _values(
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


# -- layers ------------------------------------------------------------------------------------------------------------


def _layer(
    program: Programme, draft: ClassDraft, call: tree.Call, layer: tree.LayerDefinition, flow: CodeFlow, word: str
) -> TorchModule:
    row = known_row(LAYERS, OF_THE_ZOO, layer)
    if row is None:
        hint = "write it out in layers of the prelude, or leave it out and add it to the code by hand"
        raise ArgumentMistake(f'PyTorch has no counterpart of the layer "{call.name}"', call.span, hint)
    scope, volume = draft.scope, flow.place.volume
    inner = scope_of(volume)
    matched, values = _values(draft, call, flow, layer.parameters, inner, {})
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
        made = row(asked)
        _require_all_read(asked, matched, inner)
        return TorchModule(made, output.sizes, output.depth, flow.place.letters)
    except TextError as mistake:
        raise mistake if mistake.span.source.text else mistake.at(call.span) from None


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
    received = _agreed(scope, layer, volumes, statement)
    inner = {**scope_of(received), **depths_and_sizes(layer, volumes)}
    parameters = tuple(p for p in layer.parameters if p.kind not in MERGES)
    matched, values = _values(draft, statement, flow, parameters, inner, {})
    shown = {symbol: scope.shown(argument.value, flow.frame, flow.places()) for symbol, argument in matched.items()}
    values |= depths_and_sizes(layer, volumes)
    output = Rules(layer, values, received, scope.domain).output
    return LayerCall(layer, statement.span, values, shown, received, output, scope, program.needed, set(), volumes)


def _require_all_read(asked: LayerCall, matched: Mapping[str, tree.Argument], inner: Mapping[str, Value]) -> None:
    """Refuse a layer with an argument that its row does not know of, unless it says what is so anyway."""
    for parameter in asked.definition.parameters:
        if parameter.symbol not in matched or parameter.symbol in asked.read:
            continue
        default = parameter.default and evaluate(parameter.default, {**inner, **asked.values}, asked.scope.domain)
        if asked.values[parameter.symbol] != default:
            raise asked.refused(TORCH, f"with {parameter.words[0] if parameter.words else parameter.symbol}")


def _agreed(
    scope: ClassScope, layer: tree.LayerDefinition, volumes: tuple[Volume, ...], statement: tree.Merge
) -> Volume:
    """What branches agree on."""
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
    return Volume(sizes, min(depths, key=scope.plainness) if merging.depths_agree else depths[0])


def _named_depth(draft: ClassDraft, flow: CodeFlow, word: str, depth: Scalar, received: Scalar) -> Scalar:
    """A long formula for the depth that leaves a layer gets a variable, called as the language calls it."""
    if depth == received or len(draft.scope.text(depth)) <= LONGEST:
        return depth
    text = draft.scope.text(depth)
    ident, symbol = draft.scope.variable(f"{word}_D", depth)
    flow.rows.append(CodeLine(f"{ident} = {text}", sets=ident))
    return symbol


# -- blocks ------------------------------------------------------------------------------------------------------------


def _block(program: Programme, draft: ClassDraft, call: tree.Call, body: tree.Body, flow: CodeFlow) -> TorchModule:
    volume, scope = flow.place.volume, draft.scope
    entry = entry_of(body)
    received = received_by(entry, body, volume, scope.domain) if entry else {}
    inner = received if entry else scope_of(volume)
    matched, values = _values(draft, call, flow, body.parameters, inner, received)
    shapes = {p.symbol: shape_of(values[p.symbol]) for p in body.parameters}
    try:
        called = program.draft(body, len(volume.sizes), shapes)
    except TextError as mistake:
        of_ours = mistake.span.source.name.startswith("prelude/")
        raise mistake.at(call.span, f"{call.name}: ") if of_ours else mistake from None
    given = [] if entry else _received(called, volume, scope)
    args = [*given, *_arguments(draft, called, flow, matched, received)]
    return _leaving(PythonCall(called.title, tuple(filter(None, args))), called, values, flow.place)


def _received(called: ClassDraft, volume: Volume, scope: ClassScope) -> list[str]:
    """The depth, and the sizes, where the class needs them."""
    depth, sizes = called.names_received
    return [
        scope.text(volume.depth) if called.reads(depth) else "",
        scope.text(volume.sizes) if called.reads(sizes) else "",
    ]


def _arguments(
    draft: ClassDraft,
    called: ClassDraft,
    flow: CodeFlow,
    matched: Mapping[str, tree.Argument],
    received: Mapping[str, Value],
) -> list[str]:
    """The author's arguments, by position where the author wrote them so."""
    by_name, found = False, list[str]()
    for argument in called.arguments:
        symbol = argument.parameter.symbol
        by_name = by_name or argument.is_by_name or symbol not in matched or bool(matched[symbol].name)
        if symbol in matched:
            text = argument_text(draft, flow, matched[symbol].value, argument.parameter)
        elif symbol in received and called.reads(argument.ident):
            text = draft.scope.text(received[symbol])
        else:
            continue
        found.append(f"{argument.ident}={text}" if by_name else text)
    return found


def argument_text(draft: ClassDraft, flow: CodeFlow, formula: Formula, parameter: tree.Parameter) -> str:
    """An argument as Python, by the kind of its parameter."""
    shown = draft.scope.shown(formula, flow.frame, flow.places())
    if parameter.kind == "boolean":
        if shown.op == "number":
            return str(bool(shown.value))
        return draft.scope.exact(shown)
    if parameter.kind == "real" and shown.op != "number":
        return draft.scope.exact(shown)
    return draft.scope.real(shown) if parameter.kind == "real" else draft.scope.whole(shown)


def _leaving(made: PythonCall, called: ClassDraft, values: Mapping[str, Value], place: StatementPlace) -> TorchModule:
    """What leaves an instance, in the symbols of the caller where a formula says it."""
    if called.out is None:
        return TorchModule(made, (None,) * place.axes, None, place.letters, called)
    known = _symbols(called, values, place.volume)
    sizes = tuple(_put(size, known, called) for size in called.out.volume.sizes)
    depth = _put(called.out.volume.depth, known, called)
    letters = place.letters if len(sizes) == place.axes else called.out.letters
    return TorchModule(made, sizes, depth, letters, called)


def _put(value: Scalar, known: Mapping[str, Value], called: ClassDraft) -> Scalar | None:
    """A value that leaves an instance in the symbols of the caller, if the class's arguments say it."""
    closed = called.scope.closed(value)
    if all(symbol.name in known for symbol in getattr(closed, "free_symbols", ())):
        return cast("Scalar", replaced(closed, known))
    return None


def _symbols(called: ClassDraft, values: Mapping[str, Value], volume: Volume) -> dict[str, Value]:
    """The symbols of a class, and what they are in a call."""
    found: dict[str, Value] = {}
    pairs = [(argument.ident, values[argument.parameter.symbol]) for argument in called.arguments]
    if called.names_received:
        depth, sizes = called.names_received
        pairs += [(depth, volume.depth), (sizes, volume.sizes)]
    for ident, value in pairs:
        if is_scalar(value):
            found[ident] = value
        elif is_vector(value):
            found |= {f"{ident}[{len(value) - 1 - axis}]": entry for axis, entry in enumerate(value)}
        elif isinstance(value, tuple):
            found |= {f"{ident}[{place}]": entry for place, entry in enumerate(value) if is_scalar(entry)}
    return found
