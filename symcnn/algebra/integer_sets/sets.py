"""Sets of whole numbers that are periodic far out: intervals, residue classes, single numbers, and their unions."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from symcnn.algebra.integer_sets.periodic_intervals import (
    PeriodicInterval,
    TooFine,
    common,
    complement,
    enumerated,
    runs,
    tightened,
    union,
)
from symcnn.algebra.integer_sets.words import piece_formulas, set_words
from symcnn.support.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sympy import Symbol

    from symcnn.formula import Formula

__all__ = ["IntegerSet", "PeriodicInterval", "TooFine"]


class IntegerSet(Record):
    """A set of whole numbers: disjoint pieces in rising order, as few and as regular as they can be made.

    >>> sizes = IntegerSet.interval(4, None) & IntegerSet.residue(12, 16)
    >>> sizes.least, 28 in sizes, sizes.words("W")
    (12, True, 'W ≥ 12 and W ≡ 12 (mod 16)')
    >>> quarters = [PeriodicInterval(None, None, 16, residues) for residues in ((0, 8), (4, 12))]
    >>> IntegerSet.of(quarters).pieces[0].modulus
    4
    """

    pieces: tuple[PeriodicInterval, ...] = ()

    @staticmethod
    def everything() -> IntegerSet:
        """All whole numbers."""
        return IntegerSet((PeriodicInterval(None, None),))

    @staticmethod
    def nothing() -> IntegerSet:
        """The empty set."""
        return IntegerSet()

    @staticmethod
    def interval(low: int | None, high: int | None) -> IntegerSet:
        """The whole numbers between two ends, both included; None is no end."""
        return IntegerSet(() if low is not None and high is not None and low > high else (PeriodicInterval(low, high),))

    @staticmethod
    def residue(residue: int, modulus: int) -> IntegerSet:
        """The numbers that leave a residue."""
        return IntegerSet((PeriodicInterval(None, None, modulus, (residue % modulus,)),))

    @staticmethod
    def points(numbers: Iterable[int]) -> IntegerSet:
        """A few numbers."""
        return IntegerSet(tuple(runs(sorted(set(numbers)))))

    @staticmethod
    def of(pieces: Iterable[PeriodicInterval]) -> IntegerSet:
        """The union of any pieces."""
        kept = [tight for piece in pieces if (tight := tightened(*piece))]
        kept.sort(key=lambda piece: (piece.low is not None, piece.low or 0))
        if all(a.high is not None and b.low is not None and a.high < b.low for a, b in pairwise(kept)):
            return IntegerSet(regular(kept))
        half = len(kept) // 2
        return IntegerSet.of(kept[:half]) | IntegerSet.of(kept[half:])

    def __contains__(self, number: object) -> bool:
        return any(number in piece for piece in self.pieces)

    def __iter__(self) -> Iterator[int]:
        """The numbers upwards, perhaps without end; the set has a least one."""
        return chain.from_iterable(piece.numbers() for piece in self.pieces)

    def __and__(self, other: IntegerSet) -> IntegerSet:
        found = [part for a in self.pieces for b in other.pieces for part in common(a, b)]
        return IntegerSet.of(found)

    def __or__(self, other: IntegerSet) -> IntegerSet:
        return IntegerSet(regular(_united(self.pieces, other.pieces)))

    def __invert__(self) -> IntegerSet:
        result = IntegerSet.everything()
        for piece in self.pieces:
            result &= IntegerSet(tuple(complement(piece)))
        return result

    def __sub__(self, other: IntegerSet) -> IntegerSet:
        return self & ~other

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same numbers, however their pieces are cut."""
        if not isinstance(other, IntegerSet):
            return NotImplemented
        if self.pieces == other.pieces or (self.least, self.greatest) != (other.least, other.greatest):
            return self.pieces == other.pieces
        try:
            return (self - other).is_empty and (other - self).is_empty
        except TooFine:
            return False

    def __hash__(self) -> int:
        return hash((self.least, self.greatest))

    @property
    def is_empty(self) -> bool:
        """Whether no number is in it."""
        return not self.pieces

    @property
    def least(self) -> int | None:
        """The least number; None if there is none."""
        return self.pieces[0].low if self.pieces else None

    @property
    def greatest(self) -> int | None:
        """The greatest number; None if there is none."""
        return self.pieces[-1].high if self.pieces else None

    @property
    def size(self) -> int | None:
        """How many numbers it has; None if without end."""
        return sum(piece.amount() for piece in self.pieces) if all(piece.is_bounded for piece in self.pieces) else None

    def listed(self, most: int = 12) -> list[int] | None:
        """Its numbers if there are not more than ``most``."""
        return list(self) if self.size is not None and self.size <= most else None

    def conditions(self, symbol: Symbol | str) -> tuple[tuple[Formula, ...], ...]:
        """For each piece the comparisons that must hold together; for a symbol or a name."""
        return tuple(piece_formulas(piece, str(symbol)) for piece in self.pieces)

    def words(self, symbol: Symbol | str) -> str:
        """The set in words, such as ``W ≥ 188 and W ≡ 12 (mod 16)``."""
        return set_words(self.pieces, self.listed(), str(symbol))


def _united(first: Iterable[PeriodicInterval], second: Iterable[PeriodicInterval]) -> list[PeriodicInterval]:
    """Disjoint pieces that hold what is in one of two rows of disjoint pieces."""
    rows = (list(first), list(second))
    starts: set[int] = set()
    for piece in chain(*rows):
        starts |= {piece.low} if piece.low is not None else set()
        starts |= {piece.high + 1} if piece.high is not None else set()
    ends: list[int | None] = [None, *sorted(starts), None]
    found: list[PeriodicInterval] = []
    places = [0, 0]
    for low, after in pairwise(ends):
        high = None if after is None else after - 1
        parts = []
        for number, row in enumerate(rows):
            while places[number] < len(row) and _is_below(row[places[number]], low):
                places[number] += 1
            part = row[places[number]].clipped(low, high) if places[number] < len(row) else None
            parts += [part] if part else []
        found += parts if len(parts) < len(rows) else union(*parts)
    return found


def _is_below(piece: PeriodicInterval, low: int | None) -> bool:
    return low is not None and piece.high is not None and piece.high < low


def regular(pieces: Iterable[PeriodicInterval]) -> tuple[PeriodicInterval, ...]:
    """Disjoint rising pieces put together: short ones listed, and each joined with its neighbours where patterns agree.

    >>> pieces = regular([PeriodicInterval(4, 4), PeriodicInterval(7, 7), PeriodicInterval(9, None, 5, (4,))])
    >>> [(piece.low, piece.high, piece.modulus, piece.residues) for piece in pieces]
    [(4, 4, 1, (0,)), (7, 7, 1, (0,)), (9, None, 5, (4,))]
    """
    parts = [part for piece in pieces for part in enumerated(piece)]
    return tuple(_mirrored(_joined(_mirrored(_joined(parts)))))


def _joined(pieces: list[PeriodicInterval]) -> list[PeriodicInterval]:
    """Every piece takes in what fits its pattern of the pieces below it."""
    done: list[PeriodicInterval] = []
    rest = list(pieces)
    while rest:
        piece = rest.pop()
        while rest and piece.low is not None and rest[-1].high == piece.below(piece.low - 1):
            before = rest[-1]
            if before.pattern == piece.pattern:
                piece = piece._replace(low=before.low)
                rest.pop()
            elif before.high is not None and (before.low == before.high or piece.high is None):
                shorter = None if before.low == before.high else before.clipped(None, before.high - 1)
                piece = piece._replace(low=before.high)
                rest[-1:] = [shorter] if shorter else []
            else:
                break
        done.append(piece)
    return done[::-1]


def _mirrored(pieces: list[PeriodicInterval]) -> list[PeriodicInterval]:
    """The pieces of the numbers with opposite sign."""
    return [
        PeriodicInterval(
            None if piece.high is None else -piece.high,
            None if piece.low is None else -piece.low,
            piece.modulus,
            tuple(sorted(-residue % piece.modulus for residue in piece.residues)),
        )
        for piece in reversed(pieces)
    ]
