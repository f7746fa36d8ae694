"""What is given for the symbols of a function as arrays of whole numbers: fractions over a common denominator."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from numbers import Rational
from typing import TYPE_CHECKING

import numpy as np

from symcnn.compiled.array_runs import both
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.compiled.array_runs import Truths
    from symcnn.compiled.block_room import NumberArray
    from symcnn.compiled.compiled_function import Taken
    from symcnn.compiled.wanted import Variable, Wanted
    from symcnn.support.scalar import Number


def arrays_of(
    wanted: Wanted, values: Mapping[str, Taken], scales: Mapping[str, int]
) -> tuple[list[NumberArray], dict[str, int], Truths | None]:
    """An array for each symbol in the order of the program, what it was multiplied by, and where all are whole."""
    arrays: list[NumberArray] = []
    found: dict[str, int] = {}
    whole: Truths | None = None
    for variable in wanted.variables:
        array, scale, is_whole = _array_of(variable, values[variable.name], scales.get(variable.name, 1))
        arrays.append(array)
        if not variable.is_whole:
            found[variable.name] = scale
        whole = both(whole, is_whole)
    return arrays, found, whole


def _array_of(variable: Variable, value: Taken, scale: int) -> tuple[NumberArray, int, Truths | None]:
    array = np.asarray(value)
    if array.dtype.kind == "f" and not hasattr(value, "dtype"):
        array = _unrounded(array, value)
    if array.dtype.kind == "f":
        words = f"{variable.name} is an array of floating point"
        raise ArgumentMistake(
            words, hint="give whole numbers, or an array of Fractions; nothing here is floating point"
        )
    if array.dtype.kind not in "iubO":
        raise ArgumentMistake(f"{variable.name} is no array of numbers", hint="give whole numbers or Fractions")
    if array.dtype == object:
        return _of_objects(variable, array, scale)
    if array.dtype not in (np.int32, np.int64):
        array = array.astype(object if array.dtype == np.uint64 else np.int64)
    return (array, 1, None) if variable.is_whole or scale == 1 else _scaled(array, scale)


def _unrounded(array: NumberArray, value: Taken) -> NumberArray:
    """Python's own numbers as they are: NumPy makes floating point of whole numbers on both sides of 64 bits."""
    own = np.asarray(value, dtype=object)
    return array if any(isinstance(number, float) for number in own.reshape(-1).tolist()) else own


def _scaled(array: NumberArray, scale: int) -> tuple[NumberArray, int, Truths | None]:
    most = (1 << 62) // scale
    fits = not array.size or -most < int(array.min()) <= int(array.max()) < most
    return array.astype(np.int64 if fits else object, copy=False) * scale, scale, None  # 32 bits would wrap


def _of_objects(variable: Variable, array: NumberArray, scale: int) -> tuple[NumberArray, int, Truths | None]:
    """Python's own numbers; what is to be whole and is not stands as its floor, and is masked."""
    numbers = [_exact(variable, number) for number in array.reshape(-1).tolist()]
    if variable.is_whole:
        whole = np.array([number.denominator == 1 for number in numbers], dtype=bool).reshape(array.shape)
        return _narrow([int(number // 1) for number in numbers], array.shape), 1, whole
    common = lcm(scale, *(number.denominator for number in numbers))
    return _narrow([int(number * common) for number in numbers], array.shape), common, None


def _exact(variable: Variable, number: Rational | float | str) -> Number:
    """A number of Python's; SymPy's are taken too."""
    if isinstance(number, int | Fraction):
        return number
    if isinstance(number, Rational):
        return Fraction(int(number.numerator), int(number.denominator))
    raise ArgumentMistake(f"{variable.name} = {number} is not an exact number")


def _narrow(numbers: list[int], shape: tuple[int, ...]) -> NumberArray:
    """The numbers as an array of 64 bits if these are enough, else of Python's numbers."""
    try:
        return np.array(numbers, dtype=np.int64).reshape(shape)
    except OverflowError:
        return np.array(numbers, dtype=object).reshape(shape)
