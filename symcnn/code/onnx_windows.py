"""Convolution and pooling in ONNX: rows from a layer to the nodes that it is."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.values import CAUSAL, SAME, SAME_LOWER, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.code.onnx_layer import OnnxAttribute, OnnxLayer, OnnxRow


_ENDS: Mapping[object, str] = {SAME: "SAME_UPPER", SAME_LOWER: "SAME_LOWER"}
"""What padding that keeps sizes is called, by the side that gets one more."""

# -- windows -----------------------------------------------------------------------------------------------------------


def window(layer: OnnxLayer, *, dilates: bool = True) -> dict[str, OnnxAttribute]:
    """The attributes that a window has."""
    kernel, dilation = layer.each("kernel_size"), layer.each("dilation") if dilates else [1] * layer.axes
    found = {"kernel_shape": kernel, "strides": layer.each("stride"), **padding(layer, kernel, dilation)}
    return {**found, "dilations": dilation} if any(one != 1 for one in dilation) else found


def padding(layer: OnnxLayer, kernel: list[int], dilation: list[int]) -> dict[str, OnnxAttribute]:
    """Padding as ONNX has it: all near sides, then all far ones."""
    if layer.value("padding") in _ENDS:
        return {"auto_pad": _ENDS[layer.value("padding")]}
    if layer.value("padding") == CAUSAL:
        return {"pads": [*(d * (k - 1) for k, d in zip(kernel, dilation, strict=True)), *[0] * layer.axes]}
    pads = [*layer.each("padding"), *layer.each("padding_end" if layer.is_given("padding_end") else "padding")]
    return {"pads": pads} if any(pads) else {}


def bias(layer: OnnxLayer, count: int) -> list[str]:
    """The weights that are added, one for each map."""
    return [layer.weight("bias", count)] if layer.flag("bias") else []


# -- convolution -------------------------------------------------------------------------------------------------------


def _conv(layer: OnnxLayer) -> str:
    if layer.is_given("table") or layer.is_given("links"):
        return _partial(layer)
    filters, groups = layer.whole("filters"), layer.whole("groups")
    weights = layer.weight("weight", filters, layer.depth // groups, *layer.each("kernel_size"))
    inputs = (layer.inputs[0], weights, *bias(layer, filters))
    return layer.run("Conv", *inputs, group=groups if groups > 1 else None, **window(layer))


def _depthwise(layer: OnnxLayer) -> str:
    weights = layer.weight("weight", layer.depth_out, 1, *layer.each("kernel_size"))
    inputs = (layer.inputs[0], weights, *bias(layer, layer.depth_out))
    return layer.run("Conv", *inputs, group=layer.depth, **window(layer))


def _partial(layer: OnnxLayer) -> str:
    """Every filter sees its own maps: those of a table, or the first ones of links that are spread evenly."""
    filters = layer.whole("filters")
    if layer.is_given("table"):
        rows = [[cast("int", place) for place in cast("Table", row)] for row in cast("Table", layer.value("table"))]
    else:
        links = layer.whole("links")
        rows = [list(range(links // filters + (place < links % filters))) for place in range(filters)]
    if not all(rows):
        raise layer.refused("with fewer links than filters")
    return layer.run("Concat", *(_filter(layer, row, place) for place, row in enumerate(rows)), axis=1)


def _filter(layer: OnnxLayer, row: list[int], place: int) -> str:
    maps = layer.run("Gather", layer.inputs[0], layer.numbers("maps", row), word=f"maps{place}", axis=1)
    weights = layer.weight(f"weight{place}", 1, len(row), *layer.each("kernel_size"))
    added = [layer.weight(f"bias{place}", 1)] if layer.flag("bias") else []
    return layer.run("Conv", maps, weights, *added, word=f"filter{place}", **window(layer))


def _conv_transpose(layer: OnnxLayer) -> str:
    kernel, stride, dilation = (layer.each(word) for word in ("kernel_size", "stride", "dilation"))
    whole = [(x - 1) * s + d * (k - 1) + 1 for x, s, d, k in zip(layer.sizes, stride, dilation, kernel, strict=True)]
    if layer.value("padding") in (SAME, SAME_LOWER):
        odd = int(layer.value("padding") == SAME_LOWER)
        near = [(max(0, size - left) + odd) // 2 for size, left in zip(whole, layer.out, strict=True)]
        far = [max(0, size - left) - one for size, left, one in zip(whole, layer.out, near, strict=True)]
    else:
        near = layer.each("padding")
        far = layer.each("padding_end") if layer.is_given("padding_end") else near
    added = [left - size + a + b for size, left, a, b in zip(whole, layer.out, near, far, strict=True)]
    filters, groups = layer.whole("filters"), layer.whole("groups")
    weights = layer.weight("weight", layer.depth, filters // groups, *kernel)
    return layer.run(
        "ConvTranspose",
        *(layer.inputs[0], weights, *bias(layer, filters)),
        kernel_shape=kernel,
        strides=stride,
        dilations=dilation if any(one != 1 for one in dilation) else None,
        pads=[*near, *far] if any((*near, *far)) else None,
        output_padding=added if any(added) else None,
        group=groups if groups > 1 else None,
    )


# -- pooling -----------------------------------------------------------------------------------------------------------


def _ceiling(layer: OnnxLayer) -> dict[str, OnnxAttribute]:
    return (
        {"ceil_mode": 1} if layer.flag("ceil_mode") and layer.value("padding") not in (SAME, SAME_LOWER, CAUSAL) else {}
    )


def _maxpool(layer: OnnxLayer) -> str:
    return layer.run("MaxPool", **window(layer), **_ceiling(layer))


def _avgpool(layer: OnnxLayer) -> str:
    if layer.is_given("divisor"):
        raise layer.refused("with a divisor")
    counted = {"count_include_pad": 1} if layer.flag("count_include_pad") and layer.value("padding") != 0 else {}
    return layer.run("AveragePool", **window(layer), **_ceiling(layer), **counted)


def _lppool(layer: OnnxLayer) -> str:
    norm = layer.real("norm")
    if norm != int(norm) or (int(norm) % 2 and not layer.flag("absolute")):
        raise layer.refused("with this power of signed values")
    return layer.run("LpPool", p=int(norm), **window(layer), **_ceiling(layer))


def _subsample(layer: OnnxLayer) -> str:
    kernel, wide = layer.each("kernel_size"), (layer.depth, *[1] * layer.axes)
    mean = layer.run("AveragePool", word="mean", kernel_shape=kernel, strides=layer.each("stride"))
    total = layer.run("Mul", mean, layer.numbers("window", [float(prod(kernel))], scalar=True), word="sum")
    scaled = layer.run("Mul", total, layer.weight("weight", *wide, ones=True), word="scaled")
    return layer.run("Add", scaled, layer.weight("bias", *wide))


def _global(operator: str) -> OnnxRow:
    def row(layer: OnnxLayer) -> str:
        return layer.run("Flatten", layer.run(f"Global{operator}", word="pool"))

    return row


def _glp(layer: OnnxLayer) -> str:
    norm = layer.real("norm")
    if norm != int(norm):
        raise layer.refused("with a power that is not whole")
    return layer.run("Flatten", layer.run("LpPool", word="pool", kernel_shape=layer.sizes, p=int(norm)))


def _adaptive(operator: str) -> OnnxRow:
    def row(layer: OnnxLayer) -> str:
        if all(size == 1 for size in layer.out):
            return layer.run(f"Global{operator}")
        if any(size % kept for size, kept in zip(layer.sizes, layer.out, strict=True)):
            raise layer.refused("whose windows differ in size")
        kernel = [size // kept for size, kept in zip(layer.sizes, layer.out, strict=True)]
        return layer.run(operator, kernel_shape=kernel, strides=kernel)

    return row


ONNX_WINDOWS: Mapping[str, OnnxRow] = {
    "conv": _conv,
    "depthwise": _depthwise,
    "conv_transpose": _conv_transpose,
    "maxpool": _maxpool,
    "avgpool": _avgpool,
    "lppool": _lppool,
    "subsample": _subsample,
    "gap": _global("AveragePool"),
    "gmp": _global("MaxPool"),
    "glp": _glp,
    "adaptive_avgpool": _adaptive("AveragePool"),
    "adaptive_maxpool": _adaptive("MaxPool"),
}
"""Layer of the prelude to the nodes that it is; each row returns the name of what leaves."""
