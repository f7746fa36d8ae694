"""Rows as a Parquet file, which DuckDB writes group by group: they pass through a file, never through memory."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from symcnn.compiled.targets import needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PIECE = 1 << 20
"""Bytes that are handed on at a time."""


def parquet_pieces(rows: Iterable[str], names: Callable[[], Iterable[tuple[str, bool]]]) -> Iterator[bytes]:
    r"""The bytes of a Parquet file, piece by piece.

    >>> pieces = parquet_pieces(["W,macs\r\n", "32,470400\r\n"], lambda: [("W", True), ("macs", True)])
    >>> b"".join(pieces)[:4]
    b'PAR1'

    Args:
        rows: Text of a CSV file with a head, piece by piece.
        names: Asked when all rows are there: each column, and whether all of it are whole numbers of 64 bits; others
            become text.

    Raises:
        NotFound: DuckDB is not installed.
    """
    needs("duckdb", "Parquet files", "sql")
    duckdb = import_module("duckdb")
    with TemporaryDirectory() as folder:
        table, made = Path(folder, "rows.csv"), Path(folder, "rows.parquet")
        with table.open("w", encoding="utf-8", newline="") as file:
            file.writelines(rows)
        kinds = {name: "BIGINT" if is_whole else "VARCHAR" for name, is_whole in names()}
        query = "COPY (FROM read_csv($rows, header=true, columns=$kinds)) TO {} (FORMAT parquet)"
        duckdb.connect().execute(query.format(_literal(made)), {"rows": str(table), "kinds": kinds})
        with made.open("rb") as read:
            while piece := read.read(PIECE):
                yield piece


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
