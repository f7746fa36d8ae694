"""What a sweep found: a table with a row for each point kept."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from symcnn.algebra.exact.polynomial import plain
from symcnn.compiled.compiled_function import CompiledFunction
from symcnn.compiled.front_plot import PAIR, FrontPoints, front_figure
from symcnn.compiled.parquet_files import parquet_pieces
from symcnn.compiled.targets import needs
from symcnn.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from matplotlib.figure import Figure
    from pandas import DataFrame
    from polars import DataFrame as PolarsFrame
    from typing_extensions import CapsuleType

    from symcnn.compiled.block_room import NumberArray
    from symcnn.compiled.sweeping import GridSweep, SweepPart
    from symcnn.support.scalar import Number

_AT_ONCE = 10_000
"""Rows that become Python's numbers at a time."""


class SweptNetwork(NamedTuple):
    """One network of a sweep: its name, its grid, and the points kept."""

    name: str
    sweep: GridSweep
    part: SweepPart


class SweepTable:
    """Rows of a sweep, in the order of the grid.

    >>> import symcnn
    >>> found = symcnn.sweep(symcnn.load("lenet5"), of="params, macs", over={"W": "32..40:4"})
    >>> print(found)
     W  params    macs
    32   60000  326520
    36   70080  431400
    40   80160  536280
    >>> found["macs"]
    array([326520, 431400, 536280])
    """

    def __init__(self, found: Sequence[SweptNetwork], *, is_partial: bool = False) -> None:
        self._found = tuple(found)
        self.is_partial = is_partial
        """Whether it was interrupted, so that points are missing."""

    @property
    def points(self) -> int:
        """How many points were looked at."""
        return sum(swept.part.points for swept in self._found)

    @property
    def legal(self) -> int:
        """The number of points at which there is a network that fulfils the conditions asked for."""
        return sum(swept.part.legal for swept in self._found)

    def why_none(self) -> str:
        """The condition that fails at the first point, for a table without rows."""
        return why_none([swept.sweep for swept in self._found])

    @property
    def left(self) -> tuple[str, ...]:
        """Symbols without a value: conditions on them are not looked at."""
        return left_of(swept.sweep for swept in self._found)

    def __len__(self) -> int:
        return sum(len(swept.part.places) for swept in self._found)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the columns are called: the network where there are several, symbols, quantities."""
        names = self._found[0].sweep.names
        return ("network", *names) if len(self._found) > 1 else names

    @property
    def symbols(self) -> tuple[str, ...]:
        """The columns that are symbols."""
        return tuple(axis.name for axis in self._found[0].sweep.axes)

    @property
    def objectives(self) -> tuple[str, ...]:
        """The columns that were to be small or large."""
        return tuple(objective.key for objective in self._found[0].sweep.objectives)

    @property
    def is_front(self) -> bool:
        """Whether only points are there that no other beats."""
        return self._found[0].sweep.is_front

    def plot(self, width: str | float = "twocolumn", language: str = "en") -> Figure:
        """The points, by their objectives or else by the last two columns, as a figure of matplotlib."""
        keys = self.objectives or tuple(key for key in self.columns if key != "network")[-PAIR:]
        networks = [swept.name if len(self._found) > 1 else "" for swept in self._found for _ in swept.part.places]
        columns = {key: self[key].tolist() for key in keys}
        points = FrontPoints(keys, columns, networks, self.symbols, self.is_front)
        return front_figure(points, width, language)

    def to_pandas(self) -> DataFrame:
        """The table as a data frame of pandas; fractions and whole numbers beyond 64 bits stay what they are.

        Raises:
            NotFound: Pandas is not installed.
        """
        needs("pandas", "data frames of pandas", "frames")
        frame: DataFrame = import_module("pandas").DataFrame(self.arrays())
        return frame

    def to_polars(self) -> PolarsFrame:
        """The table as a data frame of polars; fractions and whole numbers beyond 64 bits become text.

        Raises:
            NotFound: Polars is not installed.
        """
        needs("polars", "data frames of polars", "frames")
        columns = {
            name: array if array.dtype != object else list(map(str, array)) for name, array in self.arrays().items()
        }
        frame: PolarsFrame = import_module("polars").DataFrame(columns)
        return frame

    def __arrow_c_stream__(self, requested_schema: CapsuleType | None = None) -> CapsuleType:
        """The rows as a stream of Arrow, by which DuckDB, polars, pandas and others take a table that they do not know.

        Raises:
            NotFound: Polars, which makes it, is not installed.
        """
        stream: CapsuleType = self.to_polars().__arrow_c_stream__(requested_schema)
        return stream

    def __getitem__(self, column: str) -> NumberArray:
        """A column: whole numbers, or fractions as an array of objects."""
        if column not in self.columns:
            raise NotFound(f'there is no column "{column}"', f"there is {', '.join(self.columns)}")
        arrays = [_column(swept, column) for swept in self._found]
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)

    def arrays(self) -> dict[str, NumberArray]:
        """Every column by name; data frames of pandas and polars are made of it."""
        return {column: self[column] for column in self.columns}

    def rows(self) -> Iterator[tuple[Number | str, ...]]:
        """Row after row, as Python's own numbers."""
        arrays = list(self.arrays().values())
        for start in range(0, len(self), _AT_ONCE):
            yield from zip(*(array[start : start + _AT_ONCE].tolist() for array in arrays), strict=True)

    def __repr__(self) -> str:
        return f"<SweepTable of {len(self):,} rows{', partial' * self.is_partial}>"

    def __str__(self) -> str:
        return self.render("text")

    def render(self, format: str = "text") -> str:
        """All of it in a format: ``text``, ``csv``, ``json`` or ``markdown``."""
        if format not in FORMS:
            raise NotFound(f'there is no format "{format}" of a sweep', f"there is {', '.join(FORMS)}, and parquet")
        return FORMS[format](self)

    def parquet(self) -> bytes:
        """The table as a Parquet file, which DuckDB writes; whole numbers beyond 64 bits and fractions become text.

        Raises:
            NotFound: DuckDB is not installed.
        """
        return b"".join(parquet_pieces([_csv(self).removesuffix(PARTIAL)], lambda: whole_columns(self)))


def why_none(sweeps: Sequence[GridSweep]) -> str:
    """The message of an empty table: which condition fails at the first point of the grid."""
    first = sweeps[0]
    point = {axis.name: axis.first for axis in first.axes}
    words = ", ".join(f"{name} = {value}" for name, value in point.items())
    reason = CompiledFunction(first.wanted).reason(**point)
    return f"no row: of {sum(sweep.size for sweep in sweeps):,} points none fits; at {words} it must be that {reason}"


def left_of(sweeps: Iterable[GridSweep]) -> tuple[str, ...]:
    """The symbols without a value, each once."""
    return tuple(dict.fromkeys(symbol for sweep in sweeps for symbol in sweep.left))


def whole_columns(table: SweepTable) -> Iterator[tuple[str, bool]]:
    """Each column, and whether it has whole numbers of 64 bits only."""
    return ((name, array.dtype != object) for name, array in table.arrays().items())


def _column(swept: SweptNetwork, column: str) -> NumberArray:
    if column == "network":
        return np.full(len(swept.part.places), swept.name, dtype=object)
    place = swept.sweep.names.index(column)
    count = len(swept.sweep.axes)
    if place >= count:
        return swept.part.columns[place - count]
    values, scale = swept.sweep.values(swept.part.places, place), swept.sweep.axes[place].scale
    if scale == 1:
        return values
    return np.array([plain(Fraction(value, scale)) for value in values.tolist()], dtype=object)


def _csv(table: SweepTable) -> str:
    return "".join([csv_line(table.columns), *map(csv_line, table.rows()), PARTIAL * table.is_partial])


PARTIAL = "# partial\r\n"
"""The last line of a CSV file from which points are missing."""


def csv_line(cells: Iterable[Number | str]) -> str:
    r"""A row of a CSV file.

    >>> csv_line(["a,b", 3])
    '"a,b",3\r\n'
    """
    return ",".join(_quoted(str(cell)) for cell in cells) + "\r\n"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"' if any(sign in word for sign in ',"\r\n') else word


def _json(table: SweepTable) -> str:
    rows = [
        {name: cell if isinstance(cell, int) else str(cell) for name, cell in zip(table.columns, row, strict=True)}
        for row in table.rows()
    ]
    data = {"points": table.points, "legal": table.legal, "partial": table.is_partial, "rows": rows}
    return json.dumps(data, indent=2, ensure_ascii=False)


def _markdown(table: SweepTable) -> str:
    names = [name.replace("|", r"\|") for name in table.columns]
    lines = [f"| {' | '.join(names)} |", f"|{'---:|' * len(names)}"]
    lines += [f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |" for row in table.rows()]
    return "\n".join([*lines, *(["", "partial"] if table.is_partial else [])])


def _text(table: SweepTable) -> str:
    rows = [table.columns, *(tuple(map(str, row)) for row in table.rows())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *(["partial: it was interrupted"] if table.is_partial else [])])


FORMS: Mapping[str, Callable[[SweepTable], str]] = {"text": _text, "csv": _csv, "json": _json, "markdown": _markdown}
"""How a table of a sweep is printed."""
