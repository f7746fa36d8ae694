"""Bounds of sums and products from those of their parts, whatever kind of numbers these are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Multiplied = TypeVar("Multiplied")
EndValue = TypeVar("EndValue")


def ends_of_sum(
    terms: Iterable[tuple[EndValue, tuple[EndValue | None, EndValue | None]]],
) -> tuple[EndValue | None, EndValue | None]:
    """Bounds of a sum of terms, each a number and between which numbers lies what it multiplies."""
    low: Any = 0
    high: Any = 0
    number: Any
    ends: Any
    for number, ends in terms:
        least, most = ends if number > 0 else ends[::-1]
        low = None if low is None or least is None else low + number * least
        high = None if high is None or most is None else high + number * most
        if low is None and high is None:
            break
    return low, high


def ends_of_product(
    factors: Sequence[Multiplied], ends_of: Callable[[Multiplied], tuple[EndValue | None, EndValue | None]]
) -> tuple[EndValue | None, EndValue | None]:
    """Bounds of a product whose factors are at least 0; below 0 only a single factor is followed."""
    low: Any = 1
    high: Any = 1
    least: Any
    most: Any
    for factor in factors:
        least, most = ends_of(factor)
        if len(factors) == 1:
            return least, most
        if least is None or least < 0:
            return None, None
        low = low * least
        high = None if high is None or most is None else high * most
    return low, high
