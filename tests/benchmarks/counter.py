"""The first derivation of a network in a process against PyTorch's counter of operations, as ratios.

    python tests/benchmarks/counter.py [forks] [name ...]

Each has forks of its own for each network. Ours loads the network, derives it with its input sizes as symbols, and its
four totals: all modules and layers are there, but no rule that the network uses was compiled and nothing is
remembered. PyTorch's makes the modules of the same network on the meta device, where tensors hold no values, and
counts one run (``FlopCounterMode``); what it made before is there, since PyTorch itself was warm. What the modules are
made from was derived before and is not timed. The processor's time, the least of the forks of each.
"""

from __future__ import annotations

import sys
import warnings
from functools import partial
from statistics import median

import first
import zoo

NAMES = (
    "alexnet", "densenet121", "efficientnet_b0", "espcn", "inceptionv3", "mobilenet_v2", "mobilenet_v3_large",
    "resnet50", "resnet152", "squeezenet1_0", "unet", "vgg16",
)  # fmt: skip
MEDIAN, LEAST = 12.0, 2.0
"""What is wanted of PyTorch's time in ours."""


def main() -> None:
    """Measure and print."""
    forks = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    names = sys.argv[2:] or NAMES
    warnings.simplefilter("ignore", UserWarning)
    first.prepare()
    ours = {name: min(first.forked(partial(zoo.totals, name)) for _ in range(forks)) for name in names}
    ratios = []
    for name in names:
        count = zoo.counting(name)
        if count is None:
            print(f"{name:<22} not measured: the bridge to PyTorch does not build it", flush=True)
            continue
        count()
        theirs = min(first.forked(count) for _ in range(forks))
        ratios.append(theirs / ours[name])
        print(f"{name:<22} {ratios[-1]:6.2f}   PyTorch {theirs:.4f} s, ours {ours[name]:.4f} s", flush=True)
    print(f"median {median(ratios):.2f} (wanted {MEDIAN:g}), least {min(ratios):.2f} (wanted {LEAST:g})")


if __name__ == "__main__":
    main()
