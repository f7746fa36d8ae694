"""In one process: ResNet-152 against ResNet-50, and every network of the zoo against PyTorch's counter of operations.

    python tests/benchmarks/zoo.py [rounds] [name ...]

Ours is loading a network, deriving it with its input sizes as symbols and all other symbols at their numbers, and its
four totals. PyTorch's is making the modules of the same network on the meta device, where tensors hold no values, and
one run under its counter of operations; what the modules are made from was derived before and is not timed. The two
take turns, and printed is the median over the rounds of each round's ratio. Without PyTorch only the first part is
measured.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
import time
import warnings
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import symcnn

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

if TYPE_CHECKING:
    from collections.abc import Callable

TOTALS = ("units", "params", "connections", "macs")
SIZES = ("W", "H")
CALLS = 5
"""How often something is done in a row: once alone is mostly waiting for the caches that the collector has emptied."""
DEEPER, FASTER = 3.5, 10.0
"""At most, the time of ResNet-152 in that of ResNet-50; at least, PyTorch's time in ours."""


def seconds(action: Callable[[], object], times: int = CALLS) -> float:
    """The processor's time of some calls, which other processes change little, with nothing left for the collector."""
    gc.collect()
    start = time.process_time()
    for _ in range(times):
        action()
    return time.process_time() - start


def table(name: str) -> object:
    """What ``symcnn derive`` does: every symbol kept."""
    return symcnn.load(name).table()


def totals(name: str) -> list[Any]:
    """The four totals with the input sizes as symbols; a network without W and H keeps the first of its symbols."""
    net = symcnn.load(name)
    kept = [symbol for symbol in net.symbols if symbol in SIZES] or list(net.symbols)[:1]
    net = net.with_defaults(kept)
    return [net.quantity(key) for key in TOTALS]


def deeper(action: Callable[[str], object], rounds: int) -> float:
    """ResNet-152 in the time of ResNet-50."""
    return median([seconds(lambda: action("resnet152")) / seconds(lambda: action("resnet50")) for _ in range(rounds)])


def counting(name: str) -> Callable[[], object] | None:
    """What makes the modules of a network and counts one run of them; None where the bridge to PyTorch cannot."""
    import torch
    import torch_model
    from torch.utils.flop_counter import FlopCounterMode

    derivation = symcnn.load(name).numbers().derivation
    try:
        module = torch_model.build(derivation)
    except torch_model.NotTaken:
        return None
    inputs = [torch_model.tensor(entry.volume) for entry in derivation.inputs]
    received: list[tuple[Any, ...]] = []
    hooks = [
        layer.register_forward_pre_hook(lambda _module, arguments: received.append(arguments))
        for layer in module.layers
    ]
    module(*inputs)
    for hook in hooks:
        hook.remove()

    def run() -> object:
        with torch.device("meta"):
            for layer, arguments in zip(derivation.layers, received, strict=True):
                torch_model.layer_module(layer.step, arguments)
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            module(*inputs)
        return counter.get_total_flops()

    return run


def faster(name: str, rounds: int) -> float | None:
    """PyTorch's time in ours."""
    count = counting(name)
    if count is None:
        return None
    totals(name), count()
    return median([seconds(count) / seconds(lambda: totals(name)) for _ in range(rounds)])


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    names = sys.argv[2:] or symcnn.zoo()
    table("resnet50"), totals("resnet50")
    for words, action in (("the table, every symbol kept", table), ("four totals, W and H as symbols", totals)):
        print(f"ResNet-152 in the time of ResNet-50, {words}: {deeper(action, 2 * rounds):.2f}   (at most {DEEPER})")
    if importlib.util.find_spec("torch") is None:
        print("not measured: the zoo against PyTorch, without torch")
        return
    warnings.simplefilter("ignore", UserWarning)
    found = []
    for name in names:
        ratio = faster(name, rounds)
        if ratio is None:
            print(f"{name:<28} not measured: the bridge to PyTorch does not build it", flush=True)
            continue
        found.append(ratio)
        print(f"{name:<28} {ratio:7.1f} times as fast as PyTorch counts", flush=True)
    reached = sum(ratio >= FASTER for ratio in found)
    print(
        f"{reached} of {len(found)} at least {FASTER:.0f} times as fast; "
        f"median {median(found):.1f}, least {min(found):.1f}, most {max(found):.1f}"
    )


if __name__ == "__main__":
    main()
