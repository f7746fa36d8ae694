"""Repeats that may have no iteration: what an iteration leaves and costs, by cases.

Whether a number of turns is at least ``k`` is ``min(1, n - k + 1)``, where it is at least ``k - 1``: so what a turn
leaves is what it met, and that much of the difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.derive.dataflow import RepeatFlow
from symcnn.derive.pools import BELOW
from symcnn.derive.reached import is_reached
from symcnn.derive.repeat_trial import parts, within
from symcnn.derive.symbolic_loops import Loop
from symcnn.errors import ArithmeticMistake
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.repeat_trial import RepeatWalk
    from symcnn.model.steps import RepeatStep
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar


def by_cases(
    count: Scalar, state_after: Callable[[Scalar], State], earlier: list[tuple[int, State]], domain: Exact
) -> State:
    """The state behind all turns: from a closed form, or where that does not hold yet, from those of early turns."""
    behind = state_after(count)
    states = [behind, *(state for _, state in earlier)]
    *sizes, depth, weighted_depth = (
        _part(count, place, state_after, earlier, domain) for place, _ in enumerate(parts(behind))
    )
    return behind._replace(
        volume=Volume(tuple(sizes), depth),
        weighted_depth=None if any(state.weighted_depth is None for state in states) else weighted_depth,
        pools=behind.pools if len({state.pools for state in states}) == 1 else (BELOW,),
    )


def _part(
    count: Scalar,
    place: int,
    state_after: Callable[[Scalar], State],
    earlier: list[tuple[int, State]],
    domain: Exact,
) -> Scalar:
    value, is_closed = parts(state_after(count))[place], True
    for turn, state in reversed(earlier):
        old = parts(state)[place]
        try:
            if is_closed and domain.decide("==", parts(state_after(turn))[place], old) is True:
                continue
        except ArithmeticMistake:  # the closed form divides by the number of turns, and stands for more turns only
            value = parts(state_after(domain.extremum("max", [count, turn + 1])))[place]
        more = domain.product([is_reached(count, turn, domain), domain.sum([value, domain.negate(old)])])
        value, is_closed = domain.sum([old, more]), False
    return value


def perhaps_by_itself(walk: RepeatWalk, step: RepeatStep, state: State, turn: int, index: Scalar) -> State | None:
    """Carry out a turn that there may be none of, and go on from either; None if the turn leaves another rank."""
    domain = walk.domain
    last = domain.sum([step.count, -1])

    def inside() -> Exact:
        return domain.with_index(index, turn, last).with_nonnegative([domain.sum([last, -turn])])

    # What is assumed while the iteration is tried becomes a condition when it is carried out.
    if len(_tried(walk, step, state, turn, inside()).volume.sizes) != len(state.volume.sizes):
        return None
    there, begin = is_reached(step.count, turn, domain), len(walk.layers)
    name = f"{step.name}/{turn + 1}"
    start, outside = walk.flow.value(), walk.domain
    with within(walk, inside()), walk.without_names(), walk.flow.turn() as steps:
        walk.unroller.state = state._replace(starts=name, value=start)
        end = walk.follow(step.turn(str(turn + 1), turn))
        walk.ask_for_what_was_taken(step.name)
    assert end is not None
    _only_where(walk, begin, there)
    run = turn + step.start, domain.sum([turn + step.start - 1, there])
    places = state.source, begin, len(walk.layers), end.source
    turns = step.count, turn
    volumes = state.volume, end.volume
    loop = Loop(name, str(index), *run, *places, *volumes, *turns, is_case=True, source_starts=state.starts)
    if len(walk.layers) > begin:
        walk.loops.append(loop)
    values = state.value, start, end.value, walk.flow.value()
    flow = RepeatFlow(*values, tuple(steps), index, *run, *turns, is_case=True, domain=outside)
    end = end._replace(value=walk.flow.repeat(flow))
    return end._replace(starts=state.starts) if end.starts == name else end


def _tried(walk: RepeatWalk, step: RepeatStep, state: State, turn: int, domain: Exact) -> State:
    scratch = walk.scratch()
    with within(scratch, domain):
        scratch.unroller.state = state
        end = scratch.follow(step.turn(str(turn + 1), turn))
    assert end is not None
    return end


def _only_where(walk: RepeatWalk, begin: int, there: Scalar) -> None:
    """Count what the last layers cost only where they are there."""
    for place in range(begin, len(walk.layers)):
        layer = walk.layers[place]
        costs = {key: walk.domain.product([there, value]) for key, value in layer.totals.items()}
        walk.layers[place] = layer._replace(all_turns=costs)


def keeping(walk: RepeatWalk) -> Callable[[], None]:
    """A function that takes back all that the walk notes from here on, for an attempt that fails."""
    layers, loops, definitions = len(walk.layers), len(walk.loops), len(walk.definitions)
    counted, conditions, placed = {**walk.counted}, {**walk.conditions}, {**walk.placed}
    compounds, flow = walk.compounds.copy(), len(walk.flow.steps)
    leave_blocks = walk.unroller.blocks.keeping()

    def back() -> None:
        leave_blocks()
        del walk.layers[layers:], walk.loops[loops:], walk.definitions[definitions:], walk.flow.steps[flow:]
        walk.counted, walk.conditions, walk.placed, walk.compounds = counted, conditions, placed, compounds

    return back
