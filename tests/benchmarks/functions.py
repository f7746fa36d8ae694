"""How fast compiled functions are, as ratios in one run: against SymPy's lambdify, and against copying the arrays.

python tests/benchmarks/functions.py [--points 2000000]

Seconds are of the processor, the least of several runs; beside copying, which no function of arrays can beat, the
median of rounds in turns.
"""

from __future__ import annotations

import argparse
import ctypes
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

RESNET = symcnn.load("resnet_bottleneck").at(H="W", D=3)
MOBILENET = symcnn.load("mobilenet_v2").at(H="W", D=3, M=1000)
OF = "params, macs"
GRID = {"W,H": "32..512:32", "C": "8..128:4", "n_1": "1..10", "n_2": "1..10", "n_3": "1..14", "n_4": "1..10"}
GRID |= {"M": "100..1000:100"}
"""69 million designs."""
RANGES = {"W": (32, 512), "C": (8, 256), "M": (10, 1000), **{f"n_{stage}": (1, 12) for stage in (1, 2, 3, 4)}}


def seconds(run: Callable[[], object], times: int = 5) -> float:
    """The least processor time of some runs."""
    found = []
    for _ in range(times):
        begun = time.process_time()
        run()
        found.append(time.process_time() - begun)
    return min(found)


def in_turns(*runs: Callable[[], object], rounds: int = 21) -> list[float]:
    """The median processor time of each: memory, which others share, is as fast for one as for the next."""
    found = [[seconds(run, 1) for run in runs] for _ in range(rounds)]
    return [median(taken) for taken in zip(*found, strict=True)]


def told(what: str, count: int, taken: float, besides: str = "") -> None:
    """One line."""
    print(f"{what:44}{count / taken / 1e6:9.1f} M points/s   {besides}", flush=True)


def copy(arrays: list[Any], results: list[Any]) -> None:
    """Every array once, into one of two."""
    for place, array in enumerate(arrays):
        np.copyto(results[place % 2], array)


def arrays(count: int) -> None:
    """NumPy on ResNet with seven symbols and on MobileNetV2 with its width, against lambdify and copying."""
    chance = np.random.default_rng(1)
    values = {name: chance.integers(low, high + 1, count) for name, (low, high) in RANGES.items()}
    results = [np.empty(count, dtype=np.int64) for _ in range(2)]
    symbols = sorted(RESNET.free_symbols, key=str)
    theirs = sympy.lambdify(symbols, [RESNET.params, RESNET.macs], "numpy")
    given = [values[symbol.name] for symbol in symbols]
    alone = seconds(lambda: theirs(*given), 3)
    compiled: Any = RESNET.function(OF, "numpy")
    ours, copied = in_turns(lambda: compiled.run(**values), lambda: copy(list(values.values()), results))
    beside = seconds(lambda: theirs(*given), 3)  # our function lets the allocator keep memory, theirs gains by that
    besides = f"{alone / ours:.1f} times lambdify, {beside / ours:.1f} behind ours, {copied / ours:.0%} of copying"
    told("NumPy, ResNet with 7 symbols", count, ours, besides)
    mobile: Any = MOBILENET.function(OF, "numpy", over={"alpha": "1/4..2:1/16"})
    inputs = [chance.integers(96, 513, count), chance.integers(4, 33, count)]
    told("NumPy, MobileNetV2 (alpha, W)", count, seconds(lambda: mobile.arrays.run(inputs)))


def in_c() -> None:
    """The loops over a grid that come with a function in C, in one thread."""
    compiler = shutil.which("cc")
    if compiler is None:
        return
    over = {name: f"{low}..{high}" for name, (low, high) in RANGES.items()}
    compiled = RESNET.function(OF, "c", over=over)
    axes: list[Any] = [np.arange(low, low + size, dtype=np.int64) for (low, _), size in zip(
        (RANGES[variable.name] for variable in compiled.wanted.variables), (8, 8, 4, 4, 4, 4, 128), strict=True
    )]  # fmt: skip
    count = int(np.prod([len(axis) for axis in axes]))
    results: list[Any] = [np.empty(count, dtype=np.int64) for _ in range(2)]
    status: Any = np.empty(count, dtype=np.int32)
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "resnet.c"), Path(folder, "resnet.so")
        source.write_text(compiled.source, "utf-8")
        options = ["-O3", "-march=native", "-std=gnu11", "-shared", "-fPIC"]
        subprocess.run([compiler, *options, "-o", str(library), str(source)], check=True)
        run = ctypes.CDLL(str(library))[f"{compiled.names.function}_grid"]
        run.restype = ctypes.c_size_t
        given: list[object] = []
        for axis in axes:
            given += [ctypes.c_size_t(len(axis)), ctypes.c_void_p(axis.ctypes.data)]
        given += [ctypes.c_void_p(array.ctypes.data) for array in (*results, status)]
        told("C, a grid of ResNet, one thread", count, seconds(lambda: run(*given)))


def grid() -> None:
    """All designs under two budgets, and their front."""
    asked = {"where": "params <= 25*10^6 and macs <= 4*10^9", "front": "macs:min, params:max"}
    net = symcnn.load("resnet_bottleneck").at(D=3)
    found = symcnn.sweep(net, OF, GRID, **asked)  # type: ignore[arg-type]
    taken = seconds(lambda: symcnn.sweep(net, OF, GRID, **asked), 2)  # type: ignore[arg-type]
    told("grid of ResNet, two budgets and a front", found.points, taken, f"{taken:.2f} s, {len(found)} on the front")


def compiling() -> None:
    """From a derived network to a function, its first call included."""
    for name in ("lenet5", "resnet_bottleneck", "mobilenet_v2"):
        net = symcnn.load(name)
        symcnn.load(name).function(OF)()  # imports, and what is remembered of the network
        _ = net.params, net.macs
        taken = seconds(lambda net=net: net.function(OF)())  # type: ignore[misc]
        print(f"compile {name:36}{taken * 1e3:9.1f} ms", flush=True)


def main() -> None:
    """All of them, one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=2_000_000)
    chosen = parser.parse_args()
    compiling()
    arrays(chosen.points)
    in_c()
    grid()


if __name__ == "__main__":
    main()
