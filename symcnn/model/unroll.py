"""Unrolls a network: carries its statements out one after another; calls blocks, repeats, looks names up."""

from __future__ import annotations

from collections import ChainMap, Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.algebra.exact.evaluate import truth
from symcnn.algebra.exact.values import RANK, ListOfSymbols, Table, Value, is_scalar
from symcnn.errors import ArgumentMistake, LimitExceeded, NameMistake, ShapeMistake
from symcnn.formula import Formula
from symcnn.model.bookkeeping import define
from symcnn.model.calls import Calls
from symcnn.model.free_names import EXACT, refuse_circle, refuse_exact, taken_apart
from symcnn.model.inputs import check_sizes, entry_of, letters_of, names_of, received_by
from symcnn.model.label_targets import LabelsOfTurns, StatementGroup
from symcnn.model.least_layers import least_layers
from symcnn.model.open_blocks import OpenBlock, OpenBlocks
from symcnn.model.steps import (
    AssumeStep,
    BlockStep,
    EntryStep,
    HeadStep,
    InputStep,
    LayerStep,
    MergeStep,
    RepeatStep,
    Step,
)
from symcnn.model.volume import AXES, Volume, scope_of
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.limits import Limits
    from symcnn.model.label_targets import LabelTarget
    from symcnn.model.library import Library
    from symcnn.support.scalar import Scalar

OF_FEW_LAYERS = 1_000
"""Turns are counted through beforehand if with so many layers each they would be too many."""


class TurnsInSymbols(NamedTuple):
    """The turns of a loop whose number is a symbol."""

    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    names: Callable[[Scalar], dict[str, Value]]
    """What the names in its heading are, by the index."""
    start: int
    """What the index is in the first turn."""


class Unroller(Calls):
    """Yields the steps of a network; the walk that consumes a step stores the state after it in ``state``."""

    def __init__(self, library: Library, domain: Exact, limits: Limits) -> None:
        super().__init__(library, domain, limits)
        self.blocks = OpenBlocks()

    def run(
        self, statements: tuple[tree.Statement, ...], scope: MutableMapping[str, Value], given: BlockStep
    ) -> Iterator[Step]:
        """The steps of a whole network whose names have the values in ``scope``; first what these must be."""
        yield given
        yield from self._run(statements, StatementGroup((), scope, Counter(), set(), ChainMap(), 0))

    def _run(self, statements: tuple[tree.Statement, ...], group: StatementGroup) -> Iterator[Step]:
        for statement in statements:
            self._count(statement.span)
            yield from _STATEMENTS[type(statement)](self, statement, group)

    # -- one method per statement

    def _input(self, statement: tree.Input, group: StatementGroup) -> Iterator[Step]:
        question = (statement.span, group.scope.get(RANK, 0), *self._values_of_names(statement, group))
        volume = self.domain.once(question, lambda: self._entering(statement, group))
        if self.state is not None and self.blocks:
            yield EntryStep(volume, "/".join((*group.path, statement.label or "input")), statement.span)
        else:
            name = statement.label or "input" if self.state is None else self._name(statement, "input", group)
            yield InputStep(volume, letters_of(statement), names_of(statement), name, statement.span)
        self._remember(statement, group, self.state)

    def _entering(self, statement: tree.Input, group: StatementGroup) -> Volume:
        values = [self.evaluate(argument.value, group) for argument in statement.arguments]
        if not 1 <= len(values) <= len(AXES) + 1:
            raise ArgumentMistake("input takes up to five sizes and a depth, such as input(W, H, D)", statement.span)
        *sizes, depth = check_sizes(values, statement.arguments, self.domain)
        return Volume(tuple(sizes), depth)

    def _call(self, statement: tree.Call, group: StatementGroup, again: str = "") -> Iterator[Step]:
        """A layer, or what a block is made of; ``again`` names the one whose weights it uses."""
        definition = self._library.find(statement.name)
        if definition is None:
            raise self._unknown(statement.name, statement.span)
        opened = self._opens(statement)
        volume = opened.state.volume
        if isinstance(definition, tree.LayerDefinition):
            values, given = self._of_layer(statement, definition, opened.state, group)
            name = self._name(statement, statement.name, group)
            yield LayerStep(definition, values, given, name, group.path, statement, self.blocks.weights_of(name, again))
            self._remember(statement, group, opened.state)
            return
        entry = entry_of(definition)
        received = received_by(entry, definition, volume, self.domain) if entry else {}
        inner = received if entry else scope_of(volume)
        values, given = self._arguments(statement, definition, volume, received, inner, group)
        scope = {**inner, **values}
        label = self._label(statement, definition.name, group)
        block = OpenBlock(definition.name, "/".join((*group.path, label)), again)
        yield BlockStep(definition.parameters, values, given, block.path)
        inside = group.inside((label,), {}, ChainMap())
        inside = inside._replace(letters=letters_of(entry)) if entry else inside
        yield from self._enter(block, definition, scope, statement, inside)
        yield self._closes(opened, statement, group, label)

    def _enter(
        self,
        block: OpenBlock,
        body: tree.Body,
        scope: MutableMapping[str, Value],
        call: tree.Call,
        inside: StatementGroup,
    ) -> Iterator[Step]:
        """The body of a block; it may call itself, up to the limit ``blocks``."""
        if inside.depth > self._limits.blocks:
            if cycle := self.blocks.cycle(body.name):
                words = f"{body.kind} {body.name} calls itself more than {self._limits.blocks} times deep: {cycle}"
                raise LimitExceeded(words, call.span, "a when may end that; the limit is called blocks")
            raise LimitExceeded(f"blocks inside blocks deeper than {self._limits.blocks}", call.span)
        self.blocks.enter(block)
        yield from self._run(body.statements, inside._replace(scope=scope))
        self.blocks.leave()

    def _use_shared(self, statement: tree.UseShared, group: StatementGroup) -> Iterator[Step]:
        """A layer or a block once more, with the weights that it has."""
        known = self._known(statement.name, statement.span, group)
        call = known.statement
        if not isinstance(call, tree.Call):
            message = f'"{statement.name}" is no layer and no block that could be used again'
            raise NameMistake(message, statement.span, "label the layer or the block itself: C: conv(3, K)")
        again = call.replaced(label=statement.label, span=statement.span)
        inner = group._replace(scope=known.group.scope)
        yield from self._call(again, inner, "/".join((*known.group.path, statement.name)))

    def _when(self, statement: tree.When, group: StatementGroup) -> Iterator[Step]:
        """The statements that the condition chooses, as if they stood in its place."""
        opened = self._opens(statement) if statement.label else None
        yield from self._run(statement.then if self._holds(statement.condition, group) else statement.otherwise, group)
        if opened:
            yield self._closes(opened, statement, group, statement.label)

    def _head(self, statement: tree.Head, group: StatementGroup) -> Iterator[Step]:
        """An output beside the main one, which goes on from where the head began."""
        opened = self._opens(statement)
        label = self._label(statement, "head", group)
        yield from self._run(statement.body, group.inside((label,), dict(group.scope), group.known.new_child()))
        yield self._closes(opened, statement, group, label)
        yield HeadStep("/".join((*group.path, label)), self._received(statement.span), statement.span)
        self.state = opened.state

    def _let(self, statement: tree.Let, group: StatementGroup) -> Iterator[Step]:
        refuse_circle(statement)
        define(statement.name, statement.span, group.scope)
        group.scope[statement.name] = self.evaluate(statement.value, group)
        yield BlockStep((), {}, frozenset(), "/".join((*group.path, statement.name)))

    def _assume(self, statement: tree.Assume, group: StatementGroup) -> Iterator[Step]:
        parts = (statement.condition,) if EXACT in group.scope else taken_apart(statement.condition)
        for part in parts:
            yield self._assumed(part, group)

    def _assumed(self, condition: Formula, group: StatementGroup) -> AssumeStep:
        """Assume one part of what the author states."""
        if EXACT not in group.scope:
            if condition.op == "name" and condition.value == EXACT:
                self.domain.assume_exact()
                return AssumeStep(condition, None, (condition,))
            refuse_exact(condition)
        scope = self._scope(condition.names(), group)
        answer, said = truth(condition, scope, self.domain), list[Formula]()
        if answer is not True:
            said = self._assumed_formulas(condition, scope)
            group.scope.update({name: self._put_in(value) for name, value in group.scope.items()})
        return AssumeStep(condition, answer, tuple(said))

    def _repeat(self, statement: tree.Repeat, group: StatementGroup) -> Iterator[Step]:
        count = self.evaluate(statement.count, group)
        if not isinstance(count, int) and (not is_scalar(count) or self.domain.whole(count) is False):
            raise ArgumentMistake("the number of repeats must be a whole number", statement.count.span)
        if self.domain.decide(">=", count, 0) is False:
            raise ArgumentMistake((self.domain.formula_text(count), " repeats cannot be"), statement.count.span)
        if not isinstance(count, int):
            turns = TurnsInSymbols(count, lambda turn: _indexed(statement, turn), statement.start)
            yield from self._repeat_in_symbols(turns, statement, group)
            return
        self._bound(count, statement)
        rows = [_indexed(statement, statement.start + turn) for turn in range(count)]
        yield from self._turns(rows, statement, group, statement.start)

    def _repeat_in_symbols(
        self, turns: TurnsInSymbols, statement: tree.Repeat | tree.ForEach, group: StatementGroup
    ) -> Iterator[Step]:
        """One step for all turns; it takes the turns that it needs."""
        opened = self._opens(statement)
        label = self._label(statement, statement.word, group)
        labels = LabelsOfTurns(turns.count, turns.start)

        def turn(name: str, number: Scalar) -> Iterator[Step]:
            known, index = group.known.new_child(), self.domain.sum([number, turns.start])
            labels.keep(name, index, known.maps[0])
            return self._turn(name, turns.names(index), statement, (group, known), label)

        for name in turns.names(turns.start):
            define(name, statement.span, group.scope)
        alone, text = not (group.known or statement.label), statement.span.text
        read = {name: value for name, value in group.scope.items() if name in text} if alone else None
        yield RepeatStep(turns.count, turn, "/".join((*group.path, label)), statement, read, turns.start)
        yield self._closes(opened, statement, group, label, labels)

    def _for_each(self, statement: tree.ForEach, group: StatementGroup) -> Iterator[Step]:
        table = self.evaluate(statement.table, group)
        if isinstance(table, ListOfSymbols):
            if len(statement.names) > 1:
                raise ArgumentMistake("the entries of a list of symbols are numbers", statement.table.span)
            turns = TurnsInSymbols(table.length, lambda turn: {statement.names[0]: table.at(turn)}, 1)
            yield from self._repeat_in_symbols(turns, statement, group)
            return
        if not isinstance(table, Table):
            hint = "for i in 1..n goes through numbers" if is_scalar(table) else ""
            raise ArgumentMistake("a loop needs a list to go through", statement.table.span, hint)
        self._bound(len(table), statement)
        yield from self._turns([_row(statement, entry) for entry in table], statement, group, table.first)

    def _turns(
        self,
        values: list[dict[str, Value]],
        statement: tree.Repeat | tree.ForEach,
        group: StatementGroup,
        start: int,
    ) -> Iterator[Step]:
        opened = self._opens(statement)
        label = self._label(statement, statement.word, group)
        labels = LabelsOfTurns(len(values), start)
        for turn, names in enumerate(values, 1):
            for name in names:
                define(name, statement.span, group.scope)
            known = group.known.new_child()
            labels.keep(str(turn), turn - 1 + start, known.maps[0])
            yield from self._turn(str(turn), names, statement, (group, known), label)
        yield self._closes(opened, statement, group, label, labels)

    def _turn(
        self,
        turn: str,
        names: dict[str, Value],
        statement: tree.Repeat | tree.ForEach,
        place: tuple[StatementGroup, ChainMap[str, LabelTarget]],
        label: str,
    ) -> Iterator[Step]:
        self._count(statement.span)
        group, known = place
        try:
            yield from self._run(statement.body, group.inside((label, turn), {**group.scope, **names}, known))
        except ArgumentMistake as mistake:
            index = next((name for name, value in names.items() if value == 0 and name == mistake.span.text), "")
            if mistake.hint or not index or not isinstance(statement, tree.Repeat):
                raise
            raise mistake.hinted(f"{index} counts the turns from 0: {index} + 1 counts them from 1") from None

    def _bound(self, count: int, statement: tree.Repeat | tree.ForEach) -> None:
        """Refuse turns that would place too many layers before the first is carried out."""
        most = self._limits.layers
        if count > most:
            raise LimitExceeded(f"{count:,} repeats; at most {most:,} layers are derived", statement.span)
        layers = least_layers(statement.body, self._library) if count * OF_FEW_LAYERS > most else 0
        if count * layers > most:
            words = f"{count:,} repeats of at least {layers:,} layers; at most {most:,} layers are derived"
            raise LimitExceeded(words, statement.span)

    def _merge(self, statement: tree.Merge, group: StatementGroup) -> Iterator[Step]:
        """Every branch starts from what the merge receives; the only one that conditions leave is that branch."""
        definition = self._merging(statement)
        opened = self._opens(statement)
        label = self._label(statement, statement.name, group)
        branches = [branch for branch in statement.branches if self._is_there(branch, group)]
        if not branches:
            raise ShapeMistake(f"{statement.name} has no branches to bring together", statement.span)
        is_alone = len(branches) == 1 < len(statement.branches)
        ends = []
        for place, branch in enumerate(branches, 1):
            self.state = opened.state
            path = (label,) if is_alone else (label, str(place))
            inside = group.inside(path, dict(group.scope), group.known.new_child())
            yield from self._run(branch.statements, inside)
            ends.append(self._received(statement.span))
        if not is_alone:
            bound = self._of_layer(statement, definition, ends[0], group)
            yield MergeStep(definition, bound, tuple(ends), "/".join((*group.path, label)), group.path, statement)
            self._remember(statement, group, ends[0])
        elif statement.label:
            yield self._closes(opened, statement, group, label)

    def _from(self, statement: tree.From, group: StatementGroup) -> Iterator[Step]:
        """A branch that starts at an earlier layer."""
        target = self._known(statement.name, statement.span, group)
        for place, label in statement.turns:
            target = self._in_turn(target, place, label, group)
        self.state = target.state
        opened, label = self._opens(statement), self._label(statement, "from", group)
        known = group.known.new_child()
        yield from self._run(statement.body, group.inside((label,), dict(group.scope), known))
        yield self._closes(opened, statement, group, label)


_STATEMENTS: Mapping[type[tree.Statement], Callable[[Unroller, Any, StatementGroup], Iterator[Step]]] = {
    tree.Input: Unroller._input,
    tree.Call: Unroller._call,
    tree.Let: Unroller._let,
    tree.Assume: Unroller._assume,
    tree.Repeat: Unroller._repeat,
    tree.ForEach: Unroller._for_each,
    tree.Merge: Unroller._merge,
    tree.From: Unroller._from,
    tree.UseShared: Unroller._use_shared,
    tree.When: Unroller._when,
    tree.Head: Unroller._head,
}


def _indexed(statement: tree.Repeat, turn: Scalar) -> dict[str, Value]:
    return {statement.index: turn} if statement.index else {}


def _row(statement: tree.ForEach, entry: Value) -> dict[str, Value]:
    cells = entry if isinstance(entry, tuple) and len(statement.names) > 1 else (entry,)
    if len(cells) != len(statement.names):
        message = f"{len(statement.names)} names, but a row of {len(cells)}"
        raise ArgumentMistake(message, statement.table.span)
    return dict(zip(statement.names, cells, strict=True))
