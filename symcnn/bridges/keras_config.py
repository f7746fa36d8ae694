"""Models of Keras from their configuration, read as JSON: Keras itself is not needed, and weights are not opened."""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import contextmanager
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from symcnn.bridges.axes_order import in_text_order
from symcnn.bridges.keras_axes import AXES_ROWS, KerasLayer, KerasNode, KerasRow, trained_behind
from symcnn.bridges.pasted_call import PastedCall
from symcnn.bridges.pasted_keras import ACTIVATIONS, KERAS, self_attention
from symcnn.bridges.traced import ImportRefused, TracedLayer, TracedModel
from symcnn.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue


_MOST_BYTES = 64_000_000
"""Of one configuration."""


def keras_config(path: Path) -> KerasRow:
    """The configuration in a ``.keras`` file, or in a file that holds it as JSON.

    Raises:
        ImportRefused: It is no such file, a truncated one, or one that would unpack to more than a configuration is.
    """
    try:
        is_archive = zipfile.is_zipfile(path)
        data = _unpacked(path) if is_archive else _bounded(path)
        config = json.loads(data, parse_float=Fraction, object_hook=KerasRow)
    except OSError as failure:
        raise ImportRefused(f"cannot read {path}: {failure.strerror or failure}") from None
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError):
        raise ImportRefused(f"{path} is no .keras file, or a part of it is missing") from None
    except (ValueError, RecursionError):
        raise ImportRefused(f"{path} holds no configuration of a Keras model") from None
    if not isinstance(config, dict) or not isinstance(config.get("config"), dict):
        raise ImportRefused(f"{path} holds no configuration of a Keras model")
    return KerasRow(config)


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open("config.json") as member:
        data = member.read(_MOST_BYTES + 1)  # whatever size its header says
    return _not_too_long(data, path)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return _not_too_long(file.read(_MOST_BYTES + 1), path)


def _not_too_long(data: bytes, path: Path) -> bytes:
    if len(data) > _MOST_BYTES:
        raise ImportRefused(f"the configuration in {path} is longer than {_MOST_BYTES:,} bytes")
    return data


def traced_from(config: KerasRow) -> TracedModel:
    """The layers of a model from its configuration.

    Raises:
        ImportRefused: A layer that is not known, or is used in a way that is not; with its name.
    """
    kind, inner = config.get("class_name"), config["config"]
    if kind not in {"Sequential", "Functional", "Model"}:
        raise ImportRefused(
            f"a {kind} is no Sequential and no Functional model", "subclassed models have no configuration"
        )
    reader = _ConfigReader()
    try:
        outputs = reader.sequential(inner["layers"]) if kind == "Sequential" else reader.functional(inner)
    except (KeyError, TypeError, IndexError, AttributeError) as failure:
        raise ImportRefused(f"the configuration is not of the form that Keras writes ({failure})") from None
    name = re.sub(r"\W|^(?=\d)", "_", str(inner.get("name") or "model"))
    name = name[:1].upper() + name[1:]
    return in_text_order(TracedModel(name, tuple(reader.layers), outputs, notes=tuple(reader.notes)))


_MERGES = {
    "CustomScaleLayer": "add",
    "Add": "add",
    "Concatenate": "concat",
    "Multiply": "mul",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "Average": "average",
    "Subtract": "subtract",
}
_UNIT = re.compile(r"(.*?block_?\d+[a-z]?)_")
"""The part of a layer's name that tells the unit it belongs to: Keras' own models name their layers so."""


class _ConfigReader:
    def __init__(self) -> None:
        self.layers: list[TracedLayer] = []
        self.notes: dict[str, None] = {}
        self._leaves: dict[tuple[str, int], str] = {}
        """The last layer of each call of each of Keras' layers."""
        self._made: dict[str, TracedLayer] = {}
        self._first: dict[tuple[str, ...], str] = {}
        """The layers made of the first call of each of Keras' layers, by its names and a number."""

    def sequential(self, rows: list[KerasRow]) -> tuple[str, ...]:
        """A Sequential's layers, each behind the one before."""
        before: tuple[str, ...] = ()
        for row in rows:
            shape = row["config"].get("batch_shape") or row["config"].get("batch_input_shape")
            if row["class_name"] == "InputLayer" or (not before and shape):
                before = (self.entry(row["config"].get("name", "input"), shape),)
            if row["class_name"] != "InputLayer":
                if not before:
                    raise ImportRefused(
                        "the model does not say what its input is", "model.build(...) before it is saved"
                    )
                before = (self.layer(row, before),)
        return before

    def functional(self, inner: KerasRow) -> tuple[str, ...]:
        """A Functional model's layers, each behind what it reads."""
        waiting = [
            (row, number, node) for row in inner["layers"] for number, node in enumerate(row["inbound_nodes"] or [None])
        ]
        while waiting:
            ready = [one for one in waiting if all(source in self._leaves for source in _sources(one[2]))]
            if not ready:
                raise ImportRefused(f"{waiting[0][0]['name']} reads what comes from nowhere")
            for row, number, node in ready:
                name = row.get("name") or row["config"]["name"]
                if row["class_name"] == "InputLayer":
                    self._leaves[name, number] = self.entry(
                        name, row["config"].get("batch_shape") or row["config"]["batch_input_shape"]
                    )
                else:
                    sources = tuple(self._leaves[source] for source in _sources(node))
                    self._leaves[name, number] = self.layer(KerasRow({**row, "name": name}), sources)
            waiting = [one for one in waiting if one not in ready]
        outputs = inner["output_layers"]
        rows = [outputs] if outputs and isinstance(outputs[0], str) else outputs
        return tuple(dict.fromkeys(self._leaves[row[0], row[1]] for row in rows))

    def entry(self, name: str, shape: list[int | None]) -> str:
        """An input; sizes that it leaves open are those that Keras' own models have."""
        sizes = tuple(_OPEN_SIZE if size is None else int(size) for size in shape[1:])
        made = self._fresh(name, "input", (), (), sizes[-1])
        self.layers[-1] = made._replace(sizes=sizes[:-1])
        return made.name

    def layer(self, row: KerasRow, sources: tuple[str, ...], inside: tuple[str, ...] = ()) -> str:
        """One of Keras' layers as one or several of the language's; a Sequential in it as its layers.

        ``inside`` are the names of the models around it.
        """
        if row["class_name"] == "Sequential":
            inside += (str(row.get("name") or row["config"]["name"]),)
            for inner in row["config"]["layers"]:
                if inner["class_name"] != "InputLayer":
                    sources = (self.layer(KerasRow({**inner, "name": inner["config"]["name"]}), sources, inside),)
            return sources[0]
        kind, config = row["class_name"], {key: _frozen(value) for key, value in row["config"].items()}
        name = str(row.get("name") or config["name"])
        if kind in _MERGES and len(sources) == 1:
            self.notes["arithmetic with fixed numbers"] = None
            return sources[0]
        if kind in _MERGES:
            with _refused_by_name(name):
                along = KerasLayer(row, config, 0).along() if kind == "Concatenate" else ()
            depths = [self._made[source].depth for source in sources]
            deep = sum(depths) if kind == "Concatenate" and not along else max(depths)
            return self._fresh(name, _MERGES[kind], along, sources, deep).name
        calls = self.calls(row, name, config, sources)
        source = sources[0]
        for place, (word, arguments) in enumerate(calls):
            depth = _depth(word, KerasRow(arguments), self._made[source])
            first = self._first.get((*inside, name, str(place)))
            if first and word not in ACTIVATIONS.values():
                word, arguments = "use", (("label", first),)  # noqa: PLW2901 - the same weights once more
            source = self._fresh(f"{name}_{place}" if place else name, word, arguments, (source,), depth).name
            self._first.setdefault((*inside, name, str(place)), source)
        return source

    def calls(
        self, row: KerasRow, name: str, config: Mapping[str, ArgumentValue], sources: tuple[str, ...]
    ) -> list[tuple[str, CallArguments]]:
        """The language's layers for one of Keras'."""
        kind, before = row["class_name"], self._made[sources[0]]
        if kind == "MultiHeadAttention" and len(set(sources)) == 1:
            with _refused_by_name(name):
                return self_attention(config, before.depth)
        if len(sources) > 1:
            raise ImportRefused(f"{name} ({kind}) reads several volumes")
        if kind in AXES_ROWS:
            layer = KerasLayer(row, config, before.depth)
            with _refused_by_name(name):
                call = AXES_ROWS[kind](layer)
            return [call, *trained_behind(call[0], layer)]
        if kind in {"Normalization", "Rescaling"}:
            self.notes[f"{kind} with fixed numbers"] = None
        elif kind == "LayerScale":
            return [("layer_scale", ())]
        elif kind not in KERAS and kind != "StochasticDepth":
            raise ImportRefused(f"{name}: the language has no layer for Keras' {kind}", nearest(kind, KERAS))
        if kind not in KERAS or kind == "Rescaling":
            return []
        with _refused_by_name(name):
            return KERAS[kind](PastedCall(kind, config, before.depth, flat=before.word in _FLAT, is_first=False))

    def _fresh(
        self, name: str, word: str, arguments: CallArguments, sources: tuple[str, ...], depth: int
    ) -> TracedLayer:
        unit = _UNIT.match(name)
        whole = (("", "keras.Model"),)
        modules = (
            (*whole, (unit[1], "keras.Unit"), (f"{unit[1]}.{name[unit.end() :]}", "torch.nn.layer"))
            if unit
            else (*whole, (name, "torch.nn.layer"))
        )
        label = re.sub(r"\W", "_", name)
        while label in self._made:  # a layer that is called again, or two names of Keras' that come to one
            label += "_"
        made = TracedLayer(label, word, arguments, sources, (), depth, modules)
        self.layers.append(made)
        self._made[label] = made
        return made


_OPEN_SIZE = 224
_FLAT = frozenset({"flatten", "gap", "gmp", "dense"})


@contextmanager
def _refused_by_name(name: str) -> Iterator[None]:
    """Puts the name of a layer before the reason why something in here is refused."""
    try:
        yield
    except ValueError as refusal:
        raise ImportRefused(f"{name}: {refusal}") from None


def _frozen(value: ArgumentValue | list[ArgumentValue]) -> ArgumentValue:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _depth(word: str, given: KerasRow, before: TracedLayer) -> int:
    if word in {"conv", "conv_transpose", "dense", "linear"}:
        return int(given["filters"] if "filters" in given else given["out_features"])
    if word == "flatten":
        return before.depth * prod(before.sizes)
    return int(given.get("depth", before.depth * given.get("multiplier", 1)))


def _sources(node: KerasNode) -> Iterator[tuple[str, int]]:
    """The layers that a node reads, each with the number of its call."""
    if isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        name, number, _ = node["config"]["keras_history"]
        yield str(name), int(number)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _sources(value)
    elif isinstance(node, list):
        if len(node) >= 3 and isinstance(node[0], str) and isinstance(node[1], int):  # noqa: PLR2004 - as Keras 2 wrote it
            yield node[0], node[1]
        else:
            for value in node:
                yield from _sources(value)
