"""Cheat sheets: every format says the same."""

from __future__ import annotations

import re

import pytest

import symcnn
from symcnn.render.printers.registry import FORMATS

LETTERS = {
    "text": "    A: affine, R: tracked, e: epsilon, Q: renorm\n    W′ = W\n",
    "markdown": "\n\n$A$: `affine`, $R$: `tracked`, $e$: `epsilon`, $Q$: `renorm`\n\n- $W' = W$\n",
    "latex": ", $R$ is \\texttt{tracked}, $e$ is \\texttt{epsilon}, $Q$ is \\texttt{renorm}.\n",
    "html": "\n<p><math><mi>A</mi></math>: <code>affine</code>, <math><mi>R</mi></math>: <code>tracked</code>, ",
    "json": '\n      "A": "affine",\n      "R": "tracked",\n      "e": "epsilon",\n      "Q": "renorm"\n    },\n',
    "csv": 'affine,\r\nbn,"bn(affine A = true, tracked R = true, epsilon e = 0.00001, renorm Q = false)",R,tracked,',
}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_names_the_letters_of_a_sheet(format_: str) -> None:
    assert LETTERS[format_] in symcnn.sheet("bn", format=format_)


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80])
def test_no_line_ends_between_a_letter_and_its_word(width: int) -> None:
    lines = symcnn.sheet("lrn", width=width).splitlines() + symcnn.sheet("conv", width=width).splitlines()
    assert not [line for line in lines if re.search(r"(^|, )\s*\w:$", line)]


def test_chinese_sentences_end_in_a_chinese_point() -> None:
    net = symcnn.parse("assume exact; input(W, W, 3); maxpool(2)")
    table, work = net.table(format="latex", language="zh"), net.explain(format="latex", language="zh")
    for page in (table, work):
        signs = re.sub(r"\\text\{\\otherscript\{(.)\}\{U\+\w+\}\}\\allowbreak\{\}", r"\1", str(page))
        assert not re.search("[\u4e00-\u9fff\uff09$]\\.(?:\\\\par)?$", signs, re.MULTILINE)
    assert "层数\uff09。" in re.sub("[^\u3000-\uffff]", "", str(table))
