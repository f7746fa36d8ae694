"""How each operator of ONNX's own tests is written as a call of the language, or why it is not; a row for each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Left(Exception):  # noqa: N818 - it says what happened, not that something is wrong
    """A node that is not written as a network, and why."""


class Node(NamedTuple):
    """A node of a test: attributes, and what enters and leaves as arrays of its data."""

    op: str
    given: Mapping[str, Any]
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]
    version: int

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.inputs[0].shape)

    @property
    def axes(self) -> int:
        return len(self.shape) - 2

    def entry(self, number: int) -> Any:
        """An input that may be left out."""
        return self.inputs[number] if number < len(self.inputs) else None


def row(values: Any) -> str:
    """One value for all axes, or one for each."""
    found = [int(value) for value in values]
    return str(found[0]) if len(set(found)) == 1 else f"({', '.join(map(str, found))})"


def sizes(shape: tuple[int, ...]) -> str:
    """Sizes with the depth last, of batch, depth, sizes."""
    return ", ".join(map(str, (*shape[2:], shape[1])))


def call(word: str, *positional: str, **named: Any) -> str:
    """A call without the arguments that are None."""
    rest = [f"{name}={value}" for name, value in named.items() if value is not None]
    return f"{word}({', '.join([*positional, *rest])})" if positional or rest else word


def word_of(value: bool) -> str:
    return "true" if value else "false"


AUTO_PADS = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower"}


def window(node: Node, kernel: list[int]) -> dict[str, Any]:
    """Stride, dilation and padding of a window."""
    axes = len(kernel)
    strides = list(node.given.get("strides", [1] * axes))
    dilations = list(node.given.get("dilations", [1] * axes))
    how = node.given.get("auto_pad", b"NOTSET").decode()
    found = {"stride": row(strides), "dilation": row(dilations) if set(dilations) != {1} else None}
    if how in AUTO_PADS:
        return {**found, "padding": AUTO_PADS[how]}
    pads = list(node.given.get("pads", [0] * (2 * axes)))
    if min(pads) < 0:
        raise Left("negative padding")
    near, far = pads[:axes], pads[axes:]
    return {**found, "padding": row(near) if any(pads) else None, "padding_end": row(far) if near != far else None}


def conv(node: Node) -> str:
    filters, per_group, *kernel = node.inputs[1].shape
    groups = node.given.get("group", 1)
    del per_group
    given = window(node, kernel)
    bias = "false" if node.entry(2) is None else None
    return call("conv", row(kernel), str(filters), **given, groups=groups if groups > 1 else None, bias=bias)


def transposed(node: Node) -> str:
    _, per_group, *kernel = node.inputs[1].shape
    groups, given = node.given.get("group", 1), window(node, kernel)
    extra, wanted = node.given.get("output_padding"), node.given.get("output_shape")
    if given.get("padding") not in AUTO_PADS.values() and wanted:
        given = {"stride": given["stride"], "output_size": row(wanted)}
    elif extra:
        given["output_padding"] = row(extra)
    bias = "false" if node.entry(2) is None else None
    return call(
        "conv_transpose",
        row(kernel),
        str(per_group * groups),
        **given,
        groups=groups if groups > 1 else None,
        bias=bias,
    )


def pool(word: str, *more: str) -> Callable[[Node], str]:
    def write(node: Node) -> str:
        kernel = list(node.given["kernel_shape"])
        given = window(node, kernel)
        if node.given.get("ceil_mode"):
            given["ceil_mode"] = "true"
        if word == "avgpool" and not node.given.get("count_include_pad"):
            given["count_include_pad"] = "false"
        if word == "lppool":
            given = {"norm": node.given.get("p", 2), **given, "absolute": "true"}
        return call(word, row(kernel), *more, **given)

    return write


def plain(word: str) -> Callable[[Node], str]:
    return lambda _: word


def alpha(word: str, name: str, default: str) -> Callable[[Node], str]:
    def write(node: Node) -> str:
        value = node.given.get(name)
        return call(word, default if value is None else exact(value))

    return write


def exact(value: float) -> str:
    """A number as a fraction of few digits."""
    return str(Fraction(value).limit_denominator(1000))


def hard_sigmoid(node: Node) -> str:
    return call("hard_sigmoid", alpha=exact(node.given.get("alpha", 0.2)), beta=exact(node.given.get("beta", 0.5)))


def merged(word: str) -> Callable[[Node], str]:
    def write(node: Node) -> str:
        shapes = {tuple(one.shape) for one in node.inputs}
        if len(shapes) > 1 or len(node.shape) < 2:
            raise Left("branches of several shapes are broadcast, or there is no depth")
        if len(node.inputs) == 1:
            return "identity"
        return f"{word} {{ {' '.join(['{}'] * len(node.inputs))} }}"

    return write


def joined(node: Node) -> str:
    if node.given["axis"] % len(node.shape) != 1:
        raise Left("concatenation along another axis than the depth")
    return f"concat {{ {' '.join(['{}'] * len(node.inputs))} }}"


def resized(node: Node) -> str:
    mode = node.given.get("mode", b"nearest").decode()
    if node.given.get("coordinate_transformation_mode", b"").decode() == "tf_crop_and_resize":
        raise Left("resizing of a region")
    if node.given.get("antialias"):
        raise Left("antialiased resizing")
    scales, wanted, over = node.entry(2), node.entry(3), node.given.get("axes")
    ending = {"nearest": "", "linear": "_linear", "cubic": "_cubic"}[mode]
    if node.op == "Upsample":
        scales = node.entry(1)
    if scales is not None and len(scales):
        factors = [Fraction(float(value)).limit_denominator(1000) for value in scales]
        if over is not None:
            named = dict(zip([axis % len(node.shape) for axis in over], factors, strict=True))
            factors = [named.get(axis, Fraction(1)) for axis in range(len(node.shape))]
        if set(factors[:2]) != {Fraction(1)}:
            raise Left("resizing along the batch axis or the depth")
        rest = {str(factor) for factor in factors[2:]}
        said = rest.pop() if len(rest) == 1 else f"({', '.join(map(str, factors[2:]))})"
        return call(f"upsample{ending}", said)
    if wanted is None or node.given.get("keep_aspect_ratio_policy", b"stretch") != b"stretch":
        raise Left("sizes that follow from one of them by a policy")
    return call(f"interpolate{ending}", row(node.outputs[0].shape[2:]))


def padded(node: Node) -> str:
    pads = [int(value) for value in node.inputs[1]]
    dims = len(node.shape)
    over = [int(axis) % dims for axis in node.entry(3)] if node.entry(3) is not None else list(range(dims))
    near, far = [0] * dims, [0] * dims
    for place, axis in enumerate(over):
        near[axis], far[axis] = pads[place], pads[len(over) + place]
    if min(*near, *far) < 0:
        raise Left("negative padding")
    if near[:1] + far[:1] != [0, 0]:
        raise Left("padding of the batch axis")
    parts = [call("pad", row(near[2:]), row(far[2:]))] if any([*near[2:], *far[2:]]) else []
    if near[1] or far[1]:
        raise Left("padding of the depth in front")
    return "; ".join(parts)


def normalised(word: str, **given: Any) -> Callable[[Node], str]:
    return lambda _: call(word, **given)


def group_norm(node: Node) -> str:
    return call("group_norm", str(node.given["num_groups"]))


def depth_last(word: str) -> Callable[[Node], str]:
    """Normalisation over the last axes: over the last alone, read as the depth, or over all behind the batch axis."""

    def write(node: Node) -> str:
        axis = node.given.get("axis", -1) % len(node.shape)
        more = {} if word == "rms_norm" or len(node.inputs) > 2 else {"bias": "false"}
        if axis == len(node.shape) - 1:
            return f"depth last: {call(word, **more)}"
        if axis == 1:
            return f"depth last: {call(word, positions='true', **more)}"
        raise Left("normalisation over some of the axes")

    return write


def softmax(word: str) -> Callable[[Node], str]:
    def write(node: Node) -> str:
        axis = node.given.get("axis", -1) % len(node.shape)
        if axis == len(node.shape) - 1:
            return f"depth last: {word}"
        if axis == 1:
            return word
        raise Left("softmax along one of several axes")

    return write


def gelu(node: Node) -> str:
    return call("gelu", approximate="true" if node.given.get("approximate") == b"tanh" else None)


def clip(node: Node) -> str:
    low, high = (node.entry(number) for number in (1, 2))
    if any(one is not None and one.dtype.kind not in "fiu" for one in (low, high)):
        raise Left("bounds that are no numbers")
    given = {key: exact(float(one)) for key, one in (("min", low), ("max", high)) if one is not None}
    if not given:
        raise Left("no bounds")
    return call("clip", **given)


def shuffled(node: Node) -> str:
    first = None if node.given.get("mode", b"DCR") == b"CRD" else "true"
    return call("pixel_shuffle", str(node.given["blocksize"]), block_first=first)


def unshuffled(node: Node) -> str:
    return call("pixel_unshuffle", str(node.given["blocksize"]), block_first="true")


def flattened(node: Node) -> str:
    if node.given.get("axis", 1) % len(node.shape) != 1:
        raise Left("flattening of the batch axis, or of some axes only")
    return "flatten"


def sampled(node: Node) -> str:
    grid = node.inputs[1].shape
    return f"two inputs: grid_sample | {', '.join(map(str, grid[1:]))}"


def unpooled(node: Node) -> str:
    kernel, axes = node.given["kernel_shape"], node.axes
    wanted = node.entry(2)
    given = {"stride": row(node.given.get("strides", [1] * axes))}
    if any(node.given.get("pads", [])):
        given["padding"] = row(node.given["pads"][:axes])
    if wanted is not None:
        given["output_size"] = row(wanted[2:])
    return call("max_unpool", row(kernel), **given)


def folded(node: Node) -> str:
    kernel = [int(one) for one in node.inputs[2]]
    axes = len(kernel)
    pads = node.given.get("pads", [0] * (2 * axes))
    dilations = node.given.get("dilations", [1] * axes)
    return call(
        "fold",
        f"({', '.join(str(int(one)) for one in node.inputs[1])},)",
        f"({', '.join(map(str, kernel))},)",
        stride=f"({', '.join(map(str, node.given.get('strides', [1] * axes)))},)",
        padding=f"({', '.join(map(str, pads[:axes]))},)",
        dilation=f"({', '.join(map(str, dilations))},)",
    )


def deformed(node: Node) -> str:
    filters, _, *kernel = node.inputs[1].shape
    given = window(node, kernel)
    more = {"groups": node.given.get("group", 1), "offset_groups": node.given.get("offset_group", 1)}
    more = {key: value for key, value in more.items() if value > 1}
    bias = "false" if node.entry(3) is None or not node.entry(3).size else None
    others = [node.inputs[2], *([node.entry(4)] if node.entry(4) is not None else [])]
    said = call("deformable_conv", row(kernel), str(filters), **given, **more, bias=bias)
    return f"two inputs: {said} | {' | '.join(sizes(one.shape) for one in others)}"


def dense(node: Node) -> str:
    if node.given.get("transA") or len(node.shape) != 2:
        raise Left("a product of two volumes")
    out = node.outputs[0].shape[1]
    shift = node.entry(2)
    if shift is not None and shift.size not in (0, out):
        raise Left("a bias that is no vector")
    return call("dense", str(out), bias=None if shift is not None and shift.size == out else "false")


def split(node: Node) -> str:
    if node.given.get("axis", 0) % len(node.shape) != 1:
        raise Left("a split along another axis than the depth")
    shares = {one.shape[1] for one in node.outputs}
    if len(shares) > 1:
        return call("narrow", "0", str(node.outputs[0].shape[1]))
    return call("split", str(len(node.outputs)))


def cropped(node: Node) -> str:
    after = node.outputs[0].shape
    over = node.given.get("axes", range(len(node.shape)))
    if any(axis % len(node.shape) < 2 for axis in over) or any(a > b for a, b in zip(after, node.shape, strict=True)):
        raise Left("a crop or padding of the depth or of the batch axis")
    return call("crop", row(after[2:]))


def prelu(node: Node) -> str:
    slope = node.inputs[1]
    if slope.size == 1:
        return "prelu(shared=true)"
    if slope.size != node.shape[1]:
        raise Left("one slope for each value")
    return "prelu"
