"""A sweep: quantities of a network at every point of a grid, block by block, and what is kept of each block."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from symcnn.compiled.array_function import NumpyFunction
from symcnn.compiled.fronts import Objective, best_places, front_places, joined_fronts, not_beaten, pivots_of, promising
from symcnn.compiled.step_bounds import WholeRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from symcnn.compiled.array_runs import Truths
    from symcnn.compiled.block_room import NumberArray
    from symcnn.compiled.grid_axes import GridAxis
    from symcnn.compiled.program_steps import Instruction
    from symcnn.compiled.wanted import Wanted

CHUNK = 1 << 18
"""Points of one block."""

COLUMNS = 1 << 13
"""The last axes are taken together as long as they have no more points: NumPy likes long rows."""

GridBlock: TypeAlias = tuple[int, int, int, int]
"""From which to which row, and from which to which column: a row for each point of the first axes."""


class SweepPart(NamedTuple):
    """The outcome of some blocks: how many points, how many of them networks, and the points kept."""

    points: int
    legal: int
    places: NDArray[np.int64]
    """In the grid, the last axis fastest."""
    columns: tuple[NumberArray, ...]
    """The quantities there."""


class GridSweep(NamedTuple):
    """One network over one grid; pickled by its formulas and compiled where it runs."""

    wanted: Wanted
    axes: tuple[GridAxis, ...]
    objectives: tuple[Objective, ...] = ()
    is_front: bool = False
    left: tuple[str, ...] = ()
    """Symbols without a value, which what is asked for does not have: conditions on them are not looked at."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(axis.length for axis in self.axes)

    @property
    def size(self) -> int:
        """How many points the grid has."""
        return prod(self.shape)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns: symbols, then quantities."""
        return (*(axis.name for axis in self.axes), *(one.key for one in self.wanted.formulas))

    @property
    def first_column(self) -> int:
        """The place of the first axis that belongs to the columns."""
        place = len(self.axes)
        while place and (place == len(self.axes) or prod(self.shape[place - 1 :]) <= COLUMNS):
            place -= 1
        return place

    def blocks(self) -> Iterator[GridBlock]:
        """The grid in blocks."""
        split = self.first_column
        rows, columns = prod(self.shape[:split]), prod(self.shape[split:])
        width = min(columns, CHUNK)
        height = max(CHUNK // max(width, 1), 1)
        for row in range(0, rows, height):
            for column in range(0, columns, width):
                yield row, min(row + height, rows), column, min(column + width, columns)

    def values(self, places: NDArray[np.int64], axis: int) -> NumberArray:
        """The values of a symbol at places of the grid, times the scale that makes them whole."""
        return self.axis_values(axis, places // prod(self.shape[axis + 1 :]))

    def axis_values(self, place: int, turns: NDArray[np.int64]) -> NumberArray:
        """The values of an axis, times the scale that makes them whole; past its end it begins again."""
        axis, index = self.axes[place], turns % self.shape[place]
        if axis.listed:
            return _whole(axis.numerators(axis.scale))[index]
        first, step, last = (int(value * axis.scale) for value in (axis.first, axis.step, axis.last))
        found: NumberArray = first + step * (index if max(abs(first), abs(last)) < 1 << 62 else index.astype(object))
        return found


class GridRun:
    """A sweep compiled to run in this process, with the best points reached so far."""

    def __init__(self, sweep: GridSweep) -> None:
        self._sweep = sweep
        self._function = NumpyFunction(sweep.wanted, sweep.axes)
        order = [variable.name for variable in sweep.wanted.variables]
        self._reached: list[NumberArray] = [np.zeros(0, dtype=np.int64)] * len(sweep.objectives)
        """What the front of the blocks so far reaches, or the best point in the first objective."""
        self._axes = [(order.index(axis.name), place) for place, axis in enumerate(sweep.axes)]

    def found(self, blocks: Iterable[GridBlock]) -> SweepPart:
        """The points kept of some blocks."""
        return merged(self._sweep, [self._swept_block(block) for block in blocks])

    def _swept_block(self, block: GridBlock) -> SweepPart:
        top, bottom, left, right = block
        shape = (bottom - top, right - left)
        inputs = self._inputs(block)
        if self._holds_nowhere(inputs):
            return nothing(self._sweep)._replace(points=prod(shape))
        run = self._function.arrays.run(inputs)
        is_legal = None if run.legal is None else np.broadcast_to(run.legal, shape).reshape(-1)
        legal = prod(shape) if is_legal is None else np.count_nonzero(is_legal)
        if self._sweep.objectives and legal:
            kept = self._chosen(self._objectives(inputs, run.results, shape), is_legal)
        else:
            kept = np.arange(prod(shape)) if is_legal is None else np.flatnonzero(is_legal)
        columns = tuple(np.broadcast_to(column, shape).reshape(-1)[kept] for column in run.results)
        width = prod(self._sweep.shape[self._sweep.first_column :])
        places = (kept // shape[1] + top) * width + kept % shape[1] + left
        return SweepPart(prod(shape), int(legal), places, columns)

    def _objectives(
        self, inputs: Sequence[NumberArray], results: Sequence[NumberArray], shape: tuple[int, ...]
    ) -> list[NumberArray]:
        """The columns of the objectives, each at all points of a block."""
        names, places = self._sweep.names, {place: at for at, place in self._axes}
        found = []
        for objective in self._sweep.objectives:
            place = names.index(objective.key)
            column = inputs[places[place]] if place in places else results[place - len(places)]
            found.append(np.broadcast_to(column, shape).reshape(-1))
        return found

    def _chosen(self, columns: Sequence[NumberArray], is_legal: Truths | None) -> NDArray[np.intp]:
        """The points that are the best, or are beaten by none, those of earlier blocks among them."""
        signs = [objective.sign for objective in self._sweep.objectives]
        pivots = pivots_of(self._reached)
        kept = promising(columns, signs, pivots, is_legal)
        own = [column[kept] * sign for column, sign in zip(columns, signs, strict=True)]
        if not self._sweep.is_front:
            best = best_places(own)
            self._reached = [column[best] for column in own[:1]] if len(best) else self._reached
            return kept[best]
        alive = not_beaten(own, pivots)
        front = alive[front_places([column[alive] for column in own])]
        self._reached = joined_fronts(self._reached, [column[front] for column in own])
        return kept[front]

    def _inputs(self, block: GridBlock) -> list[NumberArray]:
        """Each symbol as a column of its values in the rows, or as a row of its values in the columns."""
        top, bottom, left, right = block
        inputs: list[NumberArray] = [np.zeros((1, 1), dtype=np.int64)] * len(self._axes)
        for at, place in self._axes:
            split = self._sweep.first_column
            start, end, last = (top, bottom, split) if place < split else (left, right, len(self._sweep.axes))
            turns = np.arange(start, end) // prod(self._sweep.shape[place + 1 : last])
            inputs[at] = self._sweep.axis_values(place, turns).reshape((-1, 1) if place < split else (1, -1))
        return inputs

    def _holds_nowhere(self, inputs: Sequence[NumberArray]) -> bool:
        """Whether bounds over a block show that a condition fails at all of its points."""
        program = self._function.program
        if not program.checks:
            return False
        bounds = program.within([WholeRange(int(array.min()), int(array.max())) for array in inputs]).bounds
        return any(_is_false(program.steps[check.step], bounds) for check in program.checks)


def _whole(numbers: list[int]) -> NumberArray:
    fits = all(abs(number) < 1 << 62 for number in numbers)
    return np.array(numbers, dtype=np.int64 if fits else object)


def _is_false(step: Instruction, bounds: Sequence[WholeRange]) -> bool:
    """Whether a comparison holds for no values within bounds."""
    if step.op not in (">=", ">", "<=", "<"):
        return False
    less, more = step.args if step.op[0] == "<" else step.args[::-1]
    low, high = bounds[less].low, bounds[more].high
    return low is not None and high is not None and low - high >= len(step.op) - 1


def nothing(sweep: GridSweep) -> SweepPart:
    """The outcome of no points at all."""
    none = np.zeros(0, dtype=np.int64)
    return SweepPart(0, 0, none, (none,) * len(sweep.wanted.formulas))


def reduced(sweep: GridSweep, part: SweepPart) -> SweepPart:
    """The points of a part that are kept: all, the best one, or those that no other beats."""
    if not sweep.objectives or not len(part.places):
        return part
    names = sweep.names
    columns = []
    for objective in sweep.objectives:
        place = names.index(objective.key)
        own = place < len(sweep.axes)
        column = sweep.values(part.places, place) if own else part.columns[place - len(sweep.axes)]
        columns.append(column if objective.sign > 0 else -column)
    kept = front_places(columns) if sweep.is_front else best_places(columns)
    return part._replace(places=part.places[kept], columns=tuple(column[kept] for column in part.columns))


def merged(sweep: GridSweep, parts: Sequence[SweepPart]) -> SweepPart:
    """The outcomes of some blocks as one, in the order of the grid."""
    some = [part for part in parts if part.points]
    if len(some) < 2:  # noqa: PLR2004
        return some[0] if some else nothing(sweep)
    places = np.concatenate([part.places for part in some])
    order = np.argsort(places, kind="stable")
    columns = (np.concatenate(column) for column in zip(*(part.columns for part in some), strict=True))
    total = SweepPart(
        sum(part.points for part in some),
        sum(part.legal for part in some),
        places[order],
        tuple(column[order] for column in columns),
    )
    return reduced(sweep, total)


_RUNS: dict[str, GridRun] = {}
_MOST_RUNS = 16


def found_in(token: str, sweep: GridSweep, blocks: Sequence[GridBlock]) -> SweepPart:
    """The points kept of some blocks; the sweep is compiled once in each process, known by its token."""
    run = _RUNS.get(token)
    if run is None:
        if len(_RUNS) >= _MOST_RUNS:
            _RUNS.clear()
        run = _RUNS[token] = GridRun(sweep)
    return run.found(blocks)
