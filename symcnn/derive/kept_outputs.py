"""Which outputs are held in memory while a layer runs: its own, and every one that some later layer reads.

A row of a repeat in symbols stands for layers in many turns, perhaps none, which differ in what they keep. What
entered the first turn may be wanted behind the last one, or by its label in every turn: from the second turn on it is
kept beside what the turn before left. And what every turn reads is kept up to the last one. So a row has needs of
several kinds, each in its turns.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.reached import is_reached
from symcnn.derive.symbolic_loops import started_turns
from symcnn.errors import Unavailable
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.symbolic_loops import Around, Loop
    from symcnn.model.volume import Volume
    from symcnn.support.scalar import Scalar

LATER, AGAIN = "later", "again"
"""A turn before which there was another, and one behind which there is another."""

Kind = frozenset[tuple[str, str]]
"""Which of the loops around a layer, each by its name, are in such a turn."""


class SourceReader(NamedTuple):
    """A layer that reads a source, or a place behind all layers for what leaves the network."""

    place: int
    starts: tuple[str, ...]
    """The loops around it of which it reads what a turn starts from, the innermost first; else it reads the source."""
    absent: tuple[Loop, ...] = ()
    """The loops that must have no turn for it to read the source, being behind them."""


class Thing(NamedTuple):
    """One output in memory: of a source, or of what the turn before left in a loop that starts from that source."""

    source: int
    within: tuple[Loop, ...]
    """The loops of which it is what the turn starts from, outermost first."""
    there: Scalar
    """1 where some layer is still to read it, and 0 where all that would are in turns that there are none of."""
    turns: str = ""
    """The loop of which a turn made it, so that it is not what any earlier layer left; empty where a layer left it."""

    @property
    def key(self) -> tuple[int, str]:
        """The source and the turn, which tell it apart from other outputs that stand for the same source."""
        return self.source, self.turns


def _made_by(starts: Iterable[str], kind: Kind) -> str:
    """Of loops that start from a source the one whose turn before left it; empty for what the source left."""
    return next((name for name in starts if (name, LATER) in kind), "")


class Store:
    """The outputs of a network, and who reads them."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._domain = derivation.domain
        self._loops = tuple(reversed(derivation.loops))
        self._starts = started_turns(derivation.loops)
        self._readers: dict[int, list[SourceReader]] = {}
        for place, layer in enumerate(derivation.layers):
            for source, starts in zip(layer.inputs, layer.starts, strict=True):
                self._readers.setdefault(source, []).append(SourceReader(place, self._starts[starts]))
        for leaving in (derivation.output, *derivation.heads):
            self._readers.setdefault(leaving.source, []).append(SourceReader(len(derivation.layers), ()))
        for loop in sorted(derivation.loops, key=lambda loop: loop.end, reverse=True):
            self._read_without(loop)

    def _read_without(self, loop: Loop) -> None:
        """Where a loop has no turn, the readers of its output read what entered it: note them for that source too."""
        if loop.exit == loop.source or self._has_turns(loop) == 1:
            return
        starts = self._starts[loop.source_starts]
        found = self._readers.get(loop.exit, ())
        readers = [SourceReader(one.place, (*one.starts, *starts), (*one.absent, loop)) for one in found]
        self._readers[loop.source] = sorted([*self._readers.get(loop.source, ()), *readers], key=lambda one: one.place)

    def needed(self) -> Iterator[tuple[str, Scalar, list[Scalar]]]:
        """For every layer, and before the first one, what is kept: one of the values is the most where 1 is there."""
        layers = self._derivation.layers
        self._refuse_heads_of_turns()
        self._refuse_chosen_turns()
        if not layers or self._is_there(0, ()) != 1:
            yield "", 1, [self._domain.sum([self._units(end.volume) for end in self._derivation.inputs])]
        for place, layer in enumerate(layers):
            for kind in self._kinds(place):
                yield layer.name, *self._most(place, kind)

    def _refuse_heads_of_turns(self) -> None:
        """An output in every turn is kept to the end, so there are as many as turns."""
        loops = self._derivation.loops
        for head in self._derivation.heads:
            if any(loop.start <= head.source < loop.end for loop in loops):
                words = f"how much is kept for {head.name}, an output in every turn, is not known"
                raise Unavailable(words, "with a number of repeats it is")

    def _refuse_chosen_turns(self) -> None:
        """Refuse layers that read single turns of a loop in symbols: how long each is kept is not known."""
        for layer in self._derivation.layers:
            if any(layer.chosen):
                words = f"how much is kept for {layer.name}, which reads what a turn of a repeat left, is not known"
                raise Unavailable(words, "with a number of repeats it is")

    def _around(self, place: int) -> tuple[Loop, ...]:
        """The loops around a place, outermost first."""
        return tuple(loop for loop in self._loops if loop.start <= place < loop.end)

    def _kinds(self, place: int) -> Iterator[Kind]:
        """The kinds of turns that differ in what is kept."""
        found = []
        for loop in self._around(place):
            if self._is_kept_behind(loop):
                found.append((loop.name, LATER))
            if any(self._is_carried(source, loop, place) for source in self._readers):
                found.append((loop.name, AGAIN))
        for many in range(len(found) + 1):
            for kind in combinations(found, many):
                spend(1 + len(self._readers))
                yield frozenset(kind)

    def _is_kept_behind(self, loop: Loop) -> bool:
        """Whether what enters a loop may be read behind it, or by its label inside."""
        sources = [loop.source, *(earlier.source for earlier in self._perhaps_absent(loop.source, loop.start))]
        readers = (reader for source in sources for reader in self._readers.get(source, ()))
        return any(reader.place >= loop.start and loop.name not in reader.starts for reader in readers)

    def _is_carried(self, source: int, loop: Loop, place: int) -> bool:
        """Whether every turn reads, before a place in it, what is from before the loop."""
        return source < loop.start and any(self._read_again(self._readers[source], loop, place))

    def _read_again(self, readers: Iterable[SourceReader], loop: Loop, place: int) -> Iterator[SourceReader]:
        """The readers that read, before a place in a turn, what is not what the turn starts from."""
        return (one for one in readers if loop.start <= one.place < place and loop.name not in one.starts)

    def _most(self, place: int, kind: Kind) -> tuple[Scalar, list[Scalar]]:
        """0 where there are no turns of a kind, else 1; and values of which one is the most that is kept in them."""
        units = self._derivation.of_layer(place, "units")
        around = self._derivation.around(place)
        value = self._domain.sum([*self._alive(place, kind), 0 if units is None else units])
        return self._over_turns(place, value, around, kind)

    def _over_turns(
        self, place: int, value: Scalar, around: Sequence[Around], kind: Kind | None
    ) -> tuple[Scalar, list[Scalar]]:
        there: Scalar = 1
        found = [value]
        for depth in reversed(range(len(around))):
            here, found = self._over(found, around, depth, kind)
            if not found:
                name = self._derivation.layers[place].name
                raise Unavailable(f"in which turn {name} needs the most is not known", "with numbers it is")
            if any(self._domain.put(here, {outer.index: outer.first}) != here for outer in around[:depth]):
                found = [self._domain.product([here, one]) for one in found]
            else:
                there = self._domain.extremum("min", [there, here])
        return there, found

    def _over(
        self, values: list[Scalar], around: Sequence[Around], depth: int, kind: Kind | None
    ) -> tuple[Scalar, list[Scalar]]:
        """1 where a loop has a turn of a kind, or any, else 0; and the greatest values there, if that is known."""
        loop, domain, index, first, last = around[depth]
        is_later, is_again = ((loop.name, word) in (kind or ()) for word in (LATER, AGAIN))
        begin = domain.sum([first, 1]) if is_later else first
        end = domain.sum([last, -1]) if is_again else last
        outside = around[depth - 1].domain if depth else self._domain
        there = is_reached(outside.sum([end, 1]), begin, outside)
        if kind is not None and not is_later and self._is_kept_behind(loop):
            end = first
        ends = [domain.greatest(value, index, begin, end) for value in values]
        return there, [] if None in ends else [one for found in ends for one in found or ()]

    def _alive(self, place: int, kind: Kind) -> Iterator[Scalar]:
        """How much each output holds that is still to be read."""
        around = self._around(place)
        begin = around[0].start if around else place
        sources = [source for source, readers in self._readers.items() if source < place and readers[-1].place >= begin]
        things = [thing for source in sources for thing in self._things(source, place, kind, around)]
        there = {thing.key: thing.there for thing in things if thing.there != 0}
        for thing in things:
            apart = 1 if thing.turns else self._apart(thing.source, place, kind, there)
            yield self._domain.product([apart, thing.there, self._size(thing.source, place, thing.within)])

    def _things(self, source: int, place: int, kind: Kind, around: tuple[Loop, ...]) -> Iterator[Thing]:
        """The outputs of a source that are still to be read; in later turns one for each loop that starts there."""
        starting = [loop for loop in around if loop.source == source]
        for name in (*(loop.name for loop in reversed(starting) if (loop.name, LATER) in kind), ""):
            readers = [reader for reader in self._readers[source] if _made_by(reader.starts, kind) == name]
            within = tuple(loop for loop in starting if _made_by(self._starts[loop.name], kind) == name)
            again = [loop for loop in around if (loop.name, AGAIN) in kind and source < loop.start]
            to_come = [one for one in readers if place <= min([one.place, *(loop.start for loop in one.absent)])]
            to_come += [one for loop in again for one in self._read_again(readers, loop, place)]
            yield Thing(source, within, self._is_wanted(to_come, around), name)

    def _is_wanted(self, readers: list[SourceReader], around: tuple[Loop, ...]) -> Scalar:
        """1 where one of some readers is there, 0 where none is."""
        found = []
        for reader in readers:
            there = [self._has_turns(loop) for loop in reader.absent]
            absent = [self._domain.sum([1, self._domain.negate(one)]) for one in there]
            found.append(self._domain.product([*absent, self._is_there(reader.place, around)]))
            if found[-1] == 1:
                return 1
        return self._domain.extremum("max", [0, *found])

    def _is_there(self, reader: int, around: tuple[Loop, ...]) -> Scalar:
        """1 where a layer is there in some turn of the loops around it but not around another, 0 where it is not."""
        if reader == len(self._derivation.layers):
            return 1
        loops = [loop for loop in self._derivation.around(reader) if loop.loop not in around]
        there, found = self._over_turns(reader, 1, loops, None)
        return self._domain.product([there, self._domain.extremum("max", found)])

    def _has_turns(self, loop: Loop) -> Scalar:
        """1 where a loop hands on what one of its turns made, 0 where it hands on what it received."""
        made = loop.exit if loop.start <= loop.exit < loop.end else loop.start
        return self._is_there(made, self._around_loop(loop))

    def _perhaps_absent(self, source: int, place: int) -> Iterator[Loop]:
        """The loops before a place that end with a source, and those that they start from."""
        while True:
            ending = (loop for loop in self._loops if loop.exit == source != loop.source and loop.end <= place)
            loop = next(ending, None)
            if loop is None:
                return
            yield loop
            source = loop.source

    def _apart(self, source: int, place: int, kind: Kind, alive: Mapping[tuple[int, str], Scalar]) -> Scalar:
        """0 where a source is what an earlier one is, since there are no turns in between; else 1."""
        mine = self._origins(source, place, kind)
        found: list[Scalar] = [1]
        for other, turns in sorted((key for key in alive if key[0] < source), reverse=True):
            theirs = {(other, turns): []} if turns else self._origins(other, place, kind)
            common = next((origin for origin in mine if origin in theirs), None)
            if common is not None:
                is_gone = self._domain.sum([1, self._domain.negate(alive[other, turns])])
                found.append(self._domain.extremum("max", [0, *mine[common], *theirs[common], is_gone]))
        return self._domain.extremum("min", found)

    def _origins(self, source: int, place: int, kind: Kind) -> dict[tuple[int, str], list[Scalar]]:
        """What a source may be, as loops before a place may have no turns; with 1 for each of them that has some."""
        there: list[Scalar] = []
        found = {(source, ""): there}
        for loop in self._perhaps_absent(source, place):
            there = [*there, self._has_turns(loop)]
            turns = _made_by(self._starts[loop.source_starts], kind)
            if 1 in there:
                break
            found[loop.source, turns] = there
            if turns:
                break
        return found

    def _around_loop(self, loop: Loop) -> tuple[Loop, ...]:
        around = self._around(loop.start)
        return around[: around.index(loop)]

    def _size(self, source: int, place: int, within: tuple[Loop, ...]) -> Scalar:
        """How many numbers an output holds; what enters a loop is, in a turn, what the turn before left."""
        if within:
            loop = within[-1]
            inside = (*self._around_loop(loop), loop)
            return self._units(self._received(source, loop.start, loop.end, inside, loop.name) or loop.entered)
        for loop in self._loops:  # the outermost one: what leaves one inside is told in turns of those around it
            if not loop.start <= place < loop.end and source == loop.exit != loop.source:
                end = len(self._derivation.layers)
                return self._units(self._received(source, loop.end, end, self._around_loop(loop)) or loop.left)
        if source < 0:
            return self._units(self._derivation.inputs[-1 - source].volume)
        units: Scalar = self._derivation.of_layer(source, "units")  # type: ignore[assignment]  # all have a rule
        return units

    def _received(self, source: int, start: int, end: int, around: tuple[Loop, ...], starts: str = "") -> Volume | None:
        """What the first layer in some loops that reads only one output receives, as it is written there.

        In a loop further in that would be what one of its turns starts from.
        """
        for place in range(start, end):
            layer = self._derivation.layers[place]
            if (layer.inputs, layer.starts) == ((source,), (starts,)) and self._around(place) == around:
                return layer.received
        return None

    def _units(self, volume: Volume) -> Scalar:
        return self._domain.product([self._derivation.batch, *volume.sizes, volume.depth])
