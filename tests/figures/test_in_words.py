"""What is said of a figure to whoever cannot see it: every layer and size of it, in the language of the figure."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.model.shipped import zoo_networks

SVG = "{http://www.w3.org/2000/svg}"


def said(net: symcnn.Network, **options: Any) -> tuple[str, str]:
    """Title and description."""
    picture = ET.fromstring(net.draw(**options))  # noqa: S314 - a text of ours
    assert picture.get("role") == "img"
    return picture.findtext(f"{SVG}title", ""), picture.findtext(f"{SVG}desc", "")


def test_a_chain_layer_by_layer() -> None:
    title, words = said(symcnn.load("lenet5").numbers(W=32, H=32, D=1))
    assert title == "network LeNet5"
    assert words.startswith("input 32×32×1; C1: 5×5 conv, 6, gives 28×28×6; S2: 2×2 subsample, /2, gives 14×14×6; ")
    assert words.endswith("F6: dense, 84, gives 84; out: rbf, 10, gives 10")


def test_in_chinese() -> None:
    net = symcnn.load("lenet5").numbers()
    title, words = said(net, language="zh")
    assert title == "网络 LeNet5"
    assert words.startswith("输入 32×32×1；C1: 5×5 卷积, 6，得 28×28×6；")  # noqa: RUF001 - Chinese punctuation
    assert 'lang="zh-CN"' in net.draw(language="zh")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("add { { conv(3, 8, padding=1); relu } {} }",
         "side by side (3×3 conv, 8, relu) and (unchanged); add"),
        ("concat { { conv(1, 4) } { conv(1, 6) } }",
         "side by side (1×1 conv, 4, gives 9×9×4) and (1×1 conv, 6, gives 9×9×6); concat, gives 9×9×10"),
        ("repeat 3 { concat { {} { conv(1, 2) } } }",
         "3 times (side by side (unchanged) and (1×1 conv, 2, gives 9×9×2); concat, gives 9×9×10), gives 9×9×14"),
        ("repeat n { conv(3, 8, padding=1); add { {} { conv(1, 8) } } }",
         "n times (3×3 conv, 8; side by side (unchanged) and (1×1 conv, 8); add)"),
        ("aux: head { gap; dense(5) }; conv(3, 8)",
         "to an output of its own (gap, gives 8; dense, 5, gives 5, output aux); 3×3 conv, 8, gives 7×7×8"),
        ('concat(axis="H") { {} {} }; softmax(axis="W"); softmax',
         "side by side (unchanged) and (unchanged); concat, along H, gives 9×18×8; softmax, along W; softmax"),
    ],
)  # fmt: skip
def test_branches_and_repetitions(body: str, expected: str) -> None:
    _, words = said(symcnn.parse(f"input(9, 9, 8); {body}"), style="schematic")
    assert expected in words


def test_names_of_sizes_are_those_of_the_figure_and_are_explained() -> None:
    net = symcnn.load("unet")
    _, words = said(net)
    seen = set(re.findall("[WHD][₀-₉]+", words))
    explained = set(re.findall("([WHD][₀-₉]+) = ", words))
    assert seen == explained
    drawn = "".join(re.findall("<text[^>]*>([^<]*)", net.draw()))
    for name, formula in re.findall("([WH][₀-₉]+) = ([^,;]*)", words):
        assert f"{name} = {formula}" in drawn or f"{name} = " not in drawn


@pytest.mark.parametrize("name", some_fast(sorted(zoo_networks())[::7]))
def test_every_layer_that_a_figure_names_is_said(name: str) -> None:
    net = symcnn.load(name)
    picture = ET.fromstring(net.draw(style="schematic"))  # noqa: S314 - a text of ours
    words = picture.findtext(f"{SVG}desc", "")
    shown = {text.text or "" for text in picture.iter(f"{SVG}text")}
    assert not [text for text in shown if "conv" in text and text not in words]


@pytest.mark.parametrize("network", ["densenet_bc", "mobilenet_v2"])
def test_letters_are_explained_if_and_only_if_they_are_drawn(network: str) -> None:
    lines = re.findall(r"<text[^>]*>([^<]*)</text>", symcnn.load(network).draw())
    told = [line.partition(" = ")[0] for line in lines if " = " in line]
    shown = " ".join(line.partition(" = ")[2] or line for line in lines)
    assert told
    assert [name for name in told if not re.search(rf"{name}(?![₀-₉])", shown)] == []
    assert {*re.findall(r"[A-Z](?:[₀-₉]+|_\w+)", shown)} <= {*told}
