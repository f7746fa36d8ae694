"""A network's statements, carried out one after another: blocks called, repeats and loops unrolled, names looked up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.algebra.evaluate import Scope, evaluate, truth
from symcnn.algebra.values import CONSTANTS, Table, Value, is_number
from symcnn.errors import ArgumentMistake, LimitExceeded, NameMistake, NotYet, ShapeMistake, Span, nearest
from symcnn.model.parameters import bind, match
from symcnn.model.volume import Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from symcnn.algebra.exact import Exact
    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.model.library import Library


_LONG = "let a layer compute part of it: sizes that leave a layer get names"
AXES = "WHT"
"""What axes are called whose sizes have no name of their own."""


class InputStep(NamedTuple):
    """The network's input; ``letters`` name its axes."""

    volume: Volume
    letters: tuple[str, ...]
    span: Span


class LayerStep(NamedTuple):
    """One layer of the chain with its evaluated arguments; ``given`` are those that the author wrote."""

    layer: tree.Layer
    values: Mapping[str, Value]
    given: frozenset[str]
    name: str
    path: tuple[str, ...]
    call: tree.Call


class AssumeStep(NamedTuple):
    """A fact the author states, and whether it is known to hold (None: it is taken for granted)."""

    condition: Formula
    answer: bool | None


Step = InputStep | LayerStep | AssumeStep


class Group(NamedTuple):
    """Where a statement stands: the path of labels above it and the scope of its names."""

    path: tuple[str, ...]
    scope: MutableMapping[str, Value]
    counts: Counter[str]
    labels: set[str]
    depth: int

    def inside(self, label: str, scope: MutableMapping[str, Value]) -> Group:
        """The group that a block call or one turn of a repeat makes."""
        return Group((*self.path, label), scope, Counter(), set(), self.depth + 1)


class Unroller:
    """Yields the steps of a network; whoever consumes them stores each output in ``volume`` before asking for more."""

    def __init__(self, library: Library, domain: Exact, limits: Limits) -> None:
        self.volume: Volume | None = None
        self._library = library
        self._domain = domain
        self._limits = limits
        self._steps = 0
        self._open: list[str] = []

    def run(self, statements: tuple[tree.Statement, ...], scope: MutableMapping[str, Value]) -> Iterator[Step]:
        """The steps of a whole network whose names have the values in ``scope``."""
        yield from self._run(statements, Group((), scope, Counter(), set(), 0))

    def _run(self, statements: tuple[tree.Statement, ...], group: Group) -> Iterator[Step]:
        for statement in statements:
            self._count(statement.span)
            yield from _STATEMENTS[type(statement)](self, statement, group)

    def _count(self, span: Span) -> None:
        self._steps += 1
        if self._steps > self._limits.steps:
            raise LimitExceeded(f"more than {self._limits.steps:,} statements to carry out", span)

    def evaluate(self, formula: Any, scope: Scope) -> Value:
        """A formula in a scope; inside blocks ``X`` and ``D`` are the volume that the block receives."""
        value = evaluate(formula, scope, self._domain)
        for entry in value if isinstance(value, tuple) and not isinstance(value, Table) else (value,):
            if self._domain.is_oversized(entry):
                raise LimitExceeded("this formula becomes too long or too deep", formula.span, _LONG)
        return value

    # -- one method per statement

    def _input(self, statement: tree.Input, group: Group) -> Iterator[Step]:
        values = [self.evaluate(argument.value, group.scope) for argument in statement.arguments]
        if not 1 <= len(values) <= len(AXES) + 1:
            raise ArgumentMistake("input takes up to three sizes and a depth, such as input(W, H, D)", statement.span)
        for value, argument in zip(values, statement.arguments, strict=True):
            _check_size(value, argument, self._domain)
        volume = Volume(tuple(values[:-1]), values[-1])
        if self.volume is None:
            yield InputStep(volume, _letters(statement), statement.span)
        elif self._open:
            self._check_entry(volume, statement)
        else:
            raise NotYet("a second input is read but not derived yet", statement.span)

    def _check_entry(self, volume: Volume, statement: tree.Input) -> None:
        """A called network must get the input that it declares."""
        received = self.volume
        assert received is not None
        answers = [len(volume.sizes) == len(received.sizes), self._domain.decide("==", volume.depth, received.depth)]
        answers += [self._domain.decide("==", a, b) for a, b in zip(volume.sizes, received.sizes, strict=False)]
        if False in answers:
            words = " × ".join(map(str, (*received.sizes, received.depth)))
            raise ShapeMistake(f"this network declares another input than the {words} that it gets", statement.span)

    def _call(self, statement: tree.Call, group: Group) -> Iterator[Step]:
        definition = self._library.find(statement.name)
        if definition is None:
            hint = nearest(statement.name, self._library.known())
            raise NameMistake(f'there is no layer or block "{statement.name}"', statement.span, hint)
        if self.volume is None:
            raise ShapeMistake("the first statement must be the input", statement.span, "such as input(W, H, D)")
        matched = match(statement, definition.parameters)

        def outer(formula: Formula) -> Value:
            return self.evaluate(formula, group.scope)

        inner = {"X": self.volume.sizes, "D": self.volume.depth}
        if isinstance(definition, tree.Layer):
            values = bind(statement, definition.parameters, matched, outer, inner, self._domain)
            name = self._name(statement, statement.name, group)
            yield LayerStep(definition, values, frozenset(matched), name, group.path, statement)
            return
        received = _entry(definition, self.volume)
        parameters = tuple(p for p in definition.parameters if p.symbol in matched or p.symbol not in received)
        entry = {**inner, **received}
        values = bind(statement, parameters, matched, outer, entry, self._domain)
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
        yield from self._run(body.statements, group.inside(label, scope))
        self._open.pop()

    def _let(self, statement: tree.Let, group: Group) -> Iterator[Step]:
        _define(statement.name, statement.span, group.scope)
        group.scope[statement.name] = self.evaluate(statement.value, group.scope)
        yield from ()

    def _assume(self, statement: tree.Assume, group: Group) -> Iterator[Step]:
        answer = truth(statement.condition, group.scope, self._domain)
        if answer is None:
            self._domain.assume(statement.condition, group.scope)
        yield AssumeStep(statement.condition, answer)

    def _repeat(self, statement: tree.Repeat, group: Group) -> Iterator[Step]:
        count = self.evaluate(statement.count, group.scope)
        if not isinstance(count, int):
            if is_number(count) and not isinstance(count, tuple) and self._domain.whole(count) is not False:
                hint = "give its symbols numbers, for instance with --set"
                raise NotYet("a symbolic number of repeats is read but not derived yet", statement.count.span, hint)
            raise ArgumentMistake("the number of repeats must be a whole number", statement.count.span)
        if count < 0:
            raise ArgumentMistake(f"{count} repeats cannot be", statement.count.span)
        self._bound(count, statement)
        values = [{statement.index: turn} if statement.index else {} for turn in range(count)]
        yield from self._turns(values, statement, "repeat", group)

    def _for_each(self, statement: tree.ForEach, group: Group) -> Iterator[Step]:
        table = self.evaluate(statement.table, group.scope)
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
            self._count(statement.span)
            for name in names:
                _define(name, statement.span, group.scope)
            inside = group.inside(label, {**group.scope, **names})
            inside = inside._replace(path=(*inside.path, str(turn)))
            yield from self._run(statement.body, inside)

    def _bound(self, count: int, statement: tree.Statement) -> None:
        if count > self._limits.layers:
            raise LimitExceeded(
                f"{count:,} repeats; at most {self._limits.layers:,} layers are derived", statement.span
            )

    def _not_yet(self, statement: tree.Statement, _group: Group) -> Iterator[Step]:
        words = {
            tree.Merge: "a merge of branches",
            tree.From: "a branch from an earlier layer",
            tree.UseShared: "a shared layer",
        }
        raise NotYet(f"{words[type(statement)]} is read but not derived yet", statement.span)

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

    def _name(self, statement: tree.Statement, word: str, group: Group) -> str:
        return "/".join((*group.path, self._label(statement, word, group)))


_STATEMENTS: Mapping[type[tree.Statement], Callable[[Unroller, Any, Group], Iterator[Step]]] = {
    tree.Input: Unroller._input,
    tree.Call: Unroller._call,
    tree.Let: Unroller._let,
    tree.Assume: Unroller._assume,
    tree.Repeat: Unroller._repeat,
    tree.ForEach: Unroller._for_each,
    tree.Merge: Unroller._not_yet,
    tree.From: Unroller._not_yet,
    tree.UseShared: Unroller._not_yet,
}


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
