"""Writes one class, statement by statement: what the rows of statements have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.bodies import UNPOOL, walk
from symcnn.code.flow import CodeFlow, LabelledStatement, PartHolder
from symcnn.code.identifiers import Identifiers
from symcnn.code.source_lines import CodeLine, PythonCall
from symcnn.code.torch_modules import module_of
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.bodies import BodyStatements
    from symcnn.code.draft import ClassDraft
    from symcnn.code.keras_windows import KerasSteps
    from symcnn.code.programme import Programme
    from symcnn.model.volume import Volume

    Handlers = Mapping[type[tree.Statement], Callable[..., None]]


class KeptMaxima(NamedTuple):
    """A pooling: variables for the places of its maxima and for the sizes that it took, and what left it."""

    places: str
    size: str
    left: Volume


class ClassWriter:
    """Writes one class; statements that hold others call back."""

    def __init__(self, programme: Programme, draft: ClassDraft, statements: Handlers) -> None:
        self.programme = programme
        self.draft = draft
        self._statements = statements
        self.pools: list[KeptMaxima] = []
        """Poolings that no unpooling has undone."""
        self.unpools = any(isinstance(s, tree.Call) and s.name == UNPOOL for s in walk(draft.statements))
        self.depth_of_loops = 0
        self.objects: dict[str, KerasSteps] = {}
        """By label, layers that are used again."""
        self.names = Identifiers()
        """The names of layers, of which no two are alike; and those that statements have already."""
        self.named: dict[int, str] = {}
        self.turns: list[str] = []
        """What tells the names of layers in loops apart."""

    def body(self, statements: BodyStatements, flow: CodeFlow) -> None:
        """Statements one after another."""
        for statement in statements:
            self._statements[type(statement)](self, statement, flow)
            if (
                flow.forward is not None
                and statement.label in self.draft.labels
                and not isinstance(statement, tree.Head)
            ):
                self.remember(statement, flow, "")

    def remember(self, statement: tree.Statement, flow: CodeFlow, path: str) -> None:
        """Keep what a label stands for; where its output is needed later, a variable has it."""
        if not statement.label:
            return
        variable = ""
        known = flow.labels.get(statement.label)
        if flow.forward is not None and statement.label in self.draft.labels:
            variable = known.variable if known and known.statement is statement and known.variable else ""
            if not variable:
                variable = flow.forward.settle(self.programme_variable(statement.label))
        flow.labels[statement.label] = LabelledStatement(
            flow.place, path or (known.path if known else ""), variable, statement, flow.frame
        )

    def programme_variable(self, label: str) -> str:
        """A variable of ``forward``."""
        return self.draft.computed.fresh(label)

    # -- rows of modules

    def embed(self, statements: BodyStatements, flow: CodeFlow, label: str) -> None:
        """Statements as one module where they are a chain of several, and one by one elsewhere."""
        calls = [statement for statement in statements if not isinstance(statement, tree.Let | tree.Assume)]
        several = len(calls) > 1 or any(isinstance(s, tree.When) for s in calls)
        if not several or not self.programme.bodies.is_chain(statements, self.draft.labels):
            self.body(statements, flow)
            return
        assert flow.forward is not None
        path = flow.holder.attribute(label, label)
        modules = self.simple(statements, flow)
        if modules is None:
            flow.rows.append(CodeLine(f"{path} = ", PythonCall("nn.Sequential")))
            inner = CodeFlow(self.part(path), flow.rows, flow.place, flow.frame, flow.labels, None)
            self.body(statements, inner)
            flow.place = inner.place
        else:
            flow.rows.append(CodeLine(f"{path} = ", PythonCall("nn.Sequential", tuple(modules))))
        flow.forward.apply(path)

    def part(self, path: str) -> PartHolder:
        """A module at a path, whose attributes are modules."""
        return PartHolder(path, self.draft.names_of_parts())

    def simple(self, statements: BodyStatements, flow: CodeFlow) -> list[PythonCall] | None:
        """The modules of calls without labels, if formulas say all that leaves them; only then the flow goes on."""
        if not all(isinstance(s, tree.Call) and not s.label for s in statements):
            return None
        trial = flow.inside(rows=[])
        found: list[PythonCall] = []
        for call in statements:
            assert isinstance(call, tree.Call)
            module = module_of(self.programme, self.draft, call, trial)
            if module.place is None:
                return None
            trial.place = module.place
            found.append(module.made)
        flow.rows += trial.rows
        flow.place = trial.place
        return found
