"""Layers that move values, and layers of branches, in ONNX: rows from a layer to the nodes that it is."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.values import Table
    from symcnn.code.onnx_layer import OnnxAttribute, OnnxLayer, OnnxRow


_PLANE = 2
"""Axes of a picture."""


# -- sizes -------------------------------------------------------------------------------------------------------------


def padded(layer: OnnxLayer, value: str, near: list[int], far: list[int], word: str = "") -> str:
    """Zeros around all dimensions but the batch: depth first."""
    return layer.run("Pad", value, layer.numbers("pads", [0, *near, 0, *far]), word=word)


def sliced(layer: OnnxLayer, begin: list[int], end: list[int], steps: list[int], first: int = 2, word: str = "") -> str:
    """A part of some dimensions that follow each other."""
    places = list(range(first, first + len(begin)))
    said = [layer.numbers(name, values) for name, values in (("begin", begin), ("end", end), ("axes", places))]
    more = [layer.numbers("steps", steps)] if any(step != 1 for step in steps) else []
    return layer.run("Slice", layer.inputs[0], *said, *more, word=word)


def _pad(layer: OnnxLayer) -> str:
    return padded(layer, layer.inputs[0], [0, *layer.each("padding")], [0, *layer.each("padding_end")])


def _kept(layer: OnnxLayer, begin: list[int]) -> str:
    """As much of each axis as leaves it, from some place on."""
    return sliced(layer, begin, [a + b for a, b in zip(begin, layer.out, strict=True)], [1] * layer.axes)


def _crop(layer: OnnxLayer) -> str:
    middle = [(x - kept) // 2 for x, kept in zip(layer.sizes, layer.out, strict=True)]
    return _kept(layer, layer.each("offset") if layer.is_given("offset") else middle)


def _resized(mode: str) -> OnnxRow:
    def row(layer: OnnxLayer) -> str:
        how: dict[str, OnnxAttribute] = {"mode": mode, "coordinate_transformation_mode": "half_pixel"}
        if mode == "nearest":
            how |= {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        elif layer.flag("align_corners"):
            how["coordinate_transformation_mode"] = "align_corners"
        if mode == "cubic":
            how["cubic_coeff_a"] = layer.real("coefficient")
        sizes, axes = layer.numbers("sizes", layer.out), list(range(2, 2 + layer.axes))
        return layer.run("Resize", layer.inputs[0], "", "", sizes, axes=axes, **how)

    return row


def _pixel_shuffle(layer: OnnxLayer) -> str:
    scale = set(layer.each("scale"))
    if layer.axes != _PLANE or len(scale) > 1:
        raise layer.refused("along these axes")
    return layer.run("DepthToSpace", blocksize=scale.pop(), mode="DCR" if layer.flag("block_first") else "CRD")


def _pixel_unshuffle(layer: OnnxLayer) -> str:
    scale = set(layer.each("scale"))
    if layer.axes != _PLANE or len(scale) > 1 or not layer.flag("block_first"):
        raise layer.refused("along these axes, or with the channel first")
    return layer.run("SpaceToDepth", blocksize=scale.pop())


# -- shapes ------------------------------------------------------------------------------------------------------------


def _reshaped(layer: OnnxLayer) -> str:
    return layer.shaped(layer.inputs[0], 0, layer.depth_out, *layer.out, word="")


def _affine_grid(layer: OnnxLayer) -> str:
    axes = len(layer.out)
    theta = layer.shaped(layer.inputs[0], 0, axes, axes + 1, word="theta")
    batch = layer.run("Shape", theta, word="batch", start=0, end=1)
    size = layer.run("Concat", batch, layer.numbers("size", [1, *layer.out]), word="sizes", axis=0)
    grid = layer.run("AffineGrid", theta, size, word="grid")
    return layer.run("Transpose", grid, perm=[0, axes + 1, *range(1, axes + 1)])


def _permute(layer: OnnxLayer) -> str:
    """Our axes are the sizes and then the depth; those of ONNX the batch, the depth and the sizes, last one first."""
    places, axes = [cast("int", place) for place in cast("Table", layer.value("order"))], layer.axes
    *sizes, depth = (1 if place == axes else axes + 1 - place for place in places)
    return layer.run("Transpose", perm=[0, depth, *reversed(sizes)])


def _split(layer: OnnxLayer) -> str:
    dimension = layer.axis()
    length = [layer.depth_out, *layer.out][dimension - 1]
    begin = layer.whole("part") * length
    return sliced(layer, [begin], [begin + length], [1], first=dimension)


def _narrow(layer: OnnxLayer) -> str:
    begin = layer.whole("start")
    return sliced(layer, [begin], [begin + layer.depth_out], [1], first=1)


def _channel_shuffle(layer: OnnxLayer) -> str:
    groups = layer.whole("groups")
    apart = layer.shaped(layer.inputs[0], 0, groups, layer.depth // groups, *layer.sizes, word="groups")
    turned = layer.run("Transpose", apart, word="turned", perm=[0, 2, 1, *range(3, 3 + layer.axes)])
    return layer.shaped(turned, 0, layer.depth, *layer.sizes, word="")


def _pad_maps(layer: OnnxLayer) -> str:
    before = layer.whole("before")
    after = layer.depth_out - layer.depth - before
    return padded(layer, layer.inputs[0], [before, *[0] * layer.axes], [after, *[0] * layer.axes])


def _repeat_vector(layer: OnnxLayer) -> str:
    column = layer.shaped(layer.inputs[0], 0, layer.depth, 1)
    return layer.run("Tile", column, layer.numbers("times", [1, 1, *layer.out]))


def _zero_shortcut(layer: OnnxLayer) -> str:
    lacking, zeros = layer.depth_out - layer.depth, [0] * layer.axes
    step = [layer.whole("stride")] * layer.axes
    kept = sliced(layer, zeros, layer.sizes, step, word="kept")
    return padded(layer, kept, [lacking // 2, *zeros], [lacking - lacking // 2, *zeros])


ONNX_SHAPES: Mapping[str, OnnxRow] = {
    "pad": _pad,
    "crop": _crop,
    "trim": lambda layer: _kept(layer, layer.each("cropping")),
    "upsample": _resized("nearest"),
    "interpolate": _resized("nearest"),
    "upsample_linear": _resized("linear"),
    "interpolate_linear": _resized("linear"),
    "upsample_cubic": _resized("cubic"),
    "interpolate_cubic": _resized("cubic"),
    "pixel_shuffle": _pixel_shuffle,
    "pixel_unshuffle": _pixel_unshuffle,
    "flatten": lambda layer: layer.run("Flatten"),
    "reshape": _reshaped,
    "affine_grid": _affine_grid,
    "permute": _permute,
    "tokens": _reshaped,
    "split": _split,
    "narrow": _narrow,
    "channel_shuffle": _channel_shuffle,
    "pad_maps": _pad_maps,
    "repeat_vector": _repeat_vector,
}
"""Layer of the prelude to the nodes that it is."""

SHAPES_OF_THE_ZOO: Mapping[str, tuple[str, OnnxRow]] = {
    "zero_shortcut": ("resnet_cifar.cnn", _zero_shortcut),
    "first_token": (
        "vit.cnn",
        lambda layer: layer.run("Gather", layer.inputs[0], layer.numbers("first", [0], scalar=True), axis=2),
    ),
    "scale": (
        "inception_resnet.cnn",
        lambda layer: layer.run("Mul", layer.inputs[0], layer.numbers("factor", [layer.real("factor")], scalar=True)),
    ),
}
"""Layers that networks of the zoo define."""


# -- branches ----------------------------------------------------------------------------------------------------------


def _several(operator: str) -> OnnxRow:
    return lambda layer: layer.run(operator, *layer.inputs)


def _pairwise(operator: str) -> OnnxRow:
    """An operator of two values, one branch after another; a branch without sizes serves every position."""

    def row(layer: OnnxLayer) -> str:
        axes = max(len(shape) for shape in layer.brought) - 1
        parts = [_wide(layer, place, axes) for place in range(len(layer.inputs))]
        *before, last = parts
        if not before:
            return layer.run("Identity", last)
        first = reduce(lambda one, other: layer.run(operator, one, other, word="part"), before)
        return layer.run(operator, first, last)

    return row


def _wide(layer: OnnxLayer, place: int, axes: int) -> str:
    shape = layer.brought[place]
    if len(shape) == axes + 1:
        return layer.inputs[place]
    return layer.shaped(layer.inputs[place], 0, shape[0], *[1] * axes, word=f"wide{place}")


def _matmul(layer: OnnxLayer) -> str:
    """Products of matrices, whose columns are the channels."""
    axes = layer.axes
    last = [0, *range(axes + 1, 0, -1)]
    left, right = (layer.run("Transpose", one, word="matrix", perm=last) for one in layer.inputs)
    if layer.flag("transpose"):
        order = [*range(axes), axes + 1, axes]
        right = layer.run("Transpose", right, word="turned", perm=order)
    return layer.run("Transpose", layer.run("MatMul", left, right, word="product"), perm=last)


def _grid_sample(layer: OnnxLayer) -> str:
    grid = layer.run("Transpose", layer.inputs[1], word="grid", perm=[0, *range(2, 2 + layer.axes), 1])
    return layer.run("GridSample", layer.inputs[0], grid)


def _affine_sample(layer: OnnxLayer) -> str:
    theta = layer.shaped(layer.inputs[1], 0, layer.axes, layer.axes + 1, word="theta")
    grid = layer.run("AffineGrid", theta, layer.run("Shape", word="size"), word="grid")
    return layer.run("GridSample", layer.inputs[0], grid)


def _dueling(layer: OnnxLayer) -> str:
    advantages, value = layer.inputs
    mean = layer.run("ReduceMean", advantages, layer.numbers("axes", [1]), word="mean")
    return layer.run("Add", layer.run("Sub", advantages, mean, word="around"), value)


ONNX_MERGES: Mapping[str, OnnxRow] = {
    "add": _pairwise("Add"),
    "add_spread": _pairwise("Add"),
    "mul": _pairwise("Mul"),
    "subtract": _pairwise("Sub"),
    "concat": lambda layer: layer.run("Concat", *layer.inputs, axis=layer.axis()),
    "maximum": _several("Max"),
    "minimum": _several("Min"),
    "average": _several("Mean"),
    "matmul": _matmul,
    "grid_sample": _grid_sample,
    "affine_sample": _affine_sample,
}
"""Layer of branches to how they meet."""

MERGES_OF_THE_ZOO_IN_ONNX: Mapping[str, tuple[str, OnnxRow]] = {
    "dueling": ("dqn.cnn", _dueling),
    "distance": (
        "siamese.cnn",
        lambda layer: layer.run("Abs", layer.run("Sub", *layer.inputs, word="difference")),
    ),
}
"""Layers of branches that networks of the zoo define."""
