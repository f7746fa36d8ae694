"""What frameworks refuse and what they make, as ``record_frameworks.py`` wrote it down, held against our limits."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import symcnn
from symcnn.derive.frameworks import FRAMEWORKS
from symcnn.errors import ShapeMistake

CASES = [line.split(": ", 1) for line in Path(__file__).with_name("frameworks.cases").read_text("utf-8").splitlines()]


@cache
def derived(text: str, framework: str) -> str:
    try:
        return " x ".join(map(str, symcnn.parse(text).for_framework(framework).output))
    except ShapeMistake:
        return "refused"


def agree(theirs: str, asked: str, plain: str) -> bool:
    """Whether both refuse or make the same; where a limit refuses, the framework may also make another size.

    ONNX Runtime takes some windows that fit nowhere, since it rounds what is below 0 up.
    """
    return theirs == asked or plain == "refused" or (asked == "refused" and theirs != plain)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_a_framework_refuses(framework: str) -> None:
    facts = dict(fact.split(" -> ") for name, fact in CASES if name == framework)
    said = {text: (derived(text, framework), derived(text, "")) for text in facts}
    wrong = {text: (facts[text], *ours) for text, ours in said.items() if not agree(facts[text], *ours)}
    assert not wrong
    assert 0.2 < sum(answer == "refused" for answer in facts.values()) / len(facts) < 0.9


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_limit_is_met_from_both_sides(framework: str) -> None:
    """For every limit there is a call that only it keeps from being made, and one of its layers that it lets pass."""
    facts = dict(fact.split(" -> ") for name, fact in CASES if name == framework)
    passed = Counter(text.split("; ")[1].split("(")[0] for text, answer in facts.items() if answer != "refused")
    assert {layer for limit in FRAMEWORKS[framework].limits for layer in limit.layers if layer in LAYERS} <= {*passed}
    plain = {text: derived(text, "") for text in facts}
    without = [text for text, answer in facts.items() if answer != plain[text] != "refused"]
    words = Counter(word_of(text, framework) for text in without)
    assert {limit.words for limit in FRAMEWORKS[framework].limits} == {*words}


LAYERS = {fact.split("; ")[1].split("(")[0] for _, fact in CASES}


def word_of(text: str, framework: str) -> str:
    """The words of the limit by which a call is refused."""
    with pytest.raises(ShapeMistake) as caught:
        symcnn.parse(text).for_framework(framework).derivation  # noqa: B018 - deriving is the question
    words = str(caught.value.message).partition(f"{FRAMEWORKS[framework].title}: ")[2]
    return next(limit.words for limit in FRAMEWORKS[framework].limits if words.startswith(limit.words))
