"""The verb that draws: files, formats, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def test_nearest_words(fails: Callable[..., str]) -> None:
    assert 'did you mean "boxes"?' in fails(1, "draw", "lenet5", "--style", "box")
    assert 'did you mean "tikz"?' in fails(1, "draw", "lenet5", "--format", "tkz")
    assert 'did you mean "onecolumn"?' in fails(1, "draw", "lenet5", "--width", "onecol")
    assert 'did you mean "right"?' in fails(1, "draw", "lenet5", "--direction", "rigt")


def test_nothing_is_left_where_nothing_can_be_written(fails: Callable[..., str], tmp_path: Path) -> None:
    assert "cannot write" in fails(1, "draw", "lenet5", "-o", "nowhere/net.svg")
    assert "add -o FILE" in fails(1, "draw", "lenet5", "--format", "pdf")
    fails(1, "draw", "lenet5", "--style", "box", "-o", "net.svg")
    assert not list(tmp_path.iterdir())


def test_a_mistake_in_the_text(fails: Callable[..., str]) -> None:
    fails(2, "draw", "-e", "input(W, W, 3); conv(")
