"""The verb that writes pages for a paper."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from symcnn.errors import Unavailable
from symcnn.render import tex as typesetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run


def test_it_prints_a_fragment_that_names_its_packages(run: Callable[..., Run]) -> None:
    shown = run("paper", "lenet5", "--part", "table", "--numbers")
    assert shown.out.startswith("% LeNet5, table: needs \\usepackage{booktabs}\n")


def test_it_takes_a_language_and_a_notation(run: Callable[..., Run]) -> None:
    shown = run(
        "paper", "lenet5", "--part", "formula", "--quantity", "params", "--lang", "zh", "--notation", "dumoulin"
    )
    assert "整个网络的参数个数" in shown.out
    assert r"\frac{i_{1}}{4}" in shown.out
    assert run("paper", "lenet5", "--lang", "zhh").err == 'error: there is no language "zhh"\n  did you mean "zh"?\n'


def test_a_document_goes_to_a_file(run: Callable[..., Run]) -> None:
    assert run("paper", "lenet5", "--standalone", "-o", "a.tex").status == 0
    assert Path("a.tex").read_text("utf-8").startswith(r"\documentclass[10pt,a4paper]{article}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--part", "tables"), ("--columns", "parms"), ("--width", "0"), ("--format", "pdf"),
        ("-o", "missing/a.tex"), ("--layer", "C9", "--part", "work"), ("--form", "by Z"),
    ],
)  # fmt: skip
def test_mistakes_are_told_and_nothing_is_written(run: Callable[..., Run], arguments: tuple[str, ...]) -> None:
    shown = run("paper", "lenet5", *arguments)
    assert shown.status != 0
    assert shown.err
    assert not list(Path().iterdir())


def test_without_tex_the_source_is_written(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_text: str) -> bytes:
        message = "no TeX is installed"
        raise Unavailable(message)

    monkeypatch.setattr(typesetting, "typeset", missing)
    shown = run("paper", "lenet5", "--format", "pdf", "-o", "a.pdf")
    assert shown.status == 1
    assert "no TeX is installed; its LaTeX is in a.tex" in shown.err
    assert [path.name for path in Path().iterdir()] == ["a.tex"]


@pytest.mark.tex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled")
def test_a_pdf_is_set(run: Callable[..., Run]) -> None:
    assert run("paper", "lenet5", "--part", "table", "--format", "pdf", "-o", "a.pdf").status == 0
    assert Path("a.pdf").read_bytes().startswith(b"%PDF")
