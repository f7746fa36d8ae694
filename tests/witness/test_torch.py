"""PyTorch as a witness: recorded answers that are checked without it, and a larger grid where it is installed.

The answers stand in ``torch_facts.txt``; with PyTorch installed, ``pytest tests/witness/test_torch.py --update`` writes
them anew.
"""

from __future__ import annotations

import random
import re
from ast import literal_eval
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import symcnn
from symcnn.errors import ShapeMistake

FACTS = Path(__file__).parent / "torch_facts.txt"
HEADING = """\
# What PyTorch 2.13.0 answers: module, arguments, and the input's sizes and depth; then the output's sizes and depth,
# and the number of parameters; or "refused". Spatial sizes are in PyTorch's order, the depth is last here.
"""
FACT = re.compile(r"(\w+?)(?:\dd)?\((.*)\) on (.*) -> (.*)")
WORDS = {"out_channels": "filters", "scale_factor": "scale"}
LAYERS = {
    "Conv": "conv",
    "ConvTranspose": "conv_transpose",
    "MaxPool": "maxpool",
    "AvgPool": "avgpool",
    "Linear": "dense",
    "BatchNorm": "bn",
    "Upsample": "upsample",
}
ONE_FOR_ALL_AXES = {"Linear", "Upsample"}
FIRST = ["Conv", "Conv", "MaxPool", "MaxPool", "AvgPool", "AvgPool", "Linear"]
LATER = ["ConvTranspose", "ConvTranspose", "ConvTranspose", "BatchNorm", "Upsample"]
CEILING = ["MaxPool", "AvgPool"]
"""What is drawn from: a module as often as it stands there."""


class Setting(NamedTuple):
    """A module of PyTorch, its arguments, and an input: sizes and depth."""

    module: str
    arguments: dict[str, Any]
    shape: tuple[int, ...]

    @property
    def axes(self) -> int:
        return len(self.shape) - 1

    @property
    def name(self) -> str:
        """The module's name in PyTorch."""
        return self.module if self.module in ONE_FOR_ALL_AXES else f"{self.module}{self.axes}d"

    def __str__(self) -> str:
        arguments = ", ".join(f"{word}={value}" for word, value in self.arguments.items())
        return f"{self.name}({arguments}) on {' x '.join(map(str, self.shape))}"

    @property
    def text(self) -> str:
        """The same in our language."""
        spelled = {word: str(value).lower() for word, value in self.arguments.items()}
        arguments = ", ".join(f"{WORDS.get(word, word)}={value}" for word, value in spelled.items())
        call = f"{LAYERS[self.module]}({arguments})" if arguments else LAYERS[self.module]
        return f"input({', '.join(map(str, self.shape))}); {call}"

    def per_axis(self, word: str, default: int) -> tuple[int, ...]:
        value = self.arguments.get(word, default)
        return value if isinstance(value, tuple) else (value,) * self.axes


def draw_settings(seed: int, how_many: int, modules: list[str]) -> list[Setting]:
    """Modules with arguments at random: per axis or not, stated or left out, fitting or not."""
    draw = random.Random(seed)
    made = []
    for _ in range(how_many):
        module = draw.choice(modules)
        axes = draw.choice([1, 2, 2, 2, 3]) if module != "Linear" else 0
        groups = draw.choice([1, 1, 2])
        shape = (*(draw.randint(1, 9) for _ in range(axes)), groups * draw.randint(1, 2))
        arguments = _ARGUMENTS[module](draw, axes, groups)
        made.append(Setting(module, arguments | ({"ceil_mode": True} if modules is CEILING else {}), shape))
    return made


def every_setting(seed: int, share: float = 1) -> list[Setting]:
    """Some of everything."""
    lists = [(seed, 300, FIRST), (seed + 10, 150, LATER), (seed + 20, 60, CEILING)]
    return [setting for number, many, modules in lists for setting in draw_settings(number, int(share * many), modules)]


def _some(draw: random.Random, axes: int, low: int, high: int) -> int | tuple[int, ...]:
    return tuple(draw.randint(low, high) for _ in range(axes)) if draw.random() < 0.5 else draw.randint(low, high)


def _sometimes(draw: random.Random, possible: dict[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in possible.items() if word == "groups" or draw.random() < 0.6}


def _linear(draw: random.Random, _axes: int, _groups: int) -> dict[str, Any]:
    return {"out_features": draw.randint(1, 5), "bias": draw.choice([True, False])}


def _conv(draw: random.Random, axes: int, groups: int) -> dict[str, Any]:
    first = {"out_channels": groups * draw.randint(1, 3), "kernel_size": _some(draw, axes, 1, 4)}
    possible = {word: _some(draw, axes, *span) for word, span in _SPANS.items()}
    return first | _sometimes(draw, {**possible, "groups": groups, "bias": draw.choice([True, False])})


def _conv_transpose(draw: random.Random, axes: int, groups: int) -> dict[str, Any]:
    extra = {"output_padding": _some(draw, axes, 0, 2)} if draw.random() < 0.6 else {}
    return _conv(draw, axes, groups) | extra


def _max_pool(draw: random.Random, axes: int, _groups: int) -> dict[str, Any]:
    first = {"kernel_size": _some(draw, axes, 1, 4)}
    possible = {word: _some(draw, axes, *span) for word, span in _SPANS.items()}
    return first | _sometimes(draw, {**possible, "ceil_mode": draw.choice([True, False])})


def _avg_pool(draw: random.Random, axes: int, _groups: int) -> dict[str, Any]:
    first = {"kernel_size": _some(draw, axes, 1, 4)}
    possible = {word: _some(draw, axes, *_SPANS[word]) for word in ("stride", "padding")}
    return first | _sometimes(draw, {**possible, "ceil_mode": draw.choice([True, False])})


def _batch_norm(_draw: random.Random, _axes: int, _groups: int) -> dict[str, Any]:
    return {}


def _upsample(draw: random.Random, axes: int, _groups: int) -> dict[str, Any]:
    return {"scale_factor": _some(draw, axes, 1, 4)}


_SPANS = {"stride": (1, 4), "padding": (0, 2), "dilation": (1, 3)}
_ARGUMENTS = {
    "Linear": _linear,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "MaxPool": _max_pool,
    "AvgPool": _avg_pool,
    "BatchNorm": _batch_norm,
    "Upsample": _upsample,
}


def read_facts() -> list[tuple[Setting, str]]:
    lines = [line for line in FACTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    facts = []
    for line in lines:
        found = FACT.fullmatch(line)
        assert found is not None, line
        module, arguments, shape, answer = found.groups()
        words = {word: literal_eval(value) for word, value in re.findall(r"(\w+)=(\(.*?\)|\w+)", arguments)}
        sizes = tuple(map(int, shape.split(" x ")))
        facts.append((Setting(module, words, sizes), answer))
    return facts


def derive(setting: Setting) -> str:
    """Our answer, in the words of the facts."""
    try:
        layer = symcnn.parse(setting.text).for_framework("torch").layers[-1]
    except ShapeMistake:
        return "refused"
    return f"{' x '.join(map(str, layer.output))}, {layer.params} parameters"


def test_recorded_answers() -> None:
    facts = read_facts()
    counted = {module: sum(setting.module == module for setting, _ in facts) for module in LAYERS}
    assert min(counted.values()) >= 20
    assert 0.1 < sum(answer == "refused" for _, answer in facts) / len(facts) < 0.5
    for setting, answer in facts:
        assert derive(setting) == answer, setting


def test_a_first_window_that_hangs_over() -> None:
    setting = Setting("MaxPool", {"kernel_size": 3, "stride": 2, "ceil_mode": True}, (2, 1))
    assert derive(setting) == "1 x 1, 0 parameters"


# -- with PyTorch ------------------------------------------------------------------------------------------------------


def make(torch: Any, setting: Setting) -> Any:
    kind = getattr(torch.nn, setting.name)
    if setting.module in {"MaxPool", "AvgPool", "Upsample"}:
        return kind(**setting.arguments)
    return kind(setting.shape[-1], dtype=torch.float64, **setting.arguments).eval()


def run(torch: Any, setting: Setting, x: Any) -> Any:
    """What the module answers, and the module; None where it refuses."""
    try:
        module = make(torch, setting)
        with torch.no_grad():
            return module(x), module
    except (RuntimeError, ValueError):
        return None


def ask(torch: Any, setting: Setting) -> str:
    *sizes, depth = setting.shape
    answer = run(torch, setting, torch.zeros((1, depth, *sizes), dtype=torch.float64))
    if answer is None:
        return "refused"
    y, module = answer
    parameters = sum(parameter.numel() for parameter in module.parameters())
    return f"{' x '.join(map(str, (*y.shape[2:], y.shape[1])))}, {parameters} parameters"


def test_the_recorded_answers_are_pytorchs(torch: Any, update: bool) -> None:
    if update:
        drawn = {str(setting): setting for setting in every_setting(0)}
        lines = [f"{name} -> {ask(torch, setting)}\n" for name, setting in drawn.items()]
        FACTS.write_text(HEADING + "".join(sorted(lines)), "utf-8")
    for setting, answer in read_facts():
        assert ask(torch, setting) == answer, setting


def test_shapes_and_parameters(torch: Any) -> None:
    for setting in every_setting(1, share=5):
        assert derive(setting) == ask(torch, setting), setting


def values(torch: Any, tensor: Any) -> dict[tuple[int, ...], float]:
    """A tensor of one example, the depth put last."""
    return entries(torch.movedim(tensor[0], 0, -1))


def entries(tensor: Any) -> dict[tuple[int, ...], float]:
    return {index: tensor[index].item() for index in product(*map(range, tensor.shape))}


def weights(torch: Any, setting: Setting, module: Any) -> dict[str, Any]:
    """A module's weights under the names and in the order of ours: taps, input map, output map."""
    if setting.module == "BatchNorm":
        return {
            "g": module.weight,
            "b": module.bias,
            "m": module.running_mean,
            "v": module.running_var,
        }
    w, depth = getattr(module, "weight", torch.zeros(1, 1)), setting.shape[-1]
    if setting.module == "ConvTranspose":  # there the input map comes first, and the output map within its group second
        groups = torch.split(w, depth // module.groups)
        w = torch.cat([torch.transpose(group, 0, 1) for group in groups])
    bias = getattr(module, "bias", None)
    return {"w": torch.movedim(w, (0, 1), (-1, -2)), "b": torch.zeros(w.shape[0]) if bias is None else bias}


def disturb(torch: Any, module: Any) -> None:
    """What batch normalisation has learned and gathered; it starts with ones and zeros."""
    for tensor in (module.weight, module.bias, module.running_mean, module.running_var):
        torch.nn.init.uniform_(tensor, 0.5, 2)


def test_values(torch: Any, witness: Any) -> None:
    drawn = every_setting(2, share=1.5)
    small = [setting for setting in drawn if max(setting.shape) < 8 and derive(setting) != "refused"]
    torch.manual_seed(0)
    tested = [setting for module in LAYERS for setting in [s for s in small if s.module == module][:15]]
    assert {setting.module for setting in tested} == set(LAYERS)
    for setting in tested:
        *sizes, depth = setting.shape
        x = torch.randint(-9, 10, (1, depth, *sizes)).double()
        module = make(torch, setting)
        if setting.module == "BatchNorm":
            disturb(torch, module)
        with torch.no_grad():
            y = module(x)
        arrays = {name: entries(tensor) for name, tensor in weights(torch, setting, module).items()}
        expected = {index: pytest.approx(value, abs=1e-9) for index, value in values(torch, y).items()}
        assert witness.computes(setting.text, {"x": values(torch, x), **arrays}) == expected, setting


@pytest.mark.parametrize("sizes", [(5,), (3, 4), (2, 3, 2)], ids=str)
def test_global_average(sizes: tuple[int, ...], torch: Any, witness: Any) -> None:
    x = torch.randint(-9, 10, (1, 3, *sizes)).double()
    y = getattr(torch.nn, f"AdaptiveAvgPool{len(sizes)}d")(1)(x).reshape(1, 3)
    text = f"input({', '.join(map(str, sizes))}, 3); gap"
    assert witness.computes(text, {"x": values(torch, x)}) == pytest.approx(values(torch, y))


@pytest.mark.parametrize("activation", ["ReLU", "Sigmoid", "Tanh", "Softmax", "Dropout", "Identity", "Flatten"])
def test_activations(activation: str, torch: Any, witness: Any) -> None:
    x = torch.linspace(-4, 4, 24).double().reshape(1, 2, 3, 4)
    options = {"dim": 1} if activation == "Softmax" else {}
    y = getattr(torch.nn, activation)(**options).eval()(x)
    text = f"input(3, 4, 2); {activation.lower()}"
    assert witness.computes(text, {"x": values(torch, x)}) == pytest.approx(values(torch, y))
