"""Models of timm and of Keras come in as texts with the counts that their own frameworks have: a sample of each.

``tests/benchmarks/timm_coverage.py`` reads the first and the last model of every model file of timm.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

TIMM = (
    "resnet18",
    "densenet121",
    "efficientnet_b0",
    "swin_tiny_patch4_window7_224",
    "levit_128s",
    "efficientvit_m0",
    "test_vit",
    "test_convnext",
)
"""Models of timm: convolutions, attention within windows, over all positions, and by products of matrices."""

KERAS = {"MobileNetV2": 34112, "MobileNetV3Small": 12112, "Xception": 54528, "DenseNet121": 83648}
"""Models of Keras, and how many numbers they store beside those that are trained."""


@pytest.mark.parametrize("name", TIMM)
def test_a_model_of_timm(name: str, timm_model: Callable[..., Any], compared: Callable[..., None]) -> None:
    module = timm_model(name)
    net = symcnn.from_torch(module, tuple(module.pretrained_cfg["input_size"]))
    assert net.numbers().params == sum(parameter.numel() for parameter in module.parameters())
    compared(**{"imported models": 1})


@pytest.mark.parametrize("name", KERAS)
def test_a_model_of_keras(name: str, keras: Any, compared: Callable[..., None]) -> None:
    model = getattr(keras.applications, name)(weights=None)
    numbers = symcnn.from_keras(model).numbers()
    assert numbers.params == sum(prod(weight.shape) for weight in model.trainable_weights)
    assert numbers.quantity("buffers") == KERAS[name] == model.count_params() - numbers.params
    assert tuple(map(int, numbers.output)) == model.output_shape[1:]
    compared(**{"imported models": 1})
