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


def test_axes_of_concatenation_and_softmax(tmp_path: Path) -> None:
    """Counted behind the batch, the depth last; from the end only where the file says how many there are."""
    joined = layer("Concatenate", "c", "x", "x", axis=-2)
    shares = layer("Softmax", "s", "c", axis=1)
    joined["build_config"] = {"input_shape": [[None, 8, 6, 3], [None, 8, 6, 3]]}
    shares["build_config"] = {"input_shape": [None, 8, 12, 3]}
    model = functional(layer("InputLayer", "x", batch_shape=[None, 8, 6, 3]), joined, shares)
    net = from_keras(archive(tmp_path / "axes.keras", model)).numbers()
    assert [tuple(one.output) for one in net.layers] == [(8, 12, 3), (8, 12, 3)]
    assert net.layers[-1].quantity("additions") == (8 - 1) * 12 * 3
    joined["build_config"] = None
    with pytest.raises(ImportRefused, match="does not tell from the depth"):
        from_keras(archive(tmp_path / "open.keras", model))
