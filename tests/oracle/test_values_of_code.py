"""What code computes: every layer without weights, against the operation that the prelude states, value by value."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from generated_torch import classes_of
from operation_on_arrays import apply_operation
from sampling import affine_grid

import symcnn
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = pytest.mark.slow

LAYERS = (
    *("relu", "relu6", "leaky_relu", "leaky_relu(0.3)", "elu(2)", "celu", "selu", "gelu", "silu", "mish", "softplus"),
    *("softsign", "sigmoid", "log_sigmoid", "tanh", "hard_sigmoid", "hard_swish", "hard_tanh", "glu", "softmax"),
    *("log_softmax", "clip(min=-1, max=1/2)", "clip(max=1/3)", "maxout(2)", "identity", "dropout", "lrn(3, alpha=2)"),
    *("lrn(4, alpha=1)", "maxpool(2)", "maxpool(3, stride=2)", "maxpool(3, stride=2, padding=1)", "maxpool((3, 2), 1)"),
    *("maxpool(3, 2, ceil_mode=true)", "maxpool(3, stride=2, padding=same)", "maxpool(2, 3, ceil_mode=true)"),
    *("maxpool(3, stride=2, padding=1, padding_end=0)", "maxpool(2, dilation=2)", "maxpool(3, 2, 1, ceil_mode=true)"),
    *(
        "avgpool(2)",
        "avgpool(3, stride=2, padding=1)",
        "avgpool(3, 2, 1, count_include_pad=false)",
        "avgpool((3, 2), 1)",
    ),
    *("avgpool(3, 2, ceil_mode=true)", "avgpool(3, 2, 1, ceil_mode=true)", "avgpool(2, divisor=3)"),
    *("avgpool(3, stride=2, padding=1, padding_end=0)", "avgpool(3, stride=2, padding=same)"),
    *("avgpool(3, 2, 1, ceil_mode=true, count_include_pad=false)", "lppool(2)", "stochastic_pool(2)", "gap", "gmp"),
    *("glp", "glp(norm=3)", "adaptive_avgpool(2)", "adaptive_avgpool(1)", "adaptive_maxpool((2, 3))", "pad((1, 2))"),
    *(
        "pad(1, padding_end=(0, 2))",
        "trim(1)",
        "trim((1, 0), cropping_end=(2, 1))",
        "crop((3, 2))",
        "crop((3, 2), (2, 1))",
    ),
    *("upsample(2)", "upsample((3, 2))", "interpolate((5, 9))", "upsample_linear(2)", "interpolate_linear((8, 7))"),
    *("upsample_linear(2, align_corners=true)", "upsample_cubic(2)", "interpolate_cubic((4, 8))", "flatten", "tokens"),
    *(
        "reshape((3, 4), 10)",
        "permute([1, 0, 2])",
        "permute([2, 0, 1])",
        "split(2, 1)",
        "narrow(1, 2)",
        "pad_maps(7, 1)",
    ),
    *("channel_shuffle(2)", "pixel_shuffle(2)", "pixel_shuffle(2, block_first=true)", "unfold(2, padding=1)"),
    *("pixel_unshuffle((2, 1), block_first=true)", "gap; repeat_vector(3)", "softmax(positions=true)"),
    *('split(3, 1, axis="W")', 'split(5, 3, axis="H")', 'softmax(axis="W")', 'softmax(axis="H")', "softmax(axis=2)"),
    *("upsample(3/2)", "upsample((1/2, 5/2))", "upsample_linear(3/2)", "upsample_linear((1/2, 9/4))"),
    *('log_softmax(axis="W")', "log_softmax(axis=1)", 'split(2, 1, axis="D")'),
)
LACKING = {"torch": 8, "keras": 22, "onnx": 10}
"""How many of these each target refuses, at most."""
SIZES, DEPTH = (6, 5), 4
TRANSPOSED = (
    *("3, 2, stride=2, padding=same", "4, 2, stride=2, padding=same", "2, 2, padding=same_lower", "(2, 5), 2, (3, 2)"),
    *("(2, 5), 2, (3, 2), padding=same_lower", "(3, 2), 2, 4, padding=same", "2, 2, 2, dilation=2, padding=same"),
    *("3, 2, 2, 1, padding_end=0", "3, 2, 2, 0, padding_end=(0, 2)", "3, 2, 3, (1, 0), padding_end=(0, 1)"),
    *(
        "3, 2, 2, 1, output_size=(12, 10)",
        "3, 2, 3, padding=same, output_size=(17, 13)",
        "3, 2, 2, 1, output_padding=1",
    ),
    *("3, 4, 2, padding=same, groups=2, bias=false", "4, 2, 3, padding=same_lower, output_size=(16, 13)"),
)
"""Arguments of transposed convolutions."""
TURNED = {
    "flatten": "flatten",
    "tokens": "tokens",
    "reshape((3, 4), 10)": "reshape((4, 3), 10)",
    "pixel_shuffle(2)": "pixel_shuffle(2)",
    "pixel_shuffle(2, block_first=true)": "pixel_shuffle(2, block_first=true)",
    "pixel_unshuffle((2, 1), block_first=true)": "pixel_unshuffle((1, 2), block_first=true)",
    "unfold(2, padding=1)": "unfold(2, padding=1)",
}
"""What goes through positions in the order of the axes, with these in the order that tensors have them."""
AVERAGES_OTHERWISE = {"avgpool(3, stride=2, padding=same)"}
"""On its torch backend Keras repeats values at the border here, where on others it leaves padding out."""


def expected(text: str, values: Mapping[Any, Any]) -> dict[Any, Any]:
    """What the prelude's operations make of an input, by place and depth."""
    is_turned = text in TURNED
    sizes = tuple(reversed(SIZES)) if is_turned else SIZES
    net = symcnn.parse(f"input({sizes[0]}, {sizes[1]}, {DEPTH}); {TURNED.get(text, text)}")
    found = {turned(place): value for place, value in values.items()} if is_turned else dict(values)
    for layer in net.derivation.layers:
        found = apply_operation(layer.step.layer, layer.step.values, layer.received, {"x": found})
    return {turned(place): value for place, value in found.items()} if is_turned else found


def turned(place: Any) -> Any:
    """A place with the axes the other way round."""
    return (*reversed(place[:-1]), place[-1]) if len(place) > 1 else place


def by_place(tensor: Any, *, last: bool) -> dict[Any, float]:
    """Entries of an array of one example, as the language places them: the depth behind the sizes."""
    array = tensor[0] if last else tensor[0].transpose(*range(1, tensor.ndim - 1), 0)
    turned = array.transpose(*reversed(range(array.ndim - 1)), array.ndim - 1)
    return {index if len(index) > 1 else index[0]: value for index, value in _entries(turned)}


def _entries(array: Any) -> list[Any]:
    import numpy as np

    return list(np.ndenumerate(array))


def in_torch(net: symcnn.Network, array: Any) -> Any:
    torch = pytest.importorskip("torch")
    module = classes_of(str(net.code("torch")))["Net"]().eval()
    with torch.no_grad():
        return module(torch.from_numpy(array)).numpy()


def in_keras(net: symcnn.Network, array: Any) -> Any:
    from generated_keras import built

    pytest.importorskip("keras")
    return built(net, {})(array.transpose(0, *range(2, array.ndim), 1)).detach().cpu().numpy()


def in_onnx(net: symcnn.Network, array: Any) -> Any:
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(net.onnx(), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: array})[0]


RUN: dict[str, Callable[[symcnn.Network, Any], Any]] = {"torch": in_torch, "keras": in_keras, "onnx": in_onnx}


@pytest.mark.parametrize("target", ["torch", "onnx"])
def test_values_of_a_grid(target: str) -> None:
    np = pytest.importorskip("numpy")
    rows = [[Fraction(3, 4), Fraction(-1, 8), Fraction(1, 2)], [Fraction(1, 4), Fraction(7, 8), Fraction(-3, 8)]]
    array = np.array([[float(value) for row in rows for value in row]], "float32")
    found = by_place(RUN[target](symcnn.parse("input(6); affine_grid((4, 3))"), array), last=False)
    wanted = affine_grid(rows, [4, 3], Counter())
    assert found == pytest.approx({place: float(value) for place, value in wanted.items()}, abs=1e-5)


@pytest.mark.parametrize("target", RUN)
def test_values(target: str) -> None:
    np = pytest.importorskip("numpy")
    drawn, found, refused = random.Random(7), {}, []
    for text in LAYERS:
        net = symcnn.parse(f"input({SIZES[0]}, {SIZES[1]}, {DEPTH}); {text}")
        places = list(np.ndindex(*SIZES, DEPTH))
        sign = 0 if text.startswith(("stochastic", "lppool")) else 20
        values = {place: Fraction(drawn.randint(1, 40) - sign, 8) for place in places}
        array = np.zeros((1, DEPTH, *reversed(SIZES)), "float32")
        for (x, y, depth), value in values.items():
            array[0, depth, y, x] = float(value)
        try:
            made = RUN[target](net, array)
        except ArgumentMistake:
            refused.append(text)
            continue
        wanted, got = expected(text, values), by_place(np.asarray(made), last=target == "keras")
        one = {place[0] if len(place) == 1 else place: float(value) for place, value in wanted.items()}
        if one.keys() != got.keys():
            found[text] = f"other places: {max(one)} and {max(got)}"
        elif wrong := {place for place in one if abs(one[place] - got[place]) > 1e-4 * max(1, abs(one[place]))}:
            found[text] = f"{len(wrong)} of {len(one)} differ"
    if target == "keras":
        found = {text: words for text, words in found.items() if text not in AVERAGES_OTHERWISE}
    assert not found
    assert len(refused) <= LACKING[target]


def filled_torch(net: symcnn.Network, array: Any, drawn: Any) -> Any:
    torch = pytest.importorskip("torch")
    module = classes_of(str(net.code("torch")))["Net"]().eval()
    (made,) = (part for part in module.modules() if isinstance(part, torch.nn.ConvTranspose2d))
    with torch.no_grad():
        for part in made.parameters():
            part.copy_(torch.from_numpy(drawn(part.shape)))
        bias = None if made.bias is None else made.bias.numpy()
        return made.weight.numpy(), bias, module(torch.from_numpy(array)).numpy()


def filled_keras(net: symcnn.Network, array: Any, drawn: Any) -> Any:
    from generated_keras import built

    pytest.importorskip("keras")
    model = built(net, {})
    (made,) = (layer for layer in model.layers if layer.weights)
    kernel, *bias = (drawn(tuple(part.shape)) for part in made.weights)
    made.set_weights([kernel, *bias])
    found = model(array.transpose(0, 2, 3, 1)).detach().cpu().numpy()
    return kernel.transpose(3, 2, 0, 1), bias[0] if bias else None, found.transpose(0, 3, 1, 2)


def filled_onnx(net: symcnn.Network, array: Any, drawn: Any) -> Any:
    onnx, reference = pytest.importorskip("onnx"), pytest.importorskip("onnx.reference")
    model = onnx.load_from_string(net.onnx())
    found = [drawn(tuple(tensor.dims)) for tensor in model.graph.initializer]
    for tensor, values in zip(model.graph.initializer, found, strict=True):
        tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    bias = next((values for values in found if values.ndim == 1), None)
    (made,) = reference.ReferenceEvaluator(model).run(None, {model.graph.input[0].name: array})
    return found[0], bias, made


FILLED = {"torch": filled_torch, "keras": filled_keras, "onnx": filled_onnx}
"""Run with weights that are drawn: these as PyTorch has them, the bias, and what comes out."""


@pytest.mark.parametrize("target", FILLED)
def test_values_of_transposed_convolutions(target: str) -> None:
    """Cut off at both ends, however their author says it."""
    np = pytest.importorskip("numpy")
    chance, refused = np.random.default_rng(3), []
    for arguments in TRANSPOSED:
        if target == "onnx" and "groups" in arguments:
            continue  # ONNX's own evaluator gets them wrong
        net = symcnn.parse(f"input({SIZES[0]}, {SIZES[1]}, {DEPTH}); conv_transpose({arguments})")
        array = chance.integers(-9, 10, (1, DEPTH, *reversed(SIZES))).astype("float32")
        try:
            kernel, bias, made = FILLED[target](net, array, lambda shape: chance.integers(-9, 10, shape).astype("f"))
        except ArgumentMistake:
            refused.append(arguments)
            continue
        (layer,) = net.derivation.layers
        filters, share = kernel.shape[1], DEPTH * kernel.shape[1] // int(layer.output.depth)
        weights = {
            (x, y, maps % share, maps // share * filters + one): int(weight)
            for (maps, one, y, x), weight in np.ndenumerate(kernel)
        }
        every = [0] * int(layer.output.depth) if bias is None else bias
        biases = {(place,): int(value) for place, value in enumerate(every)}
        arrays: dict[str, Any] = {
            "x": {place: int(value) for place, value in by_place(array, last=False).items()},
            "w": weights,
            "b": biases,
        }
        wanted = apply_operation(layer.step.layer, layer.step.values, layer.received, arrays)
        assert by_place(made, last=False) == wanted, arguments
    assert len(refused) <= (2 if target == "keras" else 0)
