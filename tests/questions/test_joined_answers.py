"""Answers in as few words as they need: every value of a box is tried."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from random_questions import holds

import symcnn
from symcnn.analysis.solution import Solution

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("input(W, H, D); C: conv(F, 2)", "C.connections == 120", "W",
     ("W = 60/((F²D + 1)(H − F + 1)) + F − 1 if 60 ≡ 0 (mod (F²D + 1)(H − F + 1)) and "
     "60/((F²D + 1)(H − F + 1)) + F ≥ 2 and H ≥ F")),
    ("input(W, H, D); C: conv(2, 2)", "C.connections == 120", "W",
     "W = 60/((4D + 1)(H − 1)) + 1 if 60 ≡ 0 (mod (4D + 1)(H − 1)) and H ≥ 2"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "question", "unknown", "expected"), ROWS)
def test_whole_multiples_stand_apart_from_what_is_divided(
    text: str, question: str, unknown: str, expected: str
) -> None:
    found = symcnn.solve(symcnn.parse(text), question, unknown)
    assert isinstance(found, Solution)
    assert str(found) == expected
    pieces = found.data()["pieces"]
    kernels = (1, 2, 3) if "F" in text else (2,)
    for width, height, depth, kernel in product(range(1, 14), range(1, 10), (1, 2, 3), kernels):
        point = {"W": width, "H": height, "D": depth, "F": kernel}
        places = max(width - kernel + 1, 0) * max(height - kernel + 1, 0)
        right = 2 * (kernel**2 * depth + 1) * places == 120
        assert holds(pieces, point) == right, point


def test_ranges_meet_where_the_end_of_one_is_the_least_of_several() -> None:
    found = symcnn.solve(symcnn.parse("input(T, 1); repeat n { conv(3, 4) }"), "2*output.T >= T", "n")
    assert isinstance(found, Solution)
    assert str(found) == "0 ≤ n ≤ ⌊T/4⌋"
    pieces = found.data()["pieces"]
    for length, turns in product(range(1, 30), range(16)):
        right = length - 2 * turns >= 1 and 2 * (length - 2 * turns) >= length
        assert holds(pieces, {"T": length, "n": turns}) == right


def test_the_sign_of_a_product_whose_factors_have_a_sign_is_known() -> None:
    net = symcnn.parse("input(W, H, D); C: conv(F, 2, padding=P, stride=2)")
    found = symcnn.solve(net, "C.macs == 48", "W")
    assert isinstance(found, Solution)
    assert "−1" not in str(found).replace("− 1", "")
    assert str(found).count("\nor ") == 1


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("input(8, 8, 3)", 3, "n ≥ 1 and (3·C·2^n + 1)² ≤ C(36C − 156) + 6B + 1"),
        ("input(8, 8, C)", 0, "n ≥ 1 and (3·C·2^n + 1)² ≤ 6B − C(18C − 6) + 1"),
    ],
)
def test_depths_of_doubled_widths_beside_their_width(text: str, first: int, expected: str) -> None:
    net = symcnn.parse(f"{text}; repeat n as i {{ conv(3, C*2^i, padding=1) }}")
    found = symcnn.solve(net, "params <= B", "n")
    assert isinstance(found, Solution)
    assert expected in str(found), str(found)
    pieces = found.data()["pieces"]
    for width, turns, budget in product(range(1, 6), range(5), (1, 30, 100, 900, 2500, 7000)):
        depths = [first or width, *(width * 2**turn for turn in range(turns))]
        right = sum((9 * before + 1) * after for before, after in pairwise(depths)) <= budget
        point = {"C": width, "n": turns, "B": budget}
        assert holds(pieces, point) == right, point
