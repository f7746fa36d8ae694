"""What nodes of ONNX compute of sizes alone, such as where a half of the maps begins: by the evaluator of onnx."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onnx import GraphProto, NodeProto, TensorProto

_OF_SIZES = frozenset(
    {"Gather", "Add", "Sub", "Mul", "Div", "Concat", "Unsqueeze", "Squeeze", "Cast", "Slice", "Identity"}
)
"""Operators that make no more numbers than they are given."""
_MOST = 64


def with_sizes_computed(graph: GraphProto, inferred: GraphProto) -> bool:
    """Put a constant in the place of each node that computes it of shapes that are known; whether there was one.

    Args:
        graph: The graph, which is changed.
        inferred: The same with what is known of shapes.
    """
    from onnx import helper

    values = (*inferred.value_info, *inferred.input)
    shapes = {one.name: [dim.dim_value for dim in one.type.tensor_type.shape.dim] for one in values}
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    constants = [node for node in graph.node if node.op_type == "Constant"]
    tensors |= {node.output[0]: one.t for node in constants for one in node.attribute if one.name == "value"}
    known = {name: tensor for name, tensor in tensors.items() if _is_small(tensor)}
    found = False
    for node in graph.node:
        value = _computed(node, known, shapes)
        if value is not None:
            known[node.output[0]], found = value, True
            node.CopyFrom(helper.make_node("Constant", [], [node.output[0]], node.name, value=value))
    return found


def _is_small(tensor: TensorProto) -> bool:
    """Whether a tensor may be a shape, and lies in the file."""
    return bool(prod(tensor.dims) <= _MOST and tensor.data_location != tensor.EXTERNAL)


def _computed(node: NodeProto, known: Mapping[str, TensorProto], shapes: Mapping[str, list[int]]) -> TensorProto | None:
    """What a node makes of small constants; None where that is not known, or no whole numbers."""
    import numpy as np
    from onnx import numpy_helper
    from onnx.reference import ReferenceEvaluator

    if node.op_type == "Shape" and not node.attribute:
        shape = shapes.get(node.input[0], [0])
        return numpy_helper.from_array(np.array(shape, np.int64)) if all(shape) else None
    if node.op_type not in _OF_SIZES or not node.input or not all(name in known for name in node.input):
        return None
    given = {name: numpy_helper.to_array(known[name]) for name in node.input}
    if any(array.dtype.kind not in "iu" for array in given.values()):
        return None
    try:
        found = np.asarray(ReferenceEvaluator(node).run(None, given)[0])
    except Exception:  # noqa: BLE001 - whatever it raises for a node that breaks its operator's rules
        return None
    return numpy_helper.from_array(found) if found.dtype.kind in "iu" and found.size <= _MOST else None
