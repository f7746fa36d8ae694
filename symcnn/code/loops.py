"""``repeat`` and ``for`` in a class: loops that append modules; where branches meet inside, one that runs as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.values import ListOfSymbols, Table, is_scalar
from symcnn.code.flow import CodeFlow, PartHolder
from symcnn.code.loop_headings import heading_of, without_first_turn
from symcnn.code.source_lines import WIDTH, CodeGroup, CodeLine, PythonCall
from symcnn.code.states import components, with_components, words
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.code.class_scope import BoundName, StatementPlace
    from symcnn.code.source_lines import CodeRow
    from symcnn.code.writer import ClassWriter
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree

_INDENT = 8


class LoopRows(NamedTuple):
    """A loop under way: what its names stand for, what a turn receives, where its modules lie, and its heading."""

    names: Mapping[str, BoundName]
    entry: StatementPlace
    path: str
    heading: CodeLine
    is_started: bool = False
    """Whether the first turn stands before the loop."""


def loop(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow) -> None:
    """Write all turns of a loop."""
    scope = writer.draft.scope
    kind = statement.word
    path = flow.holder.attribute(statement.label, kind)
    known = dict(scope.minted)
    heading, names = heading_of(writer, statement, flow)
    is_chain = flow.forward is None or writer.programme.bodies.is_chain(statement.body, writer.draft.labels)
    started = is_chain and not names and _starts_apart(writer, statement, flow, path)
    if started:
        heading = without_first_turn(heading)
    entry = _varied(writer, statement, flow, names, kind)
    writer.depth_of_loops += 1
    row = LoopRows(names, entry, path, heading, is_started=started)
    body = (_chain if is_chain else _running)(writer, statement, flow, row)
    writer.depth_of_loops -= 1
    _behind(writer, statement, flow, body, row, known)
    if flow.forward is not None and is_chain:
        flow.forward.apply(path)
    writer.remember(statement, flow, path)


# -- what turns change -------------------------------------------------------------------------------------------------


def _trial(
    writer: ClassWriter,
    statement: tree.Repeat | tree.ForEach,
    flow: CodeFlow,
    names: Mapping[str, BoundName],
    place: StatementPlace,
) -> StatementPlace:
    """What leaves a turn that receives a place; the turn's lines and names are thrown away."""
    inner = flow.attempt()
    inner.frame.update(names)
    inner.place = place
    variables, computed = writer.draft.scope.variables, writer.draft.computed
    writer.draft.scope.variables, writer.draft.computed = variables.copy(), computed.copy()
    asserted, pools = list(writer.draft.asserted), list(writer.pools)
    writer.body(statement.body, inner)
    writer.draft.scope.variables, writer.draft.computed = variables, computed
    writer.draft.asserted[:], writer.pools[:] = asserted, pools
    return inner.place


def _varied(
    writer: ClassWriter,
    statement: tree.Repeat | tree.ForEach,
    flow: CodeFlow,
    names: Mapping[str, BoundName],
    kind: str,
) -> StatementPlace:
    """What any turn receives: each component that a turn changes is a variable."""
    scope, place = writer.draft.scope, flow.place
    left = _trial(writer, statement, flow, names, place)
    if left.axes != place.axes:
        raise ArgumentMistake("the number of axes changes from turn to turn", statement.span)
    found: list[Scalar] = []
    for word, before, behind in zip(words(statement, place, kind), components(place), components(left), strict=True):
        if before == behind:
            found.append(before)
            continue
        ident = scope.variables.fresh(word)
        flow.rows.append(CodeLine(f"{ident} = {scope.text(before)}", sets=ident))
        found.append(scope.like(ident, scope.domain.product([before, behind])))
    return with_components(place, found)


def _updates(writer: ClassWriter, entry: StatementPlace, left: StatementPlace, rows: list[CodeRow]) -> None:
    """At the end of a turn, variables get what left it."""
    scope = writer.draft.scope
    for variable, value in zip(components(entry), components(left), strict=True):
        if variable != value:
            ident = scope.text(variable)
            rows.append(CodeLine(f"{ident} = {scope.text(value)}", sets=ident))


def _behind(
    writer: ClassWriter,
    statement: tree.Repeat | tree.ForEach,
    flow: CodeFlow,
    left: StatementPlace,
    row: LoopRows,
    known: Mapping[str, None],
) -> None:
    """Set what leaves the loop: the formulas of its last turn where they hold, else the variables."""
    scope, entry = writer.draft.scope, row.entry
    turns = _turns(writer, statement, flow)
    at_least_one = scope.domain.decide(">=", turns, 1 + row.is_started) if turns is not None else False
    found = [
        value if at_least_one and scope.is_made_of(value, known) else variable
        for variable, value in zip(components(entry), components(left), strict=True)
    ]
    flow.place = with_components(entry, found)


def _turns(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow) -> Scalar | None:
    value = writer.draft.scope.evaluate(statement.turns, flow.frame, flow.places())
    if isinstance(value, ListOfSymbols):
        return value.length
    return len(value) if isinstance(value, Table) else value if is_scalar(value) else None


# -- the two ways to write a loop --------------------------------------------------------------------------------------


def _turn(writer: ClassWriter) -> str:
    depth = writer.depth_of_loops
    return "turn" if depth == 1 else f"turn_{depth}"


def _chain(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow, row: LoopRows) -> StatementPlace:
    """Modules one behind another."""
    rows: list[CodeRow] = []
    inner = flow.inside(rows=rows)
    inner.frame.update(row.names)
    inner.place = row.entry
    made = _appended(writer, statement, inner, row.path)
    _updates(writer, row.entry, inner.place, rows)
    short = f"{row.path} = nn.Sequential(*({made} {str(row.heading)[:-1]}))" if made and len(rows) == 1 else ""
    if row.is_started:
        flow.rows.append(CodeGroup(row.heading, rows))
    elif short and len(short) + _INDENT <= WIDTH:
        flow.rows.append(CodeLine(short))
    else:
        flow.rows += [CodeLine(f"{row.path} = ", PythonCall("nn.Sequential")), CodeGroup(row.heading, rows)]
    return inner.place


def _appended(
    writer: ClassWriter, statement: tree.Repeat | tree.ForEach, inner: CodeFlow, path: str
) -> PythonCall | None:
    """The modules of one turn behind those of the turns before; the one that they are, where it has a short name."""
    modules = writer.simple(statement.body, inner)
    if modules is None:
        _named_parts(writer, statement, inner, path)
        return None
    made = modules[0] if len(modules) == 1 else PythonCall("nn.Sequential", tuple(modules))
    inner.rows.append(CodeLine("", PythonCall(f"{path}.append", (made,))))
    return made


def _starts_apart(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow, path: str) -> bool:
    """Whether the first turn receives other axes than the others, as dense layers do behind a volume.

    It is written before the loop then, if there surely is one.
    """
    left = _trial(writer, statement, flow, {}, flow.place)
    turns = _turns(writer, statement, flow)
    if left.axes == flow.place.axes or turns is None or not writer.draft.scope.domain.decide(">=", turns, 1):
        return False
    flow.rows.append(CodeLine(f"{path} = ", PythonCall("nn.Sequential")))
    first = flow.inside()
    writer.depth_of_loops += 1
    _appended(writer, statement, first, path)
    writer.depth_of_loops -= 1
    flow.place = first.place
    return True


def _named_parts(writer: ClassWriter, statement: tree.Repeat | tree.ForEach, inner: CodeFlow, path: str) -> None:
    """A turn of which parts have labels or depend on conditions; a single part is appended as it is."""
    turn = _turn(writer)
    inner.holder = PartHolder(turn, writer.draft.names_of_parts())
    inner.rows.append(CodeLine(f"{turn} = ", PythonCall("nn.Sequential")))
    writer.body(statement.body, inner)
    inner.rows.append(CodeLine(f"{path}.append({turn})"))


def _running(
    writer: ClassWriter, statement: tree.Repeat | tree.ForEach, flow: CodeFlow, row: LoopRows
) -> StatementPlace:
    """Write a loop whose turns are modules that hold parts; ``forward`` goes through them."""
    assert flow.forward is not None
    turn = _turn(writer)
    rows: list[CodeRow] = []
    flow.forward.settle()
    run: list[CodeRow] = []
    inner = flow.inside(
        holder=PartHolder(turn, writer.draft.names_of_parts()), rows=rows, forward=flow.forward.inside(run)
    )
    inner.frame.update(row.names)
    inner.place = row.entry
    rows.append(CodeLine(f"{turn} = ", PythonCall("nn.Module")))
    writer.body(statement.body, inner)
    assert inner.forward is not None
    inner.forward.settle(flow.forward.variable)
    rows.append(CodeLine(f"{row.path}.append({turn})"))
    _updates(writer, row.entry, inner.place, rows)
    flow.rows += [CodeLine(f"{row.path} = ", PythonCall("nn.ModuleList")), CodeGroup(row.heading, rows)]
    flow.forward.rows.append(CodeGroup(CodeLine(f"for {turn} in {row.path}:"), run))
    return inner.place
