"""No page of any verb has an English sentence where Chinese is asked for."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast

from symcnn.cli.group import VERBS
from symcnn.model.library import prelude

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

PROSE = re.compile(
    r"\b(?:is|are|be|must|takes?|goes|counts|counted|holds?|may|not|which|every|each|where|with(?!-)|has|have|grows?|"
    r"cheaper|always|never|whole|number|if|assuming|exact|all|over|total)\b"
)
"""Words that English sentences have, and citations have not."""
TITLES = re.compile(r"Going deeper with image transformers|\boutput\b(?=[.\w])|with=|where=")
SNIPPET = "input(W, H, D); assume exact; C: conv(F, K, stride=S, padding=P); maxpool(2); aux: head { gap }; dense(M)"
LOOP = "input(W, H, D); repeat n { conv(3, D, padding=1); bn; relu }; gap; dense(M)"
PAGES = [
    *(("derive", net) for net in ("lenet5", "unet", "googlenet", "resnet_cifar")),
    ("derive", "lenet5", "--numbers", "--columns", "all"),
    ("derive", "resnet18", "--numbers", "--by", "1", "--shares"),
    ("derive", "lenet5", "--leading", "W"),
    ("derive", "-e", SNIPPET),
    ("derive", "-e", "input(3, 224, 224); relu"),
    ("derive", "-e", LOOP),
    ("derive", "-e", "input(W, W, 3); maxpool(F, padding=P)", "--for-framework", "torch"),
    ("explain", "lenet5"),
    ("explain", "-e", SNIPPET),
    ("sizes", "unet"),
    ("sizes", "-e", SNIPPET),
    ("solve", "lenet5", "S4.W == 7", "--for", "W"),
    ("solve", "lenet5", "params == -5", "--for", "W"),
    ("solve", "-e", SNIPPET, "C.W == W", "--for", "P"),
    ("compare", "lenet5", "alexnet", "--seconds", "1"),
    ("compare", "lenet5", "alexnet", "--numbers", "--of", "params,macs"),
    ("memory", "lenet5"),
    ("memory", "lenet5", "--numbers"),
    ("reconcile", "resnet18", "--numbers"),
    ("reconcile", "lenet5"),
    ("paper", "lenet5", "--part", "all"),
    ("family", "resnet18", "resnet34", "--numbers"),
    ("family", "vgg11", "vgg13"),
    ("draw", "lenet5", "--format", "tikz"),
    *(("formula", layer) for layer in prelude()),
]


@pytest.mark.parametrize("arguments", some_fast(PAGES), ids=lambda arguments: " ".join(arguments[:2]))
def test_a_page_has_no_english_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    status, page, error = run(*arguments, "--lang", "zh")
    assert status == 0, error
    for row in page.splitlines():
        line = row
        if arguments[0] in ("paper", "draw"):
            line = re.sub(r"%.*|\\[A-Za-z]+(?:\[[^]]*\])?(?:\{[\w:.-]+\})?|\{[a-z:.-]+\}|\w+=[\w.]+", " ", line)
        is_code = re.search(r"[;{}]|\w\(", line)
        assert is_code or not PROSE.search(TITLES.sub("", line)), line


def test_brackets_and_colons_are_chinese(run: Run) -> None:
    page = run("derive", "lenet5", "--lang", "zh")[1]
    assert "W ≥ 32（C5：卷积核必须能放进填充后的输入）" in page
    assert "给定 padding_end 时）" in run("formula", "conv", "--lang", "zh")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("derive", "-e", "input(W, W, 3); cnv(3)"), ["错误: -e:1:17: 没有层或块“cnv”", "是否指“conv”？"]),
        (("derive", "unet", "--numbers", "--set", "W=256"), ["55 不是 2 的倍数", "55 余 1：可取 W = 252 或 268"]),
        (
            ("derive", "-e", "input(W, 3); maxpool(2); conv(3, 3); max_unpool(2)"),
            ["反池化的输入必须与池化的输出一样大，但 W 在此处为 ⌊W/2⌋ − 2，在那里为 ⌊W/2⌋"],
        ),
        (("derive", "lenet5", "--columns", "flops"), ["没有“flops”这一列", "一次乘加是两次浮点运算"]),
        (("derive", "lenet5", "--colums", "x"), ["没有选项 --colums", "是否指“--columns”？"]),
        (("derive", "lenet5", "--by", "x"), ["'--by' 的值无效：'x' 不是整数"]),
        (("derive", "lenet5", "--width", "20", "--format", "latex"), ["页面不能为 20 点宽", "可取 160 到 1000"]),
        (("draw", "lenet5", "--width", "20"), ["图不能为 20 点宽"]),
        (("solve", "lenet5", "W == 3"), ["缺少选项 '--for'"]),
        (("compare", "lenet5"), ["请给出两个网络"]),
        (("check", "nofile.cnn"), ["无法读取 nofile.cnn：没有此文件或文件夹"]),
        (("derive", "lenet5", "-o", "x.xlsx"), ["文件名应以 .txt"]),
    ],
)
def test_mistakes_are_told_in_chinese(run: Run, arguments: tuple[str, ...], said: list[str]) -> None:
    status, page, error = run(*arguments, "--lang", "zh")
    assert (status in (1, 2), page) == (True, "")
    assert all(words in error for words in said), error
    assert "错误" not in run(*arguments)[2]


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_told_in_chinese(run: Run, verb: str) -> None:
    arguments = (verb, "--help") if verb else ("--help",)
    page = run("--lang", "zh", *arguments)[1]
    assert page.startswith("用法:")
    described = page.partition("选项:")[2].partition("示例:")[0] if verb else re.sub(r"symcnn .*? {2,}", "", page)
    assert described
    assert "default:" not in page
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", re.sub(r"\[[^]]*\]", "", described)), described
    assert "用法" not in run(*arguments)[1]
