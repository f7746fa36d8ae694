"""Layers of Keras that look at no window, and those that move values: rows from a layer to the lines that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.code.keras_windows import KERAS, KERAS_WINDOWS, KerasStep, KerasSteps, helped, kind, named
from symcnn.code.source_lines import PythonCall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.values import Table
    from symcnn.code.layer_call import LayerCall

    KerasMaker = Callable[[LayerCall], KerasSteps]

LINEAR = 2
"""Axes along which Keras interpolates."""


def _layer(word: str, *args: str) -> KerasMaker:
    """A row for a class that takes no argument of ours."""
    return lambda _call: (named(f"layers.{word}", *args),)


def _activation(word: str) -> KerasMaker:
    return _layer("Activation", f'"{word}"')


def _along(call: LayerCall) -> tuple[str, ...]:
    """``axis=1``, or nothing for the channels."""
    return (f"axis={call.axis(depth_first=False)}",) if call.is_given("axis") else ()


def _softmax(call: LayerCall) -> KerasSteps:
    return (named("layers.Softmax", *_along(call)),) if call.is_given("axis") else _activation("softmax")(call)


def _log_softmax(call: LayerCall) -> KerasSteps:
    axis = _along(call)
    return (helped(call, "log_softmax", *axis),) if axis else _activation("log_softmax")(call)


def _passing(word: str, argument: str, python: str) -> KerasMaker:
    """A row for a class that takes one number."""
    return lambda call: (named(f"layers.{word}", f"{python}={call.real(argument)}"),)


# -- dense layers and attention ----------------------------------------------------------------------------------------


def _dense(call: LayerCall) -> KerasSteps:
    flat = (KerasStep(PythonCall("layers.Flatten")),) if call.axes else ()
    return (*flat, named("layers.Dense", call.whole("out_features"), *call.flag("bias", "use_bias")))


def _linear(call: LayerCall) -> KerasSteps:
    return (named("layers.Dense", call.whole("out_features"), *call.flag("bias", "use_bias")),)


def _own(name: str, *words: str) -> KerasMaker:
    """A row for a class of the file's own that takes these arguments."""

    def row(call: LayerCall) -> KerasSteps:
        call.needed.add(name)
        return (named(name, *(call.whole(word) for word in words)),)

    return row


def _rbf(call: LayerCall) -> KerasSteps:
    call.needed.add("RadialBasis")
    flat = (KerasStep(PythonCall("layers.Flatten")),) if call.axes else ()
    return (*flat, named("RadialBasis", call.whole("classes")))


def _embedding(call: LayerCall) -> KerasSteps:
    shape = PythonCall("layers.Reshape", (call.scope.text(call.received.sizes),))
    return KerasStep(shape), named("layers.Embedding", call.whole("vocabulary"), call.whole("size"))


def _attention(call: LayerCall) -> KerasSteps:
    return (helped(call, "attention", call.whole("heads"), *call.flag("bias", "use_bias")),)


def _position_embedding(call: LayerCall) -> KerasSteps:
    call.needed.add("PositionEmbedding")
    return (named("PositionEmbedding", *call.flag("trained", "trainable")),)


# -- normalisation -----------------------------------------------------------------------------------------------------


def _affine(call: LayerCall) -> tuple[str, ...]:
    return (*call.flag("affine", "scale"), *call.flag("affine", "center"))


def _bn(call: LayerCall) -> KerasSteps:
    if call.value("tracked") != 1:
        raise call.refused(KERAS, "that tracks no mean")
    options = (*_affine(call), *call.flag("renorm", default=False))
    return (named("layers.BatchNormalization", f"epsilon={call.real('epsilon')}", *options),)


def _layer_norm(call: LayerCall) -> KerasSteps:
    bias, affine = call.flag("bias", "center"), _affine(call)
    return (named("layers.LayerNormalization", f"epsilon={call.real('epsilon')}", *(affine or bias)),)


def _rms_norm(call: LayerCall) -> KerasSteps:
    if call.value("affine") != 1:
        raise call.refused(KERAS, "without weights")
    return (named("layers.RMSNormalization", f"epsilon={call.real('epsilon')}"),)


def _group_norm(call: LayerCall) -> KerasSteps:
    options = (f"epsilon={call.real('epsilon')}", *_affine(call))
    return (named("layers.GroupNormalization", call.whole("groups"), *options),)


def _instance_norm(call: LayerCall) -> KerasSteps:
    if call.value("tracked") != 0:
        raise call.refused(KERAS, "that tracks a mean")
    return (named("layers.GroupNormalization", "-1", f"epsilon={call.real('epsilon')}", *_affine(call)),)


# -- activation --------------------------------------------------------------------------------------------------------


def _prelu(call: LayerCall) -> KerasSteps:
    shared = call.value("shared")
    if shared not in (0, 1):
        raise call.refused(KERAS, "whose sharing an argument decides")
    axes = [str(axis) for axis in range(1, call.axes + 1 + int(shared == 1))]
    return (named("layers.PReLU", *([f"shared_axes=[{', '.join(axes)}]"] if axes else [])),)


def _hard_sigmoid(call: LayerCall) -> KerasSteps:
    if call.is_given("alpha"):
        raise call.refused(KERAS, "with a slope")
    return (named("layers.Activation", '"hard_sigmoid"'),)


def _glu(call: LayerCall) -> KerasSteps:
    """A function, since Keras takes it that an activation keeps the depth."""
    del call
    return (KerasStep(PythonCall("ops.glu"), is_function=True),)


def _dropout(call: LayerCall) -> KerasSteps:
    return (named("layers.Dropout", call.real("probability")),)


def _stochastic_depth(call: LayerCall) -> KerasSteps:
    shape = f"noise_shape=({', '.join(['None', *['1'] * (call.axes + 1)])})"
    return (named("layers.Dropout", call.real("probability"), shape),)


# -- sizes and shapes --------------------------------------------------------------------------------------------------


def _factor(call: LayerCall) -> str:
    entries = call.value("scale")
    entries = entries if isinstance(entries, tuple) else (entries,)
    if any(call.scope.domain.whole(entry) is not True for entry in entries):  # type: ignore[arg-type]
        raise call.refused(KERAS, "by a factor that may not be whole")
    return call.whole("scale")


def _upsample(call: LayerCall) -> KerasSteps:
    return (named(kind(call, "UpSampling"), _factor(call)),)


def _upsample_linear(call: LayerCall) -> KerasSteps:
    if call.axes != LINEAR or call.value("align_corners") != 0:
        raise call.refused(KERAS, "along these axes, or with aligned corners")
    return (named(kind(call, "UpSampling"), _factor(call), 'interpolation="bilinear"'),)


def _interpolate_linear(call: LayerCall) -> KerasSteps:
    if call.axes != LINEAR or call.value("align_corners") != 0:
        raise call.refused(KERAS, "along these axes, or with aligned corners")
    return (KerasStep(PythonCall("ops.image.resize", (call.each("size"), '"bilinear"')), is_function=True),)


def _interpolate(call: LayerCall) -> KerasSteps:
    return (helped(call, "interpolated", call.each("size")),)


def _clip(call: LayerCall) -> KerasSteps:
    bounds = [call.real(word) if call.is_given(word) else f'float("{sign}inf")' for word, sign in _ENDS]
    return (KerasStep(PythonCall("ops.clip", tuple(bounds)), is_function=True),)


_ENDS = (("min", "-"), ("max", ""))
"""The bounds of what is clipped, and the sign of that which is none."""


def _pad_maps(call: LayerCall) -> KerasSteps:
    call.need_not_say("filters")  # the depth that leaves it says it
    return (helped(call, "pad_maps", call.depth_out, *call.option("before", default=0)),)


def _crop(call: LayerCall) -> KerasSteps:
    return (helped(call, "crop", call.each("size")),)


def _reshape(call: LayerCall) -> KerasSteps:
    sizes = call.formula("sizes")
    entries = sizes.args if sizes.op == "tuple" else (sizes,) * len(call.output.sizes)
    shape = [*(call.scope.whole(size) for size in reversed(entries)), call.whole("depth")]
    return (helped(call, "reshaped", f"({', '.join(shape)})"),)


def _flatten(call: LayerCall) -> KerasSteps:
    """One map behind the other: the depth comes first there."""
    order = ", ".join(map(str, (call.axes + 1, *range(1, call.axes + 1))))
    turned = (KerasStep(PythonCall("layers.Permute", (f"({order})",))),) if call.axes else ()
    return (*turned, named("layers.Flatten"))


def _permute(call: LayerCall) -> KerasSteps:
    """Our axes are the sizes and then the depth; those of Keras the sizes, last one first, and then the depth."""
    places = [place for place in cast("Table", call.value("order")) if isinstance(place, int)]
    axes = call.axes
    if len(places) != axes + 1:
        raise call.refused(KERAS, "whose order is no list of numbers")
    *sizes, depth = (axes + 1 if place == axes else axes - place for place in places)
    order = ", ".join(map(str, (*reversed(sizes), depth)))
    return (named("layers.Permute", f"({order})" if axes else f"({order},)"),)


def _tokens(call: LayerCall) -> KerasSteps:
    return (named("layers.Reshape", f"({'-1' if call.axes else '1'}, {call.depth})"),)


def _repeat_vector(call: LayerCall) -> KerasSteps:
    return (named("layers.RepeatVector", call.whole("count")),)


KERAS_LAYERS: Mapping[str, KerasMaker] = {
    **KERAS_WINDOWS,
    "dense": _dense,
    "linear": _linear,
    "rbf": _rbf,
    "embedding": _embedding,
    "attention": _attention,
    "class_token": _own("ClassToken", "count"),
    "position_embedding": _position_embedding,
    "bn": _bn,
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "lrn": lambda call: (
        helped(call, "response_norm", call.whole("size"), *map(call.real, ("alpha", "beta", "bias"))),
    ),
    "grn": lambda call: _with_epsilon(call, "GlobalResponseNorm"),
    "layer_scale": _own("LayerScale"),
    "prelu": _prelu,
    "maxout": lambda call: (helped(call, "maxout", call.whole("pieces")),),
    "relu": _layer("ReLU"),
    "leaky_relu": _passing("LeakyReLU", "slope", "negative_slope"),
    "elu": _passing("ELU", "alpha", "alpha"),
    "hard_sigmoid": _hard_sigmoid,
    "hard_swish": _activation("hard_silu"),
    **{
        word: _activation(word)
        for word in (
            *("relu6", "gelu", "silu", "mish", "softplus", "softsign", "sigmoid", "log_sigmoid", "tanh"),
            *("hard_tanh", "selu", "celu"),
        )
    },
    "glu": _glu,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "dropout": _dropout,
    "stochastic_depth": _stochastic_depth,
    "identity": _layer("Identity"),
    "upsample": _upsample,
    "upsample_linear": _upsample_linear,
    "interpolate": _interpolate,
    "interpolate_linear": _interpolate_linear,
    "clip": _clip,
    "pad_maps": _pad_maps,
    "crop": _crop,
    "pixel_shuffle": lambda call: (helped(call, "pixel_shuffle", f"({call.in_order(*call.entries('scale'))},)"),),
    "pixel_unshuffle": lambda call: (helped(call, "pixel_unshuffle", f"({call.in_order(*call.entries('scale'))},)"),),
    "flatten": _flatten,
    "reshape": _reshape,
    "permute": _permute,
    "tokens": _tokens,
    "split": lambda call: (helped(call, "split", call.whole("parts"), call.whole("part"), *_along(call)),),
    "narrow": lambda call: (helped(call, "narrow", call.whole("start"), call.whole("length")),),
    "channel_shuffle": lambda call: (helped(call, "channel_shuffle", call.whole("groups")),),
    "repeat_vector": _repeat_vector,
}
"""Layer of the prelude to the lines that it is."""


def _with_epsilon(call: LayerCall, name: str) -> KerasSteps:
    call.needed.add(name)
    return (named(name, *call.real_option("epsilon", "epsilon")),)


KERAS_OF_THE_ZOO: Mapping[str, tuple[str, KerasMaker]] = {
    "scale": ("inception_resnet.cnn", lambda call: (named("layers.Rescaling", call.real("factor")),)),
    "zero_shortcut": (
        "resnet_cifar.cnn",
        lambda call: (helped(call, "zero_shortcut", call.whole("filters"), call.whole("stride")),),
    ),
    "first_token": ("vit.cnn", lambda call: (helped(call, "first_token"),)),
}
"""Layers that networks of the zoo define: the file, and the lines that each is."""


# -- branches ----------------------------------------------------------------------------------------------------------


class KerasMerge(NamedTuple):
    """How branches meet: a layer that takes a list, or a function of the file's own."""

    name: str
    is_function: bool = False
    options: Callable[[LayerCall], tuple[str, ...]] = lambda _call: ()


KERAS_MERGES: Mapping[str, KerasMerge] = {
    "add": KerasMerge("layers.Add"),
    "add_spread": KerasMerge("layers.Add"),
    "subtract": KerasMerge("layers.Subtract"),
    "mul": KerasMerge("layers.Multiply"),
    "concat": KerasMerge("layers.Concatenate", options=_along),
    "maximum": KerasMerge("layers.Maximum"),
    "minimum": KerasMerge("layers.Minimum"),
    "average": KerasMerge("layers.Average"),
}
"""Layer of branches to how they meet."""

KERAS_MERGES_OF_THE_ZOO: Mapping[str, tuple[str, KerasMerge]] = {
    "dueling": ("dqn.cnn", KerasMerge("dueling", is_function=True)),
    "distance": ("siamese.cnn", KerasMerge("distance", is_function=True)),
}
"""Layers of branches that networks of the zoo define."""
