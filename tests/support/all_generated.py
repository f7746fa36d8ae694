"""Generates PyTorch for the whole zoo and runs it at three points; prints what differs, and how many agree.

python tests/support/all_generated.py [NAME ...]
"""

from __future__ import annotations

import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import generated_torch

import symcnn
from symcnn.api import zoo
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Iterator

POINTS = 3
"""The defaults, and two points beside them."""
KEPT = frozenset({"n", "L", "h", "G", "g", "d", "P", "K"})
"""Symbols on which much rests, such as a depth that heads divide: they keep their defaults at the second point."""


def candidates(net: symcnn.Network, point: int) -> Iterator[dict[str, Any]]:
    """Values for the symbols of a network, the most daring first."""
    defaults = net.defaults
    sizes = {name for entry in net.derivation.inputs for name in entry.names}
    flags = {p.symbol for p in net.parameters if p.kind == "boolean"}
    reals = {p.symbol for p in net.parameters if p.kind == "real"}
    for spread in ((32, 64), (16, 32), (0, 0)):
        values: dict[str, Any] = {}
        for place, (name, value) in enumerate(defaults.items()):
            if name in flags:
                values[name] = bool(value) ^ (point == 1)
            elif name in reals:
                values[name] = value if point == 1 else Fraction(value) * Fraction(3, 4)
            elif name in sizes:
                values[name] = value + spread[point - 1] * (1 + place % 2)
            elif name in KEPT:
                values[name] = value
            elif isinstance(value, int):
                values[name] = 2 * value if point == 1 else value + (value == 1)
        yield values


def point_of(net: symcnn.Network, point: int) -> dict[str, Any]:
    """A point at which a network has numbers."""
    for values in candidates(net, point) if point else ():
        try:
            net.numbers(**values).derivation  # noqa: B018 - deriving is the question
        except SymcnnError:
            continue
        return {name: str(float(v)) if isinstance(v, Fraction) else v for name, v in values.items()}
    return {}


def main(names: list[str]) -> int:
    """Run all, and say what differs."""
    agreed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names or sorted(zoo()):
            net, found = symcnn.load(name), []
            Path(folder, f"{name}.py").write_text(str(net.code("torch")), "utf-8")
            for point in range(POINTS):
                values = point_of(net, point)
                found += [f"{values}: {one}" for one in generated_torch.differences(net, values)]
            agreed += not found
            sys.stdout.write("".join(f"{name}: {one}\n" for one in found))
    sys.stdout.write(f"{agreed} of {len(names or zoo())} agree at {POINTS} points\n")
    return int(agreed < len(names or zoo()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
