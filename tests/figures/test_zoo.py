"""Every published network gives a figure: nothing sticks out, overlaps or crosses where it need not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from drawn import crossings, overlapping, overlapping_words, overrunning, sticking_out, tangles, through_boxes
from fast_rows import some_fast

import symcnn
from symcnn.analysis.reader import presentation
from symcnn.render.figures.draw import DrawOptions, draw
from symcnn.render.figures.graph import Grapher
from symcnn.render.figures.metrics import words_of
from symcnn.render.figures.series_parallel import nodes_in, series_of
from symcnn.render.figures.shapes import TextShape
from symcnn.render.figures.svg import to_svg
from symcnn.render.figures.tikz import to_tikz
from symcnn.render.widths import WIDTHS

if TYPE_CHECKING:
    from symcnn.derive.derivation import Derivation
    from symcnn.render.figures.shapes import Picture

SVG = "{http://www.w3.org/2000/svg}"
SAMPLE = (
    "lenet5", "alexnet", "vgg16", "googlenet", "resnet50", "unet", "densenet121", "mobilenet_v2", "hourglass", "kimcnn",
    "dcgan_generator", "fcn8s", "yolov3", "ssd300", "siamese", "inceptionv4", "xception", "shufflenet_v2_x1_0",
    "efficientnet_b0", "vit_b16", "convnext", "spatialtransformer", "tcn", "c3d", "deeplabv3_resnet50", "alphagozero",
)  # fmt: skip


WOVEN = {
    "convtasnet", "fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2", "res2net", "res2net50_26w_4s",
    "res2net50_14w_8s", "res2net50_26w_6s", "res2net50_26w_8s", "res2net101_26w_4s", "unetplusplus", "wavenet",
    "yolov5", "yolov5n", "yolov5s", "yolov5m", "yolov5l", "yolov5x",
    "edgenext", "focalnet", "yolov8", "yolov8n",
}  # fmt: skip
"""Networks that are not made of series and branches: a skip starts inside of another and ends outside of it, so that
lines cross. No other network is."""
CROSSING = {"convtasnet", "unetplusplus", "wavenet", "yolov5", "yolov8"}
"""Those in whose figure lines cross; in the others what crosses lies inside of a group, which lists its layers."""
LANGUAGES = ["en", "zh"]


@cache
def in_numbers(name: str) -> Derivation:
    return symcnn.load(name).numbers().derivation


def flawless(picture: Picture) -> None:
    assert not sticking_out(picture)
    assert not overlapping(picture)
    assert not overlapping_words(picture)
    assert not overrunning(picture)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", symcnn.zoo())
def test_a_figure_of_every_network(name: str, language: str) -> None:
    derivation, said = in_numbers(name), presentation(language=language)
    picture = draw(derivation, derivation, DrawOptions(said=said))
    assert not said.words.missing
    flawless(picture)
    assert picture.width <= WIDTHS["bothcolumns"] + 1
    assert bool(crossings(picture)) == (name in CROSSING)

    page = ET.fromstring(to_svg(picture))  # noqa: S314 - a text of ours
    assert page.get("viewBox")
    shown = [text.text for text in page.iter(f"{SVG}text")]
    assert shown == [words_of(shape.text) for shape in picture.shapes if isinstance(shape, TextShape)]

    plain = to_tikz(picture).replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    assert plain.count("$") % 2 == 0


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("name", some_fast(SAMPLE))
def test_boxes_and_arrows(name: str, direction: str) -> None:
    derivation = in_numbers(name)
    picture = draw(derivation, derivation, DrawOptions("schematic", direction=direction))
    flawless(picture)
    assert not crossings(picture)
    assert not through_boxes(picture)


@pytest.mark.parametrize("style", ["auto", "schematic", "boxes"])
@pytest.mark.parametrize("name", some_fast(SAMPLE, 8))
def test_one_column(name: str, style: str) -> None:
    derivation = in_numbers(name)
    picture = draw(derivation, derivation, DrawOptions(style, WIDTHS["twocolumn"]))
    flawless(picture)
    assert picture.width <= WIDTHS["twocolumn"] + 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["lenet5", "alexnet", "vgg16", "m5", "c3d"])
def test_what_units_see(name: str, language: str) -> None:
    derivation, said = in_numbers(name), presentation(language=language)
    flawless(draw(derivation, derivation, DrawOptions("field", said=said)))
    assert not said.words.missing


@pytest.mark.parametrize("notation", ["textbook", "dumoulin", "pytorch"])
@pytest.mark.parametrize(
    "name", ["lenet5", "unet", "resnet50", "mobilenet_v2", "googlenet", "vgg16", "kimcnn", "fcn8s"]
)
def test_in_symbols(name: str, notation: str) -> None:
    picture = draw(symcnn.load(name).derivation, in_numbers(name), DrawOptions(said=presentation(notation)))
    flawless(picture)
    assert not crossings(picture)


@pytest.mark.parametrize("name", some_fast(symcnn.zoo()))
def test_every_layer_is_in_the_drawing_and_none_twice(name: str) -> None:
    """Taken apart, a network is still whole; and only those that are known to be hold a tangle."""
    derivation = in_numbers(name)
    graph = Grapher(derivation, derivation).graph()
    series = series_of(graph)
    drawn = [node.key for node in nodes_in(series)]
    assert sorted(drawn) == sorted(graph.nodes)
    assert sorted(place for node in graph.nodes.values() for place in node.places) == list(
        range(len(derivation.layers))
    )
    assert bool(list(tangles(series))) == (name in WOVEN)
