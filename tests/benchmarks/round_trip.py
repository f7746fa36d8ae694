"""Networks of the zoo on their way to PyTorch, Keras and ONNX, and back: what comes of each.

python tests/benchmarks/round_trip.py torch|keras|onnx [NAME ...]    (the lines of tests/oracle/ways_of_the_zoo.txt)

PyTorch: the importer sees modules and a graph, no word of the text. What it writes is written as PyTorch and read once
more; a text that comes back as itself has lost nothing on the way. Keras and ONNX: parameters and sizes of the model,
as Keras has them and as ONNX infers them, are those of the text.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import symcnn
from symcnn.api import zoo
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SMALL = 64
"""Entries of a weight that may be a shape."""


def back(net: symcnn.Network) -> symcnn.Network:
    """The network that the generated module is, at the defaults."""
    import generated_torch
    import torch

    entries = net.numbers().derivation.inputs
    if len(entries) > 1:
        raise SymcnnError("it has several inputs")
    with torch.device("meta"):
        module = generated_torch.built(net, {})
    return symcnn.from_torch(module, generated_torch.shape_of(entries[0]), name="Again")


def to_torch(net: symcnn.Network) -> str:
    """There and back, and there and back again."""
    once = back(net)
    ours, theirs = net.numbers(), once.numbers()
    pairs = [(one.params, one.macs, sorted(map(int, one.output))) for one in (ours, theirs)]
    if pairs[0] != pairs[1]:  # PyTorch's first axis is our last one
        return f"other numbers: {theirs.params} parameters, {theirs.macs} multiply-accumulates"
    with suppress(SymcnnError):  # what the importer writes may hold layers that code has no row for
        return "the same text" if back(once).source == once.source else "the same numbers"
    return "the same numbers"


def to_keras(net: symcnn.Network) -> str:
    """A model of Keras on the meta device, at the defaults."""
    import generated_keras

    return "; ".join(generated_keras.differences(net, {})) or "the same numbers"


def to_onnx(net: symcnn.Network) -> str:
    """A file of ONNX, whose weights are dropped before sizes are inferred."""
    import generated_onnx
    import onnx

    model, numbers = onnx.load_from_string(net.onnx()), net.numbers()
    for tensor in model.graph.initializer:
        if prod(tensor.dims) > _SMALL:
            tensor.ClearField("raw_data")
    ends = [generated_onnx.shape_of(end) for end in (numbers.derivation.output, *numbers.derivation.heads)]
    theirs = (generated_onnx.parameters(model), generated_onnx.inferred(model))
    return "the same numbers" if theirs == (numbers.params, ends) else f"other numbers: {theirs}"


WAYS: Mapping[str, Callable[[symcnn.Network], str]] = {"torch": to_torch, "keras": to_keras, "onnx": to_onnx}


def outcome(name: str, target: str) -> str:
    """What becomes of a network on its way."""
    try:
        return WAYS[target](symcnn.load(name))
    except SymcnnError as refusal:
        return "refused: " + refusal.message


def main(target: str, names: list[str]) -> None:
    """Print a line for each network."""
    for name in names or sorted(zoo()):
        print(f"{name} {target}: {outcome(name, target)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
