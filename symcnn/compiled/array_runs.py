"""Runs a program on NumPy arrays, a block at a time: with 64 bits where that is proved, else with Python's integers."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, reduce
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np

from symcnn.compiled.block_room import BLOCK, FEW, KINDS, BlockRoom, keep_freed_memory, range_of
from symcnn.compiled.in_place_writing import fewest_bits
from symcnn.compiled.narrow_writing import NARROW
from symcnn.compiled.reach import Reach
from symcnn.compiled.step_bounds import WholeRange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from symcnn.compiled.block_room import ArrayKind, NumberArray
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.support.scalar import Number

REGION = 1 << 17
"""Points of a grid for which it is asked at once whether 64 bits are enough."""

MOST_KERNELS = 32
"""Ranges for which a program is compiled."""

ArrayRegion: TypeAlias = tuple[slice, ...]

Truths: TypeAlias = "NDArray[np.bool_]"

MaskedNumbers: TypeAlias = "np.ma.MaskedArray[tuple[int, ...], np.dtype[np.int16 | np.int32 | np.int64 | np.object_]]"

Cut = TypeVar("Cut", bound="NDArray[np.generic]")

Pieces: TypeAlias = "NumberArray | tuple[NumberArray, NumberArray]"
"""A result, or its numerators and denominators."""


Computed: TypeAlias = "Callable[..., tuple[Truths | Literal[True], *tuple[Pieces, ...]]]"
"""Gives of arrays where there is a network, and each result."""

Compiled: TypeAlias = "Callable[[IntegerProgram], Computed]"
"""Makes a function of a program for the bounds that it has."""


class ArrayRun(NamedTuple):
    """The outcome of a run: at which points there is a network (None: everywhere), and the results."""

    legal: Truths | None
    results: tuple[NumberArray, ...]


class ArrayKernel(NamedTuple):
    """A function that computes a program on arrays, and the type of number that each array needs."""

    run: Computed
    kinds: tuple[type[np.generic], ...]
    is_filling: bool = False
    """Whether it takes arrays for the results as well, and gives none."""
    between: tuple[ArrayKind, ...] = ()
    """The types of the arrays that it takes for what is between."""
    numbers: tuple[NumberArray, ...] = ()
    """The constants that it takes at last."""


class InPlaceFunction(NamedTuple):
    """A function that fills given arrays, with what else it takes."""

    run: Computed
    between: tuple[ArrayKind, ...]
    numbers: tuple[NumberArray, ...]


class ArrayKernels(NamedTuple):
    """A program in three kinds of numbers."""

    wide: Computed
    """With 64 bits."""
    whole: Computed
    """With Python's own, of any size."""
    narrow: Compiled
    """With 32 bits wherever they are enough, else 64, for the bounds that a program has."""
    in_place: Callable[[IntegerProgram], InPlaceFunction | None]
    """The same for arrays of one shape, with few arrays for what is between; None where a program has no such form."""


class _Proved:
    """Ranges for which 64 bits are enough, and what is compiled for them."""

    def __init__(self, program: IntegerProgram, box: Sequence[WholeRange], kernels: ArrayKernels | None) -> None:
        self.box = box
        self._program, self._kernels = program, kernels

    def kernel(self, *, is_flat: bool) -> ArrayKernel | None:
        """The function with 32 bits wherever they are enough; None where too much is compiled already."""
        return (self._in_place if is_flat else None) or self._broadcast

    @cached_property
    def _in_place(self) -> ArrayKernel | None:
        made = self._kernels and self._kernels.in_place(self._program)
        kinds = tuple(KINDS[fewest_bits([interval])] for interval in self.box)
        return made and ArrayKernel(made.run, kinds, is_filling=True, between=made.between, numbers=made.numbers)

    @cached_property
    def _broadcast(self) -> ArrayKernel | None:
        kinds = tuple(np.int32 if interval.fits(NARROW) else np.int64 for interval in self.box)
        return self._kernels and ArrayKernel(self._kernels.narrow(self._program), kinds)


class ArrayProgram:
    """A program with what computes it on arrays, and the ranges for which 64 bits are proved enough."""

    def __init__(
        self,
        program: IntegerProgram,
        kernels: ArrayKernels,
        declared: Sequence[WholeRange],
        box: Sequence[WholeRange],
    ) -> None:
        keep_freed_memory()
        self._program, self._declared, self._kernels = program, declared, kernels
        self._wide = ArrayKernel(kernels.wide, (np.int64,) * len(box))
        self._whole = ArrayKernel(kernels.whole, (np.object_,) * len(box))
        self._proved: list[_Proved] = []
        self._refuted: list[tuple[WholeRange, ...]] = []
        self._reach = Reach(program)
        if all(interval.is_bounded for interval in box):
            self._prove(tuple(box))

    def run(self, inputs: Sequence[NumberArray]) -> ArrayRun:
        """The results at all points of arrays that are broadcast together."""
        shape = np.broadcast_shapes(*(array.shape for array in inputs))
        flat = all(array.shape == shape for array in inputs)
        if flat:
            inputs = [array.reshape(-1) for array in inputs]
        full = (prod(shape),) if flat else shape
        gathered, room = _ResultArrays(full, len(self._program.results)), BlockRoom()
        for place in blocks_of(full, BLOCK if flat else REGION) if prod(full) else ():
            self._region([_part(array, place) for array in inputs], gathered, place, room)
        return gathered.finished(shape)

    def _region(self, inputs: list[NumberArray], gathered: _ResultArrays, place: ArrayRegion, room: BlockRoom) -> None:
        """Points outside of what is declared are moved inside, and masked."""
        shape = gathered.shape_at(place)
        is_flat = all(array.shape == shape for array in inputs)
        least = 16 if is_flat else NARROW
        found = [room.narrowed(at, array, least) for at, array in enumerate(inputs)]
        inputs, box = [array for array, _ in found], [interval for _, interval in found]
        inside: Truths | None = None
        if not _lies_in(box, self._declared):
            moved = [_moved(array, *known) for array, known in zip(inputs, self._declared, strict=True)]
            inside = reduce(np.logical_and, (one == other for one, other in zip(inputs, moved, strict=True)))
            inputs, box = moved, list(map(range_of, moved))
        is_narrow = all(array.dtype != object for array in inputs)
        kernel = self._kernel(box, prod(shape), is_flat=is_flat) if is_narrow else self._of_any_size(box)
        for block in blocks_of(shape, BLOCK):
            parts = (_part(array, block) for array in inputs)
            given = [part.astype(kind, copy=False) for part, kind in zip(parts, kernel.kinds, strict=True)]
            into = gathered.parts(place, block) if kernel.is_filling else ()
            more = room.between(kernel.between, given[0].shape) if kernel.is_filling else ()
            legal, *results = kernel.run(*given, *into, *more, *kernel.numbers)
            there = both(None if legal is True else legal, None if inside is None else _part(inside, block))
            gathered.put(place, block, there, results)

    def _kernel(self, box: list[WholeRange], points: int, *, is_flat: bool) -> ArrayKernel:
        """The function for so many points in a box; with Python's numbers where 64 bits are not proved to be enough."""
        proved = self._proved_for(box)
        if proved is None:
            return self._wide if self._program.within(box).fits(64) else self._of_any_size(box)
        return (proved.kernel(is_flat=is_flat) if points >= FEW else None) or self._wide

    def _of_any_size(self, box: list[WholeRange]) -> ArrayKernel:
        """The function with Python's numbers; values with which it would take too long are refused."""
        self._reach.refuse(box)
        return self._whole

    def _proved_for(self, box: list[WholeRange]) -> _Proved | None:
        """Ranges for which 64 bits are enough, around a box."""
        for known in self._proved:
            if _lies_in(box, known.box):
                return known
        around = tuple(WholeRange(0 if (low or 0) >= 0 else low, _rounded_up(high)) for low, high in box)
        return None if around in self._refuted else self._prove(around)

    def _prove(self, box: tuple[WholeRange, ...]) -> _Proved | None:
        program = self._program.within(box)
        if not program.fits(64):
            self._refuted.append(box)
            return None
        found = _Proved(program, box, self._kernels if len(self._proved) < MOST_KERNELS else None)
        self._proved.append(found)
        return found


def both(one: Truths | None, other: Truths | None) -> Truths | None:
    """Where both are true; None is true everywhere."""
    return other if one is None else one if other is None else one & other


def _moved(array: NumberArray, low: int | None, high: int | None) -> NumberArray:
    bits = 8 * array.dtype.itemsize
    if array.dtype != object and not all(WholeRange(end, end).fits(bits) for end in (low or 0, high or 0)):
        array = array.astype(object)
    array = array if low is None else np.asarray(np.maximum(array, low))
    return array if high is None else np.asarray(np.minimum(array, high))


def _rounded_up(value: int | None) -> int:
    """The next number of which only the first bit is set, so that few boxes are asked about."""
    assert value is not None
    return (1 << (value - 1).bit_length()) if value > 0 else 0


def _lies_in(box: Sequence[WholeRange], known: Sequence[WholeRange]) -> bool:
    """Written without calls, as it is asked of every block."""
    for (low, high), (least, most) in zip(box, known, strict=True):
        if (least is not None and (low or 0) < least) or (most is not None and (high or 0) > most):
            return False
    return True


def blocks_of(shape: tuple[int, ...], size: int) -> Iterator[ArrayRegion]:
    """Slices that together are all points, each of about so many points."""
    inner = 1
    axis = len(shape)
    while axis and inner * shape[axis - 1] <= size:
        axis -= 1
        inner *= shape[axis]
    whole = (slice(None),) * (len(shape) - axis)
    if not axis:
        yield whole
        return
    rows = max(size // max(inner, 1), 1)
    for outer in _counted(shape[: axis - 1]):
        for start in range(0, shape[axis - 1], rows):
            yield (*(slice(at, at + 1) for at in outer), slice(start, min(start + rows, shape[axis - 1])), *whole)


def _counted(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return product(*map(range, shape))


def _part(array: Cut, place: ArrayRegion) -> Cut:
    """The part of an array that a block sees; along axes of length 1 all of it."""
    if not array.ndim:
        return array
    own = place[len(place) - array.ndim :]
    if 1 not in array.shape:
        return array[own]  # type: ignore[return-value]  # a view of the same kind
    cut = tuple(slice(None) if length == 1 else at for length, at in zip(array.shape, own, strict=True))
    part: Cut = array[cut]  # type: ignore[assignment]  # a view of the same kind
    return part


_OBJECTS = np.dtype(object)


class _ResultArrays:
    """Results of blocks, put together; what does not fit into 64 bits makes the whole array one of objects."""

    def __init__(self, shape: tuple[int, ...], count: int) -> None:
        self._shape = shape
        self._legal: Truths | None = None
        self._values: list[NumberArray] = [np.empty(shape, dtype=np.int64) for _ in range(count)]

    def shape_at(self, place: ArrayRegion) -> tuple[int, ...]:
        return tuple(len(range(*part.indices(length))) for part, length in zip(place, self._shape, strict=True))

    def parts(self, place: ArrayRegion, block: ArrayRegion) -> list[NumberArray]:
        """What of each result belongs to a block."""
        return [value[place][block] for value in self._values]

    def put(self, place: ArrayRegion, block: ArrayRegion, legal: Truths | None, results: Sequence[Pieces]) -> None:
        if legal is not None and not np.all(legal):
            if self._legal is None:
                self._legal = np.ones(self._shape, dtype=bool)
            self._legal[place][block] = legal
        for at, result in enumerate(results):
            self._put(at, place, block, _divided(*result, legal) if isinstance(result, tuple) else result)

    def _put(self, at: int, place: ArrayRegion, block: ArrayRegion, value: NumberArray) -> None:
        try:
            narrow = self._values[at].dtype is not _OBJECTS
            self._values[at][place][block] = _narrowed(value) if narrow else value
        except (OverflowError, TypeError):
            self._values[at] = self._values[at].astype(object)
            self._values[at][place][block] = value

    def finished(self, shape: tuple[int, ...]) -> ArrayRun:
        legal = None if self._legal is None else self._legal.reshape(shape)
        return ArrayRun(legal, tuple(value.reshape(shape) for value in self._values))


def _narrowed(value: NumberArray) -> NumberArray:
    """Whole numbers of Python's with 64 bits, if they fit; a fraction does not."""
    if getattr(value, "dtype", None) is not _OBJECTS:
        return value
    numbers: list[Number] = value.reshape(-1).tolist()
    if any(number.denominator != 1 for number in numbers):
        raise TypeError("a fraction")
    return np.array(numbers, dtype=np.int64).reshape(value.shape)


def _divided(above: NumberArray, below: NumberArray, legal: Truths | None) -> NumberArray:
    """Numerators by denominators: whole numbers where nothing is left over wherever there is a network."""
    some = np.where(below == 0, 1, below)
    left = (above % some) != 0
    if not np.any(left if legal is None else left & legal):
        whole: NumberArray = above // some
        return whole
    pairs = np.broadcast_arrays(np.asarray(above, dtype=object), np.asarray(some, dtype=object))
    fractions = np.frompyfunc(lambda a, b: Fraction(int(a), int(b)), 2, 1)(*pairs)
    return np.asarray(fractions, dtype=object)  # of two numbers it is one
