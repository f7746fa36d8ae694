"""Growth with depth, as ratios in one run.

    python tests/benchmarks/growth.py [deepest]

Chains of convolutions in which every argument is a symbol of its own, and chains in numbers. Each stage's time is
fitted to ``depth^p``; p = 1 is linear. The memory of a chain in symbols over its depth, and repeats in repeats, each
level against the one before. Then a chain of 10,000 layers is set against one of 1,000, parsing included.
"""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import symcnn
from symcnn.algebra.exact.memo import Memo

DEPTHS = (10, 30, 100, 300, 1000)
MEMORIES = (4, 8, 16, 32)
LEVELS = (1, 2, 3, 4)
ARGUMENTS = {"kernel": "F", "filters": "K", "stride": "S", "padding": "P"}
Stage = Callable[[symcnn.Network], object]


def symbols(depth: int) -> str:
    """A chain in which every argument is its own symbol, that no chain of another depth has: SymPy remembers, too."""
    rows = (", ".join(f"{word}={letter}_{depth}_{i}" for word, letter in ARGUMENTS.items()) for i in range(depth))
    rows = (f"conv({row})" for row in rows)
    return "input(W, H, D)\n" + "\n".join(rows)


def numbers(depth: int) -> str:
    """A chain whose arguments are numbers."""
    return "input(32, 32, 3)\n" + "conv(3, 16, padding=1)\n" * depth


def shared(depth: int) -> str:
    """A chain whose sizes are symbols and whose layers are alike, as long chains are."""
    return "input(W, H, D)\n" + f"conv(K_{depth}, 3, padding=1); maxpool(2)\n" * (depth // 2)


def nested(levels: int) -> str:
    """Repeats in repeats, each as often as a symbol of its own says."""
    inside = "conv(3, 4)"
    for level in range(levels):
        inside = f"repeat n_{levels}_{level} {{ {inside} }}"
    return f"input(W, D); {inside}"


def timed(action: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one call, with nothing remembered of those before, and its result."""
    Memo.clear()
    gc.collect()
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def values(depth: int) -> dict[str, int]:
    """A number for every symbol of a chain."""
    per_layer = {"F": 3, "K": 8, "S": 1, "P": 1}
    return {"W": 32, "H": 32, "D": 3} | {
        f"{letter}_{depth}_{i}": n for letter, n in per_layer.items() for i in range(depth)
    }


def stages(depth: int) -> dict[str, float]:
    """Time of each stage for a chain in symbols."""
    times: dict[str, float] = {}
    times["parsing"], network = timed(lambda: symcnn.parse(symbols(depth)))
    assert isinstance(network, symcnn.Network)
    times["derivation"], _ = timed(lambda: network.derivation)
    times["printing"], _ = timed(network.table)
    times["numbers put in"], _ = timed(lambda: network.at(**values(depth)).derivation)
    return times


def whole(text: str) -> float:
    """Time from the text to the derivation."""
    return timed(lambda: symcnn.parse(text).derivation)[0]


def remembering(text: str) -> float:
    """Time from the text to the most that a run needs at once."""
    return timed(lambda: symcnn.parse(text).memory().running)[0]


def exponent(depths: tuple[int, ...], times: list[float]) -> float:
    """The slope of the least-squares line through the logarithms."""
    x, y = [math.log(d) for d in depths], [math.log(t) for t in times]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def main() -> None:
    """Measure and print."""
    deepest = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    stages(9)
    found = [stages(depth) for depth in DEPTHS]
    for stage in found[0]:
        times = [row[stage] for row in found]
        shown = ", ".join(f"{depth}: {seconds / times[0]:.1f}" for depth, seconds in zip(DEPTHS, times, strict=True))
        print(f"{stage:<16} grows as depth^{exponent(DEPTHS, times):.2f}   ({shown} times the first)")
    times = [remembering(shared(depth)) for depth in MEMORIES]
    print(f"{'memory':<16} grows as depth^{exponent(MEMORIES, times):.2f}")
    times = [whole(nested(levels)) for levels in LEVELS]
    steps = ", ".join(f"{later / before:.1f}" for before, later in pairwise(times))
    print(f"each further level of repeats in repeats costs {steps} times those before it")
    for name, text in (("in numbers", numbers), ("in symbols", symbols)):
        short, long = whole(text(deepest // 10)), whole(text(deepest))
        print(f"{deepest:,} layers {name} cost {long / short:.1f} times {deepest // 10:,}   (at most 13)")


if __name__ == "__main__":
    main()
