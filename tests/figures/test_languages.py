"""The words and the symbols of figures: every layer has a name in every language, notations go into sizes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from defaults import with_all_defaults

import symcnn
from symcnn.analysis.reader import presentation
from symcnn.model.library import prelude
from symcnn.model.shipped import shipped_program, zoo_networks
from symcnn.render.figures.draw import DrawOptions, draw
from symcnn.render.figures.metrics import width, words_of
from symcnn.render.figures.shapes import TextShape
from symcnn.render.languages.cjk_fonts import SANS, SERIF, font_for_chinese
from symcnn.render.languages.translate import words
from symcnn.render.languages.zh_layers import LAYER_NAMES
from symcnn.syntax.tree import LayerDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable

CHINESE = re.compile("[\N{CJK UNIFIED IDEOGRAPH-4E00}-\N{CJK UNIFIED IDEOGRAPH-9FFF}]")
NET = """
notation lab { X = n; D = c; F = f; K = kappa }
layer own { X' = X
 D' = D
 params = 0
 depth = 0 }
input(W, H, D); c: conv(F, K, stride=2, dilation=2, groups=2); leaky_relu; mine: own
add { { depthwise(3, padding=1) } {} }; dense(M)
"""


def shown(text: str, style: str = "schematic", notation: str = "", language: str = "en") -> list[str]:
    net = symcnn.load(text) if text.isidentifier() else symcnn.parse(text)
    said = presentation(notation, language, net.notations)
    picture = draw(net.derivation, with_all_defaults(net), DrawOptions(style, said=said))
    assert not said.words.missing
    return [words_of(shape.text) for shape in picture.shapes if isinstance(shape, TextShape)]


def shipped_layers() -> Iterable[str]:
    for definition in prelude().values():
        if isinstance(definition, LayerDefinition):
            yield definition.name
    for path in set(zoo_networks().values()):
        yield from (layer.name for layer in shipped_program(path).layers)


# -- words


def test_every_layer_that_comes_with_symcnn_has_a_name_of_its_own() -> None:
    assert set(LAYER_NAMES) == set(shipped_layers())
    assert len(set(LAYER_NAMES.values())) == len(LAYER_NAMES)


def test_words_in_chinese_and_an_author_s_own_as_they_are() -> None:
    found = shown(NET, language="zh")
    assert {"输入 W×H×D", "c: F×F 卷积, K, /2, 膨胀率 2, 2 组", "3×3 深度卷积", "全连接, M"} <= set(found)
    assert {"Leaky ReLU", "mine: own"} <= set(found)
    assert not [word for word in found if re.search("conv|dense|input|after", word)]


def test_one_axis_and_what_stands_before() -> None:
    text = "input(T, D); bn; relu; c: conv(3, 8)"
    assert {"c: 宽度 3 的卷积, 8", "前置批量归一化、ReLU"} <= set(shown(text, language="zh"))
    assert {"c: 3-wide conv, 8", "after bn, relu"} <= set(shown(text))


def test_an_input_that_has_a_name_keeps_it() -> None:
    found = shown("conv: input(W, W, D); conv(3, 8)", language="zh")
    assert "conv W×W×D" in found


def test_arrows_of_a_u() -> None:
    assert {"3×3 卷积、ReLU", "裁剪并拼接", "2×2 转置卷积, ×2"} <= set(shown("unet", "auto", language="zh"))


def test_what_a_unit_sees() -> None:
    found = shown("lenet5", "field", language="zh")
    assert {"输入", "C1: 5×5 卷积", "S2: 2×2 下采样, /2"} <= set(found)


def test_a_sign_of_chinese_takes_a_square() -> None:
    assert 2 * 7 <= width(("卷积",), 7) <= 2.2 * 7
    assert words("zh").known("nothing of that name") == "nothing of that name"


# -- symbols


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("dumoulin", {"input i₁×i₂×m", "c: k×k conv, n, /2, dilation 2, 2 groups", "o₁ = ⌈i₁/2⌉ − k + 1"}),
        ("pytorch", {"input W_in×H_in×C_in", "W₁×H₁×out_channels", "W₁ = ⌈W_in/2⌉ − kernel_size + 1"}),
        ("lab", {"input n₁×n₂×c", "c: f×f conv, κ, /2, dilation 2, 2 groups"}),
    ],
)
def test_symbols_of_a_notation(notation: str, expected: set[str]) -> None:
    assert expected <= set(shown(NET, notation=notation))


def test_turns_of_a_repeat_and_fields() -> None:
    text = "input(W, W, D); repeat N { add { {conv(3, D, padding=1); relu} {} } }; conv(F, K)"
    assert "3×3 conv, m" in shown(text, notation="dumoulin")
    assert "R = k, J = s" in shown("input(W, W, D); conv(F, 8, stride=S)", "field", "dumoulin")


# -- painters


def test_svg_names_fonts_that_have_chinese_where_they_are_needed() -> None:
    net = symcnn.load("lenet5")
    assert SANS[0] in net.draw(language="zh")
    assert "CJK" not in net.draw()
    page = ET.fromstring(net.draw(language="zh"))  # noqa: S314 - a text of ours
    assert CHINESE.search("".join(page.itertext()))


def test_tikz_says_what_a_document_needs() -> None:
    net = symcnn.load("lenet5")
    assert net.draw(format="tikz", language="zh").splitlines()[1] == r"% \usepackage[scheme=plain]{ctex}, and XeLaTeX"
    assert "ctex" not in net.draw(format="tikz")
    assert "xeCJK" in net.draw(format="pdf", language="zh")
    assert "xeCJK" not in net.draw(format="pdf")


def test_a_font_for_chinese() -> None:
    assert font_for_chinese({"Arial", "SimSun", "SimHei"}, SANS) == "SimHei"
    assert font_for_chinese({"Arial", "SimSun"}, SANS) == "SimSun"
    with pytest.raises(symcnn.SymcnnError, match=r"no font with Chinese(.|\n)*such as Noto Serif CJK SC"):
        font_for_chinese({"Arial"}, SERIF)
