"""Code for PyTorch, run: a sample of the zoo, and networks at random; ``tests/support/all_generated.py`` runs all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import generated_torch
import pytest
from all_generated import POINTS, point_of
from random_networks import Author
from torch_agreement import is_a_limit
from torch_model import REFUSALS

import symcnn
from symcnn.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("torch")]

SAMPLE = (
    *("lenet5", "lenet4", "resnet18", "resnet_basic", "mobilenet_v3_small_alpha", "densenet_bc", "efficientnet"),
    *("googlenet", "hourglass", "unet", "segnet", "siamese", "spatialtransformer", "vit", "deeplabv3_resnet50"),
    *("inceptionv3", "shufflenet_v1", "squeezenet1_1", "tcn", "kimcnn", "alphagozero", "duelingdqn", "fcn8s"),
)
BATCHES, NETWORKS = 8, 25
TEXTS = (
    "block u(F, K) { conv(F, K, padding=(F - 1)/2); bn } input(32, 20, 3); u((7, 1), 8); u(3, 8); u((1, 3), 4)",
    "input(32, 20, 3); for F in [(7, 1), (1, 5)] { conv(F, 8) }",
    "block b(R: table) { for (a, c) in R { conv(a, c, padding=1) } } input(32, 32, 3); b([(3, 8), (5, 16)])",
    "block b(R: table) { for K in R { conv(3, K, padding=1) } } input(32, 32, 3); b([8, 16]); b([4])",
    "input(32, 20, 3); let P = (1, 2); conv((3, 5), 4, padding=P)",
    "input(32, 20, 3); let P = same; conv(3, 4, stride=2, padding=P); maxpool(3, stride=2, padding=P)",
    "block s(P: padding = 0) { conv(3, 4, stride=2, padding=P) } input(32, 32, 3); s(same); s(1); s",
    "input(31, 20, 3); conv(2, 4, padding=same_lower); avgpool(2, 1, same_lower); maxpool(4, 3, same_lower)",
    "input(8, 4, 6); window_attention((4, 2), 2, 1); window_attention(2, 3, bias=false)",
    "network N(W = 32, n = 3) { input(W, W, 3); repeat n as i { conv(3, 4*2^i, padding=1) } gap; dense(10) }",
    "network N(K = 4, b: boolean = true) { input(32, 32, 3); when b and K > 3 { conv(3, K) } else { conv(5, 2) } }",
    "network N(W = 16, a: real > 0 = 1) { input(W, W, 3); let K = max(1, a)*8; conv(3, ceil(K)); dropout(a/4) }",
    "network N(W = 16, a: real > 0 = 0.5) { input(W, W, 3); scaled: conv(3, 8*a); leaky_relu(a) }",
    "block r(n) { conv(3, 4, padding=1); when n > 1 { r(n - 1) } } input(8, 8, 3); r(3); dense(2)",
    "input(16, 12, 4); permute([1, 0, 2]); permute([2, 1, 0]); reshape((8, 6), 16); flatten; dense(3)",
    "input(8, 8, 4); mul { { } { gap; dense(4); sigmoid } { conv(1, 1); sigmoid } }",
    "input(6, 5, 4); cross_attention(2) { { } { conv(3, 8); tokens } }",
    "input(6, 5, 4); matmul { { } { conv(1, 8); reshape((6, 4), 10) } }",
    "input(7, 6, 5, 4, 3, 2); relu; flatten; dense(3)",
    "input(32, 32, 3); E: repeat 2 { head { conv(1, 2) } conv(3, 4, padding=1) } dense(3)",
    "block h { aux: head { gap; dense(2) } conv(3, 4) } input(16, 16, 3); repeat 2 { h }",
    "network N(W = 8, n = 3) { input(W, W, 3); conv(3, 4); repeat n { dense(16); relu } dense(4) }",
    "network N(W = 8) { input(W, 7, 3); add { { conv(1, 3) } { } } E: repeat 2 { a: dense(16); relu } dense(4) }",
    "input(9, 8, 3); conv(3, 4); crop((4, 3), offset=(2, 1)); crop(2, offset=1)",
    "input(16, 16, 3); avgpool(3, stride=2, padding=same); maxpool(3, 2, 1, padding_end=0)",
)
"""What random networks seldom have."""


@pytest.mark.parametrize("name", SAMPLE)
def test_the_zoo(name: str, compared: Callable[..., None]) -> None:
    net = symcnn.load(name)
    for point in range(POINTS):
        values = point_of(net, point)
        assert not generated_torch.differences(net, values), values
    compared(**{"generated modules": POINTS})


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_seldom(text: str) -> None:
    assert not generated_torch.differences(symcnn.parse(text), {})


@pytest.mark.parametrize("batch", range(BATCHES))
def test_networks_at_random(batch: int, compared: Callable[..., None]) -> None:
    """What is refused is refused with a place; everything else runs, and agrees."""
    found, unplaced, ran = [], [], 0
    for seed in range(batch * NETWORKS, (batch + 1) * NETWORKS):
        network = Author(seed, 0.15 * (seed % 2)).network()
        net = symcnn.parse(network.text)
        try:
            differences = generated_torch.differences(net, network.values, ("meta", "cpu")[seed % 4 == 0])
        except TextError as refusal:
            unplaced += [] if refusal.span.source.text else [refusal]
            continue
        except REFUSALS:
            if is_a_limit(net.numbers(**network.values)):
                continue  # it is PyTorch alone that has no such layer
            raise
        ran += 1
        found += ["\n".join([*differences, network.text])] if differences else []
    compared(**{"generated random modules": ran})
    assert not found, "\n\n".join(found)
    assert not unplaced
    assert ran >= NETWORKS / 8  # many draw a layer or an argument that code has no row for
