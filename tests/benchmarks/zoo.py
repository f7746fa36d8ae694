"""In one process: ResNet-152 against ResNet-50, and every network of the zoo against PyTorch's counter of operations.

    python tests/benchmarks/zoo.py [rounds] [name ...]

Ours is loading a network, deriving it with its input sizes as symbols and all other symbols at their numbers, and its
four totals. PyTorch's is making the modules of the same network on the meta device, where tensors hold no values, and
one run under its counter of operations; what the modules are made from was derived before and is not timed.

Ours keeps what it finds out while the process runs, so two ratios are printed: for a network that was derived before,
as PyTorch's modules were run before (the two take turns, and it is the median over the rounds of each round's ratio),
and for one that is derived for the first time, in the order of the zoo, after those before it. Without PyTorch only
the first part is measured.
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
LEAST = 0.05
"""For so many seconds something is done again and again: once alone, it mostly fills the processor's caches."""
DEEPER, FASTER = 3.5, 10.0
"""At most, the time of ResNet-152 in that of ResNet-50; at least, PyTorch's time in ours."""


def seconds(action: Callable[..., object], least: float = LEAST) -> float:
    """The processor's time of one call, which other processes change little, with nothing left for the collector."""
    gc.collect()
    calls, passed, start = 0, 0.0, time.process_time()
    while not calls or passed < least:
        action()
        calls, passed = calls + 1, time.process_time() - start
    return passed / calls


def table(name: str) -> object:
    """What ``symcnn derive`` does: every symbol kept."""
    return symcnn.load(name).table()


def totals(name: str) -> list[Any]:
    """The four totals with the input sizes as symbols; a network without W and H keeps the first of its symbols."""
    net = symcnn.load(name)
    symbols = [parameter.symbol for parameter in net.parameters]
    kept = [symbol for symbol in symbols if symbol in SIZES] or symbols[:1]
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


def faster(name: str, rounds: int) -> tuple[float, float] | None:
    """PyTorch's time in ours, and in seconds."""
    count = counting(name)
    if count is None:
        return None
    totals(name), count()
    pairs = [(seconds(count), seconds(lambda: totals(name))) for _ in range(rounds)]
    return median([theirs / ours for theirs, ours in pairs]), median([theirs for theirs, _ in pairs])


def summary(words: str, ratios: list[float]) -> str:
    """How many reach the bound, and how far the others are from it."""
    reached = sum(ratio >= FASTER for ratio in ratios)
    return (
        f"{words}: {reached} of {len(ratios)} at least {FASTER:.0f} times as fast; "
        f"median {median(ratios):.1f}, least {min(ratios):.1f}, most {max(ratios):.1f}"
    )


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    names = sys.argv[2:] or symcnn.zoo()
    totals("lenet5")
    first = {name: seconds(lambda name=name: totals(name), least=0) for name in names}
    for words, action in (("the table, every symbol kept", table), ("four totals, W and H as symbols", totals)):
        action("resnet50"), action("resnet152")
        print(f"ResNet-152 in the time of ResNet-50, {words}: {deeper(action, 2 * rounds):.2f}   (at most {DEEPER})")
    if importlib.util.find_spec("torch") is None:
        print("not measured: the zoo against PyTorch, without torch")
        return
    warnings.simplefilter("ignore", UserWarning)
    again, at_first = [], []
    for name in names:
        found = faster(name, rounds)
        if found is None:
            print(f"{name:<28} not measured: the bridge to PyTorch does not build it", flush=True)
            continue
        again.append(found[0])
        at_first.append(found[1] / first[name])
        print(f"{name:<28} {again[-1]:7.1f} times as fast as PyTorch counts, at first {at_first[-1]:.1f}", flush=True)
    print(summary("derived before", again))
    print(summary("for the first time", at_first))


if __name__ == "__main__":
    main()
