"""ONNX's operators, one row each: which layer of the language it is, with which arguments."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from symcnn.bridges.model_lines import FIRST_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue


class OnnxNode(NamedTuple):
    """A node: its attributes, the shapes of the volumes that it reads and of its weights, values of small constants."""

    name: str
    given: Mapping[str, Any]
    volumes: tuple[tuple[int, ...], ...]
    weights: tuple[tuple[int, ...], ...]
    values: tuple[Any, ...]
    output: tuple[int, ...] = ()

    @property
    def axes(self) -> int:
        """How many axes enter."""
        return len(self.volumes[0]) - 2


NodeCalls: TypeAlias = "list[tuple[str, CallArguments]]"
NodeRow: TypeAlias = "Callable[[OnnxNode], NodeCalls]"


def _per_axis(row: Sequence[int]) -> ArgumentValue:
    return row[0] if len(set(row)) == 1 else tuple(row)


AUTO_PADS: Mapping[bytes, str] = {b"SAME_UPPER": "same", b"SAME_LOWER": "same_lower"}
"""ONNX's words for a padding, and those of the language."""


def _padding(node: OnnxNode) -> tuple[tuple[str, ArgumentValue], ...]:
    """Padding as two arguments, the far side's only where it differs."""
    how = node.given.get("auto_pad", b"NOTSET")
    if how in AUTO_PADS:
        return (("padding", AUTO_PADS[how]),)
    pads = list(node.given.get("pads", [0] * (2 * node.axes)))
    near, far = _per_axis(pads[: node.axes]), _per_axis(pads[node.axes :])
    return (("padding", near),) if near == far else (("padding", near), ("padding_end", far))


def _conv(node: OnnxNode) -> NodeCalls:
    filters, per_group, *kernel = node.weights[0]
    groups, axes = node.given.get("group", 1), len(kernel)
    depth = per_group * groups
    window = (
        ("stride", _per_axis(node.given.get("strides", [1] * axes))),
        *_padding(node),
        ("dilation", _per_axis(node.given.get("dilations", [1] * axes))),
    )
    bias = ("bias", len(node.weights) > 1)
    if groups == depth > 1 and filters % depth == 0:
        return [("depthwise", (("kernel_size", _per_axis(kernel)), ("multiplier", filters // depth), *window, bias))]
    return [("conv", (("kernel_size", _per_axis(kernel)), ("filters", filters), *window, ("groups", groups), bias))]


def _transposed(node: OnnxNode) -> NodeCalls:
    _, per_group, *kernel = node.weights[0]
    groups, axes = node.given.get("group", 1), len(kernel)
    padding = dict(_padding(node))
    if "padding_end" in padding or isinstance(padding["padding"], str):
        raise ValueError("a transposed convolution with uneven padding")
    rest = (
        ("stride", _per_axis(node.given.get("strides", [1] * axes))),
        ("padding", padding["padding"]),
        ("output_padding", _per_axis(node.given.get("output_padding", [0] * axes))),
        ("dilation", _per_axis(node.given.get("dilations", [1] * axes))),
        ("groups", groups),
        ("bias", len(node.weights) > 1),
    )
    return [("conv_transpose", (("kernel_size", _per_axis(kernel)), ("filters", per_group * groups), *rest))]


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
            ("stride", _per_axis(node.given.get("strides", [1] * axes))),
            *_padding(node),
            ("ceil_mode", bool(node.given.get("ceil_mode", 0))),
        ]
        if word == "avgpool":
            rest.append(("count_include_pad", bool(node.given.get("count_include_pad", 0))))
        else:
            rest.append(("dilation", _per_axis(node.given.get("dilations", [1] * axes))))
        if word == "avgpool" and dict(rest)["padding"] in {0, *AUTO_PADS.values()} and "padding_end" not in dict(rest):
            rest = [pair for pair in rest if pair[0] != "count_include_pad"]
        return [(word, (("kernel_size", _per_axis(kernel)), *rest))]

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


def _mean(node: OnnxNode) -> NodeCalls:
    if not node.given.get("axes") and not any(isinstance(value, list) and value for value in node.values[1:]):
        raise ValueError("a reduction along all dimensions, or along some that are not known")
    return _whole("avgpool")(node)


def _reshaped(node: OnnxNode) -> NodeCalls:
    before, after = node.volumes[0], node.output
    if before == after or _splits(before, after) or _splits(after, before):
        return []
    if len(after) == 2 and after[1] == prod(before[1:]):  # noqa: PLR2004 - batch and depth
        return [("flatten", ())]
    if len(after) < 2 or not all(after[1:]) or prod(before[1:]) != prod(after[1:]):  # noqa: PLR2004
        raise ValueError("a reshape whose sizes are not known, or that mixes in the batch")
    return [("reshape", (("sizes", after[2:]), ("depth", after[1])))]


def _splits(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether only the depth is split in two, as before and after a shuffle of channels."""
    return len(other) == len(one) + 1 > 2 and other[1] * other[2] == one[1] and other[3:] == one[2:]  # noqa: PLR2004


def _transposed_dims(node: OnnxNode) -> NodeCalls:
    order, before = list(node.given.get("perm", [])), node.volumes[0]
    if order[:3] != [0, 2, 1] or order[3:] != list(range(3, len(before))):
        raise ValueError("dimensions in another order")
    return [("channel_shuffle", (("groups", before[1]),))]


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
    return [("concat", _along(node))] if len(node.volumes) > 1 else []


def _along(node: OnnxNode) -> CallArguments:
    """The axis along which a node goes, unless that is the depth; the batch is none."""
    axis = node.given.get("axis", 1)
    place = axis if axis >= 0 else axis + len(node.volumes[0])
    if not place >= 1:
        raise ValueError("along the batch, or an axis of a volume whose sizes are not known")
    return (("axis", place - len(node.volumes[0])),) if place >= FIRST_SIZE else ()


def _padded(node: OnnxNode) -> NodeCalls:
    pads = node.given.get("pads") or node.values[1]
    dims = len(node.volumes[0])
    if not pads or any(pads[:2]) or any(pads[dims : dims + 2]) or min(pads) < 0:
        raise ValueError("a padding of the depth, or one that is not known")
    near, far = _per_axis(pads[2:dims]), _per_axis(pads[dims + 2 :])
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
        return [(f"upsample{ending}", (("scale", _per_axis([n // o for o, n in zip(before, after, strict=True)])),))]
    return [(f"interpolate{ending}", (("size", _per_axis(after)),))]


def _clipped(node: OnnxNode) -> NodeCalls:
    bounds = (node.given.get("min"), node.given.get("max")) if "min" in node.given else node.values[1:3]
    if tuple(bounds) != (0, 6):
        raise ValueError(f"values kept between {bounds}")
    return [("relu6", ())]


def _plain(word: str) -> NodeRow:
    def apply(node: OnnxNode) -> NodeCalls:
        del node
        return [(word, ())]

    return apply


def _dropped(node: OnnxNode) -> NodeCalls:
    del node
    return []


def _normalised(node: OnnxNode) -> NodeCalls:
    del node
    return [("bn", (("affine", True), ("tracked", True)))]


def _lrn(node: OnnxNode) -> NodeCalls:
    return [("lrn", (("size", node.given["size"]),))]


def _softmax(node: OnnxNode) -> NodeCalls:
    if "axis" not in node.given and prod(node.volumes[0][FIRST_SIZE:]) != 1:
        raise ValueError("softmax without an axis, which versions of ONNX take differently")
    return [("softmax", _along(node))]


ROWS: Mapping[str, NodeRow] = {
    "Conv": _conv,
    "ConvTranspose": _transposed,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "BatchNormalization": _normalised,
    "LRN": _lrn,
    "MaxPool": _pool("maxpool"),
    "AveragePool": _pool("avgpool"),
    "GlobalAveragePool": _whole("avgpool"),
    "GlobalMaxPool": _whole("maxpool"),
    "ReduceMean": _mean,
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
    "Pad": _padded,
    "Resize": _resized,
    "Upsample": _resized,
    "Clip": _clipped,
    "Relu": _plain("relu"),
    "Sigmoid": _plain("sigmoid"),
    "Tanh": _plain("tanh"),
    "HardSigmoid": _plain("hard_sigmoid"),
    "HardSwish": _plain("hard_swish"),
    "Softplus": _plain("softplus"),
    "Selu": _plain("selu"),
    "Gelu": _plain("gelu"),
    "Softmax": _softmax,
    "Identity": _dropped,
    "Dropout": _dropped,
    "Cast": _dropped,
}
"""Operators by their name."""
