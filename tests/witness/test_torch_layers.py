"""PyTorch as a witness of every layer that it has: recorded answers, and where it is installed, a larger draw.

The answers stand in ``torch_layer_facts.txt``; with PyTorch installed,
``pytest tests/witness/test_torch_layers.py --update`` writes them anew.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sampling import sample
from torch_pairs import PAIRS, Draw, Index, Pair, pairs

import symcnn
from symcnn.errors import ShapeMistake

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = Path(__file__).parent / "torch_layer_facts.txt"
HEADING = """\
# What PyTorch 2.13.0 answers: module, the input's sizes and depth, the layer it should be; then the output's sizes and
# depth, and the numbers that are trained and that are kept; or "refused". The depth is last here.
"""
FACT = re.compile(r"(\w+?)(?:\dd)?\(.*\) on ([\dx ]+) is (.*) -> (.*)")
DEPTH_LAST = {"LayerNorm", "Linear", "MultiheadAttention", "Embedding"}
"""Modules of PyTorch that take the depth behind the positions."""


def derive(text: str) -> str:
    """Our answer, in the words of the facts."""
    try:
        layer = symcnn.parse(text).for_framework("torch").layers[-1]
    except ShapeMistake:
        return "refused"
    return f"{' x '.join(map(str, layer.output))}, {layer.params} trained, {layer.quantity('buffers')} kept"


def test_recorded_answers() -> None:
    found: Counter[str] = Counter()
    for line in FACTS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            fact = FACT.fullmatch(line)
            assert fact is not None, line
            module, shape, ours, answer = fact.groups()
            assert derive(f"input({shape.replace(' x ', ', ')}); {ours}") == answer, line
            found[module] += 1
    assert len(found) >= len(PAIRS) - 2  # two are convolutions
    assert min(found.values()) > 1


# -- with PyTorch ------------------------------------------------------------------------------------------------------


def make(torch: Any, pair: Pair) -> Any:
    options = dict(pair.options)
    if pair.module.startswith("FractionalMaxPool"):
        *sizes, depth = pair.shape
        options["_random_samples"] = torch.zeros(1, depth, len(sizes), dtype=torch.float64)
    return getattr(torch.nn, pair.module)(*pair.arguments, **options).double().eval()


def run(torch: Any, pair: Pair, module: Any, x: Any) -> Any:
    """The module's answer to an input with the depth first, in the same order."""
    if pair.module == "Embedding":
        return torch.movedim(module(x[:, 0].long()), -1, 1)
    if pair.module in DEPTH_LAST:
        rows = torch.movedim(x, 1, -1)
        y = module(rows, rows, rows)[0] if pair.module == "MultiheadAttention" else module(rows)
        return torch.movedim(y, -1, 1)
    if pair.module.startswith("MaxUnpool"):
        return module(x, torch.zeros_like(x).long())
    return module(x)


def ask(torch: Any, pair: Pair) -> str:
    """PyTorch's answer, in the words of the facts."""
    *sizes, depth = pair.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of layers that keep one value of each map, and the like
        try:
            module = make(torch, pair)
            with torch.no_grad():
                y = run(torch, pair, module, torch.zeros((1, depth, *sizes), dtype=torch.float64))
        except (RuntimeError, ValueError, AssertionError):
            return "refused"
    if 0 in y.shape:
        return "refused"
    trained = sum(parameter.numel() for parameter in module.parameters())
    kept = sum(
        b.numel() for name, b in module.named_buffers() if name not in ("num_batches_tracked", "_random_samples")
    )
    return f"{' x '.join(map(str, (*y.shape[2:], y.shape[1])))}, {trained} trained, {kept} kept"


def agree(pair: Pair, theirs: str, ours: str) -> bool:
    """Whether both say the same, or differ where they are known to."""
    if theirs != "refused" or pair.module not in STRICTER:
        return ours == theirs
    *sizes, _ = pair.shape
    kernel, size = pair.arguments[-1 if pair.module == "LPPool3d" else 0], pair.options.get("output_size", 1)
    columns = zip(sizes, every(kernel, 3), every(size, 3), strict=True)
    reach = 1 if pair.module == "FractionalMaxPool3d" else 0
    return ours == theirs or any(f + n - 1 + reach > length for length, f, n in columns)


STRICTER = {"AvgPool3d", "LPPool3d", "FractionalMaxPool3d"}
"""With three axes PyTorch asks for more: the bare input must hold the window, or one value more than the windows."""


def every(value: Any, axes: int) -> Index:
    return value if isinstance(value, tuple) else (value,) * axes


def test_the_recorded_answers_are_pytorchs(torch: Any, update: bool) -> None:
    drawn = [pair for pair in pairs(0, 14) if pair.module not in STRICTER]
    text = HEADING + "".join(sorted({f"{pair} -> {ask(torch, pair)}\n" for pair in drawn}))
    if update:
        FACTS.write_text(text, "utf-8")
    assert FACTS.read_text("utf-8") == text


@pytest.mark.parametrize("kind", PAIRS)
def test_shapes_and_stored_numbers(kind: str, torch: Any) -> None:
    drawn = [PAIRS[kind](Draw(f"1 {kind} {number}")) for number in range(25)]
    answers = [ask(torch, pair) for pair in drawn]
    for pair, theirs in zip(drawn, answers, strict=True):
        assert agree(pair, theirs, derive(pair.text)), pair
    assert answers.count("refused") < 19


def entries(tensor: Any) -> dict[tuple[int, ...], Any]:
    return {index: tensor[index].item() for index in product(*map(range, tensor.shape))}


def depth_last(torch: Any, tensor: Any) -> dict[tuple[int, ...], Any]:
    return entries(torch.movedim(tensor[0], 0, -1))


def arrays_of(torch: Any, pair: Pair, module: Any) -> dict[str, Any]:
    """A module's stored numbers under our names, in our order."""
    own = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    own.setdefault("bias", torch.zeros(64, dtype=torch.float64))
    naming = NAMES.get(pair.module.rstrip("123d"))
    return naming(torch, pair, own) if naming else {}


def _norm(torch: Any, _pair: Pair, own: Any) -> dict[str, Any]:
    zeros = torch.zeros_like(own["bias"])
    mean, variance = own.get("running_mean", zeros), own.get("running_var", zeros)
    return {"g": own.get("weight", zeros), "b": own["bias"], "m": mean, "n": mean, "v": variance}


def _attention(torch: Any, pair: Pair, own: Any) -> dict[str, Any]:
    depth = pair.shape[-1]
    biases = own.get("in_proj_bias", torch.zeros(3 * depth))
    parts = {f"w{name}": own["in_proj_weight"][n * depth : (n + 1) * depth].T for n, name in enumerate("qrv")}
    parts |= {f"b{name}": biases[n * depth : (n + 1) * depth] for n, name in enumerate("qrv")}
    return {**parts, "w": own["out_proj.weight"].T, "b": own.get("out_proj.bias", own["bias"])}


def _conv(torch: Any, pair: Pair, own: Any) -> dict[str, Any]:
    w = torch.movedim(own["weight"], (0, 1), (-1, -2))
    return {"w": w[..., 0, :] if pair.ours.startswith("depthwise") else w, "b": own["bias"]}


NAMES: dict[str, Callable[[Any, Pair, Any], dict[str, Any]]] = {
    "PReLU": lambda _torch, _pair, own: {"a": own["weight"]},
    "Linear": lambda _torch, _pair, own: {"w": own["weight"].T, "b": own["bias"]},
    "Embedding": lambda _torch, _pair, own: {"w": own["weight"]},
    "MultiheadAttention": _attention,
    "Conv": _conv,
    **dict.fromkeys(("BatchNorm", "LayerNorm", "GroupNorm", "InstanceNorm"), _norm),
}


RANGES = {"LPPool": (0, 10), "Embedding": (0, 1), "MultiheadAttention": (-1, 2)}
"""What is put in, where that is not any small number."""


def compare(torch: Any, pair: Pair, witness: Any) -> None:
    *sizes, depth = pair.shape
    module = make(torch, pair)
    for name, tensor in (*module.named_parameters(), *module.named_buffers()):
        if tensor.is_floating_point() and name != "_random_samples":
            torch.nn.init.uniform_(tensor, 0.5, 2)
    low, high = RANGES.get(pair.module.rstrip("123d"), (-9, 10))
    high = pair.arguments[0] if pair.module == "Embedding" else high
    x = torch.randint(low, high, (1, depth, *sizes)).double()
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = run(torch, pair, module, x)
    arrays = {name: entries(tensor) for name, tensor in arrays_of(torch, pair, module).items()}
    found = depth_last(torch, x)
    given = {index: int(value) for index, value in found.items()} if pair.module == "Embedding" else found
    expected = {index: pytest.approx(value, abs=1e-9) for index, value in depth_last(torch, y).items()}
    assert witness.computes(pair.text, {"x": given, **arrays}) == expected, pair


@pytest.mark.parametrize("kind", [kind for kind in PAIRS if kind != "MaxUnpool"])
def test_values(kind: str, torch: Any, witness: Any) -> None:
    torch.manual_seed(0)
    drawn = [PAIRS[kind](Draw(f"2 {kind} {number}")) for number in range(24)]
    drawn = [pair for pair in drawn if not (kind == "LPPool" and pair.options["ceil_mode"])]  # there PyTorch scales up
    fitting = [pair for pair in drawn if ask(torch, pair) != "refused" and derive(pair.text) != "refused"][:8]
    assert len(fitting) > 3
    for pair in fitting:
        compare(torch, pair, witness)


@pytest.mark.parametrize("stride", [2, 3])
def test_unpooling(stride: int, torch: Any, witness: Any) -> None:
    x = torch.randperm(2 * 7 * 6).double().reshape(1, 2, 7, 6)
    pooled, places = torch.nn.MaxPool2d(2, stride, return_indices=True)(x)
    *_, height, width = pooled.shape
    y = depth_last(torch, torch.nn.MaxUnpool2d(2, stride)(pooled, places, output_size=[7, 6]))
    p = dict.fromkeys(y, (-1, -1))
    for k, at in product(range(2), product(range(height), range(width))):
        p[(*divmod(places[(0, k, *at)].item(), 6), k)] = at
    text = f"input({height}, {width}, 2); max_unpool(2, {stride})"
    ours = witness.computes(text, {"x": depth_last(torch, pooled), "p": p})
    assert all(y[index] == value for index, value in ours.items())


ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "relu": ("ReLU", {}),
    "relu6": ("ReLU6", {}),
    "leaky_relu(0.25)": ("LeakyReLU", {"negative_slope": 0.25}),
    "hard_sigmoid": ("Hardsigmoid", {}),
    "hard_swish": ("Hardswish", {}),
    "hard_tanh": ("Hardtanh", {}),
    "softsign": ("Softsign", {}),
    "sigmoid": ("Sigmoid", {}),
    "log_sigmoid": ("LogSigmoid", {}),
    "tanh": ("Tanh", {}),
    "elu": ("ELU", {}),
    "elu(0.5)": ("ELU", {"alpha": 0.5}),
    "selu": ("SELU", {}),
    "celu(2)": ("CELU", {"alpha": 2.0}),
    "gelu": ("GELU", {}),
    "silu": ("SiLU", {}),
    "mish": ("Mish", {}),
    "softplus": ("Softplus", {}),
    "glu": ("GLU", {"dim": 1}),
    "softmax": ("Softmax", {"dim": 1}),
    "log_softmax": ("LogSoftmax", {"dim": 1}),
    "dropout": ("Dropout", {}),
    "identity": ("Identity", {}),
}


@pytest.mark.parametrize("layer", ACTIVATIONS)
def test_activations(layer: str, torch: Any, witness: Any) -> None:
    x = torch.linspace(-8, 8, 24).double().reshape(1, 2, 3, 4)
    module, options = ACTIVATIONS[layer]
    y = getattr(torch.nn, module)(**options).eval()(x)
    found = witness.computes(f"input(3, 4, 2); {layer}", {"x": depth_last(torch, x)})
    assert found == pytest.approx(depth_last(torch, y), abs=1e-9)


@pytest.mark.parametrize("sizes", [(3, 4), (5, 2)], ids=str)
def test_sampling_by_hand_is_pytorchs(sizes: tuple[int, int], torch: Any) -> None:
    """What ``affine_sample`` is counted by. PyTorch names the last axis first."""
    x = torch.randint(-9, 10, (1, 2, *sizes)).double()
    rows = [[Fraction(1, 2), Fraction(-1, 4), Fraction(1, 8)], [Fraction(1, 4), Fraction(3, 4), Fraction(-1, 8)]]
    turned = [[rows[1][1], rows[1][0], rows[1][2]], [rows[0][1], rows[0][0], rows[0][2]]]
    theta = torch.tensor([[[float(value) for value in row] for row in turned]], dtype=torch.float64)
    grid = torch.nn.functional.affine_grid(theta, list(x.shape), align_corners=False)
    y = torch.nn.functional.grid_sample(x, grid, align_corners=False)
    given = {index: int(value) for index, value in depth_last(torch, x).items()}
    assert {index: float(value) for index, value in sample(given, rows, Counter()).items()} == pytest.approx(
        depth_last(torch, y)
    )


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)], ids=str)
def test_axes_in_another_order(order: tuple[int, ...], torch: Any, witness: Any) -> None:
    x = torch.arange(24).double().reshape(3, 4, 2)
    y = witness.computes(f"input(3, 4, 2); permute({list(order)})", {"x": entries(x)})
    assert y == entries(x.permute(*order))
    laid = x.movedim(-1, 0).reshape(3, 2, 4).movedim(0, -1)
    assert witness.computes("input(3, 4, 2); reshape((2, 4), 3)", {"x": entries(x)}) == entries(laid)
