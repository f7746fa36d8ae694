"""Layers of PyTorch that look at no window, and those that move values: rows from a layer to the module that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.values import Table
from symcnn.code.source_lines import Made
from symcnn.code.torch_windows import TORCH, WINDOWS, kind, windowed
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.layer_call import LayerCall

    Row = Callable[[LayerCall], Made]

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
"""The word for interpolation along so many axes."""


def plain(word: str, *args: str) -> Row:
    """A row for a class that takes no argument of ours."""
    return lambda _call: Made(f"nn.{word}", args)


def passing(word: str, argument: str) -> Row:
    """A row for a class that takes one number."""
    return lambda call: Made(f"nn.{word}", (call.real(argument),) if call.symbol(argument) in call.written else ())


# -- dense layers and attention ----------------------------------------------------------------------------------------


def dense(call: LayerCall) -> Made:
    module = Made("nn.Linear", (call.values_received, call.whole("out_features"), *call.flag("bias")))
    return Made("nn.Sequential", (Made("nn.Flatten"), module)) if call.axes else module


def linear(call: LayerCall) -> Made:
    args = (call.depth, call.whole("out_features"), *call.flag("bias"))
    return call.helper("ChannelLinear", *args) if call.axes else Made("nn.Linear", args)


def rbf(call: LayerCall) -> Made:
    return call.helper("RadialBasis", call.values_received, call.whole("classes"))


def embedding(call: LayerCall) -> Made:
    return call.helper("WordEmbedding", call.whole("vocabulary"), call.whole("size"))


def attention(call: LayerCall) -> Made:
    return call.helper("Attention", call.depth, call.whole("heads"), *call.flag("bias"))


def class_token(call: LayerCall) -> Made:
    return call.helper("ClassToken", call.depth, *(() if call.value("count") == 1 else (call.whole("count"),)))


def position_embedding(call: LayerCall) -> Made:
    sizes = map(call.scope.text, reversed(call.received.sizes))
    return call.helper("PositionEmbedding", call.depth, *sizes, *call.flag("trained"))


# -- normalisation -----------------------------------------------------------------------------------------------------


def _norm(word: str, *, affine: bool, tracked: bool) -> Row:
    def row(call: LayerCall) -> Made:
        options = (*call.flag("affine", default=affine), *call.flag("tracked", "track_running_stats", default=tracked))
        return Made(kind(call, word), (call.depth, *call.real_option("epsilon", "eps"), *options))

    return row


def layer_norm(call: LayerCall) -> Made:
    options = (*call.flag("affine", "elementwise_affine"), *call.flag("bias"))
    args = (call.depth, *call.real_option("epsilon", "eps"), *options)
    return call.helper("ChannelNorm", *args) if call.axes else Made("nn.LayerNorm", args)


def group_norm(call: LayerCall) -> Made:
    options = (*call.real_option("epsilon", "eps"), *call.flag("affine"))
    return Made("nn.GroupNorm", (call.whole("groups"), call.depth, *options))


def lrn(call: LayerCall) -> Made:
    options = [o for ours, word in (("alpha", "alpha"), ("beta", "beta"), ("bias", "k")) for o in call.real_option(ours, word)]
    return Made("nn.LocalResponseNorm", (call.whole("size"), *options))


def grn(call: LayerCall) -> Made:
    return call.helper("ResponseNorm", call.depth, *call.real_option("epsilon", "eps"))


def layer_scale(call: LayerCall) -> Made:
    return call.helper("LayerScale", call.depth)


# -- activation --------------------------------------------------------------------------------------------------------


def prelu(call: LayerCall) -> Made:
    shared = call.value("shared")
    if shared not in (0, 1):
        return Made("nn.PReLU", (f"1 if {call.scope.exact(call.formula('shared'))} else {call.depth}",))
    return Made("nn.PReLU", () if shared else (call.depth,))


def selu(call: LayerCall) -> Made:
    if call.written:
        raise call.refused(TORCH, "with constants of its own")
    return Made("nn.SELU")


def maxout(call: LayerCall) -> Made:
    return call.helper("Maxout", call.whole("pieces"))


def dropout(call: LayerCall) -> Made:
    return Made("nn.Dropout", (call.real("probability"),) if call.symbol("probability") in call.written else ())


def stochastic_depth(call: LayerCall) -> Made:
    return call.helper("StochasticDepth", call.real("probability"))


# -- sizes and shapes --------------------------------------------------------------------------------------------------


def _upsampled(option: str, word: str, *, between: bool) -> Row:
    def row(call: LayerCall) -> Made:
        mode = (f'mode="{LINEAR[call.axes]}"', *call.flag("align_corners", default=False)) if between else ()
        return Made("nn.Upsample", (f"{option}={call.whole(word)}", *mode))

    return row


def _shuffled(word: str) -> Row:
    def row(call: LayerCall) -> Made:
        if call.axes != 2 or len(set(call.entries("scale"))) > 1:  # noqa: PLR2004 - PyTorch knows two axes only
            raise call.refused(TORCH, "but along two axes with one scale")
        return Made(f"nn.{word}", (call.scope.whole(call.entries("scale")[0]),))

    return row


def reshape(call: LayerCall) -> Made:
    sizes = call.formula("sizes")
    entries = sizes.args if sizes.op == "tuple" else (sizes,) * len(call.output.sizes)
    return call.helper("Reshape", call.whole("depth"), *(call.scope.whole(size) for size in reversed(entries)))


def permute(call: LayerCall) -> Made:
    """Our axes are the sizes and then the depth; PyTorch's are the batch, the depth and then the sizes, last one first."""
    order, axes = call.value("order"), call.axes
    places = [place for place in cast("Table", order) if isinstance(place, int)]
    if len(places) != axes + 1:
        raise call.refused(TORCH, "whose order is no list of numbers")
    *sizes, depth = (1 if place == axes else axes + 1 - place for place in places)
    return call.helper("Permute", *map(str, (depth, *reversed(sizes))))


def split(call: LayerCall) -> Made:
    return call.helper("Split", call.whole("parts"), call.whole("part"))


def narrow(call: LayerCall) -> Made:
    return call.helper("Narrow", call.whole("start"), call.whole("length"))


LAYERS: Mapping[str, Row] = {
    **WINDOWS,
    "dense": dense,
    "linear": linear,
    "rbf": rbf,
    "embedding": embedding,
    "attention": attention,
    "class_token": class_token,
    "position_embedding": position_embedding,
    "bn": _norm("BatchNorm", affine=True, tracked=True),
    "instance_norm": _norm("InstanceNorm", affine=False, tracked=False),
    "layer_norm": layer_norm,
    "group_norm": group_norm,
    "lrn": lrn,
    "grn": grn,
    "layer_scale": layer_scale,
    "prelu": prelu,
    "maxout": maxout,
    "relu": plain("ReLU"),
    "relu6": plain("ReLU6"),
    "leaky_relu": passing("LeakyReLU", "slope"),
    "elu": passing("ELU", "alpha"),
    "celu": passing("CELU", "alpha"),
    "selu": selu,
    "gelu": plain("GELU"),
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
    "softmax": plain("Softmax", "1"),
    "log_softmax": plain("LogSoftmax", "1"),
    "dropout": dropout,
    "stochastic_depth": stochastic_depth,
    "identity": plain("Identity"),
    "upsample": _upsampled("scale_factor", "scale", between=False),
    "interpolate": _upsampled("size", "size", between=False),
    "upsample_linear": _upsampled("scale_factor", "scale", between=True),
    "interpolate_linear": _upsampled("size", "size", between=True),
    "pixel_shuffle": _shuffled("PixelShuffle"),
    "pixel_unshuffle": _shuffled("PixelUnshuffle"),
    "flatten": plain("Flatten"),
    "reshape": reshape,
    "permute": permute,
    "tokens": plain("Flatten", "2"),
    "split": split,
    "narrow": narrow,
    "channel_shuffle": lambda call: Made("nn.ChannelShuffle", (call.whole("groups"),)),
}
"""Layer of the prelude to the module that it is."""


def conv_with_unit_biases(call: LayerCall) -> Made:
    """A convolution, and a bias for every value that leaves it."""
    shape = (call.whole("filters"), *map(call.scope.text, reversed(call.output.sizes)))
    every = call.value("links") == call.scope.domain.product([cast("int", call.value("filters")), call.received.depth])
    options = (*call.option("stride", default=1),)

    def inner(padding: tuple[str, ...]) -> Made:
        window = (call.whole("kernel_size"), *options, *padding, "bias=False")
        if every:
            return Made(kind(call, "Conv"), (call.depth, call.whole("filters"), *window))
        call.needed.add("spread")
        table = f"spread({call.whole('links')}, {call.whole('filters')})"
        return call.helper("PartialConv", kind(call, "Conv"), table, *window)

    padded = _around(call, inner)
    return Made("nn.Sequential", (*padded, call.helper("PositionEmbedding", *shape)))


def _around(call: LayerCall, inner: Callable[[tuple[str, ...]], Made]) -> tuple[Made, ...]:
    pairs = list(zip(call.entries("padding"), call.entries("padding_end"), strict=True))
    if all(near == far for near, far in pairs):
        return (inner(call.option("padding", default=0)),)
    sides = ", ".join(call.scope.whole(side) for pair in pairs for side in pair)
    return Made(kind(call, "ConstantPad"), (f"({sides})", "0.0")), inner(())


def zero_shortcut(call: LayerCall) -> Made:
    return call.helper("ZeroShortcut", call.depth, call.whole("filters"), call.whole("stride"))


OF_THE_ZOO: Mapping[str, tuple[str, Row]] = {
    "conv_with_unit_biases": ("lenet.cnn", conv_with_unit_biases),
    "scale": ("inception_resnet.cnn", lambda call: call.helper("Scale", call.real("factor"))),
    "zero_shortcut": ("resnet_cifar.cnn", zero_shortcut),
    "first_token": ("vit.cnn", lambda call: call.helper("FirstToken")),
}
"""Layers that networks of the zoo define: the file, and the module that each is."""

MERGES: Mapping[str, Callable[[list[str]], str]] = {
    "add": " + ".join,
    "mul": " * ".join,
    "concat": lambda branches: f"torch.cat([{', '.join(branches)}], 1)",
    "maximum": lambda branches: f"torch.stack([{', '.join(branches)}]).amax(0)",
    "affine_sample": lambda branches: f"affine_sample({', '.join(branches)})",
}
"""Layer of branches to an expression."""

MERGES_OF_THE_ZOO: Mapping[str, tuple[str, Callable[[list[str]], str]]] = {
    "dueling": ("dqn.cnn", lambda branches: f"dueling({', '.join(branches)})"),
    "distance": ("siamese.cnn", lambda branches: f"({' - '.join(branches)}).abs()"),
}
"""Layers of branches that networks of the zoo define: the file, and the expression that each is."""

NEEDED_BY_MERGES: Mapping[str, str] = {"affine_sample": "affine_sample", "dueling": "dueling"}
