"""Repeats whose number of turns is a symbol: one turn is derived, its state solved as a recurrence, its costs summed.

The turn is first tried on a state of symbols, which shows how sizes and depth change from turn to turn. The solution of
that recurrence is the state in turn i; from there the turn is derived once more, and what it costs is added up over i.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from symcnn.derive.derivation import Condition, LayerResult, Loop
from symcnn.errors import ArithmeticMistake
from symcnn.model.volume import State, Volume

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.model.steps import RepeatStep, Step
    from symcnn.model.unroll import Unroller


class Walk(Protocol):
    """What a repeat needs of the walk that it belongs to."""

    domain: Exact
    unroller: Unroller
    letters: tuple[str, ...]
    layers: list[LayerResult]
    loops: list[Loop]

    def follow(self, steps: Iterator[Step]) -> State | None:
        """Take steps."""

    def scratch(self) -> Walk:
        """A walk to try something out."""

    def count(self, condition: Condition) -> None:
        """Keep a condition on a number of turns."""

    def fresh_name(self, *wanted: str) -> str:
        """A name that nothing has."""

    def taken(self, name: str) -> AbstractContextManager[None]:
        """Keep a name for a while."""

    def without_names(self) -> AbstractContextManager[None]:
        """Name no sizes for a while."""


MOST_BY_THEMSELVES = 4
"""Turns that are carried out one by one before giving up."""

INDICES = "ijlmr"
"""What turns are counted by where the author has no name for it."""


def repeat(walk: Walk, step: RepeatStep, state: State) -> State:
    """The state behind all turns; the walk gets one row for each layer of a turn."""
    domain = walk.domain
    _countable(walk, step)
    name = walk.fresh_name(*([step.call.index] if step.call.index else INDICES))
    index = domain.index(name)
    with walk.taken(name):
        found, first = _solved(walk, step, state, index, 0), 0
        while found is None:
            state, first = _by_itself(walk, step, state, first), first + 1
            found = _solved(walk, step, state, index, first)
        state_after, settled = found
        while first < settled:
            state, first = _by_itself(walk, step, state, first), first + 1
        last = domain.sum([step.count, -1])
        begin = len(walk.layers)
        _all_turns(walk, step, name, (index, first, last), state_after(index)._replace(source=state.source))
        walk.loops.append(Loop(step.name, name, first, last, state.source, begin, len(walk.layers)))
    return state_after(step.count)._replace(source=len(walk.layers) - 1)


def _countable(walk: Walk, step: RepeatStep) -> None:
    """The number of turns is whole and at least 0, or that is a condition and known from here on."""
    words = "the number of repeats is whole and not below 0"
    if walk.domain.whole(step.count) is None:
        walk.count(Condition(walk.domain.whole_condition(step.count), step.name, words))
    if walk.domain.decide(">=", step.count, 0) is None:
        walk.count(Condition(walk.domain.condition(">=", step.count, 0), step.name, words))
    walk.domain.grant(step.count)


def _by_itself(walk: Walk, step: RepeatStep, state: State, turn: int) -> State:
    """One turn carried out by itself, where it meets another depth or rank than the later ones."""
    if turn == MOST_BY_THEMSELVES:
        raise _unsolved(step, "each turn receives something else")
    if walk.domain.decide(">=", step.count, turn + 1) is None:
        words = f"the repeat has at least {turn + 1} turn{'s' * (turn > 0)}"
        walk.count(Condition(walk.domain.condition(">=", step.count, turn + 1), step.name, words))
    walk.unroller.state = state
    end = walk.follow(step.turn(str(turn + 1), turn))
    assert end is not None
    return end


def _solved(
    walk: Walk, step: RepeatStep, state: State, index: Scalar, first: int
) -> tuple[Callable[[Scalar], State], int] | None:
    """The state after so many turns, and from which turn on that holds; None if a turn changes the number of axes."""
    turn, domain = _tried(walk, step, state, index, first)
    if len(turn.after.volume.sizes) != len(state.volume.sizes):
        return None
    found = domain.recur(turn.updates, turn.start(state), index)
    if isinstance(found, str):
        raise _unsolved(step, found)
    values, settled = found

    def state_after(turns: Scalar) -> State:
        passed = {index: walk.domain.sum([turns, -first])}
        *sizes, depth, way = (walk.domain.put(values[symbol], passed) for symbol in turn.symbols)
        return State(Volume(tuple(sizes), depth), None if turn.after.way is None else way, state.source)

    return state_after, first + settled


class _Turn(NamedTuple):
    """One turn from a state of symbols: those of the sizes, the depth and the way, and the state behind it."""

    symbols: tuple[Scalar, ...]
    after: State

    @property
    def updates(self) -> dict[Scalar, Scalar]:
        """What the turn makes of each symbol."""
        return dict(zip(self.symbols, _parts(self.after), strict=True))

    def start(self, state: State) -> dict[Scalar, Scalar]:
        """What each symbol stands for at first."""
        return dict(zip(self.symbols, _parts(state), strict=True))


def _parts(state: State) -> list[Scalar]:
    return [*state.volume.sizes, state.volume.depth, 0 if state.way is None else state.way]


def _tried(walk: Walk, step: RepeatStep, state: State, index: Scalar, first: int) -> tuple[_Turn, Exact]:
    """A turn derived on symbols, as any turn from the first on."""
    turn = walk.domain.sum([index, first])
    domain = walk.domain.supposing([walk.domain.sum([step.count, -1, walk.domain.negate(turn)])])
    letters = [*walk.letters[: len(state.volume.sizes)], "D"]
    *sizes, depth = (domain.symbol(walk.fresh_name(f"{letter}_{index}")) for letter in letters)
    way = domain.symbol(walk.fresh_name(f"way_{index}"), "integer", ">=", 0)
    scratch = walk.scratch()
    with _within(scratch, domain):
        scratch.unroller.state = State(Volume(tuple(sizes), depth), None if state.way is None else way, state.source)
        after = scratch.follow(step.turn(str(first + 1), turn))
    assert after is not None
    return _Turn((*sizes, depth, way), after), domain


def _all_turns(
    walk: Walk,
    step: RepeatStep,
    name: str,
    turns: tuple[Scalar, int, Scalar],
    state: State,
) -> None:
    """Derive the turn that stands for all from the state in turn i, and add up what it costs."""
    index, first, last = turns
    begin = len(walk.layers)
    domain = walk.domain.turning(index, first, last)
    with _within(walk, domain), walk.without_names():
        walk.unroller.state = state
        walk.follow(step.turn(name, index))
    walk.layers[begin:] = [_summed(layer, domain, turns) for layer in walk.layers[begin:]]


def _summed(layer: LayerResult, domain: Exact, turns: tuple[Scalar, int, Scalar]) -> LayerResult:
    return replace(layer, all_turns={key: domain.series(value, *turns) for key, value in layer.totals.items()})


@contextmanager
def _within(walk: Walk, domain: Exact) -> Iterator[None]:
    """Let a walk and what it unrolls compute in another domain for a while."""
    before = walk.domain, walk.unroller.domain, walk.unroller.state
    walk.domain = walk.unroller.domain = domain
    yield
    walk.domain, walk.unroller.domain, walk.unroller.state = before


def _unsolved(step: RepeatStep, words: str) -> ArithmeticMistake:
    hint = "with a number of repeats it can be derived, for instance with --set"
    return ArithmeticMistake(f"{step.name}: {words}, so no closed form is known", step.call.count.span, hint)
