"""Generated files in ONNX's format, checked and run: sizes by ONNX's own inference, and by ONNX Runtime."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from torch_parts import BATCH

if TYPE_CHECKING:
    import symcnn
    from symcnn.derive.derivation import End

NOT_TRAINED = (".mean", ".variance", ".centres")


def shape_of(end: End) -> list[int]:
    """Depth and sizes as ONNX has them."""
    return [int(end.volume.depth), *map(int, reversed(end.volume.sizes))]


def differences(net: symcnn.Network, *, runs: bool = False) -> list[str]:
    """Where a file and the network part; empty where they agree. Inference checks what the file says of sizes."""
    import onnx

    data, derivation = net.onnx(), net.numbers().derivation
    model = onnx.load_from_string(data)
    onnx.checker.check_model(model, full_check=True)
    ends = [shape_of(end) for end in (derivation.output, *derivation.heads)]
    found: dict[str, tuple[Any, Any]] = {
        "inferred": (inferred(model), ends),
        "parameters": (parameters(model), net.numbers().params),
    }
    if runs:
        found["run"] = (ran(data), ends)
    return [f"{word}: {theirs} in ONNX, {ours} here" for word, (theirs, ours) in found.items() if theirs != ours]


def inferred(model: Any) -> list[list[int]]:
    """What leaves, where the file does not say so itself."""
    import onnx

    for output in model.graph.output:
        output.type.tensor_type.ClearField("shape")
    graph = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True).graph
    return [[one.dim_value for one in output.type.tensor_type.shape.dim][1:] for output in graph.output]


def parameters(model: Any) -> int:
    """How many numbers the weights have, without those that nobody trains; constants have a stroke in their name."""
    weights = [one for one in model.graph.initializer if "." in one.name.rpartition("/")[2]]
    return sum(prod(one.dims) for one in weights if not one.name.endswith(NOT_TRAINED))


def ran(data: bytes) -> list[list[int]]:
    """What leaves when ONNX Runtime runs the file on zeros."""
    import numpy as np
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    entries = {one.name: np.zeros([BATCH, *one.shape[1:]], "float32") for one in session.get_inputs()}
    return [list(output.shape[1:]) for output in session.run(None, entries)]
