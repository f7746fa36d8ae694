"""A network derived in numbers as a module of PyTorch, and what PyTorch says of each of its layers.

The bridge reads the layers, their arguments and the graph; every size and depth is PyTorch's own, taken from the tensor
that reaches a layer. So its shapes and counts owe nothing to what was derived.

    module = torch_model.build(symcnn.load("lenet5").numbers().derivation)
    module(torch.zeros(1, 1, 32, 32, device="meta"))
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from torch_maps import MAPS
from torch_parts import BATCH, Refused, call_of, torch
from torch_shapes import SHAPES
from torch_windows import WINDOWS
from torch_zoo import ZOO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.derive.derivation import Derivation
    from symcnn.model.steps import LayerStep
    from symcnn.model.volume import Volume

ROWS = {**WINDOWS, **MAPS, **SHAPES, **ZOO}
"""Layer to the function that makes its module from a call."""
NOT_OF_PYTORCH: dict[str, str] = {
    "deformable_conv": "torchvision has it, with operators of its own",
    "opaque": "only what leaves it is known",
}
"""Layers of the prelude that PyTorch has not, and cannot be put together from what it has; with the reason."""
REFUSALS = (RuntimeError, ValueError, IndexError, AssertionError, Refused)
"""How PyTorch refuses."""
COUNTER = "num_batches_tracked"
"""A buffer that holds a number of training steps, not something learned."""


class Told(NamedTuple):
    """What PyTorch says of a layer: sizes and depth in our order, numbers trained and stored, multiply-accumulates."""

    output: tuple[int, ...]
    params: int
    buffers: int
    macs: int


class NotTaken(Exception):  # noqa: N818 - it says what happened, as the errors of the package do
    """PyTorch refuses the layer at a place."""

    def __init__(self, place: int, reason: Exception) -> None:
        super().__init__(str(reason))
        self.place = place


def tensor(volume: Volume, device: str = "meta") -> Any:
    """An example of an input, all zeros."""
    return torch.zeros((BATCH, volume.depth, *volume.sizes), device=device)


def layer_module(step: LayerStep, received: tuple[Any, ...]) -> Any:
    """The module of one layer for what it receives, as it is after training."""
    return ROWS[step.layer.name](call_of(step, received)).eval()


def build(derivation: Derivation, device: str = "meta") -> Any:
    """The module of a network: inputs go in, the output comes out, or a list of it and of what leaves the heads."""
    return witness(derivation, device)[0]


def witness(derivation: Derivation, device: str = "meta") -> tuple[Any, list[Told]]:
    """The module of a network, and what PyTorch says of every layer."""
    modules: list[Any] = []
    labelled: dict[str, Any] = {}
    told: list[Told] = []
    outputs = {entry.source: tensor(entry.volume, device) for entry in derivation.inputs}
    with torch.no_grad(), torch.device(device):
        for place, layer in enumerate(derivation.layers):
            received, twin = tuple(outputs[source] for source in layer.inputs), layer.step.twin
            try:
                module = layer_module(layer.step, received)
                if twin:
                    share(module, labelled[twin])
                outputs[place], macs = counted(module, received)
            except REFUSALS as reason:
                raise NotTaken(place, reason) from reason
            modules.append(module)
            labelled.setdefault(layer.name, module)
            told.append(Told(shape(outputs[place]), *((0, 0) if twin else sizes_of(module)), macs))
    return _graph_class()(derivation, modules), told


def share(module: Any, first: Any) -> None:
    """Give a module the weights and buffers of another, which must be as many and of the same shape."""
    mine, theirs = (list(weights_of(one)) for one in (module, first))
    if [weight.shape for _, _, weight in mine] != [weight.shape for _, _, weight in theirs]:
        raise Refused("weights of another shape cannot be shared")
    for (owner, name, _), (_, _, weight) in zip(mine, theirs, strict=True):
        setattr(owner, name, weight)


def weights_of(module: Any) -> Iterator[tuple[Any, str, Any]]:
    """Every parameter and buffer, with the part of the module that holds it and its name there."""
    for part in module.modules():
        for name, weight in [*part.named_parameters(recurse=False), *part.named_buffers(recurse=False)]:
            yield part, name, weight


def shape(output: Any) -> tuple[int, ...]:
    """Sizes and depth in our order."""
    _, depth, *sizes = output.shape
    return (*sizes, depth)


def sizes_of(module: Any) -> tuple[int, int]:
    """How many numbers of a module are trained, and how many are stored besides."""
    params = sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)
    return params, sum(buffer.numel() for name, buffer in module.named_buffers() if not name.endswith(COUNTER))


def counted(module: Any, received: tuple[Any, ...]) -> tuple[Any, int]:
    """What a module answers, and the multiply-accumulates of one example: half the FLOPs that PyTorch counts.

    It counts products of matrices and convolutions; what has no weights with two axes or more, and one input, is not
    asked, for speed, but where it says that it multiplies.
    """
    from torch.utils.flop_counter import FlopCounterMode

    multiplies = getattr(module, "multiplies", False) or any(parameter.dim() > 1 for parameter in module.parameters())
    if len(received) == 1 and not multiplies:
        return module(*received), 0
    with FlopCounterMode(display=False) as counter, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel", UserWarning)  # it may be slow
        output = module(*received)
    return output, counter.get_total_flops() // (2 * BATCH)


@cache
def _graph_class() -> Any:
    class Graph(torch.nn.Module):  # type: ignore[misc]  # PyTorch may be missing when types are checked
        """A module for every layer, and for each the places of those whose output it receives; below 0 are inputs."""

        def __init__(self, derivation: Derivation, modules: list[Any]) -> None:
            super().__init__()
            self.layers = torch.nn.ModuleList(modules)
            self.received = [layer.inputs for layer in derivation.layers]
            self.ends = [end.source for end in (derivation.output, *derivation.heads)]

        def forward(self, *inputs: Any) -> Any:
            known = {-1 - place: value for place, value in enumerate(inputs)}
            for place, (module, sources) in enumerate(zip(self.layers, self.received, strict=True)):
                known[place] = module(*(known[source] for source in sources))
            outputs = [known[end] for end in self.ends]
            return outputs if len(outputs) > 1 else outputs[0]

    return Graph
