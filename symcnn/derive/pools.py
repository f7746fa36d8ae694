"""Matches unpoolings with the poolings that they undo, and checks that their windows agree.

An unpooling undoes the last pooling with its window that nothing has undone yet, as brackets match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import is_number
from symcnn.derive.derivation import StatedCondition
from symcnn.errors import ArithmeticMistake, ShapeMistake
from symcnn.formula import Formula, joined
from symcnn.model.parameters import entries
from symcnn.model.volume import Pool, RepeatedPools, Volume
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.errors import Span
    from symcnn.model.steps import LayerStep, RepeatStep
    from symcnn.model.volume import Pools, State
    from symcnn.support.scalar import Scalar

POOLING, UNPOOLING = "maxpool", "max_unpool"
WINDOW = ("F", "S", "P")
_WORDS = "what is unpooled must be as large as what the pooling left"

BELOW = Pool(("below",), None)
"""What a turn of a repeat starts from: poolings before it, which are not its own."""
UNKNOWN = Pool(("unknown",), None)
"""The last one, which may have been undone."""
NONE_BELOW, NONE_FOUND = Pool(("none below",), None), Pool(("none found",), None)
"""The same where there are none, before and after that has been met."""


def pools_behind(
    step: LayerStep, place: int, state: State, left: Volume, domain: Exact
) -> tuple[Pools, list[StatedCondition]]:
    """The poolings behind a layer that nothing has undone, and what undoing one asks for.

    Args:
        step: The layer.
        place: Its place in the network.
        state: What it receives.
        left: What leaves it.
        domain: What is known of symbols.
    """
    pools, received, letters = state.pools, state.volume, state.letters
    kind = step.layer.name if step.layer.span.source.is_prelude else ""
    if pools is None or kind not in (POOLING, UNPOOLING):
        return pools, []
    window = tuple(step.values[name] for name in WINDOW)
    if kind == POOLING:
        return (*pools, Pool(window, left, layer=place)), []
    if not pools or pools[-1] in (NONE_BELOW, NONE_FOUND):
        return (NONE_FOUND,) if pools else pools, []
    if pools[-1].left is None:
        raise _not_known(step.name, step.call.span)
    apart = _differences(pools[-1].window, window, domain)
    if apart is None:
        return None, []
    if not apart:
        return pools[:-1], _as_large(step, received, pools[-1].left, letters, domain)
    return (*pools[:-1], UNKNOWN), _as_large_unless(apart, step, received, pools[-1].left, letters, domain)


def _differences(window: tuple[Value, ...], other: tuple[Value, ...], domain: Exact) -> list[Formula] | None:
    """What sets two windows apart where that depends on symbols; nothing if they are the same, None if they are not."""
    found = []
    for mine, its in zip(window, other, strict=True):
        ends = entries(mine), entries(its)
        most = max(map(len, ends))
        for pair in zip(*(end * most if len(end) == 1 else end for end in ends), strict=True):
            answer = domain.decide("==", *pair) if all(map(is_number, pair)) else pair[0] == pair[1]
            if answer is False:
                return None
            if answer is None:
                found.append(domain.condition("!=", *pair))
    return found


def _as_large_unless(
    apart: list[Formula], step: LayerStep, received: Volume, left: Volume, letters: tuple[str, ...], domain: Exact
) -> list[StatedCondition]:
    """The same where the windows may be the same, and may not."""
    try:
        asked = _as_large(step, received, left, letters, domain)
    except ShapeMistake:
        return [StatedCondition(joined("or", apart), step.name, _WORDS)]
    return [StatedCondition(joined("or", [*apart, row.formula]), row.layer, row.words) for row in asked]


def _as_large(
    step: LayerStep, received: Volume, left: Volume, letters: tuple[str, ...], domain: Exact
) -> list[StatedCondition]:
    pairs = zip((*received.sizes, received.depth), (*left.sizes, left.depth), strict=False)
    conditions = []
    for letter, (mine, its) in zip((*letters[: len(left.sizes)], "D"), pairs, strict=False):
        answer = domain.decide("==", mine, its)
        if answer is False:
            text = domain.formula_text
            message = (f"{_WORDS}, but {letter} is ", text(mine), " here and was ", text(its), " there")
            raise ShapeMistake(message, step.call.span, "padding or cropping in between makes them agree")
        if answer is None:
            words = Message("what is unpooled must be as large as what the pooling left, along {}", letter)
            conditions.append(StatedCondition(domain.condition("==", mine, its), step.name, words))
    return conditions


def in_a_turn(before: Pools, count: Scalar, index: Scalar, domain: Exact) -> Pools:
    """The open poolings at the start of a turn: the last of the turns that pooled is the first to be undone."""
    if not before:
        return before if before is None else (NONE_BELOW,)
    turns = before[-1].turns
    if turns is None or domain.decide("==", turns.count, count) is not True:
        return (BELOW,)
    rule = {turns.index: domain.sum([turns.count, -1, domain.negate(index)])}
    return (BELOW, *(pool._replace(left=_put(pool.left, rule, domain), turns=None) for pool in turns.pools))


def _put(volume: Volume | None, rule: Mapping[Scalar, Scalar], domain: Exact) -> Volume | None:
    if volume is None:
        return None
    return Volume(tuple(domain.put(size, rule) for size in volume.sizes), domain.put(volume.depth, rule))


def behind_a_repeat(step: RepeatStep, index: Scalar, pools: tuple[Pools, Pools, Pools], domain: Exact) -> Pools:
    """The poolings behind all turns, from those before them, and those before and behind one turn."""
    before, start, end = pools
    if before is None or start is None or end is None:
        return None
    if end in (start, (NONE_FOUND,)):
        return before
    if end == (BELOW,):
        return before[:-1]
    more = end[len(start) :]
    if end == before or not end or end[0] not in (start[0], NONE_FOUND):  # what a label left, in every turn the same
        return before if end == before else (UNKNOWN,)
    if end[: len(start)] != start:
        raise _not_known(step.name, step.call.span)
    named = {
        name for pool in more for value in pool.window for entry in entries(value) for name in domain.symbols_in(entry)
    }
    is_open = any(pool.left is None for pool in more) or str(index) in named
    if is_open:
        return (*before, BELOW)
    counted = {index: domain.sum([index, step.start])}  # what is undone counts turns from 0
    shown = tuple(pool._replace(left=_put(pool.left, counted, domain)) for pool in more) if step.start else more
    return (*before, Pool((), None, RepeatedPools(index, step.count, shown)))


def _not_known(name: str, span: Span) -> ArithmeticMistake:
    hint = "with numbers it can be derived, for instance with --set"
    return ArithmeticMistake((f"{name}: which pooling is undone here depends on symbols",), span, hint)
