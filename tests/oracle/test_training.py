"""The work of a step of training against what PyTorch counts while it runs forward and backward on a batch."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
import torch_model
from random_networks import Author

import symcnn
from symcnn.errors import ShapeMistake

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("torch")]

ZOO = (
    "vgg11",
    "alexnet",
    "resnet18",
    "mobilenet_v2",
    "googlenet",
    "unet",
    "densenet_40_12",
    "vit_b32",
    "shufflenet_v2_x1_0",
)
BY_HAND = (
    "input(8, 3); maxpool(2); conv(3, 4, padding=1); conv(3, 4)",
    "input(8, 3); add { { conv(3, 4, padding=1) } { conv(1, 4) } }; conv(3, 2)",
    "input(8, 4); matmul(transpose=true) { { linear(4) } {} }; dense(3)",
    "input(8, 4); C: conv(3, 4, padding=1); use C; use C; gap; dense(2)",
    "input(9, 9, 4); conv_transpose(3, 6, stride=2, groups=2); depthwise(3); aux: head { gap; dense(3) }; conv(3, 2)",
    "input(9, 4); attention(2); attention(4)",
    "input(12, 8); cross_attention(2) { { linear(8) } { conv(3, 6) } }; linear(2)",
)
NOT_ALIKE = {
    "affine_grid": "PyTorch takes a product of matrices for the gradient of the map, and none forward",
    "affine_sample": "PyTorch takes a product of matrices for the gradient of the map, and none forward",
    "embedding": "no gradient passes through the number of a word, so nothing before it learns",
    "rbf": "squares of differences are not products of a weight and an input",
}
BATCHES, NETWORKS = 12, 20


def told(net: symcnn.Network, examples: int) -> int | None:
    """Multiply-accumulates of forward and backward; None where nothing has weights."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    derivation = net.derivation
    module = torch_model.build(derivation)
    shapes = [(examples, end.volume.depth, *end.volume.sizes) for end in derivation.inputs]
    mapping = {torch.ops.aten.convolution_backward: of_groups}
    with FlopCounterMode(display=False, custom_mapping=mapping) as counter, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        left = module(*(torch.zeros(shape, device="meta") for shape in shapes))
        loss: Any = sum(one.sum() for one in (left if isinstance(left, list) else [left]))
        if not loss.requires_grad:
            return None
        loss.backward()
    return int(counter.get_total_flops()) // 2


def of_groups(*given: Any, out_shape: Any) -> int:
    """As PyTorch counts, but that the gradient of weights in groups takes no products between groups."""
    from torch.utils.flop_counter import conv_backward_flop

    *shapes, groups, mask = given
    only = ([mask[0], False, False], [False, mask[1], False])
    of_input, of_weight = (conv_backward_flop.__wrapped__(*shapes, groups, one, out_shape=out_shape) for one in only)
    return int(of_input + of_weight // groups)


def parts(net: symcnn.Network, examples: int = 3) -> tuple[int, int | None]:
    return int(net.for_batch(examples).quantity("training_macs")), told(net, examples)


@pytest.mark.parametrize("name", ZOO)
def test_published_networks(name: str) -> None:
    ours, theirs = parts(symcnn.load(name).numbers())
    assert ours == theirs


@pytest.mark.parametrize("text", BY_HAND)
def test_first_layers_and_products_without_weights(text: str) -> None:
    ours, theirs = parts(symcnn.parse(text))
    assert ours == theirs


@pytest.mark.parametrize("batch", range(BATCHES))
def test_networks_at_random(batch: int, compared: Callable[..., None]) -> None:
    found = {}
    for seed in range(batch * NETWORKS, (batch + 1) * NETWORKS):
        net = symcnn.parse(Author(seed, 0).network().text)
        if any(layer.kind in NOT_ALIKE for layer in net):
            continue
        try:
            ours, theirs = parts(net)
        except (torch_model.NotTaken, ShapeMistake):
            continue
        if theirs is not None:
            found[net.source] = (ours, theirs)
    compared(networks=len(found))
    assert not {text: pair for text, pair in found.items() if pair[0] != pair[1]}
