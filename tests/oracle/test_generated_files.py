"""Code for Keras and files for ONNX, run: a sample of the zoo; ``tests/support/all_generated.py`` runs all of it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import generated_keras
import generated_onnx
import pytest
from all_generated import point_of

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("keras")]

SAMPLE = (
    *("lenet5", "resnet18", "mobilenet_v3_small_alpha", "densenet_bc", "googlenet", "hourglass", "siamese", "vit"),
    *("shufflenet_v1", "tcn", "duelingdqn", "unet"),
)
SMALL = ("lenet5", "kimcnn", "tcn", "siamese", "spatialtransformer", "squeezenet1_1")


@pytest.mark.parametrize("name", SAMPLE)
def test_keras(name: str, compared: Callable[..., None]) -> None:
    net = symcnn.load(name)
    for point in (0, 1):
        values = point_of(net, point)
        assert not generated_keras.differences(net, values), values
    compared(**{"generated models of Keras": 2})


@pytest.mark.parametrize("name", ["lenet5", "tcn"])
def test_keras_runs(name: str) -> None:
    assert not generated_keras.differences(symcnn.load(name), {}, runs=True)


DEEP = (
    "input(8, 8, 3); repeat 500 { c: conv(3, 4, padding=1); relu } dense(2)",
    "input(8, 8, 3); for K in [4, 6] { conv(3, K, padding=1); repeat 250 as i { add { {} { conv(1, K) } } relu } } gap",
    "block b(K) { bn; conv(3, K, padding=1) } input(8, 8, 3); repeat 300 { repeat 2 { b(4) } } dense(2)",
    "input(8, 8, 4); e: relu; repeat 3 { add { {} { from e { conv(1, 4) } } } } repeat 500 { relu } dense(2)",
)
"""More layers behind one another than Keras looks through in one model."""
SHAPES = (
    "input(7, 10, 4); glu; dense(3)",
    "input(6, 5, 8); glu; conv(3, 8); glu; gap; glu; dense(2)",
    "input(4); permute([0]); dense(3)",
    "input(7, 10, 2); add { { bn } } mul { { conv(1, 2) } } gap",
)
"""What Keras' own inference of shapes has to follow."""


@pytest.mark.parametrize("text", [*DEEP, *SHAPES])
def test_a_text_in_keras(text: str) -> None:
    assert not generated_keras.differences(symcnn.parse(text), {})


def test_labels_that_keras_would_give_itself() -> None:
    text = """input(8, 8, 4); conv2d: conv(3, 4); conv(3, 4)
    add: add { { conv(3, 4, padding=1) } {} } add { {} { relu } }
    max_pooling2d: maxpool(2); batch_normalization: bn; bn; re_lu: relu; dense_1: dense(6); dense(5); dense(4); relu"""
    assert not generated_keras.differences(symcnn.parse(text), {})


def test_weights_used_again_on_other_sizes() -> None:
    text = """block h(K) { conv(3, K, padding=1); bn; add { {} { conv(1, K) } } }
    input(16, 12, 3); conv(3, 8, padding=1); E: h(8); maxpool(2); use E; conv(3, 8); use E; gap; dense(3)"""
    assert not generated_keras.differences(symcnn.parse(text), {}, runs=True)


SELDOM = (
    "input(7, 10, 2); add { { relu } } mul { { conv(1, 2) } } gap",
    "input(8, 7, 3); bn(affine=false); group_norm(3, affine=false); layer_norm(affine=false); instance_norm; gap",
    "input(9, 8, 3); conv(4, 5, stride=2, padding=same_lower); maxpool(2, 1, same_lower); avgpool(4, 3, same_lower)",
    "input(9, 8, 4); conv(2, 2, padding=same_lower, table=[[0, 2], [1]]); depthwise(4, padding=same_lower)",
)
"""What networks of the zoo do not have."""


@pytest.mark.parametrize("name", [*SMALL, *SELDOM])
def test_onnx(name: str, compared: Callable[..., None]) -> None:
    pytest.importorskip("onnx", reason="pip install symcnn[onnx]")
    net = symcnn.parse(name) if name in SELDOM else symcnn.load(name)
    assert not generated_onnx.differences(net, runs=find_spec("onnxruntime") is not None)
    compared(**{"generated files of ONNX": 1})


@pytest.mark.parametrize("name", ["allcnn_c", "squeezenet1_1", "mobilenet_v3_small_alpha", "densenet_bc"])
def test_onnx_is_read_back(name: str, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="pip install symcnn[onnx]")
    net = symcnn.load(name)
    path = tmp_path / "net.onnx"
    path.write_bytes(net.onnx())
    again, ours = symcnn.from_onnx(path).numbers(), net.numbers()
    assert (again.params, again.macs, again.output) == (ours.params, ours.macs, ours.output)
