"""No page of any verb has an English sentence where Chinese is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

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
    ("draw", "lenet5", "--format", "tikz"),
    *(("formula", layer) for layer in prelude()),
]


@pytest.mark.parametrize("arguments", PAGES, ids=lambda arguments: " ".join(arguments[:2]))
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
    assert "W ≥ 32（C5：卷积核必须能放进填充后的输入）" in page  # noqa: RUF001 - Chinese has brackets of its own
    assert "给定 padding_end 时）" in run("formula", "conv", "--lang", "zh")[1]  # noqa: RUF001
