"""Records what Keras' own tests of layers say, as ``suites/keras_layers.cases`` and ``suites/keras_layers.left``.

    KERAS_BACKEND=torch python tests/published/record_keras.py     (with keras, which ships these tests)

Its tests call ``run_layer_test`` with a layer's class, its arguments, the shape of an input and the expected shape.
Each call is noted; a case is a name, the layer as a network of one layer in the language, and what Keras has behind it:
the expected shape with the depth last, and how many parameters Keras builds. Nothing of symcnn is asked.
"""

from __future__ import annotations

import sys
import unittest
from importlib import import_module
from math import prod
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from keras_calls import ROWS, Left, Noted

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).with_name("suites")
ROOMS = ("activations", "convolutional", "core", "merging", "normalization", "pooling", "regularization", "reshaping")


def written(noted: Noted) -> str:
    """The network of one layer."""
    if any(word in noted.test for word in ("lora", "quant")):
        raise Left("low-rank adaptation of trained weights, or weights in few bits")
    said = ROWS[noted.kind](noted)
    if not isinstance(noted.shape[0], int):
        shapes = [noted.last(shape) for shape in noted.shape]
        named = "; ".join(f"i{place}: input({', '.join(map(str, one))})" for place, one in enumerate(shapes))
        return f"{named}; {said} {{ {' '.join(f'{{ from i{place} {{}} }}' for place in range(len(shapes)))} }}"
    entry = noted.last(noted.shape)
    if noted.kind == "Embedding":
        return f"input({', '.join(map(str, entry))}, 1); {said}"
    return f"input({', '.join(map(str, entry))}); {said}"


def noted_by(tests: Iterator[unittest.TestCase]) -> list[Noted]:
    """What the tests call, in order; a test stops where it is noted."""
    from keras.src import testing

    found: list[Noted] = []

    def note(test: Any, layer_class: Any, init_kwargs: Any, input_shape: Any = None, **rest: Any) -> None:
        output = rest.get("expected_output_shape")
        if input_shape is None or not hasattr(layer_class, "__name__"):
            return
        layer = layer_class(**init_kwargs)
        layer.build(input_shape)
        if output is None:
            output = layer.compute_output_shape(input_shape)
        trained = sum(prod(weight.shape) for weight in layer.trainable_weights)
        name = f"{type(test).__name__}.{test._testMethodName}"  # noqa: SLF001 - the name of the test
        found.append(Noted(name, layer_class.__name__, init_kwargs, input_shape, output, trained))

    testing.TestCase.run_layer_test = note
    for test in tests:
        test.run(unittest.TestResult())
    return found


def tests_of_layers() -> Iterator[unittest.TestCase]:
    """The tests of Keras' layers that call ``run_layer_test`` in their first lines."""
    import keras

    helpers = ModuleType("conftest")  # of Keras' repository; the package does not have it
    helpers.skip_if_backend = lambda *_: lambda test: test  # type: ignore[attr-defined]
    sys.modules.setdefault("conftest", helpers)
    folder = Path(keras.__file__).parent / "src" / "layers"
    for room in ROOMS:
        for path in sorted((folder / room).glob("*_test.py")):
            if "run_layer_test" not in path.read_text("utf-8"):
                continue
            module = import_module(f"keras.src.layers.{room}.{path.stem}")
            suites: Any = unittest.defaultTestLoader.loadTestsFromModule(module)
            for suite in suites:
                yield from (test for test in suite if calls_it(getattr(type(test), test._testMethodName)))  # noqa: SLF001


def calls_it(function: Any) -> bool:
    """Whether a test, or what a decorator wrapped, calls ``run_layer_test``."""
    code = getattr(function, "__code__", None)
    if code is not None and "run_layer_test" in code.co_names:
        return True
    inside = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    return any(map(calls_it, (one for one in inside if callable(one))))


def recorded() -> tuple[list[str], list[str]]:
    """The rows of both files."""
    cases, left = [], []
    for number, noted in enumerate(noted_by(tests_of_layers())):
        name = f"{noted.test}#{number}"
        if noted.kind not in ROWS:
            left.append(f"{name}: no layer is {noted.kind}")
            continue
        try:
            text = written(noted)
            output = noted.last(noted.output)
            if None in output or 0 in output:
                left.append(f"{name}: a size that is not known, or 0")
                continue
        except Left as reason:
            left.append(f"{name}: {reason}")
            continue
        cases.append(f"{name} | {text} | {', '.join(map(str, output))} | {noted.params}")
    return cases, left


if __name__ == "__main__":
    import keras

    MADE = "# Made by `python tests/published/record_keras.py` from the layer tests"
    HEAD = f"{MADE} that Keras {keras.__version__} ships.\n"
    CASES, LEFT = recorded()
    (FOLDER / "keras_layers.cases").write_text(HEAD + "".join(f"{case}\n" for case in CASES), "utf-8")
    (FOLDER / "keras_layers.left").write_text(HEAD + "".join(f"{case}\n" for case in LEFT), "utf-8")
    sys.stdout.write(f"{len(CASES)} cases, {len(LEFT)} left\n")
