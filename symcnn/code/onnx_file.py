"""A network in numbers as a model in ONNX's format: nodes layer by layer, weights of the right shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.code.layer_values import known_row
from symcnn.code.onnx_layer import ONNX, SMALLER, OnnxGraph, OnnxLayer
from symcnn.code.onnx_layers_out import ONNX_LAYERS
from symcnn.code.onnx_shapes import MERGES_OF_THE_ZOO_IN_ONNX, ONNX_MERGES, SHAPES_OF_THE_ZOO
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from onnx import ValueInfoProto

    from symcnn.derive.derivation import Derivation, End
    from symcnn.model.volume import Volume

_OPERATORS, _FORMAT = 21, 10
"""Versions of ONNX's operators and of its format: of 2024, which the package has had since 1.16."""
_BATCH = "N"
_ROWS = {**ONNX_LAYERS, **ONNX_MERGES}
_ZOO_ROWS = {**SHAPES_OF_THE_ZOO, **MERGES_OF_THE_ZOO_IN_ONNX}


def onnx_bytes(derivation: Derivation) -> bytes:
    """The model as a file holds it.

    Weights are zeros, factors and variances of normalisation ones: what the file says is the structure.

    Args:
        derivation: A network derived in numbers.

    Raises:
        ArgumentMistake: A layer has no counterpart in ONNX, or the weights do not fit into a file.
    """
    graph = OnnxGraph()
    made: dict[int, str] = {-1 - place: graph.fresh(end.name) for place, end in enumerate(derivation.inputs)}
    shapes = {-1 - place: _shape(end.volume) for place, end in enumerate(derivation.inputs)}
    entries = [_value(graph, made[-1 - place], end.volume) for place, end in enumerate(derivation.inputs)]
    for place, result in enumerate(derivation.layers):
        inputs = tuple(made[source] for source in result.inputs)
        made[place] = _made(OnnxLayer(graph, result, inputs, tuple(shapes[source] for source in result.inputs)))
        shapes[place] = _shape(result.output)
        graph.stated.append(_value(graph, made[place], result.output))
    ends = (derivation.output, *derivation.heads)
    outputs = [_value(graph, _output(graph, end, made[end.source]), end.volume) for end in ends]
    return _serialised(graph, derivation, entries, outputs)


def _made(layer: OnnxLayer) -> str:
    row = known_row(_ROWS, _ZOO_ROWS, layer.result.step.layer)
    if row is None:
        raise layer.refused()
    return row(layer)


def _shape(volume: Volume) -> tuple[int, ...]:
    return (int(volume.depth), *map(int, reversed(volume.sizes)))


def _value(graph: OnnxGraph, name: str, volume: Volume) -> ValueInfoProto:
    return cast("ValueInfoProto", graph.helper.make_tensor_value_info(name, 1, [_BATCH, *_shape(volume)]))


def _output(graph: OnnxGraph, end: End, name: str) -> str:
    """What leaves has a name of its own, so that one layer can have two outputs."""
    return graph.node("Identity", [name], f"{end.name}")[0]


def _serialised(
    graph: OnnxGraph, derivation: Derivation, entries: list[ValueInfoProto], outputs: list[ValueInfoProto]
) -> bytes:
    import onnx

    helper, words = graph.helper, derivation.doc or ""
    whole = helper.make_graph(
        graph.nodes,
        derivation.name or "Net",
        entries,
        outputs,
        list(graph.weights.values()),
        words,
        graph.stated,
    )
    opset = helper.make_opsetid("", _OPERATORS)
    model = helper.make_model(whole, producer_name="symcnn", opset_imports=[opset], ir_version=_FORMAT)
    try:
        data = bytes(model.SerializeToString())
        onnx.checker.check_model(data)
    except ValueError:  # numbers beyond 64 bits, or all beyond 2 GB
        words = f"a file in {ONNX}'s format does not hold as much"
        raise ArgumentMistake(words, hint=SMALLER) from None
    return data
