"""Counting conventions against the tools themselves: what they printed for the same networks in PyTorch.

``counters.cases`` says how its numbers were made.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

import symcnn
from symcnn.derive.conventions import TOOLS

CASES = Path(__file__).with_suffix("").parent / "counters.cases"


class Fact(NamedTuple):
    """What one tool printed for one network."""

    title: str
    text: str
    tool: str
    printed: int

    def __str__(self) -> str:
        return f"{self.tool}: {self.title}"


def read_facts() -> list[Fact]:
    facts = []
    for part in CASES.read_text("utf-8").split("\n== ")[1:]:
        head, _, tail = part.partition("\n--\n")
        title, _, text = head.partition("\n")
        for line in filter(None, tail.splitlines()):
            tool, _, number = line.partition(" = ")
            facts.append(Fact(title, text, tool, int(number)))
    return facts


FACTS = read_facts()


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_a_tool_counts_what_its_convention_says(fact: Fact) -> None:
    assert symcnn.parse(fact.text).numbers().count(fact.tool).total == fact.printed


def test_every_tool_was_run_on_every_network() -> None:
    titles = {fact.title for fact in FACTS}
    assert len(titles) > 20
    for title in titles:
        assert {fact.tool for fact in FACTS if fact.title == title} == {tool.name for tool in TOOLS}, title


ZOO = ("alexnet", "densenet121", "resnet18", "resnet50", "squeezenet1_1", "vgg16", "vgg16_bn", "vit_b_16")
"""Those of the networks that the zoo holds in words of its own."""


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.title in ZOO], ids=str)
def test_a_network_of_the_zoo_counts_the_same(fact: Fact) -> None:
    assert symcnn.load(fact.title).numbers().count(fact.tool).total == fact.printed


MOBILENET = """
input(224, 224, 3)
conv(3, 32, stride=2, padding=1, bias=false); bn; relu
for (K, S, n) in [(64, 1, 1), (128, 2, 1), (128, 1, 1), (256, 2, 1), (256, 1, 1), (512, 2, 1), (512, 1, 5),
                  (1024, 2, 1), (1024, 1, 1)] {
    repeat n { depthwise(3, stride=S, padding=1, bias=false); bn; relu; conv(1, K, bias=false); bn; relu }
}
gap; dense(1000)
"""
"""Howard et al. 2017, table 1."""

PRINTED = (
    ("resnet18", "resnet-paper", "1.8e9"),
    ("resnet34", "resnet-paper", "3.6e9"),
    ("resnet50_v1", "resnet-paper", "3.8e9"),
    ("resnet101_v1", "resnet-paper", "7.6e9"),
    ("resnet152_v1", "resnet-paper", "11.3e9"),
    ("vgg11", "vgg-paper", "133e6"),
    ("vgg13", "vgg-paper", "133e6"),
    ("vgg16", "vgg-paper", "138e6"),
    ("vgg19", "vgg-paper", "144e6"),
    (MOBILENET, "mobilenet-paper", "569e6"),
)
"""Network, convention and what the paper prints, to its last place.

He et al. 2016, table 1; Simonyan and Zisserman 2015, table 2; Howard et al. 2017, table 4.
"""


@pytest.mark.parametrize(("network", "name", "printed"), PRINTED, ids=lambda value: value.strip().partition("\n")[0])
def test_a_paper_prints_its_count_to_the_last_place(network: str, name: str, printed: str) -> None:
    net = symcnn.parse(network) if "\n" in network else symcnn.load(network).numbers()
    shown = Decimal(printed)
    last_place = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    assert abs(int(net.count(name).total) - shown) < last_place
