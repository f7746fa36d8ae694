"""What a model computes and no count shows: numbers below roots, approximations, masks; sums that letters name."""

from __future__ import annotations

from typing import Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused


@pytest.fixture
def nn(torch: Any) -> Any:
    return torch.nn


def test_what_is_added_below_a_root_is_kept(nn: Any) -> None:
    module = nn.Sequential(
        *(nn.BatchNorm2d(4, eps=0.001), nn.GroupNorm(2, 4, eps=1e-6), nn.InstanceNorm2d(4, eps=1e-4)),
        *(nn.BatchNorm2d(4), nn.Conv2d(4, 6, 1), nn.LayerNorm(9, eps=1e-6), nn.RMSNorm(9, eps=1e-6), nn.LayerNorm(9)),
    )
    net = symcnn.from_torch(module, (4, 5, 9))
    code = net.code("torch")
    calls = [call.strip() for line in net.source.splitlines() for call in line.split(";")]
    assert [call for call in calls if "norm" in call or "bn" in call] == [
        "bn(epsilon=0.001)",
        "group_norm(2, epsilon=0.000001)",
        "instance_norm(epsilon=0.0001)",
        "bn",
        "layer_norm(epsilon=0.000001)",
        "rms_norm(epsilon=0.000001)",
        "layer_norm",
    ]
    assert "nn.BatchNorm2d(D, eps=0.001)" in code
    assert code.count("eps=") >= 5


def test_an_approximation_is_kept(nn: Any) -> None:
    net = symcnn.from_torch(nn.Sequential(nn.Conv2d(3, 4, 1), nn.GELU("tanh"), nn.GELU()), (3, 8, 8))
    assert "gelu(approximate=true)" in net.source
    assert '= nn.GELU(approximate="tanh")' in net.code("torch")
    assert "= nn.GELU()" in net.code("torch")


def test_masks_and_scales_of_attention_are_said(nn: Any) -> None:
    attend = nn.functional.scaled_dot_product_attention

    class Attends(nn.Module):  # type: ignore[misc]
        def __init__(self, **options: Any) -> None:
            super().__init__()
            self.qkv, self.options = nn.Linear(8, 24), options

        def forward(self, x: Any) -> Any:
            return attend(*self.qkv(x.transpose(1, 2)).chunk(3, -1), **self.options)

    def read(**options: Any) -> str:
        return symcnn.from_torch(Attends(**options), (8, 10)).source

    assert "left out" not in read()
    assert "# left out: a fixed mask" in read(is_causal=True)
    assert "# left out: arithmetic with fixed numbers" in read(scale=0.5)


def test_sums_that_letters_and_dots_name(nn: Any, torch: Any) -> None:
    class Sums(nn.Module):  # type: ignore[misc]
        def __init__(self, equation: str, *shape: int) -> None:
            super().__init__()
            self.equation, self.weight = equation, nn.Parameter(torch.empty(*shape))

        def forward(self, x: Any) -> Any:
            return torch.einsum(self.equation, x, self.weight)

    for equation, shape, line in (
        ("bc...,cd->bd...", (6, 4), "linear(4, bias=false)"),
        ("nchw,dc->ndhw", (4, 6), "linear(4, bias=false)"),
        ("...w,wk->...k", (7, 3), "linear(3, bias=false)"),
    ):
        net = symcnn.from_torch(Sums(equation, *shape), (6, 5, 7))
        assert line in net.source
        assert "own_values" not in net.source


def test_a_flat_volume_is_repeated(nn: Any) -> None:
    class Repeats(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x.flatten(1).repeat(1, 3)

    assert tuple(symcnn.from_torch(Repeats(), (2, 4, 5)).numbers().output) == (120,)


def test_maps_beside_three_axes_are_not_shuffled_into_two(nn: Any) -> None:
    with pytest.raises(ImportRefused, match=r"along two of more axes, or without maps \(aten\.pixel_shuffle, in 0"):
        symcnn.from_torch(nn.Sequential(nn.PixelShuffle(2)), (4, 4, 6, 6))


def test_maps_without_axes_are_not_shuffled_by_pytorch() -> None:
    with pytest.raises(symcnn.TextError, match="of a volume without axes"):
        symcnn.parse("input(8, 8, 3); gap; dense(12); channel_shuffle(2)").code("torch")


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_a_response_to_neighbours_keeps_its_numbers(nn: Any, axes: int) -> None:
    conv = getattr(nn, f"Conv{axes}d")
    own = nn.LocalResponseNorm(3, alpha=0.01, beta=0.5, k=2.0)
    net = symcnn.from_torch(
        nn.Sequential(conv(3, 4, 1), own, conv(4, 4, 1), nn.LocalResponseNorm(5)), (3, 9, 8, 7)[: axes + 1]
    )
    assert "lrn(3, alpha=0.01, bias=2, beta=0.5)" in net.source
    assert "lrn(5)" in net.source
    assert "left out" not in net.source


@pytest.mark.parametrize(
    ("start", "end", "step", "lines"),
    [
        (0, None, 2, ["channel_shuffle(4)", "split(2, 0)"]),
        (1, None, 2, ["channel_shuffle(4)", "split(2, 1)"]),
        (1, 7, 3, ["narrow(1, 6)", "channel_shuffle(2)", "split(3, 0)"]),
        (3, None, 3, ["narrow(2, 6)", "channel_shuffle(2)", "split(3, 1)"]),
    ],
)
def test_every_so_many_maps(nn: Any, torch: Any, start: int, end: int | None, step: int, lines: list[str]) -> None:
    import generated_torch

    class Picks(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x[:, start:end:step]

    net = symcnn.from_torch(Picks(), (8, 3, 5))
    assert [line.strip() for line in net.source.splitlines()[-1 - len(lines) : -1]] == lines
    x = torch.arange(240.0).view(2, 8, 3, 5)
    assert torch.equal(generated_torch.built(net, {})(x), Picks()(x))


def test_a_shuffle_before_the_halves_of_a_volume(nn: Any) -> None:
    """ShuffleNet's unit, which stands for every size."""

    class Unit(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(4, 4, 3, padding=1)

        def forward(self, x: Any) -> Any:
            one, other = x.view(len(x), 2, 4, *x.shape[2:]).transpose(1, 2).flatten(1, 2).chunk(2, 1)
            return self.conv(one) + other

    source = symcnn.from_torch(Unit(), (8, 6, 10)).source
    assert "channel_shuffle(2)" in source
    assert "reshape" not in source


def test_weights_of_another_layer_beside_a_bias_of_its_own(nn: Any) -> None:
    class Tied(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.one, self.other = nn.Conv2d(3, 3, 1), nn.Conv2d(3, 3, 1)
            self.other.weight = self.one.weight

        def forward(self, x: Any) -> Any:
            return self.other(self.one(x))

    words = r"weights of another layer \(one\.weight\) beside some of its own \(aten\.conv2d, in other \(Conv2d\)"
    with pytest.raises(ImportRefused, match=words):
        symcnn.from_torch(Tied(), (3, 8, 8))


def test_windows_of_one_position(nn: Any) -> None:
    net = symcnn.from_torch(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Unfold(3, padding=1)), (4, 9, 8))
    assert tuple(net.numbers().output) == (1, 36)
