"""Which conditions follow from others, and so need not be solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.solving.normalise import Context
    from symcnn.algebra.solving.problem import Plain


def not_following(conditions: Iterable[Plain], relations: list[Plain], judge: Context) -> list[Plain]:
    """The conditions that do not follow from all that is still asked for; of two that say the same, one."""
    left, rest = list(conditions), list(relations)
    for condition in list(left):
        if _follows(condition, rest, judge):
            left.remove(condition)
            rest = [one for one in rest if one != condition]
    return left


def _follows(condition: Plain, relations: list[Plain], judge: Context) -> bool:
    """Whether a condition follows from the others; equations are solved, not used."""
    others = judge.with_nonnegative(one for one in relations if one != condition)
    return others is not None and bool(others.holds(condition))
