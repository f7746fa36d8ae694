"""A front as a plot, and tables of sweeps as data frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import symcnn
from symcnn.cli import cli
from symcnn.errors import ArgumentMistake, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

NET = symcnn.load("mobilenet_v2")
GRID = {"alpha": "1/4..1:1/4", "W,H": "96..224:32"}


@pytest.mark.usefixtures("matplotlib")
def test_two_objectives_are_a_line_of_the_points() -> None:
    table = symcnn.sweep(NET, "params, macs", GRID, front="macs:min, W:max")
    (axes,) = table.plot().axes
    drawn: Any = axes.lines[0]
    assert len(axes.lines) == 1
    assert "MACs" in axes.get_xlabel()
    assert axes.get_ylabel() == "$W$"
    assert list(drawn.get_ydata()) == sorted(table["W"].tolist())
    xs, right = list(drawn.get_xdata()), sorted(table["macs"].tolist())
    assert [round(x * right[-1] / xs[-1]) for x in xs] == right  # in powers of ten, as the title says


@pytest.mark.usefixtures("matplotlib")
def test_three_objectives_are_two_panels_of_marks() -> None:
    table = symcnn.sweep({"a": NET, "b": NET}, "macs", GRID, front="macs:min, W:max, alpha:max")
    figure = table.plot(language="zh")
    assert len(figure.axes) == 2
    assert all(line.get_linestyle() == "None" for axes in figure.axes for line in axes.lines)
    assert [len(axes.lines) for axes in figure.axes] == [2, 2]


@pytest.mark.usefixtures("matplotlib")
def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(ArgumentMistake, match="needs two columns"):
        symcnn.sweep(NET, "macs", GRID, best="macs").plot()
    with pytest.raises(Unavailable, match="nothing to draw"):
        symcnn.sweep(NET, "macs", GRID, where="macs <= 3", front="macs, W:max").plot()


@pytest.mark.usefixtures("matplotlib")
def test_the_command_line_draws(tmp_path: Path) -> None:
    file = tmp_path / "front.pdf"
    words = ["sweep", "lenet5", "--over", "W=32..64", "--front", "macs:min,W:max", "--plot", str(file)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")
    bad = CliRunner().invoke(cli, [*words[:-1], str(tmp_path / "front.doc")])
    assert 'no picture format "doc"' in bad.output
    assert [path.name for path in tmp_path.iterdir()] == ["front.pdf"]


def test_data_frames_have_the_same_rows() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    table = symcnn.sweep(NET, "params, macs", GRID)
    frame: Any = table.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert [tuple(row) for row in frame.itertuples(index=False)] == list(table.rows())
    assert frame["alpha"][0] == Fraction(1, 4)
    other: Any = table.to_polars()
    assert isinstance(other, polars.DataFrame)
    assert [tuple(map(str, row)) for row in other.rows()] == [tuple(map(str, row)) for row in table.rows()]
    assert other["macs"].dtype == polars.Int64


def test_others_take_a_table_as_a_stream_of_arrow() -> None:
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    found = symcnn.sweep(symcnn.load("mobilenet_v2"), "params, macs", {"W,H": "96..224:32", "alpha": "1/2, 1"})
    assert polars.DataFrame(found).equals(found.to_polars())
    assert duckdb.sql("SELECT W, macs FROM found WHERE alpha = '1' ORDER BY macs DESC LIMIT 1").fetchall() == [
        (224, 300774272)
    ]
