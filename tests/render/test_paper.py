"""Pages for a paper as LaTeX text: what stands in them, labels that stay, words of an author that stay words."""

from __future__ import annotations

import re
import shutil
from math import prod
from typing import Any

import pytest

import symcnn
from symcnn.errors import NotFound, SymcnnError, Unavailable
from symcnn.render.paper.display import Equation, SetTerm, display
from symcnn.render.paper.layers import rows_of
from symcnn.render.paper.outline import stages
from symcnn.render.paper.paper import PARTS
from symcnn.render.tex import find_engine, typeset

HOSTILE = r'''
"""\write18{rm} ^^41 \input{x} % $ & # _ ~ }{"""
network evil(W = 8) {
    input(W, W, 3)
    é_层: conv(3, 4)
}
'''
COUNTED = ["lenet5", "resnet50", "xception", "densenet121", "mobilenet_v2", "inceptionv3", "efficientnet_b0", "unet"]


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("quantity", ["params", "macs"])
def test_rows_times_their_repeats_are_the_total(name: str, quantity: str) -> None:
    net = symcnn.load(name).numbers()
    derivation = net.derivation
    found: list[Any] = [
        prod(row.times) * (derivation.of_layer(row.place, quantity) or 0) for row in rows_of(derivation)
    ]
    assert sum(found) == net.quantity(quantity)


@pytest.mark.parametrize("name", COUNTED)
def test_every_layer_stands_in_one_stage(name: str) -> None:
    derivation = symcnn.load(name).numbers().derivation
    places = [place for stage in stages(derivation) for place in stage.places]
    assert places == list(range(len(derivation.layers)))


def test_a_residual_network_looks_as_in_its_paper() -> None:
    page = symcnn.load("resnet50").numbers().paper("architecture", columns="params")
    lines = r"1 \times 1,\ 64 \\ 3 \times 3,\ 64 \\ 1 \times 1,\ 256"
    block = rf"\left[ \begin{{array}}{{@{{\,}}c@{{\,}}}}{lines}\end{{array}} \right] \times 3"
    assert f"conv2 & ${block}$ & $56 \\times 56 \\times 256$ & 215{{,}}808 \\\\" in page
    assert r"$1 \times 1,\ 256$ (conv2)" in page


def test_repeats_in_symbols_keep_their_symbol() -> None:
    assert r"\right] \times n_{1}$" in symcnn.load("resnet_bottleneck").paper("architecture")


def test_labels_are_made_of_network_layer_and_quantity() -> None:
    page = symcnn.load("lenet5").paper("formulas", quantity="params")
    assert r"\label{eq:lenet5-C1-params}" in page
    for name in ("resnet50", "yolov1", "inceptionv3"):
        found = re.findall(r"\\label\{(.*?)\}", symcnn.load(name).paper())
        assert len(found) == len(set(found))


def test_numbers_are_left_to_siunitx_on_request() -> None:
    page = symcnn.load("lenet5").numbers().paper("table", siunitx=True)
    assert r"\num{340908}" in page
    assert "{,}" not in page
    assert "siunitx" in page.splitlines()[0]


def test_symbols_mean_what_the_author_says() -> None:
    text = "network N(W = 8,  # width of the picture\n    k = 2) {\n input(W, W, 1); c: conv(3, k) }"
    page = symcnn.parse(text).paper("symbols")
    assert "width of the picture" in page
    assert "number of filters (c)" in page


def test_conditions_are_sentences() -> None:
    assert "$W$ is at least $32$ and $H$ is at least $32$ (C5: " in symcnn.load("lenet5").paper("conditions")


@pytest.mark.parametrize("part", ["formula", "formulas", "work"])
def test_no_display_begins_a_paragraph(part: str) -> None:
    page = symcnn.load("lenet5").paper(part=part)
    before = re.findall(r"(.*)\n\\begingroup\\allowdisplaybreaks\\begin\{align", page)
    assert before
    assert not [line for line in before if not line or line.endswith(("\\par", "\\par}"))]


def test_a_long_total_is_told_stage_by_stage() -> None:
    page = symcnn.load("densenet_bc").paper("formula", quantity="macs", width="twocolumn")
    assert r"\mathcal{M} &= " in page
    assert r"\mathcal{M}_{\text{dense2}}" in page


def test_the_total_of_a_column_is_one_formula_where_that_can_be_read() -> None:
    text = symcnn.load("unet").paper("table", columns="connections", width="twocolumn")
    assert r"7{,}007{,}744 C + 72 D" in text
    assert r"\mathcal{C} &= \mathcal{C}_" not in text


def test_no_line_ends_behind_a_sign_of_a_sum() -> None:
    terms = tuple(SetTerm(rf"M_{{{number}}}", 60.0, r"\sum_{i=0}^{n}") for number in range(9))
    shown = display([Equation("M", (), 12.0, parts=terms)], 252.0)
    assert shown.count(r"\sum_{i=0}^{n} M_") == len(terms)


def test_no_words_of_an_author_are_commands() -> None:
    page = symcnn.parse(HOSTILE).paper(standalone=True)
    assert not re.search(r"\\(write18|input)\b", page)
    assert "^^" not in page
    assert page.isascii() or r"\text{é}" in page


@pytest.mark.parametrize(
    "options", [{"part": "tables"}, {"columns": "parms"}, {"quantity": "parms"}, {"width": "12"}, {"width": "wide"},
                {"part": "work", "layer": "C9"}, {"columns": "receptive_field"}]
)  # fmt: skip
def test_what_is_not_there_is_said(options: dict[str, str]) -> None:
    with pytest.raises(SymcnnError):
        symcnn.load("lenet5").paper(**options)


NOTATION = (
    "notation lab { W = n_x; H = n_y; D = c; F = f; K = kappa; S = s; P = p; factors = K*F*D; terms = W + P + F }"
)
CONV = f"{NOTATION}\ninput(W, H, D); C1: conv(F, K, stride=S, padding=P); C2: conv(F_2, K_2, stride=2)"


@pytest.mark.parametrize("part", [part for part in PARTS if part != "conditions"])
def test_every_part_is_in_the_notation(part: str) -> None:
    page = symcnn.parse(CONV).paper(part, notation="pytorch")
    # the letters that the network has, as symbols of formulas
    assert not re.search(r"(?<![a-zA-Z{\\])[FKSP](?![a-zA-Z}])", re.sub(r"\\(texttt|label)\{[^\n$]*", "", page))
    assert r"\mathrm{out\_channels}" in page


def test_a_notation_keeps_its_order_and_letters_long_sizes() -> None:
    net = symcnn.parse(CONV)
    formulas = net.paper("formulas", notation="dumoulin", width="twocolumn")
    assert r"o_{1,\mathrm{C1}}" in formulas
    assert "i_{1} + 2 p - k" in formulas
    assert r"\left(F^{2} D_{1} + 1\right) K" in net.paper("formulas", notation="cs231n")


def test_a_notation_of_the_author() -> None:
    page = symcnn.parse(CONV).paper(notation="lab")
    assert r"\kappa \left(f^{2} c + 1\right)" in page
    assert r"$n_{y} + 2 p + s$ is at least $f + f_{2} s$" in page
    assert r"$n_{x}$ & " in page
    with pytest.raises(NotFound, match='did you mean "dumoulin"'):
        symcnn.load("lenet5").paper(notation="dumulin")


def test_a_chinese_page_says_what_it_needs_and_a_document_brings_it() -> None:
    net = symcnn.load("lenet5")
    assert net.paper("table", language="zh").startswith(
        "% LeNet5, table: needs \\usepackage{amsmath,booktabs} and \\usepackage{ctex} with XeLaTeX, for Chinese\n"
    )
    page = net.paper(language="zh", width="twocolumn", standalone=True)
    assert page.startswith(
        "\\documentclass[10pt,a4paper,twocolumn,zihao=false,fontset=none]{ctexart}\n\\IfFontExistsTF{"
    )
    assert r"\caption{LeNet-5 的网络结构}" in page
    assert r"\text{参数个数} &= " in page
    assert "otherscript" not in page


@pytest.mark.parametrize("width", ["onecolumn", "twocolumn"])
def test_nothing_refers_to_what_only_a_second_run_of_tex_would_know(width: str) -> None:
    for name in ("lenet5", "resnet50", "densenet_bc"):
        page = symcnn.load(name).paper(width=width, standalone=True)
        assert r"\label{" in page
        assert not re.search(r"\\\w*ref\b|\\cite|\\tableofcontents|longtable", page)


def test_english_is_still_ascii() -> None:
    assert symcnn.load("lenet5").paper().isascii()


def test_chinese_needs_xelatex(monkeypatch: pytest.MonkeyPatch) -> None:
    page = symcnn.load("lenet5").paper("table", language="zh", standalone=True)
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "xelatex" else f"/usr/bin/{name}")
    with pytest.raises(Unavailable, match="Chinese is set by xelatex") as failure:
        find_engine(page)
    assert "texlive-xetex" in failure.value.hint


@pytest.mark.tex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled")
@pytest.mark.parametrize(("file", "package"), [("ctexart.cls", "texlive-lang-chinese"), ("siunitx", "texlive-science")])
def test_what_is_not_installed_is_named(file: str, package: str) -> None:
    name = file if "." in file else f"{file}.sty"
    page = rf"\documentclass{{article}}\makeatletter\@latex@error{{File `{name}' not found}}{{}}\begin{{document}}"
    with pytest.raises(Unavailable, match="pdflatex could not set the document") as failure:
        typeset(page)
    assert name in failure.value.hint
    assert package in failure.value.hint


def test_without_tex_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(Unavailable, match="no TeX is installed"):
        find_engine("")


def test_an_unknown_part_hints() -> None:
    with pytest.raises(NotFound, match="did you mean"):
        symcnn.load("lenet5").paper("formulars")


def test_quantities_of_one_value_keep_letters_of_their_own() -> None:
    page = symcnn.load("eegnet").paper("table")
    row = [line for line in page.splitlines() if line.startswith("out &")][-1]
    assert r"& $\mathcal{P}_{\text{out}}$ & $\mathcal{C}_{\text{out}}$ &" in row
    assert r"$\mathcal{P}_{\text{out}} = \mathcal{C}_{\text{out}} = M (F_{2} \lfloor W/32 \rfloor + 1)$" in page
