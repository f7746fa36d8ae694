"""Exercise sheets: blanks without answers, solutions that are what is derived in numbers, numbers by a seed."""

from __future__ import annotations

import re

import pytest

import symcnn
from symcnn.network.exercising import varied


@pytest.mark.parametrize("format_", ["markdown", "latex", "text", "html"])
def test_blanks_tell_no_answer(format_: str) -> None:
    sheet = symcnn.load("lenet5").exercise(format_)
    for answer in ("156", "1,516", "60,000", "1{,}516", "151,600"):
        assert answer not in sheet
    assert "M" in sheet


@pytest.mark.parametrize("seed", [0, 3, 11])
def test_solutions_are_what_is_derived_in_numbers(seed: int) -> None:
    net = symcnn.load("lenet5")
    drawn, given = varied(net, seed)
    sheet = net.exercise("markdown", seed=seed, solved=True)
    again = symcnn.load("lenet5").at(**given)
    assert again.params == drawn.params
    for layer in again.layers:
        row = next(line for line in sheet.splitlines() if line.startswith(f"| {layer.name} |"))
        cells = [re.sub(r"[$,]", "", cell).strip() for cell in row.split("|")[3:-1]]
        assert cells[0] == r" \times ".join(map(str, layer.output))
        assert list(map(int, cells[1:])) == [layer.params, layer.connections, layer.macs]
    for word, value in given.items():
        assert f"${word}$ = {value}" in sheet.partition("|")[0]


def test_a_seed_gives_the_same_sheet_again_and_another_seed_another() -> None:
    net = symcnn.load("vgg16")
    assert net.exercise(seed=5) == net.exercise(seed=5) != net.exercise(seed=6)


def test_in_chinese() -> None:
    assert "填写各层的尺寸" in symcnn.load("lenet5").exercise(language="zh")
    assert "答案" in symcnn.load("lenet5").exercise(language="zh", solved=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_to_do_stands_before_the_table_and_ends_in_one_point(language: str) -> None:
    sheet = symcnn.load("lenet5").exercise("latex", language=language)
    before = sheet.partition(r"\begin{tabular}")[0]
    assert "$W$ = $32$" in before
    assert not [sign for sign in ("..", "。.", ".。") if sign in sheet]
    assert symcnn.parse("input(9, 9, 3); conv(3, 4)").exercise("text").startswith("Fill in")
