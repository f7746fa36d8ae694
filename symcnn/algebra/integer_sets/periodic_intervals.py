"""Integers of an interval in given residue classes; unions of these are the integer sets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple

from symcnn.support.message import Message, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_RESIDUES = 100_000
"""Residues that one piece may list."""

_TOO_FINE = "more than {} residues modulo {}"

MOST_LISTED = 4_096
"""Numbers of a bounded stretch that are gone through one by one rather than by residues."""


class TooFine(Reason):
    """A pattern with more residues than are kept; the message says how many."""


class PeriodicInterval(NamedTuple):
    """The whole numbers from low to high (None: no end) with one of the residues; low and high are inclusive."""

    low: int | None
    high: int | None
    modulus: int = 1
    residues: tuple[int, ...] = (0,)

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int) or not self.spans(number):
            return False
        place = bisect_left(self.residues, number % self.modulus)
        return place < len(self.residues) and self.residues[place] == number % self.modulus

    def spans(self, number: int) -> bool:
        """Whether the number lies between the ends."""
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    @property
    def pattern(self) -> tuple[int, tuple[int, ...]]:
        """Modulus and residues."""
        return self.modulus, self.residues

    @property
    def is_bounded(self) -> bool:
        """Whether it has both ends."""
        return self.low is not None and self.high is not None

    def below(self, number: int) -> int:
        """The greatest number, ``number`` at most, with one of the residues; low and high are ignored."""
        rest = number % self.modulus
        place = bisect_right(self.residues, rest) - 1
        return number - rest + self.residues[place] - (self.modulus if place < 0 else 0)

    def above(self, number: int) -> int:
        """The least number, ``number`` at least, with one of the residues; low and high are ignored."""
        rest = number % self.modulus
        place = bisect_left(self.residues, rest)
        if place == len(self.residues):
            return number - rest + self.residues[0] + self.modulus
        return number - rest + self.residues[place]

    def numbers(self) -> Iterator[int]:
        """Its numbers upwards; the piece has a low end."""
        assert self.low is not None
        base = self.low - self.low % self.modulus
        while self.high is None or base <= self.high:
            for residue in self.residues:
                if self.spans(base + residue):
                    yield base + residue
            base += self.modulus

    def amount(self) -> int:
        """How many numbers a piece with both ends has."""
        assert self.low is not None
        assert self.high is not None
        return self._upto(self.high) - self._upto(self.low - 1)

    def _upto(self, number: int) -> int:
        return number // self.modulus * len(self.residues) + bisect_right(self.residues, number % self.modulus)

    def clipped(self, low: int | None, high: int | None) -> PeriodicInterval | None:
        """The part between two ends, or None if that is empty."""
        low = self.low if low is None or (self.low is not None and self.low > low) else low
        high = self.high if high is None or (self.high is not None and self.high < high) else high
        return tightened(low, high, self.modulus, self.residues)


def tightened(low: int | None, high: int | None, modulus: int, residues: tuple[int, ...]) -> PeriodicInterval | None:
    """The piece with its ends moved to the first and last number of the pattern, its modulus the least."""
    if not residues:
        return None
    modulus, residues = shortest_period(modulus, residues)
    pattern = PeriodicInterval(None, None, modulus, residues)
    low = None if low is None else pattern.above(low)
    high = None if high is None else pattern.below(high)
    if low is not None and high is not None and low >= high:
        return PeriodicInterval(low, high) if low == high else None
    return PeriodicInterval(low, high, modulus, residues)


def shortest_period(modulus: int, residues: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """The least modulus that describes the same numbers: {0, 4, 8, 12} mod 16 is 0 mod 4."""
    factor = 2
    while factor <= gcd(modulus, len(residues)):
        shorter = modulus // factor
        if gcd(modulus, len(residues)) % factor == 0:
            folded = tuple(sorted({residue % shorter for residue in residues}))
            if len(folded) * factor == len(residues):
                modulus, residues = shorter, folded
                continue
        factor += 1
    return modulus, residues


def common(a: PeriodicInterval, b: PeriodicInterval) -> list[PeriodicInterval]:
    """The intersection of two intervals."""
    if a.modulus == 1 or a.pattern == b.pattern:
        piece = b.clipped(a.low, a.high)
        return [piece] if piece else []
    if b.modulus == 1:
        return common(b, a)
    first, second = a.clipped(b.low, b.high), b.clipped(a.low, a.high)
    if first is None or second is None:
        return []
    fewer, other = sorted((first, second), key=lambda piece: piece.amount() if piece.is_bounded else MOST_LISTED + 1)
    if fewer.is_bounded and fewer.amount() <= MOST_LISTED:
        return runs(number for number in fewer.numbers() if number in other)
    piece = tightened(fewer.low, fewer.high, lcm(a.modulus, b.modulus), _common_residues(a, b))
    return [piece] if piece else []


def _common_residues(a: PeriodicInterval, b: PeriodicInterval) -> tuple[int, ...]:
    """Residues modulo the least common multiple, by the Chinese remainder theorem."""
    shared = gcd(a.modulus, b.modulus)
    groups: dict[int, list[int]] = {}
    for residue in b.residues:
        groups.setdefault(residue % shared, []).append(residue)
    if sum(len(groups.get(residue % shared, ())) for residue in a.residues) > MOST_RESIDUES:
        raise TooFine(Message(_TOO_FINE, f"{MOST_RESIDUES:,}", f"{lcm(a.modulus, b.modulus):,}"))
    inverse = pow(a.modulus // shared, -1, b.modulus // shared)
    return tuple(
        sorted(
            residue + a.modulus * ((other - residue) // shared * inverse % (b.modulus // shared))
            for residue in a.residues
            for other in groups.get(residue % shared, ())
        )
    )


def union(a: PeriodicInterval, b: PeriodicInterval) -> list[PeriodicInterval]:
    """What is in one of two pieces with the same ends, as disjoint pieces."""
    for first, second in ((a, b), (b, a)):
        if first.modulus == 1 or first.pattern == second.pattern:
            if _reaches_around(first, second):
                return [first]
            if first.low is not None and first.low == first.high:
                parts = (second.clipped(None, first.low - 1), first, second.clipped(first.low + 1, None))
                return [part for part in parts if part]
    if a.is_bounded and b.is_bounded and a.amount() + b.amount() <= MOST_LISTED:
        return runs(sorted({*a.numbers(), *b.numbers()}))
    modulus = lcm(a.modulus, b.modulus)
    if modulus // a.modulus * len(a.residues) + modulus // b.modulus * len(b.residues) > MOST_RESIDUES:
        raise TooFine(Message(_TOO_FINE, f"{MOST_RESIDUES:,}", f"{modulus:,}"))
    starts = ((part, start) for part in (a, b) for start in range(0, modulus, part.modulus))
    residues = {start + residue for part, start in starts for residue in part.residues}
    low = None if a.low is None or b.low is None else min(a.low, b.low)
    high = None if a.high is None or b.high is None else max(a.high, b.high)
    piece = tightened(low, high, modulus, tuple(sorted(residues)))
    return [piece] if piece else []


def _reaches_around(a: PeriodicInterval, b: PeriodicInterval) -> bool:
    """Whether the ends of the second piece lie between those of the first."""
    starts = a.low is None or (b.low is not None and a.low <= b.low)
    return starts and (a.high is None or (b.high is not None and b.high <= a.high))


def complement(piece: PeriodicInterval) -> list[PeriodicInterval]:
    """The whole numbers that are not in a piece."""
    if piece.modulus - len(piece.residues) > MOST_RESIDUES:
        raise TooFine(Message(_TOO_FINE, f"{MOST_RESIDUES:,}", f"{piece.modulus:,}"))
    present = set(piece.residues)
    absent = tuple(residue for residue in range(piece.modulus) if residue not in present)
    found = [
        None if piece.low is None else PeriodicInterval(None, piece.low - 1),
        tightened(piece.low, piece.high, piece.modulus, absent),
        None if piece.high is None else PeriodicInterval(piece.high + 1, None),
    ]
    return [part for part in found if part is not None]


FEWEST_IN_STEPS = 4
"""So many numbers with equal gaps are written as a progression."""


def runs(numbers: Iterable[int]) -> list[PeriodicInterval]:
    """Rising numbers as stretches without gaps, progressions, and single numbers."""
    known = list(numbers)
    found: list[PeriodicInterval] = []
    start = 0
    while start < len(known):
        step = known[start + 1] - known[start] if start + 1 < len(known) else 1
        end = start + 1
        while end < len(known) and known[end] - known[end - 1] == step:
            end += 1
        if step == 1 or end - start >= FEWEST_IN_STEPS:
            found.append(PeriodicInterval(known[start], known[end - 1], step, (known[start] % step,)))
            start = end
        else:
            found.append(PeriodicInterval(known[start], known[start]))
            start += 1
    return found


def enumerated(piece: PeriodicInterval) -> list[PeriodicInterval]:
    """A piece too short to show its period becomes runs."""
    if piece.low is None or piece.high is None or piece.modulus == 1 or piece.high - piece.low >= 2 * piece.modulus:
        return [piece]
    listed = list(islice(piece.numbers(), MOST_LISTED + 1))
    return [piece] if len(listed) > MOST_LISTED else runs(listed)
