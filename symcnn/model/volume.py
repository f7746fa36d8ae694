"""What flows between layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symcnn.algebra.exact import Scalar


class Volume(NamedTuple):
    """Spatial sizes, one per axis (none behind a dense layer), and the depth."""

    sizes: tuple[Scalar, ...]
    depth: Scalar


AXES = "WHT"
"""What axes are called whose sizes have no name of their own."""


def members(volume: Volume, letters: tuple[str, ...]) -> dict[str, Scalar]:
    """Sizes by the author's letters, and by W, H and T where those are free; all of them as X, and the depth as D."""
    named = dict(zip(letters, volume.sizes, strict=False))
    for letter, size in zip(AXES, volume.sizes, strict=False):
        named.setdefault(letter, size)
    return {**named, "X": volume.sizes, "D": volume.depth}


class State(NamedTuple):
    """What leaves a layer: the volume, and the longest way to it, counted in layers with weights."""

    volume: Volume
    way: Scalar
    """None where some layer on the way states no rule for it."""
    source: int
    """The layer's place in the derivation; -1 is the input."""
