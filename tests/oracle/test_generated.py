"""Code for PyTorch, run: a sample of the zoo, and networks at random; ``tests/support/all_generated.py`` runs all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import generated_torch
import pytest
from all_generated import POINTS, point_of
from random_networks import Author
from torch_agreement import is_narrower
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


@pytest.mark.parametrize("name", SAMPLE)
def test_the_zoo(name: str, compared: Callable[..., None]) -> None:
    net = symcnn.load(name)
    for point in range(POINTS):
        values = point_of(net, point)
        assert not generated_torch.differences(net, values), values
    compared(**{"generated modules": POINTS})


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
            if any(map(is_narrower, net.numbers(**network.values).derivation.layers)):
                continue  # it is PyTorch alone that has no such layer
            raise
        ran += 1
        found += ["\n".join([*differences, network.text])] if differences else []
    compared(**{"generated random modules": ran})
    assert not found, "\n\n".join(found)
    assert not unplaced
    assert ran > NETWORKS / 2
