"""Constructors whose arguments are varied: what is fitted holds at values that it was not fitted to."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

import symcnn
from symcnn.bridges.evidence import fitted
from symcnn.bridges.traced import ImportRefused

pytestmark = pytest.mark.usefixtures("torch")


def _points(symbol: str, *values: int) -> list[dict[str, int]]:
    return [{symbol: value} for value in values]


def test_widths_within_a_dense_block_do_not_follow_from_the_depth_that_enters_its_first_layer(torch: Any) -> None:
    """Twice that depth, by chance: the layers behind it get more, and are as wide."""
    nn: Any = torch.nn

    class DenseLayer(nn.Module):  # type: ignore[misc]
        def __init__(self, depth: int, growth: int) -> None:
            super().__init__()
            self.squeeze, self.conv = nn.Conv2d(depth, 4 * growth, 1), nn.Conv2d(4 * growth, growth, 3, 1, 1)

        def forward(self, x: Any) -> Any:
            return self.conv(self.squeeze(x))

    class DenseBlock(nn.Module):  # type: ignore[misc]
        def __init__(self, growth: int) -> None:
            super().__init__()
            self.layers = nn.ModuleList([DenseLayer((2 + turn) * growth, growth) for turn in range(3)])

        def forward(self, x: Any) -> Any:
            for layer in self.layers:
                x = torch.cat([x, layer(x)], 1)
            return x

    def make(growth: int = 12) -> Any:
        transition = nn.Conv2d(5 * growth, 2 * growth, 1)
        return nn.Sequential(nn.Conv2d(3, 2 * growth, 3), DenseBlock(growth), transition, DenseBlock(growth))

    net = symcnn.from_torch(make, (3, 16, 16), vary={"growth": (12, 16, 24)})
    assert net.numbers(growth=7).params == sum(parameter.numel() for parameter in make(7).parameters())


def _divisible(width: float) -> int:
    """As MobileNets set it: to the nearest multiple of 8, at least nine tenths."""
    near = max(8, int(width + 4) // 8 * 8)
    return near + 8 if near < 0.9 * width else near


def test_widths_that_are_rounded_to_multiples_are_no_line_that_fits_by_chance(torch: Any) -> None:
    """40 percent of 50, 75, 100, rounded, is 24, 32, 40: on a line, which leaves it at 110."""
    nn: Any = torch.nn

    def make(percent: int = 100) -> Any:
        widths = [_divisible(width * percent / 100) for width in (16, 40, 24)]
        return nn.Sequential(
            *(nn.Conv2d(before, width, 3) for before, width in zip((3, *widths), widths, strict=False))
        )

    net = symcnn.from_torch(make, (3, 16, 16), vary={"percent": (50, 75, 100)})
    for percent in (60, 90, 110, 140, 200):
        assert net.numbers(percent=percent).params == sum(one.numel() for one in make(percent).parameters())


@pytest.mark.parametrize(
    ("values", "points", "formula"),
    [
        ((1, 2, 3), (3, 5, 7), "n/2 - 1/2"),
        ((4, 8, 16), (9, 17, 33), "n/2 - 1/2"),  # as near to multiples of 4
        ((16, 24, 40), (64, 96, 160), "n/4"),
        ((7, 9, 13), (2, 3, 5), "2*n + 3"),
    ],
)
def test_what_a_constructor_computes_exactly_is_no_rounded_width(
    values: tuple[int, ...], points: tuple[int, ...], formula: str
) -> None:
    assert fitted(values, _points("n", *points)) == formula


def test_what_no_formula_fits_is_refused_with_its_values(torch: Any) -> None:
    def make(width: int = 16) -> Any:
        return torch.nn.Conv2d(3, int(width**0.5), 3)

    with pytest.raises(ImportRefused, match="no formula fits conv's filters: 4 at width = 16"):
        symcnn.from_torch(make, (3, 8, 8), vary={"width": (16, 64, 100)})


def test_widths_of_two_arguments_add_up_or_multiply(torch: Any) -> None:
    nn: Any = torch.nn

    def make(c: int = 8, n: int = 2) -> Any:
        widths = [3, c + n, 2 * c * n, (c + 3) * (n - 1), 3 * c - n, c * (n + 8) // 2]
        return nn.Sequential(*(nn.Conv2d(above, below, 1) for above, below in pairwise(widths)))

    net = symcnn.from_torch(make, (3, 8, 8), vary={"c": (8, 16, 24), "n": (2, 3, 5)})
    for c, n in ((10, 7), (40, 4), (6, 9)):
        assert net.numbers(c=c, n=n).params == sum(parameter.numel() for parameter in make(c, n).parameters())


def test_two_arguments_that_only_seem_apart_are_tried_together(torch: Any) -> None:
    """Along each of them by itself it is c, and n has no say; with both it is another network."""
    nn: Any = torch.nn

    def make(c: int = 8, n: int = 2) -> Any:
        return nn.Conv2d(3, c + (c - 8) * (n - 2), 1)

    net = symcnn.from_torch(make, (3, 8, 8), vary={"c": (8, 16, 24), "n": (2, 3, 5)})
    assert net.numbers(c=10, n=7).params == 4 * (10 + 2 * 5)
