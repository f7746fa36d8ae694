"""Networks, and what each keeps at most: a store from which a value goes when nobody wants it any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import symcnn

NETWORKS = (
    "input(12, 12, 3); conv(3, 8); relu; maxpool(2); conv(3, 4); gap; dense(5)",
    "input(12, 12, 4); a: conv(3, 4, padding=1); add { {} { conv(3, 4, padding=1); relu } { conv(1, 4) } }; gap",
    "input(12, 12, 4); E: conv(1, 9); maxpool(2); conv(3, 2, padding=1); upsample(2); concat { {} { from E {} } }",
    "input(9, 9, 4); conv(3, 6); aux: head { gap; dense(3) }; conv(3, 2); C: conv(1, 2); use C",
    "a: input(8, 8, 3); b: input(8, 8, 1); concat { { from a { conv(3, 2) } } { from b { conv(3, 9) } } }; gap",
)


def kept(net: symcnn.Network) -> tuple[int, str]:
    """The most numbers that are kept at once, and where: a store from which a value goes when nobody wants it."""
    layers = net.derivation.layers
    ends = [net.derivation.output.source, *(head.source for head in net.derivation.heads)]
    wanted = {source: sum(layer.inputs.count(source) for layer in layers) for source in range(-9, len(layers))}
    store = {}
    for end in net.derivation.inputs:
        store[end.source] = end.volume.depth
        for size in end.volume.sizes:
            store[end.source] *= size
    most: Any = sum(store.values())
    where = ""
    for place, layer in enumerate(layers):
        numbers = layer.output.depth
        for size in layer.output.sizes:
            numbers *= size
        store[place] = numbers
        if sum(store.values()) > most:
            most, where = sum(store.values()), layer.name
        for source in layer.inputs:
            wanted[source] -= 1
            if wanted[source] == 0 and source not in ends:
                store.pop(source, None)
    return most, where
