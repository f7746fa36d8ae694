"""Whether what leaves each layer is used: by another, by a later turn, or as an output.

A turn of a repeat in symbols that reads nothing of what it starts from leaves to nobody what the turn before it made.
And what only turns of a repeat read goes nowhere where there is none. Both are conditions on the number of turns.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from symcnn.derive.derivation import StatedCondition
from symcnn.derive.symbolic_loops import started_turns
from symcnn.errors import ShapeMistake
from symcnn.formula import joined
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.symbolic_loops import Around, Loop
    from symcnn.errors import Span
    from symcnn.formula import Formula

HINT = "merge it, go on from it, or make it an output of its own: head { ... }"
WORDS = Message("what leaves it must be used")


class UsedOutputs:
    """The readers of each output of a network."""

    def __init__(self, derivation: Derivation, entered: Mapping[int, Span]) -> None:
        self._derivation, self._entered = derivation, entered
        self._starts = started_turns(derivation.loops)
        self._ends = {derivation.output.source, *(head.source for head in derivation.heads)}
        self._readers: dict[int, list[int]] = {}
        self._started: set[tuple[str, int]] = set()
        """Loops of which some layer reads what a turn starts from, and what that is in the first turn."""
        self._chosen: set[int] = set()
        for place, layer in enumerate(derivation.layers):
            self._note(place, layer)
        self._used = {*self._ends, *self._readers}

    def _note(self, place: int, layer: LayerResult) -> None:
        for number, (source, starts) in enumerate(zip(layer.inputs, layer.starts, strict=True)):
            self._readers.setdefault(source, []).append(place)
            self._started |= {(name, source) for name in self._starts[starts]}
            if layer.chosen and layer.chosen[number]:
                self._chosen.add(source)

    def conditions(self) -> list[StatedCondition]:
        """What numbers of turns must be, so that everything is used.

        Raises:
            ShapeMistake: Something goes nowhere whatever they are.
        """
        unread = [loop for loop in self._derivation.loops if self._starts_anew(loop)]
        without = {loop.source: loop for loop in unread if loop.source not in self._used}
        most = [(loop, loop.before + 1, loop.exit) for loop in unread if not self._is_read_apart(loop)]
        most += [(loop, loop.before, one) for source, loop in without.items() for one in self._in_its_place(source)]
        for source in (*range(len(self._derivation.layers)), *(entry.source for entry in self._derivation.inputs)):
            if source not in self._used and source not in without:
                raise self._nowhere(source)
        if not self._derivation.loops:
            return []
        found = [one for source in self._readers for one in self._read_somewhere(source)]
        most.sort(key=lambda bound: -bound[1])
        strictest = {
            (loop.count, self._loops_around(loop), self._absent(loop, source)): (loop, turns, source)
            for loop, turns, source in most
        }
        return [*(one for bound in strictest.values() for one in self._at_most(*bound)), *found]

    def _starts_anew(self, loop: Loop) -> bool:
        """Whether a turn reads nothing of what it starts from, and hands on something else."""
        return (loop.name, loop.source) not in self._started and loop.exit != loop.source

    def _is_read_apart(self, loop: Loop) -> bool:
        """Whether what leaves a turn is used, whatever the next one does."""
        read_inside = any(loop.start <= place < loop.end for place in self._readers.get(loop.exit, ()))
        is_own = loop.start <= loop.exit < loop.end
        return not is_own or read_inside or loop.exit in self._chosen or loop.is_case

    def _at_most(self, loop: Loop, turns: int, source: int) -> list[StatedCondition]:
        """That a repeat has no more turns, since else what leaves a source goes nowhere."""
        domain = self._outside(self._derivation.around(loop.start), loop)
        outer, bounds = self._derivation.domain, [(one.count, one.before) for one in self._absent(loop, source)]
        bounds = [bound for bound in bounds if bound != (loop.count, turns - 1)]  # which says more than no more turns
        ways = [outer.condition("<=", *bound) for bound in bounds if outer.decide("<=", *bound) is not False]
        answer = domain.decide("<=", loop.count, turns)
        if answer is False and not ways:
            raise self._nowhere(source)
        if answer is False:
            return [self._stated(source, joined("or", ways))]
        asked = [] if answer else domain.throughout(domain.condition("<=", loop.count, turns))
        return [self._stated(source, joined("or", [one, *ways])) for one in asked]

    def _in_its_place(self, source: int) -> Iterator[int]:
        """A source, and what stands in its place where the repeat that leaves it has no turn, if only that reads it."""
        yield source
        for loop in self._derivation.loops:
            before, turns = loop.source, range(loop.start, loop.end)
            is_layer = loop.exit == source != before >= 0 and before not in self._ends
            if is_layer and all(place in turns for place in self._readers.get(before, ())):
                yield from self._in_its_place(before)

    def _absent(self, loop: Loop, source: int) -> tuple[Loop, ...]:
        """The loops before a loop without whose turns a source is not there."""
        around = self._derivation.around(source) if source >= 0 else []
        return tuple(one.loop for one in around if one.loop.end <= loop.start)

    def _read_somewhere(self, source: int) -> list[StatedCondition]:
        """That there are turns which read a source, where no other layer does."""
        starting = {
            loop.name for loop in self._derivation.loops if loop.source == source and self._is_read_behind(loop)
        }
        if source in self._ends or (source >= 0 and self._derivation.around(source)):
            return []
        ways = []
        for place in self._readers[source]:
            loops = self._derivation.around(place)
            if not loops or {one.loop.name for one in loops} & starting:
                return []  # what starts a loop is what leaves it where it has no turn
            ways.append(self._reached(loops))
        if not all(ways):
            return []
        return [self._stated(source, joined("or", dict.fromkeys(joined("and", way) for way in ways)))]

    def _is_read_behind(self, loop: Loop) -> bool:
        """Whether what leaves a repeat is used by more than its own turns."""
        own = range(loop.start, loop.end)
        if loop.exit in self._ends or any(place not in own for place in self._readers.get(loop.exit, ())):
            return True
        behind = (other for other in self._derivation.loops if other.start >= loop.end and other.source == loop.exit)
        return any(map(self._is_read_behind, behind))

    def _reached(self, loops: list[Around]) -> list[Formula]:
        """The conditions under which nested loops have turns; none where they have, or where that is not known."""
        domain, indices = self._derivation.domain, {str(one.index) for one in loops}
        asked = []
        for one in loops:
            if indices.intersection(domain.symbols_in(one.loop.count)):
                return []
            least = one.loop.count, one.loop.before + 1
            if not domain.decide(">=", *least):
                asked.append(domain.condition(">=", *least))
        return asked

    def _outside(self, loops: list[Around], loop: Loop) -> Exact:
        """The domain in which a loop stands."""
        place = next(number for number, one in enumerate(loops) if one.loop is loop)
        return loops[place - 1].domain if place else self._derivation.domain

    def _loops_around(self, loop: Loop) -> tuple[str, ...]:
        """The loops around a loop, by name."""
        names = (one.loop.name for one in self._derivation.around(loop.start))
        return tuple(takewhile(lambda name: name != loop.name, names))

    def _stated(self, source: int, formula: Formula) -> StatedCondition:
        return StatedCondition(formula, self._name(source), WORDS)

    def _name(self, source: int) -> str:
        derivation = self._derivation
        return derivation.layers[source].name if source >= 0 else derivation.inputs[-1 - source].name

    def _nowhere(self, source: int) -> ShapeMistake:
        if source < 0:
            return ShapeMistake(f"nothing uses {self._name(source)}", self._entered[source], HINT)
        span = self._derivation.layers[source].step.call.span
        return ShapeMistake(f"what leaves {self._name(source)} goes nowhere", span, HINT)
