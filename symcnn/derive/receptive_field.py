"""Receptive field, jump and padding of a unit, axis by axis, from the ``window`` of every layer.

A window of k values with stride s and padding p makes of (R, J, P) the field ``R + (k - 1)J``, the jump ``sJ`` and the
padding ``P + pJ``; the input has (1, 1, 0). Araujo, Norris and Sim 2019. Where all windows of a chain are rounded down,
its size is ``floor((W + 2P - R)/J) + 1``. A window may state a fourth number z, where the layer first repeats its input
z times, as an upsampling does: behind it, what units see depends on their place (:mod:`symcnn.derive.field_phases`).
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.arithmetic import NoFormula
from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.derive.field_phases import Phases
from symcnn.derive.quantities import Quantity
from symcnn.derive.rule_scope import Rules, rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.derivation import Derivation, LayerResult, Loop
    from symcnn.formula import Formula
    from symcnn.support.scalar import Numbers, Scalar


class Field(NamedTuple):
    """Along one axis: how many values of the input a unit sees, how far apart two units look, and the padding."""

    size: Scalar
    """Of units that see different numbers, the most."""
    jump: Scalar
    padding: Scalar
    phases: Phases | None = None
    """What each unit of a period sees, where these differ in more than their place."""


Seen = tuple[Field, ...] | None
"""One entry per axis; None where it cannot be determined."""

SEEN = (
    Quantity("field", "receptive field", "how many values of the input a unit sees, along each axis"),
    Quantity("jump", "jump", "how many values of the input lie between what two neighbours see"),
    Quantity("start", "start", "where in the input begins what the first unit sees; below 0 in the padding"),
)
"""What a table can show of a field, as columns."""


class Misaligned(NamedTuple):
    """Branches of a merge that may look at different places: twice the centre of what their first units see."""

    layer: str
    letter: str
    first: Scalar
    other: Scalar
    answer: bool | None
    """Whether they are centred alike; None where that depends on symbols."""


def fields(derivation: Derivation) -> list[Seen]:
    """What a unit sees behind each layer, where a loop's layers stand for any turn; and last, behind the network."""
    walk = derivation.once(_walked)
    return [*walk.seen[1:], walk.seen_from(derivation.output.source)]


def field_behind(derivation: Derivation, name: str) -> Seen:
    """What a unit sees behind a statement with layers inside; in a loop around it, in any turn of that loop."""
    walk, inside = derivation.once(_walked), derivation.compounds[name]
    own = [loop for loop in derivation.loops if inside.start <= loop.start and loop.end <= inside.end]
    ends = [loop for loop in own if loop.exit == inside.source and (loop.name + "/").startswith(name + "/")]
    if ends and inside.source + 1 not in walk.behind:
        return None
    return walk.seen_from(inside.source) if ends else walk.seen[max(inside.source + 1, 0)]


def alignment(derivation: Derivation) -> list[Misaligned]:
    """Where branches meet whose windows are not known to be centred alike; axes of one name may say the same once."""
    names = {letter: name for end in derivation.inputs for letter, name in zip(end.letters, end.names, strict=False)}
    found: dict[Misaligned, Misaligned] = {}
    for apart in derivation.once(_walked).apart:
        if apart.answer is not True:
            found.setdefault(apart._replace(letter=names.get(apart.letter) or apart.letter), apart)
    return list(found.values())


def of_field(field: Field, key: str, domain: Exact) -> Scalar:
    """The number that a column shows."""
    return {"field": field.size, "jump": field.jump}[key] if key != "start" else domain.negate(field.padding)


def _walked(derivation: Derivation) -> _Fields:
    walk = _Fields(derivation, [(Field(1, 1, 0),) * len(derivation.input.sizes)])
    walk.go(0, len(derivation.layers), derivation.loops)
    return walk


class _Fields:
    """Every layer's field so far; place 0 is the input, so a layer stands at its place and one."""

    def __init__(self, derivation: Derivation, seen: list[Seen]) -> None:
        self.derivation = derivation
        self.domain = derivation.domain
        self.seen = seen
        self.apart: list[Misaligned] = []
        self.behind: dict[int, Seen] = {}
        """What is seen behind all turns of a loop, by the layer that it hands on, whose own row stands for any turn."""

    def go(self, start: int, end: int, loops: tuple[Loop, ...]) -> None:
        """Go through some layers, a loop's layers twice."""
        place = start
        while place < end:
            starting = (loop for loop in loops if loop.start == place and loop.end <= end)
            loop = max(starting, key=lambda loop: (loop.end, loops.index(loop)), default=None)  # outermost: listed last
            if loop is None:
                self.seen.append(self._behind(place))
                place += 1
            else:
                self._repeated(loop, tuple(inner for inner in loops if inner is not loop))
                place = loop.end

    def _behind(self, place: int) -> Seen:
        layer = self.derivation.layers[place]
        before = self._together(layer, place)
        windows = _windows(layer, self.domain)
        if before is None or windows is None:
            return None
        # A layer that has no axes of its own sees as far as the one before it.
        if not windows:
            return before
        seen = [self._wider(*pair) for pair in zip(before, windows, strict=True)]
        known = tuple(field for field in seen if field is not None)
        return known if len(known) == len(seen) else None

    def _wider(self, field: Field, window: tuple[Scalar, ...]) -> Field | None:
        size, stride, padding, *repeated = window
        domain = self.domain
        if field.phases or (repeated and repeated[0] != 1):
            return self._in_phases(phases_of(field, domain), (size, stride, padding, *(repeated or [1])))
        more = domain.product([domain.sum([size, -1]), field.jump])
        return Field(
            domain.sum([field.size, more]),
            domain.product([field.jump, stride]),
            domain.sum([field.padding, domain.product([padding, field.jump])]),
        )

    def _in_phases(self, phases: Phases, window: tuple[Scalar, ...]) -> Field | None:
        """A field whose window, or what it looks at, goes by the places of units: with numbers it is known."""
        if not all(isinstance(value, int) for value in window):
            return None
        found = phases.windowed(*cast("tuple[int, int, int, int]", window))
        return None if found is None else _field(found, self.domain)

    def _together(self, layer: LayerResult, place: int) -> Seen:
        """Branches that keep the same step see as much as the widest of them."""
        letters = self.derivation.letters_at(layer.inputs[0])
        first, *others = (self._received(layer, number, place) for number in range(len(layer.inputs)))
        for other in others:
            if first is None or other is None or len(first) != len(other):
                return None
            widest = [self._widest(*pair) for pair in zip(first, other, strict=True)]
            known = tuple(field for field in widest if field is not None)
            if len(known) < len(widest):
                return None
            self.apart += map(self._centres, repeat(layer.name), letters, first, other)
            first = known
        return first

    def _received(self, layer: LayerResult, number: int, place: int) -> Seen:
        """What a layer receives from one source, which may be a layer in some turn of a loop before it."""
        source, turn = layer.inputs[number], dict(layer.chosen[number]) if layer.chosen else {}
        if not turn:
            inside = (loop for loop in self.derivation.loops if loop.start <= source < loop.end and loop.exit != source)
            is_apart = any(not loop.start <= place < loop.end for loop in inside)
            return None if is_apart else self.seen_from(source)
        seen = self.seen[source + 1]
        if seen is None or any(field.phases for field in seen):
            return None
        return tuple(_plain([self.domain.put(part, turn) for part in _numbers(field)]) for field in seen)

    def _centres(self, name: str, letter: str, a: Field, b: Field) -> Misaligned:
        """Twice the centre of what unit 0 sees is ``R - 1 - 2P``."""
        domain = self.domain
        first, other = (domain.sum([f.size, -1, domain.negate(domain.product([2, f.padding]))]) for f in (a, b))
        return Misaligned(name, letter, first, other, domain.decide("==", first, other))

    def _widest(self, a: Field, b: Field) -> Field | None:
        """A unit sees from ``-P`` to ``R - P - 1`` of where it stands; of two branches, what either sees."""
        domain = self.domain
        if domain.decide("==", a.jump, b.jump) is not True:
            return None
        if a.phases or b.phases:
            found = phases_of(a, domain).joined(phases_of(b, domain))
            return None if found is None else _field(found, domain)
        before = domain.extremum("max", [a.padding, b.padding])
        behind = domain.extremum("max", [domain.sum([f.size, domain.negate(f.padding)]) for f in (a, b)])
        return Field(domain.sum([before, behind]), a.jump, before)

    def _repeated(self, loop: Loop, inner: tuple[Loop, ...]) -> None:
        """The turn on symbols gives a recurrence; its solution is what the turn starts from."""
        entry = self.seen_from(loop.source)
        turn, after = (None, None) if entry is None else self._solved(loop, inner, entry)
        self.seen += turn or [None] * (loop.end - loop.start)
        if loop.exit != loop.source:
            self.behind[loop.exit + 1] = after

    def seen_from(self, source: int) -> Seen:
        """What the layer at a place hands on."""
        place = max(source + 1, 0)  # of several inputs each sees itself
        return self.behind[place] if place in self.behind else self.seen[place]

    def _solved(self, loop: Loop, inner: tuple[Loop, ...], entry: tuple[Field, ...]) -> tuple[list[Seen] | None, Seen]:
        """What is seen in each turn and behind all of them; None where the recurrence has no known solution."""
        index = self.domain.index(loop.counter)
        symbols = [symbol for axis in range(len(entry)) for symbol in _numbers(self._unknown(axis, loop.counter))]
        generic = tuple(_plain(symbols[place : place + 3]) for place in range(0, len(symbols), 3))
        after = self._turn(loop, inner, generic)[1]
        if after is None or len(after) != len(entry) or any(field.phases for field in (*entry, *after)):
            return None, None
        later = {index: self.domain.sum([index, loop.first])}
        updates = [self.domain.put(value, later) for field in after for value in _numbers(field)]
        start = [value for field in entry for value in _numbers(field)]
        found = self.domain.recur(
            dict(zip(symbols, updates, strict=True)), dict(zip(symbols, start, strict=True)), index
        )
        if isinstance(found, NoFormula) or found.first:
            return None, None
        passed = {index: self.domain.sum([index, self.domain.negate(loop.first)])}
        whole = {index: self.domain.sum([loop.last, 1, self.domain.negate(loop.first)])}
        state = self._at(found.values, symbols, passed)
        return self._turn(loop, inner, state)[0], self._at(found.values, symbols, whole)

    def _unknown(self, axis: int, counter: str) -> Field:
        """What is seen before a turn, in symbols that no network has: an author's names hold no spaces."""
        size, jump = (self.domain.symbol(f"{word} {axis} {counter}") for word in ("size", "jump"))
        return Field(size, jump, self.domain.symbol(f"padding {axis} {counter}", "integer"))

    def _at(self, values: Mapping[Scalar, Scalar], symbols: list[Scalar], put: Mapping[Scalar, Scalar]) -> Seen:
        row = [self.domain.put(values[symbol], put) for symbol in symbols]
        return tuple(_plain(row[place : place + 3]) for place in range(0, len(row), 3))

    def _turn(self, loop: Loop, inner: tuple[Loop, ...], entry: Seen) -> tuple[list[Seen], Seen]:
        """One turn from what its entry sees: its layers, and what is seen behind it."""
        inside = _Fields(self.derivation, [*self.seen])
        inside.behind = {**self.behind, loop.source + 1: entry}
        inside.go(loop.start, loop.end, inner)
        self.apart += inside.apart
        return inside.seen[len(self.seen) :], inside.seen_from(loop.exit)


def _numbers(field: Field) -> tuple[Scalar, Scalar, Scalar]:
    """Size, jump and padding."""
    return field.size, field.jump, field.padding


def _plain(numbers: list[Scalar]) -> Field:
    """The field with that size, jump and padding."""
    size, jump, padding = numbers
    return Field(size, jump, padding)


def phases_of(field: Field, domain: Exact) -> Phases:
    """A field as that of units that see alike."""
    if field.phases:
        return field.phases
    low = domain.negate(field.padding)
    return Phases(((low, domain.sum([low, field.size, -1])),), field.jump, domain)


def _field(phases: Phases, domain: Exact) -> Field:
    """What units see, in the three numbers of a table; the phases too, where these do not say all."""
    least = phases.shortest()
    jump = domain.divide(least.advance, len(least.ends))
    field = Field(least.largest(), jump, domain.negate(least.ends[0][0]))
    return field if len(least.ends) == 1 else field._replace(phases=least)


def _windows(layer: LayerResult, domain: Exact) -> tuple[tuple[Scalar, ...], ...] | None:
    """Size, stride and padding on each axis, and how often the input is repeated; None if the layer states none."""
    rule = rule_of(layer.step.layer, "window")
    axes = len(layer.received.sizes)
    scope = Rules(layer.step.layer, layer.step.values, layer.received, domain)
    if rule is not None and rule.op == "if":
        then, condition, otherwise = rule.args
        answer = truth(condition, scope, domain)
        rule = None if answer is None else then if answer else otherwise
    if rule is None or rule.value == "none":
        return None
    return tuple(zip(*(_per_axis(part, scope, axes) for part in rule.args), strict=True))


def _per_axis(formula: Formula, scope: Rules, axes: int) -> tuple[Scalar, ...]:
    value = cast("Numbers", evaluate(formula, scope, scope.domain))  # windows are stated in numbers
    return value if isinstance(value, tuple) else (value,) * axes
