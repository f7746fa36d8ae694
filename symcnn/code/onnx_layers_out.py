"""Dense layers, normalisation, activation and attention in ONNX: rows from a layer to the nodes that it is."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.code.onnx_shapes import ONNX_SHAPES
from symcnn.code.onnx_windows import ONNX_WINDOWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.code.onnx_layer import OnnxLayer, OnnxRow


def _plain(operator: str, **attributes: float | str) -> OnnxRow:
    return lambda layer: layer.run(operator, **attributes)


def _passing(operator: str, **words: str) -> OnnxRow:
    """A row for an operator that takes numbers: its words for them, and ours."""
    return lambda layer: layer.run(operator, **{theirs: layer.real(ours) for theirs, ours in words.items()})


# -- dense layers ------------------------------------------------------------------------------------------------------


def _flat(layer: OnnxLayer) -> str:
    return layer.run("Flatten", word="flatten") if layer.axes else layer.inputs[0]


def _dense(layer: OnnxLayer) -> str:
    units, values = layer.whole("out_features"), layer.depth * prod(layer.sizes)
    added = [layer.weight("bias", units)] if layer.flag("bias") else []
    return layer.run("Gemm", _flat(layer), layer.weight("weight", units, values), *added, transB=1)


def _linear(layer: OnnxLayer) -> str:
    """At every position: a convolution whose kernel has size 1."""
    if not layer.axes:
        return _dense(layer)
    return _mixed(layer, layer.inputs[0], layer.whole("out_features"), "", word="")


def _mixed(layer: OnnxLayer, value: str, units: int, part: str, word: str) -> str:
    weights = layer.weight(f"{part}weight", units, layer.depth, *[1] * layer.axes)
    added = [layer.weight(f"{part}bias", units)] if layer.flag("bias") else []
    return layer.run("Conv", value, weights, *added, word=word)


def _rbf(layer: OnnxLayer) -> str:
    values = layer.depth * prod(layer.sizes)
    row = layer.shaped(_flat(layer), 0, 1, values, word="row")
    away = layer.run("Sub", row, layer.weight("centres", layer.whole("classes"), values), word="away")
    return layer.run("ReduceSumSquare", away, layer.numbers("axes", [2]), keepdims=0)


def _embedding(layer: OnnxLayer) -> str:
    words = layer.run("Cast", layer.shaped(layer.inputs[0], 0, *layer.sizes, word="words"), word="numbers", to=7)
    table = layer.weight("weight", layer.whole("vocabulary"), layer.whole("size"))
    rows = layer.run("Gather", table, words, word="rows")
    return layer.run("Transpose", rows, perm=[0, layer.axes + 1, *range(1, layer.axes + 1)])


def _attention(layer: OnnxLayer) -> str:
    """Every position asks all positions: heads of a share of the maps each."""
    heads, depth, places = layer.whole("heads"), layer.depth, prod(layer.sizes)
    mixed = _mixed(layer, layer.inputs[0], 3 * depth, "in_", word="in")
    parts = layer.shaped(mixed, 0, 3, heads, depth // heads, places, word="heads")
    asked = layer.runs("Split", parts, layer.numbers("parts", [1, 1, 1]), word="asked", outputs=3, axis=1)
    query, key, value = (layer.shaped(one, 0, heads, depth // heads, places, word="part") for one in asked)
    turned = layer.run("Transpose", query, word="query", perm=[0, 1, 3, 2])
    scale = layer.numbers("scale", [(depth // heads) ** -0.5], scalar=True)
    scores = layer.run("Mul", layer.run("MatMul", turned, key, word="products"), scale, word="scores")
    share = layer.run("Softmax", scores, word="share", axis=-1)
    back = layer.run("Transpose", share, word="back", perm=[0, 1, 3, 2])
    met = layer.shaped(layer.run("MatMul", value, back, word="values"), 0, depth, *layer.sizes, word="met")
    return _mixed(layer, met, depth, "out_", word="")


def _class_token(layer: OnnxLayer) -> str:
    count, depth = layer.whole("count"), layer.depth
    first = [layer.numbers("ends", [end]) for end in (0, 1)]
    batch = layer.run("Slice", layer.run("Shape", word="shape"), *first, word="batch")
    shape = layer.run("Concat", batch, layer.numbers("token", [depth, count]), word="size", axis=0)
    token = layer.run("Expand", layer.weight("token", 1, depth, count), shape, word="tokens")
    return layer.run("Concat", token, layer.inputs[0], axis=2)


def _position_embedding(layer: OnnxLayer) -> str:
    return layer.run("Add", layer.inputs[0], layer.weight("position", layer.depth, *layer.sizes))


# -- normalisation -----------------------------------------------------------------------------------------------------


def _scaled(layer: OnnxLayer) -> list[str]:
    """A factor and a summand for each map; without weights of its own, these are 1 and 0."""
    return [layer.affine("weight", layer.depth, ones=True), layer.affine("bias", layer.depth)]


def _bn(layer: OnnxLayer) -> str:
    if not layer.flag("tracked"):
        raise layer.refused("that tracks no mean")
    measured = [layer.weight("mean", layer.depth), layer.weight("variance", layer.depth, ones=True)]
    inputs = (layer.inputs[0], *_scaled(layer), *measured)
    return layer.run("BatchNormalization", *inputs, epsilon=layer.real("epsilon"))


def _layer_norm(layer: OnnxLayer) -> str:
    whole, axes = layer.flag("positions"), layer.axes
    shape = (layer.depth, *layer.sizes) if whole else (layer.depth,)
    added = [layer.weight("bias", *shape)] if layer.flag("bias") and layer.flag("affine") else []
    weights = (layer.affine("weight", *shape, ones=True), *added)
    epsilon = layer.real("epsilon")
    if whole or not axes:
        return layer.run("LayerNormalization", layer.inputs[0], *weights, axis=1, epsilon=epsilon)
    last = layer.run("Transpose", word="last", perm=[0, *range(2, axes + 2), 1])
    normed = layer.run("LayerNormalization", last, *weights, word="normed", axis=-1, epsilon=epsilon)
    return layer.run("Transpose", normed, perm=[0, axes + 1, *range(1, axes + 1)])


def _group_norm(layer: OnnxLayer) -> str:
    inputs = (layer.inputs[0], *_scaled(layer))
    return layer.run("GroupNormalization", *inputs, num_groups=layer.whole("groups"), epsilon=layer.real("epsilon"))


def _instance_norm(layer: OnnxLayer) -> str:
    if layer.flag("tracked"):
        raise layer.refused("that tracks a mean")
    return layer.run("InstanceNormalization", layer.inputs[0], *_scaled(layer), epsilon=layer.real("epsilon"))


def _layer_scale(layer: OnnxLayer) -> str:
    return layer.run("Mul", layer.inputs[0], layer.weight("weight", layer.depth, *[1] * layer.axes, ones=True))


def _grn(layer: OnnxLayer) -> str:
    wide, x = (layer.depth, *[1] * layer.axes), layer.inputs[0]
    norm = layer.run("ReduceL2", x, layer.numbers("axes", list(range(2, 2 + layer.axes))), word="norm")
    mean = layer.run("ReduceMean", norm, layer.numbers("axes", [1]), word="mean")
    epsilon = layer.numbers("epsilon", [layer.real("epsilon")], scalar=True)
    share = layer.run("Div", norm, layer.run("Add", mean, epsilon, word="above"), word="share")
    scaled = layer.run("Mul", layer.run("Mul", x, share, word="shared"), layer.weight("weight", *wide), word="scaled")
    return layer.run("Add", layer.run("Add", scaled, layer.weight("bias", *wide), word="moved"), x)


def _lrn(layer: OnnxLayer) -> str:
    if layer.whole("size") % 2 == 0:
        raise layer.refused("over an even number of maps, of which ONNX takes one more behind, not before")
    numbers = {word: layer.real(word) for word in ("alpha", "beta", "bias")}
    return layer.run("LRN", size=layer.whole("size"), **numbers)


# -- activation --------------------------------------------------------------------------------------------------------


def _clip(least: float | None, most: float | None) -> OnnxRow:
    def row(layer: OnnxLayer) -> str:
        bounds = [
            "" if bound is None else layer.numbers(word, [bound], scalar=True)
            for word, bound in (("min", least), ("max", most))
        ]
        return layer.run("Clip", layer.inputs[0], *bounds)

    return row


def _clipped(layer: OnnxLayer) -> str:
    least, most = (layer.real(word) if layer.is_given(word) else None for word in ("min", "max"))
    return _clip(least, most)(layer)


def _hard_sigmoid(layer: OnnxLayer) -> str:
    alpha = layer.real("alpha") if layer.is_given("alpha") else 1 / 6
    return layer.run("HardSigmoid", alpha=alpha, beta=layer.real("beta"))


def _silu(layer: OnnxLayer) -> str:
    return layer.run("Mul", layer.inputs[0], layer.run("Sigmoid", word="gate"))


def _glu(layer: OnnxLayer) -> str:
    half = layer.numbers("halves", [layer.depth_out] * 2)
    one, gate = layer.runs("Split", layer.inputs[0], half, word="split", outputs=2, axis=1)
    return layer.run("Mul", one, layer.run("Sigmoid", gate, word="gate"))


def _prelu(layer: OnnxLayer) -> str:
    shape = (1,) if layer.flag("shared") else (layer.depth, *[1] * layer.axes)
    return layer.run("PRelu", layer.inputs[0], layer.weight("slope", *shape))


def _softmax(operator: str) -> OnnxRow:
    def row(layer: OnnxLayer) -> str:
        switches = [p.words[0] for p in layer.result.step.parameters if p.kind == "boolean"]
        if any(map(layer.flag, switches)):
            raise layer.refused("over positions")
        return layer.run(operator, axis=layer.axis())

    return row


def _maxout(layer: OnnxLayer) -> str:
    apart = layer.shaped(layer.inputs[0], 0, layer.depth_out, layer.whole("pieces"), *layer.sizes)
    return layer.run("ReduceMax", apart, layer.numbers("axes", [2]), keepdims=0)


def _dropout(layer: OnnxLayer) -> str:
    ratio = layer.numbers("ratio", [layer.real("probability")], scalar=True)
    return layer.run("Dropout", layer.inputs[0], ratio)


ONNX_LAYERS: Mapping[str, OnnxRow] = {
    **ONNX_WINDOWS,
    **ONNX_SHAPES,
    "dense": _dense,
    "linear": _linear,
    "rbf": _rbf,
    "embedding": _embedding,
    "attention": _attention,
    "class_token": _class_token,
    "position_embedding": _position_embedding,
    "bn": _bn,
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "layer_scale": _layer_scale,
    "grn": _grn,
    "lrn": _lrn,
    "relu": _plain("Relu"),
    "relu6": _clip(0.0, 6.0),
    "hard_tanh": _clip(-1.0, 1.0),
    "clip": _clipped,
    "leaky_relu": _passing("LeakyRelu", alpha="slope"),
    "prelu": _prelu,
    "maxout": _maxout,
    "hard_sigmoid": _hard_sigmoid,
    "hard_swish": _plain("HardSwish"),
    "softsign": _plain("Softsign"),
    "softplus": _plain("Softplus"),
    "sigmoid": _plain("Sigmoid"),
    "log_sigmoid": lambda layer: layer.run("Log", layer.run("Sigmoid", word="sigmoid")),
    "tanh": _plain("Tanh"),
    "elu": _passing("Elu", alpha="alpha"),
    "celu": _passing("Celu", alpha="alpha"),
    "selu": _passing("Selu", alpha="alpha", gamma="r"),
    "gelu": lambda layer: layer.run("Gelu", approximate="tanh" if layer.flag("approximate") else "none"),
    "silu": _silu,
    "mish": _plain("Mish"),
    "glu": _glu,
    "softmax": _softmax("Softmax"),
    "log_softmax": _softmax("LogSoftmax"),
    "dropout": _dropout,
    "stochastic_depth": _plain("Identity"),
    "identity": _plain("Identity"),
}
"""Layer of the prelude to the nodes that it is."""
