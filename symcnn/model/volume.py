"""The volume that flows between layers, and the state of a walk around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.values import RANK

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from fractions import Fraction

    from symcnn.algebra.exact.values import Value
    from symcnn.support.scalar import Scalar


class Volume(NamedTuple):
    """Spatial sizes, one per axis (none behind a dense layer), and the depth."""

    sizes: tuple[Scalar, ...]
    depth: Scalar


AXES = "WHTUV"
"""What axes are called whose sizes have no name of their own."""


def apart(wanted: Iterable[str], taken: Container[str]) -> tuple[str, ...]:
    """A letter for each axis, no two alike: the one that is wanted, or the first of the usual ones that is free.

    >>> apart(["W", "W"], {"D"})
    ('W', 'H', 'T', 'U', 'V')
    >>> apart(["", "H", "W"], {"D"})[:3]
    ('T', 'H', 'W')
    """
    letters: list[str] = []
    for word in wanted:
        letters.append("" if word in letters or word in taken else word)
    letters += [""] * (len(AXES) - len(letters))
    for place, letter in enumerate(AXES):
        usual = (letter, *AXES, f"X_{place + 1}")
        letters[place] = letters[place] or next(one for one in usual if one not in letters and one not in taken)
    return tuple(letters)


def usual(letters: Iterable[str]) -> tuple[str, ...]:
    """For each axis one of the usual letters: its own, or the first that is free.

    >>> [usual(letters)[:3] for letters in (["H", "W"], ["A", "B"], ["A", "W"])]
    [('H', 'W', 'T'), ('W', 'H', 'T'), ('H', 'W', 'T')]
    """
    return apart([letter if letter in AXES else "" for letter in letters], "")


_COLOURS = frozenset({1, 3, 4})
"""Depths that images have."""
_LEAST_SIZE = 8
"""From here on a size may be that of an image."""


def has_depth_first(volume: Sequence[int | Fraction | str | None]) -> bool:
    """Whether an input, in numbers or names, looks as if its depth was written first, as PyTorch has it.

    >>> has_depth_first([3, 224, 224]), has_depth_first([3, "H", "W"]), has_depth_first(["H", "W", 3])
    (True, True, False)
    """
    if len(volume) < 3:  # noqa: PLR2004 - two sizes and a depth
        return False
    first, *_, last_size, depth = volume
    if isinstance(first, int) and isinstance(depth, int):
        return first in _COLOURS and depth == last_size and depth >= _LEAST_SIZE
    return (first in _COLOURS or first in ("C", "D")) and depth in ("W", "H", "T")


def members(volume: Volume, letters: tuple[str, ...]) -> dict[str, Value]:
    """Sizes by the letters of the axes, and by W, H, T where those are free; all of them as X, and the depth as D."""
    named: dict[str, Value] = dict(zip(letters, volume.sizes, strict=False))
    for letter, size in zip(AXES, volume.sizes, strict=False):
        named.setdefault(letter, size)
    return {**named, "X": volume.sizes, "D": volume.depth}


def scope_of(volume: Volume) -> dict[str, Value]:
    """The names that a layer or a block has for its input: the rank, the sizes X and the depth D."""
    return {RANK: len(volume.sizes), "X": volume.sizes, "D": volume.depth}


class Pool(NamedTuple):
    """A pooling that nothing has undone yet: its window, and what it left."""

    window: tuple[Value, ...]
    left: Volume | None
    turns: RepeatedPools | None = None
    """Those of all turns of a repeat in place of one."""
    layer: int = -1
    """The place of the layer: of two branches that pool alike neither is undone behind both."""


class RepeatedPools(NamedTuple):
    """The poolings that each turn of a repeat leaves, of turns counted from 0 by an index."""

    index: Scalar  # type: ignore[assignment]  # no method of a tuple
    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    pools: tuple[Pool, ...]


Pools = tuple[Pool, ...] | None
"""The last one first undone; None where it is not known which are left."""


ChosenTurn = tuple[tuple["Scalar", "Scalar"], ...]
"""For each index of a loop the turn that is meant."""


class State(NamedTuple):
    """What leaves a layer: the volume, and the longest way to it, counted in layers with weights."""

    volume: Volume
    weighted_depth: Scalar | None
    """None where some layer on the way states no rule for it."""
    source: int
    """The layer's place in the derivation; -1 is the input."""
    letters: tuple[str, ...]
    """What the axes are called, no two alike."""
    pools: Pools = ()
    """The poolings on the way that nothing has undone."""
    turn: ChosenTurn = ()
    """Where the source is in some turn of a loop: the index in which its row is written, and which turn that is."""
    starts: str = ""
    """The loop in symbols of which it is what any turn starts from; empty where it is what the source left."""
    value: int = 0
    """Which value it is, as the flow of the walk numbers them."""
