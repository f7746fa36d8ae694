"""Models that take sizes from other tensors of theirs, at sizes that the import never saw: as PyTorch counts there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.torch_trace import trace_module

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = pytest.mark.usefixtures("torch")


def _pyramid(f: Any, net: Any, x: Any) -> Any:
    low = net.down(x)
    high = net.further(low)
    return net.same(low) + f.interpolate(net.wide(high), size=low.shape[2:])


def _pooled(f: Any, net: Any, x: Any) -> Any:
    low = net.down(x)
    spread = (f.interpolate(f.adaptive_avg_pool2d(low, n), size=low.shape[2:], mode="bilinear") for n in (2, 3))
    return f.interpolate(net.same(low) + sum(spread), size=x.shape[2:], mode="bilinear")


def _gated_by_place(f: Any, net: Any, x: Any) -> Any:
    del f
    low = net.down(x)
    return low * net.places(net.torch.cat([low.mean(1, keepdim=True), low.max(1, keepdim=True)[0]], 1)).sigmoid()


KINDS: Mapping[str, tuple[Callable[[Any, Any, Any], Any], tuple[str, ...]]] = {
    "pyramid": (_pyramid, ("interpolate(down.X)",)),
    "poolings": (_pooled, ("interpolate_linear(down.X)", "interpolate_linear((W, H))")),
    "spatial attention": (_gated_by_place, ("concat { { mean_of_maps } { max_of_maps } }",)),
}
"""Forward functions, and what their texts have to hold."""


@pytest.fixture
def made(torch: Any) -> Callable[[Callable[[Any, Any, Any], Any]], Any]:
    nn: Any = torch.nn

    def make(forward: Callable[[Any, Any, Any], Any]) -> Any:
        class Model(nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.torch = torch
                self.down = nn.Conv2d(3, 4, 3, stride=2, padding=1)
                self.further = nn.Conv2d(4, 6, 3, stride=2, padding=1)
                self.wide = nn.Conv2d(6, 4, 1)
                self.same = nn.Conv2d(4, 4, 3, padding=1)
                self.places = nn.Conv2d(2, 1, 7, padding=3)

            def forward(self, x: Any) -> Any:
                return forward(nn.functional, self, x)

        model = Model()
        for part in [name for name, _ in model.named_children() if name not in forward.__code__.co_names]:
            delattr(model, part)
        return model

    return make


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(3, 33, 33), (3, 48, 48)])
def test_sizes_come_from_the_layers_that_have_them(kind: str, shape: tuple[int, ...], made: Callable[..., Any]) -> None:
    forward, words = KINDS[kind]
    module = made(forward)
    net = symcnn.from_torch(module, shape)
    assert [word for word in words if word not in net.source] == []
    for height, width in ((57, 62), (64, 71)):
        theirs, ours = trace_module(module, (3, height, width)), net.numbers(W=width, H=height)
        assert (ours.params, ours.macs, [tuple(map(int, ours.output))]) == (
            theirs.params,
            theirs.macs,
            [(*sizes, depth) for sizes, depth in theirs.ends],
        )


def test_a_scale_that_a_model_names_stays_one(torch: Any) -> None:
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.Upsample(scale_factor=2))
    assert "upsample(2)" in symcnn.from_torch(module, (3, 32, 32)).source
