"""Sweeps give what going through every point by hand gives, whatever the blocks and wherever they run."""

from __future__ import annotations

import csv
import io
import json
import random
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.compiled import sweeping
from symcnn.compiled.fronts import front_places, not_beaten
from symcnn.errors import ArgumentMistake, LimitExceeded, NameMistake, NotFound, SymcnnError, Unavailable

if TYPE_CHECKING:
    from symcnn.compiled.sweep_table import SweepTable

    Row = tuple[int | Fraction, ...]

NET = symcnn.load("mobilenet_v2")
GRID = {"alpha": "1/4..3/2:1/4", "W": "90..130:8", "M": "10, 100"}
VALUES: dict[str, list[Any]] = {
    "alpha": [Fraction(n, 4) for n in range(1, 7)],
    "W": list(range(90, 131, 8)),
    "M": [10, 100],
}
OF = "params, macs"


def by_hand() -> list[Row]:
    compiled: Any = NET.function(OF)
    names = list(VALUES)
    return [(*point, *compiled(**dict(zip(names, point, strict=True)))) for point in product(*VALUES.values())]


ALL = by_hand()


@pytest.fixture(params=[(1 << 18, 1 << 13), (7, 4), (1, 1), (50, 1 << 13), (24, 12)], ids=str)
def _blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(("CHUNK", "COLUMNS"), request.param, strict=True):
        monkeypatch.setattr(sweeping, name, value)


@pytest.mark.usefixtures("_blocks")
def test_every_point_is_there_once_and_in_order() -> None:
    found = symcnn.sweep(NET, OF, GRID)
    assert list(found.rows()) == ALL
    assert (found.points, found.legal, len(found)) == (len(ALL),) * 3
    assert found.columns == ("alpha", "W", "M", "params", "macs")


@pytest.mark.usefixtures("_blocks")
def test_conditions_keep_what_fulfils_them() -> None:
    found = symcnn.sweep(NET, OF, GRID, where="macs <= 5*10^7 and params > 4*W^2")
    assert list(found.rows()) == [row for row in ALL if row[4] <= 5 * 10**7 and row[3] > 4 * row[1] ** 2]


def beaten(row: Row, signs: dict[int, int]) -> bool:
    """Whether some other point is as good in all objectives and better in one."""
    mine = [sign * row[place] for place, sign in signs.items()]
    theirs = ([sign * other[place] for place, sign in signs.items()] for other in ALL)
    return any(other != mine and all(a <= b for a, b in zip(other, mine, strict=True)) for other in theirs)


@pytest.mark.usefixtures("_blocks")
@pytest.mark.parametrize(
    ("front", "signs"),
    [
        ("macs:min, W:max", {4: 1, 1: -1}),
        ("macs, params:max, alpha:max", {4: 1, 3: -1, 0: -1}),
        ("params", {3: 1}),
        ("macs:max, W:min, M:min", {4: -1, 1: 1, 2: 1}),
    ],
)
def test_a_front_is_what_nothing_beats(front: str, signs: dict[int, int]) -> None:
    found = list(symcnn.sweep(NET, OF, GRID, front=front).rows())
    expected: dict[Row, Row] = {}
    for row in ALL:
        if not beaten(row, signs):
            expected.setdefault(tuple(row[place] for place in signs), row)  # of equal ones the first
    assert found == list(expected.values())


@pytest.mark.usefixtures("_blocks")
def test_the_best_point_is_found() -> None:
    found = list(symcnn.sweep(NET, OF, GRID, where="macs <= 5*10^7", best="W:max, alpha:max, macs").rows())
    fitting = [row for row in ALL if row[4] <= 5 * 10**7]
    assert found == [max(fitting, key=lambda row: (row[1], row[0], -row[4]))]


@pytest.mark.parametrize("way", ["best", "front"])
@pytest.mark.usefixtures("_blocks")
def test_objectives_may_be_fractions(way: str) -> None:
    """Of equal ones the next objective decides, whichever block they are in."""
    net = symcnn.parse("input(W, 3); repeat K { conv(3, 2*K, padding=1) }; gap; dense(F)")
    grid, objectives = {"W": "1..8", "K": "5, 8", "F": "3..9"}, "params/7:min, units:max"
    asked: dict[str, Any] = {way: objectives}
    found: list[Any] = list(symcnn.sweep(net, "params/7, units", grid, **asked).rows())
    compiled: Any = net.function("params/7, units")
    rows = [(W, K, F, *compiled(W, K, F)) for W in range(1, 9) for K in (5, 8) for F in range(3, 10)]
    best = min(rows, key=lambda row: (row[3], -row[4]))
    assert found[0][3].denominator == 7
    assert best in found
    assert way == "front" or found == [best]
    assert not any(a[3] <= b[3] and a[4] >= b[4] and a[3:] != b[3:] for a in rows for b in found)


def test_conditions_compare_with_fractions() -> None:
    for where in ("alpha < 3/4", "3/4 > alpha", "alpha - 3/4 < 0"):
        found = symcnn.sweep(NET, "params", {"alpha": "1/4..1:1/4"}, where=where)
        assert found["alpha"].tolist() == [Fraction(1, 4), Fraction(1, 2)]


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_a_front_of_random_points(columns: int) -> None:
    import numpy as np

    chance = random.Random(columns)
    rows = [tuple(chance.randint(0, 30) for _ in range(columns)) for _ in range(2_000)]
    best = {row for row in set(rows) if not any(o != row and all(map(int.__le__, o, row)) for o in set(rows))}
    places = front_places([np.array(column) for column in zip(*rows, strict=True)])
    assert [rows[place] for place in places] == [row for row in dict.fromkeys(rows) if row in best]
    huge = [np.array([value * 10**30 for value in column], dtype=object) for column in zip(*rows, strict=True)]
    assert front_places(huge).tolist() == places.tolist()


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("size", [4, 10**21])
def test_earlier_points_leave_out_only_what_they_beat(count: int, size: int) -> None:
    """Equal ones stay, for which of them is the first is decided later; with numbers beyond 64 bits too."""
    np, chance = pytest.importorskip("numpy"), random.Random(count)
    left_out = 0
    for _ in range(200):
        rows, pivots = (
            [tuple(chance.randint(0, 4) * size // 4 for _ in range(count)) for _ in range(chance.randint(0, most))]
            for most in (30, 4)
        )
        columns = [np.array([row[at] for row in rows], dtype=np.int64 if size < 10 else object) for at in range(count)]
        kept = not_beaten(columns, pivots).tolist()
        beaten = {at for at, row in enumerate(rows) if any(_beats(pivot, row) for pivot in pivots)}
        assert set(range(len(rows))) - beaten <= set(kept)
        assert kept == sorted(kept)
        left_out += len(rows) - len(kept)
    assert left_out > 400


def _beats(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def test_points_without_a_network_are_left_out() -> None:
    found = symcnn.sweep(symcnn.load("densenet"), "macs", {"L": "36..46", "W": "2..5"})
    assert [row[:2] for row in found.rows()] == [(L, W) for L in (37, 40, 43, 46) for W in (4, 5)]
    assert (found.points, found.legal) == (44, 8)


def test_symbols_go_together_and_quantities_of_a_front_become_columns() -> None:
    found = symcnn.sweep(symcnn.load("lenet5"), "params", {"W,H": "32..40"}, front="macs:min, C1.W:max")
    assert found.columns == ("W", "params", "macs", "C1.W")
    assert len(found) == len({row[3] for row in found.rows()})


def test_several_networks_are_swept_together() -> None:
    names = ("resnet18", "resnet34")
    found = symcnn.sweep([symcnn.load(name) for name in names], "params, macs", {"W,H": "32..64:32"})
    assert found.columns == ("network", "W", "params", "macs")
    assert [row[0] for row in found.rows()] == ["ResNet18"] * 2 + ["ResNet34"] * 2
    assert found["macs"][3] == symcnn.load("resnet34").numbers(W=64, H=64).macs


def test_what_exceeds_64_bits_stays_exact() -> None:
    found = symcnn.sweep(symcnn.load("resnet_bottleneck"), "macs", {"C": "10^5, 10^6", "W,H": "10^5"})
    expected = [symcnn.load("resnet_bottleneck").numbers(C=C, W=10**5, H=10**5).macs for C in (10**5, 10**6)]
    assert found["macs"].tolist() == expected


def table() -> SweepTable:
    return symcnn.sweep(symcnn.load("mobilenet_v2"), "params", {"alpha": "1/3, 1/2", "M": "10"})


def test_it_is_printed_in_several_formats() -> None:
    read = list(csv.reader(io.StringIO(table().render("csv"))))
    assert read[0] == ["alpha", "M", "params"]
    assert [row[0] for row in read[1:]] == ["1/3", "1/2"]
    rows = json.loads(table().render("json"))["rows"]
    assert [row["params"] for row in rows] == table()["params"].tolist()
    assert table().render("markdown").splitlines()[1] == "|---:|---:|---:|"
    with pytest.raises(NotFound, match="no format"):
        table().render("pdf")


def test_a_parquet_file_reads_back() -> None:
    duckdb = pytest.importorskip("duckdb")
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "it's.parquet")
        file.write_bytes(table().parquet())
        rows = duckdb.connect().execute("FROM read_parquet($1)", [str(file)]).fetchall()
    assert rows == [("1/3", 10, int(table()["params"][0])), ("1/2", 10, int(table()["params"][1]))]


@pytest.mark.parametrize(
    ("asked", "kind", "words"),
    [
        ({"over": {"X": "1..9"}}, NameMistake, 'no symbol "X"'),
        ({"over": {"W": "9..1"}}, ArgumentMistake, "above the last"),
        ({"over": {"W": []}}, ArgumentMistake, "no value"),
        ({"over": GRID, "front": "macs:least"}, ArgumentMistake, "no direction"),
        ({"over": GRID, "front": "alhpa"}, NameMistake, "alhpa"),
        ({"over": GRID, "where": "macs"}, ArgumentMistake, "compares two formulas"),
        ({"over": GRID, "where": "mcas < 3"}, NameMistake, "mcas"),
        ({"over": GRID, "front": "macs", "best": "macs"}, ArgumentMistake, "not both"),
        ({"over": GRID, "scheduler": "somewhere"}, ArgumentMistake, "no scheduler"),
        ({"over": {"W": "1..10^8", "H": "1..10^7"}}, LimitExceeded, "years|days|hours|minutes"),
    ],
)
def test_what_is_asked_wrong_is_said(asked: dict[str, Any], kind: type[SymcnnError], words: str) -> None:
    with pytest.raises(kind, match=words):
        symcnn.sweep(NET, OF, **asked)


def test_a_symbol_without_a_value_is_said() -> None:
    with pytest.raises(Unavailable, match="no default is given for H"):
        symcnn.sweep(symcnn.parse("input(W, H, 3); conv(3, 8)"), OF, {"W": "3..9"})
    with pytest.raises(ArgumentMistake, match="W has a value"):
        symcnn.sweep(NET.at(W=32), OF, {"W": "3..9"})


def test_a_symbol_that_nothing_asked_for_has_needs_no_value() -> None:
    """Conditions on it are left out, which is told; those on what is swept stay."""
    net = symcnn.parse("input(W, H, 3); A: conv(F, 8); pad(P - 2); B: conv(3, M)")
    found = symcnn.sweep(net, "A.params, A.D", {"F": "1..3", "P": "1..4"})
    assert found.left == ("H", "M", "W")
    rows = [(F, P, 8 * (3 * F * F + 1), 8) for F in range(1, 4) for P in range(2, 5)]
    assert [tuple(map(int, row)) for row in csv.reader(io.StringIO(found.render("csv")).readlines()[1:])] == rows
    assert symcnn.sweep(net.at(W=9, H=9, M=1), "params", {"F": "1..3", "P": "3"}).left == ()
    for of, where in (("params", ""), ("A.params", "B.params <= 900"), ("A.params", "A.W >= 3")):
        with pytest.raises(Unavailable, match="no default is given for H, M, W"):
            symcnn.sweep(net, of, {"F": "1..3", "P": "1..4"}, where=where)


@pytest.mark.parametrize("scheduler", [None, "threads"])
def test_an_interrupted_sweep_keeps_what_it_found(scheduler: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 12)

    def stop(done: int, total: int) -> None:
        assert total == len(ALL)
        if done >= 24:
            raise KeyboardInterrupt

    found = symcnn.sweep(NET, OF, GRID, scheduler=scheduler, progress=stop)
    assert found.is_partial
    assert list(found.rows()) == ALL[: found.points]
    assert 24 <= found.points < len(ALL)
    assert found.render("csv").endswith("# partial\r\n")
    assert json.loads(found.render("json"))["partial"] is True


def test_threads_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 10)
    found = symcnn.sweep(NET, OF, GRID, scheduler="threads", front="macs, W:max")
    assert list(found.rows()) == list(symcnn.sweep(NET, OF, GRID, front="macs, W:max").rows())


def test_blocks_in_which_nothing_fits_are_passed_over() -> None:
    grid = {"W,H": "32..10^5", "C": "64..10^3", "M": "10"}
    found = symcnn.sweep(symcnn.load("resnet_bottleneck"), "macs", grid, where="macs <= 10^8", best="W:max")
    assert found.points == (10**5 - 31) * (10**3 - 63)
    assert len(found) == 1


def test_the_command_line_sweeps() -> None:
    from click.testing import CliRunner

    from symcnn.cli import cli

    words = ["sweep", "mobilenet_v2", "--over", "alpha=1/4..1:1/4", "--over", "W,H=96..224:32", "--of", "params,macs"]
    done = CliRunner().invoke(cli, [*words, "--where", "macs <= 10^8", "--best", "W:max,alpha:max", "--format", "csv"])
    assert (done.exit_code, done.output.splitlines()) == (0, ["alpha,W,params,macs", "1/2,224,1968680,97131840"])
    for wrong, said in ((["--over", "W"], "names no symbol"), (["--over", "W=5..3"], "above the last")):
        failed = CliRunner().invoke(cli, ["sweep", "mobilenet_v2", *wrong])
        assert failed.exit_code != 0
        assert said in failed.output
