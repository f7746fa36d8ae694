"""What a model is at other sizes than the one that it was asked for at: no axis is taken for another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.network.network import Network


@pytest.fixture
def nn(torch: Any) -> Any:
    return torch.nn


@pytest.fixture
def of_function(torch: Any) -> Callable[..., Network]:
    """The network of a function, whose sizes at others than the traced ones are PyTorch's."""

    class Made(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, function: Callable[[Any], Any]) -> None:
            super().__init__()
            self.function = function

        def forward(self, x: Any) -> Any:
            return self.function(x)

    def read(function: Callable[[Any], Any], shape: tuple[int, ...], *more: tuple[int, ...]) -> Network:
        net = symcnn.from_torch(Made(function), shape)
        for other in more:
            left = function(torch.zeros(1, *other))
            found = net.numbers(**dict(zip("WHT", reversed(other[1:]), strict=False))).output
            assert tuple(map(int, found)) == (*reversed(left.shape[2:]), left.shape[1])
        return net

    return read


def test_axes_that_grow_alike_are_told_apart(of_function: Callable[..., Network], torch: Any) -> None:
    pool = torch.nn.functional.adaptive_avg_pool3d
    net = of_function(lambda x: pool(x, (None, 4, None)), (2, 6, 4, 6), (2, 7, 6, 9), (2, 12, 5, 6))
    assert "adaptive_avgpool((W, 4, T))" in net.source
    flat = torch.nn.functional.adaptive_avg_pool2d
    tall = of_function(lambda x: flat(x, (None, 5)), (2, 128, 64), (2, 90, 70), (2, 7, 300))
    assert "adaptive_avgpool((5, H))" in tall.source


def test_sizes_at_which_a_model_is_another_network_are_said(of_function: Callable[..., Network], torch: Any) -> None:
    functional = torch.nn.functional

    def padded(x: Any) -> Any:
        return functional.avg_pool2d(functional.pad(x, (0, -x.shape[3] % 4)), 4)

    net = of_function(padded, (2, 16, 32), (2, 32, 64))
    assert "# W, H: by evidence at 32 × 16 and 64 × 48; another network at 33 × 18\n" in net.source
    assert "another network" not in of_function(lambda x: functional.avg_pool2d(x, 4), (2, 16, 32)).source


def test_sizes_that_a_model_takes_and_that_cannot_be_read_are_numbers(
    of_function: Callable[..., Network], torch: Any
) -> None:
    places = torch.arange(9).flip(0)
    net = of_function(lambda x: x.index_select(3, places.to(x.device)), (2, 8, 9))
    assert "input(9, 8, D)" in net.source
    part = of_function(lambda x: x[:, torch.tensor([2, 0], device=x.device)], (3, 8, 9), (3, 10, 12))
    assert "# left out: which entries are picked\n" in part.source
    assert "narrow(0, 2)" in part.source
    with pytest.raises(ImportRefused, match="more entries are picked than there are"):
        of_function(lambda x: x.index_select(1, places.to(x.device)), (3, 8, 9))


def test_scales_that_are_fractions_hold_at_every_size(of_function: Callable[..., Network], torch: Any) -> None:
    resized = torch.nn.functional.interpolate
    for scale, call in ((1.5, "upsample(1.5)"), (0.25, "upsample(0.25)"), ((0.5, 3.0), "upsample((3, 0.5))")):
        net = of_function(lambda x, scale=scale: resized(x, scale_factor=scale), (2, 9, 14), (2, 7, 22), (2, 15, 13))
        assert call in net.source
    between = of_function(lambda x: resized(x, scale_factor=0.5, mode="bilinear"), (2, 9, 14), (2, 7, 22))
    assert "upsample_linear(0.5)" in between.source


def test_the_nearest_middle_is_said_where_it_is_another_value(of_function: Callable[..., Network], torch: Any) -> None:
    resized, words = torch.nn.functional.interpolate, "# left out: which of two values is the nearest"
    assert words in of_function(lambda x: resized(x, (5, 9), mode="nearest-exact"), (2, 4, 8)).source
    assert words not in of_function(lambda x: resized(x, scale_factor=2, mode="nearest-exact"), (2, 4, 8)).source


def test_a_width_at_which_a_projection_could_go_is_left_out(nn: Any) -> None:
    """The stem has 16 maps whatever C is: at C = 4, below all that were tried, a unit would be another one."""

    class Unit(nn.Module):  # type: ignore[misc]
        def __init__(self, depth: int, width: int) -> None:
            super().__init__()
            self.conv = nn.Conv2d(depth, 4 * width, 3, padding=1)
            self.project = nn.Conv2d(depth, 4 * width, 1) if depth != 4 * width else nn.Identity()

        def forward(self, x: Any) -> Any:
            return self.conv(x) + self.project(x)

    class Units(nn.Module):  # type: ignore[misc]
        def __init__(self, C: int = 8) -> None:  # noqa: N803 - the symbol's name
            super().__init__()
            self.stem, self.units = nn.Conv2d(3, 16, 1), nn.Sequential(Unit(16, C), Unit(4 * C, C))

        def forward(self, x: Any) -> Any:
            return self.units(self.stem(x))

    net = symcnn.from_torch(Units, (3, 8, 8), vary={"C": (8, 12, 20)})
    assert "assume C >= 8" in net.source
    assert net.numbers(C=12).params == sum(one.numel() for one in Units(12).parameters())
    assert str(net.params).startswith("4*C*(36*C + 1) + 648*C")
