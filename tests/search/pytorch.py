"""Networks in symbols against PyTorch, at points at which all conditions hold."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import networks
from points import all_hold, points

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome

TRIED = 2
"""Points of each network that are run."""
LARGEST = 30_000
"""Values that leave a layer, at most."""


def text(seed: object) -> str:
    """A network in symbols; not the ones of ``networks``."""
    from programs import program

    return program(f"torch {seed}")


def check(network: str, outcome: Outcome) -> None:
    """Sizes, parameters and multiply-accumulates layer by layer."""
    import torch_agreement

    net = symcnn.parse(network)
    page = networks.page_of(net)
    closed, tried = networks.Closed(page["definitions"]), 0
    asked = [fact for fact in page["assumptions"] if fact != "exact"]
    asked += [condition["formula"] for condition in page["conditions"]]
    for point in points(network, net.symbols, random.Random(network), networks.POINTS):
        if not all_hold(asked, closed.at(point)):
            continue
        try:
            there = networks.in_numbers(net, point)
        except errors.SymcnnError:
            continue
        if there is None or not len(there) or max(layer.units for layer in there) > LARGEST:
            continue
        tried += 1
        outcome.count("comparisons", len(there))
        apart = torch_agreement.disagreements(there, {}, "meta")
        if apart:
            outcome.wrong("PyTorch differs", f"at {networks.told(point)}: {'; '.join(apart)[:500]}")
        if apart or tried >= TRIED:
            return
