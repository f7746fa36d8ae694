"""Tables for a terminal: set at once, they are what rich draws."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

import symcnn
from symcnn.render.formats import text_table as terminal

TEXTS = ["input(W, W, 3); 名前: conv(3, K); β_1: relu", "input(8, 8, 3); conv(3, 4)", "input(W, D); ß: dense(10)"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("source", [*TEXTS, "lenet5", "resnet50", "unet"])
def test_a_table_set_at_once_is_what_rich_draws(source: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    net = symcnn.parse(source) if "(" in source else symcnn.load(source).numbers()
    found = net.table(language=language)
    monkeypatch.setattr(terminal, "columns", lambda head, rows, totals, _: terminal.drawn(head, rows, totals, 10_000))
    assert net.table(language=language) == found


@pytest.mark.parametrize("width", [40, 60, 80])
def test_blocks_and_families_keep_to_the_width(width: int) -> None:
    nets = [symcnn.load(net) for net in ("vgg11", "vgg16", "inceptionv3")]
    pages = [symcnn.family(*nets, characters=width), *(symcnn.blocks(net, characters=width) for net in nets)]
    assert max(cell_len(line) for page in pages for line in page.splitlines()) <= width
    whole = symcnn.blocks(nets[2], characters=200)
    assert {*re.findall(r"[\w⌈⌉⌊⌋]+", whole)} <= {*re.findall(r"[\w⌈⌉⌊⌋]+", pages[3])}


def test_chinese_is_broken_between_characters() -> None:
    pages = (
        symcnn.blocks(symcnn.load("vgg11"), language="zh", characters=20),
        symcnn.load("lenet5").explain(language="zh", width=40),
    )
    assert max(cell_len(line) for line in pages[1].splitlines()) <= 40
    assert max(cell_len(line) for line in pages[0].splitlines()[-3:]) <= 20
    assert not [line for page in pages for line in page.splitlines() if line.strip()[:1] in tuple("，。；：、")]  # noqa: RUF001


def test_a_word_too_long_for_a_line_stands_alone() -> None:
    table = symcnn.load("mobilenet_v2").numbers().table(width=40)
    assert "stage/2/next/1/add1/1/inverted1/depthwise1\n    depthwise(3," in table
