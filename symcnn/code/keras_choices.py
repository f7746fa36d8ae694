"""``when``, ``repeat`` and ``for`` in a function of Keras: what Python has for them, since the function runs once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.bodies import referenced, walk
from symcnn.code.keras_flow import forward_of, inside
from symcnn.code.keras_names import has_names, once, reread
from symcnn.code.loop_headings import heading_of
from symcnn.code.source_lines import CodeGroup, CodeLine, PythonCall
from symcnn.code.when import grouped
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from symcnn.code.class_scope import StatementPlace
    from symcnn.code.flow import CodeFlow
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
    _settle(flow)
    groups: list[list[CodeRow]] = []
    places: list[StatementPlace] = []
    for body in (statement.then, statement.otherwise):
        inner = inside(flow, [])
        writer.body(body, inner)
        _settle(inner)
        groups.append(inner.rows)
        places.append(inner.place)
    then, other = groups
    flow.rows += grouped(condition, then, other)
    _one_place(writer, statement, flow, places, "when")
    writer.remember(statement, flow, "")


def _settle(flow: CodeFlow) -> None:
    """Store the expression so far in the path's own variable, so that both paths end in the same one."""
    forward_of(flow).settle(forward_of(flow).variable)


def _one_place(
    writer: ClassWriter, statement: tree.Statement, flow: CodeFlow, places: list[StatementPlace], word: str
) -> None:
    """Set what leaves a choice; where its paths differ, it is read from the computed tensor."""
    first, other = places
    if first.axes != other.axes:
        raise ArgumentMistake("the number of axes behind this depends on the condition", statement.span)
    flow.place = first if first == other else reread(writer, flow, statement.label or word, first, first.axes)


def loop(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow) -> None:
    """A loop of Python; each turn asks what it receives."""
    word = statement.word
    _settle(flow)
    heading, names = heading_of(writer, statement, flow)
    rows: list[CodeRow] = []
    inner = inside(flow, rows)
    inner.frame.update(names)
    before = list(writer.turns)
    if has_names(writer, statement.body):
        heading, counter = _counted(writer, heading)
        part = once(writer, statement) if statement.label else writer.names.counted(word)
        writer.turns.append(f"{part}_{{{counter}}}_")
    entry = reread(writer, inner, statement.label or word, flow.place, flow.place.axes)
    inner.place = entry
    start = _start_of_a_part(writer, statement, inner)
    writer.body(statement.body, inner)
    _settle(inner)
    if start:
        variable = forward_of(inner).variable
        rows.append(CodeLine(f"{variable} = nested({start}, {variable})"))
    writer.turns[:] = before
    if inner.place.axes != entry.axes:
        raise ArgumentMistake("the number of axes changes from turn to turn", statement.span)
    flow.rows.append(CodeGroup(heading, rows or [CodeLine("pass")]))
    if inner.place != entry:
        flow.place = reread(writer, flow, statement.label or word, flow.place, flow.place.axes)
    writer.remember(statement, flow, "")


def _start_of_a_part(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, inner: CodeFlow) -> str:
    """The variable for what a turn receives, where the turn becomes a layer: nothing else enters or leaves it."""
    labels = {one.label for one in walk(statement.body)}
    is_closed = referenced(statement.body) <= labels and not writer.programme.bodies.has_heads(statement.body)
    if not writer.programme.nests or not is_closed:
        return ""
    writer.programme.needed.add("nested")
    start = writer.programme_variable("turn_entry")
    inner.rows.append(CodeLine(f"{start} = {forward_of(inner).expr}"))
    return start


def _counted(writer: ClassWriter, heading: CodeLine) -> tuple[CodeLine, str]:
    """The heading of a loop with a variable that tells the turns apart."""
    variable, _, rest = heading.before.removeprefix("for ").partition(" in ")
    if rest.startswith("range(") and variable != "_":
        return heading, variable
    counter = writer.draft.scope.variables.fresh("turn")
    if rest.startswith("range("):
        return CodeLine(f"for {counter} in {rest}"), counter
    assert heading.made is not None
    pattern = f"({variable})" if "," in variable else variable
    return CodeLine(f"for {counter}, {pattern} in ", PythonCall("enumerate", (heading.made,)), ":"), counter
