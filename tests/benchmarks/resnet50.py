"""ResNet-50 written by hand in PyTorch, and what tools say of it: the other side of ``tools.py``.

    python tests/benchmarks/resnet50.py torchinfo|meta|export

It holds nothing but torch.nn, so a tool waits only for PyTorch and for itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable


def normalised(depth: int, maps: int, kernel: int, stride: int = 1) -> list[Any]:
    """A convolution that keeps sizes up to its stride, and a normalisation."""
    return [nn.Conv2d(depth, maps, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(maps)]


class Bottleneck(nn.Module):  # type: ignore[misc]  # PyTorch may be missing when types are checked
    """Down, across, up, beside a shortcut."""

    def __init__(self, depth: int, maps: int, stride: int) -> None:
        super().__init__()
        down, across = normalised(depth, maps, 1), normalised(maps, maps, 3, stride)
        self.way = nn.Sequential(*down, nn.ReLU(), *across, nn.ReLU(), *normalised(maps, 4 * maps, 1))
        self.shortcut = nn.Sequential(*(normalised(depth, 4 * maps, 1, stride) if depth != 4 * maps else ()))
        self.relu = nn.ReLU()

    def forward(self, x: Any) -> Any:
        """Both, added."""
        return self.relu(self.way(x) + self.shortcut(x))


def resnet50() -> Any:
    """The network as a module with weights."""
    layers, depth = [*normalised(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 64
    for maps, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(depth, maps, 1 if block else stride))
            depth = 4 * maps
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(depth, 1000)).eval()


def summarise() -> None:
    """The table of torchinfo, as its documentation asks for it."""
    from torchinfo import summary

    print(summary(resnet50(), (1, 3, 224, 224), verbose=0))


def summarise_meta() -> None:
    """The same table without values: torchinfo at its cheapest."""
    from torchinfo import summary

    with torch.device("meta"):
        print(summary(resnet50(), input_data=torch.zeros(1, 3, 224, 224), device="meta", verbose=0))


def export() -> None:
    """The graph with two sizes in symbols, multiples of 32, the cheapest way: without values."""
    sizes = {2: 32 * torch.export.Dim("h", min=2), 3: 32 * torch.export.Dim("w", min=2)}
    with torch.device("meta"):
        print(torch.export.export(resnet50(), (torch.zeros(2, 3, 224, 224),), dynamic_shapes=({**sizes},)))


TOOLS: dict[str, Callable[[], None]] = {"torchinfo": summarise, "meta": summarise_meta, "export": export}

if __name__ == "__main__":
    with torch.no_grad():
        TOOLS[sys.argv[1]]()
