"""Writes the class of one block or network: a row of lines for each kind of statement."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any

from symcnn.code.bodies import POOL, UNPOOL, size_of_another
from symcnn.code.class_scope import StatementPlace
from symcnn.code.flow import CodeFlow, LabelledStatement, PartHolder
from symcnn.code.forward import Forward
from symcnn.code.loops import loop
from symcnn.code.names_given import assume, let
from symcnn.code.source_lines import CodeLine, PythonCall
from symcnn.code.torch_branches import branch_from, head, merge
from symcnn.code.torch_modules import module_of
from symcnn.code.when import when
from symcnn.code.writer import ClassWriter, KeptMaxima
from symcnn.errors import ArgumentMistake
from symcnn.model.inputs import letters_of
from symcnn.model.volume import Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.draft import ClassDraft
    from symcnn.code.programme import Programme

# -- one function per statement ----------------------------------------------------------------------------------------


def _input(writer: ClassWriter, statement: tree.Input, flow: CodeFlow) -> None:
    scope = writer.draft.scope
    values = [scope.evaluate(argument.value, flow.frame, flow.places()) for argument in statement.arguments]
    *sizes, depth = values
    flow.place = StatementPlace(Volume(tuple(sizes), depth), letters_of(statement))  # type: ignore[arg-type]
    is_needed = statement.label in writer.draft.labels
    first = not writer.draft.inputs and not is_needed
    variable = "x" if first else writer.programme_variable(statement.label or "x")
    if flow.forward is not None:
        if writer.draft.inputs:
            flow.forward.settle()
        flow.forward.join(variable, is_one=True)
    writer.draft.inputs.append(variable)
    if statement.label:
        flow.labels[statement.label] = LabelledStatement(flow.place, "", variable, statement, flow.frame)


def _call(writer: ClassWriter, statement: tree.Call, flow: CodeFlow) -> None:
    if flow.forward is not None and (label := size_of_another(statement)):
        _sized(writer, statement, flow, label)
        return
    draft = writer.draft
    module = module_of(writer.programme, draft, statement, flow, statement.label)
    path = flow.holder.attribute(statement.label, statement.name)
    made = module.made
    if writer.unpools and statement.name == POOL and flow.forward is not None:
        made = _with_places(writer, statement, made)
    flow.rows.append(CodeLine(f"{path} = ", made))
    received = flow.place.volume
    flow.place = module.placed(path, draft.scope)
    if flow.forward is not None:
        _run(writer, statement, flow, path, received)
    writer.remember(statement, flow, path)


def _run(writer: ClassWriter, statement: tree.Call, flow: CodeFlow, path: str, received: Volume) -> None:
    """The line of ``forward`` that runs a module."""
    forward = flow.forward
    assert forward is not None
    body = writer.programme.library.find(statement.name)
    if isinstance(body, tree.Body) and writer.programme.bodies.has_heads((statement,)):
        forward.apply(path)
        forward.rows.append(CodeLine(f"found = {forward.expr}"))
        forward.rows.append(CodeLine(f"{forward.variable}, *more = found if isinstance(found, tuple) else (found,)"))
        forward.rows.append(CodeLine("heads += more"))
        forward.join(forward.variable, is_one=True)
    elif writer.unpools and statement.name == POOL:
        x = forward.named()
        places, size = (writer.programme_variable(f"{path.rpartition('.')[2]}_{word}") for word in ("places", "size"))
        forward.rows.append(CodeLine(f"{size} = {x}.shape[2:]"))
        forward.rows.append(CodeLine(f"{forward.variable}, {places} = {path}({x})"))
        forward.join(forward.variable, is_one=True)
        writer.pools.append(KeptMaxima(places, size, flow.place.volume))
    elif statement.name == UNPOOL:
        kept = writer.pools.pop() if writer.pools else None
        if kept is None or kept.left.sizes != received.sizes:
            words = "there is no pooling of the same sizes in the same block whose maxima this could put back"
            raise ArgumentMistake(words, statement.span)
        forward.join(f"unpool({path}, {forward.expr}, {kept.places}, {kept.size})", is_one=True)
        forward.settle()
    else:
        forward.apply(path)


def _with_places(writer: ClassWriter, statement: tree.Call, made: PythonCall) -> PythonCall:
    if not made.head.startswith("nn.MaxPool") or writer.depth_of_loops:
        words = "the places of these maxima cannot be kept: it is padded in its own way, or stands in a loop"
        raise ArgumentMistake(words, statement.span)
    return made._replace(args=(*made.args, "return_indices=True"))


def _sized(writer: ClassWriter, statement: tree.Call, flow: CodeFlow, label: str) -> None:
    """A layer that takes its sizes from another one while the network runs."""
    forward = flow.forward
    assert forward is not None
    module = module_of(writer.programme, writer.draft, statement, flow)
    flow.place = module.placed("", writer.draft.scope)
    other = "entry" if label == "X" else flow.labels[label].variable
    sizes = f"{other}.shape[2:]"
    if statement.name == "crop":
        writer.programme.needed.add("crop")
        offset = [arg for arg in map(str, module.made.args) if arg.startswith("offset=")]
        forward.join(f"crop({', '.join([forward.expr, sizes, *offset])})", is_one=True)
        return
    mode = [arg for arg in map(str, module.made.args) if arg.startswith(("mode=", "align_corners="))]
    forward.join(f"functional.interpolate({', '.join([forward.expr, sizes, *mode])})", is_one=True)


def _use(writer: ClassWriter, statement: tree.UseShared, flow: CodeFlow) -> None:
    known = flow.labels.get(statement.name)
    if known is None or not isinstance(known.statement, tree.Call) or flow.forward is None:
        raise ArgumentMistake(f'"{statement.name}" is no layer and no block that could be used again', statement.span)
    again = CodeFlow(flow.holder, [], flow.place, known.frame, flow.labels, None)
    module = module_of(writer.programme, writer.draft, known.statement, again)
    flow.place = module.placed(known.path, writer.draft.scope)
    _run(writer, known.statement, flow, known.path, again.place.volume)
    writer.remember(statement, flow, known.path)


_STATEMENTS: Mapping[type[tree.Statement], Callable[[ClassWriter, Any, CodeFlow], None]] = {
    tree.Input: _input,
    tree.Call: _call,
    tree.Let: let,
    tree.Assume: assume,
    tree.Repeat: loop,
    tree.ForEach: loop,
    tree.When: when,
    tree.Merge: merge,
    tree.Head: head,
    tree.From: branch_from,
    tree.UseShared: _use,
}


def write_class(programme: Programme, draft: ClassDraft) -> None:
    """Fill in the lines of a class."""
    draft.is_chain = programme.bodies.is_chain(draft.statements, draft.labels)
    draft.has_heads = programme.bodies.has_heads(draft.statements)
    forward = None if draft.is_chain else Forward(draft.forward)
    is_network = draft.body is None or draft.body.kind == "network"
    place = None if is_network else draft.receive()
    draft.scope.given = dict(draft.scope.minted)
    flow = CodeFlow(PartHolder("self", draft.attributes), draft.init, place, draft.frame, ChainMap(), forward)
    if not is_network:
        draft.inputs.append("x")
    if "X" in draft.labels and forward is not None:
        draft.forward.append(CodeLine("entry = x"))
    ClassWriter(programme, draft, _STATEMENTS).body(draft.statements, flow)
    draft.out = flow.place
    if forward is not None:
        draft.result = forward.settle() if draft.has_heads else forward.expr
