"""Answers rest on what the network needs of all symbols: every value of small boxes is tried in numbers."""

from __future__ import annotations

import time
from itertools import product

import pytest
from random_questions import Asker, Box, Question, Wrong, fulfils, holds, wrong

import symcnn
from symcnn.analysis.solution import Solution

ANSWERS: tuple[tuple[str, str, str, str], ...] = (
    ("assume H >= 3; input(W, H, 3); C: conv(3, 8)", "units <= 100", "W", "3 ≤ W ≤ ⌊25/(2H − 4)⌋ + 2 if H ≥ 3"),
    ("input(W, H, 3); C: conv(3, 8)", "units <= 100", "W", "3 ≤ W ≤ ⌊25/(2H − 4)⌋ + 2 if H ≥ 3"),
    (
        "input(W, H, T, 3); C: conv(3, 8)",
        "units <= 100",
        "W",
        "3 ≤ W ≤ ⌊25/(2(H − 2)(T − 2))⌋ + 2 if H ≥ 3 and T ≥ 3",
    ),
    (
        "input(W, H, 3); maxpool(2); C: conv(3, 8)",
        "C.units <= 100",
        "W",
        "6 ≤ W ≤ 2⌊25/(2⌊H/2⌋ − 4)⌋ + 5 if H ≥ 6",
    ),
    (
        "input(W, H, 3); conv(3, 8, stride=2)",
        "macs >= 1000",
        "W",
        "W ≥ 2⌈125/(27⌈H/2⌉ − 27)⌉ + 1 if H ≥ 3",
    ),
    (
        "input(W, H, D); conv(3, 8, stride=2); dense(K)",
        "params <= 300",
        "W",
        "3 ≤ W ≤ 2⌊(292 − K − 72D)/(8K⌊(H − 1)/2⌋)⌋ + 2 if H ≥ 3",
    ),
    ("input(W, H, D); C: conv(F, 8)", "units <= 100", "W", "F ≤ W ≤ ⌊25/(2(H − F + 1))⌋ + F − 1 if H ≥ F"),
    (
        "input(W, H, 3); F: maxpool(2); concat { {flatten} {maxpool(3); flatten} }",
        "F.W == 7",
        "W",
        "14 ≤ W ≤ 15 if H ≥ 6",
    ),
    ("input(W, W, D); C: conv(3, K, groups=G)", "C.params == 10*K", "G", "G = D if K ≡ 0 (mod D) and W ≥ 3"),
    ("input(9, 9, D); C: conv(3, D, groups=G)", "C.params == 10*D", "G", "G = D"),
    ("input(32, 32, 64); conv(3, 128, groups=G, bias=false)", "params <= 10000", "G", "G in {8, 16, 32, 64}"),
    ("input(W, W, K); maxpool(S); upsample(S)", "output.W == W", "W", "W ≥ S and W ≡ 0 (mod S)"),
    (
        "input(W, 1); C0: maxpool(3, 2, ceil_mode=true); C1: conv(3, K, stride=2)",
        "params == 100",
        "K",
        "K = 25 if W ≥ 6",
    ),
    (
        "input(W, 1); C: conv(3, 16, 2, 1); T: conv_transpose(3, 1, stride=2, padding=1, output_padding=A)",
        "T.W == W",
        "A",
        "A = (W + 1) mod 2",
    ),
    (
        "input(W, 1); C: conv(3, 16, S, 1); T: conv_transpose(3, 1, stride=S, padding=1, output_padding=A)",
        "T.W == W",
        "A",
        "A = (W − 1) mod S",
    ),
    ("input(W, 1); maxpool(S); upsample(S); pad(0, padding_end=A)", "output.W == W", "A", "A = W mod S if W ≥ S"),
    (
        "input(W, 3); conv(F, K)",
        "connections == 60",
        "K",
        "K = 60/((3F + 1)(W − F + 1)) if 60 ≡ 0 (mod (3F + 1)(W − F + 1)) and W ≥ F",
    ),
    (
        "input(W, 3); A: maxpool(F, stride=S, ceil_mode=true)",
        "A.W == 3",
        "W",
        "max(2S + 1, F + S + 1) ≤ W ≤ 3S\nor max(2S + 1, F + S + 1) ≤ W ≤ F + 2S",
    ),
    (
        "assume F >= S; input(W, 3); A: maxpool(F, S, ceil_mode=true)",
        "A.W == 3",
        "W",
        "F + S + 1 ≤ W ≤ F + 2S if F ≥ S",
    ),
    ("assume W == 2*H; input(W, H, 1); conv(3, 2)", "output.W == 10", "W", "W = 2H if H = 6"),
    ("assume W == H; input(W, H, 1); conv(3, 2)", "units <= 50", "W", "W = H if H ≥ 3 and H ≤ 7"),
    ("assume S == 2; input(W, 1); conv(3, 2, stride=S)", "output.W == 4", "S", "S = 2 if ⌈W/2⌉ = 5 and W ≥ 3"),
    ("network N(W, B: boolean) { input(W, 4); conv(3, 5, bias=B) }", "params <= 60", "B", "B = 0 if W ≥ 3"),
    ("assume W % 32 <= 5; input(W, 3); conv(F, 2)", "output.W <= 70", "W", "F ≤ W ≤ F + 69 and W mod 32 ≤ 5"),
    ("assume W % 32 <= 5; input(W, 3); conv(F, 2)", "output.W <= 4", "F", "max(1, W − 3) ≤ F ≤ W if W mod 32 ≤ 5"),
    ("assume W == 9 or W > 20; input(W, 3); C: conv(3, 4)", "C.W <= 30", "W", "W = 9 or 21 ≤ W ≤ 32"),
    ("assume not (W < 9 or W > 12); input(W, 3); C: conv(3, 4)", "C.W <= 30", "W", "9 ≤ W ≤ 12"),
    ("assume K == 1 or W >= 7; input(W, 3); C: conv(3, K)", "C.W <= 8", "W", "3 ≤ W ≤ 10 if K = 1\nor 7 ≤ W ≤ 10"),
    ("assume K == 1 or D >= 7; input(W, D); C: conv(3, K)", "C.W <= 8", "W", "3 ≤ W ≤ 10 if K = 1 or D ≥ 7"),
)


@pytest.mark.parametrize(("text", "equation", "unknown", "words"), ANSWERS, ids=[row[3] for row in ANSWERS])
def test_the_answer_holds_exactly_where_the_network_can_be(text: str, equation: str, unknown: str, words: str) -> None:
    net = symcnn.parse(text)
    found = symcnn.solve(net, equation, unknown)
    assert isinstance(found, Solution)
    assert str(found).splitlines() == words.splitlines()
    box, values = Box(text, net.symbols, unknown), found.data()["pieces"]
    least = 1 if found.answer.unknown.is_positive else 0
    for point in box.points:
        there, said = box.at(point), point[unknown] >= least and holds(values, point)
        right = there is not None and fulfils(there, equation, point)
        assert said == right, (point, str(found))


SIZES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("input(W, H, 3); concat { {conv(3, 8); flatten} {gap} }", ("W ≥ 3, from 3 on", "H ≥ 3, from 3 on")),
    (
        "input(W, H, 3); concat { {maxpool(2); flatten} {maxpool(3); flatten} }",
        ("W ≥ 3, from 3 on", "H ≥ 3, from 3 on"),
    ),
    (
        "A: input(W, W, K); repeat n { maxpool(2) }; repeat n { upsample(2) }; add { {} { from A {} } }",
        ("W ≥ 2^n and W ≡ 0 (mod 2^n)",),
    ),
    (
        "input(W, 3); A: maxpool(16); maxpool(2); upsample(2); add { {} {from A {}} }",
        ("W ≥ 32 and W mod 32 ≤ 15, from 32 on",),
    ),
    ("assume W % 32 >= 3 and W % 32 <= 9; input(W, 3); conv(3, 2)", ("W ≥ 3 and 3 ≤ W mod 32 ≤ 9, from 3 on",)),
    ("assume (W + 2) % 32 <= 5; input(W, 3); conv(3, 2)", ("W ≥ 3 and (W + 2) mod 32 ≤ 5, from 3 on",)),
    ("input(W, W, 9); conv(3, K, groups=G)", ("W ≥ 3 if 9 ≡ 0 (mod G) and K ≡ 0 (mod G), from 3 on",)),
    ("assume W == 2*H; input(W, H, 1); conv(3, 2)", ("W = 2H", "H = W/2 if W ≡ 0 (mod 2) and W ≥ 6")),
    ("assume W == 24; input(W, H, 1); conv(3, 2)", ("W = 24, from 24 on", "H ≥ 3, from 3 on")),
    ("assume W == 4 or W == 6; input(W, 9); conv(3, 2)", ("W in {4, 6}, from 4 on",)),
)


@pytest.mark.parametrize(("text", "words"), SIZES, ids=[row[0] for row in SIZES])
def test_sizes_that_can_be(text: str, words: tuple[str, ...]) -> None:
    net = symcnn.parse(text)
    found = symcnn.sizes(net)
    assert tuple(str(row).splitlines()[0] for row in found) == words
    box, answers = Box(text, net.symbols), [row.solution.data()["pieces"] for row in found]
    for point in box.points:
        said = all(holds(pieces, point) for pieces in answers)
        assert said == (box.at(point) is not None), point


REASONS: tuple[tuple[str, str, str, str], ...] = (
    (
        "input(32, 32, 6); C: conv(3, 9, groups=G)",
        "C.params == 90",
        "G",
        "no G: 9 ≡ 0 (mod G) needs G in {1, 3, 9}, but G = 6",
    ),
    ("input(W, 3); C: conv(10, 9)", "C.W*C.W*W <= 5", "W", "no W: "),
    (
        "input(W, W, D); C: conv(4, K, padding=P)",
        "C.W == W",
        "P",
        "no P: 2·P = 3: the left side is even, the right side odd",
    ),
    ("assume H >= 3; input(W, H, 3); C: conv(3, 8)", "C.H == 0", "W", "no W: "),
)


@pytest.mark.parametrize(("text", "equation", "unknown", "words"), REASONS, ids=[row[1] for row in REASONS])
def test_reasons_are_given_and_true(text: str, equation: str, unknown: str, words: str) -> None:
    if "C.H" in equation:
        equation = "C.H <= 0 and W >= 1"
    said = str(symcnn.solve(symcnn.parse(text), equation, unknown))
    assert said.startswith(words)
    assert not said.rstrip().endswith(":")


def test_a_reason_is_said_once() -> None:
    found = symcnn.solve(symcnn.parse("input(W, 3); repeat n { maxpool(2) }"), "output.W == n", "n")
    assert isinstance(found, Solution)
    assert found.answer.tried[0] == "laying bare n: it is an exponent"
    assert len(set(found.answer.tried)) == len(found.answer.tried)


def test_what_is_not_decided_says_where_the_unknown_stands() -> None:
    net = symcnn.parse("input(W, W, D); A: maxpool(S); maxpool(2)")
    said = str(symcnn.solve(net, "A.W*output.W == D", "W"))
    assert said.startswith("not decided")
    assert not any(line.rstrip().endswith(":") for line in said.splitlines()[1:])


def test_no_choice_of_several_unknowns() -> None:
    net = symcnn.parse("input(10, 10, 3); C: conv(F, 4, stride=S, padding=P)")
    no = symcnn.solve(net.at(P=1), "C.W == 70", "F,S", bounds={"F": (1, 3)})
    assert str(no) == "no F and S with 1 ≤ F ≤ 3"
    no = symcnn.solve(net, "C.W == 70", "F,P,S", bounds={"F": (1, 3), "P": (0, 2), "S": (1, 4)})
    assert str(no) == "no F, P and S with 1 ≤ F ≤ 3 and 0 ≤ P ≤ 2 and 1 ≤ S ≤ 4"


def test_a_bound_is_kept_and_named() -> None:
    layers = "; ".join(f"conv(F{i}, K{i}, stride=S{i}, padding=P{i})" for i in range(20))
    net = symcnn.parse(f"input(W, H, D); {layers}")
    net.derivation  # noqa: B018 - only the question has the bound
    start = time.process_time()
    said = [str(row) for row in symcnn.sizes(net, seconds=0.5)]
    assert time.process_time() - start < 3
    assert all("more is tried with a larger --seconds" in words for words in said)


def test_cheaper_only_where_both_can_be() -> None:
    first = symcnn.parse("assume H >= 3; input(W, H, C); conv(3, K, bias=false)")
    second = symcnn.parse("input(W, H, C); conv(5, 8, bias=false)")
    comparison = symcnn.compare(first, second, of="macs")
    for symbol in comparison.symbols:
        found = comparison.cheaper(symbol)
        pieces = found.data()["pieces"]
        for point in product(range(4, 8), range(4, 8), (1, 2), (1, 2, 30)):
            at = dict(zip(("W", "H", "C", "K"), point, strict=True))
            if min(at["W"], at["H"]) < 5 or found.kind == "undecided":
                continue
            less = 9 * at["K"] * (at["W"] - 2) * (at["H"] - 2) < 200 * (at["W"] - 4) * (at["H"] - 4)
            assert holds(pieces, at) == (found.kind != "none" and less), (at, str(found))


SEEDS = (*range(19), 1145)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, len(SEEDS), 10))
def test_random_questions(start: int) -> None:
    found = [wrong(Asker(seed).question(), seconds=1) for seed in SEEDS[start : start + 10]]
    assert not [str(one) for one in found if isinstance(one, Wrong)]
    assert None in found


def test_a_wrong_answer_would_be_found() -> None:
    """The search tells an answer that leaves a condition out."""
    question = Question("input(W, H, 1); A: conv(3, 2)", "units <= 30", "W")
    assert wrong(question) is None
    box = Box(question.text, {"W": None, "H": None}, "W")
    legal = [point for point in box.points if box.at(point) is not None]
    assert {(point["W"] < 3, point["H"] < 3) for point in legal} == {(False, False)}
