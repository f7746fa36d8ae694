"""The verb ``plot``: files, formats, and what is said when something is wrong."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from symcnn.render.plots.saving import TEX_PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LENET = ("plot", "lenet5", "--over", "W=32..40")


@pytest.mark.usefixtures("matplotlib")
@pytest.mark.parametrize(("file", "magic"), [("a.pdf", b"%PDF"), ("a.PNG", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_the_format_is_that_of_the_file(run: Callable[..., Any], tmp_path: Path, file: str, magic: bytes) -> None:
    assert run(*LENET, "-o", file).status == 0
    assert (tmp_path / file).read_bytes().startswith(magic)
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.usefixtures("matplotlib")
def test_a_format_by_name_and_standard_output(run: Callable[..., Any], tmp_path: Path) -> None:
    assert run(*LENET, "--format", "svg", "-o", "picture").status == 0
    assert (tmp_path / "picture").read_bytes().startswith(b"<?xml")
    assert run(*LENET, "--format", "svg", "-o", "-").out == (tmp_path / "picture").read_text("utf-8")


@pytest.mark.usefixtures("matplotlib")
def test_gaps_are_told(run: Callable[..., Any]) -> None:
    found = run("plot", "lenet5", "-e", "input(W, W, 3); c: conv(5, 8)", "--over", "W=30..40", "-o", "a.pdf")
    words = "note: LeNet5: 2 of 11 values of W left out, where it cannot be: W ≥ 32 (C5: the kernel must fit into the"
    assert found.err == f"{words} padded input)\n"


@pytest.mark.usefixtures("matplotlib")
def test_words_and_symbols(run: Callable[..., Any]) -> None:
    found = run("plot", "lenet5", "--over", "W=30..40", "--notation", "dumoulin", "-o", "a.svg")
    assert found.err.startswith("note: LeNet5: 2 of 11 values of i₁ left out")
    found = run("plot", "resnet50", "--bars", "--by", "1", "--lang", "zh", "-o", "a.svg")
    assert "省略 3 行" in found.err or "no font with Chinese" in found.err


@pytest.mark.usefixtures("matplotlib")
def test_bars(run: Callable[..., Any], tmp_path: Path) -> None:
    assert run("plot", "resnet50", "--bars", "--by", "1", "--of", "params,macs", "-o", "a.pdf").status == 0
    assert (tmp_path / "a.pdf").exists()


@pytest.mark.usefixtures("matplotlib")
@pytest.mark.parametrize(
    ("status", "arguments", "said"),
    [
        (1, (*LENET, "-o", "/nowhere/x.pdf"), "cannot write /nowhere/x.pdf"),
        (1, (*LENET, "-o", "a.pdff"), 'did you mean "pdf"?'),
        (1, (*LENET, "-o", "a.pdf", "--format", "pgn"), 'did you mean "png"?'),
        (1, (*LENET, "-o", "a.pdf", "--lang", "zn"), 'there is no language "zn"'),
        (1, (*LENET, "-o", "a.pdf", "--notation", "dumulin"), 'did you mean "dumoulin"?'),
        (1, ("plot", "lenet5", "--bars", "-o", "a.pdf", "--notation", "lecum"), 'did you mean "lecun"?'),
        (1, (*LENET, "-o", "a.pdf", "--width", "bothcolumn"), 'did you mean "bothcolumns"?'),
        (2, (*LENET, "-o", "a.pdf", "--of", "parms"), 'did you mean "params"?'),
        (2, ("plot", "mobilenet_v1", "--over", "alfa=1..2", "-o", "a.pdf"), 'did you mean "alpha"?'),
        (2, ("plot", "lenet5", "--over", "W=1..9", "-o", "a.pdf"), "must fit"),
        (2, (*LENET, "--set", "W=40", "-o", "a.pdf"), "W has a value already"),
        (1, (*LENET, "--set", "Q=40", "-o", "a.pdf"), "no network has a symbol"),
        (1, (*LENET, "--by", "1", "-o", "a.pdf"), "--bars, which takes --by"),
        (1, (*LENET, "--bars", "-o", "a.pdf"), "takes no --over"),
        (1, ("plot", "lenet5", "lenet5", "--bars", "-o", "a.pdf"), "draws one network"),
        (1, ("plot", "lenet5", "-o", "a.pdf"), "--over"),
        (1, ("plot", "--over", "W=1..9", "-o", "a.pdf"), "Give a network"),
        (1, LENET, "-o"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    fails: Callable[..., str], tmp_path: Path, status: int, arguments: tuple[str, ...], said: str
) -> None:
    assert said in fails(status, *arguments)
    assert not list(tmp_path.iterdir())


def test_without_matplotlib(fails: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "matplotlib" else find(name))
    assert "pip install symcnn[plot]" in fails(1, *LENET, "-o", "a.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("matplotlib")
@pytest.mark.skipif(not any(map(shutil.which, TEX_PROGRAMS)), reason="no TeX is installed, which measures pgf's words")
def test_pgf_leaves_nothing_but_the_picture(
    process: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    assert process(*LENET, "-o", "a.pgf").status == 0
    assert (tmp_path / "a.pgf").read_bytes().startswith(b"%% Creator")
    assert not list((tmp_path / "temporary").iterdir())
