"""Rows of a sweep as they come: the same as of the table, however many, in little memory."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import symcnn
from symcnn.cli import cli
from symcnn.compiled import schedulers, sweeping
from symcnn.compiled.designs import grids_of
from symcnn.compiled.streaming import SweepStream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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


LARGE = """
import resource, symcnn
net = symcnn.load("mobilenet_v2")
grid = {{"alpha": "1/16..2:1/16", "W,H": "32..511", "M": "1..{}"}}
found = symcnn.sweep(net, "params, macs", grid, where="macs <= 10^9", front="macs:min, W:max, alpha:max")
assert found.points == 32 * 480 * {}
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def spent(many: int) -> int:
    """The memory of a process that sweeps, in megabytes."""
    command = [sys.executable, "-c", LARGE.format(many, many)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.slow
def test_a_large_grid_takes_little_memory() -> None:
    """What it takes does not grow with the grid, so that 10^9 points take what these do: 65 times as many."""
    small, large = (min(spent(many) for _ in range(3)) for many in (10, 1000))  # threads that wait keep more
    assert large <= 500
    assert large <= small + 100
