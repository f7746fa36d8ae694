"""Formulas of a network as a function of NumPy arrays."""

from __future__ import annotations

from functools import cached_property, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from symcnn.compiled.array_inputs import arrays_of
from symcnn.compiled.array_runs import ArrayKernels, ArrayProgram, InPlaceFunction, both
from symcnn.compiled.block_room import KINDS
from symcnn.compiled.compiled_function import CompiledFunction, ProvedFunction
from symcnn.compiled.in_place_writing import in_place_source
from symcnn.compiled.narrow_writing import NarrowWriter
from symcnn.compiled.numpy_source import numpy_source
from symcnn.compiled.running import functions_of
from symcnn.compiled.wanted import box_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FunctionType, ModuleType

    from symcnn.compiled.array_runs import ArrayRun, MaskedNumbers, Truths
    from symcnn.compiled.block_room import NumberArray
    from symcnn.compiled.compiled_function import Taken
    from symcnn.compiled.grid_axes import GridAxis
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.step_bounds import WholeRange
    from symcnn.compiled.wanted import Wanted


OF_ANY_SIZE = SimpleNamespace(
    where=lambda is_first, one, other: np.where(
        is_first, np.asarray(one, dtype=object), np.asarray(other, dtype=object)
    ),
    minimum=partial(np.minimum, dtype=object),
    maximum=partial(np.maximum, dtype=object),
    logical_not=np.logical_not,
    max=np.max,
)
"""What a source asks of NumPy, with Python's whole numbers: those that are no arrays would get 64 bits."""


class NumpyFunction(ProvedFunction):
    """Formulas on NumPy arrays: with 64 bits where that is proved, else with Python's whole numbers; never wrapped.

    >>> import symcnn
    >>> macs = symcnn.parse("input(W, W, 3); C1: conv(5, 8)").function("macs", to="numpy")
    >>> macs(W=[4, 5, 32])
    masked_array(data=[--, 600, 470400],
                 mask=[ True, False, False],
           fill_value=999999)
    """

    to = "numpy"

    @cached_property
    def source(self) -> str:
        """The function that runs on a block of points."""
        return numpy_source(self.wanted, self.program, self.slots, self.names, self._scales or {})

    @property
    def _box(self) -> list[WholeRange]:
        return box_of(self.wanted, self.slots)

    @cached_property
    def arrays(self) -> ArrayProgram:
        """The program that runs on arrays of whole numbers."""
        box = box_of(self.wanted, self.slots, self._ranges)
        wide, whole = self._kernel(self.source), self._kernel(self.source, OF_ANY_SIZE)
        kernels = ArrayKernels(wide, whole, self._narrow, self._in_place)
        return ArrayProgram(self.program, kernels, self._box, box)

    def _narrow(self, program: IntegerProgram) -> FunctionType:
        """A function for many points in the narrowest number types that a program's bounds allow."""
        scales = self._scales or {}
        return self._kernel(numpy_source(self.wanted, program, self.slots, self.names, scales, kind=NarrowWriter))

    def _in_place(self, program: IntegerProgram) -> InPlaceFunction | None:
        """A function for many points in arrays of one shape, which writes into given arrays; None if there is none."""
        source = in_place_source(program, len(self.slots), self.names.function)
        if source is None:
            return None
        numbers: list[NumberArray] = [np.asarray(value, dtype=KINDS[bits]) for value, bits in source.numbers]
        between = tuple(KINDS[bits] for bits in source.between)
        return InPlaceFunction(self._kernel(source.text), between, tuple(numbers))

    def _kernel(self, source: str, arrays: ModuleType | SimpleNamespace = np) -> FunctionType:
        return functions_of(source, {"np": arrays}, self.names.function)[self.names.function]

    def run(self, *given: Taken, **named: Taken) -> ArrayRun:
        """Where there is a network, and the results, at all points of arrays that are broadcast together."""
        values = self._matched(given, named)
        for name, value in values.items():
            if value is None:
                self._exact(name, value)
        arrays, scales, whole = arrays_of(self.wanted, values, self._scales or {})
        found = self._for(scales).arrays.run(arrays)
        return found._replace(legal=both(found.legal, whole))

    def _for(self, scales: Mapping[str, int]) -> NumpyFunction:
        """The function for other denominators of its fractions."""
        if all((self._scales or {}).get(name, 1) == scale for name, scale in scales.items()):
            return self
        known: dict[tuple[tuple[str, int], ...], NumpyFunction] = self._others
        return known.setdefault(tuple(sorted(scales.items())), _Scaled(self.wanted, (), scales))

    @cached_property
    def _others(self) -> dict[tuple[tuple[str, int], ...], NumpyFunction]:
        return {}

    def __call__(self, *given: Taken, **named: Taken) -> MaskedNumbers | tuple[MaskedNumbers, ...]:
        """The array of values, or several as a tuple; masked where there is no network."""
        found = self.run(*given, **named)
        mask = np.ma.nomask if found.legal is None else ~found.legal
        results = tuple(np.ma.MaskedArray(value, mask) for value in found.results)
        return results[0] if len(results) == 1 else results

    def legal(self, *given: Taken, **named: Taken) -> Truths:
        """At which points there is a network."""
        found = self.run(*given, **named)
        return np.ones(found.results[0].shape, dtype=bool) if found.legal is None else found.legal

    def reason(self, *given: Taken, **named: Taken) -> str:
        """Which condition does not hold at one point; empty where all hold."""
        return CompiledFunction(self.wanted).reason(*given, **named)


class _Scaled(NumpyFunction):
    """The function for inputs with other denominators."""

    def __init__(self, wanted: Wanted, axes: tuple[GridAxis, ...], scales: Mapping[str, int]) -> None:
        super().__init__(wanted, axes)
        self._own = dict(scales)

    @property
    def _scales(self) -> Mapping[str, int] | None:
        return self._own
