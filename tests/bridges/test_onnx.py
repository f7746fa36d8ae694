"""ONNX files: read by the package onnx alone, nothing outside of them opened, and what is no model refused."""

from __future__ import annotations

import struct
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


def _normalised(onnx: Any, path: Path, numbers: tuple[float, float]) -> Path:
    """Twice a normalisation and a convolution, whose numbers the file holds once."""
    helper, kind = onnx.helper, onnx.TensorProto
    weights = [
        helper.make_tensor("w", kind.FLOAT, [3, 3, 1, 1], list(map(float, range(9)))),
        helper.make_tensor("one", kind.FLOAT, [3], struct.pack("<3f", 1, numbers[0], 1), raw=True),
        helper.make_tensor("zero", kind.FLOAT, [3], struct.pack("<3f", 0, numbers[1], 0), raw=True),
    ]
    nodes = []
    for place, (start, middle, end) in enumerate((("x", "a", "b"), ("b", "c", "o"))):
        parts = ["one", "zero", "zero", "one"]
        nodes.append(helper.make_node("BatchNormalization", [start, *parts], [middle], name=f"bn{place}"))
        nodes.append(helper.make_node("Conv", [middle, "w"], [end], name=f"conv{place}"))
    entry, leaves = (helper.make_tensor_value_info(name, kind.FLOAT, [1, 3, 8, 8]) for name in "xo")
    onnx.save(helper.make_model(helper.make_graph(nodes, "net", [entry], [leaves], weights)), path)
    return path


def test_equal_numbers_that_are_stored_once(onnx: Any, tmp_path: Path) -> None:
    """Exporters merge the ones and zeros of normalisations that were not trained; convolutions are shared indeed."""
    net = from_onnx(_normalised(onnx, tmp_path / "net.onnx", (1, 0)))
    assert net.numbers().params == 2 * 6 + 9
    assert "# left out: that equal numbers are stored once for several layers" in net.source
    assert net.source.count("use") == 1


def test_trained_numbers_of_two_layers_are_shared(onnx: Any, tmp_path: Path) -> None:
    net = from_onnx(_normalised(onnx, tmp_path / "net.onnx", (2, 3)))
    assert net.numbers().params == 6 + 9
    assert net.source.count("use") == 2
    assert "left out" not in net.source


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


@pytest.mark.parametrize("kind", ["Softmax", "LogSoftmax"])
def test_a_softmax_goes_along_what_its_version_says(onnx: Any, tmp_path: Path, kind: str) -> None:
    """Before version 13 along its axis and all behind it together, by default from the depth on."""
    word = {"Softmax": "softmax", "LogSoftmax": "log_softmax"}[kind]
    for version, given, shape, written in (
        (13, {}, [1, 6, 4, 5], f"{word}(axis=0)"),
        (13, {"axis": 1}, [1, 6, 4, 5], word),
        (12, {"axis": 3}, [1, 6, 4, 5], f"{word}(axis=0)"),
        (12, {}, [1, 6, 1, 1], word),
        (12, {}, [1, 6, 4, 5], None),
        (11, {"axis": 2}, [1, 6, 4, 5], None),
    ):
        path = graph_of(onnx, tmp_path, [onnx.helper.make_node(kind, ["x"], ["y"], "here", **given)], shape, version)
        if written:
            assert from_onnx(path).source.splitlines()[-2].strip() == written
        else:
            with pytest.raises(ImportRefused, match=rf"several axes together, .* 13 \(ONNX's {kind}, here\)"):
                from_onnx(path)


def graph_of(
    onnx: Any, folder: Path, nodes: list[Any], shape: list[int], version: int = 20, **weights: list[int]
) -> Path:
    """A file of nodes behind one another, with weights of these shapes."""
    helper, kind = onnx.helper, onnx.TensorProto
    tensors = [helper.make_tensor(name, kind.FLOAT, dims, [0.0] * prod(dims)) for name, dims in weights.items()]
    entry, leaves = (helper.make_tensor_value_info(n, kind.FLOAT, s) for n, s in (("x", shape), ("y", None)))
    graph = helper.make_graph(nodes, "net", [entry], [leaves], tensors)
    path = folder / "net.onnx"
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)]).SerializeToString())
    return path


def test_what_differs_along_axes_is_turned(onnx: Any, tmp_path: Path) -> None:
    node = onnx.helper.make_node
    conv = node("Conv", ["x", "w"], ["a"], pads=[1, 0, 2, 0], strides=[2, 1], dilations=[1, 2])
    nodes = [conv, node("Concat", ["a", "a"], ["b"], axis=2), node("Transpose", ["b"], ["y"], perm=[0, 2, 3, 1])]
    net = from_onnx(graph_of(onnx, tmp_path, nodes, [1, 3, 20, 30], w=[8, 3, 4, 5]))
    assert (
        "conv((5, 4), 8, stride=(1, 2), padding=(0, 1), padding_end=(0, 2), dilation=(2, 1), bias=false)" in net.source
    )
    assert [tuple(layer.output) for layer in net.numbers()] == [(22, 10, 8), (22, 20, 8), (8, 22, 20)]
    assert tuple(net.numbers().derivation.inputs[0].volume.sizes) == (30, 20)


def test_a_transposition_is_a_shuffle_between_two_reshapes_alone(onnx: Any, tmp_path: Path) -> None:
    """Of depth and height it is a permutation: what goes along the depth behind it counts otherwise."""
    node = onnx.helper.make_node
    nodes = [node("Transpose", ["x"], ["a"], perm=[0, 2, 1, 3]), node("Conv", ["a", "w"], ["y"])]
    net = from_onnx(graph_of(onnx, tmp_path, nodes, [1, 6, 4, 5], w=[8, 4, 1, 1])).numbers()
    assert "permute" in net.source
    assert net.macs == 8 * 4 * 6 * 5
    assert net.output == (5, 6, 8)


def test_a_reshape_that_splits_the_depth(onnx: Any, tmp_path: Path) -> None:
    helper, kind = onnx.helper, onnx.TensorProto
    path = graph_of(onnx, tmp_path, [helper.make_node("Reshape", ["x", "s"], ["y"])], [1, 6, 4, 5])
    model = onnx.load(path)
    model.graph.initializer.append(helper.make_tensor("s", kind.INT64, [5], [1, 2, 3, 4, 5]))
    path.write_bytes(model.SerializeToString())
    assert from_onnx(path).numbers().output == (5, 4, 3, 2)


def test_sizes_that_part_are_told_where(onnx: Any, tmp_path: Path) -> None:
    """ONNX infers a window more here, which begins behind the values; what comes later may hide it."""
    pool = onnx.helper.make_node("MaxPool", ["x"], ["a"], "halved", kernel_shape=[1], strides=[2], ceil_mode=1)
    nodes = [pool, onnx.helper.make_node("GlobalMaxPool", ["a"], ["y"])]
    with pytest.raises(ImportRefused, match=r"part first at halved \(maxpool\): 14.2 in the text, 15.2 in the model"):
        from_onnx(graph_of(onnx, tmp_path, nodes, [1, 2, 28]))


@pytest.mark.parametrize(
    ("kind", "given", "weights", "words"),
    [
        ("AveragePool", {"kernel_shape": [2, 2], "dilations": [2, 1]}, {}, "places that lie apart"),
        ("LayerNormalization", {"axis": -1}, {"w": [5]}, "along an axis that is not the depth"),
        ("PRelu", {}, {"w": [6, 4, 5]}, "slopes of their own at each position"),
        ("PRelu", {}, {"w": [5]}, "slopes of their own at each position"),
    ],
)
def test_what_counts_otherwise_along_axes_is_refused(
    onnx: Any, tmp_path: Path, kind: str, given: dict[str, Any], weights: dict[str, list[int]], words: str
) -> None:
    nodes = [onnx.helper.make_node(kind, ["x", *weights], ["y"], "here", **given)]
    with pytest.raises(ImportRefused, match=rf"{words} \(ONNX's {kind}, here\)"):
        from_onnx(graph_of(onnx, tmp_path, nodes, [1, 6, 4, 5], 20, **weights))


@pytest.mark.parametrize(("sizes", "word"), [((3, 3), "split(2"), ((2, 4), "narrow(")])
def test_parts_of_the_depth(onnx: Any, tmp_path: Path, sizes: tuple[int, int], word: str) -> None:
    node = onnx.helper.make_node
    nodes = [
        node("Split", ["x", "s"], ["a", "b"], axis=1),
        node("Conv", ["b", "w"], ["c"]),
        node("Concat", ["a", "c"], ["y"], axis=1),
    ]
    path = graph_of(onnx, tmp_path, nodes, [1, 6, 4, 5], w=[8, sizes[1], 1, 1])
    model = onnx.load(path)
    model.graph.initializer.append(onnx.helper.make_tensor("s", onnx.TensorProto.INT64, [2], sizes))
    path.write_bytes(model.SerializeToString())
    net = from_onnx(path)
    assert word in net.source
    assert (net.numbers().output, net.numbers().params) == ((5, 4, 8 + sizes[0]), 8 * sizes[1])


@pytest.mark.parametrize(("axis", "refused"), [(1, ""), (2, "a part along another dimension than the depth")])
def test_a_slice_whose_end_is_computed_of_a_shape(onnx: Any, tmp_path: Path, axis: int, refused: str) -> None:
    """As an exporter writes a half of the maps: size, divided by 2, as a list."""
    node, tensor, kind = onnx.helper.make_node, onnx.helper.make_tensor, onnx.TensorProto.INT64
    nodes = [
        node("Shape", ["x"], ["shape"]),
        node("Gather", ["shape", "axis"], ["size"], axis=0),
        node("Div", ["size", "two"], ["half"]),
        node("Slice", ["x", "start", "half", "axis"], ["a"]),
        node("Conv", ["a", "w"], ["y"]),
    ]
    path = graph_of(onnx, tmp_path, nodes, [1, 6, 4, 5], w=[8, 3, 1, 1])
    model = onnx.load(path)
    for name, value in (("axis", axis), ("two", 2), ("start", 0)):
        model.graph.initializer.append(tensor(name, kind, [1], [value]))
    path.write_bytes(model.SerializeToString())
    if refused:
        with pytest.raises(ImportRefused, match=refused):
            from_onnx(path)
    else:
        assert from_onnx(path).numbers().output == (5, 4, 8)
