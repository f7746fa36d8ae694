"""Models in ONNX's format, by the package ``onnx`` alone: shapes are inferred, weights are not read."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, Any

from symcnn.bridges.axes_order import in_text_order
from symcnn.bridges.onnx_constants import with_sizes_computed
from symcnn.bridges.onnx_layers import ROWS, part_of
from symcnn.bridges.onnx_node import ALL_BEHIND, OnnxNode
from symcnn.bridges.onnx_shared import is_own_constant, with_own_constants
from symcnn.bridges.onnx_shuffles import shuffles
from symcnn.bridges.traced import ImportRefused, TracedLayer, TracedModel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import ModuleType

    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.onnx_node import NodeCalls
    from symcnn.bridges.traced import ArgumentValue


def onnx_library() -> ModuleType:
    """The package onnx, or a word on how to get it."""
    try:
        import onnx
    except ImportError:
        raise ImportRefused("the package onnx is not installed", "pip install symcnn[onnx]") from None
    library: ModuleType = onnx
    return library


def onnx_graph(path: Path) -> GraphProto:
    """The graph of a file with the shapes of all its values; data outside the file is not opened.

    Raises:
        ImportRefused: It is no such file, or a truncated one.
    """
    try:
        path.open("rb").close()  # a file that is not there is said to be missing before the package is
    except OSError as failure:
        raise ImportRefused(f"cannot read {path}: {failure.strerror or failure}") from None
    onnx = onnx_library()
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception:  # noqa: BLE001 - protobuf's errors have no common base that stays
        raise ImportRefused(f"{path} is no ONNX model, or a part of it is missing") from None
    if not model.graph.node:
        raise ImportRefused(f"{path} is no ONNX model, or a part of it is missing")
    graph = _inferred(onnx, model)
    _say_axes(onnx, graph, max((one.version for one in model.opset_import if one.domain in _OWN_DOMAINS), default=1))
    return graph


_OWN_DOMAINS = ("", "ai.onnx")
_ONE_AXIS_FROM = 13
"""The version from which on softmax goes along one axis; before, along that and all behind it together."""


def _say_axes(onnx: ModuleType, graph: GraphProto, version: int) -> None:
    """Write into each softmax what its version means where it says nothing."""
    for node in graph.node:
        if node.op_type in {"Softmax", "LogSoftmax"}:
            if all(one.name != "axis" for one in node.attribute):
                node.attribute.append(onnx.helper.make_attribute("axis", -1 if version >= _ONE_AXIS_FROM else 1))
            if version < _ONE_AXIS_FROM:
                node.attribute.append(onnx.helper.make_attribute(ALL_BEHIND, 1))


def _inferred(onnx: ModuleType, model: ModelProto) -> GraphProto:
    """The graph with shapes inferred; what large weights hold is dropped first, since their shapes are enough."""
    with_own_constants(model)
    for tensor in model.graph.initializer:
        if prod(tensor.dims) > _SMALL:
            for field in ("raw_data", "float_data", "double_data", "int32_data", "int64_data", "external_data"):
                tensor.ClearField(field)
            tensor.data_location = onnx.TensorProto.DEFAULT
    try:
        graph = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
        for _ in range(_ROUNDS):
            if not with_sizes_computed(model.graph, graph):
                break
            graph = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    except Exception:  # noqa: BLE001 - a model that breaks the rules of its operators
        return model.graph
    return graph


_ROUNDS = 100
"""How often sizes are computed of sizes that were not known before."""

_SMALL = 64
"""Entries of what may be a shape."""


def _held(tensor: TensorProto) -> ArgumentValue | list[int]:
    """What a tensor holds as lists; None where that lies outside the file, which is not opened."""
    from onnx import numpy_helper

    if tensor.data_location == tensor.EXTERNAL:
        return None
    held: ArgumentValue | list[int] = numpy_helper.to_array(tensor).tolist()
    return held


def traced_graph(graph: GraphProto) -> TracedModel:
    """The layers of a graph, and how many numbers its weights have.

    Raises:
        ImportRefused: An operator that the language has no layer for; with the node's name.
    """
    reader = _GraphReader(graph)
    for node in graph.node:
        reader.read(node)
    outputs = tuple(dict.fromkeys(reader.produced(output.name) for output in graph.output))
    name = re.sub(r"\W|^(?=\d)", "_", graph.name or "model")
    ends = tuple((layer.sizes, layer.depth) for layer in reader.layers if layer.name in outputs)
    name = name[:1].upper() + name[1:]
    return in_text_order(
        TracedModel(name, tuple(reader.layers), outputs, reader.counted(), None, tuple(reader.notes), ends)
    )


class _GraphReader:
    def __init__(self, graph: GraphProto) -> None:
        self.weights = {tensor.name: tensor for tensor in graph.initializer}
        known = (*graph.value_info, *graph.output, *graph.input)
        self.shapes = {value.name: [d.dim_value for d in value.type.tensor_type.shape.dim] for value in known}
        self.shapes |= {name: list(tensor.dims) for name, tensor in self.weights.items()}
        self.shuffles = shuffles(graph, self.shapes)
        self.layers: list[TracedLayer] = []
        self.notes: dict[str, None] = {}
        self.constants: dict[str, Any] = {}
        self._layer_of: dict[str, str] = {}
        """The layer that each value of the graph leaves."""
        self._trained: dict[str, int] = {}
        self._first_with: dict[tuple[tuple[str, ...], str, CallArguments], str] = {}
        for value in graph.input:
            if value.name not in self.weights:
                self.entry(value.name)

    def entry(self, name: str) -> None:
        """An input: batch, depth, sizes."""
        shape = self.shapes[name]
        if len(shape) < _LEAST_DIMENSIONS or not all(shape[1:]):
            raise ImportRefused(f"the input {name} has no fixed sizes", "an export with fixed sizes has them")
        self.add(OnnxNode(name, {}, (), (), ()), "input", (), (name,), tuple(shape))

    def read(self, node: NodeProto) -> None:
        """Read a node: a layer, or arithmetic on weights alone."""
        from onnx import helper

        given = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        data = [name for name in node.input if name in self._layer_of]
        if not data:
            self.keep(node)
            return
        where = node.name or node.output[0]
        if node.op_type == "Split":
            self.split(node, data[0], where, given.get("axis", 0))
            return
        row = ROWS.get(node.op_type)
        if row is None:
            raise ImportRefused(f"the language has no layer for ONNX's {node.op_type} ({where})")
        sources = tuple(self._layer_of[name] for name in data)
        weights = tuple(tuple(self.shapes[name]) for name in node.input[1:] if name and name not in self._layer_of)
        one = OnnxNode(
            where, given, tuple(tuple(self.shapes.get(name, ())) for name in data), weights, self.values(node.input)
        )
        try:
            output = tuple(self.shapes.get(node.output[0], ()))
            calls = row(one._replace(output=output, shuffles=node.output[0] in self.shuffles))
        except ValueError as refusal:
            raise ImportRefused(f"{refusal} (ONNX's {node.op_type}, {where})") from None
        self.count(node, calls)
        if given.get("mode") in _BORDERS:
            self.notes["padding by values that are no zeros"] = None
        if not calls:
            self._layer_of[node.output[0]] = sources[0]
            if node.op_type in _ARITHMETIC:
                self.notes["arithmetic with fixed numbers"] = None
        if calls and calls[0][0] == "channel_shuffle":  # behind which the depth is one again
            output = (one.volumes[0][0], prod(one.volumes[0][1:3]), *one.volumes[0][3:])
        own = tuple(name for name in node.input if name in self.weights)
        for word, arguments in calls:
            call = self.again(own, word, arguments)
            sources = (self.add(one, *call, tuple(node.output[:1]), output, sources),)
            self._first_with.setdefault((own, word, arguments), sources[0])

    def again(self, weights: tuple[str, ...], word: str, arguments: CallArguments) -> tuple[str, CallArguments]:
        """A call, or the use of an earlier layer that has the same weights and is called alike."""
        first = self._first_with.get((weights, word, arguments)) if weights and word not in _SHAPES else None
        return ("use", (("label", first),)) if first else (word, arguments)

    def keep(self, node: NodeProto) -> None:
        """Keep a constant; what is computed of weights is not known."""
        from onnx import helper

        given = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        value, name = given.get("value"), node.output[0]
        self.constants[name] = None
        if node.op_type == "Constant":
            self.constants[name] = _held(value) if value is not None else next(iter(given.values()))
            self.shapes[name] = list(value.dims) if value is not None else []

    def split(self, node: NodeProto, whole: str, where: str, axis: int) -> None:
        """Read a node that has several outputs, parts of one volume: a layer for each of them."""
        start = 0
        one = OnnxNode(where, {"axis": axis}, (tuple(self.shapes.get(whole, ())),), (), ())
        for name in node.output:
            shape = tuple(self.shapes.get(name, ()))
            try:
                calls = part_of(one, start, shape[axis]) if shape and shape[axis] else []
            except ValueError as refusal:
                raise ImportRefused(f"{refusal} (ONNX's {node.op_type}, {where})") from None
            if not calls:
                raise ImportRefused(f"sizes that are not known (ONNX's {node.op_type}, {where})")
            self.add(one, *calls[0], (name,), shape, (self._layer_of[whole],))
            start += shape[axis]

    def values(self, names: Iterable[str]) -> tuple[ArgumentValue | list[int], ...]:
        """The values of small constants, None for all else."""
        found = []
        for name in names:
            tensor = self.weights.get(name)
            is_small = tensor is not None and prod(tensor.dims) <= _SMALL
            found.append(_held(tensor) if is_small else self.constants.get(name))
        return tuple(found)

    def count(self, node: NodeProto, calls: NodeCalls) -> None:
        """Note the weights that a layer trains: a normalisation's mean and variance are not."""
        if not calls:
            return
        trained = node.input[1:3] if node.op_type == "BatchNormalization" else node.input
        if calls[0][0] not in _SHAPES:
            own = [name for name in trained if name and name not in self._layer_of]
            self._trained |= {name: prod(self.shapes[name]) for name in own}
            if any(map(is_own_constant, own)):
                self.notes[_STORED_ONCE] = None

    def counted(self) -> int:
        """How many numbers the layers train."""
        return sum(self._trained.values())

    def add(
        self,
        node: OnnxNode,
        word: str,
        arguments: CallArguments,
        outputs: tuple[str, ...],
        shape: tuple[int, ...],
        sources: tuple[str, ...] = (),
    ) -> str:
        """Add a layer."""
        name = re.sub(r"\W", "_", f"n{len(self.layers)}_{node.name.strip('/')}")
        path = node.name.strip("/").replace("/", ".")
        modules = (("", "onnx.Model"), *([] if _NUMBERED.fullmatch(path) else [(path, "torch.nn.node")]))
        depth = shape[1] if len(shape) > 1 else 0
        self.layers.append(TracedLayer(name, word, arguments, sources, tuple(shape[2:]), depth, modules))
        self._layer_of |= dict.fromkeys(outputs, name)
        return name

    def produced(self, name: str) -> str:
        """The layer that an output comes from."""
        if name not in self._layer_of:
            raise ImportRefused(f"the output {name} comes from no layer")
        return self._layer_of[name]


_STORED_ONCE = "that equal numbers are stored once for several layers"

_ARITHMETIC = frozenset({"Add", "Mul", "Sum", "Max"})
_BORDERS = frozenset({b"reflect", b"edge", b"wrap"})
_LEAST_DIMENSIONS = 2
_NUMBERED = re.compile(r"[a-z]?\d*|node_.*|.*_\d+")
"""Names of nodes that only number them."""
_SHAPES = frozenset(
    {
        *(
            "reshape",
            "flatten",
            "pad",
            "upsample",
            "interpolate",
            "upsample_linear",
            "interpolate_linear",
            "relu6",
            "clip",
        ),
        *("gap", "gmp", "adaptive_avgpool", "adaptive_maxpool", "split", "narrow"),
    }
)
"""Layers whose constants are sizes."""
