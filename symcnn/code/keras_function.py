"""Writes the function of one block or network in Keras: a row of lines for each kind of statement."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any

from symcnn.code.block_calls import block_call
from symcnn.code.bodies import size_of_another, walk
from symcnn.code.class_scope import StatementPlace
from symcnn.code.flow import CodeFlow, LabelledStatement, PartHolder
from symcnn.code.keras_branches import branch_from, head, merge
from symcnn.code.keras_choices import loop, when
from symcnn.code.keras_flow import KerasForward, forward_of
from symcnn.code.keras_layers import KERAS_LAYERS, KERAS_OF_THE_ZOO
from symcnn.code.keras_names import name_of, needs_prefix, prefix_of, reread
from symcnn.code.keras_windows import KERAS, KerasStep
from symcnn.code.layer_values import TargetLayer, known_row, made_layer
from symcnn.code.names_given import assume, let
from symcnn.code.source_lines import CodeLine, PythonCall
from symcnn.code.writer import ClassWriter
from symcnn.errors import ArgumentMistake, NameMistake
from symcnn.model.inputs import letters_of
from symcnn.model.volume import Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.draft import ClassDraft
    from symcnn.code.keras_windows import KerasSteps
    from symcnn.code.programme import Programme

# -- one function per statement ----------------------------------------------------------------------------------------


def _input(writer: ClassWriter, statement: tree.Input, flow: CodeFlow) -> None:
    draft, scope, forward = writer.draft, writer.draft.scope, forward_of(flow)
    *sizes, depth = [scope.evaluate(argument.value, flow.frame, flow.places()) for argument in statement.arguments]
    flow.place = StatementPlace(Volume(tuple(sizes), depth), letters_of(statement))  # type: ignore[arg-type]
    if draft.is_main:
        variable = scope.variables.fresh(statement.label or "inputs")
        shape = [scope.text(size) for size in (*reversed(flow.place.volume.sizes), flow.place.volume.depth)]
        said = f"({', '.join(shape)}{',' * (len(shape) == 1)})"
        name = (f'name="{variable}"',) if statement.label else ()
        flow.rows.append(CodeLine(f"{variable} = ", PythonCall("keras.Input", (said, *name))))
        forward.join(variable, is_one=True)
        draft.inputs.append(variable)
    if statement.label:
        flow.labels[statement.label] = LabelledStatement(flow.place, "", forward.expr, statement, flow.frame)


def _call(writer: ClassWriter, statement: tree.Call, flow: CodeFlow) -> None:
    definition = writer.programme.library.find(statement.name)
    if definition is None:
        raise NameMistake(f'there is no layer or block "{statement.name}"', statement.span)
    if label := size_of_another(statement):
        _sized(writer, statement, flow, label)
    elif isinstance(definition, tree.Body):
        _block(writer, statement, definition, flow)
    else:
        steps = _steps(writer, statement, flow, definition)
        name = name_of(writer, statement)
        if _is_shared(writer, statement):
            _object(writer, statement, steps, flow)
        else:
            forward_of(flow).run(steps, name)
    writer.remember(statement, flow, "")


def _steps(writer: ClassWriter, call: tree.Call, flow: CodeFlow, layer: tree.LayerDefinition) -> KerasSteps:
    """What a layer is, and the sizes that leave it."""
    row = TargetLayer(KERAS, layer, known_row(KERAS_LAYERS, KERAS_OF_THE_ZOO, layer))
    steps, output = made_layer(row, writer.programme, writer.draft, call, flow, call.label or call.name)
    flow.place = flow.place.but(output)
    return steps


def _sized(writer: ClassWriter, statement: tree.Call, flow: CodeFlow, label: str) -> None:
    """A layer that takes its sizes from another one."""
    definition = writer.programme.library.find(statement.name)
    assert isinstance(definition, tree.LayerDefinition)
    steps = _steps(writer, statement, flow, definition)
    other = "entry" if label == "X" else flow.labels[label].variable
    arguments = (f"{other}.shape[1:-1]", *steps[-1].made.args[1:])
    forward_of(flow).run([steps[-1]._replace(made=steps[-1].made._replace(args=arguments))])


# -- blocks ------------------------------------------------------------------------------------------------------------


def _block(writer: ClassWriter, statement: tree.Call, body: tree.Body, flow: CodeFlow) -> None:
    """A call of a function; what leaves it is asked of its output where formulas do not say it."""
    forward, place = forward_of(flow), flow.place
    made = block_call(writer.programme, writer.draft, statement, body, flow)
    arguments = [*filter(None, made.arguments), *_prefix(writer, statement, body)]
    if _is_shared(writer, statement):
        writer.programme.needed.add("shared")
        call = PythonCall("shared", (forward.expr, made.called.title, *arguments))
        _object(writer, statement, (KerasStep(call),), flow, is_made=True)
    elif writer.programme.bodies.has_heads((statement,)):
        call = PythonCall(made.called.title, (forward.expr, *arguments))
        flow.rows.append(CodeLine(f"{forward.variable}, more = ", call))
        flow.rows.append(CodeLine("heads += more"))
        forward.join(forward.variable, is_one=True)
    else:
        forward.run([KerasStep(PythonCall(made.called.title, tuple(arguments)), is_function=True)])
    sizes = tuple(size for size in made.sizes or () if size is not None)
    called = made.called.out
    if called is None or made.depth is None or len(sizes) != called.axes:
        axes = place.axes if called is None else called.axes
        letters = place.letters if axes == place.axes or called is None else called.letters
        flow.place = reread(
            writer, flow, statement.label or statement.name, StatementPlace(place.volume, letters), axes
        )
    else:
        letters = place.letters if len(sizes) == place.axes else called.letters
        flow.place = StatementPlace(Volume(sizes, made.depth), letters)


def _prefix(writer: ClassWriter, statement: tree.Call, body: tree.Body) -> list[str]:
    """What stands before the names of the layers inside."""
    return [f"prefix={prefix_of(writer, statement)}"] if needs_prefix(writer, body) else []


# -- weights that are used again ---------------------------------------------------------------------------------------


def _is_shared(writer: ClassWriter, statement: tree.Call) -> bool:
    uses = (one for one in walk(writer.draft.statements) if isinstance(one, tree.UseShared))
    return bool(statement.label) and any(one.name == statement.label for one in uses)


def _object(
    writer: ClassWriter, statement: tree.Call, steps: KerasSteps, flow: CodeFlow, *, is_made: bool = False
) -> None:
    """Layers that get variables, so that they can be called again."""
    forward, found = forward_of(flow), list[KerasStep]()
    name = "" if is_made else name_of(writer, statement)
    for step in steps:
        if step.is_function:
            raise ArgumentMistake("Keras cannot use this layer's weights again", statement.span)
        ident = writer.programme_variable(statement.label if step.takes_name or is_made else step.made.head[7:].lower())
        more = (name,) if step.takes_name and name else ()
        flow.rows.append(CodeLine(f"{ident} = ", step.made._replace(args=(*step.made.args, *more))))
        found.append(KerasStep(PythonCall(ident, (), ("", ""))))
    forward.run(found)
    writer.objects[statement.label] = tuple(found)


def _use(writer: ClassWriter, statement: tree.UseShared, flow: CodeFlow) -> None:
    known, steps = flow.labels.get(statement.name), writer.objects.get(statement.name)
    if known is None or not isinstance(known.statement, tree.Call) or steps is None:
        raise ArgumentMistake(f'"{statement.name}" is no layer and no block that could be used again', statement.span)
    forward_of(flow).run(steps)
    flow.place = reread(writer, flow, statement.name, known.place, known.place.axes)
    writer.remember(statement, flow, "")


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


def write_function(programme: Programme, draft: ClassDraft) -> None:
    """Fill in the lines of a function."""
    draft.computed = draft.scope.variables  # one function has variables for sizes and for what is computed
    draft.has_heads = programme.bodies.has_heads(draft.statements)
    draft.scope.variables.keep(programme.titles())
    is_network = draft.body is None or draft.body.kind == "network"
    place = None if is_network else draft.receive()
    draft.scope.given = dict(draft.scope.minted)
    forward = KerasForward(draft.init)
    flow = CodeFlow(PartHolder("", draft.attributes), draft.init, place, draft.frame, ChainMap(), forward)
    if "X" in draft.labels:
        draft.init.append(CodeLine("entry = x"))
    ClassWriter(programme, draft, _STATEMENTS).body(draft.statements, flow)
    draft.out, draft.result = flow.place, forward.expr
