"""No English word is left on a page in another language, but for what an author wrote, and names and sources."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.derive.work_shown import show_totals, show_work
from symcnn.model.library import prelude
from symcnn.render.content.derivation_steps import Working, WorkPage
from symcnn.render.content.voice import Presentation
from symcnn.render.languages.translate import words
from symcnn.render.printers.registry import FORMATS, renderer

if TYPE_CHECKING:
    from symcnn.analysis.compare import Comparison
    from symcnn.network.network import Network

WORD = re.compile(r"[A-Za-z]*[a-z]{2}[A-Za-z]*")
READ = [format_ for format_ in FORMATS if format_ != "json"]
KEPT = frozenset(
    {"input", "mod", "max", "min", "log", "exp", "tanh", "sqrt", "gcd", "bmod", "pmod", "seconds", "bound"}
)
"""Functions, the name that the input goes by, and the option that is named where a slow machine ran out of time."""
MANY = 40
"""Layers of a network that is shown in groups."""

NETWORKS = {
    "lenet5": "lenet5",
    "resnet_cifar": "resnet_cifar",
    "googlenet": "googlenet",
    "unet": "unet",
    "vit_b16": "vit_b16",
    "branches": "input(W, W, 3); A: conv(3, 8); add { { conv(F, 8, padding=P) } { conv(1, 8) } }; bn; dense(M)",
    "repeat": "input(W, W, D); repeat n { conv(3, D, padding=1); relu }; aux: head { gap; dense(M) }; conv(3, 8)",
    "either": "assume W % 2 == 0 or W >= 9; input(W, H, D); conv(F, K, padding=P); dense(K/2 + 1)",
    "requires": "layer own(q) { require q == 1 or D >= q and not D == 7\n X' = X\n D' = max(D, q) + min(D, q)\n"
    " params = 0 }\ninput(W, D); own(q); conv(3, K)",
    "ceiling": "input(W, H, D); maxpool(3, 2, 1, ceil_mode=true); avgpool(2); use_it: conv(F, K, stride=S)",
    "unpooled": "input(W, H, 3); repeat 2 { maxpool(2) }; repeat 2 { max_unpool(2) }; mul { {} { conv(F, 3) } }",
    "adaptive": "input(W, H, D); A: adaptive_avgpool(N); depthwise(3); dropout(1/2); conv(1, K)",
}
QUESTIONS = [
    ("branches", "A.W == W - 2", "W"), ("branches", "A.W % 2 == 0", "W"), ("branches", "A.W == 1/2", "W"),
    ("branches", "params^2 == 2*M", "M"), ("branches", "A.W % 5 <= 2", "W"), ("either", "conv1.W == W", "P"),
    ("either", "conv1.W == W", "F,P"), ("either", "conv1.D == 2*K", "K"), ("ceiling", "use_it.W >= 7", "W"),
    ("ceiling", "use_it.W == W", "S"), ("adaptive", "A.W == 7", "N"), ("repeat", "macs <= 10^9", "n"),
    ("repeat", "params == 1000", "n"), ("lenet5", "params <= 60000", "W"), ("lenet5", "C3.W == S4.W", "W"),
    ("lenet5", "units^2 == macs", "W"),
]  # fmt: skip
PAIRS = [("branches", "either"), ("lenet5", "lenet5"), ("ceiling", "adaptive"), ("repeat", "either")]


@cache
def load(name: str) -> Network:
    text = NETWORKS[name]
    return symcnn.load(text) if text == name else symcnn.parse(text)


@cache
def own_words(*nets: Network) -> frozenset[str]:
    """What an author wrote, and the names of layers and their options."""
    found = [*KEPT, *prelude(), *(word for layer in prelude().values() for p in layer.parameters for word in p.words)]
    for net in nets:
        derivation = net.derivation
        found += [net.name, *derivation.roles, *(name for name, _ in net.put_in)]
        found += [str(definition.name) for definition in derivation.definitions]
        found += [text for layer in derivation.layers for text in (layer.name, layer.written)]
        found += [loop.name for loop in derivation.loops] + [end.name for end in derivation.heads]
        found += [c.layer for c in derivation.conditions]
    return frozenset(word for text in found for word in WORD.findall(text))


def bare(page: str, format_: str) -> str:
    """A page without what its format says to machines."""
    if format_ == "latex":
        page = re.sub(r"%.*|\\(?:begin|end|providecommand)\{\S*?\}.*|\{U\+[0-9A-F]+\}|\d\.?\d*(?:pt|em)\b", " ", page)
    if format_ == "csv":
        page = re.sub(r"\b(?:floor|ceil|and|or|not|if|else)\b", " ", page)  # formulas are in the language of networks
    if format_ in ("latex", "markdown"):
        page = re.sub(r"\\[A-Za-z]+", " ", page)
    return re.sub(r"<[^>]*>|&\w+;", " ", page) if format_ == "html" else page


def english(page: str, format_: str, own: frozenset[str]) -> set[str]:
    return {word for word in WORD.findall(bare(page, format_)) if word not in own}


@cache
def work(net: Network, language: str) -> WorkPage:
    """The work shown, without what the layers are: there the sources stay."""
    working = Working(net.derivation, Presentation(words(language)))
    shown = tuple(layer._replace(doc="") for layer in working.work(show_work(net.derivation, None)))
    return WorkPage(shown, working.totals(show_totals(net.derivation)), words(language))


@pytest.mark.slow
@pytest.mark.parametrize("format_", READ)
@pytest.mark.parametrize("name", NETWORKS)
def test_tables_and_work(name: str, format_: str) -> None:
    net = load(name)
    own = own_words(net)
    level = int(len(net) > MANY)
    assert not english(net.table(format_, language="zh", by=level), format_, own)
    assert not english(renderer(format_)(work(net, "zh")), format_, own)
    assert english(net.table(format_, by=level), format_, own)
    assert english(renderer(format_)(work(net, "en")), format_, own)


@pytest.mark.parametrize("format_", some_fast(READ))
@pytest.mark.parametrize(("name", "equation", "unknown"), QUESTIONS)
def test_solutions(name: str, equation: str, unknown: str, format_: str) -> None:
    net = load(name)
    bounds = {"F": (1, 4)} if "," in unknown else {}
    found = symcnn.solve(net, equation, unknown, bounds=bounds, seconds=1)
    assert not english(found.render(format_, language="zh"), format_, own_words(net))


@pytest.mark.parametrize("format_", READ)
@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in ("vit_b16", "googlenet")])
def test_sizes(name: str, format_: str) -> None:
    net = load(name)
    for found in symcnn.sizes(net, seconds=1):
        assert not english(found.render(format_, language="zh"), format_, own_words(net))


@cache
def compared(one: Network, other: Network, of: str) -> Comparison:
    """A comparison whose report, which every format prints, is made once."""
    found = symcnn.compare(one, other, of=of, seconds=1)
    setattr(found, "report", cache(found.report))  # noqa: B010 - of this one only
    return found


@pytest.mark.slow
@pytest.mark.parametrize("format_", READ)
@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("of", ["params", "macs"])
def test_comparisons(first: str, second: str, of: str, format_: str) -> None:
    nets = load(first), load(second)
    found = compared(*nets, of)
    assert not english(found.render(format_, language="zh"), format_, own_words(*nets))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_no_blank_stands_between_words_in_chinese(first: str, second: str) -> None:
    words_apart = re.compile(r"[\u4e00-\u9fff]\S*[\u4e00-\u9fff] [\u4e00-\u9fff]")
    found = compared(load(first), load(second), "params").render("text", language="zh")
    assert not words_apart.findall(found), found
