"""Derives repeats with a symbolic count: one iteration is derived, its state solved as a recurrence, its costs summed.

One turn is first derived from symbolic sizes (the trial), which gives the recurrence of sizes and depth. Its solution
is the state at the start of turn i; from that state the turn is derived once more, and its costs are summed over i.
Leading turns that do not follow the recurrence are derived one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.arithmetic import NoFormula
from symcnn.derive.dataflow import RepeatFlow
from symcnn.derive.derivation import LayerResult, StatedCondition
from symcnn.derive.last_turns import ALL_ALIKE, WAYS, compares_turns
from symcnn.derive.perhaps import by_cases, keeping, perhaps_by_itself
from symcnn.derive.periodic_turns import in_periods, period_of
from symcnn.derive.pools import BELOW, behind_a_repeat, in_a_turn
from symcnn.derive.repeat_trial import Trial, within
from symcnn.derive.summed_turns import SummedTurns
from symcnn.derive.symbolic_loops import Loop
from symcnn.errors import ArgumentMistake, ArithmeticMistake, ShapeMistake
from symcnn.model.volume import Volume
from symcnn.support.message import Message, joined_sentences
from symcnn.support.names import INDICES

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.last_turns import EndTurns
    from symcnn.derive.repeat_trial import RepeatWalk
    from symcnn.errors import FormulaText
    from symcnn.formula import Comparator
    from symcnn.model.steps import RepeatStep
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar


MOST_SEPARATE_TURNS = 4
"""Leading turns that are derived one by one; where more would have to be, the repeat counts as unsolved."""


def repeat(walk: RepeatWalk, step: RepeatStep, state: State) -> State:
    """The state after all turns; the walk gets one result for each layer of a turn."""
    walk.ask_for_what_was_taken(step.name)
    _require_whole_count(walk, step)
    name = walk.names.fresh(*filter(None, [step.counter]), *INDICES)
    with walk.names.taken(name):
        index = walk.domain.index(name)
        period = period_of(step)
        if period == 1 or not _is_open(walk, step, state, index):
            return _derive_to_the_end(walk, step, state, index)
    name = walk.names.fresh(*(name for name in INDICES if name != step.counter))  # counts periods, not turns
    with walk.names.taken(name):
        for part in in_periods(step, period, walk.domain):
            state = _derive_turns(walk, part, state, walk.domain.index(name))
    return state


def _derive_to_the_end(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar) -> State:
    """Derive all turns at once, or if that fails the last ones by themselves."""
    if compares_turns(step) and not _is_derived(walk, step, state, index, ALL_ALIKE):
        way = next((way for way in WAYS if _is_derived(walk, step, state, index, way)), ALL_ALIKE)
        return _derive_last_turns(walk, step, state, index, way)
    return _derive_turns(walk, step, state, index)


def _is_derived(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar, way: EndTurns) -> bool:
    """Whether a repeat can be derived in this way; True for one that no number of turns makes fit, refused later."""
    trial = walk.scratch()
    with within(trial, walk.domain.with_nonnegative(())):
        try:
            _derive_last_turns(trial, step, state, index, way)
        except (ArithmeticMistake, ArgumentMistake):
            return False
        except ShapeMistake:
            return True
    return True


def _derive_last_turns(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar, way: EndTurns) -> State:
    """Derive the turns before the last ones at once, and these by themselves."""
    if walk.domain.decide(">=", step.count, way.least) is None:
        _require_turns(walk, step, way.least)
        walk.domain.assume_integer(walk.domain.sum([step.count, -way.least]))
    state = _derive_turns(walk, way.before(step, walk.domain), state, index)
    for turn in way.turns(step, walk.domain):
        walk.unroller.state = state
        end = walk.follow(turn)
        assert end is not None
        state = end
    return state


def _require_turns(walk: RepeatWalk, step: RepeatStep, least: int) -> None:
    """Require at least so many turns: with fewer the formulas do not hold."""
    words = Message("the repeat has at least {} turns" if least > 1 else "the repeat has at least {} turn", least)
    walk.count(StatedCondition(walk.domain.condition(">=", step.count, least), step.name, words))


def _is_open(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar) -> bool:
    """Whether symbols leave open what a turn is made of."""
    try:
        return _solved(walk, step, state, index, 0) is None
    except ShapeMistake:
        return False


def _derive_turns(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar) -> State:
    """Derive leading turns one by one until the recurrence holds, then all remaining turns at once."""
    domain, first = walk.domain, 0
    earlier: list[tuple[int, State]] = []
    found: _StateAfter | None = None
    while True:
        turn_exists = domain.decide(">=", step.count, first + 1)
        restore, met = keeping(walk), state
        try:
            found = found or _solved(walk, step, state, index, first)
            if found is not None and first >= found.first:
                return _derive_remaining(walk, step, state, index, first, found.state_after, earlier)
            if turn_exists is False:
                return _stop_after(walk, step, state, first, earlier)
            state = _derive_one_turn(walk, step, state, first, index)
        except ShapeMistake:
            if turn_exists is True:
                raise
            restore()
            return _stop_after(walk, step, met, first, earlier)
        if domain.decide(">=", step.count, first + 1) is None:  # still: the turn added no condition that says so
            earlier.append((first, met))
        first += 1


def _stop_after(
    walk: RepeatWalk, step: RepeatStep, state: State, turns: int, earlier: list[tuple[int, State]]
) -> State:
    """No turn can follow after so many: require that there are no more, and return the state reached."""
    domain, words = walk.domain, str(Message("no turn can follow"))
    if domain.decide("<=", step.count, turns) is None:
        relation: Comparator = "==" if domain.decide(">=", step.count, turns) else "<="
        implied = [
            formula for formula, condition in walk.counted.items() if condition.layer == step.name and relation == "=="
        ]
        if implied:  # an exact number implies earlier conditions
            words = joined_sentences([walk.counted[implied[-1]].words, words])
            walk.counted = {formula: condition for formula, condition in walk.counted.items() if formula not in implied}
        walk.count(StatedCondition(domain.condition(relation, step.count, turns), step.name, words))
    return by_cases(step.count, lambda _: state, earlier, domain)


def _derive_remaining(
    walk: RepeatWalk,
    step: RepeatStep,
    state: State,
    index: Scalar,
    first: int,
    state_after: Callable[[Scalar], State],
    earlier: list[tuple[int, State]],
) -> State:
    """Derive the turns from a first one on, of which there may be none; the state after the last."""
    begin = len(walk.layers)
    number = walk.domain.sum([index, -step.start])
    inside = in_a_turn(state.pools, step.count, number, walk.domain) if first == 0 else (BELOW,)
    start = walk.flow.value()
    starts = state_after(number)._replace(source=state.source, starts=step.name, pools=inside, value=start)
    with walk.flow.turn() as steps:
        ends = _derive_general_turn(walk, step, index, first, starts)
    pools = behind_a_repeat(step, index, (state.pools, inside, ends.pools), walk.domain)
    pools = pools if first == 0 or pools == state.pools else (BELOW,)
    behind = by_cases(step.count, lambda turns: state_after(turns)._replace(pools=pools), earlier, walk.domain)
    behind = behind._replace(source=ends.source, starts=state.starts if ends.starts == step.name else ends.starts)
    values = state.value, start, ends.value, walk.flow.value()
    run = index, first + step.start, _last(walk, step, first)
    turns = RepeatFlow(*values, tuple(steps), *run, step.count, first, is_case=False, domain=walk.domain)
    behind = behind._replace(value=walk.flow.repeat(turns))
    if len(walk.layers) == begin:
        return behind
    places = state.source, begin, len(walk.layers), ends.source
    volumes = starts.volume, behind.volume
    counts = step.count, first
    loop = Loop(step.name, str(index), *run[1:], *places, *volumes, *counts, source_starts=state.starts)
    walk.loops.append(loop)
    return behind


def _last(walk: RepeatWalk, step: RepeatStep, first: int) -> Scalar:
    """The index of the last turn; one less than that of the first turn where there is none."""
    return walk.domain.sum([walk.domain.extremum("max", [step.count, first]), step.start - 1])


def _require_whole_count(walk: RepeatWalk, step: RepeatStep) -> None:
    """Require a whole number of turns, at least 0: what is undecided of it is a condition, and known from here on."""
    words, is_new = Message("the number of repeats is whole and not below 0"), False
    if walk.domain.whole(step.count) is None:
        walk.count(StatedCondition(walk.domain.whole_condition(step.count), step.name, words))
        is_new = True
    if walk.domain.decide(">=", step.count, 0) is None:
        walk.count(StatedCondition(walk.domain.condition(">=", step.count, 0), step.name, words))
        is_new = True
    if is_new:  # only then: assumed twice, a condition known before would look redundant
        walk.domain.assume_integer(step.count)


def _derive_one_turn(walk: RepeatWalk, step: RepeatStep, state: State, turn: int, index: Scalar) -> State:
    """Derive one leading turn, which receives another depth or rank than the later ones."""
    if turn == MOST_SEPARATE_TURNS:
        raise _unsolved(step, "", "what a turn does changes from turn to turn")
    is_undecided = walk.domain.decide(">=", step.count, turn + 1) is None
    if is_undecided:
        found = perhaps_by_itself(walk, step, state, turn, index)
        if found is not None:
            return found
        _require_turns(walk, step, turn + 1)
    walk.unroller.state = state
    end = walk.follow(step.turn(str(turn + 1), turn))
    assert end is not None
    if is_undecided:  # only after the turn was derived: one that does not fit is not required
        walk.domain.assume_integer(walk.domain.sum([step.count, -turn - 1]))
    return end


class _StateAfter(NamedTuple):
    """The state after a number of turns as a function of it, and the first turn for which it holds."""

    state_after: Callable[[Scalar], State]
    first: int


def _solved(walk: RepeatWalk, step: RepeatStep, state: State, index: Scalar, first: int) -> _StateAfter | None:
    """The state after any number of turns as a formula; None if this turn has to be derived by itself.

    That is so where a turn changes the number of axes, or decides its structure by what later turns do not change.
    """
    trial = Trial(walk, step, state, index, first)
    turn = trial.tried()
    if turn is None or len(turn.after.volume.sizes) != len(state.volume.sizes):
        return None
    found = trial.reached.recur(turn.updates, turn.start(state), index)
    if isinstance(found, NoFormula):
        raise _unsolved(step, trial.named_depth, *found.words)
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


def _derive_general_turn(walk: RepeatWalk, step: RepeatStep, index: Scalar, first: int, state: State) -> State:
    """Derive turn i from the state at its start, and sum its costs over i; the state at its end."""
    begin, number = len(walk.layers), walk.domain.sum([index, -step.start])
    domain = walk.domain.with_index(index, first + step.start, walk.domain.sum([step.count, step.start - 1]))
    with walk.learning(), within(walk, domain), walk.without_names():
        walk.unroller.state = _simplified(state, domain)
        end = walk.follow(step.turn(str(index), number))
        walk.ask_for_what_was_taken(step.name)
    assert end is not None
    summed = index, first + step.start, _last(walk, step, first)
    walk.layers[begin:] = [_summed(layer, domain, summed) for layer in walk.layers[begin:]]
    return end


def _simplified(state: State, domain: Exact) -> State:
    """The state at the start of turn i, simplified under what holds there: i is at most the number of turns less 1."""
    sizes = tuple(domain.put(size, {}) for size in state.volume.sizes)
    weighted_depth = None if state.weighted_depth is None else domain.put(state.weighted_depth, {})
    return state._replace(volume=Volume(sizes, domain.put(state.volume.depth, {})), weighted_depth=weighted_depth)


def _summed(layer: LayerResult, domain: Exact, turns: tuple[Scalar, int, Scalar]) -> LayerResult:
    return layer._replace(all_turns=SummedTurns(layer.totals, domain, turns))


def _unsolved(step: RepeatStep, depth: str, *words: str | FormulaText) -> ArithmeticMistake:
    hint = "with a number of repeats it can be derived, for instance with --set"
    formulas = [part.formula for part in words if not isinstance(part, str)]
    if any(node.value == depth for formula in formulas for node in formula.names()):
        hint = f"{depth} counts layers with weights on the longest way; with a number of repeats it can be derived"
    return ArithmeticMistake((f"{step.name}: ", *words, ", so no closed form is known"), step.ends_at, hint)
