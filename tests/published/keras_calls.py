"""How each layer of Keras' own tests is written as a call of the language, or why it is not; a row for each class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Left(Exception):  # noqa: N818 - it says what happened, not that something is wrong
    """A layer that is not written as a network, and why."""


class Noted(NamedTuple):
    """A call of ``run_layer_test``."""

    test: str
    kind: str
    given: Mapping[str, Any]
    shape: Any
    output: Any
    params: int

    @property
    def is_first(self) -> bool:
        return self.given.get("data_format") == "channels_first"

    def last(self, shape: Any) -> tuple[int, ...]:
        """Sizes and depth, depth last, without the batch axis."""
        _, *rest = shape
        return (*rest[1:], rest[0]) if self.is_first else tuple(rest)


def row(values: Any) -> str:
    if isinstance(values, int):
        return str(values)
    found = list(values)
    return str(found[0]) if len(set(found)) == 1 else f"({', '.join(map(str, found))})"


def call(word: str, *positional: str, **named: Any) -> str:
    rest = [f"{name}={value}" for name, value in named.items() if value is not None]
    return f"{word}({', '.join([*positional, *rest])})" if positional or rest else word


def without_bias(noted: Noted) -> str | None:
    return "false" if noted.given.get("use_bias", True) is False else None


def padding(noted: Noted) -> str | None:
    how = noted.given.get("padding", "valid")
    return None if how == "valid" else how


def window(noted: Noted) -> dict[str, Any]:
    dilation = noted.given.get("dilation_rate", 1)
    return {
        "stride": row(noted.given.get("strides", 1)),
        "padding": padding(noted),
        "dilation": None if row(dilation) == "1" else row(dilation),
    }


def conv(noted: Noted) -> str:
    groups = noted.given.get("groups", 1)
    given = {**window(noted), "groups": groups if groups > 1 else None, "bias": without_bias(noted)}
    return call("conv", row(noted.given["kernel_size"]), str(noted.given["filters"]), **given)


def transposed(noted: Noted) -> str:
    extra, how = noted.given.get("output_padding"), padding(noted)
    if how == "same" and extra is not None:
        raise Left("output padding beside padding=same")
    given = {**window(noted), "bias": without_bias(noted)}
    kernel, stride = noted.given["kernel_size"], noted.given.get("strides", 1)
    if how is None and extra is None:
        # Without padding Keras keeps at least a whole stride for every input value.
        axes = len(noted.shape) - 2
        kernels, strides, dilations = (
            [one] * axes if isinstance(one, int) else list(one)
            for one in (kernel, stride, noted.given.get("dilation_rate", 1))
        )
        spans = [(k - 1) * d + 1 for k, d in zip(kernels, dilations, strict=True)]
        more = [max(0, s - span) for s, span in zip(strides, spans, strict=True)]
        given["output_padding"] = row(more) if any(more) else None
    elif extra is not None:
        given["output_padding"] = row(extra)
    return call("conv_transpose", row(kernel), str(noted.given["filters"]), **given)


def depthwise(noted: Noted) -> str:
    many = noted.given.get("depth_multiplier", 1)
    given = {"multiplier": many if many > 1 else None, **window(noted), "bias": without_bias(noted)}
    return call("depthwise", row(noted.given["kernel_size"]), **given)


def separable(noted: Noted) -> str:
    many = noted.given.get("depth_multiplier", 1)
    given = window(noted)
    first = call("depthwise", row(noted.given["kernel_size"]), multiplier=many, **given, bias="false")
    return f"{first}; {call('conv', '1', str(noted.given['filters']), bias=without_bias(noted))}"


def pool(word: str) -> Callable[[Noted], str]:
    def write(noted: Noted) -> str:
        size = noted.given.get("pool_size", 2)
        stride = noted.given.get("strides")
        return call(word, row(size), stride=None if stride is None else row(stride), padding=padding(noted))

    return write


def whole(word: str, kept: str) -> Callable[[Noted], str]:
    return lambda noted: kept if noted.given.get("keepdims") else word


def adaptive(word: str) -> Callable[[Noted], str]:
    return lambda noted: call(word, row(noted.given["output_size"]))


def sides(values: Any, axes: int) -> tuple[list[int], list[int]]:
    """Both sides of every axis."""
    if isinstance(values, int):
        return [values] * axes, [values] * axes
    found = list(values)
    if axes == 1 and len(found) == 2 and all(isinstance(one, int) for one in found):
        return [found[0]], [found[1]]
    pairs = [(one, one) if isinstance(one, int) else tuple(one) for one in found]
    return [near for near, _ in pairs], [far for _, far in pairs]


def sided(word: str, argument: str) -> Callable[[Noted], str]:
    def write(noted: Noted) -> str:
        near, far = sides(noted.given.get(argument, 1), len(noted.shape) - 2)
        return call(word, row(near), row(far))

    return write


def upsampled(noted: Noted) -> str:
    how = noted.given.get("interpolation", "nearest")
    if how not in ("nearest", "bilinear", "bicubic"):
        raise Left(f"upsampling by {how}")
    ending = {"nearest": "", "bilinear": "_linear", "bicubic": "_cubic"}[how]
    return call(f"upsample{ending}", row(noted.given.get("size", 2)))


def dense(noted: Noted) -> str:
    return call("linear", str(noted.given["units"]), bias=without_bias(noted))


def reshaped(noted: Noted) -> str:
    *inner, depth = noted.last(noted.output)
    return (
        call("reshape", f"({', '.join(map(str, inner))}{',' if len(inner) == 1 else ''})", str(depth))
        if inner
        else "flatten"
    )


def plain(word: str) -> Callable[[Noted], str]:
    return lambda _: word


def over_depth(noted: Noted) -> None:
    axis = noted.given.get("axis", -1)
    axes = [axis] if isinstance(axis, int) else list(axis)
    if [one % len(noted.shape) for one in axes] != [len(noted.shape) - 1]:
        raise Left("an axis other than the last, or several")


def batch_norm(noted: Noted) -> str:
    over_depth(noted)
    scale, center = noted.given.get("scale", True), noted.given.get("center", True)
    if scale != center:
        raise Left("a scale without a shift, or a shift without a scale")
    return call("bn", affine=None if scale else "false", renorm="true" if noted.given.get("renorm") else None)


def layer_norm(noted: Noted) -> str:
    over_depth(noted)
    if noted.given.get("rms_scaling"):
        raise Left("a scaling that Keras deprecates")
    scale, center = noted.given.get("scale", True), noted.given.get("center", True)
    if center and not scale:
        raise Left("a shift without a scale")
    return call("layer_norm", affine=None if scale else "false", bias=None if center else "false")


def group_norm(noted: Noted) -> str:
    over_depth(noted)
    if noted.given.get("scale", True) != noted.given.get("center", True):
        raise Left("a scale without a shift, or a shift without a scale")
    groups = noted.given.get("groups", 32)
    return call(
        "group_norm",
        str(noted.shape[-1] if groups == -1 else groups),
        affine=None if noted.given.get("scale", True) else "false",
    )


def rms_norm(noted: Noted) -> str:
    over_depth(noted)
    return "rms_norm"


def softmax(noted: Noted) -> str:
    over_depth(noted)
    return "softmax"


def prelu(noted: Noted) -> str:
    shared = noted.given.get("shared_axes")
    shared = [shared] if isinstance(shared, int) else shared
    inner = list(range(1, len(noted.shape) - 1))
    if (shared is None and not inner) or sorted(shared or []) == inner:
        return "prelu"
    raise Left("one slope for each value, or for each of some places")


def merged(word: str) -> Callable[[Noted], str]:
    def write(noted: Noted) -> str:
        if len(set(map(tuple, noted.shape))) > 1:
            raise Left("branches of several shapes are broadcast")
        return word

    return write


def embedding(noted: Noted) -> str:
    if len(noted.shape) == 1 or not noted.params:
        raise Left("no axis beside the batch axis, or frozen weights")
    return call("embedding", str(noted.given["input_dim"]), str(noted.given["output_dim"]))


def repeated(noted: Noted) -> str:
    return call("repeat_vector", str(noted.given["n"]))


def relu(noted: Noted) -> str:
    most, slope, least = (noted.given.get(key) for key in ("max_value", "negative_slope", "threshold"))
    return "relu" if not least and not slope and not most else "identity"


BY_AXES = {
    "Conv{}D": conv, "Conv{}DTranspose": transposed, "DepthwiseConv{}D": depthwise, "SeparableConv{}D": separable,
    "MaxPooling{}D": pool("maxpool"), "AveragePooling{}D": pool("avgpool"),
    "GlobalMaxPooling{}D": whole("gmp", "adaptive_maxpool(1)"),
    "GlobalAveragePooling{}D": whole("gap", "adaptive_avgpool(1)"),
    "AdaptiveMaxPooling{}D": adaptive("adaptive_maxpool"), "AdaptiveAveragePooling{}D": adaptive("adaptive_avgpool"),
    "ZeroPadding{}D": sided("pad", "padding"), "Cropping{}D": sided("trim", "cropping"), "UpSampling{}D": upsampled,
    "SpatialDropout{}D": plain("dropout"),
}  # fmt: skip
ROWS: Mapping[str, Callable[[Noted], str]] = {
    **{name.format(axes): write for name, write in BY_AXES.items() for axes in (1, 2, 3)},
    "Dense": dense, "Flatten": plain("flatten"), "Reshape": reshaped, "RepeatVector": repeated, "Embedding": embedding,
    "BatchNormalization": batch_norm, "LayerNormalization": layer_norm, "GroupNormalization": group_norm,
    "RMSNormalization": rms_norm, "Softmax": softmax, "PReLU": prelu, "ReLU": relu, "ELU": plain("elu"),
    "LeakyReLU": plain("leaky_relu"), "Dropout": plain("dropout"), "GaussianDropout": plain("dropout"),
    "AlphaDropout": plain("dropout"), "GaussianNoise": plain("dropout"), "Identity": plain("identity"),
    "Add": merged("add"), "Multiply": merged("mul"), "Maximum": merged("maximum"), "Minimum": merged("minimum"),
    "Average": merged("average"), "Subtract": merged("subtract"),
}  # fmt: skip
"""Classes that a layer of the language is, and how they are written."""
