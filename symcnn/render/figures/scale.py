"""Scales sizes to paper: lengths by the square root, depths by the logarithm, so that all can be seen."""

from __future__ import annotations

from fractions import Fraction
from math import log2, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.model.volume import Volume
    from symcnn.support.scalar import Scalar

UNKNOWN = 16
"""What a size counts as where no number is known: all boxes are equal then."""


def known(value: Scalar) -> float:
    """A size as a plain number, for drawing only."""
    return float(value) if isinstance(value, int | Fraction) and value > 0 else UNKNOWN


class Scale:
    """Lengths on paper for the volumes of one network.

    >>> from symcnn.model.volume import Volume
    >>> scale = Scale([Volume((224, 224), 3), Volume((56, 56), 64)], highest=80)
    >>> scale.high(Volume((56, 56), 64))
    40.0
    """

    def __init__(self, volumes: Iterable[Volume | None], highest: float, thickness: float = 4) -> None:
        sizes = [known(size) for volume in volumes if volume for size in volume.sizes]
        self._unit = highest / sqrt(max(sizes, default=UNKNOWN))
        self.thickness = thickness

    def high(self, volume: Volume | None) -> float:
        """The second size, upwards; a volume of one axis has its only one there."""
        if volume is None:
            return self._unit * sqrt(UNKNOWN)
        return max(3.0, self._unit * sqrt(known(volume.sizes[min(1, len(volume.sizes) - 1)])))

    def back(self, volume: Volume | None) -> float:
        """The first size, into the page; nothing for a volume of one axis."""
        if volume is None:
            return self._unit * sqrt(UNKNOWN)
        return max(3.0, self._unit * sqrt(known(volume.sizes[0]))) if len(volume.sizes) > 1 else 0.0

    def thick(self, volume: Volume | None) -> float:
        """The depth."""
        return self.thickness * (0.5 + log2(1 + known(volume.depth if volume else UNKNOWN)) / 2)

    def bar(self, volume: Volume | None) -> float:
        """The length of a row of units without sizes."""
        return 10 + 6.0 * log2(1 + known(volume.depth if volume else UNKNOWN))
