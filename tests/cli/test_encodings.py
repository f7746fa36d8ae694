"""Streams that lack signs get words for them; a file has a format that its name ends in and that the verb writes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import pytest

from symcnn.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "input(W, W, D); C1: conv(F, K, stride=2); repeat n as i { conv(3, K*2^i, padding=1) }"


def printed(encoding: str, *arguments: str) -> tuple[int, bytes, bytes]:
    """What a run leaves on streams of an encoding, set up as Python sets up its own."""
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    err = io.TextIOWrapper(io.BytesIO(), encoding, "backslashreplace")
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(arguments)
    taken = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        taken.append(stream.buffer.read())
    assert isinstance(end.value.code, int)
    return end.value.code, taken[0], taken[1]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
def test_formulas_are_in_words_where_signs_are_missing(encoding: str) -> None:
    status, out, _ = printed(encoding, "derive", "-e", TEXT)
    page = out.decode(encoding)
    assert status == 0
    assert "?" not in page
    assert "floor((W - F)/2) + 1" in page
    assert "K*(F^2*D + 1)" in page
    assert "W >= F" in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("solve", "-e", TEXT, "C1.W == 7", "--for", "W"), "F + 12 <= W <= F + 13"),
        (("sizes", "lenet5"), "W >= 32"),
        (("explain", "lenet5", "--layer", "C1"), "K*(F^2*D + 1)"),
        (("memory", "-e", "input(W, W, D); conv(F, K)"), "K*(W - F + 1)^2"),
        (("formula", "conv"), "floor((W - L*(F - 1) - 1 + 2*P)/S) + 1"),
        (("compare", "lenet5", "lenet5", "--of", "params"), "(floor(W/4) - 7)"),
    ],
)
def test_every_verb_says_them(arguments: tuple[str, ...], words: str) -> None:
    status, out, _ = printed("cp1252", *arguments)
    page = out.decode("cp1252")
    assert status == 0
    assert words in page
    assert "?" not in page


def test_names_are_never_lost() -> None:
    page = printed("ascii", "derive", "-e", "network N(名, λ, lambda) { input(名, λ); conv(3, lambda) }")[1].decode()
    assert {r"\u540d", r"\u03bb", "lambda"} <= set(page.replace("*", " ").replace("(", " ").split())
    error = printed("ascii", "derive", "-e", "input(W, 名); cönv(3, 4)")[2].decode()
    assert r"c\xf6nv" in error


def test_pages_with_a_way_to_say_any_sign_use_it() -> None:
    text = "input(W, λ); conv(3, 名)"
    for format_ in ("html", "json"):
        page = printed("ascii", "derive", "-e", text, "--format", format_)[1].decode()
        if format_ == "html":
            assert "&#21517;" in page
        else:
            assert json.loads(page)["input"] == ["W", "λ"]
    assert printed("ascii", "draw", "-e", text)[1].startswith(b"<svg")


@pytest.mark.parametrize(
    ("arguments", "endings"),
    [
        (("derive", "lenet5", "-o", "x.xlsx"), ".txt, .md, .tex, .html, .json, .csv"),
        (("explain", "lenet5", "-o", "x.jpg"), ".txt, .md, .tex, .html, .json, .csv"),
        (("sizes", "lenet5", "-o", "x.pdf"), ".txt, .md, .tex, .html, .json, .csv"),
        (("paper", "lenet5", "-o", "x.docx"), ".tex, .pdf"),
        (("draw", "lenet5", "-o", "x.docx"), "svg"),
        (("plot", "lenet5", "-o", "x.docx"), "pdf, png, svg, pgf"),
    ],
)
def test_a_name_that_ends_in_no_format_is_refused(
    run: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], endings: str
) -> None:
    status, out, error = run(*arguments)
    assert (status, out) == (1, "")
    assert endings in error


def test_a_format_goes_into_any_name(run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("derive", "lenet5", "-o", "x.xlsx", "--format", "text")[0] == 0
    assert run("derive", "lenet5", "-o", "page")[0] == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_source_is_printed_as_it_is_or_not_at_all(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "n.cnn"
    file.write_text("input(μ,W,3)  # größe\nconv(3,λ)\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-m", "symcnn", "fmt", "-"],
        input=file.read_bytes(),
        capture_output=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"which lacks a sign of this text" in done.stderr
    page = printed(encoding, "check", str(file))[1].decode(encoding)
    assert r"28*\u03bb parameters, 28*\u03bb*(\u03bc - 2)*(W - 2) connections" in page
    plain = b"input(W, 3)  # gr\xc3\xb6\xc3\x9fe\n"
    done = subprocess.run(
        [sys.executable, "-m", "symcnn", "fmt", "-"], input=plain, capture_output=True, env=environment, check=False
    )
    assert done.returncode == (encoding == "ascii")
