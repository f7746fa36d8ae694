"""Tables for a terminal: set at once, they are what rich draws."""

from __future__ import annotations

import pytest

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
