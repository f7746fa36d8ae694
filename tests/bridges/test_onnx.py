"""ONNX files: read by the package onnx alone, nothing outside of them opened, and what is no model refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from symcnn.bridges.from_files import from_onnx
from symcnn.bridges.traced import ImportRefused

LIGHT = {
    "bvlc_alexnet": 60965224,
    "inception_v1": 6998552,
    "resnet50": 25557032,
    "squeezenet": 1235496,
    "vgg19": 143667240,
}
"""The light test models of the package, and the parameters that were published for the networks."""


@pytest.fixture
def onnx() -> Any:
    return pytest.importorskip("onnx", reason="onnx is not installed: pip install symcnn[onnx]")


@pytest.mark.parametrize("name", LIGHT)
def test_a_light_model_of_the_package(onnx: Any, name: str) -> None:
    path = Path(onnx.__file__).parent / f"backend/test/data/light/light_{name}.onnx"
    assert from_onnx(path).numbers().params == LIGHT[name]


def small(onnx: Any, *, outside: bool = False) -> Any:
    """A convolution with 8 filters over 3 maps, its weights in the file or said to lie outside."""
    helper, kind = onnx.helper, onnx.TensorProto
    weights = helper.make_tensor("w", kind.FLOAT, [8, 3, 3, 3], [0.0] * 216)
    if outside:
        weights.ClearField("float_data")
        weights.data_location = kind.EXTERNAL
        weights.external_data.add(key="location", value="../../etc/passwd")
    node = helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1])
    entry = helper.make_tensor_value_info("x", kind.FLOAT, [1, 3, 16, 16])
    leaves = helper.make_tensor_value_info("y", kind.FLOAT, [1, 8, 16, 16])
    return helper.make_model(helper.make_graph([node], "small", [entry], [leaves], [weights]))


def test_a_convolution(onnx: Any, tmp_path: Path) -> None:
    path = tmp_path / "small.onnx"
    path.write_bytes(small(onnx).SerializeToString())
    assert from_onnx(path).numbers().params == 216


def test_data_outside_the_file_is_not_opened(onnx: Any, tmp_path: Path) -> None:
    path = tmp_path / "small.onnx"
    path.write_bytes(small(onnx, outside=True).SerializeToString())
    assert from_onnx(path).numbers().params == 216


@pytest.mark.usefixtures("onnx")
@pytest.mark.parametrize("content", [b"", b"junk", b"\x08\x07\x12"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        from_onnx(path)


@pytest.mark.usefixtures("onnx")
def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot read"):
        from_onnx(tmp_path / "none.onnx")


def test_an_operator_without_a_layer_is_named(onnx: Any, tmp_path: Path) -> None:
    model = small(onnx)
    model.graph.node[0].op_type = "Det"
    path = tmp_path / "a.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ImportRefused, match="no layer for ONNX's Det"):
        from_onnx(path)
