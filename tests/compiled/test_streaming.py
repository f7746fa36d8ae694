"""Rows of a sweep as they come: the same as of the table, however many, in little memory."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import symcnn
from symcnn.cli import cli
from symcnn.compiled import designs, schedulers, sweeping
from symcnn.compiled.designs import grids_of
from symcnn.compiled.streaming import SweepStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from symcnn.compiled.sweeping import GridBlock, GridSweep, SweepPart

NETS = {"small": symcnn.load("mobilenet_v2"), "other": symcnn.load("resnet50")}
GRID = {"W": "96..512:8", "M": "10..100:10"}


@pytest.mark.parametrize("names", [["small"], ["small", "other"]])
@pytest.mark.parametrize("scheduler", [None, "threads"])
def test_it_is_the_table(names: list[str], scheduler: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    nets = {name: NETS[name] for name in names}
    whole = symcnn.sweep(nets, "params, macs", GRID, where="macs >= 10^8").render("csv")
    monkeypatch.setattr(sweeping, "CHUNK", 40)
    monkeypatch.setattr(sweeping, "COLUMNS", 10)
    stream = SweepStream(grids_of(nets, "params, macs", GRID, where="macs >= 10^8"), scheduler)
    assert "".join(stream) == whole
    assert (stream.points, stream.rows) == (530 * len(names), whole.count("\r\n") - 1)


def test_it_says_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 50)
    monkeypatch.setattr(sweeping, "COLUMNS", 10)
    whole, calls = sweeping.found_in, iter(range(9))

    def breaking(token: str, sweep: GridSweep, blocks: Sequence[GridBlock]) -> SweepPart:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return whole(token, sweep, blocks)

    monkeypatch.setattr(schedulers, "found_in", breaking)
    stream = SweepStream(grids_of(NETS["small"], "macs", GRID))
    lines = "".join(stream).splitlines()
    assert lines[-1] == "# partial"
    assert len(lines) == 2 + 150
    assert (stream.points, stream.is_partial) == (150, True)


def test_the_command_line_streams_csv(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    words = ["sweep", "lenet5", "--over", "W=32..40", "--over", "H=32..40", "--of", "macs"]
    assert CliRunner().invoke(cli, [*words, "-o", str(file)]).exit_code == 0
    grid = {"W": "32..40", "H": "32..40"}
    assert file.read_bytes().decode() == symcnn.sweep(symcnn.load("lenet5"), "macs", grid).render("csv")


def test_a_file_that_breaks_off_is_not_left(tmp_path: Path) -> None:
    """A disk that is full after the first piece."""
    from symcnn.cli import output
    from symcnn.errors import NotFound

    def pieces() -> Iterator[str]:
        yield "W,macs\r\n"
        raise OSError(28, "No space left on device")

    with pytest.raises(NotFound, match="No space left on device"):
        output.show_pieces(pieces(), tmp_path / "rows.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ahead", [1, 4])
def test_only_so_many_blocks_wait_to_be_written(ahead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes slowly is waited for: blocks that are begun or kept are bounded."""
    monkeypatch.setattr(sweeping, "CHUNK", 10)
    monkeypatch.setattr(sweeping, "COLUMNS", 10)
    monkeypatch.setattr(schedulers, "AHEAD", ahead)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    whole, lock, taken = sweeping.found_in, Lock(), 0
    begun: list[GridBlock] = []

    def counting(token: str, sweep: GridSweep, blocks: Sequence[GridBlock]) -> SweepPart:
        with lock:
            begun.extend(blocks)
        return whole(token, sweep, blocks)

    monkeypatch.setattr(schedulers, "found_in", counting)
    (grid,) = grids_of(NETS["small"], "macs", GRID).values()
    for _ in schedulers.parts_of(grid, 53, "threads"):
        taken += 1
        with lock:
            assert len(begun) <= taken - 1 + 3 * ahead
    assert taken == len(begun) == len(set(begun)) == 53


class Cluster:
    """A client whose workers keep what nobody has taken, as Dask's do as long as somebody knows of it."""

    def __init__(self, limit: int) -> None:
        self.limit, self.kept, self.asked = limit, 0, 0

    def scatter(self, value: GridSweep, **_: bool) -> Kept:
        return Kept(self, value)

    def nthreads(self) -> dict[str, int]:
        return {"one": 1, "other": 1}

    def submit(self, function: Callable[..., Any], *given: Kept, **_: bool) -> Kept:
        self.kept, self.asked = self.kept + 1, self.asked + 1
        assert self.kept <= self.limit
        return Kept(self, function(*(one.value for one in given)))


class Kept:
    """What such a client knows of."""

    def __init__(self, cluster: Cluster, value: Any) -> None:
        self.cluster, self.value = cluster, value

    def result(self) -> Any:
        self.cluster.kept -= 1
        return self.value

    def cancel(self) -> None:
        self.cluster.kept -= 1


def test_a_cluster_holds_only_so_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 10)
    monkeypatch.setattr(sweeping, "COLUMNS", 10)
    cluster = Cluster(limit=2 * schedulers.AHEAD)
    stream = SweepStream(grids_of(NETS["small"], "macs", GRID), cluster)  # type: ignore[arg-type]
    assert "".join(stream) == "".join(SweepStream(grids_of(NETS["small"], "macs", GRID)))
    assert (cluster.asked, cluster.kept) == (53, 0)


def test_a_stream_that_is_left_begins_no_more() -> None:
    """Whoever stops reading: what was begun is called off."""
    cluster = Cluster(limit=2 * schedulers.AHEAD)
    stream = iter(SweepStream(grids_of(NETS["small"], "macs", {"W": "96..10^7"}), cluster))  # type: ignore[arg-type]
    assert next(stream) == "W,macs\r\n"
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert (cluster.asked, cluster.kept) == (2 * schedulers.AHEAD, 0)


LARGE = """
import re, symcnn
net = symcnn.load("mobilenet_v2")
grid = {{"alpha": "1/16..2:1/16", "W,H": "32..511", "M": "1..{}"}}
found = symcnn.sweep(net, "params, macs", grid, where="macs <= 10^9", front="macs:min, W:max, alpha:max")
assert found.points == 32 * 480 * {}
print(int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read()).group(1)) // 1024)
"""


def spent(many: int) -> int:
    """The memory of a process that sweeps, in megabytes; what ``getrusage`` gives may be that of the parent."""
    command = [sys.executable, "-c", LARGE.format(many, many)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.slow
def test_a_large_grid_takes_little_memory() -> None:
    """What it takes does not grow with the grid, so that 10^9 points take what these do: 65 times as many."""
    small, large = (min(spent(many) for _ in range(3)) for many in (10, 1000))  # threads that wait keep more
    assert large <= 500
    assert large <= small + 100


def test_parquet_is_written_as_rows_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than a table keeps; fractions and numbers beyond 64 bits are text."""
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.setattr(sweeping, "CHUNK", 40)
    monkeypatch.setattr(designs, "MOST_ROWS", 10)
    nets = {"small": NETS["small"], "other": symcnn.load("mobilenet_v2").at(M=7)}
    grid = {"W,H": "96, 10^9", "alpha": "1/4..1:1/4", "D": "1..5"}
    with pytest.raises(symcnn.SymcnnError, match=r"(?s)more than 10 points are kept.*symcnn sweep -o rows\.parquet"):
        symcnn.sweep(nets, "params, macs", grid)
    stream = SweepStream(grids_of(nets, "params, macs", grid))
    (tmp_path / "rows.parquet").write_bytes(b"".join(stream.parquet()))
    rows = duckdb.connect().execute("FROM read_parquet($1)", [str(tmp_path / "rows.parquet")]).fetchall()
    assert len(rows) == stream.rows == 80
    for network, width, alpha, depth, params, macs in (rows[0], rows[-1]):
        point = nets[network].numbers(W=width, H=width, alpha=Fraction(alpha), D=depth)
        assert (point.params, str(point.macs)) == (params, macs)


@pytest.mark.parametrize("kind", ["csv", "text", "parquet"])
def test_an_empty_table_says_why(kind: str, tmp_path: Path) -> None:
    words = ["sweep", "lenet5", "--over", "W=0..3", "--of", "macs", "--format", kind, "-o", str(tmp_path / "rows")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0
    assert "no row: of 4 points none fits; at W = 0 it must be that W ≥ 1" in done.stderr
