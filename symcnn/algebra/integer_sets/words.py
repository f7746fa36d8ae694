"""Prints sets of whole numbers as formulas and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn import formula as f
from symcnn.formula import Formula
from symcnn.support.message import ALSO, INSTEAD, Message, joined_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.algebra.integer_sets.periodic_intervals import PeriodicInterval


MOST_SAID = 8
"""The most stretches that are listed one by one."""

MOST_LISTED = 24
"""Residues that are listed."""


def piece_formulas(piece: PeriodicInterval, symbol: str) -> tuple[Formula, ...]:
    """The comparisons that say a piece, all of which must hold."""
    name = f.name(symbol)
    if piece.low is not None and piece.low == piece.high:
        return (_compare(name, "==", piece.low),)
    found = [_compare(name, ">=", piece.low)] if piece.low is not None else []
    found += [_compare(name, "<=", piece.high)] if piece.high is not None else []
    if piece.modulus > 1:
        found += _remainders(piece, name)
    return tuple(found)


def _remainders(piece: PeriodicInterval, name: Formula) -> list[Formula]:
    """The condition on the remainder."""
    rest = Formula("remainder", (name, f.number(piece.modulus)))
    absent, row = _absent(piece), run_of(piece.modulus, piece.residues)
    if absent is not None:
        return [_compare(rest, "!=", absent)]
    if row is None or row.length == 1:
        classes = [_compare(rest, "==", residue) for residue in piece.residues]
        return [f.joined("or", classes)]
    if row.last < piece.modulus:
        return [_compare(rest, ">=", row.first)] * (row.first > 0) + [_compare(rest, "<=", row.last)]
    turned = f.total((name, f.number(piece.modulus - row.first)))
    return [_compare(Formula("remainder", (turned, f.number(piece.modulus))), "<=", row.length - 1)]


class Run(NamedTuple):
    """Residues in a row, which may go on from 0 behind the greatest one."""

    first: int
    length: int

    @property
    def last(self) -> int:
        """The last one, counted on beyond the modulus."""
        return self.first + self.length - 1


def run_of(modulus: int, residues: tuple[int, ...]) -> Run | None:
    """The residues as one row, from 0 on where all are there; None where they are none.

    >>> run_of(8, (3, 4, 5)), run_of(8, (0, 1, 7)), run_of(8, (0, 4)), run_of(1, (0,))
    (Run(first=3, length=3), Run(first=7, length=3), None, Run(first=0, length=1))
    """
    starts = [
        one for one, before in zip(residues, (residues[-1], *residues), strict=False) if (before + 1) % modulus != one
    ]
    return Run(starts[0] if starts else 0, len(residues)) if len(starts) <= 1 else None


def _compare(left: Formula, relation: str, right: int) -> Formula:
    return Formula("compare", (left, f.number(right)), relation)


def _absent(piece: PeriodicInterval) -> int | None:
    """The only residue that is missing of more than two."""
    if piece.modulus <= 2 or len(piece.residues) != piece.modulus - 1:  # noqa: PLR2004 - of two, name the one present
        return None
    return sum(range(piece.modulus)) - sum(piece.residues)


def set_words(pieces: Iterable[PeriodicInterval], listed: list[int] | None, symbol: str) -> str:
    """A set in words; ``listed`` holds its numbers where they are few."""
    kept = list(pieces)
    if not kept:
        return Message("no whole number {}", symbol)
    if listed is not None and (len(kept) > 1 or kept[0].modulus > 1):
        return _among(listed, symbol)
    words, single = [], []
    for piece in kept:
        if piece.low is not None and piece.high is not None and piece.high - piece.low <= 1:
            single += list(piece.numbers()) if len(kept) > 1 else []
        if not single or single[-1] != piece.high:
            words += [_among(single, symbol)] if single else []
            single = []
            words.append(_piece_words(piece, symbol))
    words += [_among(single, symbol)] if single else []
    more = len(words) - MOST_SAID
    return joined_sentences(
        [*words[:MOST_SAID], Message("{} more stretches", f"{more:,}")] if more > 1 else words, INSTEAD
    )


def _among(numbers: list[int], symbol: str) -> str:
    if len(numbers) == 1:
        return f"{symbol} = {_spelled(numbers[0])}"
    return Message("{} in {}", symbol, f"{{{', '.join(map(_spelled, numbers))}}}")


def _piece_words(piece: PeriodicInterval, symbol: str) -> str:
    said = []
    if piece.low is not None and piece.high is not None:
        said.append(
            f"{symbol} = {_spelled(piece.low)}"
            if piece.low == piece.high
            else f"{_spelled(piece.low)} ≤ {symbol} ≤ {_spelled(piece.high)}"
        )
    elif piece.low is not None:
        said.append(f"{symbol} ≥ {_spelled(piece.low)}")
    elif piece.high is not None:
        said.append(f"{symbol} ≤ {_spelled(piece.high)}")
    if piece.modulus > 1:
        said.append(_classes(piece, symbol))
    return joined_sentences(said, ALSO) or Message("every whole number {}", symbol)


def _classes(piece: PeriodicInterval, symbol: str) -> str:
    absent = _absent(piece)
    if absent is not None:
        return f"{symbol} ≢ {absent} (mod {piece.modulus})"
    if len(piece.residues) == 1:
        return f"{symbol} ≡ {piece.residues[0]} (mod {piece.modulus})"
    row = run_of(piece.modulus, piece.residues)
    if row is not None and row.last < piece.modulus:
        start = f"{row.first} ≤ " if row.first else ""
        return f"{start}{symbol} mod {piece.modulus} ≤ {row.last}"
    if row is not None:
        return f"({symbol} + {piece.modulus - row.first}) mod {piece.modulus} ≤ {row.length - 1}"
    said = ", ".join(map(str, piece.residues[:MOST_LISTED]))
    more = f", … {len(piece.residues):,} in all" if len(piece.residues) > MOST_LISTED else ""
    return Message("{} in {}", f"{symbol} mod {piece.modulus}", f"{{{said}{more}}}")


def _spelled(number: int) -> str:
    return str(number).replace("-", "−")
