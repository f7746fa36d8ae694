"""PyTorch modules as networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.bridges.imported import to_network
from symcnn.bridges.torch_trace import torch_library, trace_module
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.network.network import Network


def from_torch(module: Any, input: tuple[int, ...] = (3, 224, 224), *, name: str = "", flat: bool = False) -> Network:
    """The network that a PyTorch module is, its text as ``source``; nothing is run, and its weights are not read.

    Parameters and multiply-accumulates are compared with what PyTorch counts, each time::

        net = symcnn.from_torch(torchvision.models.resnet18(), input=(3, 224, 224))
        print(net.source)

    Args:
        module: A ``torch.nn.Module``, or a function without arguments that makes one; such a function is called on
            PyTorch's meta device where it can be, so that no weights are made.
        input: Depth and sizes of one example, in PyTorch's order: ``(3, 224, 224)``.
        name: What the network is called; by default as the module's class.
        flat: Leave out blocks and repeats: one line for each layer.

    Returns:
        The network; its first axis is PyTorch's first axis behind the depth.

    Raises:
        ImportRefused: PyTorch is missing, the module cannot be traced, does what the language cannot say, or the counts
            differ; with operation, module path and source line.
    """
    model = trace_module(_made(module), checked_shape(input))
    return to_network(model._replace(name=name or model.name), flat=flat)


def _made(module: Any) -> Any:
    torch = torch_library()
    if isinstance(module, torch.nn.Module) or not callable(module):
        return module
    return made_without_weights(module)


def made_without_weights(make: Callable[..., Any], **arguments: Any) -> Any:
    """What a constructor makes, on the meta device where it can be."""
    torch = torch_library()
    try:
        with torch.device("meta"):
            return make(**arguments)
    except (NotImplementedError, RuntimeError):  # it looks at values
        return make(**arguments)


_MOST_AXES = 3


def checked_shape(shape: Any) -> tuple[int, ...]:
    """The shape of an example, if it is one."""
    whole = isinstance(shape, tuple | list) and all(isinstance(size, int) and size > 0 for size in shape)
    if not whole or not 1 <= len(shape) <= _MOST_AXES + 1:
        raise ImportRefused(f"the input is a depth and up to three sizes, such as (3, 224, 224), not {shape!r}")
    return tuple(shape)
