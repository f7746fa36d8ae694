"""LaTeX as it is printed, and as pdfLaTeX sets it: no errors, nothing over the edge of the text."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.render.formula.latex import to_latex
from symcnn.syntax.parser import parse_expression

GOLDEN = Path(__file__).parent / "golden"
CHAIN = "input(W, H, D); conv(F, K, stride=S, padding=P); maxpool(2); conv(F_2, K_2, padding=P_2); dense(N)"
HOSTILE = r'''
"""\input{x} <script> $ % & # _ ^ ~ " ` \\ -- été 层 }{"""
layer evil(β_1, naïve q: integer >= 1 = 3) {
    require D >= β_1 "\input{x} <script> $ % & # _ ^ ~ ` \\ {}} 层 ≥ → € ∑"
    X' = X
    D' = D*β_1
    params = β_1*q
    connections = 0
}
network 网络_1(W, H, β_1, 层, é_2, a__b, omicron, Ω, long_name_of_depth) {
    input(W, H, long_name_of_depth)
    β_1: evil(β_1)
    层_卷积: conv(F=3, K=层)
    a_label_of_an_author_who_likes_long_labels_very_much_indeed_and_then_some: conv(é_2, a__b, padding=1)
    x__: evil(q=omicron + Ω, β_1=Ω)
}
'''
WIDE = """
network wide(WIDTH, HEIGHT, MMMM, F, S, P, F_a, F_b, KERNELS, s_1, s_2, G, Classes) {
    input(WIDTH, HEIGHT, MMMM); maxpool(F, S, P, ceil_mode=true)
    conv((F_a, F_b), KERNELS, stride=(s_1, s_2), groups=G); avgpool(3, 2, 1, ceil_mode=true); dense(Classes)
}
"""
VOLUME = "input(W, H, T, D); conv(F, K, padding=P); maxpool(2); conv(F, K^2*M*N*Q, stride=S); dense(N)"
DEEP = "input(224, 224, 3);" + "conv(3, 64, padding=1); relu;" * 40 + "gap_: dense(1000)"
CHOICE = "input(W, D); conv(1, 2*D if n == 1 else 3*D if n > 4 else K, stride=1 if n == 2 else 2, padding=2); flatten"
LONG = {"wide": WIDE, "volume": VOLUME}
DOCUMENT = "\\documentclass[10pt]{article}\n%s\n\\begin{document}\n%s\\end{document}\n"


TEXTS = {"chain": CHAIN, "hostile": HOSTILE, "deep": DEEP, "choice": CHOICE, "nothing": "input(8, 8, 3)", **LONG}


@cache
def fragment(name: str) -> str:
    """What is printed of a text, or of LeNet-5."""
    text, _, work = name.partition("-")
    if text in TEXTS:
        network = symcnn.parse(TEXTS[text])
        return network.explain(format="latex") if work else network.table("latex")
    lenet = symcnn.load("lenet5")
    return {
        "lenet5": lambda: lenet.table("latex"),
        "lenet5-numbers": lambda: lenet.numbers().table("latex"),
        "lenet5-work": lambda: lenet.explain(format="latex"),
        "sheets": lambda: symcnn.sheet(format="latex"),
        "one-layer": lambda: lenet.explain("C1", "latex"),
    }[name]()


NAMES = [
    *("lenet5", "lenet5-numbers", "lenet5-work", "chain", "chain-work", "wide", "wide-work", "volume", "volume-work"),
    *("sheets", "hostile", "hostile-work", "one-layer", "deep", "choice", "choice-work", "nothing"),
]


@pytest.mark.parametrize("name", ["lenet5", "lenet5-numbers", "chain", "hostile", "one-layer"])
def test_it_prints_what_it_printed(name: str, update: bool) -> None:
    path = GOLDEN / f"{name}.tex"
    if update:
        path.write_text(fragment(name), "utf-8")
    assert fragment(name) == path.read_text("utf-8")


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled")
@pytest.mark.parametrize("name", some_fast(NAMES))
def test_pdflatex_sets_it_within_the_text_and_says_nothing(name: str, tmp_path: Path) -> None:
    page = fragment(name)
    package = re.search(r"needs (\\usepackage\{.*\})$", page, re.MULTILINE)
    assert package, "the first line names the packages"
    (tmp_path / "page.tex").write_text(DOCUMENT % (package[1], page), "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    for _ in range(1 + (r"\begin{longtable}" in page)):  # a table longer than a page is measured first
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    said = [line for line in run.stdout.splitlines() if re.match(r"!|Overfull|.*Warning|Missing character", line)]
    assert not said, page
    assert run.returncode == 0


def test_no_words_of_an_author_are_commands() -> None:
    for name in ("hostile", "hostile-work"):
        assert r"\input" not in fragment(name)
    assert r"\textbackslash{}input\{x\}" in fragment("hostile")


def test_a_quantity_without_a_rule_is_said_to_be_missing() -> None:
    assert r"\text{total} &= \text{not stated}" in fragment("hostile")


def test_numbers_are_grouped_and_stand_to_the_right() -> None:
    page = fragment("lenet5-numbers")
    assert "rrrr@{}" in page
    assert r"\textbf{total} &  &  & 8{,}094 & 60{,}000 & 340{,}908 & 326{,}520 \\" in page


def test_a_choice_has_a_row_for_each_value_behind_a_brace() -> None:
    page = fragment("choice")
    rows = r"2 D & \text{if } n = 1, \\ 3 D & \text{if } n \geq 5, \\ K & \text{otherwise}"
    assert rf"\left(\begin{{cases}} {rows} \end{{cases}}\right)" in page
    assert r"(2 D \text{ if } n = 1 \text{ else } 3 D" in page, "a cell of a table is one line"


@pytest.mark.parametrize("formula", ["(a if b else c)/2", "2^(a if b else c)", "1/(a if b else c)"])
def test_a_choice_in_a_fraction_or_an_exponent_stays_on_its_line(formula: str) -> None:
    assert "cases" not in to_latex(parse_expression(formula))


def test_a_table_longer_than_a_page_is_broken() -> None:
    assert r"\usepackage{amsmath,booktabs,longtable}" in fragment("deep")
    assert "longtable" not in fragment("lenet5-numbers")
