"""Widths and depths that a constructor rounds: formulas hold between the values that they were fitted to."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import symcnn
from symcnn.bridges.evidence import fitted
from symcnn.bridges.model_lines import CallLine, RepeatLine, TextLine
from symcnn.bridges.turns import in_form_of

ROUND = (100, 50, 75, 125, 150)


def divisible(width: Fraction) -> int:
    """As MobileNets set it: to the nearest multiple of 8, at least nine tenths."""
    near = max(8, int(width + 4) // 8 * 8)
    return near + 8 if near < Fraction(9, 10) * width else near


def squeezed(nn: Any, percent: int) -> Any:
    """Blocks as in MobileNetV3: what is rounded is rounded again."""

    class Gate(nn.Module):  # type: ignore[misc]
        def __init__(self, depth: int) -> None:
            super().__init__()
            squeeze = divisible(Fraction(depth, 4))
            self.first, self.second = nn.Conv2d(depth, squeeze, 1), nn.Conv2d(squeeze, depth, 1)

        def forward(self, x: Any) -> Any:
            return x * self.second(self.first(x.mean((2, 3), keepdim=True)).relu()).sigmoid()

    class Block(nn.Module):  # type: ignore[misc]
        def __init__(self, depth: int, often: Fraction, width: int) -> None:
            super().__init__()
            expanded = divisible(depth * often)
            self.expand, self.gate = nn.Conv2d(depth, expanded, 1), Gate(expanded)
            self.project = nn.Conv2d(expanded, width, 1)

        def forward(self, x: Any) -> Any:
            return self.project(self.gate(self.expand(x)))

    widths = [divisible(Fraction(width * percent, 100)) for width in (16, 24, 40)]
    often = (Fraction(9, 2), Fraction(3))
    blocks = (Block(*row) for row in zip(widths, often, widths[1:], strict=False))
    return nn.Sequential(nn.Conv2d(3, widths[0], 1), *blocks)


def six_times(nn: Any, percent: int) -> Any:
    """Six times a rounded width, and no fewer maps than 160 behind it."""
    width = divisible(Fraction(96 * percent, 100))
    last = max(160, divisible(Fraction(160 * percent, 100)))
    return nn.Sequential(nn.Conv2d(3, width, 1), nn.Conv2d(width, 6 * width, 1), nn.Conv2d(6 * width, last, 1))


def deepened(nn: Any, percent: int) -> Any:
    """Stages as in EfficientNet: a number rounded up of blocks, of which the first has no shortcut."""

    class Block(nn.Module):  # type: ignore[misc]
        def __init__(self, depth: int, width: int) -> None:
            super().__init__()
            self.adds = depth == width
            self.first, self.second = nn.Conv2d(depth, 2 * depth, 1), nn.Conv2d(2 * depth, width, 1)

        def forward(self, x: Any) -> Any:
            y = self.second(self.first(x).relu())
            return x + y if self.adds else y

    blocks: list[Any] = []
    depth = 3
    for width, turns in ((8, 1), (12, 2), (20, 3)):
        for _ in range(-(-turns * percent // 100)):
            blocks.append(Block(depth, width))
            depth = width
    return nn.Sequential(*blocks)


@pytest.mark.parametrize(
    ("make", "values"),
    [(squeezed, ROUND), (six_times, ROUND), (deepened, (100, 120, 140, 180, 220))],
)
def test_what_is_rounded_holds_between_the_values_given(make: Any, values: tuple[int, ...], torch: Any) -> None:
    net = symcnn.from_torch(lambda percent=100: make(torch.nn, percent), (3, 8, 8), vary={"percent": values})
    known = [percent for percent in range(60, 230, 9) if percent not in values]
    params = [sum(one.numel() for one in make(torch.nn, percent).parameters()) for percent in known]
    assert [net.numbers(percent=percent).params for percent in known] == params


@pytest.mark.parametrize(
    ("values", "formula"),
    [
        ((0, 1, 1, 1, 2), "ceil(p/100) - 1"),
        ((4, 4, 5, 7, 8), "floor(p/25)"),
        ((40, 40, 48, 64, 72), "max(40, 8*max(floor(p/24 + 1/2), ceil(3*p/80)))"),
        ((1, 7, 2, 9, 3), None),
    ],
)
def test_roundings_need_more_than_three_values(values: tuple[int, ...], formula: str | None) -> None:
    points = [{"p": place} for place in (100, 120, 140, 180, 220)]
    assert fitted(values, points) == formula
    if formula and "max" not in formula:
        assert fitted(values[:3], points[:3]) != formula


def test_what_may_be_rounded_is_no_quotient_where_other_widths_are_rounded() -> None:
    points = [{"p": place} for place in (50, 100, 150)]
    assert fitted((16, 32, 48), points) == "8*p/25"
    assert fitted((16, 32, 48), points, {"p"}) == "8*max(floor(p/25 + 1/2), ceil(9*p/250))"
    assert fitted((50, 100, 150), points, {"p"}) == "p"


def _conv(filters: int) -> TextLine:
    return CallLine("conv", (("filters", filters),))


def test_a_loop_of_one_turn_or_none_is_found_beside_lines_like_its_own() -> None:
    relu = CallLine("relu")
    whole = (_conv(3), RepeatLine(2, (_conv(8), relu)), _conv(5), relu)
    assert in_form_of(whole, (_conv(3), _conv(5), relu)) == (_conv(3), RepeatLine(0, (_conv(8), relu)), _conv(5), relu)
    assert in_form_of(whole, (_conv(3), _conv(8), relu, _conv(5), relu)) == (
        *whole[:1],
        RepeatLine(1, (_conv(8), relu)),
        *whole[2:],
    )
    assert in_form_of(whole, (_conv(3), relu, _conv(5), relu)) is None
