"""Generated PyTorch, run: what it has of parameters, what it takes, what leaves it, against what a network says."""

from __future__ import annotations

import warnings
from math import prod
from typing import TYPE_CHECKING, Any

from torch_agreement import NOT_COUNTED
from torch_parts import BATCH, torch

from symcnn.code.identifiers import class_word, identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    import symcnn
    from symcnn.derive.derivation import End


def classes_of(text: str) -> dict[str, Any]:
    """What the text of a file defines."""
    space: dict[str, Any] = {"__name__": "generated"}
    exec(compile(text, "generated.py", "exec"), space)  # noqa: S102 - the text is ours, and running it is the test
    return space


def example(end: End) -> Any:
    """An input: PyTorch's sizes begin with the last axis."""
    return torch.zeros(BATCH, *shape_of(end))


def shape_of(end: End) -> tuple[int, ...]:
    """Depth and sizes as PyTorch has them."""
    return (int(end.volume.depth), *map(int, reversed(end.volume.sizes)))


def built(net: symcnn.Network, values: Mapping[str, Any]) -> Any:
    """The module of a network with some of its symbols given."""
    space = classes_of(str(net.code("torch")))
    given = {identifier(name): float(value) if isinstance(value, str) else value for name, value in values.items()}
    return space[class_word(net.name or "Net")](**given).eval()


def differences(net: symcnn.Network, values: Mapping[str, Any], device: str = "meta") -> list[str]:
    """Where a generated module and the network part; empty where they agree."""
    numbers = net.numbers(**values)
    derivation = numbers.derivation
    with torch.device(device), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        module = built(net, values)
        outputs, macs = counted(module, [example(entry) for entry in derivation.inputs])
    ends = (derivation.output, *derivation.heads)
    uncounted = sum(prod(layer.output) * prod(layer.input) for layer in numbers if layer.kind in NOT_COUNTED)
    found = {
        "outputs": ([tuple(output.shape[1:]) for output in outputs], [shape_of(end) for end in ends]),
        "parameters": (sum(one.numel() for one in module.parameters()), numbers.params),
        "multiply-accumulates": (macs, numbers.macs - uncounted),
    }
    return [f"{word}: {theirs} in PyTorch, {ours} here" for word, (theirs, ours) in found.items() if theirs != ours]


def counted(module: Any, inputs: list[Any]) -> tuple[tuple[Any, ...], int]:
    """What leaves a module, and the multiply-accumulates of one example: half the FLOPs that PyTorch counts."""
    from torch.nn.attention import SDPBackend, sdpa_kernel  # other kernels are not counted
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        output = module(*inputs)
    return output if isinstance(output, tuple) else (output,), counter.get_total_flops() // (2 * BATCH)
