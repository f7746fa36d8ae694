"""Answers in every format, and the work shown of networks with branches and repeats."""

from __future__ import annotations

import json

import pytest
from fast_rows import some_fast

import symcnn

SNIPPET = "input(W, W, D); C: conv(F, K, padding=P)"


def answers() -> list[tuple[str, symcnn.Network]]:
    return [("C.W == W", symcnn.parse(SNIPPET)), ("C.W == 7", symcnn.parse(SNIPPET).at(F=3))]


@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "html", "json"])
def test_every_answer_has_every_format(format_: str) -> None:
    net = symcnn.parse("input(W, W, 3); C: conv(3, 8); maxpool(2)")
    pages = [
        symcnn.solve(net, "C.W <= 40", "W").render(format_),
        symcnn.solve(net, "C.W == 1/2", "W").render(format_),
        symcnn.solve(net, "C.W^3 == C.params*W^2 + 1", "W", seconds=0).render(format_),
        symcnn.sizes(net)[0].render(format_),
        symcnn.compare(net, symcnn.parse("input(W, W, 3); conv(5, 8)"), "macs").render(format_),
        symcnn.leading(net, "W").render(format_),
    ]
    for page in pages:
        assert page.strip()
        if format_ == "json":
            json.loads(page)
        if format_ == "latex":
            assert r"\otherscript{" not in page
            assert page.isascii()


@pytest.mark.parametrize("text", [
    "input(W, W, D); concat { {} { relu } }",
    "input(W, W, D); add { { conv(3, D, padding=1) } {} }; mul { {} { gap } }",
    "network A(n = 2, D = 3) { input(8, 8, D); repeat n { conv(3, 3, padding=1) }; dense(4) }",
    "input(W, W, k); repeat n { concat { {} { conv(3, k, padding=1) } } }",
])  # fmt: skip
@pytest.mark.parametrize("format_", some_fast(["html", "text", "markdown", "latex", "json"], 5))
def test_the_work_of_branches_and_repeats(text: str, format_: str) -> None:
    assert symcnn.parse(text).explain(format=format_).strip()


def test_one_turn_is_said_to_be_one_turn() -> None:
    page = symcnn.parse("input(W, W, 3); repeat n { conv(3, 3, padding=1) }").explain()
    assert "one turn of a repeat" in page
    assert "84n" in page
