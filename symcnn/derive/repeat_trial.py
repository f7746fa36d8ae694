"""Derives one iteration of a symbolic repeat from unknown sizes, to see what it makes of any state."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from symcnn.errors import ArgumentMistake
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from contextlib import AbstractContextManager

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.compounds import Compounds
    from symcnn.derive.dataflow import Flow
    from symcnn.derive.derivation import Definition, LayerResult, StatedCondition
    from symcnn.derive.fresh_names import KnownNames
    from symcnn.derive.shared_weights import Placed
    from symcnn.derive.symbolic_loops import Loop
    from symcnn.model.steps import RepeatStep, Step
    from symcnn.model.unroll import Unroller
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar


class RepeatWalk(Protocol):
    """What a repeat needs of the walk that it belongs to."""

    domain: Exact
    unroller: Unroller
    layers: list[LayerResult]
    conditions: dict[Any, StatedCondition]
    counted: dict[Any, StatedCondition]
    placed: dict[str, Placed]
    definitions: list[Definition]
    loops: list[Loop]
    names: KnownNames
    tried: dict[Hashable, Iteration]
    compounds: Compounds
    flow: Flow

    def follow(self, steps: Iterator[Step]) -> State | None:
        """Take steps."""

    def placed_layers(self) -> int:
        """How many layers there are."""

    def amount(self, name: str, key: str) -> Scalar | None:
        """A quantity of a layer or of a statement."""

    def scratch(self) -> RepeatWalk:
        """A walk to try something out."""

    def count(self, condition: StatedCondition) -> None:
        """Keep a condition on a number of turns."""

    def ask_for_what_was_taken(self, name: str) -> None:
        """Make conditions of what was assumed."""

    def without_names(self) -> AbstractContextManager[None]:
        """Name no sizes for a while."""

    def learning(self) -> AbstractContextManager[None]:
        """Reason from what is asked for in between."""


class Iteration(NamedTuple):
    """One turn: the parts of the state before it, some of them symbols, and the state behind it."""

    before: tuple[Scalar, ...]
    symbols: frozenset[int]
    """The places of the parts that are symbols."""
    after: State

    @property
    def updates(self) -> dict[Scalar, Scalar]:
        """What the turn makes of each symbol."""
        return {self.before[place]: part for place, part in enumerate(parts(self.after)) if place in self.symbols}

    def start(self, state: State) -> dict[Scalar, Scalar]:
        """What each symbol stands for at first."""
        return {self.before[place]: part for place, part in enumerate(parts(state)) if place in self.symbols}


def parts(state: State) -> list[Scalar]:
    """Sizes, depth and way of a state."""
    return [*state.volume.sizes, state.volume.depth, 0 if state.weighted_depth is None else state.weighted_depth]


class Trial:
    """Turns from some first one on, derived on a walk of their own."""

    def __init__(self, walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar, first: int) -> None:
        self.walk, self.step, self.state, self.first = walk, step, state, first
        self.turn = walk.domain.sum([index, first])
        last = walk.domain.sum([step.count, -1 - first])
        behind = walk.domain.sum([step.count, walk.domain.negate(self.turn)])
        self.domain = walk.domain.with_index(index, 0, last)
        """The domain at the start of a turn."""
        self.reached = walk.domain.with_nonnegative([behind])
        """The domain behind a turn, which may be the last one."""
        self.counted = walk.counted
        """What the last turn tried asks of numbers of turns, beside what is asked already."""
        self.cases = 0
        """In how many places the last turn tried goes by cases."""
        self.shares = False
        """Whether the last turn tried uses weights of layers that stand elsewhere."""
        words = (*state.letters[: len(state.volume.sizes)], "D", "depth")
        self._names = walk.names.several([f"{word}_{index}" for word in words])
        *sizes, weighted_depth = self._names
        self.named_depth = weighted_depth
        """What messages call the number of layers with weights on the longest way at a turn's start."""
        self._symbols = (*map(self.domain.symbol, sizes), self.domain.symbol(weighted_depth, "integer", ">=", 0))
        self.domain.vary(self._symbols)

    def tried(self) -> Iteration | None:
        """A turn from any state, or from any that a turn can lead to where that asks for less."""
        question = self._question()
        if question in self.walk.tried:
            return self.walk.tried[question]
        everywhere = self._known(self.on_symbols())
        asked, cases = self.counted, self.cases
        if everywhere is not None and len(asked) == len(self.walk.counted) and not cases:
            if question is not None and not self.shares:
                self.walk.tried[question] = everywhere
            return everywhere
        kept = self._known(self.on_what_is_kept())
        if kept is not None and (everywhere is None or (len(self.counted), self.cases) < (len(asked), cases)):
            asked, everywhere = self.counted, kept
        if everywhere is not None:
            self.walk.counted.update(asked)
        return everywhere

    def _question(self) -> Hashable:
        """All that a turn on symbols depends on; None where that is not known."""
        scope, state, walk = self.step.scope, self.state, self.walk
        if scope is None:
            return None
        read = self.step.count, self.turn, *self._symbols, *scope.values()
        known = self.domain.known_of(read), tuple(walk.counted)
        return self.step.call.span, self.first, *scope, *read, *known, state.letters, state.weighted_depth is None

    def _known(self, turn: Iteration | None) -> Iteration | None:
        """The turn, unless it counts turns inside by what it begins with: that no other turn knows."""
        counts = [formula for formula in self.counted if formula not in self.walk.counted]
        return None if any(node.value in self._names for formula in counts for node in formula.names()) else turn

    def on_symbols(self) -> Iteration | None:
        """A turn from any state; None where it has to know its state, or else cannot decide what it is made of."""
        everywhere = frozenset(range(len(self._symbols)))
        try:
            return Iteration(self._symbols, everywhere, self._run(self._symbols))
        except ArgumentMistake:
            return None

    def on_what_is_kept(self) -> Iteration | None:
        """A turn from any state that agrees with the first one in what a turn leaves as it is.

        If a turn that begins with some sizes or depth ends with them, whatever the rest is, so does every later one.
        """
        before = parts(self.state)
        try:
            after = parts(self._run(tuple(before)))
            kept = [self.domain.decide("==", *pair) is True for pair in zip(before[:-1], after[:-1], strict=True)]
            symbols = frozenset(place for place, is_kept in enumerate([*kept, False]) if not is_kept)
            mixed = tuple(self._symbols[place] if place in symbols else part for place, part in enumerate(before))
            behind = self._run(mixed)
        except (ArgumentMistake, ValueError):
            return None
        ends = enumerate(zip(before, parts(behind), strict=False))
        if all(place in symbols or self.domain.decide("==", *pair) is True for place, pair in ends):
            return Iteration(mixed, symbols, behind)
        return None

    def _run(self, before: tuple[Scalar, ...]) -> State:
        *sizes, depth, weighted_depth = before
        scratch = self.walk.scratch()
        with within(scratch, self.domain), self.walk.names.taken(*self._names):
            known_way = None if self.state.weighted_depth is None else weighted_depth
            volume = Volume(tuple(sizes), depth)
            scratch.unroller.state = self.state._replace(volume=volume, weighted_depth=known_way, pools=None)
            after = scratch.follow(self.step.turn(str(self.first + 1), self.turn))
        assert after is not None
        self.shares = any(layer.step.twin for layer in scratch.layers)
        self.counted, self.cases = scratch.counted, sum(loop.is_case for loop in scratch.loops)
        return after


@contextmanager
def within(walk: RepeatWalk, domain: Exact) -> Iterator[None]:
    """Let a walk and what it unrolls compute in another domain for a while."""
    unroller = walk.unroller
    before = walk.domain, unroller.domain, unroller.state, unroller.costs
    walk.domain = unroller.domain = domain
    unroller.costs = walk
    try:
        yield
    finally:
        walk.domain, unroller.domain, unroller.state, unroller.costs = before
