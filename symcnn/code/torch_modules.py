"""Calls in a text as modules of PyTorch: layers by the table, blocks as instances of their classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.values import Value, is_scalar, is_vector
from symcnn.code.draft import Draft, shape_of
from symcnn.code.class_scope import Place
from symcnn.code.layer_call import LayerCall
from symcnn.code.source_lines import Line, Made
from symcnn.code.torch_layers import LAYERS, OF_THE_ZOO
from symcnn.derive.rule_scope import Rules
from symcnn.errors import ArgumentMistake, NameMistake, TextError
from symcnn.formula import Formula, name
from symcnn.model.given_values import replaced
from symcnn.model.inputs import entry_of, received_by
from symcnn.model.library import from_prelude
from symcnn.model.parameters import bind, match
from symcnn.model.shipped import ZOO, shipped_program
from symcnn.model.volume import Volume, scope_of
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.class_scope import ClassScope
    from symcnn.code.flow import Flow
    from symcnn.code.programme import Programme
    from symcnn.support.scalar import Scalar

LONGEST = 24
"""Characters of a depth that stands where it is used; a longer one gets a name."""


class Module(NamedTuple):
    """A module as Python makes it, and what leaves it; parts of that may have to be asked of the module itself."""

    made: Made
    place: Place
    asks: Draft | None = None
    """The class whose instances know what leaves them, where no formula says it."""

    def placed(self, path: str, scope: ClassScope) -> Place:
        """What leaves the module once it lies at a path."""
        if self.asks is None:
            return self.place
        sizes, depth = self.place.volume
        asked = {f"{path}.out_D": "out_D", **{f"{path}.out_X[{place}]": "out_X" for place in range(len(sizes))}}
        scope.asked |= {symbol: (self.asks.key, attribute) for symbol, attribute in asked.items()}
        known = [
            scope.symbol(f"{path}.out_X[{len(sizes) - 1 - axis}]") if size is None else size
            for axis, size in enumerate(sizes)
        ]
        return self.place.but(Volume(tuple(known), scope.symbol(f"{path}.out_D") if depth is None else depth))


def module_of(program: Programme, draft: Draft, call: tree.Call, flow: Flow, word: str = "") -> Module:
    """The module of a call; ``word`` is what a variable for its depth is called after."""
    definition = program.library.find(call.name)
    if definition is None:
        raise NameMistake(f'there is no layer or block "{call.name}"', call.span)
    if isinstance(definition, tree.Body):
        return _block(program, draft, call, definition, flow)
    return _layer(program, draft, call, definition, flow, word or call.name)


def known_row(table: Mapping[str, object], zoo: Mapping[str, tuple[str, object]], layer: tree.LayerDefinition) -> object:
    """The row of a layer, if its definition is the one that the row is about."""
    if layer.name in table and layer == from_prelude(layer.name):
        return table[layer.name]
    if layer.name in zoo:
        file, row = zoo[layer.name]
        if layer in shipped_program(ZOO / file).layers:
            return row
    return None


def _values(
    draft: Draft,
    call: tree.Call,
    flow: Flow,
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
    program: Programme, draft: Draft, call: tree.Call, layer: tree.LayerDefinition, flow: Flow, word: str
) -> Module:
    row = cast("Callable[[LayerCall], Made] | None", known_row(LAYERS, OF_THE_ZOO, layer))
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
    asked = LayerCall(layer, call.span, values, written, volume, output, scope, program.needed)
    try:
        return Module(row(asked), flow.place.but(output))
    except TextError as mistake:
        raise mistake if mistake.span.source.text else mistake.at(call.span) from None


def _named_depth(draft: Draft, flow: Flow, word: str, depth: Scalar, received: Scalar) -> Scalar:
    """A long formula for the depth that leaves a layer gets a variable, called as the language calls it."""
    if depth == received or len(draft.scope.text(depth)) <= LONGEST:
        return depth
    text = draft.scope.text(depth)
    ident, symbol = draft.scope.variable(f"{word}_D", depth)
    flow.rows.append(Line(f"{ident} = {text}", sets=ident))
    return symbol


# -- blocks ------------------------------------------------------------------------------------------------------------


def _block(program: Programme, draft: Draft, call: tree.Call, body: tree.Body, flow: Flow) -> Module:
    volume, scope = flow.place.volume, draft.scope
    entry = entry_of(body)
    received = received_by(entry, body, volume, scope.domain) if entry else {}
    inner = received if entry else scope_of(volume)
    matched, values = _values(draft, call, flow, body.parameters, inner, received)
    shapes = {p.symbol: shape_of(values[p.symbol]) for p in body.parameters}
    called = program.draft(body, len(volume.sizes), shapes)
    given = [] if entry else _received(called, volume, scope)
    args = [*given, *_arguments(draft, called, call, flow, matched, received)]
    return _leaving(Made(called.title, tuple(filter(None, args))), called, values, flow.place)


def _received(called: Draft, volume: Volume, scope: ClassScope) -> list[str]:
    """The depth, and the sizes, where the class needs them."""
    depth, sizes = called.names_received
    return [
        scope.text(volume.depth) if called.reads(depth) else "",
        scope.text(volume.sizes) if called.reads(sizes) else "",
    ]


def _arguments(
    draft: Draft,
    called: Draft,
    call: tree.Call,
    flow: Flow,
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


def argument_text(draft: Draft, flow: Flow, formula: Formula, parameter: tree.Parameter) -> str:
    """An argument as Python, by the kind of its parameter."""
    shown = draft.scope.shown(formula, flow.frame, flow.places())
    if parameter.kind == "boolean":
        if shown.op == "number":
            return str(bool(shown.value))
        return draft.scope.exact(shown)
    if parameter.kind == "real" and shown.op != "number":
        return draft.scope.exact(shown)
    return draft.scope.real(shown) if parameter.kind == "real" else draft.scope.whole(shown)


def _leaving(made: Made, called: Draft, values: Mapping[str, Value], place: Place) -> Module:
    """What leaves an instance, in the symbols of the caller where a formula says it."""
    if called.out is None:
        nothing = Volume(tuple(None for _ in place.volume.sizes), None)
        return Module(made, place.but(nothing), called)
    known = _symbols(called, values, place.volume)
    sizes = tuple(_put(size, known, called) for size in called.out.volume.sizes)
    depth = _put(called.out.volume.depth, known, called)
    letters = place.letters if len(sizes) == place.axes else called.out.letters
    return Module(made, Place(Volume(sizes, depth), letters), called)


def _put(value: Scalar, known: Mapping[str, Value], called: Draft) -> Scalar:
    closed = called.scope.closed(value)
    if all(symbol.name in known for symbol in getattr(closed, "free_symbols", ())):
        return cast("Scalar", replaced(closed, known))
    return None


def _symbols(called: Draft, values: Mapping[str, Value], volume: Volume) -> dict[str, Value]:
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
