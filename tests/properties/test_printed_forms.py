"""No total of the zoo is printed a tenth longer than another of our own forms."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import symcnn

BENCHMARK = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "forms.py"))

HARD = ["unet", "densenet", "lenet5", "resnet_cifar", "vgg", "tcn", "convnext", "siamese"]
"""Totals that once were printed up to seven times as long as another form."""


def longer(names: list[str]) -> list[object]:
    rows = list(BENCHMARK["rows"](names))
    assert rows
    return [row for row in rows if row.is_longer]


@pytest.mark.slow
def test_no_total_of_the_zoo_is_a_tenth_longer_than_another_form() -> None:
    assert longer(list(symcnn.zoo())[::2]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", HARD)
def test_totals_that_were_long(name: str) -> None:
    assert longer([name]) == []
