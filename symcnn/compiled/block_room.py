"""Memory that the blocks of a run share, one after the other: what is in the processor's cache is written again."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from symcnn.compiled.step_bounds import WholeRange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

BLOCK = 1 << 16
"""Points that are computed at once, so that what is between stays in the processor's cache."""

FEW = 1 << 13
"""Points for which it is not worth while to compile a program for their ranges."""

NumberArray: TypeAlias = "NDArray[np.int16 | np.int32 | np.int64 | np.object_]"
"""Whole numbers of 16, 32 or 64 bits, or Python's own."""

ArrayKind: TypeAlias = "type[np.int16 | np.int32 | np.int64]"

KINDS: Mapping[int, ArrayKind] = {16: np.int16, 32: np.int32, 64: np.int64}
"""The type of whole numbers with so many bits."""


@cache
def keep_freed_memory() -> None:
    """Let the allocator of Linux keep what arrays of a run held, so that those of the next are not new to the kernel.

    Its threshold rises to the largest array that was freed, at most to 32 MB; nothing of this one is ever touched.
    """
    np.empty((32 << 20) - (64 << 10), dtype=np.uint8)


_MOST = ((16, 1 << 14), (32, 1 << 30))
"""Fewer bits, each with a power of 2 that they hold: ranges for which a program is compiled end in such."""


class BlockRoom:
    """The arrays of one run that every block writes anew: what is given with fewer bits, and what is between.

    >>> room = BlockRoom()
    >>> given, between = room.narrowed(0, np.arange(FEW)), room.between((np.int32,), (FEW,))
    >>> given[0].dtype.name, given[1], between[0].dtype.name, room.narrowed(0, np.arange(FEW))[0].base is given[0].base
    ('int16', WholeRange(low=0, high=8191), 'int32', True)
    """

    def __init__(self) -> None:
        self._narrow: dict[tuple[int, ArrayKind], NumberArray] = {}
        self._wanted: tuple[tuple[ArrayKind, ...], tuple[int, ...]] = (), ()
        self._between: list[NumberArray] = []

    def between(self, kinds: tuple[ArrayKind, ...], shape: tuple[int, ...]) -> list[NumberArray]:
        """Arrays of one shape for what is between; those of the block before, if it wanted the same."""
        if self._wanted != (kinds, shape):
            self._wanted, self._between = (kinds, shape), [np.empty(shape, dtype=kind) for kind in kinds]
        return self._between

    def narrowed(self, which: int, array: NumberArray, bits: int = 16) -> tuple[NumberArray, WholeRange]:
        """One of what is given, if it is long with the fewest bits from some on that are enough, and its range.

        Both are found at once, while the array is in the cache.
        """
        if array.dtype == np.int64 and array.size >= FEW:
            high = int(array.view(np.uint64).max())  # of what is below 0, more than any number of 32 bits
            kind = next((KINDS[own] for own, most in _MOST if bits <= own and high <= most), None)
            if kind is not None:
                narrow = self._copied(which, array, kind)
                return narrow, WholeRange(int(narrow.min()), high)
        return array, range_of(array)

    def _copied(self, which: int, array: NumberArray, kind: ArrayKind) -> NumberArray:
        if array.size > BLOCK:
            return array.astype(kind)
        if (which, kind) not in self._narrow:
            self._narrow[which, kind] = np.empty(BLOCK, dtype=kind)
        found = self._narrow[which, kind][: array.size].reshape(array.shape)
        np.copyto(found, array, casting="unsafe")
        return found


def range_of(array: NumberArray) -> WholeRange:
    """From the least to the greatest number of an array."""
    return WholeRange(int(array.min()), int(array.max()))
