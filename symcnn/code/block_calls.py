"""Calls of blocks: their arguments as text, and what leaves an instance in the symbols of the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.values import is_scalar, is_vector
from symcnn.code.draft import shape_of
from symcnn.code.layer_values import argument_values
from symcnn.errors import TextError
from symcnn.model.given_values import replaced
from symcnn.model.inputs import entry_of, received_by
from symcnn.model.volume import Volume, scope_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.code.draft import ClassDraft
    from symcnn.code.flow import CodeFlow
    from symcnn.code.programme import Programme
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree


class BlockCall(NamedTuple):
    """A call of a block: its class or function, the arguments as text, and what leaves it where formulas say it."""

    called: ClassDraft
    arguments: list[str]
    values: Mapping[str, Value]
    sizes: tuple[Scalar | None, ...] | None
    depth: Scalar | None
    declares_input: bool


def block_call(program: Programme, draft: ClassDraft, call: tree.Call, body: tree.Body, flow: CodeFlow) -> BlockCall:
    """The call of a block, whose class or function is written first."""
    volume, scope = flow.place.volume, draft.scope
    entry = entry_of(body)
    received = received_by(entry, body, volume, scope.domain) if entry else {}
    inner = received if entry else scope_of(volume)
    matched, values = argument_values(draft, call, flow, body.parameters, inner, received)
    shapes = {p.symbol: shape_of(values[p.symbol]) for p in body.parameters}
    try:
        called = program.draft(body, len(volume.sizes), shapes)
    except TextError as mistake:
        raise mistake.at(call.span, f"{call.name}: ") if mistake.span.source.is_prelude else mistake from None
    arguments = _arguments(draft, called, flow, matched, received)
    if called.out is None:
        return BlockCall(called, arguments, values, None, None, bool(entry))
    known = _symbols(called, values, volume)
    sizes = tuple(_put(size, known, called) for size in called.out.volume.sizes)
    return BlockCall(called, arguments, values, sizes, _put(called.out.volume.depth, known, called), bool(entry))


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
