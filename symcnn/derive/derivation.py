"""The result of a derivation: frozen values for every layer, and the definitions and conditions they rest on."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from symcnn.algebra.exact.evaluate import evaluate_scalar
from symcnn.derive.quantities import BY_KEY
from symcnn.derive.rule_scope import Rules
from symcnn.derive.symbolic_loops import Around
from symcnn.errors import NotFound, Unavailable, nearest, printable
from symcnn.formula import ONE
from symcnn.model.foreign import quantity_hint
from symcnn.support.message import Message
from symcnn.support.record import Record, field
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact, Found
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.formula import Formula
    from symcnn.model.steps import LayerStep
    from symcnn.model.volume import ChosenTurn, Volume
    from symcnn.support.scalar import Scalar

    FoundByLayer = Callable[["Derivation"], list[Scalar | None]]
    """Finds a quantity of every layer."""

_COMMENT = re.compile(r"#[^\n]*")
_LONG_LIST = re.compile(r"\[.{12,}\]")


class StatedCondition(NamedTuple):
    """What must hold for the formulas to hold, and the first layer that asks for it."""

    formula: Formula
    layer: str
    words: str


class DerivedLayer(NamedTuple):
    """The derivation of one layer: its output volume, its quantities, its depth and its conditions."""

    output: Volume
    quantities: Mapping[str, Scalar]
    depth: Scalar | None
    conditions: list[StatedCondition]
    roles: tuple[tuple[str, str], ...]
    """The symbols in the arguments, each with the letter of the argument."""


class Definition(NamedTuple):
    """A size that got a name, because its formula is long: the name and the formula, in earlier names."""

    name: str
    symbol: Scalar
    value: Scalar
    letter: str
    """What its axis is called, or the depth."""


class End(NamedTuple):
    """An input or an output of a network: its name, and the volume."""

    name: str
    volume: Volume
    source: int
    """The place of the layer that it leaves; -1 is the first input, -2 the second, and so on."""
    letters: tuple[str, ...] = ()
    """Of an input, what its axes are called, no two alike."""
    names: tuple[str, ...] = ()
    """Of an input, the names that the author gave its sizes; empty where a size is no name."""


class Compound(NamedTuple):
    """A statement with layers inside: what it receives, what leaves it, and which layers are its own."""

    name: str
    """The labels above it and its own, or its word with a number."""
    call: tree.Statement
    received: Volume
    output: Volume
    entry: int
    """The place of the layer whose output it receives; -1 is the first input."""
    source: int
    """The place of the layer whose output leaves it."""
    start: int
    """The place of the first layer inside."""
    end: int
    """The place behind the last layer inside."""


class LayerResult(NamedTuple):
    """A layer with all that is derived of it."""

    step: LayerStep
    received: Volume
    output: Volume
    quantities: Mapping[str, Scalar]
    """Only the quantities for which the layer states a rule; inside a loop, those of one turn."""
    inputs: tuple[int, ...]
    """The layers whose output it receives, by place; -1 is the input."""
    weighted_depth: Scalar | None
    """Layers with weights on the longest way up to it; None where some layer states no rule for it."""
    own: Mapping[str, Scalar]
    """The quantities as if its weights were its own."""
    all_turns: Mapping[str, Scalar] | None = None
    """Inside a loop, the quantities of all turns together."""
    chosen: tuple[ChosenTurn, ...] = ()
    """For each input, of which turn of a loop before it is what it receives; empty where it is what leaves the loop."""
    starts: tuple[str, ...] = ()
    """For each input, the loop of which it is what a turn starts from; empty where it is what a layer left."""

    @property
    def totals(self) -> Mapping[str, Scalar]:
        """The layer's share in the totals of the network."""
        return self.quantities if self.all_turns is None else self.all_turns

    @property
    def name(self) -> str:
        """The author's label with the labels above it, or the layer's word with a number."""
        return self.step.name

    @property
    def mentioned(self) -> Iterable[str]:
        """The names in the call as the author wrote it."""
        return self.step.call.mentioned if isinstance(self.step.call, tree.Call) else ()

    @property
    def written(self) -> str:
        """The call as the author wrote it, on one line, without its label; a long table is left out."""
        if isinstance(self.step.call, tree.Merge):
            call, many = self.step.call, len(self.step.branches)
            if not call.arguments:
                return Message("of {} branches" if many > 1 else "of {} branch", many)
            given = ", ".join(" ".join(argument.span.text.split()) for argument in call.arguments)
            return Message("{} of {} branches" if many > 1 else "{} of {} branch", f"{call.name}({given})", many)
        words = printable(_LONG_LIST.sub("[…]", " ".join(_COMMENT.sub("", self.step.call.span.text).split())))
        label = self.step.call.label
        return words[len(label) :].lstrip(" :") if label else words


class Derivation(Record):
    """A network, derived in one domain."""

    name: str
    doc: str
    inputs: tuple[End, ...]
    output: End
    heads: tuple[End, ...]
    """The outputs beside the main one."""
    weighted_depth: Scalar | None
    """Layers with weights on the longest way; None where some layer states no rule for it."""
    layers: tuple[LayerResult, ...]
    loops: tuple[Loop, ...]
    definitions: tuple[Definition, ...]
    conditions: tuple[StatedCondition, ...]
    assumptions: tuple[Formula, ...]
    """What the author stated with ``assume``."""
    domain: Exact
    roles: Mapping[str, str]
    """Each symbol's part in the formulas, as the letter that the rules use for it; in order of appearance."""
    put_in: tuple[tuple[str, str], ...] = ()
    """The parameters for which a default stands, since no symbol could, each with that default as written."""
    compounds: Mapping[str, Compound] = field(default={})
    """The statements with layers inside, by the labels above them and their own."""
    scope: Mapping[str, Any] = field(default={})
    """What every parameter stands for, as the derivation computes with it."""
    batch: Scalar = 1
    """How many examples there are at once."""
    folds: Mapping[str, FoundByLayer] = field(default={})
    """Quantities of a layer that hang on the layers around it."""

    def no_layer(self, name: str) -> NotFound:
        """The error for a layer that is not there."""
        names = [*(layer.name for layer in self.layers), *self.compounds]
        return NotFound(f'there is no layer "{name}"', nearest(name, names) or f"there is {', '.join(names[:12])}")

    @property
    def input(self) -> Volume:
        """The volume of the first input."""
        return self.inputs[0].volume

    @property
    def letters(self) -> tuple[str, ...]:
        """What the axes of the first input are called, no two alike: three, or as many as there are somewhere."""
        return self.inputs[0].letters[: self._most_axes]

    @cached_property
    def _most_axes(self) -> int:
        return max(3, *(len(layer.output.sizes) for layer in self.layers), len(self.input.sizes))

    def letters_at(self, source: int) -> tuple[str, ...]:
        """What the axes are called of what a layer hands on: as in the input that it comes from."""
        while source >= 0:
            source = self.layers[source].inputs[0]
        return self.inputs[-1 - source].letters[: self._most_axes]

    def terms(self, key: str) -> list[Scalar]:
        """A quantity of every layer, in order."""
        terms: list[Scalar] = []
        for layer, term in zip(self.layers, self.stated(key), strict=True):
            if term is None:
                lack = BY_KEY[key].lacking(layer.step)
                message = f'layer "{layer.name}" ({layer.step.layer.name}) states no rule for {lack}'
                hint = f"so {key} of the whole network cannot be told; a line such as {lack} = 0 in the layer states it"
                raise Unavailable(message, hint)
            terms.append(term)
        return terms

    def stated(self, key: str) -> list[Scalar | None]:
        """A quantity of every layer, in order; None where a layer states no rule for it."""
        if key not in BY_KEY:
            raise Unavailable(f'there is no quantity "{key}"', quantity_hint(key, BY_KEY))
        found = [layer.totals.get(key) for layer in self.layers]
        if any(value is not None for value in found):
            return found
        return [*(self.once(self.folds[key]) if key in self.folds else self.once(Derivation.stated_by_rules, key))]

    def stated_by_rules(self, key: str) -> list[Scalar | None]:
        """A quantity of every layer as its rules have it, whatever stands around it."""
        values = self.tally(BY_KEY[key].of)
        return [None if value is None else self.in_batch(key, value) for value in values]

    def in_batch(self, key: str, value: Scalar) -> Scalar:
        """A quantity of all examples, from that of one."""
        is_alike = self.batch == 1 or not BY_KEY[key].is_per_example
        return value if is_alike else self.domain.product([self.batch, value])

    def of_layer(self, place: int, key: str) -> Scalar | None:
        """A quantity of the layer at a place, inside a loop in one turn; None if the layer states no rule for it."""
        layer = self.layers[place]
        if key in layer.quantities:
            return layer.quantities[key]
        formula = BY_KEY[key].of(layer.step) if key in BY_KEY else None
        return None if formula is None else self.in_batch(key, self.one_turn(place, formula))

    def of_all_turns(self, place: int, key: str) -> Scalar | None:
        """A quantity of the layer at a place, inside a loop that of all turns together."""
        layer = self.layers[place]
        if key in layer.totals:
            return layer.totals[key]
        if key in self.folds:
            return self.once(self.folds[key])[place]
        formula = BY_KEY[key].of(layer.step) if key in BY_KEY else None
        return None if formula is None else self.in_batch(key, self._all_turns(place, formula))

    def of_compound(self, name: str, key: str) -> Scalar | None:
        """A quantity of all layers inside a statement, of all turns together; None where one states no rule for it."""
        inside = self.compounds[name]
        terms = [self.of_all_turns(place, key) for place in range(inside.start, inside.end)]
        known = [term for term in terms if term is not None]
        return self.domain.sum(known) if len(known) == len(terms) else None

    def tally(self, choice: Callable[[LayerStep], Formula | None]) -> list[Scalar | None]:
        """For every layer the value of the formula that speaks of it, inside a loop that of all turns together.

        The choice says which formula that is, written over the layer's rules and arguments; None where there is none.
        """
        formulas = [choice(layer.step) for layer in self.layers]
        return [None if formula is None else self._all_turns(place, formula) for place, formula in enumerate(formulas)]

    def one_turn(self, place: int, formula: Formula) -> Scalar:
        """The value of a formula among the rules of the layer at a place; inside a loop, in one turn."""
        layer, loops = self.layers[place], self.around(place)
        domain = loops[-1].domain if loops else self.domain
        rules = Rules(layer.step.layer, layer.step.values, layer.received, domain)
        return evaluate_scalar(formula, rules, domain)

    def turns(self, place: int) -> Scalar:
        """How many layers the row of a place stands for."""
        return self._all_turns(place, ONE)

    def _all_turns(self, place: int, formula: Formula) -> Scalar:
        """Inner loops are summed first, each in the domain in which its index runs."""
        value = self.one_turn(place, formula)
        for loop in reversed(self.around(place)):
            value = loop.domain.series(value, loop.index, loop.first, loop.last)
        return value

    def around(self, place: int) -> list[Around]:
        """The loops around a layer, outermost first; inner loops are listed before the ones around them."""
        inside = tuple(number for number, loop in enumerate(self.loops) if loop.start <= place < loop.end)
        if inside not in self._around:
            self._around[inside] = self._within([self.loops[number] for number in reversed(inside)])
        # What is taken for granted on the way to one value is not so for the next.
        return [around._replace(domain=around.domain.with_nonnegative(())) for around in self._around[inside]]

    @cached_property
    def _around(self) -> dict[tuple[int, ...], list[Around]]:
        return {}

    def _within(self, loops: Iterable[Loop]) -> list[Around]:
        domain, found = self.domain, []
        for loop in loops:
            index = domain.index(loop.counter)
            domain = domain.with_index(index, loop.first, loop.last)
            found.append(Around(loop, domain, index, loop.first, loop.last))
        return found

    def once(self, find: Callable[..., Found], *given: Hashable) -> Found:
        """The result of a function of this derivation and further arguments, computed once and kept."""
        if (find, given) not in self._results:
            self._results[find, given] = find(self, *given)
        return cast("Found", self._results[find, given])

    @cached_property
    def _results(self) -> dict[Hashable, Hashable]:
        return {}

    def written(self, value: Scalar) -> Formula:
        """A value as a formula, in the order in which SymPy keeps it."""
        return self.domain.written(value)

    def collected(self, key: str) -> list[Scalar]:
        """The total of a quantity as terms in the order of the layers; like terms stand where the first does."""
        return self.domain.collect(self.terms(key))
