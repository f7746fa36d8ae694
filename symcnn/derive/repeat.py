"""Derives repeats with a symbolic count: one iteration is derived, its state solved as a recurrence, its costs summed.

The turn is first tried on a state of symbols, which shows how sizes and depth change from turn to turn. The solution of
that recurrence is the state in turn i; from there the turn is derived once more, and what it costs is added up over i.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.arithmetic import NoFormula
from symcnn.derive.derivation import LayerResult, Loop, StatedCondition
from symcnn.derive.perhaps import by_cases, keeping, perhaps_by_itself
from symcnn.derive.pools import BELOW, behind_a_repeat, in_a_turn
from symcnn.derive.repeat_trial import Trial, within
from symcnn.errors import ArithmeticMistake, ShapeMistake
from symcnn.model.volume import Volume
from symcnn.support.message import Message, joined_sentences
from symcnn.support.names import INDICES

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.repeat_trial import RepeatWalk
    from symcnn.errors import FormulaText
    from symcnn.formula import Comparator
    from symcnn.model.steps import RepeatStep
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar


MOST_BY_THEMSELVES = 4
"""Turns that are carried out one by one before giving up."""


def repeat(walk: RepeatWalk, step: RepeatStep, state: State) -> State:
    """The state behind all turns; the walk gets one row for each layer of a turn."""
    walk.ask_for_what_was_taken(step.name)
    _countable(walk, step)
    name = walk.names.fresh(*filter(None, [step.call.index]), *INDICES)
    with walk.names.taken(name):
        return _one_after_another(walk, step, state, walk.domain.index(name))


def _one_after_another(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar) -> State:
    """First turns by themselves as long as need be, then all others as one."""
    domain, first = walk.domain, 0
    earlier: list[tuple[int, State]] = []
    found: _StateAfter | None = None
    while True:
        is_there = domain.decide(">=", step.count, first + 1)
        back, met = keeping(walk), state
        try:
            found = found or _solved(walk, step, state, index, first)
            if found is not None and first >= found.first:
                return _the_others(walk, step, state, index, first, found.turns, earlier)
            if is_there is False:
                return _no_more(walk, step, state, first, earlier)
            state = _by_itself(walk, step, state, first, index)
        except ShapeMistake:
            if is_there is True:
                raise
            back()
            return _no_more(walk, step, met, first, earlier)
        if domain.decide(">=", step.count, first + 1) is None:  # and no condition says so by now
            earlier.append((first, met))
        first += 1


def _no_more(walk: RepeatWalk, step: RepeatStep, state: State, turns: int, earlier: list[tuple[int, State]]) -> State:
    """Where no turn can follow on so many, there must be no more of them."""
    domain, words = walk.domain, str(Message("no turn can follow"))
    if domain.decide("<=", step.count, turns) is None:
        relation: Comparator = "==" if domain.decide(">=", step.count, turns) else "<="
        asked = [formula for formula, one in walk.counted.items() if one.layer == step.name and relation == "=="]
        if asked:  # the number says all that was asked of how many there are
            words = joined_sentences([walk.counted[asked[-1]].words, words])
            walk.counted = {formula: one for formula, one in walk.counted.items() if formula not in asked}
        walk.count(StatedCondition(domain.condition(relation, step.count, turns), step.name, words))
    return by_cases(step.count, lambda _: state, earlier, domain)


def _the_others(
    walk: RepeatWalk,
    step: RepeatStep,
    state: State,
    index: Scalar,
    first: int,
    state_after: Callable[[Scalar], State],
    earlier: list[tuple[int, State]],
) -> State:
    """The turns from a first one on, of which there may be none, and the state behind all."""
    begin = len(walk.layers)
    inside = in_a_turn(state.pools, step.count, index, walk.domain) if first == 0 else (BELOW,)
    starts = state_after(index)._replace(source=state.source, pools=inside)
    ends = _all_turns(walk, step, (index, first, walk.domain.sum([step.count, -1])), starts)
    pools = behind_a_repeat(step, index, (state.pools, inside, ends.pools), walk.domain)
    pools = pools if first == 0 or pools == state.pools else (BELOW,)
    last = walk.domain.sum([walk.domain.extremum("max", [step.count, first]), -1])
    behind = by_cases(step.count, lambda turns: state_after(turns)._replace(pools=pools), earlier, walk.domain)
    if len(walk.layers) == begin:
        return behind._replace(source=ends.source)
    places = state.source, begin, len(walk.layers)
    walk.loops.append(Loop(step.name, str(index), first, last, *places, starts.volume, behind.volume))
    return behind._replace(source=len(walk.layers) - 1)


def _countable(walk: RepeatWalk, step: RepeatStep) -> None:
    """The number of turns is whole and at least 0, or that is a condition and known from here on."""
    words, is_open = Message("the number of repeats is whole and not below 0"), False
    if walk.domain.whole(step.count) is None:
        walk.count(StatedCondition(walk.domain.whole_condition(step.count), step.name, words))
        is_open = True
    if walk.domain.decide(">=", step.count, 0) is None:
        walk.count(StatedCondition(walk.domain.condition(">=", step.count, 0), step.name, words))
        is_open = True
    if is_open:  # what was known already may be a condition, which nothing else may seem to say
        walk.domain.assume_integer(step.count)


def _by_itself(walk: RepeatWalk, step: RepeatStep, state: State, turn: int, index: Scalar) -> State:
    """One turn carried out by itself, where it meets another depth or rank than the later ones."""
    if turn == MOST_BY_THEMSELVES:
        raise _unsolved(step, "each turn receives something else")
    is_asked = walk.domain.decide(">=", step.count, turn + 1) is None
    if is_asked:
        found = perhaps_by_itself(walk, step, state, turn, index)
        if found is not None:
            return found
        words = Message("the repeat has at least {} turns" if turn else "the repeat has at least {} turn", turn + 1)
        walk.count(StatedCondition(walk.domain.condition(">=", step.count, turn + 1), step.name, words))
    walk.unroller.state = state
    end = walk.follow(step.turn(str(turn + 1), turn))
    assert end is not None
    if is_asked:  # only now: where no turn fits, none is asked for
        walk.domain.assume_integer(walk.domain.sum([step.count, -turn - 1]))
    return end


class _StateAfter(NamedTuple):
    """The state after a number of turns, and the turn from which on that holds."""

    turns: Callable[[Scalar], State]
    first: int


def _solved(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar, first: int) -> _StateAfter | None:
    """The state after so many turns; None if the first turn must go by itself.

    That is so where a turn changes the number of axes, or decides its structure by what later turns do not change.
    """
    trial = Trial(walk, step, state, index, first)
    turn = trial.tried()
    if turn is None or len(turn.after.volume.sizes) != len(state.volume.sizes):
        return None
    found = trial.reached.recur(turn.updates, turn.start(state), index)
    if isinstance(found, NoFormula):
        raise _unsolved(step, *found.words)
    values = found.values

    def state_after(turns: Scalar) -> State:
        passed = {index: walk.domain.sum([turns, -first])}
        known = {symbol: walk.domain.put(value, passed) for symbol, value in values.items()}
        *sizes, depth, weighted_depth = (known.get(part, part) for part in turn.before)
        return state._replace(
            volume=Volume(tuple(sizes), depth),
            weighted_depth=None if turn.after.weighted_depth is None else weighted_depth,
        )

    return _StateAfter(state_after, first + found.first)


def _all_turns(
    walk: RepeatWalk,
    step: RepeatStep,
    turns: tuple[Scalar, int, Scalar],
    state: State,
) -> State:
    """Derive the turn that stands for all from the state in turn i, and add up what it costs; where it ends."""
    index, first, last = turns
    begin = len(walk.layers)
    domain = walk.domain.with_index(index, first, last)
    with walk.learning(), within(walk, domain), walk.without_names():
        walk.unroller.state = _simplified(state, domain)
        end = walk.follow(step.turn(str(index), index))
        walk.ask_for_what_was_taken(step.name)
    assert end is not None
    summed = index, first, walk.domain.sum([walk.domain.extremum("max", [step.count, first]), -1])
    walk.layers[begin:] = [_summed(layer, domain, summed) for layer in walk.layers[begin:]]
    return end


def _simplified(state: State, domain: Exact) -> State:
    """A state that a turn begins with, which is simpler than one behind all turns, since a turn is still to come."""
    sizes = tuple(domain.put(size, {}) for size in state.volume.sizes)
    weighted_depth = None if state.weighted_depth is None else domain.put(state.weighted_depth, {})
    return state._replace(volume=Volume(sizes, domain.put(state.volume.depth, {})), weighted_depth=weighted_depth)


def _summed(layer: LayerResult, domain: Exact, turns: tuple[Scalar, int, Scalar]) -> LayerResult:
    return layer._replace(all_turns={key: domain.series(value, *turns) for key, value in layer.totals.items()})


def _unsolved(step: RepeatStep, *words: str | FormulaText) -> ArithmeticMistake:
    hint = "with a number of repeats it can be derived, for instance with --set"
    return ArithmeticMistake((f"{step.name}: ", *words, ", so no closed form is known"), step.call.count.span, hint)
