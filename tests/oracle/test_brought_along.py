"""Layers whose definitions a text made of a model brings along: as PyTorch they compute what the model computes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import generated_torch
import pytest

import symcnn
from symcnn.code.torch_brought_along import BROUGHT_ALONG
from symcnn.errors import TextError
from symcnn.model.layers_brought_along import DEFINITIONS, brought_along

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.network.network import Network

pytestmark = pytest.mark.oracle


@pytest.fixture
def model(torch: Any) -> Callable[[], Any]:
    class Model(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.stem = torch.nn.Conv2d(3, 4, 3)
            self.shift = torch.nn.Parameter(torch.rand(4, 1, 1))

        def forward(self, x: Any) -> Any:
            x = self.stem(x)
            x = (x - x.mean(1, keepdim=True)) / x.abs().sum(1, keepdim=True)
            x = x * x.amax(1, keepdim=True) + x.amin((2, 3), keepdim=True)
            x = (x + self.shift).exp() / x.square().sum((2, 3), keepdim=True).reciprocal()
            x = torch.erf(x.log())
            length = torch.linalg.vector_norm(x, dim=1).flatten(1)[:, 2:, None]
            return x.flatten(2).transpose(1, 2)[:, 2:] / length

    return Model


@pytest.fixture
def net(model: Callable[[], Any]) -> Network:
    return symcnn.from_torch(model(), (3, 8, 9))


def test_they_compute_what_the_model_computes(torch: Any, model: Callable[[], Any], net: Network) -> None:
    theirs, ours, x = model(), generated_torch.built(net, {}), torch.rand(2, 3, 8, 9)
    shift, *layers = theirs.parameters()
    with torch.no_grad():
        for one, other in zip(ours.parameters(), (*layers, shift), strict=True):
            one.copy_(other.view(one.shape))
        torch.testing.assert_close(ours(x).transpose(1, 2), theirs(x))


def test_they_come_back_as_the_same_text(net: Network) -> None:
    again = symcnn.from_torch(generated_torch.built(net, {}), (3, 8, 9), name=net.name)
    assert (
        again.source.partition("network ")[2].splitlines()[2:] == net.source.partition("network ")[2].splitlines()[2:]
    )


def test_every_row_is_about_a_definition() -> None:
    assert set(BROUGHT_ALONG) <= set(DEFINITIONS)
    assert all(brought_along(word).name == word for word in DEFINITIONS)  # type: ignore[union-attr]


def test_a_layer_of_ones_own_by_such_a_name_is_another_one() -> None:
    own = "layer shift { X' = X; D' = D; params = 2*D } input(8, 8, 3); shift"
    with pytest.raises(TextError, match="PyTorch has no counterpart of the layer"):
        symcnn.parse(own).code("torch")
