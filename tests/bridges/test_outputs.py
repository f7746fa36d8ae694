"""Operations of PyTorch with several outputs, and outputs that nothing reads."""

from __future__ import annotations

from typing import Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused


@pytest.fixture
def nn(torch: Any) -> Any:
    return torch.nn


def encoder(nn: Any, *, undone: bool, size: int = 2, stride: int = 2) -> Any:
    class Encoder(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3, padding=1)
            self.pool = nn.MaxPool2d(size, stride, return_indices=True)
            self.back = nn.MaxUnpool2d(size, stride)
            self.out = nn.Conv2d(8, 3, 3, padding=1)

        def forward(self, x: Any) -> Any:
            before = self.conv(x)
            x, places = self.pool(before)
            return self.out(self.back(x, places, before.shape[-2:]) if undone else x)

    return Encoder


@pytest.mark.parametrize("undone", [True, False])
def test_a_pooling_that_says_where_its_maxima_stood(torch: Any, undone: bool) -> None:
    made = encoder(torch.nn, undone=undone)
    net = symcnn.from_torch(made, input=(3, 16, 24))
    assert "    maxpool(2)\n" in net.source
    assert ("    max_unpool(2)\n" in net.source) is undone
    left = made()(torch.zeros(1, 3, 16, 24))
    assert tuple(map(int, net.numbers().output)) == (left.shape[3], left.shape[2], left.shape[1])


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2)])
def test_sizes_to_which_a_pooling_is_undone(torch: Any, size: int, stride: int) -> None:
    """An odd size comes back only because it is given."""
    made = encoder(torch.nn, undone=True, size=size, stride=stride)
    net = symcnn.from_torch(made, input=(3, 17, 22))
    left = made()(torch.zeros(1, 3, 17, 22))
    assert tuple(map(int, net.numbers().output)) == (left.shape[3], left.shape[2], left.shape[1]) == (22, 17, 3)


def test_weights_whose_first_use_nothing_reads(nn: Any) -> None:
    """The text has them where their output is read first."""

    class Twice(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.one, self.other = nn.Linear(5, 5), nn.Linear(5, 5)

        def forward(self, x: Any) -> Any:
            self.other(self.one(x))
            return self.other(self.one(self.other(self.one(x.relu()))))

    with pytest.raises(ImportRefused, match="100 multiply-accumulates for 150") as refusal:  # PyTorch counts all turns
        symcnn.from_torch(Twice, input=(5,))
    first = "they part first at one (dense): 50 multiply-accumulates in the text, 75 in the model"
    assert refusal.value.hint == first


def test_layers_whose_names_come_to_one(nn: Any) -> None:
    """The 61st relu and the first relu6."""
    net = symcnn.from_torch(nn.Sequential(nn.ReLU6(), *(nn.ReLU() for _ in range(61)), nn.Conv2d(3, 4, 3)), (3, 8, 9))
    assert len(list(net.numbers())) == 63


def test_what_is_computed_and_read_by_nothing_is_named(nn: Any) -> None:
    class Discarding(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.kept, self.lost = nn.Conv2d(3, 4, 3), nn.Conv2d(3, 5, 3)

        def forward(self, x: Any) -> Any:
            self.lost(x)
            return self.kept(x)

    with pytest.raises(ImportRefused, match="112 parameters for 252") as refusal:
        symcnn.from_torch(Discarding, input=(3, 8, 9))
    assert refusal.value.hint == "the model computes what nothing reads: lost (conv)"


def test_a_sum_that_grows_in_a_loop_is_one_sum(nn: Any) -> None:
    """Each term nested in the one before would go deeper than a text may."""

    class Skips(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.steps = nn.ModuleList([nn.Conv2d(3, 3, 1) for _ in range(30)])
            self.skips = nn.ModuleList([nn.Conv2d(3, 4, 1) for _ in range(30)])

        def forward(self, x: Any) -> Any:
            total = 0
            for step, skip in zip(self.steps, self.skips, strict=True):
                x = step(x)
                total = total + skip(x)
            return total

    net = symcnn.from_torch(Skips, input=(3, 8, 9))
    assert net.numbers().params == 30 * (12 + 16)
    assert net.source.count("add {") == 1
