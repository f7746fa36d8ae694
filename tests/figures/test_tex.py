"""TeX sets the drawings: no error, no box that is too full, no drawing wider than a page."""

from __future__ import annotations

import re
import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast
from set_by_tex import run_tex

import symcnn
from symcnn.errors import Unavailable
from symcnn.render.figures.draw import DrawOptions, draw
from symcnn.render.figures.tikz import to_tikz
from symcnn.render.languages.cjk_fonts import PACKAGE
from symcnn.render.tex import typeset

if TYPE_CHECKING:
    from pathlib import Path

PDFLATEX = shutil.which("pdflatex")
pytestmark = [pytest.mark.tex, pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed")]

HIGHER = {"convtasnet", "unetplusplus", "yolov5", "yolov8"}
"""Networks whose drawing is higher than a page, however much is gathered: letters that can be read come first."""
PARTS = 8
"""Papers that hold all networks together, so that several can be set at once."""
HIGH = 680
HEAD = rf"""\documentclass{{article}}
\usepackage{{tikz}}
\textwidth=516pt \textheight={HIGH}pt \topmargin=-1in \oddsidemargin=-.5in
\begin{{document}}
"""


def log_of(folder: Path, body: str, engine: str = "pdflatex", head: str = HEAD) -> str:
    status, log = run_tex(head + body + r"\end{document}", folder, "-halt-on-error", engine=engine)
    assert status == 0, log[-2000:]
    return log


@cache
def loaded(name: str) -> tuple[symcnn.Network, symcnn.Network]:
    """A network, and the same in numbers, by which both are scaled."""
    net = symcnn.load(name)
    return net, net.numbers()


@pytest.mark.slow
@pytest.mark.parametrize("in_numbers", [True, False], ids=["numbers", "symbols"])
@pytest.mark.parametrize("part", range(PARTS))
def test_a_paper_holds_the_drawings(tmp_path: Path, part: int, in_numbers: bool) -> None:
    pages = []
    for name, style in [("lenet5", "field"), *((name, "auto") for name in symcnn.zoo())][part::PARTS]:
        net, numbers = loaded(name)
        picture = draw((numbers if in_numbers else net).derivation, numbers.derivation, DrawOptions(style))
        is_higher = picture.height > HIGH
        assert not is_higher or name in HIGHER
        drawing = f"\\noindent\n{to_tikz(picture)}"
        pages.append(f"\\vbox to 0pt{{{drawing}\\vss}}\\clearpage\n" if is_higher else f"{drawing}\\clearpage\n")
    log = log_of(tmp_path, "".join(pages))
    assert not re.findall(r"(?:Over|Under)full.*", log)
    assert not re.findall(r"^!.*", log, re.MULTILINE)


def test_words_that_attack_are_set(tmp_path: Path) -> None:
    words = [
        "\\write18{touch broken}",
        "^^5cwrite18{x}",
        "%",
        "#",
        "_a_",
        "~",
        "{",
        "}",
        "$",
        "&",
        "<a>",
        "\\",
        "\n\n",
        '"',
    ]
    from symcnn.formula import name
    from symcnn.render.figures.shapes import Picture, TextShape

    shapes = [TextShape(50, 10.0 * place, (word, name("a_b"))) for place, word in enumerate(words)]
    log_of(tmp_path, to_tikz(Picture("%\n\\x", 100, 200, tuple(shapes))))
    assert not (tmp_path / "broken").exists()


def test_a_pdf_of_one_page() -> None:
    page = typeset(symcnn.load("lenet5").draw(format="pdf"), "drawing")
    assert page.startswith(b"%PDF")


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="xelatex is not installed")
@pytest.mark.parametrize("style", some_fast(["auto", "schematic", "field"]))
def test_words_in_chinese_are_set_by_xelatex(style: str) -> None:
    net = symcnn.parse("input(99, 99, 3); 名前: conv(3, 8, dilation=2); bn; maxpool(2); conv(3, 8)")
    assert net.picture(style, "pdf").startswith(b"%PDF")
    assert net.picture(style, "pdf", language="zh").startswith(b"%PDF")


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="xelatex is not installed")
def test_a_paper_in_chinese_holds_the_drawings(tmp_path: Path) -> None:
    names = ["lenet5", "resnet50", "unet", "inceptionv3", "kimcnn", "vit_b16"]
    pages = [symcnn.load(name).draw(format="tikz", language="zh") for name in names]
    head = HEAD.replace(r"\begin{document}", PACKAGE + r"\begin{document}")
    log = log_of(tmp_path, r"\clearpage ".join(f"\\noindent\n{page}" for page in pages), "xelatex", head)
    assert not re.findall(r"(?:Over|Under)full.*|Missing character.*", log)


def test_an_engine_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unavailable, match="xelatex, which is not installed"):
        symcnn.load("lenet5").picture(format="pdf", language="zh")


def test_what_tex_cannot_set_is_said() -> None:
    with pytest.raises(Unavailable, match="pdflatex could not set the drawing"):
        symcnn.parse("input(9, 9, 3); имя: conv(3, 8); conv(3, 8)").picture("schematic", "pdf")
