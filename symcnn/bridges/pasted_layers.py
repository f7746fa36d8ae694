"""Layers as PyTorch calls them in code, one row each: which calls of the language they are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symcnn.bridges.model_lines import FIRST_SIZE
from symcnn.bridges.pasted_call import LAZY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.pasted_call import CodeCalls, PastedCall, PastedRow
    from symcnn.bridges.traced import ArgumentValue


def _per_axis(value: ArgumentValue) -> ArgumentValue:
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


_WINDOW = ("stride", "padding", "dilation")


def _torch_conv(call: PastedCall) -> CodeCalls:
    call.only(
        "in_channels", "out_channels", "kernel_size", *_WINDOW, "groups", "bias", "padding_mode", "device", "dtype"
    )
    call.takes_its("in_channels")
    defaults = {"stride": 1, "padding": 0, "dilation": 1}
    return [
        (
            "conv",
            (
                ("kernel_size", _per_axis(call.argument("kernel_size"))),
                ("filters", call.argument("out_channels")),
                *((name, _per_axis(call.argument(name, default))) for name, default in defaults.items()),
                ("groups", call.argument("groups", 1)),
                ("bias", call.argument("bias", True)),
            ),
        )
    ]


def _torch_transposed(call: PastedCall) -> CodeCalls:
    words = ("stride", "padding", "output_padding", "groups", "dilation")
    call.only("in_channels", "out_channels", "kernel_size", *words, "bias")
    call.takes(call.argument("in_channels"))
    defaults = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1}
    rest = tuple((name, _per_axis(call.argument(name, default))) for name, default in defaults.items())
    first = (("kernel_size", _per_axis(call.argument("kernel_size"))), ("filters", call.argument("out_channels")))
    return [("conv_transpose", (*first, *rest, ("bias", call.argument("bias", True))))]


def _torch_linear(call: PastedCall) -> CodeCalls:
    call.only("in_features", "out_features", "bias", "device", "dtype")
    if not call.flat and not call.is_first:
        raise ValueError("Linear works along the last axis, which the language has not: nn.Flatten() before it")
    call.takes_its("in_features")
    return [("dense", (("out_features", call.argument("out_features")), ("bias", call.argument("bias", True))))]


def _torch_pool(word: str) -> PastedRow:
    def apply(call: PastedCall) -> CodeCalls:
        rest = ("dilation",) if word == "maxpool" else ("count_include_pad",)
        call.only("kernel_size", "stride", "padding", "ceil_mode", *rest)
        kernel = _per_axis(call.argument("kernel_size"))
        stride = _per_axis(call.argument("stride", None))
        given = {"stride": kernel if stride is None else stride, "padding": _per_axis(call.argument("padding", 0))}
        given |= {"ceil_mode": call.argument("ceil_mode", False)}
        given |= {name: call.argument(name, name == "count_include_pad" or 1) for name in rest}
        return [(word, (("kernel_size", kernel), *given.items()))]

    return apply


def _torch_norm(word: str, depth: str) -> PastedRow:
    def apply(call: PastedCall) -> CodeCalls:
        call.only(depth, "eps", "momentum", "affine", "track_running_stats")
        call.takes_its(depth)
        return [
            (word, (("affine", call.argument("affine", True)), ("tracked", call.argument("track_running_stats", True))))
        ]

    return apply


def _torch_instance(call: PastedCall) -> CodeCalls:
    call.only("num_features", "eps", "momentum", "affine", "track_running_stats")
    call.takes_its("num_features")
    rest = ("affine", "affine"), ("tracked", "track_running_stats")
    return [("instance_norm", tuple((name, call.argument(there, False)) for name, there in rest))]


def _torch_prelu(call: PastedCall) -> CodeCalls:
    call.only("num_parameters", "init")
    slopes = call.argument("num_parameters", 1)
    if slopes != 1:
        call.takes(slopes)
    return [("prelu", (("shared", slopes == 1),))]


def _torch_response(call: PastedCall) -> CodeCalls:
    call.only("size", "alpha", "beta", "k")
    rest = (("alpha", "alpha", Fraction(1, 10_000)), ("beta", "beta", Fraction(3, 4)), ("bias", "k", 1))
    given = tuple((name, call.argument(there)) for name, there, usual in rest if call.argument(there, usual) != usual)
    return [("lrn", (("size", call.argument("size")), *given))]


def _torch_groups(call: PastedCall) -> CodeCalls:
    call.only("num_groups", "num_channels", "eps", "affine")
    call.takes(call.argument("num_channels"))
    return [("group_norm", (("groups", call.argument("num_groups")), ("affine", call.argument("affine", True))))]


def _torch_layer_norm(call: PastedCall) -> CodeCalls:
    call.only("normalized_shape", "eps", "elementwise_affine", "bias")
    shape = call.argument("normalized_shape")
    if not call.flat:
        raise ValueError("LayerNorm works along the last axes, which the language has not: nn.Flatten() before it")
    call.takes(_per_axis(shape))
    return [("layer_norm", tuple((own, call.argument(name, True)) for own, name in _AFFINE))]


_AFFINE = (("affine", "elementwise_affine"), ("bias", "bias"))


def _torch_adaptive(word: str) -> PastedRow:
    def apply(call: PastedCall) -> CodeCalls:
        call.only("output_size")
        size = call.argument("output_size")
        if size is None or (isinstance(size, tuple) and None in size):
            raise ValueError(f"{call.word}: a size that stays as it is cannot be read")
        return [(word, (("size", _per_axis(size)),))]

    return apply


def _torch_padded(call: PastedCall) -> CodeCalls:
    """Padding; of several numbers the first two are what lies on both sides of the last axis."""
    call.only("padding", "value")
    padding = call.argument("padding")
    if not isinstance(padding, tuple):
        return [("pad", (("padding", padding),))]
    if len(padding) % 2:
        raise ValueError(f"{call.word}: the padding {padding} cannot be read")
    near, far = (_per_axis(padding[side::2][::-1]) for side in (0, 1))
    return [("pad", (("padding", near), ("padding_end", far)))]


def _flatten(call: PastedCall) -> CodeCalls:
    call.only("start_dim", "end_dim", "name", "data_format")
    if (call.argument("start_dim", 1), call.argument("end_dim", -1)) != (1, -1):
        raise ValueError("Flatten of some of the axes cannot be read")
    return [] if call.flat else [("flatten", ())]


def _upsample(call: PastedCall) -> CodeCalls:
    call.only("scale_factor", "mode", "size", "align_corners")
    mode, size = call.argument("mode", "nearest"), call.argument("size", None)
    corners = (("align_corners", True),) if call.argument("align_corners", None) else ()
    if mode not in {"nearest", "linear", "bilinear", "trilinear"}:
        raise ValueError(f"Upsample: the mode {mode} cannot be read")
    ending = "" if mode == "nearest" else "_linear"
    if size is not None:
        return [(f"interpolate{ending}", (("size", _per_axis(size)), *corners))]
    return [(f"upsample{ending}", (("scale", _per_axis(call.argument("scale_factor"))), *corners))]


def _plain(word: str, *names: tuple[str, str, ArgumentValue]) -> PastedRow:
    """A layer with arguments that are named here and in code, with their defaults there."""

    def apply(call: PastedCall) -> CodeCalls:
        call.only(*(there for _, there, _ in names), "inplace", "dim", "name")
        return [(word, tuple((here, call.argument(there, default)) for here, there, default in names))]

    return apply


def _along(word: str) -> PastedRow:
    """A layer along one dimension; from the third on these are the axes."""

    def apply(call: PastedCall) -> CodeCalls:
        call.only("dim")
        dim = call.argument("dim", 1)
        is_depth = dim == -1 and (call.flat or call.is_first)  # else the last axis, and how many there are is not known
        if dim in (1, None) or is_depth:
            return [(word, ())]
        if not isinstance(dim, int) or not FIRST_SIZE <= dim < FIRST_SIZE + call.axes:
            raise ValueError(f"{call.word}: the dimension {dim} cannot be read")
        return [(word, (("axis", dim - FIRST_SIZE - call.axes),))]

    return apply


_SAME_NAME = {
    "ReLU": "relu",
    "ReLU6": "relu6",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "GELU": "gelu",
    "SiLU": "silu",
    "Mish": "mish",
    "SELU": "selu",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "LogSigmoid": "log_sigmoid",
    "Hardswish": "hard_swish",
    "Hardsigmoid": "hard_sigmoid",
    "Hardtanh": "hard_tanh",
    "Identity": "identity",
}
_DIMENSIONS = ("1d", "2d", "3d")
_PADDINGS = ("Zero", "Constant", "Reflection", "Replication", "Circular")
_DROPOUTS = ("Dropout", *(f"Dropout{d}" for d in _DIMENSIONS), "AlphaDropout", "FeatureAlphaDropout")
TORCH: Mapping[str, PastedRow] = {
    **{name: _plain(word) for name, word in _SAME_NAME.items()},
    "Softmax": _along("softmax"),
    "LogSoftmax": _along("log_softmax"),
    **{f"Conv{d}": _torch_conv for d in _DIMENSIONS},
    **{f"ConvTranspose{d}": _torch_transposed for d in _DIMENSIONS},
    **{f"MaxPool{d}": _torch_pool("maxpool") for d in _DIMENSIONS},
    **{f"AvgPool{d}": _torch_pool("avgpool") for d in _DIMENSIONS},
    **{f"AdaptiveAvgPool{d}": _torch_adaptive("adaptive_avgpool") for d in _DIMENSIONS},
    **{f"AdaptiveMaxPool{d}": _torch_adaptive("adaptive_maxpool") for d in _DIMENSIONS},
    **{f"BatchNorm{d}": _torch_norm("bn", "num_features") for d in _DIMENSIONS},
    **dict.fromkeys(_DROPOUTS, _plain("dropout", ("probability", "p", Fraction(1, 2)))),
    "GroupNorm": _torch_groups,
    "Linear": _torch_linear,
    "Flatten": _flatten,
    "Upsample": _upsample,
    "PixelShuffle": _plain("pixel_shuffle", ("scale", "upscale_factor", None)),
    "PixelUnshuffle": _plain("pixel_unshuffle", ("scale", "downscale_factor", None)),
    "ChannelShuffle": _plain("channel_shuffle", ("groups", "groups", None)),
    "Softmax2d": _plain("softmax"),
    "LeakyReLU": _plain("leaky_relu", ("slope", "negative_slope", Fraction(1, 100))),
    "PReLU": _torch_prelu,
    "LocalResponseNorm": _torch_response,
    **{f"InstanceNorm{d}": _torch_instance for d in _DIMENSIONS},
    "ELU": _plain("elu", ("alpha", "alpha", 1)),
    "CELU": _plain("celu", ("alpha", "alpha", 1)),
    "LayerNorm": _torch_layer_norm,
    **{f"{kind}Pad{d}": _torch_padded for kind in _PADDINGS for d in _DIMENSIONS},
    **{f"{LAZY}Conv{d}": _torch_conv for d in _DIMENSIONS},
    **{f"{LAZY}BatchNorm{d}": _torch_norm("bn", "num_features") for d in _DIMENSIONS},
    f"{LAZY}Linear": _torch_linear,
}
"""PyTorch's modules."""

_CONV_ORDER = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")
_UP_ORDER = (
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "groups",
    "bias",
    "dilation",
)
TORCH_ORDER: Mapping[str, tuple[str, ...]] = {
    **{f"Conv{d}": _CONV_ORDER for d in _DIMENSIONS},
    **{f"ConvTranspose{d}": _UP_ORDER for d in _DIMENSIONS},
    **{f"MaxPool{d}": ("kernel_size", "stride", "padding", "dilation") for d in _DIMENSIONS},
    **{f"AvgPool{d}": ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad") for d in _DIMENSIONS},
    **{f"Adaptive{kind}Pool{d}": ("output_size",) for kind in ("Avg", "Max") for d in _DIMENSIONS},
    **{f"BatchNorm{d}": ("num_features", "eps", "momentum", "affine", "track_running_stats") for d in _DIMENSIONS},
    **dict.fromkeys(_DROPOUTS, ("p", "inplace")),
    **dict.fromkeys(("ReLU", "ReLU6", "SiLU", "Mish", "Hardswish", "Hardsigmoid", "SELU"), ("inplace",)),
    **dict.fromkeys(("Softmax", "LogSoftmax"), ("dim",)),
    "GroupNorm": ("num_groups", "num_channels", "eps", "affine"),
    "Linear": ("in_features", "out_features", "bias"),
    "Flatten": ("start_dim", "end_dim"),
    "Upsample": ("size", "scale_factor", "mode", "align_corners"),
    "PixelShuffle": ("upscale_factor",),
    "PixelUnshuffle": ("downscale_factor",),
    "ChannelShuffle": ("groups",),
    "PReLU": ("num_parameters", "init"),
    "LocalResponseNorm": ("size", "alpha", "beta", "k"),
    **{f"InstanceNorm{d}": ("num_features", "eps", "momentum", "affine", "track_running_stats") for d in _DIMENSIONS},
    "LeakyReLU": ("negative_slope", "inplace"),
    **dict.fromkeys(("ELU", "CELU"), ("alpha", "inplace")),
    "LayerNorm": ("normalized_shape", "eps", "elementwise_affine", "bias"),
    **{f"{kind}Pad{d}": ("padding", "value") for kind in _PADDINGS for d in _DIMENSIONS},
    **{f"{LAZY}Conv{d}": _CONV_ORDER[1:] for d in _DIMENSIONS},
    f"{LAZY}Linear": ("out_features", "bias"),
}
"""What the arguments of each are that stand without a name."""
