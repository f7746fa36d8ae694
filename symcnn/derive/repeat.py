"""Repeats whose number of turns is a symbol: one turn is derived, its state solved as a recurrence, its costs summed.

The turn is first tried on a state of symbols, which shows how sizes and depth change from turn to turn. The solution of
that recurrence is the state in turn i; from there the turn is derived once more, and what it costs is added up over i.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact import NoFormula
from symcnn.derive.derivation import Condition, LayerResult, Loop
from symcnn.derive.pools import IN_A_TURN, behind_a_repeat
from symcnn.derive.trial import Trial, within
from symcnn.errors import ArithmeticMistake
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.derive.trial import Walk
    from symcnn.errors import Told
    from symcnn.model.steps import RepeatStep
    from symcnn.model.volume import State


MOST_BY_THEMSELVES = 4
"""Turns that are carried out one by one before giving up."""

INDICES = "ijlmr"
"""What turns are counted by where the author has no name for it."""


def repeat(walk: Walk, step: RepeatStep, state: State) -> State:
    """The state behind all turns; the walk gets one row for each layer of a turn."""
    domain = walk.domain
    _countable(walk, step)
    name = walk.names.fresh(*([step.call.index] if step.call.index else INDICES))
    index = domain.index(name)
    with walk.names.taken(name):
        found, first = _solved(walk, step, state, index, 0), 0
        while found is None:
            state, first = _by_itself(walk, step, state, first), first + 1
            found = _solved(walk, step, state, index, first)
        state_after, settled = found
        while first < settled:
            state, first = _by_itself(walk, step, state, first), first + 1
        last = domain.sum([step.count, -1])
        begin = len(walk.layers)
        starts = state_after(index)._replace(source=state.source, pools=IN_A_TURN)
        ends = _all_turns(walk, step, name, (index, first, last), starts)
        pools = behind_a_repeat(state.pools, ends.pools)
        walk.loops.append(Loop(step.name, name, first, last, state.source, begin, len(walk.layers)))
    return state_after(step.count)._replace(source=len(walk.layers) - 1, pools=pools)


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
    """The state after so many turns, and from which turn on that holds; None if the first turn must go by itself.

    That is so where a turn changes the number of axes, or decides its structure by what later turns do not change.
    """
    trial = Trial(walk, step, state, index, first)
    turn = trial.tried()
    if turn is None or len(turn.after.volume.sizes) != len(state.volume.sizes):
        return None
    found = trial.reached.recur(turn.updates, turn.start(state), index)
    if isinstance(found, NoFormula):
        raise _unsolved(step, *found.words)
    values, settled = found

    def state_after(turns: Scalar) -> State:
        passed = {index: walk.domain.sum([turns, -first])}
        known = {symbol: walk.domain.put(value, passed) for symbol, value in values.items()}
        *sizes, depth, way = (known.get(part, part) for part in turn.before)
        return state._replace(volume=Volume(tuple(sizes), depth), way=None if turn.after.way is None else way)

    return state_after, first + settled


def _all_turns(
    walk: Walk,
    step: RepeatStep,
    name: str,
    turns: tuple[Scalar, int, Scalar],
    state: State,
) -> State:
    """Derive the turn that stands for all from the state in turn i, and add up what it costs; where it ends."""
    index, first, last = turns
    begin = len(walk.layers)
    domain = walk.domain.turning(index, first, last)
    with walk.learning(), within(walk, domain), walk.without_names():
        walk.unroller.state = _simplified(state, domain)
        end = walk.follow(step.turn(name, index))
    assert end is not None
    walk.layers[begin:] = [_summed(layer, domain, turns) for layer in walk.layers[begin:]]
    return end


def _simplified(state: State, domain: Exact) -> State:
    """A state that a turn begins with, which is simpler than one behind all turns, since a turn is still to come."""
    sizes = tuple(domain.put(size, {}) for size in state.volume.sizes)
    way = None if state.way is None else domain.put(state.way, {})
    return state._replace(volume=Volume(sizes, domain.put(state.volume.depth, {})), way=way)


def _summed(layer: LayerResult, domain: Exact, turns: tuple[Scalar, int, Scalar]) -> LayerResult:
    return layer._replace(all_turns={key: domain.series(value, *turns) for key, value in layer.totals.items()})


def _unsolved(step: RepeatStep, *words: str | Told) -> ArithmeticMistake:
    hint = "with a number of repeats it can be derived, for instance with --set"
    return ArithmeticMistake((f"{step.name}: ", *words, ", so no closed form is known"), step.call.count.span, hint)
