"""The walk that follows what units see from layer to layer; a loop in symbols is a recurrence."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.arithmetic import NoFormula
from symcnn.derive.field_parts import put_behind, sees_all, windowed_parts
from symcnn.derive.field_recurrences import FORMS, TurnCount, TurnForm, after_turns, in_rows, is_alike, turn_counts
from symcnn.derive.field_values import (
    Field,
    Misaligned,
    Seen,
    Window,
    field_of,
    numbers_of,
    only_unit,
    phases_of,
    plain_field,
    zoom_of,
)
from symcnn.derive.field_windows import windows_of
from symcnn.model.axes import chosen_axis
from symcnn.model.parameters import MERGES
from symcnn.model.rule_names import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.field_phases import Phases
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.support.scalar import Scalar


class FieldWalk:
    """Every layer's field so far; place 0 is the input, so a layer stands at its place and one."""

    def __init__(self, derivation: Derivation, seen: list[Seen]) -> None:
        self.derivation = derivation
        self.domain = derivation.domain
        self.seen = seen
        self.apart: list[Misaligned] = []
        self.takes_greater = False
        """Whether of two branches the one behind an upsampling is taken to see more."""
        self.behind: dict[int, Seen] = {}
        """What is seen behind all turns of a loop, by the layer that it hands on, whose own row stands for any turn."""
        self.starts: dict[str, Seen] = {}
        """What a turn of a loop starts from sees, by the loop's name."""

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
        windows = windows_of(layer, self.domain)
        if before is None or windows is None:
            return None
        # A layer that has no axes of its own sees as far as the one before it.
        if not windows:
            return before
        seen = [self._wider(*pair) for pair in zip(before, windows, strict=True)]
        known = tuple(field for field in seen if field is not None)
        if len(known) < len(seen):
            return None
        return known if layer.output.sizes else tuple(only_unit(field, self.domain) for field in known)

    def _wider(self, field: Field, window: tuple[Scalar, ...]) -> Field | None:
        size, stride, padding, *repeated = window
        domain = self.domain
        if field.parts:
            return windowed_parts(field, (size, stride, padding, repeated[0] if repeated else 1), domain)
        if field.phases or field.zoom or (repeated and repeated[0] != 1):
            return self._upsampled(field, (size, stride, padding, repeated[0] if repeated else 1))
        more = domain.product([domain.sum([size, -1]), field.jump])
        return Field(
            domain.sum([field.size, more]),
            domain.product([field.jump, stride]),
            domain.sum([field.padding, domain.product([padding, field.jump])]),
        )

    def _upsampled(self, field: Field, window: Window) -> Field | None:
        """A field whose units see by their place: by going through the places, or in a formula, or both."""
        before = zoom_of(field)
        zoom = None if before is None else before.windowed(window, self.domain)
        is_gone_through = field.phases or field.zoom is None
        found = self._in_phases(phases_of(field, self.domain), window) if is_gone_through else None
        if zoom is None:
            return found
        seen = zoom.seen(self.domain)
        zoom = None if seen is not None and zoom.is_even(self.domain) else zoom
        return Field(*seen, None, zoom) if found is None and seen else found._replace(zoom=zoom) if found else None

    def _in_phases(self, phases: Phases, window: tuple[Scalar, ...]) -> Field | None:
        """A field whose window, or what it looks at, goes by the places of units: with numbers it is known."""
        if not all(isinstance(value, int) for value in window):
            return None
        found = phases.windowed(*cast("tuple[int, int, int, int]", window))
        return None if found is None else field_of(found, self.domain)

    def _together(self, layer: LayerResult, place: int) -> Seen:
        """Branches that keep the same step see as much as the widest of them."""
        first, *others = (self._arriving(layer, number, place) for number in range(len(layer.inputs)))
        for number, other in enumerate(others, 1):
            if first is None or other is None or len(first) != len(other):
                return None
            joined = [
                self._joined(layer, number, axis, *pair) for axis, pair in enumerate(zip(first, other, strict=True))
            ]
            known = tuple(field for field in joined if field is not None)
            if len(known) < len(joined):
                return None
            self._compare_centres(layer, first, other)
            first = known
        return first

    def _joined(self, layer: LayerResult, number: int, axis: int, first: Field, other: Field) -> Field | None:
        """What units see along one axis of the branches so far and of the next one."""
        domain, along = self.domain, _along(layer)
        if axis == along:
            counts = cast("tuple[Scalar, ...]", layer.step.values[layer.step.layer.parameters[0].symbol])
            return put_behind([(first, domain.sum(counts[:number])), (other, counts[number])], domain)
        for one, rest in ((first, other), (other, first)):
            if axis < len(layer.received.sizes) and sees_all(one, rest, layer.received.sizes[axis], domain):
                return one
        found = self._widest(first, other)
        if found is None or along is None:
            return found
        largest = domain.extremum("max", [first.size, other.size])  # a unit is of one branch, and sees no other's
        return found if domain.decide("==", found.size, largest) is True else None

    def _arriving(self, layer: LayerResult, number: int, place: int) -> Seen:
        """What a merge receives from one source; where a size of 1 serves every place, all places see the same."""
        seen, table = self._received(layer, number, place), layer.step.values.get(SIZES)
        if seen is None or table is None or not MERGES[layer.step.layer.parameters[0].kind].spreads:
            return seen
        sizes = cast("tuple[tuple[Scalar, ...], ...]", table)[number]
        asked = [*zip_longest(seen, sizes, layer.received.sizes)][: len(seen)]
        return tuple(
            field._replace(jump=0) if field.is_plain and self._serves(own, all_places) else field
            for field, own, all_places in cast("list[tuple[Field, Scalar | None, Scalar | None]]", asked)
        )

    def _serves(self, size: Scalar | None, places: Scalar | None) -> bool:
        """Whether a branch has no such axis, of whatever size the others are, or a size of 1 for several places."""
        if size is None or places is None:
            return places is not None
        return self.domain.decide("==", size, 1) is True and self.domain.decide("==", places, 1) is not True

    def _received(self, layer: LayerResult, number: int, place: int) -> Seen:
        """The fields of a layer's input from one source, which may stand in some turn of a loop before it."""
        source, turn = layer.inputs[number], dict(layer.chosen[number]) if layer.chosen else {}
        if not turn:
            inside = (loop for loop in self.derivation.loops if loop.start <= source < loop.end and loop.exit != source)
            is_apart = any(not loop.start <= place < loop.end for loop in inside)
            return None if is_apart else self.seen_from(source, layer.starts[number])
        return self._put(self.seen[source + 1], turn)

    def _put(self, seen: Seen, values: Mapping[Scalar, Scalar]) -> Seen:
        """The fields with a value put in for an index; None where they are not known in three numbers."""
        if seen is None or not all(field.is_plain for field in seen):
            return None
        return tuple(plain_field([self.domain.put(part, values) for part in numbers_of(field)]) for field in seen)

    def _compare_centres(self, layer: LayerResult, first: tuple[Field, ...], other: tuple[Field, ...]) -> None:
        """Note where branches look, along each axis on which they meet."""
        letters, along = self.derivation.letters_at(layer.inputs[0]), _along(layer)
        for axis, fields in enumerate(zip(letters, first, other, strict=False)):
            if axis != along:
                self.apart.append(self._centres(layer.name, *fields))

    def _centres(self, name: str, letter: str, a: Field, b: Field) -> Misaligned:
        """Twice the centre of what unit 0 sees is ``R - 1 - 2P``."""
        domain = self.domain
        first, other = (domain.sum([f.size, -1, domain.negate(domain.product([2, f.padding]))]) for f in (a, b))
        return Misaligned(name, letter, first, other, domain.decide("==", first, other))

    def _widest(self, a: Field, b: Field) -> Field | None:
        """A unit sees from ``-P`` to ``R - P - 1`` of where it stands; of two branches, what either sees."""
        domain = self.domain
        if a.parts or b.parts:
            return a if a == b else None
        if self.takes_greater and (a.zoom is None) != (b.zoom is None):
            return a if a.zoom else b
        if domain.decide("==", a.jump, b.jump) is not True:
            return None
        if (a.zoom or b.zoom) and not (a.phases or b.phases):
            return self._covering(a, b)
        if a.phases or b.phases:
            found = phases_of(a, domain).joined(phases_of(b, domain))
            return None if found is None else field_of(found, domain)
        before = domain.extremum("max", [a.padding, b.padding])
        behind = domain.extremum("max", [domain.sum([f.size, domain.negate(f.padding)]) for f in (a, b)])
        return Field(domain.sum([before, behind]), a.jump, before)

    def _covering(self, a: Field, b: Field) -> Field | None:
        """Of two fields the one that holds the other, where that is known."""
        for one, other in ((a, b), (b, a)):
            if one.zoom and not other.zoom and one.zoom.covers(numbers_of(other), self.domain):
                return one
        return a if a == b else None

    def _repeated(self, loop: Loop, inner: tuple[Loop, ...]) -> None:
        """The turn on symbols gives a recurrence; its solution is what the turn starts from."""
        entry = self.seen_from(loop.source, loop.source_starts)
        turn, after = (None, None) if entry is None else self._solved(loop, inner, entry)
        for form in FORMS:
            if entry is not None and after is None:
                turn, after = self._solved_by(form, loop, inner, entry)
        self.seen += turn or [None] * (loop.end - loop.start)
        if loop.exit != loop.source:
            self.behind[loop.exit + 1] = after

    def seen_from(self, source: int, starts: str = "") -> Seen:
        """The fields behind the layer at a place; or those that a turn of the loop with that name starts from."""
        if starts:
            return self.starts[starts]
        place = max(source + 1, 0)  # of several inputs each sees itself
        return self.behind[place] if place in self.behind else self.seen[place]

    def _solved(self, loop: Loop, inner: tuple[Loop, ...], entry: tuple[Field, ...]) -> tuple[list[Seen] | None, Seen]:
        """The fields in each turn of a loop, and behind it; None where the recurrence has no known solution."""
        index = self.domain.index(loop.counter)
        symbols = [symbol for axis in range(len(entry)) for symbol in numbers_of(self._unknown(axis, loop.counter))]
        generic = tuple(map(plain_field, in_rows(symbols, 3)))
        after = self._turn(loop, inner, generic)[1]
        if after is None or len(after) != len(entry) or not all(one.is_plain for one in (*entry, *after)):
            return None, None
        later = {index: self.domain.sum([index, loop.first])}
        updates = [self.domain.put(value, later) for field in after for value in numbers_of(field)]
        start = [value for field in entry for value in numbers_of(field)]
        found = self.domain.recur(
            dict(zip(symbols, updates, strict=True)), dict(zip(symbols, start, strict=True)), index
        )
        if isinstance(found, NoFormula) or found.first > 1:
            return None, None
        before = dict(zip(symbols, start, strict=True))
        state, behind = (
            tuple(map(plain_field, in_rows(after_turns(found, before, index, turns), 3)))
            for turns in turn_counts(loop, index, self.domain)
        )
        return self._turn(loop, inner, state)[0], behind

    def _solved_by(
        self, form: TurnForm, loop: Loop, inner: tuple[Loop, ...], entry: tuple[Field, ...]
    ) -> tuple[list[Seen] | None, Seen]:
        """The same where a turn leaves some of the numbers as they are."""
        domain, index = self.domain, self.domain.index(loop.counter)
        bound = (">=", 0) if form.only_grows else ()
        symbols = [
            tuple(domain.symbol(f"{word} {axis} {loop.counter}", "integer", *bound) for word in form.words)
            for axis in range(len(entry))
        ]
        generic = self._made(form, symbols, entry)
        after = None if generic is None else self._tried(form, loop, inner, generic)
        rows, start = self._read(form, after or (), entry), self._read(form, entry, entry)
        if after is None or rows is None or start is None or len(rows) != len(start):
            return None, None
        if not all(form.is_kept(*pair, domain) for pair in zip(entry, after, strict=True)):
            return None, None
        later = {index: domain.sum([index, loop.first])}
        updates = {
            one: domain.put(new, later)
            for own, row in zip(symbols, rows, strict=True)
            for one, new in zip(own, row, strict=True)
        }
        before = {one: old for own, row in zip(symbols, start, strict=True) for one, old in zip(own, row, strict=True)}
        found = domain.recur(updates, before, index)
        if isinstance(found, NoFormula) or found.first > 1:
            return None, None
        passed, whole = turn_counts(loop, index, self.domain)
        again = TurnCount(passed.domain.sum([passed.count, 1]), passed.domain)
        turn, next_turn, behind = (
            self._made(form, in_rows(after_turns(found, before, index, turns), len(form.words)), entry)
            for turns in (passed, again, whole)
        )
        rows_seen, left = self._turn(loop, inner, turn, passed.domain)
        return (rows_seen, behind) if is_alike(left, next_turn, passed.domain) else (None, None)

    def _tried(self, form: TurnForm, loop: Loop, inner: tuple[Loop, ...], generic: Seen) -> Seen:
        """What is seen behind a turn on symbols."""
        inside = FieldWalk(self.derivation, [*self.seen])
        inside.takes_greater = form.takes_greater
        return inside._gone_through(loop, inner, self, generic)

    def _made(self, form: TurnForm, rows: Iterable[Sequence[Scalar]], entry: tuple[Field, ...]) -> Seen:
        made = [form.field(tuple(row), field, self.domain) for row, field in zip(rows, entry, strict=True)]
        known = tuple(field for field in made if field is not None)
        return known if len(known) == len(made) else None

    def _read(
        self, form: TurnForm, fields: tuple[Field, ...], entry: tuple[Field, ...]
    ) -> list[tuple[Scalar, ...]] | None:
        rows = [form.numbers(*pair, self.domain) for pair in zip(fields, entry, strict=False)]
        known = [row for row in rows if row is not None]
        return known if len(known) == len(rows) else None

    def _unknown(self, axis: int, counter: str) -> Field:
        """What is seen before a turn, in symbols that no network has: an author's names hold no spaces."""
        size, jump, padding = (f"{word} {axis} {counter}" for word in ("size", "jump", "padding"))
        symbol = self.domain.symbol
        return Field(symbol(size), symbol(jump, "integer", ">=", 0), symbol(padding, "integer"))

    def _turn(
        self, loop: Loop, inner: tuple[Loop, ...], entry: Seen, domain: Exact | None = None
    ) -> tuple[list[Seen], Seen]:
        """One turn from what its entry sees: its layers, and what is seen behind it."""
        inside = FieldWalk(self.derivation, [*self.seen])
        inside.domain = domain or self.domain
        left = inside._gone_through(loop, inner, self, entry)
        self.apart += inside.apart
        return inside.seen[len(self.seen) :], left

    def _gone_through(self, loop: Loop, inner: tuple[Loop, ...], outside: FieldWalk, entry: Seen) -> Seen:
        """The fields behind a turn that starts from given ones."""
        self.behind, self.starts = {**outside.behind}, {**outside.starts, loop.name: entry}
        self.go(loop.start, loop.end, inner)
        return self.seen_from(loop.exit, loop.name if loop.exit == loop.source else "")


def _along(layer: LayerResult) -> int | None:
    """The axis along which a layer puts branches one behind another."""
    return chosen_axis(layer.step.layer, layer.step.values) if len(layer.inputs) > 1 else None
