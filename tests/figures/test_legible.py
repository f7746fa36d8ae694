"""Letters have 6pt in a column and over both; layers that have weights or change sizes are drawn or in a named box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.derive.layer_summary import is_shown, kernel_of
from symcnn.render.figures.draw import PAGE, DrawOptions, draw
from symcnn.render.figures.shapes import Box
from symcnn.render.figures.svg import to_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.derive.derivation import Derivation, LayerResult

SVG = "{http://www.w3.org/2000/svg}"
SAMPLE = (
    "lenet5", "vgg16", "googlenet", "resnet50", "unet", "mobilenet_v2", "bn_inception", "preresnet50", "vit_b16", "c3d",
)  # fmt: skip
TOO_WIDE = {
    "convtasnet", "inceptionv3", "mtcnn_o", "regnety", "regnety_400mf", "regnety_800mf", "regnety_1_6gf",
    "regnety_3_2gf", "regnety_8gf", "unetplusplus", "vnet", "xception",
}  # fmt: skip
"""Networks whose branches side by side take more than 252pt, however much is gathered: letters have 5pt."""
MODULES = {"hourglass", "stackedhourglass"}
"""Networks whose U has an arrow for each residual module, under the name of that."""


def read(derivation: Derivation, width: float) -> ET.Element:
    return ET.fromstring(to_svg(draw(derivation, derivation, DrawOptions(width=width))))  # noqa: S314 - a text of ours


def smallest(page: ET.Element) -> float:
    return min(float(text.get("font-size", "0")) for text in page.iter(f"{SVG}text"))


def words_of_layer(layer: LayerResult) -> Iterator[str]:
    """What a drawing says of a layer with a kernel or a number of its own, whichever style it has."""
    kernel = kernel_of(layer)
    if kernel.size:
        yield "×".join(map(str, kernel.size))
    if kernel.depth is not None and kernel.size:
        yield str(kernel.depth)


def missing(derivation: Derivation, page: ET.Element) -> list[str]:
    shown = " ".join(text.text or "" for text in page.iter(f"{SVG}text")).replace(",", "")
    known = set(re.findall(r"\d+(?:×\d+)*", shown)) | set(re.findall(r"\d+", shown))
    layers = filter(is_shown, derivation.layers)
    return [f"{layer.name}: {word}" for layer in layers for word in words_of_layer(layer) if word not in known]


@pytest.mark.parametrize("width", [252.0, 516.0])
@pytest.mark.parametrize("name", some_fast(SAMPLE))
def test_letters_can_be_read_and_layers_are_there(name: str, width: float) -> None:
    derivation = symcnn.load(name).numbers().derivation
    page = read(derivation, width)
    assert smallest(page) >= 5.99
    assert float(page.get("width", "").removesuffix("pt")) <= width + 1
    assert not missing(derivation, page)


@pytest.mark.slow
@pytest.mark.parametrize("width", [252.0, 516.0])
@pytest.mark.parametrize("name", symcnn.zoo())
def test_so_it_is_with_every_published_network(name: str, width: float) -> None:
    derivation = symcnn.load(name).numbers().derivation
    page = read(derivation, width)
    assert smallest(page) >= (5.0 if width == 252 and name in TOO_WIDE else 5.99)
    assert name in MODULES or not missing(derivation, page)


def test_a_u_is_a_u_in_one_column() -> None:
    derivation = symcnn.load("unet").numbers().derivation
    picture = draw(derivation, derivation, DrawOptions(width=252))
    assert picture.width <= 252
    assert picture.height <= PAGE
    bars = [shape for shape in picture.shapes if isinstance(shape, Box) and shape.height > 2 * shape.width]
    middles = [round(bar.y + bar.height / 2) for bar in sorted(bars, key=lambda bar: bar.x)]
    lowest = middles.index(max(middles))
    assert middles[:lowest] == sorted(middles[:lowest])
    assert middles[lowest:] == sorted(middles[lowest:], reverse=True)
    assert len(set(middles)) == 5


def test_a_group_says_what_it_stands_for() -> None:
    derivation = symcnn.load("resnet18").numbers().derivation
    page = ET.fromstring(to_svg(draw(derivation, derivation, DrawOptions("schematic", level=1))))  # noqa: S314 - ours
    texts = [text.text for text in page.iter(f"{SVG}text")]
    assert texts[texts.index("conv3") + 1 :][:3] == ["[3×3, 128, /2 first", "3×3, 128] × 2", "+ 1×1, 128, /2"]


def test_groups_of_one_name_that_hold_other_layers_are_not_one() -> None:
    inner = "block b(V) { conv(1, V); conv(3, 8, padding=1) }"
    net = symcnn.parse(f"{inner}\ninput(9, 9, 3); repeat 2 {{ x: b(5) }}; repeat 2 {{ x: b(7) }}")
    page = ET.fromstring(to_svg(draw(net.derivation, net.derivation, DrawOptions("schematic", level=3))))  # noqa: S314
    assert not missing(net.derivation, page)
