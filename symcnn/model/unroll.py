"""A network's statements, carried out one after another: blocks called, repeats and loops unrolled, names looked up."""

from __future__ import annotations

from collections import ChainMap, Counter
from typing import TYPE_CHECKING, Any

from symcnn.algebra.evaluate import Scope, evaluate, truth
from symcnn.algebra.values import CONSTANTS, Table, Value, is_number
from symcnn.errors import ArgumentMistake, LimitExceeded, NameMistake, NotYet, ShapeMistake, Span, nearest
from symcnn.model.free_names import EXACT
from symcnn.model.parameters import bind, match
from symcnn.model.steps import AssumeStep, Group, InputStep, LayerStep, MergeStep, RepeatStep, Step
from symcnn.model.volume import AXES, State, Volume, members
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.model.library import Library


_LONG = "let a layer compute part of it: sizes that leave a layer get names"


class Unroller:
    """Yields the steps of a network; whoever consumes them stores each result in ``state`` before asking for more."""

    def __init__(self, library: Library, domain: Exact, limits: Limits) -> None:
        self.state: State | None = None
        self.domain = domain
        self.letters: tuple[str, ...] = ()
        self._library = library
        self._limits = limits
        self._steps = 0
        self._open: list[str] = []

    def run(self, statements: tuple[tree.Statement, ...], scope: MutableMapping[str, Value]) -> Iterator[Step]:
        """The steps of a whole network whose names have the values in ``scope``."""
        yield from self._run(statements, Group((), scope, Counter(), set(), ChainMap(), 0))

    def _run(self, statements: tuple[tree.Statement, ...], group: Group) -> Iterator[Step]:
        for statement in statements:
            self._count(statement.span)
            yield from _STATEMENTS[type(statement)](self, statement, group)

    def _count(self, span: Span) -> None:
        self._steps += 1
        if self._steps > self._limits.steps:
            raise LimitExceeded(f"more than {self._limits.steps:,} statements to carry out", span)

    def evaluate(self, formula: Any, group: Group) -> Value:
        """A formula in a group's scope; inside blocks ``X`` and ``D`` are the volume that the block receives."""
        value = evaluate(formula, self._scope(formula, group), self.domain)
        for entry in value if isinstance(value, tuple) and not isinstance(value, Table) else (value,):
            if self.domain.is_oversized(entry):
                raise LimitExceeded("this formula becomes too long or too deep", formula.span, _LONG)
        return value

    def _scope(self, formula: Formula, group: Group) -> Scope:
        """The names of a group and, where the formula asks for them, sizes that leave layers: ``E4.W``."""
        dotted = {str(node.value): node.span for node in formula.names() if "." in str(node.value)}
        if not dotted:
            return group.scope
        return ChainMap({name: self._member(name, span, group) for name, span in dotted.items()}, group.scope)

    def _member(self, name: str, span: Span, group: Group) -> Value:
        label, _, part = name.rpartition(".")
        parts = members(_state(label, span, group).volume, self.letters)
        if part not in parts:
            raise NameMistake(f'"{label}" has no "{part}"', span, f"it has {', '.join(parts)}")
        return parts[part]

    def _received(self, span: Span) -> State:
        if self.state is None:
            raise ShapeMistake("the first statement must be the input", span, "such as input(W, H, D)")
        return self.state

    # -- one method per statement

    def _input(self, statement: tree.Input, group: Group) -> Iterator[Step]:
        values = [self.evaluate(argument.value, group) for argument in statement.arguments]
        if not 1 <= len(values) <= len(AXES) + 1:
            raise ArgumentMistake("input takes up to three sizes and a depth, such as input(W, H, D)", statement.span)
        for value, argument in zip(values, statement.arguments, strict=True):
            _check_size(value, argument, self.domain)
        volume = Volume(tuple(values[:-1]), values[-1])
        if self.state is None:
            self.letters = _letters(statement)
            yield InputStep(volume, self.letters, statement.span)
        elif self._open:
            self._check_entry(volume, statement)
        else:
            raise NotYet("a second input is read but not derived yet", statement.span)

    def _check_entry(self, volume: Volume, statement: tree.Input) -> None:
        """A called network must get the input that it declares."""
        received = self._received(statement.span).volume
        answers = [len(volume.sizes) == len(received.sizes), self.domain.decide("==", volume.depth, received.depth)]
        answers += [self.domain.decide("==", a, b) for a, b in zip(volume.sizes, received.sizes, strict=False)]
        if False in answers:
            words = " × ".join(map(str, (*received.sizes, received.depth)))
            raise ShapeMistake(f"this network declares another input than the {words} that it gets", statement.span)

    def _call(self, statement: tree.Call, group: Group) -> Iterator[Step]:
        definition = self._library.find(statement.name)
        if definition is None:
            hint = nearest(statement.name, self._library.known())
            raise NameMistake(f'there is no layer or block "{statement.name}"', statement.span, hint)
        volume = self._received(statement.span).volume
        matched = match(statement, definition.parameters)

        def outer(formula: Formula) -> Value:
            return self.evaluate(formula, group)

        inner = {"X": volume.sizes, "D": volume.depth}
        if isinstance(definition, tree.Layer):
            values = bind(statement, definition.parameters, matched, outer, inner, self.domain)
            name = self._name(statement, statement.name, group)
            yield LayerStep(definition, values, frozenset(matched), name, group.path, statement)
            self._remember(statement, group)
            return
        received = _entry(definition, volume)
        parameters = tuple(p for p in definition.parameters if p.symbol in matched or p.symbol not in received)
        entry = {**inner, **received}
        values = bind(statement, parameters, matched, outer, entry, self.domain)
        yield from self._enter(definition, {**entry, **values}, statement, group)

    def _enter(
        self, body: tree.Body, scope: MutableMapping[str, Value], call: tree.Call, group: Group
    ) -> Iterator[Step]:
        if body.name in self._open:
            circle = " → ".join([*self._open[self._open.index(body.name) :], body.name])
            raise NameMistake(f"{body.kind} {body.name} calls itself without end: {circle}", call.span)
        if group.depth >= self._limits.blocks:
            raise LimitExceeded(f"blocks inside blocks deeper than {self._limits.blocks}", call.span)
        label = self._label(call, body.name, group)
        self._open.append(body.name)
        yield from self._run(body.statements, _inside(group, (label,), scope, ChainMap()))
        self._open.pop()
        self._remember(call, group)

    def _let(self, statement: tree.Let, group: Group) -> Iterator[Step]:
        _define(statement.name, statement.span, group.scope)
        group.scope[statement.name] = self.evaluate(statement.value, group)
        yield from ()

    def _assume(self, statement: tree.Assume, group: Group) -> Iterator[Step]:
        if statement.condition.op == "name" and statement.condition.value == EXACT and EXACT not in group.scope:
            self.domain.assume_exact()
            yield AssumeStep(statement.condition, None)
            return
        answer = truth(statement.condition, group.scope, self.domain)
        if answer is not True:
            self.domain.assume(statement.condition, group.scope)
        yield AssumeStep(statement.condition, answer)

    def _repeat(self, statement: tree.Repeat, group: Group) -> Iterator[Step]:
        count = self.evaluate(statement.count, group)
        if not isinstance(count, int):
            yield from self._repeat_in_symbols(count, statement, group)
            return
        if count < 0:
            raise ArgumentMistake(f"{count} repeats cannot be", statement.count.span)
        self._bound(count, statement)
        values = [{statement.index: turn} if statement.index else {} for turn in range(count)]
        yield from self._turns(values, statement, "repeat", group)

    def _repeat_in_symbols(self, count: Scalar, statement: tree.Repeat, group: Group) -> Iterator[Step]:
        """One step for all turns; it takes the turns that it needs."""
        if not is_number(count) or isinstance(count, tuple) or self.domain.whole(count) is False:
            raise ArgumentMistake("the number of repeats must be a whole number", statement.count.span)
        if self.domain.decide(">=", count, 0) is False:
            raise ArgumentMistake(f"{count} repeats cannot be", statement.count.span)
        self._received(statement.span)
        label = self._label(statement, "repeat", group)

        def turn(name: str, index: Scalar) -> Iterator[Step]:
            return self._turn(name, {statement.index: index} if statement.index else {}, statement, group, label)

        if statement.index:
            _define(statement.index, statement.span, group.scope)
        yield RepeatStep(count, turn, "/".join((*group.path, label)), statement)
        self._remember(statement, group)

    def _for_each(self, statement: tree.ForEach, group: Group) -> Iterator[Step]:
        table = self.evaluate(statement.table, group)
        if not isinstance(table, Table):
            raise ArgumentMistake("a loop needs a list to go through", statement.table.span)
        self._bound(len(table), statement)
        values = [_row(statement, entry) for entry in table]
        yield from self._turns(values, statement, "for", group)

    def _turns(
        self, values: list[dict[str, Value]], statement: tree.Repeat | tree.ForEach, word: str, group: Group
    ) -> Iterator[Step]:
        label = self._label(statement, word, group)
        for turn, names in enumerate(values, 1):
            for name in names:
                _define(name, statement.span, group.scope)
            yield from self._turn(str(turn), names, statement, group, label)
        self._remember(statement, group)

    def _turn(
        self, turn: str, names: dict[str, Value], statement: tree.Repeat | tree.ForEach, group: Group, label: str
    ) -> Iterator[Step]:
        self._count(statement.span)
        scope = {**group.scope, **names}
        yield from self._run(statement.body, _inside(group, (label, turn), scope, group.states.new_child()))

    def _bound(self, count: int, statement: tree.Statement) -> None:
        if count > self._limits.layers:
            raise LimitExceeded(
                f"{count:,} repeats; at most {self._limits.layers:,} layers are derived", statement.span
            )

    def _merge(self, statement: tree.Merge, group: Group) -> Iterator[Step]:
        """Every branch starts from what the merge receives."""
        entry = self._received(statement.span)
        label = self._label(statement, statement.kind, group)
        ends = []
        for place, branch in enumerate(statement.branches, 1):
            self.state = entry
            states = group.states.new_child()
            yield from self._run(branch, _inside(group, (label, str(place)), dict(group.scope), states))
            ends.append(self._received(statement.span))
        if not ends:
            raise ShapeMistake(f"{statement.kind} has no branches to bring together", statement.span)
        definition = self._library.find(statement.kind)
        assert isinstance(definition, tree.Layer), statement.kind
        yield MergeStep(definition, tuple(ends), "/".join((*group.path, label)), group.path, statement)
        self._remember(statement, group)

    def _from(self, statement: tree.From, group: Group) -> Iterator[Step]:
        """A branch that starts at an earlier layer."""
        self.state = _state(statement.name, statement.span, group)
        label = self._label(statement, "from", group)
        states = group.states.new_child()
        yield from self._run(statement.body, _inside(group, (label,), dict(group.scope), states))
        self._remember(statement, group)

    def _not_yet(self, statement: tree.Statement, _group: Group) -> Iterator[Step]:
        raise NotYet("a shared layer is read but not derived yet", statement.span)

    # -- names of layers

    def _label(self, statement: tree.Statement, word: str, group: Group) -> str:
        """The author's label, or the word with a running number."""
        if statement.label:
            if statement.label in group.labels:
                raise NameMistake(f'"{statement.label}" labels two things', statement.span)
            label = statement.label
        else:
            group.counts[word] += 1
            label = f"{word}{group.counts[word]}"
        group.labels.add(label)
        return label

    def _remember(self, statement: tree.Statement, group: Group) -> None:
        """What leaves a statement with a label is where ``from`` can start."""
        if statement.label and self.state is not None:
            group.states[statement.label] = self.state

    def _name(self, statement: tree.Statement, word: str, group: Group) -> str:
        return "/".join((*group.path, self._label(statement, word, group)))


_STATEMENTS: Mapping[type[tree.Statement], Callable[[Unroller, Any, Group], Iterator[Step]]] = {
    tree.Input: Unroller._input,
    tree.Call: Unroller._call,
    tree.Let: Unroller._let,
    tree.Assume: Unroller._assume,
    tree.Repeat: Unroller._repeat,
    tree.ForEach: Unroller._for_each,
    tree.Merge: Unroller._merge,
    tree.From: Unroller._from,
    tree.UseShared: Unroller._not_yet,
}


def _inside(
    group: Group, labels: tuple[str, ...], scope: MutableMapping[str, Value], states: ChainMap[str, State]
) -> Group:
    """The group that a block call, a branch or one turn of a repeat makes."""
    return Group((*group.path, *labels), scope, Counter(), set(), states, group.depth + 1)


def _state(label: str, span: Span, group: Group) -> State:
    if label not in group.states:
        known = sorted(group.states)
        hint = nearest(label, known) or (f"there is {', '.join(known[:12])}" if known else "no label stands before it")
        raise NameMistake(f'no layer before this one is labelled "{label}"', span, hint)
    return group.states[label]


def _define(name: str, span: Span, scope: Mapping[str, Value]) -> None:
    if name in CONSTANTS or name in scope:
        raise NameMistake(f'"{name}" already means something here', span)


def _letters(statement: tree.Input) -> tuple[str, ...]:
    """An axis goes by the name that the author gave its size, else by W, H or T."""
    written = [argument.value for argument in statement.arguments[:-1]]
    return tuple(
        str(value.value) if value.op == "name" else letter for value, letter in zip(written, AXES, strict=False)
    )


def _entry(body: tree.Body, volume: Volume) -> dict[str, Value]:
    """What a called network's parameters are by default: the sizes it receives, if its input names them."""
    if body.kind != "network":
        return {}
    declared = next((s.arguments for s in body.statements if isinstance(s, tree.Input)), ())
    pairs = zip(declared, (*volume.sizes, volume.depth), strict=False)
    return {str(argument.value.value): size for argument, size in pairs if argument.value.op == "name"}


def _check_size(value: Value, argument: tree.Argument, domain: Exact) -> None:
    if not is_number(value) or isinstance(value, tuple):
        raise ArgumentMistake("a size must be a number", argument.span)
    if domain.whole(value) is False or domain.decide(">=", value, 1) is False:
        raise ShapeMistake(f"a size must be a positive whole number, not {argument.value.span.text}", argument.span)


def _row(statement: tree.ForEach, entry: Value) -> dict[str, Value]:
    cells = entry if isinstance(entry, tuple) and len(statement.names) > 1 else (entry,)
    if len(cells) != len(statement.names):
        message = f"{len(statement.names)} names, but a row of {len(cells)}"
        raise ArgumentMistake(message, statement.table.span)
    return dict(zip(statement.names, cells, strict=True))
