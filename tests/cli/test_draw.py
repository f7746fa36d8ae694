"""The verb that draws: files, formats, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_it_prints_svg(run: Callable[..., Any]) -> None:
    done = run("draw", "lenet5", "--numbers")
    assert done.status == 0
    assert done.out.startswith("<svg ")
    assert "16@10×10" in done.out


def test_it_writes_tikz(run: Callable[..., Any], tmp_path: Path) -> None:
    done = run("draw", "-e", "input(W, H, D); conv(F, K)", "--format", "tikz", "--style", "schematic", "-o", "net.tex")
    assert (done.status, done.out) == (0, "")
    assert "\\begin{tikzpicture}" in (tmp_path / "net.tex").read_text("utf-8")


def test_values_are_put_in(run: Callable[..., Any]) -> None:
    assert "60×60×6" in run("draw", "lenet5", "--numbers", "--set", "W=64", "--set", "H=64").out


@pytest.mark.parametrize(
    ("file", "start"),
    [("a.svg", "<svg"), ("a.TEX", "% \\usepackage{tikz}"), ("a.tikz", "% \\usepackage{tikz}"), ("a", "<svg")],
)
def test_the_format_is_that_of_the_file(run: Callable[..., Any], tmp_path: Path, file: str, start: str) -> None:
    assert run("draw", "lenet5", "-o", file).status == 0
    assert (tmp_path / file).read_text("utf-8").startswith(start)
    assert run("draw", "lenet5", "--format", "svg", "-o", file).status == 0
    assert (tmp_path / file).read_text("utf-8").startswith("<svg")


@pytest.mark.usefixtures("matplotlib")
def test_it_writes_png(run: Callable[..., Any], tmp_path: Path) -> None:
    assert run("draw", "lenet5", "-o", "a.png").status == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_words_and_symbols(run: Callable[..., Any], tmp_path: Path) -> None:
    assert "下采样" in run("draw", "lenet5", "--lang", "zh").out
    assert "m@i₁×i₂" in run("draw", "lenet5", "--notation", "dumoulin").out
    (tmp_path / "mine.cnn").write_text("notation lab { W = n; H = m }", "utf-8")
    assert "D@n×m" in run("draw", "lenet5", "--notation", "mine.cnn", "--style", "boxes").out
    text = "notation lab { X = n }\ninput(W, W, D); conv(F, K)"
    assert "n×n×D" in run("draw", "-e", text, "--notation", "lab", "--style", "schematic").out


def test_widths_mean_the_same_to_every_verb(run: Callable[..., Any]) -> None:
    says = "twocolumn (one column of two, 252pt)"
    for verb in ("draw", "plot", "paper"):
        assert says in " ".join(run(verb, "--help").out.split())
    for width, points in (("twocolumn", 252), ("cvpr", 237)):
        page = run("draw", "lenet5", "--numbers", "--style", "boxes", "--width", width).out
        assert f'width="{points}pt"' in page
    page = run("paper", "resnet18", "--standalone", "--width", "cvpr").out
    assert "textwidth=496.5pt,columnsep=22.5pt" in page


def test_nearest_words(fails: Callable[..., str]) -> None:
    assert 'did you mean "boxes"?' in fails(1, "draw", "lenet5", "--style", "box")
    assert 'did you mean "tikz"?' in fails(1, "draw", "lenet5", "--format", "tkz")
    assert 'did you mean "onecolumn"?' in fails(1, "draw", "lenet5", "--width", "onecol")
    assert 'there is no language "zn"' in fails(1, "draw", "lenet5", "--lang", "zn")
    assert 'did you mean "dumoulin"?' in fails(1, "draw", "lenet5", "--notation", "dumulin")
    assert 'did you mean "svg"?' in fails(1, "draw", "lenet5", "-o", "a.svgg")
    assert 'did you mean "right"?' in fails(1, "draw", "lenet5", "--direction", "rigt")


def test_nothing_is_left_where_nothing_can_be_written(fails: Callable[..., str], tmp_path: Path) -> None:
    assert "cannot write" in fails(1, "draw", "lenet5", "-o", "nowhere/net.svg")
    assert "add -o FILE" in fails(1, "draw", "lenet5", "--format", "pdf")
    fails(1, "draw", "lenet5", "--style", "box", "-o", "net.svg")
    assert not list(tmp_path.iterdir())


def test_a_mistake_in_the_text(fails: Callable[..., str]) -> None:
    fails(2, "draw", "-e", "input(W, W, 3); conv(")
