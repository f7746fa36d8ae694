"""Holds every compiled function against derivation in numbers: random points for all totals of the zoo's networks.

python tests/compiled/witness.py --count 1000 --seed 7 [NAME ...]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from compiled_runs import WAYS, by_derivation, drawn_points, totals_of

import symcnn


def main() -> int:
    """How many points differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", nargs="*", default=list(WAYS))
    chosen = parser.parse_args()
    points = legal = wrong = 0
    for name in chosen.names or symcnn.zoo():
        net = symcnn.load(name)
        of, begun = ", ".join(totals_of(net)), time.perf_counter()
        drawn = drawn_points(net, net.function(of).symbols, chosen.count, chosen.seed)
        drawn = drawn if drawn and drawn[0] else [{}]
        expected = by_derivation(net, of, drawn)
        points, legal = points + len(drawn), legal + sum(value is not None for value in expected)
        for way in chosen.to:
            try:
                found = WAYS[way](net, of, drawn)
            except Exception as failure:  # noqa: BLE001 - it is told, and counts
                print(f"{name} in {way}: {type(failure).__name__}: {failure}", flush=True)
                wrong += 1
                continue
            for point, right, value in zip(drawn, expected, found, strict=True):
                if right != value:
                    wrong += 1
                    print(f"{name} in {way} at {point}: {value}, not {right}", flush=True)
        print(f"{name}: {len(drawn)} points, {time.perf_counter() - begun:.1f} s", file=sys.stderr, flush=True)
    print(f"{points} points, {legal} of them networks, {wrong} wrong")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
