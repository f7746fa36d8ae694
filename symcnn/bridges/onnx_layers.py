"""ONNX's operators, one row each: which layer of the language it is, with which arguments."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.bridges.model_lines import FIRST_SIZE
from symcnn.bridges.onnx_node import per_axis
from symcnn.bridges.onnx_values import OF_VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.onnx_node import NodeCalls, NodeRow, OnnxNode
    from symcnn.bridges.traced import ArgumentValue

AUTO_PADS: Mapping[bytes, str] = {b"SAME_UPPER": "same", b"SAME_LOWER": "same_lower"}
"""ONNX's words for a padding, and those of the language."""


def _padding(node: OnnxNode) -> tuple[tuple[str, ArgumentValue], ...]:
    """Padding as two arguments, the far side's only where it differs."""
    how = node.given.get("auto_pad", b"NOTSET")
    if how in AUTO_PADS:
        return (("padding", AUTO_PADS[how]),)
    pads = list(node.given.get("pads", [0] * (2 * node.axes)))
    near, far = per_axis(pads[: node.axes]), per_axis(pads[node.axes :])
    return (("padding", near),) if near == far else (("padding", near), ("padding_end", far))


def _conv(node: OnnxNode) -> NodeCalls:
    filters, per_group, *kernel = node.weights[0]
    groups, axes = node.given.get("group", 1), len(kernel)
    depth = per_group * groups
    window = (
        ("stride", per_axis(node.given.get("strides", [1] * axes))),
        *_padding(node),
        ("dilation", per_axis(node.given.get("dilations", [1] * axes))),
    )
    bias = ("bias", len(node.weights) > 1)
    if groups == depth > 1 and filters % depth == 0:
        return [("depthwise", (("kernel_size", per_axis(kernel)), ("multiplier", filters // depth), *window, bias))]
    return [("conv", (("kernel_size", per_axis(kernel)), ("filters", filters), *window, ("groups", groups), bias))]


def _transposed(node: OnnxNode) -> NodeCalls:
    _, per_group, *kernel = node.weights[0]
    groups, axes = node.given.get("group", 1), len(kernel)
    padding = dict(_padding(node))
    if "padding_end" in padding or isinstance(padding["padding"], str):
        raise ValueError("a transposed convolution with uneven padding")
    rest = (
        ("stride", per_axis(node.given.get("strides", [1] * axes))),
        ("padding", padding["padding"]),
        ("output_padding", per_axis(node.given.get("output_padding", [0] * axes))),
        ("dilation", per_axis(node.given.get("dilations", [1] * axes))),
        ("groups", groups),
        ("bias", len(node.weights) > 1),
    )
    return [("conv_transpose", (("kernel_size", per_axis(kernel)), ("filters", per_group * groups), *rest))]


def _gemm(node: OnnxNode) -> NodeCalls:
    rows, columns = node.weights[0]
    out = rows if node.given.get("transB", 0) else columns
    return [("dense", (("out_features", out), ("bias", len(node.weights) > 1)))]


def _matmul(node: OnnxNode) -> NodeCalls:
    if len(node.volumes) > 1 or len(node.weights[0]) != 2:  # noqa: PLR2004 - a matrix
        raise ValueError("a product of two volumes")
    if len(node.volumes[0]) != 2:  # noqa: PLR2004 - batch and depth
        raise ValueError("a product along another dimension than the depth")
    return [("dense", (("out_features", node.weights[0][1]), ("bias", False)))]


def _pool(word: str) -> NodeRow:
    def apply(node: OnnxNode) -> NodeCalls:
        kernel, axes = node.given["kernel_shape"], len(node.given["kernel_shape"])
        rest: list[tuple[str, ArgumentValue]] = [
            ("stride", per_axis(node.given.get("strides", [1] * axes))),
            *_padding(node),
            ("ceil_mode", bool(node.given.get("ceil_mode", 0))),
        ]
        if word == "avgpool" and set(node.given.get("dilations", [1])) != {1}:
            raise ValueError("an average over places that lie apart")
        if word == "avgpool":
            rest.append(("count_include_pad", bool(node.given.get("count_include_pad", 0))))
        else:
            rest.append(("dilation", per_axis(node.given.get("dilations", [1] * axes))))
        if word == "avgpool" and dict(rest)["padding"] in {0, *AUTO_PADS.values()} and "padding_end" not in dict(rest):
            rest = [pair for pair in rest if pair[0] != "count_include_pad"]
        return [(word, (("kernel_size", per_axis(kernel)), *rest))]

    return apply


def _whole(word: str) -> NodeRow:
    def apply(node: OnnxNode) -> NodeCalls:
        axes = node.given.get("axes") or next((v for v in node.values[1:] if isinstance(v, list)), None)
        over = {axis % len(node.volumes[0]) for axis in axes} if axes else set(range(2, len(node.volumes[0])))
        if over != set(range(2, len(node.volumes[0]))):
            raise ValueError("a reduction along some of the dimensions only")
        keeps = len(node.output) == len(node.volumes[0])
        return [(f"adaptive_{word}", (("size", 1),))] if keeps else [({"avgpool": "gap", "maxpool": "gmp"}[word], ())]

    return apply


def _over_places(word: str) -> NodeRow:
    def apply(node: OnnxNode) -> NodeCalls:
        if not node.given.get("axes") and not any(isinstance(value, list) and value for value in node.values[1:]):
            raise ValueError("a reduction along all dimensions, or along some that are not known")
        return _whole(word)(node)

    return apply


def _reshaped(node: OnnxNode) -> NodeCalls:
    before, after = node.volumes[0], node.output
    if before == after or node.shuffles:
        return []
    if len(after) == 2 and after[1] == prod(before[1:]):  # noqa: PLR2004 - batch and depth
        return [("flatten", ())]
    if len(after) < 2 or not all(after[1:]) or prod(before[1:]) != prod(after[1:]):  # noqa: PLR2004
        raise ValueError("a reshape whose sizes are not known, or that mixes in the batch")
    return [("reshape", (("sizes", after[2:]), ("depth", after[1])))]


def _transposed_dims(node: OnnxNode) -> NodeCalls:
    before = node.volumes[0]
    order = list(node.given.get("perm", reversed(range(len(before)))))
    if node.shuffles:
        return [("channel_shuffle", (("groups", before[1]),))]
    if order[0] or len(before) < FIRST_SIZE:
        raise ValueError("dimensions in another order")
    places = [place - FIRST_SIZE if place >= FIRST_SIZE else node.axes for place in (*order[2:], order[1])]
    return [("permute", (("order", tuple(places)),))] if places != sorted(places) else []


def _merged(word: str) -> NodeRow:
    def apply(node: OnnxNode) -> NodeCalls:
        if len(node.volumes) > 1:
            if word == "add" and len(set(node.volumes)) > 1:
                raise ValueError("a branch is spread over some axes only")
            return [(word, ())]
        size, depth = prod(node.weights[0]) if node.weights else 1, node.volumes[0][1]
        if size == 1:
            return []
        if size != depth:
            raise ValueError(f"{size} weights beside a volume of depth {depth}")
        if word == "maximum":
            raise ValueError("the greater of values and fixed numbers for each map")
        return [("layer_scale" if word == "mul" else "shift", ())]

    return apply


def _joined(node: OnnxNode) -> NodeCalls:
    return [("concat", node.along())] if len(node.volumes) > 1 else []


def _padded(node: OnnxNode) -> NodeCalls:
    pads = node.given.get("pads") or node.values[1]
    dims = len(node.volumes[0])
    if not pads or any(pads[:2]) or any(pads[dims : dims + 2]) or min(pads) < 0:
        raise ValueError("a padding of the depth, or one that is not known")
    near, far = per_axis(pads[2:dims]), per_axis(pads[dims + 2 :])
    return [("pad", (("padding", near), ("padding_end", far)))] if any(pads) else []


def _resized(node: OnnxNode) -> NodeCalls:
    mode = node.given.get("mode", b"nearest").decode()
    if mode not in {"nearest", "linear"}:
        raise ValueError(f"resizing by {mode}")
    ending = "" if mode == "nearest" else "_linear"
    before, after = node.volumes[0][2:], node.output[2:]
    if not after or not all(after):
        raise ValueError("sizes that are not known")
    if all(new % old == 0 for old, new in zip(before, after, strict=True)):
        return [(f"upsample{ending}", (("scale", per_axis([n // o for o, n in zip(before, after, strict=True)])),))]
    return [(f"interpolate{ending}", (("size", per_axis(after)),))]


def part_of(node: OnnxNode, start: int, length: int) -> NodeCalls:
    """Some of the maps: one of equal parts, or a stretch."""
    depth = node.volumes[0][1]
    if node.along():
        raise ValueError("a part along another dimension than the depth")
    if depth % length == start % length == 0:
        return [("split", (("parts", depth // length), ("part", start // length)))]
    return [("narrow", (("start", start), ("length", length)))]


def _sliced(node: OnnxNode) -> NodeCalls:
    old = (node.given.get(name) for name in ("starts", "ends", "axes"))
    rows = [*node.values[1:], None] if len(node.values) > 1 else [*old]
    starts, ends, axes, steps = (*rows, None, None)[:4]
    if not starts or not ends or len(starts) != 1 or (steps or [1]) != [1]:
        raise ValueError("a part along several dimensions, in steps, or one that is not known")
    size = node.volumes[0][(axes or [0])[0]]
    start, end = (min(at if at >= 0 else at + size, size) for at in (starts[0], ends[0]))
    if (start, end) == (0, size):
        return []
    return part_of(node._replace(given={"axis": (axes or [0])[0]}), start, end - start)


def _dropped(node: OnnxNode) -> NodeCalls:
    del node
    return []


def _moved(word: str) -> NodeRow:
    """Maps to positions, or positions to maps, by ONNX with the place in a block before the maps."""

    def apply(node: OnnxNode) -> NodeCalls:
        first = word == "pixel_unshuffle" or node.given.get("mode", b"DCR") == b"DCR"
        return [(word, (("scale", node.given["blocksize"]), ("block_first", first)))]

    return apply


def _between(word: str) -> NodeRow:
    """Two volumes of one shape."""

    def apply(node: OnnxNode) -> NodeCalls:
        if len(node.volumes) < 2 or len(set(node.volumes)) > 1:  # noqa: PLR2004 - two of them
            raise ValueError("a branch is spread over some axes only")
        return [(word, ())]

    return apply


ROWS: Mapping[str, NodeRow] = {
    **OF_VALUES,
    "Conv": _conv,
    "ConvTranspose": _transposed,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "MaxPool": _pool("maxpool"),
    "AveragePool": _pool("avgpool"),
    "GlobalAveragePool": _whole("avgpool"),
    "GlobalMaxPool": _whole("maxpool"),
    "ReduceMean": _over_places("avgpool"),
    "Reshape": _reshaped,
    "Flatten": _reshaped,
    "Squeeze": _reshaped,
    "Transpose": _transposed_dims,
    "Unsqueeze": _reshaped,
    "Add": _merged("add"),
    "Sum": _merged("add"),
    "Mul": _merged("mul"),
    "Max": _merged("maximum"),
    "Concat": _joined,
    "Slice": _sliced,
    "Pad": _padded,
    "Resize": _resized,
    "Upsample": _resized,
    "DepthToSpace": _moved("pixel_shuffle"),
    "SpaceToDepth": _moved("pixel_unshuffle"),
    "Min": _between("minimum"),
    "Mean": _between("average"),
    "Sub": _between("subtract"),
    "Div": _between("divide"),
    "ReduceMax": _over_places("maxpool"),
    "Identity": _dropped,
    "Dropout": _dropped,
    "Cast": _dropped,
}
"""Operators by their name."""
