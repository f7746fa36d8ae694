"""ONNX files: read by the package onnx alone, nothing outside of them opened, and what is no model refused."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from symcnn.bridges.from_files import from_onnx
from symcnn.bridges.traced import ImportRefused
from symcnn.cli import cli

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


def saved(onnx: Any, folder: Path, *, threshold: int) -> Path:
    """A convolution, a reshape and a dense layer, whose data of so many bytes lay in a second file that is gone."""
    helper, kind = onnx.helper, onnx.TensorProto
    shapes = {"w": (kind.FLOAT, [8, 3, 3, 3]), "f": (kind.FLOAT, [10, 2048])}
    weights = [
        helper.make_tensor(name, one, dims, bytes(4 * prod(dims)), raw=True) for name, (one, dims) in shapes.items()
    ]
    weights.append(
        helper.make_tensor("s", kind.INT64, [2], (0).to_bytes(8, "little") + (2048).to_bytes(8, "little"), raw=True)
    )
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1]),
        helper.make_node("Reshape", ["y", "s"], ["z"]),
        helper.make_node("Gemm", ["z", "f"], ["o"], transB=1),
    ]
    entry, leaves = (
        helper.make_tensor_value_info(n, kind.FLOAT, s) for n, s in (("x", [1, 3, 16, 16]), ("o", [1, 10]))
    )
    path = folder / "net.onnx"
    model = helper.make_model(helper.make_graph(nodes, "net", [entry], [leaves], weights))
    onnx.save(model, path, save_as_external_data=True, location="net.data", size_threshold=threshold)
    (folder / "net.data").unlink()
    return path


def test_weights_in_a_second_file_that_is_not_there(onnx: Any, tmp_path: Path) -> None:
    path = saved(onnx, tmp_path, threshold=1024)
    ours = from_onnx(path).numbers()
    assert (ours.params, ours.output) == (8 * 27 + 10 * 2048, (10,))
    assert CliRunner().invoke(cli, ["import", str(path)]).output.startswith("# W, H, D, M: a guess\nnetwork Net(")


def test_a_shape_outside_the_file_is_not_looked_up(onnx: Any, tmp_path: Path) -> None:
    path = saved(onnx, tmp_path, threshold=0)
    with pytest.raises(ImportRefused, match="reshape whose sizes are not known"):
        from_onnx(path)


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        ("ReduceMean", "along all dimensions"),
        ("Softmax", "softmax without an axis"),
        ("Max", "the greater of values and fixed numbers"),
    ],
)
def test_what_counts_otherwise_is_refused(onnx: Any, tmp_path: Path, operator: str, words: str) -> None:
    model = small(onnx)
    shape = onnx.helper.make_tensor("b", 1, [8, 1, 1], [0.0] * 8)
    model.graph.initializer.append(shape)
    model.graph.node.append(onnx.helper.make_node(operator, ["y", *(["b"] if operator == "Max" else [])], ["z"]))
    model.graph.output[0].name = "z"
    path = tmp_path / "a.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ImportRefused, match=words):
        from_onnx(path)
