"""Records what the test suites of fvcore and torchinfo count, as ``suites/*.counts`` and ``suites/*.left``.

    python tests/published/record_counts.py fvcore test_flop_count.py     (with fvcore, and the file of its repository)
    python tests/published/record_counts.py torchinfo tests/torchinfo_test.py

The suite's own tests run; each model that they hand to the tool is noted, with its input and what the tool made of it.
The text is the model as ``symcnn.from_torch`` writes it, trained numbers and count are the tool's, batch included.
"""

from __future__ import annotations

import re
import sys
import unittest
import warnings
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from inspect import isfunction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(__file__).with_name("suites")


class Noted(NamedTuple):
    """A model, the shape of its input, and what the tool counts."""

    test: str
    model: Any
    shape: tuple[int, ...] | None
    params: int
    counted: int
    trains: bool = False
    """Whether its batch normalisation takes the statistics of the batch."""


class Left(Exception):  # noqa: N818 - no mistake
    """Why a model is no case."""


COUNTED_OTHERWISE = {
    "test_pruning": "weights that are pruned are held here, and no number of the tool's",
    "test_shared_module_in_nested_list": "the release counts weights twice that hang on a shared activation",
    "test_trainable_column": "frozen weights are trained numbers here",
}
"""What the tool says of a model besides what it is made of."""


def shape_of(inputs: Any) -> tuple[int, ...] | None:
    """The shape of one tensor; None for several or none."""
    if isinstance(inputs, (tuple, list)) and len(inputs) == 1 and hasattr(inputs[0], "shape"):
        inputs = inputs[0]
    if hasattr(inputs, "shape"):
        return tuple(inputs.shape)
    whole = isinstance(inputs, (tuple, list)) and inputs and all(isinstance(size, int) for size in inputs)
    return tuple(inputs) if whole else None


def fvcore_notes(suite: Any) -> Iterator[Noted]:
    """What is handed to ``flop_count`` and ``FlopCountAnalysis`` without handlers of the test's own."""
    noted: list[Noted] = []
    running = ""
    analysis = suite.FlopCountAnalysis

    def note(model: Any, inputs: Any) -> None:
        if hasattr(model, "parameters"):
            trained = sum(part.numel() for part in model.parameters())
            trains = any(part.training and "BatchNorm" in type(part).__name__ for part in model.modules())
            noted.append(Noted(running, model, shape_of(inputs), trained, analysis(model, inputs).total(), trains))

    def counted(model: Any, inputs: Any, supported_ops: Any = None) -> Any:
        if supported_ops is None:
            note(model, inputs)
        return flop_count(model, inputs, supported_ops)

    def analysed(model: Any, inputs: Any) -> Any:
        note(model, inputs)
        return analysis(model, inputs)

    flop_count = suite.flop_count
    suite.flop_count, suite.FlopCountAnalysis = counted, analysed
    groups: Any = unittest.defaultTestLoader.loadTestsFromModule(suite)
    for group in groups:
        for test in group:
            running = f"{type(test).__name__}.{test._testMethodName}"  # noqa: SLF001 - the name of the test
            test.run(unittest.TestResult())
    yield from noted


def torchinfo_notes(suite: Any) -> Iterator[Noted]:
    """What is handed to ``summary``."""
    noted: list[Noted] = []
    running = ""
    summary = suite.summary

    def summed(model: Any, *args: Any, **options: Any) -> Any:
        made = summary(model, *args, **{**options, "verbose": 0})
        first = args[0] if args else options.get("input_size", options.get("input_data"))
        shape = shape_of(first)
        if shape and "batch_dim" in options:
            shape = (1, *shape)
        noted.append(Noted(running, model, shape, made.trainable_params, made.total_mult_adds))
        return made

    suite.summary = summed
    for running, test in list(vars(suite).items()):
        if running.startswith("test_") and isfunction(test):
            with suppress(Exception):
                test()
    yield from noted


def written(noted: Noted) -> str:
    """The model in the language, on one line."""
    import symcnn

    if noted.shape is None:
        raise Left("no input, or several")
    if not noted.counted:
        raise Left("the tool counts nothing")
    if noted.trains:
        raise Left("batch normalisation while it trains; a text is a trained network")
    if noted.test in COUNTED_OTHERWISE:
        raise Left(COUNTED_OTHERWISE[noted.test])
    try:
        source = symcnn.from_torch(noted.model, input=noted.shape[1:]).source
    except symcnn.SymcnnError as mistake:
        raise Left(re.sub(r", \S*/(\w+\.py):\d+", r", \1", str(mistake).splitlines()[0])) from None
    if re.search(r"^layer ", source, re.MULTILINE):
        raise Left("weights of the model's own, for which the text states a layer; no convention speaks of it")
    return " ".join(re.sub(r'"""[\s\S]*?"""|#[^\n]*', " ", source).split())


TOOLS: dict[str, Callable[[Any], Iterator[Noted]]] = {"fvcore": fvcore_notes, "torchinfo": torchinfo_notes}


def main(tool: str, path: str) -> None:
    """Write the cases of one suite, and what is left out."""
    file = Path(path)
    sys.path[:0] = [str(file.parent), str(file.parent.parent)]
    package = f"{file.parent.name}." if (file.parent / "__init__.py").exists() else ""
    cases, left = {}, {}
    for place, noted in enumerate(TOOLS[tool](import_module(package + file.stem))):
        name = f"{noted.test}#{place}"
        try:
            text = written(noted)
            cases[name] = f"{text} | {noted.shape[0] if noted.shape else 1} | {noted.params} | {noted.counted}"
        except Left as reason:
            left[name] = str(reason)
    heading = f"# Made by `python tests/published/record_counts.py {tool}` from the tests of {tool} {version(tool)}.\n"
    once = dict(zip(reversed(cases.values()), reversed(cases), strict=True))
    lines = "".join(f"{name} | {row}\n" for row, name in reversed(once.items()))
    (FOLDER / f"{tool}.counts").write_text(heading + lines, "utf-8")
    rows = "".join(f"{name}: {reason}\n" for name, reason in left.items())
    (FOLDER / f"{tool}_counts.left").write_text(heading + rows, "utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(*sys.argv[1:])
