"""Finds by doubling and bisection where a statement that changes at most once starts or stops to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.proofs.undecided import Unable

if TYPE_CHECKING:
    from collections.abc import Callable

FARTHEST = 400
"""Doublings after which a search without end gives up."""


def one_change(
    test: Callable[[int], bool], low: int | None, high: int | None, *, rises: bool, doublings: int = FARTHEST
) -> IntegerSet:
    """Where a test holds between two ends that goes from no to yes if it rises, else from yes to no.

    >>> one_change(lambda x: x * x >= 50, 1, None, rises=True).words("x")
    'x ≥ 8'
    """
    start = _first(lambda number: test(number) == rises, low, high, doublings)
    if rises:
        return IntegerSet.interval(start, high) if start is not None else IntegerSet.nothing()
    return IntegerSet.interval(low, start - 1 if start is not None else high)


def _first(changed: Callable[[int], bool], low: int | None, high: int | None, doublings: int) -> int | None:
    """The first number at which the test holds; None if it holds nowhere."""
    if low is None:
        low = _far_end(lambda number: not changed(number), 0 if high is None else high, -1, doublings) + 1
        if high is not None and low > high:
            return None
    if changed(low):
        return low
    end = high if high is not None else _far_end(changed, low, 1, doublings)
    if high is not None and not changed(high):
        return None
    while end - low > 1:
        middle = (low + end) // 2
        low, end = (low, middle) if changed(middle) else (middle, end)
    return end


def _far_end(test: Callable[[int], bool], start: int, sign: int, doublings: int) -> int:
    """A number for which the test holds, ever farther from the start."""
    for doubled in range(doublings):
        if test(start + sign * ((1 << doubled) - 1)):
            return start + sign * ((1 << doubled) - 1)
    raise Unable("no change of sign was found however far")
