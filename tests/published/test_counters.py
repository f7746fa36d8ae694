"""Counting conventions against the tools themselves: what they printed for the same networks in PyTorch.

``counters.cases`` says how its numbers were made.
"""

from __future__ import annotations

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


PRINTED = (
    ("resnet18", "resnet-paper", 1_800_000_000, 100_000_000),
    ("vgg16", "vgg-paper", 138_000_000, 1_000_000),
    ("mobilenet_v2", "mobilenet-paper", 300_000_000, 1_000_000),
)
"""Network, convention, what the paper prints, and the last place that it prints.

He et al. 2016, table 1; Simonyan and Zisserman 2015, table 2, D; Sandler et al. 2018, table 4, counted as in 2017.
"""


@pytest.mark.parametrize(("title", "name", "printed", "place"), PRINTED, ids=str)
def test_a_paper_prints_its_count_rounded(title: str, name: str, printed: int, place: int) -> None:
    text = next(fact.text for fact in FACTS if fact.title == title)
    assert 0 <= symcnn.parse(text).numbers().count(name).total - printed + place / 2 <= 1.5 * place
