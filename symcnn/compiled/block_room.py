"""Memory that the blocks of a run share, one after the other: what is in the processor's cache is written again."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from symcnn.compiled.step_bounds import WholeRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1 << 16
"""Points that are computed at once, so that what is between stays in the processor's cache."""

FEW = 1 << 13
"""Points for which it is not worth while to compile a program for their ranges."""

NumberArray: TypeAlias = "NDArray[np.int32 | np.int64 | np.object_]"
"""Whole numbers of 32 or 64 bits, or Python's own."""

ArrayKinds: TypeAlias = "tuple[type[np.int32 | np.int64], ...]"

_NARROW = np.iinfo(np.int32).max


@cache
def keep_freed_memory() -> None:
    """Let the allocator of Linux keep what arrays of a run held, so that those of the next are not new to the kernel.

    Its threshold rises to the largest array that was freed, at most to 32 MB; nothing of this one is ever touched.
    """
    np.empty((32 << 20) - (64 << 10), dtype=np.uint8)


class BlockRoom:
    """The arrays of one run that every block writes anew: what is given with 32 bits, and what is between.

    >>> room = BlockRoom()
    >>> given, between = room.narrowed(0, np.arange(FEW)), room.between((np.int32,), (FEW,))
    >>> given[0].dtype.name, given[1], between[0].dtype.name, room.narrowed(0, np.arange(FEW))[0].base is given[0].base
    ('int32', WholeRange(low=0, high=8191), 'int32', True)
    """

    def __init__(self) -> None:
        self._narrow: dict[int, NumberArray] = {}
        self._wanted: tuple[ArrayKinds, tuple[int, ...]] = (), ()
        self._between: list[NumberArray] = []

    def between(self, kinds: ArrayKinds, shape: tuple[int, ...]) -> list[NumberArray]:
        """Arrays of one shape for what is between; those of the block before, if it wanted the same."""
        if self._wanted != (kinds, shape):
            self._wanted, self._between = (kinds, shape), [np.empty(shape, dtype=kind) for kind in kinds]
        return self._between

    def narrowed(self, which: int, array: NumberArray) -> tuple[NumberArray, WholeRange]:
        """One of what is given, with 32 bits if it is long and they are enough, and its range.

        Both are found at once, while the array is in the cache.
        """
        if array.dtype == np.int64 and array.size >= FEW:
            high = int(array.view(np.uint64).max())  # of what is below 0, more than any number of 32 bits
            if high <= _NARROW:
                narrow = self._copied(which, array)
                return narrow, WholeRange(int(narrow.min()), high)
        return array, range_of(array)

    def _copied(self, which: int, array: NumberArray) -> NumberArray:
        if array.size > BLOCK:
            return array.astype(np.int32)
        if which not in self._narrow:
            self._narrow[which] = np.empty(BLOCK, dtype=np.int32)
        found = self._narrow[which][: array.size].reshape(array.shape)
        np.copyto(found, array, casting="unsafe")
        return found


def range_of(array: NumberArray) -> WholeRange:
    """From the least to the greatest number of an array."""
    return WholeRange(int(array.min()), int(array.max()))
