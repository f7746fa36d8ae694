"""Whether what leaves each layer is used: by another, by a later turn, or as an output.

With repeats in symbols this hangs on their numbers of turns. A turn that reads nothing of what it starts from leaves to
nobody what the turn before it made, and what only turns read goes nowhere where there is none. So the network is gone
through with two turns of every repeat, each of them there or not: a third one is like the second. Whether something is
there that nobody reads is a function of the numbers of turns, and that it does not come to this is a condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.decisions import ALWAYS, NEVER, Decisions, DiagramError
from symcnn.derive.dataflow import MadeValue, PutOut, RepeatFlow
from symcnn.derive.derivation import StatedCondition
from symcnn.errors import LimitExceeded, ShapeMistake
from symcnn.formula import joined
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.decisions import ValueRanges
    from symcnn.derive.dataflow import Flow, FlowStep, ReadValue
    from symcnn.derive.derivation import Derivation
    from symcnn.errors import Span
    from symcnn.formula import Comparator, Formula
    from symcnn.support.scalar import Scalar

HINT = "merge it, go on from it, or make it an output of its own: head { ... }"
WORDS = Message("what leaves it must be used")
MOST_NESTED = 4
"""Repeats further inside are gone through with one turn: each that stands around another one doubles the work."""


def conditions_of_use(derivation: Derivation, flow: Flow) -> list[StatedCondition]:
    """What numbers of turns must be, so that everything is used.

    Raises:
        ShapeMistake: Something goes nowhere whatever they are.
        LimitExceeded: That hangs on too many numbers of turns.
    """
    try:
        return _OutputUse(derivation, flow).conditions()
    except DiagramError:
        place = derivation.layers[-1].step.call.span
        raise LimitExceeded("what is used hangs on too many numbers of turns", place) from None


class _LoopCount(NamedTuple):
    """A number of turns, and which of its values make a difference; the last one stands for all greater ones too."""

    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    domain: Exact
    """That of the network, or where it hangs on the turn of a repeat around it, the one in which its repeat stands."""
    around: tuple[RepeatFlow, ...]
    """The repeats on whose turn it hangs."""
    most: int

    @property
    def values(self) -> range:
        """Those that it may have."""
        least = next((one for one in range(self.most) if not self._is(">=", one + 1)), self.most)
        return range(least, next((one for one in range(least, self.most) if self._is("<=", one)), self.most) + 1)

    def _is(self, relation: Comparator, value: int) -> bool:
        return self.domain.decide(relation, self.count, value) is True

    def ways_out(self, values: range) -> Iterator[Formula]:
        """The conditions under which it does not lie in a range, one of which must hold."""
        everything = self.values
        if values.start > everything.start:
            most = values.start - 1
            is_least = most == everything.start and not self.around
            yield self.domain.condition("==" if is_least else "<=", self.count, most)
        if values.stop < everything.stop:
            yield self.domain.condition(">=", self.count, values.stop)

    def ways_out_in_some_turn(self, values: range) -> list[Formula] | None:
        """The same for one that hangs on the turn of a repeat, in any of its turns; None where that is not known."""
        greatest = None
        if len(self.around) == 1 and values.start == self.values.start:
            turns = self.around[0]
            greatest = turns.domain.greatest(self.count, turns.index, turns.first, turns.last)
        return None if greatest is None else [self.domain.condition(">=", one, values.stop) for one in greatest]


class _LoopCounts:
    """The numbers of turns of all repeats of a network."""

    def __init__(self, flow: Flow, domain: Exact) -> None:
        self._domain = domain.with_nonnegative(())
        self._by_key: dict[Hashable, _LoopCount] = {}
        self._keys: dict[int, Hashable] = {}
        """For each repeat, by the value that leaves it."""
        self.around: dict[int, tuple[RepeatFlow, ...]] = {}
        """The repeats around each source."""
        self._gather(flow.steps, ())
        self.all = [*self._by_key.values()]
        places = {key: place for place, key in enumerate(self._by_key)}
        self.number = {end: places[key] for end, key in self._keys.items()}
        """Which of them each repeat has, by the value that leaves it."""

    def _gather(self, steps: Iterable[FlowStep], around: tuple[RepeatFlow, ...]) -> None:
        for step in steps:
            if isinstance(step, MadeValue):
                self.around[step.source] = around
            elif isinstance(step, RepeatFlow):
                symbols = {*step.domain.symbols_in(step.count)}
                hangs = tuple(one for one in around if str(one.index) in symbols)
                key = self._keys[step.end] = step.count, tuple(one.end for one in hangs)
                earlier = self._by_key.get(key)
                most = max(step.before + (1 if step.is_case else 2), earlier.most if earlier else 0)
                domain = step.domain.with_nonnegative(()) if hangs else self._domain
                self._by_key[key] = _LoopCount(step.count, domain, hangs, most)
                self._gather(step.inside, (*around, step))


class _LeftOutput(NamedTuple):
    """What one layer or input leaves, in one turn of each repeat around it."""

    source: int
    there: int
    """Under which numbers of turns it is there."""


class _Readings:
    """Which outputs are read, and under which numbers of turns."""

    def __init__(self, flow: Flow, counts: _LoopCounts, decisions: Decisions) -> None:
        self._counts, self._decisions = counts, decisions
        self._values: dict[int, dict[int, int]] = {}
        """The outputs that a value may be, each with when it is this one."""
        self._ever: dict[int, list[int]] = {}
        """All that a value is in some turn."""
        self.outputs: list[_LeftOutput] = []
        self.read: list[int] = []
        self._follow(flow.steps, ALWAYS, 0)

    def unread(self) -> dict[int, tuple[int, bool]]:
        """For each source when what it leaves goes nowhere, and whether that is whenever it is there."""
        found: dict[int, tuple[int, bool]] = {}
        decisions = self._decisions
        for output, read in zip(self.outputs, self.read, strict=True):
            unread = decisions.both(output.there, decisions.opposite(read))
            before, always = found.get(output.source, (NEVER, True))
            found[output.source] = decisions.either(before, unread), always and unread == output.there
        return {source: one for source, one in found.items() if one[0] != NEVER}

    def _follow(self, steps: Iterable[FlowStep], there: int, nested: int) -> None:
        for step in steps:
            if isinstance(step, RepeatFlow):
                self._repeat(step, there, nested)
            elif isinstance(step, PutOut):
                self._note(step.read, there)
            else:
                self._make(step, there)

    def _make(self, step: MadeValue, there: int) -> None:
        for read in step.reads:
            self._note(read, there)
        self._be(step.value, {len(self.outputs): ALWAYS})
        self.outputs.append(_LeftOutput(step.source, there))
        self.read.append(NEVER)

    def _note(self, read: ReadValue, there: int) -> None:
        outputs = dict.fromkeys(self._ever[read.value], ALWAYS) if read.in_some_turn else self._values[read.value]
        for output, when in outputs.items():
            self.read[output] = self._decisions.either(self.read[output], self._decisions.both(there, when))

    def _be(self, value: int, outputs: dict[int, int]) -> None:
        self._values[value] = outputs
        self._ever.setdefault(value, []).extend(outputs)

    def _repeat(self, step: RepeatFlow, there: int, nested: int) -> None:
        decisions, number = self._decisions, self._counts.number[step.end]
        left = self._values[step.entry]
        for turn in range(1 if step.is_case or nested >= MOST_NESTED else 2):
            is_reached = decisions.at_least(number, step.before + turn + 1)
            inside = decisions.both(there, is_reached)
            if inside == NEVER:
                break
            self._be(step.start, left)
            self._follow(step.inside, inside, nested + 1)
            left = self._one_of(is_reached, self._values[step.exit], left)
        self._be(step.end, left)

    def _one_of(self, condition: int, where: dict[int, int], elsewhere: dict[int, int]) -> dict[int, int]:
        """What a value is that is one thing where a condition holds, and another one elsewhere."""
        found: dict[int, int] = {}
        for when, outputs in ((condition, where), (self._decisions.opposite(condition), elsewhere)):
            for output, own in outputs.items():
                both = self._decisions.both(when, own)
                if both != NEVER:
                    found[output] = self._decisions.either(found.get(output, NEVER), both)
        return found


class _OutputUse:
    """The conditions under which everything is used."""

    def __init__(self, derivation: Derivation, flow: Flow) -> None:
        self._derivation, self._flow = derivation, flow
        self._counts = _LoopCounts(flow, derivation.domain)
        self._decisions = Decisions([one.values for one in self._counts.all])

    def conditions(self) -> list[StatedCondition]:
        """What numbers of turns must be."""
        unread = _Readings(self._flow, self._counts, self._decisions).unread()
        found: list[StatedCondition] = []
        if not unread:
            return found
        nowhere = NEVER
        for source, (when, is_always) in unread.items():
            nowhere = self._decisions.either(nowhere, when)
            if nowhere == ALWAYS or (is_always and self._is_written_once(source)):
                raise self._nowhere(source)
        left, is_apart = nowhere, not any(count.around for count in self._counts.all)
        for source, (when, _) in unread.items():
            while (rest := self._decisions.both(left, when)) != NEVER:
                box = self._decisions.greatest_box(nowhere if is_apart else when, self._box_in(when, rest))
                left = self._decisions.both(left, self._decisions.opposite(self._decisions.inside(box)))
                found += self._stated(source, box)
        return found

    def _box_in(self, when: int, rest: int) -> ValueRanges:
        """A box in which a function holds that meets the rest of it, of few numbers where it hangs on few."""
        box = self._decisions.any_box(when)
        meets = self._decisions.both(self._decisions.inside(box), rest) != NEVER
        return box if meets else self._decisions.any_box(rest)

    def _is_written_once(self, source: int) -> bool:
        """Whether no other layer stands at the same place of the text: a turn may be derived by itself."""
        return source < 0 or [layer.step.call.span for layer in self._derivation.layers].count(self._span(source)) == 1

    def _stated(self, source: int, box: ValueRanges) -> list[StatedCondition]:
        """That numbers of turns do not lie in a box: in any turn, or in some turn for what is read in several."""
        inside: list[Formula] = []
        outside: list[Formula] = []
        domain = self._derivation.domain
        for number, values in box.items():
            count = self._counts.all[number]
            if not count.around:
                outside += count.ways_out(values)
            elif count.around[-1] in self._counts.around[source]:
                inside += count.ways_out(values)
                domain = count.domain
            elif (ways := count.ways_out_in_some_turn(values)) is not None:
                outside += ways
            else:
                return []
        asked = [_ways_in(one) for one in domain.throughout(joined("or", inside))] if inside else [()]
        found = [joined("or", dict.fromkeys((*outside, *ways))) for ways in asked]
        return [StatedCondition(one, self._name(source), WORDS) for one in found]

    def _name(self, source: int) -> str:
        derivation = self._derivation
        return derivation.layers[source].name if source >= 0 else derivation.inputs[-1 - source].name

    def _nowhere(self, source: int) -> ShapeMistake:
        if source < 0:
            return ShapeMistake(f"nothing uses {self._name(source)}", self._flow.entered[source], HINT)
        return ShapeMistake(f"what leaves {self._name(source)} goes nowhere", self._span(source), HINT)

    def _span(self, source: int) -> Span:
        return self._derivation.layers[source].step.call.span


def _ways_in(formula: Formula) -> Iterator[Formula]:
    """The conditions of which one must hold."""
    if formula.op != "or":
        yield formula
    for part in formula.args if formula.op == "or" else ():
        yield from _ways_in(part)
