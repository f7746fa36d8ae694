"""Runs what formulas are compiled to: in Python, on NumPy arrays, with the system's C compiler, in Node.js, in DuckDB.

Each takes a network, the quantities, and points; it gives for each point the values, or None where there is no network.
"""

from __future__ import annotations

import ctypes
import json
import random
import shutil
import subprocess
import tempfile
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.analysis.measures import read_measures
from symcnn.compiled.gathering import wanted_of
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.compiled.compiled_function import CompiledFunction
    from symcnn.network.network import Network
    from symcnn.support.scalar import Number

    Point = Mapping[str, Number]
    Values = tuple[Number, ...] | None

TOTALS = ("params", "macs", "units", "connections", "weights", "training", "running", "depth")


def totals_of(net: Network) -> list[str]:
    """The totals that a network states."""
    found = []
    for key in TOTALS:
        try:
            wanted_of(net, key)
        except SymcnnError:
            continue
        found.append(key)
    return found


def drawn_points(net: Network, symbols: Sequence[str], count: int, seed: int) -> list[Point]:
    """Points near the defaults and far from them, some of which no network has."""
    chance = random.Random(seed)
    kinds = {parameter.symbol: parameter.kind for parameter in net.parameters}
    return [
        {name: _drawn(kinds.get(name, ""), net.defaults.get(name), chance) for name in symbols} for _ in range(count)
    ]


def _drawn(kind: str, default: Number | None, chance: random.Random) -> Number:
    if kind == "boolean":
        return chance.randint(0, 1)
    if kind == "real":
        return Fraction(chance.randint(1, 64), chance.choice((4, 8, 16)))
    usual = int(default or 8)
    choices = (usual, chance.randint(1, max(2 * usual, 4)), usual + chance.randint(-3, 3), usual * chance.randint(1, 3))
    return max(0, chance.choice(choices))


def by_derivation(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """In numbers, from nothing, at each point."""
    measures = read_measures(of)
    found: list[Values] = []
    for point in points:
        try:
            there = net.numbers(**point)
            found.append(tuple(measure.of(there) for measure in measures))  # type: ignore[misc]  # numbers, here
        except SymcnnError:
            found.append(None)
    return found


def in_python(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """One point after another."""
    compiled = net.function(of)
    found = (compiled(**point) for point in points)
    return [value if value is None or isinstance(value, tuple) else (value,) for value in found]  # type: ignore[misc]


def in_many(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """In arrays that are long enough for numbers of 32 bits."""
    from symcnn.compiled.block_room import FEW

    return in_numpy(net, of, [*points] * (FEW // len(points) + 1))[: len(points)]


def in_numpy(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """All points at once."""
    compiled = net.function(of, "numpy")
    run = compiled.run(**{name: [point[name] for point in points] for name in compiled.symbols})  # type: ignore[attr-defined]
    legal = [True] * len(points) if run.legal is None else run.legal.tolist()
    rows = zip(*(result.tolist() for result in run.results), strict=True)
    return [row if is_legal else None for row, is_legal in zip(rows, legal, strict=True)]


def ranges_of(points: Sequence[Point]) -> dict[str, list[Number]]:
    """The values of each symbol."""
    return {name: sorted({point[name] for point in points}) for name in points[0]} if points else {}


def in_c(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """Compiled by the system's compiler into a library that is loaded here; for a range that holds every point."""
    compiled = net.function(of, "c", over=ranges_of(points))
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "compiled.c"), Path(folder, "compiled.so")
        source.write_text(compiled.source, "utf-8")
        strict = ["-std=gnu11", "-O1", "-Wall", "-Werror", "-Wno-unused-function", "-ftrapv"]
        subprocess.run([_command("cc"), *strict, "-shared", "-fPIC", "-o", library, source], check=True)
        run = ctypes.CDLL(str(library))[compiled.names.function]
        return [_called(run, compiled, point) for point in points]


def _called(run: Callable[..., int], compiled: CompiledFunction, point: Point) -> Values:
    """What one call gives: a number of two words comes as two."""
    wide = ["__int128 *out_" + name in compiled.source for name in compiled.names.results.values()]
    outputs = [(ctypes.c_int64 * (2 if two else 1))() for two in wide]
    inputs = [
        ctypes.c_int64(int(point[compiled.wanted.variables[slot.variable].name] * slot.scale))
        for slot in compiled.slots
    ]
    if run(*inputs, *outputs):
        return None
    return tuple((out[1] << 64 | out[0] & (1 << 64) - 1) if len(out) > 1 else out[0] for out in outputs)


def in_node(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """All points in one process of Node.js."""
    compiled = net.function(of, "js")
    symbols = compiled.symbols
    rows = [[_for_node(point[name]) for name in symbols] for point in points]
    script = (
        f"{compiled.source}\nconst read = (x) => Array.isArray(x) ? x.map(BigInt) : BigInt(x);\n"
        f"const rows = {json.dumps(rows)}.map((row) => {compiled.names.function}(...row.map(read)));\n"
        "const said = (x) => typeof x === 'bigint' ? x.toString() : x;\n"
        "console.log(JSON.stringify(rows, (_, x) => said(x)));\n"
    )
    ended = subprocess.run([_command("node"), "-"], input=script, capture_output=True, text=True, check=True)
    single = len(compiled.outputs) == 1
    return [_from_node([row] if single and row is not None else row) for row in json.loads(ended.stdout)]


def _for_node(value: Number) -> str | list[str]:
    return str(value) if isinstance(value, int) else [str(value.numerator), str(value.denominator)]


def _from_node(row: list[str | list[str]] | None) -> Values:
    if row is None:
        return None
    return tuple(Fraction(*map(int, value)) if isinstance(value, list) else int(value) for value in row)


def in_duckdb(net: Network, of: str, points: Sequence[Point]) -> list[Values]:
    """All points as rows of a table."""
    import duckdb

    compiled = net.function(of, "sql", over=ranges_of(points))
    columns = compiled.names.arguments
    connection = duckdb.connect()
    kinds = ", ".join(f"{identifier} {_column(points, name)}" for name, identifier in columns.items())
    connection.execute(f"CREATE TABLE designs (place INTEGER{', ' if kinds else ''}{kinds})")
    marks = ", ".join("?" * (len(columns) + 1))
    rows = [
        [place, *(float(point[name]) if _column(points, name) == "DOUBLE" else point[name] for name in columns)]
        for place, point in enumerate(points)
    ]
    connection.executemany(f"INSERT INTO designs VALUES ({marks})", rows)
    wanted = ", ".join(compiled.names.results.values())
    query = compiled.source.rstrip().removesuffix(";")
    found = connection.execute(f"SELECT legal, {wanted} FROM ({query}) ORDER BY place").fetchall()
    return [tuple(row[1:]) if row[0] else None for row in found]


def _column(points: Sequence[Point], name: str) -> str:
    """Fractions whose denominator is a power of two are exact in floating point."""
    common = lcm(*(point[name].denominator for point in points))
    assert common & (common - 1) == 0
    return "BIGINT" if common == 1 else "DOUBLE"


def _command(name: str) -> str:
    found = shutil.which(name)
    assert found is not None
    return found


WAYS: Mapping[str, Callable[[Network, str, Sequence[Point]], list[Values]]] = {
    "python": in_python,
    "numpy": in_numpy,
    "many": in_many,
    "c": in_c,
    "node": in_node,
    "duckdb": in_duckdb,
}
"""Ways to run them, by name."""
