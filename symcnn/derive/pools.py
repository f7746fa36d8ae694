"""Poolings and what undoes them: values go back to where their maxima came from, so there must be as many of them.

An unpooling undoes the last pooling with its window that nothing has undone yet, as brackets match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.derive.derivation import Condition
from symcnn.errors import ShapeMistake
from symcnn.model.volume import Pool

if TYPE_CHECKING:
    from symcnn.algebra.exact import Exact
    from symcnn.model.steps import LayerStep
    from symcnn.model.volume import Pools, Volume

POOLING, UNPOOLING = "maxpool", "max_unpool"
WINDOW = ("F", "S", "P")
_WORDS = "what is unpooled must be as large as what the pooling left"

IN_A_TURN: Pools = (Pool((), None),)
"""What a turn of a repeat starts with: the poolings before it are not its own."""


def pools_behind(
    step: LayerStep, pools: Pools, received: Volume, left: Volume, letters: tuple[str, ...], domain: Exact
) -> tuple[Pools, list[Condition]]:
    """The poolings behind a layer that nothing has undone, and what undoing one asks for."""
    kind = step.layer.name if step.layer.span.source.name.startswith("prelude/") else ""
    if pools is None or kind not in (POOLING, UNPOOLING):
        return pools, []
    window = tuple(step.values[name] for name in WINDOW)
    if kind == POOLING:
        return (*pools, Pool(window, left)), []
    if not pools:
        return pools, []
    if pools[-1].window != window or pools[-1].left is None:
        return None, []
    return pools[:-1], _as_large(step, received, pools[-1].left, letters, domain)


def _as_large(
    step: LayerStep, received: Volume, left: Volume, letters: tuple[str, ...], domain: Exact
) -> list[Condition]:
    pairs = zip((*received.sizes, received.depth), (*left.sizes, left.depth), strict=False)
    conditions = []
    for letter, (mine, its) in zip((*letters[: len(left.sizes)], "D"), pairs, strict=False):
        answer = domain.decide("==", mine, its)
        if answer is False:
            message = (f"{_WORDS}, but {letter} is ", domain.told(mine), " here and was ", domain.told(its), " there")
            raise ShapeMistake(message, step.call.span, "padding or cropping in between makes them agree")
        if answer is None:
            conditions.append(Condition(domain.condition("==", mine, its), step.name, f"{_WORDS}, along {letter}"))
    return conditions


def behind_a_repeat(before: Pools, after: Pools) -> Pools:
    """The poolings behind all turns: those before it, if every turn undoes its own and no more."""
    return before if after == IN_A_TURN else None
