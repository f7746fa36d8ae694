"""Normalisations over maps, as libraries write them, come in as one layer; what only looks like one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("torch")


def first_the_share(x: Any, scale: Any, bias: Any) -> Any:
    norm = x.flatten(2).norm(dim=2).view(*x.shape[:2], *[1] * (x.dim() - 2))
    share = norm / (norm.mean(1, keepdim=True) + 1e-6)
    return x + bias.addcmul(scale, x * share)


def first_the_scale(x: Any, scale: Any, bias: Any) -> Any:
    norm = x.norm(p=2, dim=tuple(range(2, x.dim())), keepdim=True)
    return scale * x * (norm / (norm.mean(dim=1, keepdim=True) + 1e-6)) + bias + x


def channels_last(x: Any, scale: Any, bias: Any) -> Any:
    x = x.movedim(1, -1)
    norm = x.norm(p=2, dim=tuple(range(1, x.dim() - 1)), keepdim=True)
    share = norm / (norm.mean(dim=-1, keepdim=True) + 1e-6)
    return (scale.flatten() * (x * share) + bias.flatten() + x).movedim(-1, 1)


def over_the_maps(x: Any, scale: Any, bias: Any) -> Any:
    norm = x.norm(p=2, dim=1, keepdim=True)
    return scale * (x * (norm / (norm.mean(dim=(2, 3), keepdim=True) + 1e-6))) + bias + x


def along_one_axis(x: Any, scale: Any, bias: Any) -> Any:
    norm = x.norm(p=2, dim=2, keepdim=True)
    return scale * (x * (norm / (norm.mean(dim=1, keepdim=True) + 1e-6))) + bias + x


def of_something_else(x: Any, scale: Any, bias: Any) -> Any:
    norm = x.relu().norm(p=2, dim=(2, 3), keepdim=True)
    return scale * (x * (norm / (norm.mean(dim=1, keepdim=True) + 1e-6))) + bias + x


def text_of(torch: Any, respond: Callable[..., Any], shape: tuple[int, ...]) -> str:
    conv = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d, 3: torch.nn.Conv3d}[len(shape) - 1]

    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.stem = conv(shape[0], 8, 3)
            self.scale = torch.nn.Parameter(torch.zeros(1, 8, *[1] * (len(shape) - 1)))
            self.bias = torch.nn.Parameter(torch.zeros(1, 8, *[1] * (len(shape) - 1)))
            self.end = conv(8, 4, 3)

        def forward(self, x: Any) -> Any:
            return self.end(respond(self.stem(x), self.scale, self.bias))

    return symcnn.from_torch(Net(), shape).source


@pytest.mark.parametrize("shape", [(3, 12), (3, 12, 10), (3, 8, 7, 9)])
@pytest.mark.parametrize("respond", [first_the_share, first_the_scale, channels_last])
def test_it_comes_in_as_one_layer(torch: Any, respond: Callable[..., Any], shape: tuple[int, ...]) -> None:
    source = text_of(torch, respond, shape)
    assert "stem: conv(3, 8); grn" in source
    assert "norm_of_maps" not in source


@pytest.mark.parametrize("respond", [over_the_maps, along_one_axis, of_something_else])
def test_what_only_looks_like_it_stays_apart(torch: Any, respond: Callable[..., Any]) -> None:
    try:
        source = text_of(torch, respond, (3, 12, 10))
    except symcnn.SymcnnError:
        return
    assert "grn" not in source


@pytest.mark.parametrize("shape", [(3, 12), (3, 12, 10), (3, 8, 7, 9)])
@pytest.mark.parametrize("size", [2, 3, 5])
def test_local_response_normalisation_is_one_layer(torch: Any, shape: tuple[int, ...], size: int) -> None:
    normed = torch.nn.functional.local_response_norm
    source = text_of(torch, lambda x, scale, bias: normed(x * scale + bias, size), shape)
    assert f"lrn({size})" in source.replace("lrn\n", "lrn(5)\n")
    assert "avgpool" not in source


def test_a_mean_of_other_maps_is_none(torch: Any) -> None:
    def respond(x: Any, scale: Any, bias: Any) -> Any:
        shifted = torch.nn.functional.pad((x * x)[:, None], (0, 0, 0, 0, 4, 0))
        return x * scale / (torch.nn.functional.avg_pool3d(shifted, (5, 1, 1), 1)[:, 0] + 1) + bias

    assert "lrn" not in text_of(torch, respond, (3, 12, 10))
