"""Keras' configurations: read without Keras, bounded, and refused by name where the language lacks a layer."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from symcnn.bridges.from_files import from_keras
from symcnn.bridges.keras_config import _MOST_BYTES
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from pathlib import Path


def tensor(name: str) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def layer(kind: str, name: str, *sources: str, **config: object) -> dict[str, Any]:
    read = [tensor(source) for source in sources]
    arguments = [read] if len(read) > 1 else read
    nodes: list[dict[str, Any]] = [{"args": arguments, "kwargs": {}}] if sources else []
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


def functional(*layers: dict[str, Any]) -> dict[str, Any]:
    last = layers[-1]["name"]
    inner = {"name": "small", "layers": list(layers), "input_layers": ["x", 0, 0], "output_layers": [last, 0, 0]}
    return {"class_name": "Functional", "config": inner}


SMALL = functional(
    layer("InputLayer", "x", batch_shape=[None, 32, 32, 3]),
    layer("Conv2D", "a", "x", filters=8, kernel_size=[3, 3], strides=[1, 1], padding="same", activation="relu"),
    layer("BatchNormalization", "b", "a", epsilon=0.001),
    layer("Add", "c", "a", "b"),
    layer("GlobalAveragePooling2D", "d", "c"),
    layer("Dense", "e", "d", units=10, activation="softmax"),
)


def archive(path: Path, config: object) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
    return path


def test_a_functional_model(tmp_path: Path) -> None:
    net = from_keras(archive(tmp_path / "small.keras", SMALL))
    assert net.numbers().params == 9 * 3 * 8 + 8 + 2 * 8 + 8 * 10 + 10
    assert net.numbers().output == (10,)


def test_a_configuration_as_json(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL), "utf-8")
    assert from_keras(path).numbers().params == 330


def test_a_layer_that_the_language_lacks_is_named(tmp_path: Path) -> None:
    model = functional(layer("InputLayer", "x", batch_shape=[None, 32, 3]), layer("LSTM", "memory", "x", units=8))
    with pytest.raises(ImportRefused, match="memory: the language has no layer for Keras' LSTM"):
        from_keras(archive(tmp_path / "a.keras", model))


def test_an_argument_that_might_change_a_count_is_refused(tmp_path: Path) -> None:
    conv = layer("Conv2D", "a", "x", filters=8, kernel_size=[3, 3], padding="causal")
    with pytest.raises(ImportRefused, match="a: Conv2D: the padding causal cannot be read"):
        from_keras(
            archive(tmp_path / "a.keras", functional(layer("InputLayer", "x", batch_shape=[None, 8, 8, 1]), conv))
        )


@pytest.mark.parametrize("content", [b"junk", b"", b"{}", b"[1]", b'{"config": 1}', b"PK\x03\x04 cut off"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.keras"
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        from_keras(path)


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.keras", SMALL)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ImportRefused):
        from_keras(path)


def test_an_archive_without_a_configuration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("model.weights.h5", "x")
    with pytest.raises(ImportRefused, match="a part of it is missing"):
        from_keras(path)


@pytest.mark.slow
def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.keras", " " * (_MOST_BYTES + 10))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(ImportRefused, match="longer than"):
        from_keras(path)


def test_a_layer_that_is_called_twice_has_its_weights_once(tmp_path: Path) -> None:
    """``conv_1`` is a layer of its own: Keras calls it as the language would call the activation of ``conv``."""
    twice = layer("Conv2D", "conv", "x", filters=4, kernel_size=[3, 3], padding="same", activation="relu")
    twice["inbound_nodes"].append({"args": [tensor("conv")], "kwargs": {}})
    twice["inbound_nodes"][1]["args"][0]["config"]["keras_history"] = ["conv", 0, 0]
    other = layer("Conv2D", "conv_1", "conv", filters=2, kernel_size=[1, 1])
    other["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = ["conv", 1, 0]
    model = functional(layer("InputLayer", "x", batch_shape=[None, 8, 6, 4]), twice, other)
    net = from_keras(archive(tmp_path / "twice.keras", model))
    assert net.numbers().params == 9 * 4 * 4 + 4 + 4 * 2 + 2
    assert net.numbers().macs == 8 * 6 * (2 * 9 * 4 * 4 + 4 * 2)
    assert net.source.count("use ") == 1


@pytest.mark.parametrize(
    ("kind", "config", "words"),
    [
        ("LayerNormalization", {"axis": [1]}, "n: a normalisation along an axis that is not the depth"),
        ("LayerNormalization", {"axis": [1, -1]}, "n: a normalisation along an axis that is not the depth"),
        (
            "LayerNormalization",
            {"axis": [1, 2, 3], "scale": False},
            "n: a normalisation over all positions that trains",
        ),
        ("BatchNormalization", {"axis": 1}, "n: a normalisation along an axis that is not the depth"),
        ("GroupNormalization", {"axis": 2, "groups": 2}, "n: a normalisation along an axis that is not the depth"),
        ("PReLU", {"shared_axes": [1]}, "n: slopes of their own at each position"),
        ("PReLU", {"shared_axes": None}, "n: slopes of their own at each position"),
        ("MaxPooling2D", {"pool_size": 2, "data_format": "channels_first"}, "channels_first cannot be read"),
        ("GlobalMaxPooling2D", {"data_format": "channels_first"}, "channels_first cannot be read"),
    ],
)
def test_what_goes_along_another_axis_is_refused(tmp_path: Path, kind: str, config: dict[str, Any], words: str) -> None:
    one = layer(kind, "n", "x", **config)
    one["build_config"] = {"input_shape": [None, 8, 6, 4]}
    with pytest.raises(ImportRefused, match=words):
        from_keras(
            archive(tmp_path / "a.keras", functional(layer("InputLayer", "x", batch_shape=[None, 8, 6, 4]), one))
        )


@pytest.mark.parametrize(
    ("kind", "config", "params", "output"),
    [
        ("LayerNormalization", {"axis": [1, 2, 3]}, 2 * 8 * 6 * 4, (6, 8, 4)),
        ("LayerNormalization", {"axis": [-1], "center": False}, 4, (6, 8, 4)),
        ("LayerNormalization", {"axis": [-1], "scale": False}, 4, (6, 8, 4)),
        ("LayerNormalization", {"axis": [-1], "scale": False, "center": False}, 0, (6, 8, 4)),
        ("RMSNormalization", {"axis": -1}, 4, (6, 8, 4)),
        ("Reshape", {"target_shape": [-1, 4]}, 0, (48, 4)),
        ("Reshape", {"target_shape": [4, -1, 2]}, 0, (24, 4, 2)),
        ("Resizing", {"height": 9, "width": 7}, 0, (7, 9, 4)),
        ("AdaptiveAveragePooling2D", {"output_size": [3, 2]}, 0, (2, 3, 4)),
        ("Identity", {}, 0, (6, 8, 4)),
        ("Activation", {"activation": "elu"}, 0, (6, 8, 4)),
        ("Activation", {"activation": "leaky_relu"}, 0, (6, 8, 4)),
        ("GroupNormalization", {"groups": -1}, 8, (6, 8, 4)),
        ("PReLU", {"shared_axes": [1, 2]}, 4, (6, 8, 4)),
        ("Permute", {"dims": [3, 1, 2]}, 0, (8, 4, 6)),
        ("Cropping2D", {"cropping": [[1, 2], [0, 1]]}, 0, (5, 5, 4)),
        ("ZeroPadding2D", {"padding": [[1, 2], [0, 1]]}, 0, (7, 11, 4)),
        ("GlobalMaxPooling2D", {"keepdims": True}, 0, (1, 1, 4)),
        ("Conv2DTranspose", {"filters": 3, "kernel_size": [2, 3], "strides": [3, 1]}, 75, (8, 24, 3)),
        ("ReLU", {"max_value": 4.0}, 0, (6, 8, 4)),
    ],
)
def test_layers_whose_axes_differ(
    tmp_path: Path, kind: str, config: dict[str, Any], params: int, output: tuple[int, ...]
) -> None:
    """Height, width and depth of a tensor are H, W and D of the text."""
    one = layer(kind, "n", "x", **config)
    one["build_config"] = {"input_shape": [None, 8, 6, 4]}
    model = functional(layer("InputLayer", "x", batch_shape=[None, 8, 6, 4]), one)
    net = from_keras(archive(tmp_path / "a.keras", model)).numbers()
    assert (net.params, net.output) == (params, output)


@pytest.mark.parametrize(("key_dim", "words"), [(2, ""), (3, "2 heads of 3 cannot be read, beside 4 maps")])
def test_attention_of_a_volume_with_itself(tmp_path: Path, key_dim: int, words: str) -> None:
    one = layer("MultiHeadAttention", "n", "x", "x", num_heads=2, key_dim=key_dim, use_bias=True)
    path = archive(tmp_path / "a.keras", functional(layer("InputLayer", "x", batch_shape=[None, 8, 4]), one))
    if words:
        with pytest.raises(ImportRefused, match=words):
            from_keras(path)
    else:
        assert from_keras(path).numbers().params == 4 * (4 * 4 + 4)


def test_a_slope_that_keras_has_unless_it_is_told(tmp_path: Path) -> None:
    one = layer("Activation", "n", "x", activation="leaky_relu")
    path = archive(tmp_path / "a.keras", functional(layer("InputLayer", "x", batch_shape=[None, 8, 6, 4]), one))
    assert "leaky_relu(0.2)" in from_keras(path).source


def test_axes_of_concatenation_and_softmax(tmp_path: Path) -> None:
    """Counted behind the batch, the depth last; from the end only where the file says how many there are."""
    joined = layer("Concatenate", "c", "x", "x", axis=-2)
    shares = layer("Softmax", "s", "c", axis=1)
    joined["build_config"] = {"input_shape": [[None, 8, 6, 3], [None, 8, 6, 3]]}
    shares["build_config"] = {"input_shape": [None, 8, 12, 3]}
    model = functional(layer("InputLayer", "x", batch_shape=[None, 8, 6, 3]), joined, shares)
    net = from_keras(archive(tmp_path / "axes.keras", model)).numbers()
    assert [tuple(one.output) for one in net.layers] == [(12, 8, 3), (12, 8, 3)]
    assert net.layers[-1].quantity("additions") == (8 - 1) * 12 * 3
    joined["build_config"] = None
    with pytest.raises(ImportRefused, match="does not tell from the depth"):
        from_keras(archive(tmp_path / "open.keras", model))
