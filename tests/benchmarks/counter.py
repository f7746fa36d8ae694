"""The first derivation of a network in a process against PyTorch's counter of operations, as ratios.

    python tests/benchmarks/counter.py [forks] [name ...]

Both have forks of their own for each network. In ours, all modules and layers are there, but no rule that the network
uses was compiled and nothing is remembered: what is measured is loading the network, deriving it with its input sizes as
symbols, and its four totals. In PyTorch's, the modules of the same network are made on the meta device, where tensors
hold no values, and one run is counted (``FlopCounterMode``), for the first time too, after a run of two layers alone; what
the modules are made from was derived before and is not timed. The processor's time, the least of the forks of each.
"""

from __future__ import annotations

import sys
import time
import warnings
from statistics import median
from typing import TYPE_CHECKING

import first
import zoo

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = (
    "alexnet", "densenet121", "efficientnet", "espcn", "inceptionv3", "mobilenetv2", "mobilenet_v3_large", "resnet50",
    "resnet152", "squeezenet", "unet", "vgg16",
)  # fmt: skip
MEDIAN, LEAST = 12.0, 2.0
"""What is wanted of PyTorch's time in ours."""


def least(action: Callable[[], object], forks: int) -> float:
    """The processor's time of an action in a fork of its own."""
    return min(first.forked(action) for _ in range(forks))


def faster(name: str, forks: int) -> tuple[float, float] | None:
    """The seconds of both, PyTorch's first; None where the bridge to PyTorch cannot make the network."""
    ours = least(lambda: zoo.totals(name), forks)
    reader = zoo.counting(name)
    return None if reader is None else (least(reader, forks), ours)
