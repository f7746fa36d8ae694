"""Odd words on the command line: one clear error in the reader's language, and nothing written."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HUGE = ("sweep", "resnet50", "--over", "W=32..10^30", "--over", "H=32..10^30", "--of", "macs")
SAID = [
    (1, ("deriv", "lenet5"), 'there is no command "deriv"\n  did you mean "derive"?', "没有命令“deriv”"),
    (1, ("derive", ""), 'there is no file or zoo network ""', "没有文件或已发表网络“”"),
    (1, ("derive", "input(W, 3); relu"), "symcnn.parse reads a text", "在命令行用 -e"),
    (1, ("derive", "lenet5", "-o", "nowhere/a.tex"), "there is no folder nowhere", "没有文件夹 nowhere"),
    (1, ("derive", "lenet5", "--set", "W=32,H=32"), "give --set once for each name", "每个名称各用一次 --set。"),
    (1, ("solve", "lenet5", "W == 3"), 'such as symcnn solve lenet5 "S4.W == 7" --for W', '例如 symcnn solve lenet5 "'),
    (1, ("sweep", "lenet5"), "(W, W, 3); conv(3, 8); maxpool", "(W, W, 3); conv(3, 8); maxpool"),
    (1, ("summary", "lenet5"), 'did you mean "derive"?', "derive"),
    (1, ("flops", "lenet5"), 'did you mean "reconcile"?', "reconcile"),
    (1, ("derive", "lenet5.cnn"), 'did you mean "lenet5"? it is published', "它是已发表的网络"),
    (1, ("derive", "lenet5", "--columns", "kernel_size"), "has its arguments", "其中有参数"),
    (1, ("derive", "lenet5", "--columns", "non_trainable"), 'did you mean "buffers"?', "buffers"),
    (1, ("check", "axis"), "cannot read axis: No such file", "无法读取 axis：没有此文件"),
    (1, ("check", "."), "cannot read .: it is not a plain file", "无法读取 .：不是普通文件"),
    (2, ("derive", "lenet5", "--set", "W=2**3"), "a power is written with ^", "幂用 ^ 书写"),
    (2, ("derive", "lenet5", "--set", "W=10*"), "an expression is missing here", "这里缺少表达式"),
    (2, ("derive", "lenet5", "--numbers", "--leading", "W"), "W has a value already", "W 已有值"),
    (1, ("formula", "nonesuch"), "symcnn formula lists them all", "symcnn formula 列出全部"),
    (1, ("import", "nonesuch"), "or a file: .onnx, .keras", "或文件：.onnx、.keras"),
    (1, ("draw", "lenet5", "--width", "x"), "or a number of points such as 345", "或点数，如 345"),
    (2, ("derive", "-e", "input(8, 8, 1); conv(3, 2 - 2)"), "(which is 0)", "（即 0）"),
    (2, HUGE, "points would take about", " 年\n"),
]
"""A status, a command line, and what is said of it in English and in Chinese."""


@pytest.mark.parametrize(("status", "words", "english", "chinese"), SAID)
def test_what_is_said(
    fails: Callable[..., str], status: int, words: tuple[str, ...], english: str, chinese: str
) -> None:
    if words[0] == "sweep":
        pytest.importorskip("numpy")
    assert english in fails(status, *words)
    assert chinese in fails(status, "--lang", "zh", *words)


@pytest.mark.parametrize("words", [("sweep", "lenet5", "--over", "W=32..64:4"), ("zoo", "lecun"), ("fmt", "-")])
def test_a_language_that_is_not_there(fails: Callable[..., str], words: tuple[str, ...]) -> None:
    assert 'there is no language "xx"\n  there is en, zh' in fails(1, *words, "--lang", "xx")


def test_an_empty_sweep_says_why_in_chinese(run: Callable[..., tuple[int, str, str]]) -> None:
    pytest.importorskip("numpy")
    assert (
        "没有任何行：2 个点中没有符合的；在 W = 1 处要求 W ≥ 32"
        in run("sweep", "lenet5", "--over", "W=1..2", "--lang", "zh")[2]
    )


def test_a_remainder_stands_in_brackets_beside_a_product(run: Callable[..., tuple[int, str, str]]) -> None:
    text = "input(W, C); conv(1, C % 4)"
    assert "W × (C mod 4)" in run("derive", "-e", text)[1]
    assert r"W \times (C \bmod 4)" in run("derive", "-e", text, "--format", "latex")[1]


@pytest.mark.parametrize("form", ["text", "csv"])
def test_a_sweep_names_symbols_without_a_value(run: Callable[..., tuple[int, str, str]], form: str) -> None:
    pytest.importorskip("numpy")
    words = ("sweep", "-e", "input(W, 3); conv(F, 8)", "--over", "F=1..2", "--of", "params", "--format", form)
    code, out, told = run(*words)
    assert (code, out.split()[-1]) == (0, "2,56" if form == "csv" else "56")
    assert told.strip() == "no value is given for W: conditions on it are not looked at"
    assert "没有给出 W 的值：不检查与之有关的条件" in run(*words, "--lang", "zh")[2]


def test_values_beyond_64_bits(run: Callable[..., tuple[int, str, str]]) -> None:
    pytest.importorskip("numpy")
    _, out, _ = run(
        "sweep", "-e", "input(W); dense(2)", "--over", "W=10^30..10^30+10^3", "--of", "params", "--best", "params"
    )
    assert out.split()[-2:] == [str(10**30), str(2 * 10**30 + 2)]
