"""Tries every point of a grid, many at once, where several unknowns have too many values to be solved one by one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from math import prod
from typing import TYPE_CHECKING

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.solving.problem import Answer
from symcnn.analysis.constraints import read_bounds
from symcnn.analysis.solution import Solution
from symcnn.analysis.solutions import Solutions
from symcnn.analysis.solve import MOST_CHOICES, known_symbol, with_unknown
from symcnn.compiled.gathering import wanted_formulas, with_conditions
from symcnn.compiled.grid_axes import GridAxis
from symcnn.compiled.targets import needs
from symcnn.compiled.wanted import box_of, program_of, slots_of
from symcnn.errors import LimitExceeded, SymcnnError, Unavailable
from symcnn.support.budget import worked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.analysis.constraints import Bound
    from symcnn.analysis.solution import Ends
    from symcnn.analysis.subject import Subject
    from symcnn.compiled.sweeping import GridSweep

MOST_HELD = 100_000
"""Points of an answer."""

WIDEST = 128
"""Bits of the numbers with which points are tried many at once."""


def tried_grid(
    net: Subject, equation: str, names: tuple[str, ...], bounds: Mapping[str, Bound], seconds: float
) -> Solutions | None:
    """The points within bounds for which an equation holds; None where they cannot be tried.

    Raises:
        LimitExceeded: There is no time to try all of them, more points hold than an answer has, or something else has
            no value.
    """
    ends = read_bounds(bounds, names, net)
    whole = all(isinstance(end, int) for pair in ends.values() for end in pair)
    if set(ends) != set(names) or not whole or find_spec("numpy") is None:
        return None
    for name in names:
        net = with_unknown(net, name)
    axes = tuple(GridAxis(name, ends[name][0], 1, int(ends[name][1] - ends[name][0]) + 1) for name in names)
    sweep = _sweep(net, equation, axes)
    if sweep is None and (others := open_beside(net, equation, names)):
        words = f"more than {MOST_CHOICES:,} choices of {', '.join(names[:-1])}, and no values for {', '.join(others)}"
        raise LimitExceeded(words, hint=f"with values all points are tried, as by {how_to_set(others)}")
    return None if sweep is None else _answered(net, sweep, _held(sweep, worked() + seconds), ends)


def open_beside(net: Subject, equation: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The symbols without a value, beside the unknowns, on which it depends whether an equation holds."""
    try:
        wanted = with_conditions(net, wanted_formulas(net, ()), equation)
    except SymcnnError:
        return ()
    return tuple(variable.name for variable in wanted.variables if variable.name not in names)


def how_to_set(names: tuple[str, ...]) -> str:
    """How symbols get values, on the command line and in Python.

    >>> how_to_set(("D", "M"))
    '--set D=1 --set M=1, net.at(D=1, M=1)'
    """
    values = [f"{name}=1" for name in names]
    return f"{' '.join(f'--set {value}' for value in values)}, net.at({', '.join(values)})"


def held_many(net: Subject, equation: str, name: str, values: range, until: float) -> list[int] | None:
    """The values of the only unknown for which an equation holds; None where that takes too long, or too many do.

    Raises:
        Unavailable: They cannot be tried.
    """
    needs("numpy", "many values at once", "numpy")
    sweep = _sweep(with_unknown(net, name), equation, (GridAxis(name, values[0], 1, len(values)),))
    if sweep is None:
        raise Unavailable("its values are too large, or something else is open")
    try:
        return [values[place] for place in _held(sweep, until)]
    except LimitExceeded:
        return None


def _sweep(net: Subject, equation: str, axes: tuple[GridAxis, ...]) -> GridSweep | None:
    """The grid with the equation as a condition; None where something else is open, or numbers would be too large."""
    try:
        wanted = with_conditions(net, wanted_formulas(net, ()), equation)
        names = [variable.name for variable in wanted.variables]
        if sorted(names) != sorted(axis.name for axis in axes):
            return None
        slots = slots_of(wanted, {axis.name: 1 for axis in axes})
        box = box_of(wanted, slots, {axis.name: (axis.first, axis.last) for axis in axes})
        if not program_of(wanted, slots, box).fits(WIDEST):
            return None
    except SymcnnError:
        return None
    found: GridSweep = import_module("symcnn.compiled.sweeping").GridSweep(wanted, axes)
    return found


def _held(sweep: GridSweep, until: float) -> list[int]:
    """The places of the points at which all conditions hold, in the order of the grid."""
    tried = 0
    run = import_module("symcnn.compiled.sweeping").GridRun(sweep)
    held: list[int] = []
    for block in sweep.blocks():
        if worked() > until:
            words = f"{tried:,} of {sweep.size:,} points could be tried in the time given"
            raise LimitExceeded(words, hint="narrower bounds help, or a larger --seconds")
        part = run.found([block])
        tried += part.points
        held += part.places.tolist()
        if len(held) > MOST_HELD:
            words = f"it holds at more than {MOST_HELD:,} points"
            raise LimitExceeded(words, hint="a narrower condition, or a sweep, which streams its rows")
    return sorted(held)


def _answered(net: Subject, sweep: GridSweep, held: list[int], ends: Mapping[str, Ends]) -> Solutions:
    """A row for each choice of the first unknowns at which there is a value of the last."""
    *outer, last = sweep.axes
    symbol = known_symbol(net, last.name)
    rows = []
    for choice, places in groupby(held, lambda place: place // last.length):
        numbers = IntegerSet.points(int(last.first) + place % last.length for place in places)
        given = dict(_choice(outer, choice))
        rows.append(Solution(Answer("set", symbol, numbers), net.derivation.roles, given, about=(net,)))
    none = Solution(Answer("none", symbol), {}, dict(_choice(outer, 0)), about=(net,))
    found = Solutions(rows or [none], ends)
    found.tried_all = sweep.size
    return found


def _choice(outer: list[GridAxis], place: int) -> Iterator[tuple[str, int]]:
    """The values of the first unknowns at a place among all their choices."""
    for at, axis in enumerate(outer):
        turn = place // prod(one.length for one in outer[at + 1 :]) % axis.length
        yield axis.name, int(axis.first) + turn
