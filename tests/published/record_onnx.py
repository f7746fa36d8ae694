"""Records what ONNX's own tests of operators say, as ``suites/onnx_nodes.cases`` and ``suites/onnx_nodes.left``.

    python tests/published/record_onnx.py        (with the package onnx, which ships these tests)

A case is a name, the node as a network of one layer in the language, and what the test data of ONNX has behind it:
sizes with the depth last, and how many numbers its parameters have. Nothing of symcnn is asked. What is not written as
a network is listed with the reason.
"""

from __future__ import annotations

import warnings
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from onnx_calls import (
    Left,
    Node,
    alpha,
    call,
    clip,
    conv,
    cropped,
    deformed,
    dense,
    depth_last,
    flattened,
    folded,
    gelu,
    group_norm,
    hard_sigmoid,
    joined,
    merged,
    normalised,
    padded,
    plain,
    pool,
    prelu,
    resized,
    row,
    sampled,
    shuffled,
    sizes,
    softmax,
    split,
    transposed,
    unpooled,
    unshuffled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER = Path(__file__).with_name("suites")


def gridded(node: Node) -> str:
    """A grid by itself: what comes in are the rows of the map, and the size is another input."""
    if node.given.get("align_corners"):
        raise Left("a grid whose ends are the middles of values")
    return "flatten; " + call("affine_grid", f"({', '.join(str(int(one)) for one in node.inputs[1][2:])})")


def aligned(node: Node) -> str:
    """One region of those that another input names."""
    if node.given.get("mode") == b"max":
        raise Left("the largest value of a part of a region")
    ratio = str(node.given.get("sampling_ratio", 0))
    if ratio == "0":
        raise Left("as many values in each part of a region as it is long")
    size = (node.given.get("output_width", 1), node.given.get("output_height", 1))
    return call("roi_align", row(size), sampling_ratio=ratio)


ROWS: Mapping[str, Callable[[Node], str]] = {
    "Conv": conv, "ConvTranspose": transposed, "DeformConv": deformed, "Gemm": dense,
    "AveragePool": pool("avgpool"), "MaxPool": pool("maxpool"), "LpPool": pool("lppool"),
    "GlobalAveragePool": plain("adaptive_avgpool(1)"), "GlobalMaxPool": plain("adaptive_maxpool(1)"),
    "MaxUnpool": unpooled, "Resize": resized, "Upsample": resized, "Pad": padded, "CenterCropPad": cropped,
    "DepthToSpace": shuffled, "SpaceToDepth": unshuffled, "Flatten": flattened, "Concat": joined, "Split": split,
    "Col2Im": folded, "GridSample": sampled, "AffineGrid": gridded, "RoiAlign": aligned,
    "Dropout": plain("dropout"), "Identity": plain("identity"),
    "BatchNormalization": normalised("bn", tracked="true"),
    "InstanceNormalization": normalised("instance_norm", affine="true"),
    "GroupNormalization": group_norm, "LayerNormalization": depth_last("layer_norm"),
    "RMSNormalization": depth_last("rms_norm"), "LRN": lambda node: call("lrn", str(node.given["size"])),
    "Softmax": softmax("softmax"), "LogSoftmax": softmax("log_softmax"),
    "Relu": plain("relu"), "Sigmoid": plain("sigmoid"), "Tanh": plain("tanh"), "Softplus": plain("softplus"),
    "Softsign": plain("softsign"), "Selu": plain("selu"), "Elu": alpha("elu", "alpha", "1"),
    "Celu": alpha("celu", "alpha", "1"),
    "LeakyRelu": alpha("leaky_relu", "alpha", "0.01"), "HardSwish": plain("hard_swish"), "Mish": plain("mish"),
    "HardSigmoid": hard_sigmoid, "Gelu": gelu,
    "PRelu": prelu, "Clip": clip,
    "Add": merged("add"), "Sum": merged("add"), "Mul": merged("mul"), "Max": merged("maximum"),
    "Min": merged("minimum"), "Mean": merged("average"), "Sub": merged("subtract"),
}  # fmt: skip
"""Operators that a layer of the language is, and how they are written."""

WEIGHTS: Mapping[str, tuple[int, ...]] = {
    "Conv": (1, 2), "ConvTranspose": (1, 2), "DeformConv": (1, 3), "BatchNormalization": (1, 2), "PRelu": (1,),
    "InstanceNormalization": (1, 2), "GroupNormalization": (1, 2), "LayerNormalization": (1, 2),
    "RMSNormalization": (1,),
}  # fmt: skip
"""Which inputs of an operator are its parameters. Of Gemm they are the matrix, and a bias that is no scalar."""


def params_of(node: Node) -> int:
    """How many numbers its parameters have."""
    if node.op == "Gemm":
        return sum(node.entry(n).size for n in (1, 2) if node.entry(n) is not None)
    return sum(int(node.entry(n).size) for n in WEIGHTS.get(node.op, ()) if node.entry(n) is not None)


OTHER_THINGS = {
    "Attention": "an operator of language models", "LinearAttention": "an operator of language models",
    "FlexAttention": "an operator of language models", "RotaryEmbedding": "an operator of language models",
    "CausalConvWithState": "an operator of language models", "SwiGLU": "an operator of language models",
    "GRU": "a recurrent layer", "LSTM": "a recurrent layer", "RNN": "a recurrent layer",
    "MatMul": "a product of two inputs without a batch axis", "Reshape": "the batch axis is reshaped too",
}  # fmt: skip
"""Operators of networks that are left out whole."""


def written(node: Node) -> str:
    """The network of one node."""
    if not prod(node.shape):
        raise Left("a size of 0")
    if len(node.shape) < 2:  # batch and depth
        raise Left("no depth beside the batch axis")
    said = ROWS[node.op](node)
    if said.startswith("two inputs: "):
        layer, *others = said.removeprefix("two inputs: ").split(" | ")
        entries = [sizes(node.shape), *others]
        named = "; ".join(f"i{place}: input({one})" for place, one in enumerate(entries))
        return f"{named}; {layer} {{ {' '.join(f'{{ from i{place} {{}} }}' for place in range(len(entries)))} }}"
    if said.startswith("depth last: "):
        entry = ", ".join(map(str, node.shape[1:]))
        return f"input({entry}); {said.removeprefix('depth last: ')}"
    if said.startswith("concat") and len({one.shape for one in node.inputs}) > 1:
        raise Left("branches of several shapes")
    return f"input({sizes(node.shape)}); {said}"


def is_depth_last(text: str) -> bool:
    return any(word in text for word in ("layer_norm", "rms_norm", "affine_grid"))


def left_of(node: Node, text: str) -> tuple[int, ...]:
    shape = tuple(int(size) for size in node.outputs[0].shape)
    softmaxed = (
        text.rsplit("; ", maxsplit=1)[-1] in ("softmax", "log_softmax") and node.given.get("axis", -1) % len(shape) != 1
    )
    return shape[1:] if is_depth_last(text) or softmaxed else (*shape[2:], shape[1])


def nodes() -> Iterator[tuple[str, Node]]:
    """The tests of one node, by name."""
    from onnx import helper
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = collect_testcases(None)
    for case in sorted(found, key=lambda one: one.name):
        if len(case.model.graph.node) != 1 or "_expanded" in case.name:
            continue
        (node,) = case.model.graph.node
        given = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        inputs, outputs = case.data_sets[0]
        if any(not hasattr(one, "shape") for one in (*inputs, *outputs)):
            continue  # sequences and optional values
        arrays = iter(inputs)
        entries = tuple(next(arrays) if name else None for name in node.input)
        version = case.model.opset_import[0].version
        yield case.name, Node(node.op_type, given, entries, tuple(outputs), version)


def recorded() -> tuple[list[str], list[str]]:
    """The rows of both files."""
    cases, left = [], []
    for name, node in nodes():
        if node.op in OTHER_THINGS:
            left.append(f"{name}: {OTHER_THINGS[node.op]}")
        if node.op not in ROWS:
            continue
        try:
            text = written(node)
        except Left as reason:
            left.append(f"{name}: {reason}")
            continue
        cases.append(f"{name} | {text} | {', '.join(map(str, left_of(node, text)))} | {params_of(node)}")
    return cases, left


if __name__ == "__main__":
    import onnx

    HEAD = (
        f"# Made by `python tests/published/record_onnx.py` from the node tests that onnx {onnx.__version__} ships.\n"
    )
    CASES, LEFT = recorded()
    (FOLDER / "onnx_nodes.cases").write_text(HEAD + "".join(f"{case}\n" for case in CASES), "utf-8")
    (FOLDER / "onnx_nodes.left").write_text(HEAD + "".join(f"{case}\n" for case in LEFT), "utf-8")
