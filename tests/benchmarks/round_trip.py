"""Networks of the zoo to PyTorch and back: which texts come back alike, which with the same numbers, which are refused.

python tests/benchmarks/round_trip.py [NAME ...]

The importer sees modules and a graph, no word of the text. What it writes is written as PyTorch and read once more: a
text that comes back as itself has lost nothing on the way.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import generated_torch

import symcnn
from symcnn.api import zoo
from symcnn.errors import SymcnnError


def back(net: symcnn.Network) -> symcnn.Network:
    """The network that the generated module is, at the defaults."""
    entries = net.numbers().derivation.inputs
    if len(entries) > 1:
        raise SymcnnError("it has several inputs")
    return symcnn.from_torch(generated_torch.built(net, {}), generated_torch.shape_of(entries[0]), name="Again")


def outcome(name: str) -> str:
    """What becomes of a network on its way there and back."""
    net = symcnn.load(name)
    try:
        once = back(net)
        ours, theirs = net.numbers(), once.numbers()
        pairs = [(one.params, one.macs, sorted(map(int, one.output))) for one in (ours, theirs)]
        if pairs[0] != pairs[1]:  # PyTorch's first axis is our last one
            return f"other numbers: {theirs.params} parameters, {theirs.macs} multiply-accumulates"
        return "the same text" if back(once).source == once.source else "the same numbers"
    except SymcnnError as refusal:
        return "refused: " + str(refusal).splitlines()[0]


def main(names: list[str]) -> None:
    """Print a line for each network."""
    for name in names or sorted(zoo()):
        print(f"{name}: {outcome(name)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
