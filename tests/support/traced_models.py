"""Traced models for tests: a small residual network as a trace would give it, and random graphs."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from symcnn.bridges.traced import TracedLayer, TracedModel

if TYPE_CHECKING:
    from symcnn.bridges.traced import ArgumentValue

ROOT = ("", "zoo.Residual")


class Tracer:
    """Adds layers one behind the other, and counts their parameters by themselves."""

    def __init__(self, depth: int, sizes: tuple[int, ...] = (32, 32)) -> None:
        self.layers = [TracedLayer("x", "input", (), (), sizes, depth, (ROOT,))]
        self.params = 0

    def add(
        self,
        word: str,
        *sources: str,
        modules: tuple[tuple[str, str], ...] = (ROOT,),
        depth: int = 0,
        **arguments: ArgumentValue,
    ) -> str:
        name = f"{word}{len(self.layers)}"
        before = {layer.name: layer for layer in self.layers}
        sizes = before[sources[0]].sizes
        depth = depth or before[sources[0]].depth
        self.layers.append(TracedLayer(name, word, tuple(arguments.items()), sources, sizes, depth, modules))
        return name

    def conv(
        self,
        source: str,
        filters: int,
        kernel: int,
        stride: int = 1,
        modules: tuple[tuple[str, str], ...] = (ROOT,),
    ) -> str:
        before = next(layer for layer in self.layers if layer.name == source)
        self.params += kernel * kernel * before.depth * filters
        return self.add(
            "conv",
            source,
            modules=modules,
            depth=filters,
            kernel_size=kernel,
            filters=filters,
            stride=stride,
            padding=(kernel - 1) // 2,
            dilation=1,
            groups=1,
            bias=False,
        )

    def model(self, *outputs: str, name: str = "Residual") -> TracedModel:
        return TracedModel(name, tuple(self.layers), outputs, self.params)


def residual(stages: tuple[tuple[int, int], ...], stem: int = 8) -> TracedModel:
    """A residual network: depth and blocks of each stage; all stages but the first halve the sizes."""
    t = Tracer(3)
    now = t.conv("x", stem, 3, modules=(ROOT, ("stem", "torch.nn.Conv2d")))
    depth = stem
    for number, (width, blocks) in enumerate(stages):
        for turn in range(blocks):
            stride = 2 if number and not turn else 1
            path = f"layer{number + 1}.{turn}"
            own = (ROOT, (f"layer{number + 1}", "torch.nn.Sequential"), (path, "zoo.BasicBlock"))
            first = t.conv(now, width, 3, stride, (*own, (f"{path}.conv1", "torch.nn.Conv2d")))
            first = t.add("relu", first, modules=own)
            first = t.conv(first, width, 3, 1, (*own, (f"{path}.conv2", "torch.nn.Conv2d")))
            projects = stride != 1 or depth != width
            short = (
                t.conv(now, width, 1, stride, (*own, (f"{path}.downsample", "torch.nn.Conv2d"))) if projects else now
            )
            now = t.add("relu", t.add("add", first, short, modules=own), modules=own)
            depth = width
    now = t.add("gap", now)
    t.params += depth * 10 + 10
    return t.model(t.add("dense", now, modules=(ROOT, ("fc", "torch.nn.Linear")), depth=10, out_features=10, bias=True))


def random_graph(seed: int, size: int = 12) -> TracedModel:
    """A graph of convolutions and sums of earlier layers of one depth; whatever nothing reads is added at the end."""
    choose = random.Random(seed)
    t = Tracer(4)
    names = ["x"]
    for _ in range(size):
        kind = choose.choice(("conv", "add", "concat"))
        picked = choose.sample(names, min(len(names), choose.randint(1, 3)))
        if kind == "conv" or len(picked) == 1:
            names.append(t.conv(picked[0], 4, choose.choice((1, 3))))
        elif kind == "add":
            names.append(t.add("add", *picked))
        else:
            names.append(t.conv(t.add("concat", *picked, depth=4 * len(picked)), 4, 1))
    read = {source for layer in t.layers for source in layer.sources}
    ends = [name for name in names if name not in read]
    return t.model(t.add("add", *ends) if len(ends) > 1 else ends[0], name="Random")
