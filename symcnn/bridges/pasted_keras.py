"""Layers as Keras calls them, in code and in the configuration of a model: which calls of the language they are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.pasted_call import CodeCalls, PastedCall, PastedRow
    from symcnn.bridges.traced import ArgumentValue

ACTIVATIONS: Mapping[str, str] = {
    "relu": "relu",
    "relu6": "relu6",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "gelu": "gelu",
    "silu": "silu",
    "swish": "silu",
    "elu": "elu",
    "selu": "selu",
    "mish": "mish",
    "softplus": "softplus",
    "softsign": "softsign",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "hard_sigmoid": "hard_sigmoid",
    "hard_silu": "hard_swish",
    "hard_swish": "hard_swish",
    "leaky_relu": "leaky_relu",
}
"""Keras' activations by name; linear is none."""

_UNCOUNTED = (
    *("name", "trainable", "dtype", "activation", "data_format", "input_shape", "input_dim"),
    *("batch_input_shape", "build_config"),
    *("kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer", "activity_regularizer"),
    *("kernel_constraint", "bias_constraint", "depthwise_initializer", "depthwise_regularizer", "depthwise_constraint"),
    *("pointwise_initializer", "pointwise_regularizer", "pointwise_constraint", "lora_rank", "lora_alpha"),
    *("quantization_config",),
)
"""CallArguments that change no count."""


def _per_axis(value: ArgumentValue) -> ArgumentValue:
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _activated(call: PastedCall, calls: CodeCalls) -> CodeCalls:
    """The calls with the activation that the layer brings along."""
    name = call.argument("activation", None)
    if name in {None, "linear"}:
        return calls
    if name not in ACTIVATIONS:
        raise ValueError(f"{call.word}: the activation {name} cannot be read")
    return [*calls, (ACTIVATIONS[str(name)], (("slope", Fraction(1, 5)),) if name == "leaky_relu" else ())]


def _padding(call: PastedCall) -> ArgumentValue:
    padding = call.argument("padding", "valid")
    if padding not in {"valid", "same"}:
        raise ValueError(f"{call.word}: the padding {padding} cannot be read")
    return 0 if padding == "valid" else "same"


def _window(call: PastedCall) -> tuple[tuple[str, ArgumentValue], ...]:
    return (
        ("stride", _per_axis(call.argument("strides", 1))),
        ("padding", _padding(call)),
        ("dilation", _per_axis(call.argument("dilation_rate", 1))),
    )


_WINDOW = ("kernel_size", "strides", "padding", "dilation_rate", "use_bias", "groups")


def _conv(call: PastedCall) -> CodeCalls:
    call.only("filters", *_WINDOW, *_UNCOUNTED)
    kernel, filters = _per_axis(call.argument("kernel_size")), call.argument("filters")
    rest = (("groups", call.argument("groups", 1)), ("bias", call.argument("use_bias", True)))
    return _activated(call, [("conv", (("kernel_size", kernel), ("filters", filters), *_window(call), *rest))])


def _depthwise(call: PastedCall) -> CodeCalls:
    call.only(*_WINDOW, "depth_multiplier", *_UNCOUNTED)
    kernel, multiplier = _per_axis(call.argument("kernel_size")), call.argument("depth_multiplier", 1)
    bias = ("bias", call.argument("use_bias", True))
    return _activated(
        call, [("depthwise", (("kernel_size", kernel), ("multiplier", multiplier), *_window(call), bias))]
    )


def _separable(call: PastedCall) -> CodeCalls:
    call.only("filters", *_WINDOW, "depth_multiplier", *_UNCOUNTED)
    kernel, multiplier = _per_axis(call.argument("kernel_size")), call.argument("depth_multiplier", 1)
    first = (("kernel_size", kernel), ("multiplier", multiplier), *_window(call), ("bias", False))
    point = (("kernel_size", 1), ("filters", call.argument("filters")), ("stride", 1), ("padding", 0), ("dilation", 1))
    rest = (("groups", 1), ("bias", call.argument("use_bias", True)))
    return _activated(call, [("depthwise", first), ("conv", (*point, *rest))])


def _dense(call: PastedCall) -> CodeCalls:
    call.only("units", "use_bias", *_UNCOUNTED)
    word = "dense" if call.flat or call.is_first else "linear"
    return _activated(
        call, [(word, (("out_features", call.argument("units")), ("bias", call.argument("use_bias", True))))]
    )


def _pool(word: str) -> PastedRow:
    def apply(call: PastedCall) -> CodeCalls:
        call.only("pool_size", "strides", "padding", *_UNCOUNTED)
        kernel, strides = _per_axis(call.argument("pool_size", 2)), _per_axis(call.argument("strides", None))
        rest = (("stride", kernel if strides is None else strides), ("padding", _padding(call)))
        return [(word, (("kernel_size", kernel), *rest))]

    return apply


def _whole(word: str) -> PastedRow:
    def apply(call: PastedCall) -> CodeCalls:
        call.only("keepdims", *_UNCOUNTED)
        pooling = {"gap": "adaptive_avgpool", "gmp": "adaptive_maxpool"}.get(word)
        return [(pooling, (("size", 1),))] if pooling and call.argument("keepdims", False) else [(word, ())]

    return apply


def _norm(call: PastedCall) -> CodeCalls:
    names = (
        "axis",
        "momentum",
        "epsilon",
        "center",
        "scale",
        "renorm",
        "synchronized",
        "renorm_clipping",
        "renorm_momentum",
    )
    rest = ("beta_initializer", "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer")
    more = ("beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint")
    call.only(*names, *rest, *more, *_UNCOUNTED)
    center, scale = call.argument("center", True), call.argument("scale", True)
    kept = (("tracked", True), *((("renorm", True),) if call.argument("renorm", False) else ()))
    if center == scale:
        return [("bn", (("affine", center), *kept))]
    return [("bn", (("affine", False), *kept)), ("shift" if center else "layer_scale", ())]


def _padded(call: PastedCall) -> CodeCalls:
    call.only("padding", *_UNCOUNTED)
    near, far = _both_sides(call.argument("padding", 1), call)
    return [("pad", (("padding", near), ("padding_end", far)))]


def _both_sides(sides: ArgumentValue, call: PastedCall) -> tuple[ArgumentValue, ...]:
    """What lies on the near and on the far side of each axis; along one axis a pair is both of its sides."""
    rows = (sides,) if call.word.endswith("1D") else _listed(sides)
    pairs = [row if isinstance(row, tuple) else (row, row) for row in rows]
    return tuple(_per_axis(tuple(pair[side] for pair in pairs)) for side in (0, 1))


def _cropped(call: PastedCall) -> CodeCalls:
    call.only("cropping", *_UNCOUNTED)
    near, far = _both_sides(call.argument("cropping", 1), call)
    return [("trim", (("cropping", near), ("cropping_end", far)))]


def _transposed(call: PastedCall) -> CodeCalls:
    """Nothing is cut off where the padding is valid; where a stride passes its kernel, zeros follow."""
    words = ("kernel_size", "strides", "padding", "dilation_rate", "use_bias", "output_padding")
    call.only("filters", *words, *_UNCOUNTED)
    kernel, stride = (call.argument(word, *default) for word, default in (("kernel_size", ()), ("strides", (1,))))
    if call.argument("output_padding", None) is not None or set(_listed(call.argument("dilation_rate", 1))) != {1}:
        raise ValueError(f"{call.word}: output_padding cannot be read")
    padding, axes = _padding(call), max(len(_listed(kernel)), len(_listed(stride)))
    pairs = zip(*(_listed(one) * (axes if not isinstance(one, tuple) else 1) for one in (kernel, stride)), strict=True)
    more = tuple(max(0, step - size) for size, step in pairs if isinstance(size, int) and isinstance(step, int))
    rest = () if padding == "same" else (("output_padding", _per_axis(more)),)
    window = (("stride", _per_axis(stride)), ("padding", padding), *rest, ("bias", call.argument("use_bias", True)))
    first = (("kernel_size", _per_axis(kernel)), ("filters", call.argument("filters")))
    return _activated(call, [("conv_transpose", (*first, *window))])


def _listed(value: ArgumentValue) -> tuple[ArgumentValue, ...]:
    return value if isinstance(value, tuple) else (value,)


def _activation(call: PastedCall) -> CodeCalls:
    call.only(*_UNCOUNTED)
    return _activated(call, [])


def _relu(call: PastedCall) -> CodeCalls:
    call.only("max_value", "negative_slope", "threshold", *_UNCOUNTED)
    most, slope = call.argument("max_value", None), call.argument("negative_slope", 0)
    if (most is not None and slope) or call.argument("threshold", 0):
        raise ValueError("ReLU with a slope, a threshold or another cap cannot be read")
    if slope:
        return [("leaky_relu", (("slope", slope),))]
    words: dict[ArgumentValue, str] = {None: "relu", 6: "relu6"}
    return [(words[most], ())] if most in words else [("clip", (("min", 0), ("max", most)))]


def _elu(call: PastedCall) -> CodeCalls:
    call.only("alpha", *_UNCOUNTED)
    return [("elu", (("alpha", call.argument("alpha", 1)),))]


def _nothing(call: PastedCall) -> CodeCalls:
    del call
    return []


def _dropout(call: PastedCall) -> CodeCalls:
    call.only("rate", "seed", "noise_shape", *_UNCOUNTED)
    rate = call.argument("rate")
    return [("dropout", (("probability", rate),))] if rate else []


def _flatten(call: PastedCall) -> CodeCalls:
    return [] if call.flat else [("flatten", ())]


def _upsampled(call: PastedCall) -> CodeCalls:
    call.only("size", "interpolation", *_UNCOUNTED)
    mode = call.argument("interpolation", "nearest")
    if mode not in {"nearest", "bilinear"}:
        raise ValueError(f"UpSampling2D: the interpolation {mode} cannot be read")
    return [("upsample" if mode == "nearest" else "upsample_linear", (("scale", _per_axis(call.argument("size", 2))),))]


def _resized(call: PastedCall) -> CodeCalls:
    call.only("height", "width", "interpolation", "crop_to_aspect_ratio", "pad_to_aspect_ratio", *_RESIZED, *_UNCOUNTED)
    mode, whole = call.argument("interpolation", "bilinear"), ("crop_to_aspect_ratio", "pad_to_aspect_ratio")
    if mode not in {"nearest", "bilinear"} or any(call.argument(word, False) for word in (*whole, "antialias")):
        raise ValueError(f"{call.word}: {mode} cannot be read")
    size = _per_axis((call.argument("height"), call.argument("width")))
    return [("interpolate" if mode == "nearest" else "interpolate_linear", (("size", size),))]


_RESIZED = ("fill_mode", "fill_value", "antialias")


def _adaptive(word: str) -> PastedRow:
    def apply(call: PastedCall) -> CodeCalls:
        call.only("output_size", *_UNCOUNTED)
        return [(word, (("size", _per_axis(call.argument("output_size"))),))]

    return apply


def _repeated(call: PastedCall) -> CodeCalls:
    call.only("n", *_UNCOUNTED)
    return [("repeat_vector", (("count", call.argument("n")),))]


def _leaky(call: PastedCall) -> CodeCalls:
    call.only("negative_slope", "alpha", *_UNCOUNTED)
    return [("leaky_relu", (("slope", call.argument("negative_slope", call.argument("alpha", Fraction(3, 10)))),))]


def self_attention(config: Mapping[str, ArgumentValue], depth: int) -> CodeCalls:
    """Attention of a volume with itself, its heads as deep together as the volume."""
    heads, deep = config["num_heads"], config["key_dim"]
    is_whole = isinstance(heads, int) and isinstance(deep, int) and heads * deep == depth
    if not is_whole or config.get("value_dim") not in {None, deep} or config.get("output_shape"):
        raise ValueError(f"MultiHeadAttention: {heads} heads of {deep} cannot be read, beside {depth} maps")
    return [("attention", (("heads", heads), ("bias", config.get("use_bias", True))))]


_DIMENSIONS = ("1D", "2D", "3D")
KERAS: Mapping[str, PastedRow] = {
    **{f"Conv{d}": _conv for d in _DIMENSIONS},
    **{f"DepthwiseConv{d}": _depthwise for d in _DIMENSIONS},
    **{f"SeparableConv{d}": _separable for d in _DIMENSIONS},
    **{f"MaxPooling{d}": _pool("maxpool") for d in _DIMENSIONS},
    **{f"AveragePooling{d}": _pool("avgpool") for d in _DIMENSIONS},
    **{f"MaxPool{d}": _pool("maxpool") for d in _DIMENSIONS},
    **{f"GlobalAveragePooling{d}": _whole("gap") for d in _DIMENSIONS},
    **{f"GlobalMaxPooling{d}": _whole("gmp") for d in _DIMENSIONS},
    **{f"ZeroPadding{d}": _padded for d in _DIMENSIONS},
    **{f"UpSampling{d}": _upsampled for d in _DIMENSIONS},
    "Dense": _dense,
    "BatchNormalization": _norm,
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky,
    "Softmax": _whole("softmax"),
    "Dropout": _dropout,
    **{f"SpatialDropout{d}": _dropout for d in _DIMENSIONS},
    **{f"Conv{d}Transpose": _transposed for d in _DIMENSIONS},
    **{f"Cropping{d}": _cropped for d in _DIMENSIONS},
    "ELU": _elu,
    **dict.fromkeys(("GaussianNoise", "Identity"), _nothing),
    "Resizing": _resized,
    "RepeatVector": _repeated,
    **{f"AdaptiveAveragePooling{d}": _adaptive("adaptive_avgpool") for d in _DIMENSIONS},
    **{f"AdaptiveMaxPooling{d}": _adaptive("adaptive_maxpool") for d in _DIMENSIONS},
    "Flatten": _flatten,
    "Rescaling": _nothing,
    **dict.fromkeys(("RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast", "RandomTranslation"), _nothing),
    "InputLayer": _nothing,
    "Input": _nothing,
}
"""Keras' layers."""

KERAS_ORDER: Mapping[str, tuple[str, ...]] = {
    **{f"Conv{d}": ("filters", "kernel_size", "strides", "padding") for d in _DIMENSIONS},
    **{f"SeparableConv{d}": ("filters", "kernel_size", "strides", "padding") for d in _DIMENSIONS},
    **{f"DepthwiseConv{d}": ("kernel_size", "strides", "padding", "depth_multiplier") for d in _DIMENSIONS},
    **{
        f"{kind}{d}": ("pool_size", "strides", "padding")
        for kind in ("MaxPooling", "MaxPool", "AveragePooling")
        for d in _DIMENSIONS
    },
    **{f"ZeroPadding{d}": ("padding",) for d in _DIMENSIONS},
    **{f"UpSampling{d}": ("size",) for d in _DIMENSIONS},
    "Dense": ("units", "activation"),
    "Activation": ("activation",),
    "Dropout": ("rate",),
    "Input": ("shape",),
    "Rescaling": ("scale", "offset"),
    "ReLU": ("max_value",),
    "LeakyReLU": ("negative_slope",),
    "ELU": ("alpha",),
    "RandomFlip": ("mode",),
    **dict.fromkeys(("RandomRotation", "RandomZoom", "RandomContrast", "RandomTranslation"), ("factor",)),
    "GaussianNoise": ("stddev",),
    "Resizing": ("height", "width", "interpolation"),
    "RepeatVector": ("n",),
    **{f"Adaptive{kind}Pooling{d}": ("output_size",) for kind in ("Average", "Max") for d in _DIMENSIONS},
    **{f"Cropping{d}": ("cropping",) for d in _DIMENSIONS},
    **{f"Conv{d}Transpose": ("filters", "kernel_size", "strides", "padding") for d in _DIMENSIONS},
}
"""What the arguments of each are that stand without a name."""
