"""A drawing loses nothing: every layer, every head, every place where branches meet is in it, whatever overlaps."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest
from defaults import with_all_defaults

import symcnn
from symcnn.render.figures.boxed import SIGNS
from symcnn.render.figures.draw import DrawOptions, draw
from symcnn.render.figures.folding import folded
from symcnn.render.figures.graph import Grapher
from symcnn.render.figures.metrics import words_of
from symcnn.render.figures.series_parallel import nodes_in, series_of
from symcnn.render.figures.shapes import Circle, TextShape
from symcnn.render.figures.svg import to_svg
from symcnn.render.figures.tikz import to_tikz

if TYPE_CHECKING:
    from symcnn.derive.derivation import Derivation
    from symcnn.render.figures.shapes import Picture

ACTIVATIONS = ("relu", "sigmoid", "tanh", "gelu", "silu", "mish", "elu", "softplus", "bn")


class Writer:
    """Writes networks whose skips and heads overlap; every convolution has a depth that no other has."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.depth = 700
        self.labels: list[str] = []
        self.heads: list[str] = []

    def network(self) -> str:
        """Layers on one size, so that everything can meet."""
        return f"input(16, 16, 3); {'; '.join(self._statement(2) for _ in range(self.random.randint(3, 8)))}"

    def _statement(self, deep: int) -> str:
        kind = self.random.choice(["conv", "conv", "act", "skip", "branches", "head", "head", "label"])
        if kind == "act":
            return self.random.choice(ACTIVATIONS)
        if kind == "skip" and self.labels:
            ways = [
                self._inside(deep - 1) if self.random.random() < 0.5 else "",
                f"from {self.random.choice(self.labels)} {{ }}",
            ]
            return f"concat {{ {{ {ways[0]} }} {{ {ways[1]} }} }}{self._behind()}"
        if kind == "branches" and deep:
            inner = " ".join(f"{{ {self._inside(deep - 1)} }}" for _ in range(self.random.randint(2, 3)))
            return f"concat {{ {inner} }}{self._behind()}"
        if kind == "head":
            self.heads.append(f"out{len(self.heads)}")
            return f"{self.heads[-1]}: head {{ {self._conv()}; {self.random.choice(ACTIVATIONS)} }}"
        if kind == "label":
            self.labels.append(f"L{self.depth}")
            return f"{self.labels[-1]}: {self._conv()}"
        return self._conv()

    def _inside(self, deep: int) -> str:
        """A branch, whose labels nothing outside of it may use."""
        known, self.labels = self.labels, list(self.labels)
        text = "; ".join(self._statement(deep) for _ in range(self.random.randint(1, 2)))
        self.labels = known
        return text

    def _behind(self) -> str:
        return self.random.choice(["", "; relu", f"; {self._conv()}"])

    def _conv(self) -> str:
        self.depth += 1
        return f"conv(1, {self.depth})"


def texts(picture: Picture) -> list[str]:
    return [words_of(shape.text) for shape in picture.shapes if isinstance(shape, TextShape)]


def missing(derivation: Derivation, picture: Picture) -> list[str]:
    """What the drawing lacks of a network whose convolutions have depths of their own."""
    found = texts(picture)
    words = " ".join(found).replace(",", " ").split()
    depths = [layer.output.depth for layer in derivation.layers if layer.step.layer.name == "conv"]
    lost = [f"conv {depth}" for depth in depths if f"1×1 conv, {depth}" not in " ".join(found)]
    lost += [head.name for head in derivation.heads if not any(text.startswith(f"{head.name}: ") for text in found)]
    wanted = Counter(layer.step.layer.name for layer in derivation.layers)
    drawn = Counter(words)
    drawn["add"] += sum(isinstance(shape, Circle) for shape in picture.shapes)
    lost += [f"{wanted[word]} {word}" for word in (*ACTIVATIONS, "concat", *SIGNS) if drawn[word] < wanted[word]]
    return lost


@pytest.mark.parametrize("seed", range(60))
def test_nothing_is_lost_where_skips_and_heads_overlap(seed: int) -> None:
    text = Writer(seed).network()
    try:
        derivation = symcnn.parse(text).derivation
    except symcnn.SymcnnError:
        pytest.skip("something in it goes nowhere")
    for direction in ("down", "right"):
        picture = draw(derivation, derivation, DrawOptions("schematic", direction=direction, level=99))
        assert not missing(derivation, picture), text
        depths = [str(layer.output.depth) for layer in derivation.layers if layer.step.layer.name == "conv"]
        for page in (to_svg(picture), to_tikz(picture)):
            assert all(depth in page for depth in depths)


@pytest.mark.slow
@pytest.mark.parametrize("name", symcnn.zoo())
def test_series_of_published_networks_hold_every_node(name: str) -> None:
    net = symcnn.load(name)
    graph = Grapher(net.derivation, with_all_defaults(net)).graph()
    held = Counter(node.key for node in nodes_in(series_of(graph)))
    assert dict.fromkeys(graph.nodes, 1) == dict(held)
    assert {place for node in graph.nodes.values() for place in node.places} == set(range(len(net.derivation.layers)))
    assert list(nodes_in(folded(series_of(graph))))


@pytest.mark.parametrize("style", ["auto", "schematic"])
def test_a_repeat_that_is_all_of_another_is_drawn_inside_it(style: str) -> None:
    page = symcnn.parse("input(W, 8); repeat m { repeat n { conv(3, 8, padding=1) } }").draw(style)
    assert ("×n" in page, "×m" in page) == (True, True)


OVERLAPPING = (
    "input(32, 32, 3); R: conv(3, 8, padding=1); T: conv(1, 8); add { { from R {} } {} }; aux: head { conv(1, 777) }; "
    "conv(1, 8); add { {} {from T {} } }"
)


@pytest.mark.parametrize("style", ["auto", "schematic"])
def test_a_head_between_overlapping_skips_is_drawn(style: str) -> None:
    page = symcnn.parse(OVERLAPPING).draw(style)
    assert "1×1 conv, 777" in page
    assert "aux: 32×32×777" in page


def test_an_activation_behind_a_sign_is_drawn() -> None:
    text = "input(W, W, D); add { {conv(3, D, padding=1); bn} {} }; relu; conv(3, D, padding=1); tanh"
    page = symcnn.parse(text).draw("schematic")
    assert all(page.count(f">{word}<") == 1 for word in ("bn", "relu", "tanh"))


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("conv_transpose(4, 8, stride=2, padding=1)", "4×4 conv transpose, 8, ×2"),
        ("max_unpool(2)", "2×2 max unpool, ×2"),
        ("conv(3, 8, stride=(2, 1))", "3×3 conv, 8, /2×1"),
        ("conv(3, 8, stride=(2, 2))", "3×3 conv, 8, /2<"),
        ("conv(3, 8, dilation=(1, 2))", "3×3 conv, 8, dilation 1×2"),
        ("maxpool((2, 3), stride=(1, 3))", "2×3 maxpool, /1×3"),
    ],
)
def test_strides_are_said_as_they_are(layer: str, words: str) -> None:
    assert words in symcnn.parse(f"input(32, 32, 3); {layer}").draw("schematic")


def test_a_u_with_a_head_is_no_u() -> None:
    net = symcnn.load("yolov3")
    page = net.draw()
    assert net.heads
    assert all(f">{name}: " in page for name in net.heads)


LAYERS = "; ".join(
    ["conv(3, 16, padding=1)", *ACTIVATIONS, "maxpool(2)", "conv(3, 32, padding=1)", "leaky_relu", "layer_norm", "gap"]
)


@pytest.mark.parametrize("maps", [16, 700])
@pytest.mark.parametrize("style", ["boxes", "schematic"])
def test_a_chain_shows_every_layer_in_each_style(style: str, maps: int) -> None:
    net = symcnn.parse(f"input(32, 32, 3); {LAYERS}; dense({maps}); dropout; softmax".replace("(3, 32", f"(3, {maps}"))
    for kind in ("svg", "tikz"):
        page = net.draw(style=style, format=kind)
        for layer in net.derivation.layers:
            word = layer.step.layer.name.replace("_", " ")
            assert word in page, f"{word} is not in the {kind} of {style}"


CHAINS = (
    "lenet5",
    "alexnet",
    "vgg16",
    "zfnet",
    "allcnn",
    "nin",
    "dqn",
    "pilotnet",
    "c3d",
    "deepface",
    "m5",
    "overfeat",
)


@pytest.mark.parametrize("name", [name for name in CHAINS if name in symcnn.zoo()])
def test_a_published_chain_in_boxes_shows_every_kind_of_layer(name: str) -> None:
    net = symcnn.load(name)
    try:
        page = net.draw(style="boxes").lower()
    except symcnn.SymcnnError:
        pytest.skip("it is no chain")
    silent = {"flatten", "linear", "input"}
    for layer in net.derivation.layers:
        word = layer.step.layer.name.replace("_", " ")
        assert word in page or word in silent or layer.step.layer.name in page, word
