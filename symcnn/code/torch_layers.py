"""Layers of PyTorch that look at no window, and those that move values: rows from a layer to the module that it is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from symcnn.code.source_lines import PythonCall
from symcnn.code.torch_resizing import PLANE, upsampled
from symcnn.code.torch_windows import TORCH, WINDOWS, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.values import Table, Value
    from symcnn.code.layer_call import LayerCall

    ModuleRow = Callable[[LayerCall], PythonCall]


def plain(word: str, *args: str) -> ModuleRow:
    """A row for a class that takes no argument of ours."""
    return lambda _call: PythonCall(f"nn.{word}", args)


def passing(word: str, argument: str) -> ModuleRow:
    """A row for a class that takes one number."""
    return lambda call: PythonCall(
        f"nn.{word}", (call.real(argument),) if call.symbol(argument) in call.written else ()
    )


# -- dense layers and attention ----------------------------------------------------------------------------------------


def _dense(call: LayerCall) -> PythonCall:
    module = PythonCall("nn.Linear", (call.values_received, call.whole("out_features"), *call.flag("bias")))
    return PythonCall("nn.Sequential", (PythonCall("nn.Flatten"), module)) if call.axes else module


def _linear(call: LayerCall) -> PythonCall:
    args = (call.depth, call.whole("out_features"), *call.flag("bias"))
    return call.helper("ChannelLinear", *args) if call.axes else PythonCall("nn.Linear", args)


def _rbf(call: LayerCall) -> PythonCall:
    return call.helper("RadialBasis", call.values_received, call.whole("classes"))


def _embedding(call: LayerCall) -> PythonCall:
    return call.helper("WordEmbedding", call.whole("vocabulary"), call.whole("size"))


def _attention(call: LayerCall) -> PythonCall:
    return call.helper("Attention", call.depth, call.whole("heads"), *call.flag("bias"))


def _window_attention(call: LayerCall) -> PythonCall:
    window = ", ".join(map(call.scope.whole, call.entries("window")))
    options = (*call.option("shift", default=0), *call.flag("bias"))
    return call.helper("WindowAttention", call.depth, call.whole("heads"), f"({window},)", *options)


def _class_token(call: LayerCall) -> PythonCall:
    return call.helper("ClassToken", call.depth, *(() if call.value("count") == 1 else (call.whole("count"),)))


def _position_embedding(call: LayerCall) -> PythonCall:
    sizes = map(call.scope.text, reversed(call.received.sizes))
    return call.helper("PositionEmbedding", call.depth, *sizes, *call.flag("trained"))


# -- normalisation -----------------------------------------------------------------------------------------------------


def _norm(word: str, *, affine: bool, tracked: bool) -> ModuleRow:
    def row(call: LayerCall) -> PythonCall:
        options = (*call.flag("affine", default=affine), *call.flag("tracked", "track_running_stats", default=tracked))
        return PythonCall(kind(call, word), (call.depth, *call.real_option("epsilon", "eps"), *options))

    return row


def _layer_norm(call: LayerCall) -> PythonCall:
    options = (*call.flag("affine", "elementwise_affine"), *call.flag("bias"))
    args = (call.depth, *call.real_option("epsilon", "eps"), *options)
    return call.helper("ChannelNorm", *args) if call.axes else PythonCall("nn.LayerNorm", args)


def _group_norm(call: LayerCall) -> PythonCall:
    options = (*call.real_option("epsilon", "eps"), *call.flag("affine"))
    return PythonCall("nn.GroupNorm", (call.whole("groups"), call.depth, *options))


def _channel_shuffle(call: LayerCall) -> PythonCall:
    if not call.axes:
        raise call.refused(TORCH, "of a volume without axes")
    return PythonCall("nn.ChannelShuffle", (call.whole("groups"),))


def _gelu(call: LayerCall) -> PythonCall:
    return PythonCall("nn.GELU", ('approximate="tanh"',) if call.flag("approximate", default=False) else ())


def _lrn(call: LayerCall) -> PythonCall:
    options = [
        o for ours, word in (("alpha", "alpha"), ("beta", "beta"), ("bias", "k")) for o in call.real_option(ours, word)
    ]
    return PythonCall("nn.LocalResponseNorm", (call.whole("size"), *options))


def _rms_norm(call: LayerCall) -> PythonCall:
    args = (call.depth, f"eps={call.real('epsilon')}", *call.flag("affine", "elementwise_affine"))
    return call.helper("ChannelRMSNorm", *args) if call.axes else PythonCall("nn.RMSNorm", args)


def _grn(call: LayerCall) -> PythonCall:
    return call.helper("ResponseNorm", call.depth, *call.real_option("epsilon", "eps"))


def _layer_scale(call: LayerCall) -> PythonCall:
    return call.helper("LayerScale", call.depth)


# -- activation --------------------------------------------------------------------------------------------------------


def _prelu(call: LayerCall) -> PythonCall:
    shared = call.value("shared")
    if shared not in (0, 1):
        return PythonCall("nn.PReLU", (f"1 if {call.scope.exact(call.formula('shared'))} else {call.depth}",))
    return PythonCall("nn.PReLU", () if shared else (call.depth,))


def _selu(call: LayerCall) -> PythonCall:
    if call.written:
        raise call.refused(TORCH, "with constants of its own")
    return PythonCall("nn.SELU")


def _clip(call: LayerCall) -> PythonCall:
    bounds = [call.real(word) if call.is_given(word) else f'float("{sign}inf")' for word, sign in _ENDS]
    if all(call.is_given(word) for word, _ in _ENDS) and not _is_below(*(call.value(word) for word, _ in _ENDS)):
        return call.helper("Clip", *bounds)  # Hardtanh takes no bounds that meet or cross
    return PythonCall("nn.Hardtanh", tuple(bounds))


def _is_below(low: Value, high: Value) -> bool:
    return isinstance(low, int | Fraction) and isinstance(high, int | Fraction) and low < high


_ENDS = (("min", "-"), ("max", ""))
"""The bounds of what is clipped, and the sign of that which is none."""


def _maxout(call: LayerCall) -> PythonCall:
    return call.helper("Maxout", call.whole("pieces"))


def _dropout(call: LayerCall) -> PythonCall:
    return PythonCall("nn.Dropout", (call.real("probability"),) if call.symbol("probability") in call.written else ())


def _stochastic_depth(call: LayerCall) -> PythonCall:
    return call.helper("StochasticDepth", call.real("probability"))


# -- sizes and shapes --------------------------------------------------------------------------------------------------


def _shuffled(word: str) -> ModuleRow:
    def row(call: LayerCall) -> PythonCall:
        block_first = call.flag("block_first", default=False)
        if block_first or call.axes != PLANE or len(set(call.entries("scale"))) > 1:
            return call.helper(word.replace("Pixel", "Axes"), call.in_order(*call.entries("scale")), *block_first)
        return PythonCall(f"nn.{word}", (call.scope.whole(call.entries("scale")[0]),))

    return row


def _lengths(call: LayerCall, word: str) -> list[str]:
    sizes = call.formula(word)
    entries = sizes.args if sizes.op == "tuple" else (sizes,) * len(call.output.sizes)
    return [call.scope.whole(size) for size in reversed(entries)]


def _permute(call: LayerCall) -> PythonCall:
    """Our axes are the sizes and then the depth; PyTorch's the batch, the depth and then the sizes, last one first."""
    order, axes = call.value("order"), call.axes
    places = [place for place in cast("Table", order) if isinstance(place, int)]
    if len(places) != axes + 1:
        raise call.refused(TORCH, "whose order is no list of numbers")
    *sizes, depth = (1 if place == axes else axes + 1 - place for place in places)
    return call.helper("Permute", *map(str, (depth, *reversed(sizes))))


def _tokens(call: LayerCall) -> PythonCall:
    return PythonCall("nn.Flatten", ("2",)) if call.axes else call.helper("Reshape", call.depth, "1")


def _pad_maps(call: LayerCall) -> PythonCall:
    call.need_not_say("filters")  # the depth that leaves it says it
    return call.helper("PadMaps", call.depth_out, *call.option("before", default=0))


def _windows_as_columns(word: str) -> ModuleRow:
    """A row for what makes columns of windows, or windows of columns."""

    def row(call: LayerCall) -> PythonCall:
        size = (call.whole("size"),) if word == "Fold" else ()
        if len(call.output.sizes if size else call.received.sizes) != PLANE:
            raise call.refused(TORCH, "along these axes")
        options = [
            o for key, least in (("dilation", 1), ("padding", 0), ("stride", 1)) for o in call.option(key, "", least)
        ]
        return PythonCall(f"nn.{word}", (*size, call.whole("kernel_size"), *options))

    return row


def _split(call: LayerCall) -> PythonCall:
    dim = (str(call.axis(depth_first=True)),) if call.is_given("axis") else ()
    return call.helper("Split", call.whole("parts"), call.whole("part"), *dim)


def _narrow(call: LayerCall) -> PythonCall:
    return call.helper("Narrow", call.whole("start"), call.whole("length"))


LAYERS: Mapping[str, ModuleRow] = {
    **WINDOWS,
    "dense": _dense,
    "linear": _linear,
    "rbf": _rbf,
    "embedding": _embedding,
    "attention": _attention,
    "window_attention": _window_attention,
    "class_token": _class_token,
    "position_embedding": _position_embedding,
    "bn": _norm("BatchNorm", affine=True, tracked=True),
    "instance_norm": _norm("InstanceNorm", affine=False, tracked=False),
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "rms_norm": _rms_norm,
    "lrn": _lrn,
    "grn": _grn,
    "layer_scale": _layer_scale,
    "prelu": _prelu,
    "maxout": _maxout,
    "clip": _clip,
    "relu": plain("ReLU"),
    "relu6": plain("ReLU6"),
    "leaky_relu": passing("LeakyReLU", "slope"),
    "elu": passing("ELU", "alpha"),
    "celu": passing("CELU", "alpha"),
    "selu": _selu,
    "gelu": _gelu,
    "silu": plain("SiLU"),
    "mish": plain("Mish"),
    "softplus": plain("Softplus"),
    "softsign": plain("Softsign"),
    "sigmoid": plain("Sigmoid"),
    "log_sigmoid": plain("LogSigmoid"),
    "tanh": plain("Tanh"),
    "hard_sigmoid": plain("Hardsigmoid"),
    "hard_swish": plain("Hardswish"),
    "hard_tanh": plain("Hardtanh"),
    "glu": plain("GLU", "1"),
    "softmax": lambda call: PythonCall("nn.Softmax", (str(call.axis(depth_first=True)),)),
    "log_softmax": lambda call: PythonCall("nn.LogSoftmax", (str(call.axis(depth_first=True)),)),
    "dropout": _dropout,
    "stochastic_depth": _stochastic_depth,
    "identity": plain("Identity"),
    "upsample": upsampled("scale_factor", "scale"),
    "interpolate": upsampled("size", "size"),
    "upsample_linear": upsampled("scale_factor", "scale", between="linear"),
    "interpolate_linear": upsampled("size", "size", between="linear"),
    "upsample_cubic": upsampled("scale_factor", "scale", between="cubic"),
    "interpolate_cubic": upsampled("size", "size", between="cubic"),
    "pixel_shuffle": _shuffled("PixelShuffle"),
    "pixel_unshuffle": _shuffled("PixelUnshuffle"),
    "flatten": plain("Flatten"),
    "reshape": lambda call: call.helper("Reshape", call.whole("depth"), *_lengths(call, "sizes")),
    "affine_grid": lambda call: call.helper("AffineGrid", *_lengths(call, "size")),
    "permute": _permute,
    "tokens": _tokens,
    "pad_maps": _pad_maps,
    "repeat_vector": lambda call: call.helper("RepeatVector", call.whole("count")),
    "unfold": _windows_as_columns("Unfold"),
    "fold": _windows_as_columns("Fold"),
    "split": _split,
    "narrow": _narrow,
    "channel_shuffle": _channel_shuffle,
}
"""Layer of the prelude to the module that it is."""


def _conv_with_unit_biases(call: LayerCall) -> PythonCall:
    """A convolution, and a bias for every value that leaves it."""
    shape = (call.whole("filters"), *map(call.scope.text, reversed(call.output.sizes)))
    every = call.value("links") == call.scope.domain.product([cast("int", call.value("filters")), call.received.depth])
    options = (*call.option("stride", default=1),)

    def inner(padding: tuple[str, ...]) -> PythonCall:
        window = (call.whole("kernel_size"), *options, *padding, "bias=False")
        if every:
            return PythonCall(kind(call, "Conv"), (call.depth, call.whole("filters"), *window))
        call.needed.add("spread")
        table = f"spread({call.whole('links')}, {call.whole('filters')})"
        return call.helper("PartialConv", kind(call, "Conv"), table, *window)

    padded = _around(call, inner)
    return PythonCall("nn.Sequential", (*padded, call.helper("PositionEmbedding", *shape)))


def _around(call: LayerCall, inner: Callable[[tuple[str, ...]], PythonCall]) -> tuple[PythonCall, ...]:
    pairs = list(zip(call.entries("padding"), call.entries("padding_end"), strict=True))
    if all(near == far for near, far in pairs):
        return (inner(call.option("padding", default=0)),)
    sides = ", ".join(call.scope.whole(side) for pair in pairs for side in pair)
    return PythonCall(kind(call, "ConstantPad"), (f"({sides})", "0.0")), inner(())


def _zero_shortcut(call: LayerCall) -> PythonCall:
    return call.helper("ZeroShortcut", call.depth, call.whole("filters"), call.whole("stride"))


OF_THE_ZOO: Mapping[str, tuple[str, ModuleRow]] = {
    "conv_with_unit_biases": ("lenet.cnn", _conv_with_unit_biases),
    "scale": ("inception_resnet.cnn", lambda call: call.helper("Scale", call.real("factor"))),
    "zero_shortcut": ("resnet_cifar.cnn", _zero_shortcut),
    "first_token": ("vit.cnn", lambda call: call.helper("FirstToken")),
}
"""Layers that networks of the zoo define: the file, and the module that each is."""
