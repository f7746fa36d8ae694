"""Sweeps over designs: networks at every point of a grid, with conditions, fronts, and the best of all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from symcnn.analysis.measures import TOTALS, words_of
from symcnn.analysis.subject import Subject, as_layers_take, checked, each_of
from symcnn.compiled.fronts import read_objectives
from symcnn.compiled.gathering import wanted_of, with_conditions, without_symbols
from symcnn.compiled.grid_axes import read_axis
from symcnn.compiled.schedulers import parts_of
from symcnn.compiled.sweep_table import SweepTable, SweptNetwork
from symcnn.compiled.sweeping import CHUNK, GridRun, GridSweep, merged, nothing
from symcnn.errors import ArgumentMistake, LimitExceeded, Unavailable
from symcnn.model.given_values import refuse_unknown

if TYPE_CHECKING:
    from symcnn.compiled.grid_axes import ValuesBySymbol
    from symcnn.compiled.schedulers import Scheduler
    from symcnn.compiled.sweeping import SweepPart

MOST_ROWS = 2_000_000
"""Rows that are kept; of more, only a front or the best."""

MOST_POINTS = 10**13
"""Points that are gone through without a question."""

QUICK = 10**10
"""Points that take minutes: as few are proposed instead of too many."""

Networks = Subject | Iterable[Subject] | Mapping[str, Subject]
Progress = Callable[[int, int], None]
"""Told how many points of how many are done."""


def swept(sweeps: Mapping[str, GridSweep], scheduler: Scheduler = None, progress: Progress | None = None) -> SweepTable:
    """What is found by going through grids; after ^C what was found until then, marked as partial.

    >>> import symcnn
    >>> print(swept(grids_of(symcnn.load("lenet5"), "params", {"W": "32..40:4"}, best="params")))
     W  params
    32   60000
    """
    total = sum(one.size for one in sweeps.values())
    found: list[SweptNetwork] = []
    is_partial = False
    for name, one in sweeps.items():
        before = sum(other.part.points for other in found)

        def tell(points: int, before: int = before) -> None:
            if progress is not None:
                progress(before + points, total)

        part, is_partial = _gone_through(one, scheduler, tell)
        found.append(SweptNetwork(name, one, part))
        if is_partial:
            break
    return SweepTable(found, is_partial=is_partial)


def grids_of(
    nets: Networks, of: str, over: ValuesBySymbol, *, where: str = "", front: str = "", best: str = ""
) -> dict[str, GridSweep]:
    """The grid of each network, by its name; grids that would take too long are refused."""
    if front and best:
        raise ArgumentMistake("either a front is asked for or the best point", hint="give front or best, not both")
    sweeps = {name: _grid(net, of, over, where, front or best, bool(front)) for name, net in _named(nets).items()}
    if not sweeps:
        raise ArgumentMistake("no network is given")
    _check_size(list(sweeps.values()), sum(one.size for one in sweeps.values()))
    return sweeps


def _gone_through(one: GridSweep, scheduler: Scheduler, tell: Callable[[int], None]) -> tuple[SweepPart, bool]:
    """The points kept of a grid, and whether the user interrupted the sweep."""
    parts: list[SweepPart] = []
    points = rows = 0
    try:
        for part in parts_of(one, max(one.size // CHUNK, 1), scheduler):
            points, rows = points + part.points, rows + len(part.places)
            parts.append(part)
            if one.objectives and len(parts) > 64:  # noqa: PLR2004
                parts = [merged(one, parts)]
                rows = len(parts[0].places)
            if rows > MOST_ROWS:
                hint = (
                    "give a condition (where), a front, the best or wider steps; "
                    "symcnn sweep -o rows.parquet or rows.csv writes any number"
                )
                raise LimitExceeded(f"more than {MOST_ROWS:,} points are kept", hint=hint)
            tell(points)
    except KeyboardInterrupt:
        return merged(one, parts), True
    return merged(one, parts) if parts else nothing(one), False


def _check_size(sweeps: list[GridSweep], total: int) -> None:
    """Refuse what would take too long; how long is measured on one block."""
    if total <= MOST_POINTS:
        return
    largest = max(sweeps, key=lambda one: one.size)
    longest = 1 << 60 // len(largest.axes)  # places of a grid are numbers of 64 bits
    tried = largest._replace(axes=tuple(axis._replace(length=min(axis.length, longest)) for axis in largest.axes))
    run, block = GridRun(tried), next(iter(tried.blocks()))
    run.found([block])  # compiled before time is taken
    begun = time.perf_counter()
    points = run.found([block]).points
    seconds = (time.perf_counter() - begun) * total / points
    axis = max(largest.axes, key=lambda one: one.length)
    times = min(1 << (-(-total // QUICK) - 1).bit_length(), axis.length)
    wider = f"{axis.name}={axis.first}..{axis.last}:{axis.step * times}"
    hint = f"{axis.name} has {axis.length:,} values: give it a wider step, such as {wider}"
    raise LimitExceeded(f"{total:,} points would take about {_duration(seconds)}", hint=hint)


def _duration(seconds: float) -> str:
    for size, word in ((31_557_600, "years"), (86_400, "days"), (3_600, "hours")):
        if seconds >= 2 * size:
            return f"{round(seconds / size):,} {word}"
    return f"{round(seconds / 60):,} minutes"


def _named(nets: Networks) -> dict[str, Subject]:
    if isinstance(nets, Mapping):
        return {name: checked(net) for name, net in nets.items()}
    found: dict[str, Subject] = {}
    for net in each_of(nets):
        name = base = net.name or "network"
        number = 1
        while name in found:
            number += 1
            name = f"{base} {number}"
        found[name] = net
    return found


def _grid(net: Subject, of: str, over: ValuesBySymbol, where: str, objectives: str, is_front: bool) -> GridSweep:  # noqa: FBT001
    tied = {names: [name.strip() for name in names.split(",")] for names in over}
    known = [*net.symbols, *net.open_symbols]
    for names in tied.values():
        for name in names:
            refuse_unknown([name], known, whose=net.name)
            if name not in net.open_symbols:
                raise ArgumentMistake(f"{name} has a value already", hint="a symbol is swept or set, not both")
    axes = tuple(read_axis(names[0], over[key]) for key, names in tied.items())
    for axis in axes:
        if axis.name in words_of(of):
            is_total = axis.name in TOTALS
            hint = f"the quantity is network.{axis.name}" if is_total else "what is swept is a column anyway"
            raise ArgumentMistake(f'two columns would be called "{axis.name}"', hint=hint)
    ready = net.at(**{name: names[0] for names in tied.values() for name in names[1:]})
    ready = as_layers_take(ready.with_defaults([axis.name for axis in axes]))
    left = sorted(ready.open_symbols.keys() - {axis.name for axis in axes})
    of = ", ".join(dict.fromkeys([*words_of(of), *_objectives_beside(objectives, [axis.name for axis in axes])]))
    kept = without_symbols(wanted_of(ready, of), left)
    wanted = kept and with_conditions(ready, kept, where)
    if wanted is None or any(formula.free_names() & set(left) for formula, _ in wanted.conditions):
        hint = f"such as {left[0]}=32..512 among the values, or a value for it"
        raise Unavailable(f"no value and no default is given for {', '.join(left)}", hint)
    found = read_objectives(objectives, [*(axis.name for axis in axes), *words_of(of)]) if objectives else ()
    return GridSweep(wanted, axes, found, is_front, tuple(left))


def _objectives_beside(objectives: str, symbols: list[str]) -> list[str]:
    """What objectives name that is no symbol: quantities, which become columns too."""
    words = [part.partition(":")[0].strip() for part in objectives.split(",")]
    return [word for word in words if word and word not in symbols]
