"""Files of other tools as networks: Keras' configurations, and ONNX."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.bridges.imported import ModelSample, to_network
from symcnn.bridges.keras_axes import KerasRow
from symcnn.bridges.keras_config import keras_config, traced_from
from symcnn.bridges.model_check import first_apart
from symcnn.bridges.onnx_model import onnx_graph, traced_graph
from symcnn.bridges.traced import ImportRefused
from symcnn.bridges.whole_text import AXES, SymbolOrigin
from symcnn.support.kinds_of_arguments import checks_arguments

if TYPE_CHECKING:
    from keras import Model

    from symcnn.bridges.traced import TracedModel
    from symcnn.network.network import Network


@checks_arguments
def from_keras(model: str | Path | Model, *, name: str = "", flat: bool = False) -> Network:
    """The network that a Keras model is, its text as ``source``; Keras is not needed, and weights are not opened.

    ::

        net = symcnn.from_keras("model.keras")

    Args:
        model: The path of a ``.keras`` file or of a configuration as JSON, or a model, of which ``to_json`` is asked.
        name: What the network is called; by default as the model.
        flat: Leave out blocks and repeats.

    Raises:
        ImportRefused: The file is no such model, is truncated, or holds a layer that the language lacks; with its name.
    """
    if isinstance(model, str | Path):
        config = keras_config(Path(model))
    else:
        import json
        from fractions import Fraction

        config = json.loads(model.to_json(), parse_float=Fraction, object_hook=KerasRow)
    traced = traced_from(config)
    return _network(traced._replace(name=name or traced.name), flat=flat)


@checks_arguments
def from_onnx(path: str | Path, *, name: str = "", flat: bool = False) -> Network:
    """The network that a file in ONNX's format holds, its text as ``source``, by the package ``onnx`` alone.

    Its parameters are compared with the entries of the weights that its layers use, and sizes with those of the file::

        net = symcnn.from_onnx("resnet18.onnx")

    Args:
        path: The file; data outside it is not opened.
        name: What the network is called; by default as the graph.
        flat: Leave out repeats.

    Raises:
        ImportRefused: The package is missing, the file is no such model or truncated, or an operator has no layer.
    """
    traced = traced_graph(onnx_graph(Path(path)))
    net = _network(traced._replace(name=name or traced.name), flat=flat)
    if apart := first_apart(traced):
        raise ImportRefused(f"{traced.name}: {apart}")
    return net


def _network(model: TracedModel, *, flat: bool) -> Network:
    """The network of a file, its sizes and its depth guessed to be symbols."""
    entry = model.layers[0]
    sizes = dict(zip(AXES, entry.sizes, strict=False))
    origins = [SymbolOrigin(axis, size, "a guess") for axis, size in sizes.items()]
    origins += [SymbolOrigin("D", entry.depth, "a guess")]
    return to_network([ModelSample(sizes, model)], origins, flat=flat)
