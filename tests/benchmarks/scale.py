"""How the cost of a sweep grows, here, in one process of Dask and in two; and what 10^12 points would take.

python tests/benchmarks/scale.py [--points 20000000]

Seconds are of the processor, of the process that does most: what a clock shows where every process has a core.
"""

from __future__ import annotations

import argparse
import resource
import time
import warnings
from importlib import import_module
from typing import Any

import symcnn
from symcnn.compiled.schedulers import KEEPS_MEMORY

NET = symcnn.load("resnet_bottleneck").at(H="W", D=3)
GRID = {"n_1": "1..8", "n_2": "1..8", "n_3": "1..24", "n_4": "1..6", "W": "96..320:32", "M": "100..1000:100"}
BEYOND = 10**12


def own_seconds() -> float:
    """Processor time of this process."""
    return time.process_time()


def swept(points: int, scheduler: Any = None) -> tuple[int, list[tuple[Any, ...]]]:
    """A grid of about so many points under two budgets, and its front."""
    wide = max(points // (8 * 8 * 24 * 6 * 8 * 10), 1)
    grid = {"C": f"16..{15 + wide}", **GRID}
    budget = "params <= 5*10^7 and macs <= 10^10"
    found = symcnn.sweep(NET, "params, macs", grid, where=budget, front="macs:min, W:max, C:max", scheduler=scheduler)
    return found.points, list(found.rows())


def here(points: int) -> list[tuple[Any, ...]]:
    """In this process: seconds for a tenth and for all."""
    for count in (points // 10, points):
        begun = own_seconds()
        size, rows = swept(count)
        spent = own_seconds() - begun
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told(
            "here",
            size,
            spent,
            f"{memory} MB; {BEYOND:.0e} points: {spent / size * BEYOND / 3600:.0f} hours on one core",
        )
    return rows


def clusters(points: int, right: list[tuple[Any, ...]]) -> None:
    """On a local cluster of one process and of two."""
    dask, distributed = import_module("dask"), import_module("distributed")

    alone = 0.0
    for workers in (1, 2):
        how = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
        kept = dask.config.set(KEEPS_MEMORY)
        with kept, distributed.LocalCluster(**how) as cluster, distributed.Client(cluster) as client:
            swept(points // 100, client)  # what is compiled and imported once
            before = client.run(own_seconds)
            size, rows = swept(points, client)
            after = client.run(own_seconds)
        assert rows == right
        spent = max(after[worker] - before[worker] for worker in before)
        alone = alone or spent
        told(f"{workers} of Dask's processes", size, spent, f"{alone / spent:.2f} times as fast as one")


def told(what: str, count: int, spent: float, besides: str) -> None:
    """One line."""
    print(f"{what:26}{count:13,} points{spent:8.2f} s{count / spent / 1e6:8.1f} M points/s   {besides}", flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=20_000_000)
    chosen = parser.parse_args()
    clusters(chosen.points, here(chosen.points))
