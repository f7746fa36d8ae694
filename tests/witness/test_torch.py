"""PyTorch as a witness: recorded answers that are checked without it, and a larger grid where it is installed.

The answers stand in ``torch_facts.txt``; with PyTorch installed, ``pytest tests/witness/test_torch.py --update`` writes
them anew.
"""

from __future__ import annotations

import random
import re
import warnings
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
FACT = re.compile(r"(\w+?)(\d?d?)\((.*)\) on (.*) -> (.*)")
WORDS = {"out_channels": "filters"}
LAYERS = {"Conv": "conv", "MaxPool": "maxpool", "AvgPool": "avgpool", "Linear": "dense"}


class Setting(NamedTuple):
    """A module of PyTorch, its arguments, and an input: sizes and depth."""

    module: str
    axes: int
    arguments: dict[str, Any]
    shape: tuple[int, ...]

    def __str__(self) -> str:
        dimension = f"{self.axes}d" if self.module != "Linear" else ""
        arguments = ", ".join(f"{word}={value}" for word, value in self.arguments.items())
        return f"{self.module}{dimension}({arguments}) on {' x '.join(map(str, self.shape))}"

    @property
    def text(self) -> str:
        """The same in our language."""
        spelled = {word: str(value).lower() for word, value in self.arguments.items()}
        arguments = ", ".join(f"{WORDS.get(word, word)}={value}" for word, value in spelled.items())
        return f"input({', '.join(map(str, self.shape))}); {LAYERS[self.module]}({arguments})"

    def per_axis(self, word: str, default: int) -> tuple[int, ...]:
        value = self.arguments.get(word, default)
        return value if isinstance(value, tuple) else (value,) * self.axes


def draw_settings(seed: int, how_many: int) -> list[Setting]:
    """Modules with arguments at random: per axis or not, stated or left out, fitting or not."""
    draw = random.Random(seed)  # noqa: S311  (the same in every run)
    made = []
    for _ in range(how_many):
        module = draw.choice(["Conv", "Conv", "MaxPool", "MaxPool", "AvgPool", "AvgPool", "Linear"])
        axes = draw.choice([1, 2, 2, 2, 3]) if module != "Linear" else 0
        groups = draw.choice([1, 1, 2])
        shape = (*(draw.randint(1, 9) for _ in range(axes)), groups * draw.randint(1, 2))
        made.append(Setting(module, axes, _draw_arguments(draw, module, axes, groups), shape))
    return made


def _draw_arguments(draw: random.Random, module: str, axes: int, groups: int) -> dict[str, Any]:
    def some(low: int, high: int) -> int | tuple[int, ...]:
        return tuple(draw.randint(low, high) for _ in range(axes)) if draw.random() < 0.5 else draw.randint(low, high)

    if module == "Linear":
        return {"out_features": draw.randint(1, 5), "bias": draw.choice([True, False])}
    first = {"out_channels": groups * draw.randint(1, 3)} if module == "Conv" else {}
    arguments: dict[str, Any] = {**first, "kernel_size": some(1, 4)}
    possible: dict[str, Any] = {"stride": some(1, 4), "padding": some(0, 2)}
    if module != "AvgPool":
        possible["dilation"] = some(1, 3)
    if module == "Conv":
        possible |= {"groups": groups, "bias": draw.choice([True, False])}
    else:
        possible["ceil_mode"] = draw.choice([True, False])
    return arguments | {word: value for word, value in possible.items() if word == "groups" or draw.random() < 0.6}


def read_facts() -> list[tuple[Setting, str]]:
    lines = [line for line in FACTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    facts = []
    for line in lines:
        found = FACT.fullmatch(line)
        assert found is not None, line
        module, dimension, arguments, shape, answer = found.groups()
        words = {word: literal_eval(value) for word, value in re.findall(r"(\w+)=(\(.*?\)|\w+)", arguments)}
        sizes = tuple(map(int, shape.split(" x ")))
        facts.append((Setting(module, int(dimension[:-1] or 0), words, sizes), answer))
    return facts


def derive(setting: Setting) -> str:
    """Our answer, in the words of the facts."""
    try:
        layer = symcnn.parse(setting.text).layers[-1]
    except ShapeMistake:
        return "refused"
    return f"{' x '.join(map(str, layer.output))}, {layer.params} parameters"


def agree(setting: Setting, theirs: str, ours: str) -> bool:
    """Whether both say the same, or differ where they are known to."""
    if (setting.module, setting.axes, theirs) == ("AvgPool", 3, "refused"):  # there alone padding does not help to fit
        kernel = setting.per_axis("kernel_size", 1)
        return ours == theirs or any(f > size for f, size in zip(kernel, setting.shape[:-1], strict=True))
    return ours == theirs


def test_recorded_answers() -> None:
    facts = read_facts()
    counted = {module: sum(setting.module == module for setting, _ in facts) for module in LAYERS}
    assert min(counted.values()) >= 20
    assert 0.1 < sum(answer == "refused" for _, answer in facts) / len(facts) < 0.5
    for setting, answer in facts:
        assert agree(setting, answer, derive(setting)), setting


def test_a_first_window_that_hangs_over() -> None:
    assert (
        derive(Setting("MaxPool", 1, {"kernel_size": 3, "stride": 2, "ceil_mode": True}, (2, 1)))
        == "1 x 1, 0 parameters"
    )


# -- with PyTorch ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def torch() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch misses NumPy, which nothing here needs
        return pytest.importorskip("torch", reason="PyTorch is an oracle that not everybody has")


def make(torch: Any, setting: Setting) -> Any:
    if setting.module == "Linear":
        return torch.nn.Linear(setting.shape[0], dtype=torch.float64, **setting.arguments)
    kind = getattr(torch.nn, f"{setting.module}{setting.axes}d")
    if setting.module == "Conv":
        return kind(setting.shape[-1], dtype=torch.float64, **setting.arguments)
    return kind(**setting.arguments)


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
        settings = dict.fromkeys(map(str, draw_settings(0, 300)))
        drawn = {str(setting): setting for setting in draw_settings(0, 300)}
        lines = [f"{name} -> {ask(torch, drawn[name])}\n" for name in settings]
        FACTS.write_text(HEADING + "".join(sorted(lines)), "utf-8")
    for setting, answer in read_facts():
        assert ask(torch, setting) == answer, setting


def test_shapes_and_parameters(torch: Any) -> None:
    for setting in draw_settings(1, 1500):
        assert agree(setting, ask(torch, setting), derive(setting)), setting


def values(torch: Any, tensor: Any) -> dict[tuple[int, ...], float]:
    """A tensor of one example, the depth put last."""
    array = torch.movedim(tensor[0], 0, -1)
    return {index: array[index].item() for index in product(*map(range, array.shape))}


def test_values(torch: Any, witness: Any) -> None:
    small = [setting for setting in draw_settings(2, 400) if max(setting.shape) < 8 and derive(setting) != "refused"]
    assert {setting.module for setting in small} == set(LAYERS)
    torch.manual_seed(0)
    for setting in small[:60]:
        *sizes, depth = setting.shape
        x = torch.randint(-9, 10, (1, depth, *sizes)).double()
        y, module = run(torch, setting, x)
        arrays = {"x": values(torch, x), "b": {(k,): 0 for k in range(y.shape[1])}}
        for name, parameter in module.named_parameters():
            moved = torch.movedim(parameter, (0, 1), (-1, -2)) if name == "weight" else parameter
            arrays[name[0]] = {index: moved[index].item() for index in product(*map(range, moved.shape))}
        expected = {index: pytest.approx(value, abs=1e-9) for index, value in values(torch, y).items()}
        assert witness.computes(setting.text, arrays) == expected, setting


@pytest.mark.parametrize("activation", ["ReLU", "Sigmoid", "Tanh", "Softmax", "Dropout", "Identity", "Flatten"])
def test_activations(activation: str, torch: Any, witness: Any) -> None:
    x = torch.linspace(-4, 4, 24).double().reshape(1, 2, 3, 4)
    options = {"dim": 1} if activation == "Softmax" else {}
    y = getattr(torch.nn, activation)(**options).eval()(x)
    text = f"input(3, 4, 2); {activation.lower()}"
    assert witness.computes(text, {"x": values(torch, x)}) == pytest.approx(values(torch, y))
