"""The first derivation of a network in a process, as a ratio to ``import sympy``, in symbols and in numbers.

    python tests/benchmarks/first.py [forks] [name ...]

Each derivation has a fork of its own, in which all modules and layers are there, but no rule that the network uses was
compiled and nothing is remembered: what is measured is reading the network, compiling rules, and carrying them out. The
processor's time, which other processes change little; the median of the forks.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

BEFORE = time.process_time()
import sympy  # noqa: F401 - what it takes is the unit

IMPORT = time.process_time() - BEFORE

import symcnn
from symcnn.algebra.exact.memo import Memo
from symcnn.model.library import prelude

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("resnet50", "densenet121", "mobilenetv2", "inceptionv3", "vit_b16")
SIZES = ("W", "H")


def in_symbols(name: str) -> object:
    """Every symbol kept."""
    return symcnn.load(name).derivation


def in_sizes(name: str) -> object:
    """The input sizes as symbols, or the first of those that there are."""
    net = symcnn.load(name)
    symbols = [parameter.symbol for parameter in net.parameters]
    return net.with_defaults([symbol for symbol in symbols if symbol in SIZES] or symbols[:1]).derivation


def in_numbers(name: str) -> object:
    """Every symbol at its number."""
    return symcnn.load(name).numbers().derivation


WAYS = {"symbols": in_symbols, "sizes": in_sizes, "numbers": in_numbers}


def prepare() -> None:
    """Import what every derivation needs, and read the layers; of their rules only those of one are compiled."""
    prelude()
    for net in (symcnn.parse("input(W, H, D); mish"), symcnn.parse("input(8, 8, 3); mish")):
        assert net.derivation.layers
    Memo.clear()


def forked(action: Callable[[], object]) -> float:
    """The processor's time of an action in a fork, with nothing left for the collector."""
    gc.collect()
    reader, writer = os.pipe()
    if not os.fork():
        start = time.process_time()
        action()
        os.write(writer, str(time.process_time() - start).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as found:
        taken = float(found.read())
    os.wait()
    return taken


def main() -> None:
    """Measure and print."""
    forks = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    prepare()
    print(f"{'':<14}" + "".join(f"{way:>10}" for way in WAYS))
    for name in sys.argv[2:] or NAMES:
        ratios = [median(forked(partial(run, name)) for _ in range(forks)) / IMPORT for run in WAYS.values()]
        print(f"{name:<14}" + "".join(f"{ratio:>10.3f}" for ratio in ratios))


if __name__ == "__main__":
    main()
