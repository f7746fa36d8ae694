"""Which names of modules come back as labels: those that say more than the word behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.usefixtures("torch")


def text_of(nn: Any, parts: Mapping[str, Any], shape: tuple[int, ...] = (3, 16, 16)) -> str:
    """The text of modules one after another, by their names."""

    class Chain(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            for name, part in parts.items():
                setattr(self, name, part)

        def forward(self, x: Any) -> Any:
            for name in parts:
                part = getattr(self, name)
                for one in part if isinstance(part, nn.ModuleList) else [part]:
                    x = one(x)
            return x

    return symcnn.from_torch(Chain(), shape).source


@pytest.fixture
def nn(torch: Any) -> Any:
    return torch.nn


def test_names_that_count_are_no_labels(nn: Any) -> None:
    parts = {"conv1": nn.Conv2d(3, 8, 3), "relu1": nn.ReLU(), "conv2": nn.Conv2d(8, 8, 5)}
    source = text_of(nn, parts)
    assert "conv(3, 8); relu" in source
    assert "conv1" not in source
    assert "conv2" not in source


def test_names_that_people_give_are_labels(nn: Any) -> None:
    parts = {"conv1": nn.Conv2d(3, 8, 3), "relu": nn.ReLU(), "conv2": nn.Conv2d(8, 8, 5), "head": nn.Conv2d(8, 4, 1)}
    source = text_of(nn, parts)
    assert "conv1: conv(3, 8); relu" in source
    assert "conv2: conv(5, 8)" in source


def test_a_list_of_modules_is_the_label_of_its_loop(nn: Any) -> None:
    parts = {"stem": nn.Conv2d(3, 8, 3), "tower": nn.ModuleList(nn.Conv2d(8, 8, 3, padding=1) for _ in range(4))}
    assert "tower: repeat 4 { conv(3, 8, padding=1) }" in text_of(nn, parts)


def test_a_list_that_goes_on_beside_the_loop_is_not_its_label(nn: Any) -> None:
    parts = {"tower": nn.ModuleList([nn.Conv2d(3, 8, 5), *(nn.Conv2d(8, 8, 3, padding=1) for _ in range(3))])}
    source = text_of(nn, parts)
    assert "repeat 3 { conv(3, 8, padding=1) }" in source
    assert "tower" not in source


@pytest.mark.parametrize("pool", ["AdaptiveAvgPool2d", "AdaptiveMaxPool2d"])
def test_a_pooling_to_sizes_that_are_there_already_stays(nn: Any, pool: str) -> None:
    parts = {"conv": nn.Conv2d(3, 4, 3, padding=1), "pool": getattr(nn, pool)(16), "fc": nn.Linear(16, 5)}
    source = text_of(nn, parts)
    word = {"AdaptiveAvgPool2d": "adaptive_avgpool", "AdaptiveMaxPool2d": "adaptive_maxpool"}[pool]
    assert f"{word}(16)" in source
    assert "W, H: by evidence at 16 × 16 and 32 × 48" in source


def test_a_pooling_to_whatever_sizes_come_in_goes(nn: Any) -> None:
    source = text_of(nn, {"pool": nn.AdaptiveAvgPool2d((None, None)), "end": nn.Conv2d(3, 4, 3)})
    assert "adaptive" not in source
    assert "W, H: by evidence at 16 × 16 and 32 × 48" in source
