"""The rows of a sweep as they are found: as many as there are, one block of them in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.parquet_files import parquet_pieces
from symcnn.compiled.schedulers import parts_of
from symcnn.compiled.sweep_table import PARTIAL, SweepTable, SweptNetwork, csv_line, left_of, whole_columns, why_none
from symcnn.compiled.sweeping import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.compiled.schedulers import Scheduler
    from symcnn.compiled.sweeping import GridSweep


class SweepStream:
    r"""A sweep as the text of a CSV file, piece by piece; after ^C it ends with a line that says so.

    >>> import symcnn
    >>> from symcnn.compiled.designs import grids_of
    >>> stream = SweepStream(grids_of(symcnn.load("lenet5"), "macs", {"W": "32..40:4"}))
    >>> print("".join(stream).replace("\r", ""), stream.points, stream.rows)
    W,macs
    32,326520
    36,431400
    40,536280
     3 3
    """

    def __init__(
        self,
        sweeps: Mapping[str, GridSweep],
        scheduler: Scheduler = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._sweeps = sweeps
        self._scheduler = scheduler
        self._progress = progress
        self.points = 0
        """How many points were looked at so far."""
        self.rows = 0
        """How many rows were written so far."""
        self.is_partial = False
        """Whether it was interrupted."""
        self._others: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        """The head, and then the rows of one block at a time, in the order of the grid."""
        first = next(iter(self._sweeps.values()))
        is_several = len(self._sweeps) > 1
        yield csv_line([*(["network"] * is_several), *first.names])
        try:
            for name, one in self._sweeps.items():
                yield from self._of_network([name] * is_several, one)
        except KeyboardInterrupt:
            self.is_partial = True
            yield PARTIAL

    def why_none(self) -> str:
        """The condition that fails at the first point, where there are no rows."""
        return why_none(list(self._sweeps.values()))

    @property
    def left(self) -> tuple[str, ...]:
        """Symbols without a value: conditions on them are not looked at."""
        return left_of(self._sweeps.values())

    def parquet(self) -> Iterator[bytes]:
        """The same rows as a Parquet file, piece by piece; fractions and numbers beyond 64 bits become text.

        Raises:
            NotFound: DuckDB is not installed.
        """
        first = next(iter(self._sweeps.values()))
        names = (*(["network"] * (len(self._sweeps) > 1)), *first.names)
        rows = (piece for piece in self if piece != PARTIAL)
        return parquet_pieces(rows, lambda: ((name, name not in {"network", *self._others}) for name in names))

    def _of_network(self, start: list[str], one: GridSweep) -> Iterator[str]:
        total = sum(other.size for other in self._sweeps.values())
        for part in parts_of(one, max(one.size // CHUNK, 1), self._scheduler):
            self.points += part.points
            self.rows += len(part.places)
            table = SweepTable([SweptNetwork("", one, part)])
            self._others |= {column for column, is_whole in whole_columns(table) if not is_whole}
            yield "".join(csv_line([*start, *row]) for row in table.rows())
            if self._progress is not None:
                self._progress(self.points, total)
