"""Modules as people have them: slices, names that are words of the language, lazy layers, parts without gradients."""

from __future__ import annotations

import warnings
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
def of_values(nn: Any) -> Callable[..., Network]:
    """The network of a function between a convolution and its reader."""

    def read(function: Callable[[Any], Any], shape: tuple[int, ...] = (3, 13, 18)) -> Network:
        class Cuts(nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.conv = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[len(shape) - 2](3, 4, 1)

            def forward(self, x: Any) -> Any:
                return function(self.conv(x))

        net = symcnn.from_torch(Cuts, shape)
        for more in (0, 1, 2, 3, 7):
            larger = (shape[0], *(size + more for size in shape[1:]))
            left = Cuts()(nn.Conv1d(1, 1, 1).weight.new_zeros(1, *larger))
            found = net.numbers(**dict(zip("WHT", reversed(larger[1:]), strict=False))).output
            assert tuple(map(int, found)) == (*reversed(left.shape[2:]), left.shape[1])
        return net

    return read


@pytest.mark.parametrize(
    ("function", "lines"),
    [
        (lambda x: x[:, :, ::2, ::2], ["maxpool(1, stride=2)"]),
        (lambda x: x[:, :, 1::2], ["trim((0, 1), cropping_end=0)", "maxpool(1, stride=(1, 2))"]),
        (lambda x: x[:, :, 1:-1, 2:-2], ["trim((2, 1))"]),
        (lambda x: x[:, :, 1:-1:3, 2::2], ["trim((2, 1), cropping_end=(0, 1))", "maxpool(1, stride=(2, 3))"]),
        (lambda x: x[..., 1::2][..., ::3], ["trim((1, 0), cropping_end=0)", "maxpool(1, stride=(6, 1))"]),
        (
            lambda x: x[..., ::2][..., 1:],
            ["maxpool(1, stride=(2, 1))", "trim((1, 0), cropping_end=0)"],
        ),
    ],
)
def test_slices_hold_at_every_size(
    of_values: Callable[..., Network], function: Callable[[Any], Any], lines: list[str]
) -> None:
    source = of_values(function).source
    assert [line.strip() for line in source.splitlines()[-1 - len(lines) : -1]] == lines


def test_slices_of_a_signal(of_values: Callable[..., Network]) -> None:
    source = of_values(lambda x: x[:, :, 1:-1][:, :, ::2], (3, 17)).source
    assert "trim(1)\n    maxpool(1, stride=2)" in source


def test_every_so_many_positions_up_to_one(of_values: Callable[..., Network]) -> None:
    """What a slice leaves is a number where its end is one."""
    assert "crop((W, 5), offset=0)" in of_values(lambda x: x[:, :, 0:5:2]).source


@pytest.mark.parametrize(
    ("function", "lines"),
    [
        (lambda x: x[..., 0], ["crop((1, H), offset=0)", "tokens"]),
        (lambda x: x.swapaxes(1, 2).moveaxis(2, 1).multiply(x).clip(0, 1), ["mul { { } { } }", "clip(min=0, max=1)"]),
        (lambda x: x.min(x.tanh()), ["minimum { { } { tanh } }"]),
        (lambda x: x.repeat(1, 6, 1, 1), ["concat { { } { } }", "concat { { } { } { } }"]),
        (lambda x: x.repeat(1, 1, 2, 1), ["concat(axis=1) { { } { } }"]),
        (lambda x: x.tensor_split((1, 3), 1)[1], ["narrow(1, 2)"]),
    ],
)
def test_operations_with_several_names(
    of_values: Callable[..., Network], function: Callable[[Any], Any], lines: list[str]
) -> None:
    source = of_values(function).source
    assert [line.strip() for line in source.splitlines()[-1 - len(lines) : -1]] == lines


@pytest.mark.parametrize(
    ("function", "lines"),
    [
        (lambda x: x[:, :1, 1:-1, 2:], ["split(4, 0)", "trim((2, 1), cropping_end=(0, 1))"]),
        (lambda x: x[:, 0, 1:-1][:, None], ["split(4, 0)", "trim((0, 1))"]),
        (lambda x: x.mean(1, keepdim=True)[..., 1:], ["mean_of_maps", "trim((1, 0), cropping_end=0)"]),
    ],
)
def test_slices_of_one_map(of_values: Callable[..., Network], function: Callable[[Any], Any], lines: list[str]) -> None:
    source = of_values(function).source
    assert [line.strip() for line in source.splitlines()[-1 - len(lines) : -1]] == lines


def test_an_output_whose_maps_are_not_one(nn: Any) -> None:
    """What is reduced over the last dimension has its maps where tensors have them."""

    class Distances(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.centres = nn.Parameter(nn.Linear(8, 10).weight.detach())

        def forward(self, x: Any) -> Any:
            return (x.flatten(1)[:, None] - self.centres).square().sum(-1)

    assert tuple(symcnn.from_torch(Distances(), (8, 1, 1)).numbers().output) == (10,)


def test_dropout_of_other_kinds(nn: Any) -> None:
    module = nn.Sequential(nn.AlphaDropout(0.2), nn.FeatureAlphaDropout(0.2), nn.RReLU(0.25, 0.75))
    assert "dropout(0.2); dropout(0.2); leaky_relu(0.5)" in symcnn.from_torch(module, (3, 8, 8)).source


def test_values_that_are_averaged_by_another_divisor(of_values: Callable[..., Network], torch: Any) -> None:
    pool = torch.nn.functional.avg_pool2d
    assert "avgpool(2, divisor=3)" in of_values(lambda x: pool(x, 2, divisor_override=3)).source


def test_what_padding_is_filled_with_is_said(of_values: Callable[..., Network], torch: Any) -> None:
    pad = torch.nn.functional.pad
    words = "# left out: what padding is filled with"
    assert words in of_values(lambda x: pad(x, (1, 1, 1, 1), mode="reflect")).source
    assert words not in of_values(lambda x: pad(x, (1, 1, 1, 1))).source


def test_a_spatial_transformer(nn: Any, torch: Any) -> None:
    functional = torch.nn.functional

    class Transformer(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.places = nn.Sequential(nn.Conv2d(1, 8, 7), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 8 * 6, 6))
            self.conv = nn.Conv2d(1, 10, 5)

        def forward(self, x: Any) -> Any:
            grid = functional.affine_grid(self.places(x).view(-1, 2, 3), x.size(), align_corners=False)
            return self.conv(functional.grid_sample(x, grid, align_corners=False))

    net = symcnn.from_torch(Transformer(), (1, 14, 12))
    assert "affine_grid((12, 14))" in net.source
    assert tuple(net.numbers().output) == (8, 10, 10)


def test_windows_that_are_divided_anew(nn: Any) -> None:
    """56 positions as 8 windows of 7, then as 7 windows of 8."""

    class Windows(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.one, self.other = nn.Linear(4, 4), nn.Linear(4, 4)

        def forward(self, x: Any) -> Any:
            x = x.reshape(len(x), 4, 8, 7, 8, 7).permute(0, 2, 4, 3, 5, 1).reshape(len(x), 64, 49, 4)
            x = self.one(x).reshape(len(x), 8, 8, 7, 7, 4).permute(0, 5, 1, 3, 2, 4).reshape(len(x), 4, 56, 56)
            x = x.reshape(len(x), 4, 7, 8, 7, 8).permute(0, 3, 5, 2, 4, 1).reshape(len(x), 64, 49, 4)
            return self.other(x)

    assert symcnn.from_torch(Windows(), (4, 56, 56)).numbers().macs == 2 * 56 * 56 * 16


def test_names_that_begin_statements_are_no_labels(nn: Any) -> None:
    words = ("input", "repeat", "when", "let", "assume", "network", "from", "notation", "stem")
    module = nn.Sequential()
    for place, word in enumerate(words):
        module.add_module(word, nn.Conv2d(3 + place, 4 + place, 3))
    assert "stem: conv(3, 12)" in symcnn.from_torch(module, (3, 32, 32)).source


def test_weights_made_of_a_length_and_a_direction(nn: Any) -> None:
    normed = nn.utils.parametrizations.weight_norm
    module = nn.Sequential(
        normed(nn.ConvTranspose2d(3, 8, 2, 2)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), normed(nn.Linear(8, 5))
    )
    net = symcnn.from_torch(module, (3, 8, 8))
    assert net.numbers().params == sum(one.numel() for one in module.parameters()) == 3 + 3 * 8 * 4 + 8 + 5 + 8 * 5 + 5


def test_parts_without_gradients_or_in_another_precision(nn: Any, torch: Any) -> None:
    class Frozen(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Conv2d(3, 8, 3)
            self.top = nn.Conv2d(8, 4, 1)

        def forward(self, x: Any) -> Any:
            with torch.no_grad():
                x = self.body(x)
                with torch.autocast("cpu", enabled=False):
                    y = x.relu_()
            return self.top(y) + self.top(x)

    net = symcnn.from_torch(Frozen(), (3, 8, 8))
    assert "conv(3, 8)\n    skip1: relu" in net.source
    assert net.numbers().macs == 36 * (27 * 8 + 2 * 8 * 4)


def test_a_move_to_another_device(nn: Any) -> None:
    class Moves(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3)

        def forward(self, x: Any) -> Any:
            return self.conv(x.to("cpu")).to(x.device)

    assert symcnn.from_torch(Moves, (3, 8, 8)).numbers().macs == 36 * 27 * 8


def test_sizes_that_a_first_call_finds_out(nn: Any) -> None:
    def lazy() -> Any:
        return nn.Sequential(nn.LazyConv2d(8, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(10))

    assert symcnn.from_torch(lazy, (3, 8, 8)).numbers().params == 27 * 8 + 8 + 16 + 36 * 8 * 10 + 10
    with pytest.raises(ImportRefused, match=r"the size of 0\.weight is found out by a first call"):
        symcnn.from_torch(lazy(), (3, 8, 8))


def test_outputs_that_are_no_tensors(nn: Any) -> None:
    class Named(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3)

        def forward(self, x: Any) -> Any:
            return {"out": self.conv(x), "auxiliary": None, "levels": 3}

    assert tuple(symcnn.from_torch(Named(), (3, 8, 8)).numbers().output) == (6, 6, 8)


def test_bounds_that_no_other_layer_has(nn: Any) -> None:
    module = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Hardtanh(-2, 3))
    assert "clip(min=-2, max=3)" in symcnn.from_torch(module, (3, 8, 8)).source


def test_complex_numbers_are_refused(nn: Any, torch: Any) -> None:
    class Turned(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return (x * torch.ones(1, dtype=torch.complex64)).abs()

    with pytest.raises(ImportRefused, match=r"complex numbers \(aten\.mul, in the model \(Turned\), .*\.py:\d+\)"):
        symcnn.from_torch(Turned(), (3, 8, 8))


def test_tensors_made_on_the_way(nn: Any, torch: Any) -> None:
    class Places(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(4, 8, 3)

        def forward(self, x: Any) -> Any:
            rows = torch.linspace(0, 1, x.shape[2])[:, None].expand(len(x), 1, *x.shape[2:])
            return self.conv(torch.cat([x, rows], 1))

    assert symcnn.from_torch(Places, (3, 8, 8)).numbers().macs == 36 * 36 * 8


def test_what_stops_a_trace_is_said_in_plain_words_with_its_place(nn: Any, torch: Any) -> None:
    class Chooses(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x if x.sum() > 0 else -x

    class Two(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any, y: Any) -> Any:
            return x + y

    class Compiled(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # PyTorch will do without it one day
                self.first = torch.jit.script(nn.ReLU())

        def forward(self, x: Any) -> Any:
            return self.first(x)

    with pytest.raises(ImportRefused, match=r"depends on values \(in 1 \(Chooses\), .*test_odd_modules\.py:\d+\)"):
        symcnn.from_torch(nn.Sequential(nn.ReLU(), Chooses()), (3, 8, 8))
    with pytest.raises(ImportRefused, match="several inputs, and one is given"):
        symcnn.from_torch(Two(), (3, 8, 8))
    with pytest.raises(ImportRefused, match="first is compiled"):
        symcnn.from_torch(Compiled(), (3, 8, 8))
