"""How large the result of a step can be: an interval from those of its operands, in Python's integers.

An end that is not bounded is None. An interval may be wider than the values that occur, never narrower.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LONGEST_POWER = 4_096
"""Bits beyond which a power counts as unbounded."""


class WholeRange(NamedTuple):
    """All whole numbers from the least to the greatest, both included; None where there is no end."""

    low: int | None = None
    high: int | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None

    @property
    def is_nonnegative(self) -> bool:
        """Whether nothing in it is below 0."""
        return self.low is not None and self.low >= 0

    @property
    def is_positive(self) -> bool:
        """Whether everything in it is above 0."""
        return self.low is not None and self.low > 0

    def has(self, value: int) -> bool:
        """Whether a number lies in it."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def fits(self, bits: int) -> bool:
        """Whether all of it, and its negative, can be written in two's complement with so many bits.

        >>> WholeRange(-5, 127).fits(8), WholeRange(0, 128).fits(8), WholeRange(0, None).fits(64)
        (True, False, False)
        """
        most = (1 << (bits - 1)) - 1
        return self.low is not None and self.high is not None and self.low >= -most and self.high <= most


ANSWER = WholeRange(0, 1)


def _sum(_: int, *parts: WholeRange) -> WholeRange:
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    return WholeRange(
        None if None in lows else sum(low for low in lows if low is not None),
        None if None in highs else sum(high for high in highs if high is not None),
    )


def _product(_: int, first: WholeRange, second: WholeRange) -> WholeRange:
    if first.is_bounded and second.is_bounded:
        return _around(a * b for a, b in product(_ends(first), _ends(second)))
    if first.is_nonnegative and second.is_nonnegative:
        return WholeRange((first.low or 0) * (second.low or 0))
    return WholeRange()


def _ends(interval: WholeRange) -> tuple[int, int]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def _around(values: Iterable[int]) -> WholeRange:
    known = list(values)
    return WholeRange(min(known), max(known))


def _floor(_: int, above: WholeRange, below: WholeRange) -> WholeRange:
    """A divisor of 0 gives 0 where the program runs; such a point is masked by a condition."""
    if below.is_positive:
        least, greatest = below.low, below.high
        assert least is not None
        low = None if above.low is None else above.low // (least if above.low < 0 else greatest or above.low + 1)
        high = None if above.high is None else above.high // (least if above.high >= 0 else greatest or -above.high)
        return WholeRange(low, high)
    if above.is_bounded:
        widest = max(map(abs, _ends(above)))
        return WholeRange(-widest, widest)
    return WholeRange()


def _remainder(_: int, above: WholeRange, below: WholeRange) -> WholeRange:
    if not below.is_bounded:
        high = above.high if above.is_nonnegative else None
        return WholeRange(0 if below.is_positive else None, high if below.is_positive else None)
    low, high = _ends(below)
    return WholeRange(min(low + 1, 0), max(high - 1, 0))


def _least(_: int, *parts: WholeRange) -> WholeRange:
    lows, highs = [part.low for part in parts], [part.high for part in parts if part.high is not None]
    low = None if None in lows else min(low for low in lows if low is not None)
    return WholeRange(low, min(highs, default=None))


def _greatest(_: int, *parts: WholeRange) -> WholeRange:
    turned = _least(0, *(_negated(part) for part in parts))
    return _negated(turned)


def _negated(part: WholeRange) -> WholeRange:
    return WholeRange(None if part.high is None else -part.high, None if part.low is None else -part.low)


def _power(_: int, base: WholeRange, exponent: WholeRange) -> WholeRange:
    """An exponent below 0 gives 1 where the program runs; what is lowered never asks for one."""
    if not base.is_bounded or exponent.high is None:
        return WholeRange(0 if base.is_nonnegative else None)
    low, high = _ends(base)
    largest, most, least = max(abs(low), abs(high), 1), max(exponent.high, 0), max(exponent.low or 0, 0)
    if (largest.bit_length() - 1) * most > LONGEST_POWER:
        return WholeRange(0 if low >= 0 else None)
    if low >= 0:
        return WholeRange(min(low**least, low**most), max(high**most, high**least, 1))
    return WholeRange(-(largest**most), largest**most)


def _either(_: int, _condition: WholeRange, *parts: WholeRange) -> WholeRange:
    return WholeRange(_least(0, *parts).low, _greatest(0, *parts).high)


def _series(_: int, count: WholeRange, body: WholeRange) -> WholeRange:
    """The range of a sum of at most ``count`` values of the body, none of them included."""
    some = _product(0, WholeRange(0, count.high) if count.high is None else WholeRange(0, max(count.high, 0)), body)
    return WholeRange(None if some.low is None else min(some.low, 0), None if some.high is None else max(some.high, 0))


def _factors(_: int, count: WholeRange, body: WholeRange) -> WholeRange:
    """The range of a product of at most ``count`` values of the body, none of them included."""
    found = _power(0, body, WholeRange(0, count.high))
    return WholeRange(max(found.low or 1, 1), found.high) if body.is_positive else found


def _constant(value: int) -> WholeRange:
    return WholeRange(value, value)


BOUNDED: Mapping[str, Callable[..., WholeRange]] = {
    "const": _constant,
    "add": _sum,
    "mul": _product,
    "floor": _floor,
    "mod": _remainder,
    "min": _least,
    "max": _greatest,
    "pow": _power,
    "where": _either,
    "series": _series,
    "factors": _factors,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "and", "or", "not"), lambda *_: ANSWER),
}
"""The interval of each operation of a program, by its word: from its value and the intervals of its operands."""
