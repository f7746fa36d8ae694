"""What an editor is shown beside a text, also while it is half typed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.editor.notes import hover, notes, proposals
from symcnn.editor.reading import read
from symcnn.editor.renaming import definition, mentions, word_at

if TYPE_CHECKING:
    from pathlib import Path

TEXT = symcnn.zoo()["lenet5"].read_text("utf-8")


def test_each_layer_of_a_published_network_has_its_size() -> None:
    net = symcnn.load("lenet5")
    assert len(notes(read(TEXT))) == len(net.layers)


def test_a_text_with_a_mistake_still_has_words_to_propose() -> None:
    text = "input(9, 9, 3)\nC1: conv(3, "
    reading = read(text)
    assert reading.mistakes
    assert {"stride", "C1"} <= {found.word for found in proposals(text, len(text), reading)}


def test_a_block_that_is_called_twice_has_one_note() -> None:
    text = "block b(K) { conv(3, K) } network N { input(9, 9, 3); b(4); b(8) }"
    assert [note.words for note in notes(read(text))] == ["7×7×4 …"]


def test_every_network_of_a_file_is_derived() -> None:
    text = "network A { input(9, 9, 3); convv(3, 4) } network B { input(2, 2, 3); conv(3, 4) }"
    assert len(read(text).mistakes) == 2


def test_a_file_is_used_from_its_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "other.cnn").write_text("block b { conv(3, 4) }", "utf-8")
    text = 'use "other.cnn"; input(9, 9, 3); b; relu'
    assert read(text).mistakes
    assert [note.words for note in notes(read(text, folder=tmp_path))] == ["7×7×4"]


SIGNS = [*"(){}[],;:=#\"'.\n ½²é中", "conv", "repeat", "when", "K", "32", "^", "block b(", '"""', "from ", "\t", "\0"]


@pytest.mark.parametrize("seed", some_fast(range(60)))
def test_no_edit_stops_an_editor(seed: int) -> None:
    dice = random.Random(seed)
    text = TEXT
    for _ in range(12):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice([0, 0, 1, 3, 20]))
        text = text[:start] + dice.choice(SIGNS) + text[end:]
        reading = read(text)
        place = dice.randrange(len(text) + 1)
        hover(text, place, reading)
        proposals(text, place, reading)
        notes(reading)
        word = word_at(text, place)
        if word:
            definition(text, word)
            assert all(text[found.start : found.end] == word.name for found in mentions(text, word))
