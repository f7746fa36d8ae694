"""The state of an unrolling: the volume, names in scope, labels, and the statements and layers still allowed."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING

from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import CONSTANTS, Scope, Table, Value, is_scalar
from symcnn.errors import (
    ArgumentMistake,
    LimitExceeded,
    NameMistake,
    ShapeMistake,
    Span,
    TextError,
    Undecided,
    nearest,
)
from symcnn.model.free_names import labelled_behind
from symcnn.model.label_targets import ENDS, LabelTarget, OpenedStatement, StatementGroup
from symcnn.model.steps import CompoundStep
from symcnn.model.volume import State, members
from symcnn.support.names import next_label
from symcnn.support.work import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.model.label_targets import Costs, LabelsOfTurns
    from symcnn.syntax import tree

_LONG = "let a layer compute part of it: sizes that leave a layer get names"


class Bookkeeping:
    """The state behind the last statement, and what names and labels stand for."""

    def __init__(self, domain: Exact, limits: Limits, program: tree.Program) -> None:
        self._program = program
        self.state: State | None = None
        self.costs: Costs | None = None
        self.domain = domain
        self._limits = limits
        self._steps = 0

    def evaluate(self, formula: Formula, group: StatementGroup) -> Value:
        """A formula in a group's scope; inside blocks ``X`` and ``D`` are the volume that the block receives."""
        value = evaluate(formula, self._scope(formula.names(), group), self.domain)
        for entry in value if isinstance(value, tuple) and not isinstance(value, Table) else (value,):
            if self.domain.is_oversized(entry):
                raise LimitExceeded("this formula becomes too long or too deep", formula.span, _LONG)
        return value

    def _scope(self, names: Iterable[Formula], group: StatementGroup) -> Scope:
        """The names of a group and, on request, sizes that leave layers: ``E4.W``."""
        dotted = {str(node.value): node.span for node in names if "." in str(node.value)}
        if not dotted:
            return group.scope
        return ChainMap({name: self._member(name, span, group) for name, span in dotted.items()}, group.scope)

    def _member(self, name: str, span: Span, group: StatementGroup) -> Value:
        label, _, part = name.rpartition(".")
        known, _, side = label.rpartition(".")
        is_end = known != "" and side in ENDS
        target = self._known(known, span, group).end(side) if is_end else self._known(label, span, group)
        state = target.state
        parts = members(state.volume, group.letters or state.letters)
        amount = self.costs.amount(target.name, part) if part not in parts and not known and self.costs else None
        if part not in parts and amount is None:
            raise NameMistake(f'"{label}" has no "{part}"', span, f"it has {', '.join(parts)}")
        return parts[part] if amount is None else amount

    def _known(self, label: str, span: Span, group: StatementGroup) -> LabelTarget:
        """The target of a label, which some statement before must have."""
        if label in group.known:
            return group.known[label]
        if labelled_behind(label, self._written(), span.start):
            hint = "what flows back would make a circle; only layers before can be named"
            raise NameMistake(f'"{label}" labels something that comes later', span, hint)
        if label in group.labels:
            message = f'"{label}" is a running number and no label'
            raise NameMistake(message, span, f"give the layer a label of its own, such as {label}: conv(3, K)")
        if labelled_behind(label, self._written(), -1):
            hint = "a label is seen in its own braces and inside them; label what stands outside"
            raise NameMistake(f'"{label}" labels something inside other braces', span, hint)
        labels = sorted(group.known)
        listed = f"there is {', '.join(labels[:12])}" if labels else "no label stands before it"
        raise NameMistake(f'no layer before this one is labelled "{label}"', span, nearest(label, labels) or listed)

    def _assumed_formulas(self, condition: Formula, scope: Mapping[str, Value]) -> list[Formula]:
        """Assume a condition; the formulas that it states about symbols."""
        try:
            return self.domain.assume(condition, scope)
        except TextError as mistake:
            raise mistake if mistake.span.source.text else mistake.at(condition.span) from None

    def _put_in(self, value: Value) -> Value:
        """A value with the equalities that are assumed put in."""
        if isinstance(value, tuple):
            return type(value)(map(self._put_in, value))
        return self.domain.put_in(value) if is_scalar(value) else value

    def _holds(self, condition: Formula, group: StatementGroup) -> bool:
        """Whether a condition holds that decides what the network is made of."""
        answer = truth(condition, self._scope(condition.names(), group), self.domain)
        if answer is None:
            words = "this condition decides what the network is made of, and its symbols leave it open"
            raise Undecided(words, condition.span, "give them numbers, or assume what makes it true or false")
        return answer

    def _is_there(self, branch: tree.Branch, group: StatementGroup) -> bool:
        """Whether the conditions around a branch keep it."""
        return all(self._holds(condition, group) is answer for condition, answer in branch.choices)

    def _in_turn(self, target: LabelTarget, place: Formula, label: str, group: StatementGroup) -> LabelTarget:
        """The target of a label in one turn of a loop."""
        value = self.evaluate(place, group)
        if target.turns is None or not is_scalar(value):
            words = f'"{target.statement.label}" labels no loop' if is_scalar(value) else "a turn has a number"
            raise ArgumentMistake(words, place.span, "turns count from 0: from down[0].left { ... }")
        return target.turns.at(value, label, self.domain, place.span)

    def _written(self) -> Iterable[tree.Statement]:
        bodies = (statement for body in self._program.bodies for statement in body.statements)
        return (*self._program.statements, *bodies)

    def _received(self, span: Span) -> State:
        if self.state is None:
            raise ShapeMistake("the first statement must be the input", span, "such as input(W, H, D)")
        return self.state

    # -- names of layers

    def _label(self, statement: tree.Statement, word: str, group: StatementGroup) -> str:
        """The author's label, or the word with a running number."""
        if statement.label:
            if statement.label in group.labels:
                raise NameMistake(f'"{statement.label}" labels two things', statement.span)
            label = statement.label
        else:
            label = next_label(word, group.counts, group.labels)
        group.labels.add(label)
        return label

    def _remember(
        self,
        statement: tree.Statement,
        group: StatementGroup,
        before: State | None,
        turns: LabelsOfTurns | None = None,
    ) -> None:
        """Note what leaves a statement with a label, as a place where ``from`` can start."""
        if statement.label and self.state is not None:
            group.known[statement.label] = LabelTarget(self.state, statement, group, turns, before)

    def _opens(self, statement: tree.Statement) -> OpenedStatement:
        """Begin a statement that may have layers inside."""
        return OpenedStatement(self._received(statement.span), self.costs.placed_layers() if self.costs else 0)

    def _closes(
        self,
        opened: OpenedStatement,
        statement: tree.Statement,
        group: StatementGroup,
        label: str,
        turns: LabelsOfTurns | None = None,
    ) -> CompoundStep:
        """End a statement with layers inside."""
        self._remember(statement, group, opened.state, turns)
        return CompoundStep("/".join((*group.path, label)), opened.state, opened.layers, statement)

    def _name(self, statement: tree.Statement, word: str, group: StatementGroup) -> str:
        name = "/".join((*group.path, self._label(statement, word, group)))
        now("deriving", name, span=statement.span)
        return name

    def _count(self, span: Span) -> None:
        self._steps += 1
        now("carrying out this statement", span=span)
        if self._steps > self._limits.steps:
            raise LimitExceeded(f"more than {self._limits.steps:,} statements to carry out", span)


def define(name: str, span: Span, scope: Mapping[str, Value]) -> None:
    """Refuse a name that means something already."""
    if name in CONSTANTS or name in scope:
        raise NameMistake(f'"{name}" already means something here', span)
