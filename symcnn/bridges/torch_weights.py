"""PyTorch's layers with weights, and arithmetic on weights alone."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, TypeAlias

from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, volume, weights_of
from symcnn.bridges.torch_layout import Tensor, size_of
from symcnn.bridges.traced import ArgumentValue, ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.bridges.model_lines import CallArguments

TorchRow: TypeAlias = "Callable[[TorchGraph, NodeArguments], NodeValue]"

SPATIAL = frozenset({2, 3, 4})
"""Dimensions in which PyTorch's layers of windows have their axes."""


def collapsed(row: Sequence[int]) -> ArgumentValue:
    """One number where all are equal, or a tuple."""
    return row[0] if len(set(row)) == 1 else tuple(row)


def along(x: Tensor, numbers: int | Sequence[int], neutral: int) -> ArgumentValue:
    """One number for each axis of a settled tensor, for those beside the batch the one that does nothing."""
    if not set(x.batch) <= set(x.dims[0]):
        raise ImportRefused("the batch is where a layer looks for an axis")
    own = x.dims[2:]
    row = [numbers] * len(own) if isinstance(numbers, int) else list(numbers)
    row = row * len(own) if len(row) == 1 else row
    kept = [number for number, d in zip(row, own, strict=True) if d]
    beside = [neutral] * (len(x.axes) - len(kept))
    return collapsed([*kept, *beside] or row)


def constant(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Arithmetic on weights alone."""
    flat = [item for value in given.values() for item in (value if isinstance(value, list) else [value])]
    computed = graph.node.meta["val"]
    work = tuple(dict.fromkeys(pair for value in flat if isinstance(value, Constant) for pair in value.work))
    if isinstance(computed, list | tuple):
        return [Constant(weights_of(*flat), tuple(map(int, one.shape)), work) for one in computed]
    return Constant(weights_of(*flat), graph.shape, work)


_MATRIX_PRODUCTS = frozenset({"matmul", "bmm", "mm"})


def called(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A part of the graph on its own, such as one with another precision, on weights alone; with its products."""
    made, whole = constant(graph, given), graph.node.graph.owning_module
    parts = [getattr(whole, part.target) for part in graph.node.args if getattr(part, "op", "") == "get_attr"]
    products = [
        (
            f"{graph.node.name}.{node.name}",
            _per_example(graph, node.meta["val"].shape, node.args[0].meta["val"].shape[-1]),
        )
        for part in parts
        for node in part.graph.nodes
        if getattr(node.target, "__name__", "").split(".")[0] in _MATRIX_PRODUCTS
    ]
    several = [one for one in (made if isinstance(made, list) else [made]) if isinstance(one, Constant)]
    worked = [one._replace(work=(*one.work, *products)) for one in several]
    return worked if isinstance(made, list) else worked[0]


def product(graph: TorchGraph, given: NodeArguments, inner: int, shape: tuple[int, ...] = ()) -> Constant:
    """A product of weights alone, with so many products for each value of an example: of what it makes, or a shape."""
    made = constant(graph, given)
    assert isinstance(made, Constant)
    return made._replace(work=(*made.work, (graph.node.name, _per_example(graph, shape or graph.shape, inner))))


def _per_example(graph: TorchGraph, shape: Sequence[int], inner: int) -> int:
    """The multiply-accumulates of a product of matrices for one example: weights may be repeated for each."""
    each = any(size % graph.batch == 0 for size in shape)
    return int(prod(shape)) * int(inner) // (graph.batch if each else 1)


def convolution(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A convolution; with as many groups as maps a depthwise one, without axes a dense layer."""
    weight, bias = given["weight"], given.get("bias")
    if isinstance(given["input"], Constant):
        return product(graph, given, prod(weight.shape[1:]))
    if not isinstance(weight, Constant):
        raise ImportRefused("weights that are computed of the input")
    plain = set(weight.shape[2:]) == {1} and given["groups"] == 1
    x = graph.settle(given["input"], 1, frozenset() if plain else SPATIAL)
    names = weights_of(weight, bias)
    has_bias = ("bias", bias is not None)
    if not x.axes:
        return graph.leaves("dense", x, 1, (("out_features", weight.shape[0]), has_bias), names)
    padding: ArgumentValue = given["padding"]
    padding = padding if isinstance(padding, str) else along(x, padding, 0)
    window: CallArguments = (
        ("stride", along(x, given["stride"], 1)),
        ("padding", padding),
        ("dilation", along(x, given["dilation"], 1)),
    )
    kernel, filters, depth, groups = (
        along(x, weight.shape[2:], 1),
        weight.shape[0],
        size_of(x.depth),
        given["groups"],
    )
    if not names:
        return _filtered(graph, x, given, kernel, groups if filters == depth else 0)
    if groups == depth > 1 and filters % depth == 0:
        rest = (("kernel_size", kernel), ("multiplier", filters // depth), *window, has_bias)
        return graph.leaves("depthwise", x, 1, rest, names)
    rest = (("kernel_size", kernel), ("filters", filters), *window, ("groups", groups), has_bias)
    return graph.leaves("conv", x, 1, rest, names)


def _filtered(graph: TorchGraph, x: Tensor, given: NodeArguments, kernel: ArgumentValue, groups: int) -> NodeValue:
    """A convolution whose weights are not trained, with one filter for each map."""
    if groups != size_of(x.depth) or isinstance(given["padding"], str) or set(given["dilation"]) != {1}:
        raise ImportRefused("a convolution whose weights are not trained")
    window = (("stride", along(x, given["stride"], 1)), ("padding", along(x, given["padding"], 0)))
    return graph.leaves("fixed_filter", x, 1, (("kernel_size", kernel), *window))


def with_gains(row: TorchRow, *parts: str) -> TorchRow:
    """A layer with weights; what else is trained to make these parts of it is a layer behind it."""

    def apply(graph: TorchGraph, given: NodeArguments) -> NodeValue:
        made_of = [part for word in parts if isinstance(part := given[word], Constant)]
        names = weights_of(*made_of)
        new = not graph.knows(names)
        made = row(graph, given)
        more = sum(graph.lengths[name] for name in names) - sum(prod(part.shape) for part in made_of)
        if not new or more <= 0 or not isinstance(made, Tensor):
            return made
        return graph.like(made, "with_trained", (("numbers", more),))

    return apply


def transposed(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A transposed convolution."""
    weight, bias = given["weight"], given.get("bias")
    if isinstance(given["input"], Constant):
        return product(graph, given, prod(weight.shape[1:]), given["input"].shape)
    if not isinstance(weight, Constant):
        raise ImportRefused("weights that are computed of the input")
    x = graph.settle(given["input"], 1, SPATIAL)
    words = (("stride", 1), ("padding", 0), ("output_padding", 0), ("dilation", 1))
    rest: CallArguments = (
        ("kernel_size", along(x, weight.shape[2:], 1)),
        ("filters", weight.shape[1] * given["groups"]),
        *((word, along(x, given[word], neutral)) for word, neutral in words),
        ("groups", given["groups"]),
        ("bias", bias is not None),
    )
    return graph.leaves("conv_transpose", x, 1, rest, weights_of(weight, bias))


def linear(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A dense layer, or one at every position."""
    weight, bias, x = given["weight"], given.get("bias"), given["input"]
    if isinstance(x, Constant):
        return product(graph, given, weight.shape[1])
    if not isinstance(weight, Constant):
        raise ImportRefused("weights that are computed of the input")
    x, own = graph.settle(x, -1), None if _is_apart(graph, bias) else bias
    rest = (("out_features", weight.shape[0]), ("bias", own is not None))
    made = graph.leaves("linear" if x.axes else "dense", x, -1, rest, weights_of(weight, own))
    return made if own is bias else with_numbers(graph, "plus_trained", made, bias)


def _is_apart(graph: TorchGraph, bias: NodeValue) -> bool:
    """Whether a bias is not a trained number for each map."""
    return isinstance(bias, Constant) and sum(graph.lengths[name] for name in bias.weights) != prod(bias.shape)


def with_numbers(graph: TorchGraph, word: str, x: Tensor, numbers: Constant) -> Tensor:
    """A layer in which trained numbers take part, as many as no layer has yet."""
    pairs = zip(("numbers", "products"), graph.new_of(numbers), strict=True)
    given = tuple((name, number) for name, number in pairs if number or name == "numbers")
    return x._replace(source=graph.emit(word, (x.source,), volume(x), given, numbers.weights, shares=False))


def exact(number: float) -> Fraction:
    """A number as its author wrote it: 0.1 is 1/10."""
    return Fraction(str(number))


def with_epsilon(given: NodeArguments) -> CallArguments:
    """What is added below a root, where it is not what the language adds."""
    epsilon = given["eps"]
    return () if epsilon in {None, _USUAL_EPSILON} else (("epsilon", exact(epsilon)),)


_USUAL_EPSILON = 1e-5


def batch_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Batch normalisation."""
    x = graph.settle(given["input"], 1)
    return _normalised(graph, x, "bn", given, (("tracked", given["running_mean"] is not None),))


def _normalised(graph: TorchGraph, x: Tensor, word: str, given: NodeArguments, rest: CallArguments) -> Tensor:
    """A normalisation that trains scale and shift, or neither; one of them alone is a layer behind it."""
    weight, bias = given["weight"], given["bias"]
    names, both = weights_of(weight, bias), (weight is None) == (bias is None)
    arguments = (("affine", both and weight is not None), *rest, *with_epsilon(given))
    made = graph.like(x, word, arguments, names if both else ())
    return made if both else graph.like(made, "layer_scale" if bias is None else "shift", (), names)


def instance_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Normalisation of each map by itself."""
    x = graph.settle(given["input"], 1, SPATIAL)
    tracked: CallArguments = () if given["use_input_stats"] else (("tracked", True),)
    return _normalised(graph, x, "instance_norm", given, tracked)


def layer_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Layer normalisation over the depth, or over the depth and all positions."""
    weight, bias, over = given["weight"], given["bias"], len(given["normalized_shape"])
    if over not in (1, len(given["input"].dims) - 1):
        raise ImportRefused(f"a layer normalisation over {over} dimensions")
    x = graph.settle(given["input"], -over)
    rest: CallArguments = (("positions", True),) if over > 1 else ()
    if weight is None:
        return _normalised(graph, x, "layer_norm", given, (("bias", True), *rest))
    arguments = (("affine", True), ("bias", bias is not None), *rest, *with_epsilon(given))
    return graph.like(x, "layer_norm", arguments, weights_of(weight, bias))


def rms_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Normalisation by the root of the mean square over the depth."""
    x, weight = graph.settle(given["input"], -1), given["weight"]
    if len(given["normalized_shape"]) != 1:
        raise ImportRefused("a normalisation by mean squares over several dimensions")
    return graph.like(x, "rms_norm", (("affine", weight is not None), *with_epsilon(given)), weights_of(weight))


def group_norm(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """Group normalisation."""
    return _normalised(graph, graph.settle(given["input"], 1), "group_norm", given, (("groups", given["num_groups"]),))


def prelu(graph: TorchGraph, given: NodeArguments) -> NodeValue:
    """A rectifier with trained slopes."""
    x, weight = graph.settle(given["self"], 1), given["weight"]
    return graph.like(x, "prelu", (("shared", prod(weight.shape) == 1),), weights_of(weight))
