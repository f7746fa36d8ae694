"""Networks at random, run in PyTorch: sizes, parameters, buffers and multiply-accumulates layer by layer.

A network that parts from PyTorch is printed: ``symcnn derive -e "..."`` derives it once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch_agreement
from random_networks import Author, Drawn

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("torch")]

BATCHES, BATCHES_OF_SYMBOLS, NETWORKS = 24, 8, 25
"""Networks are drawn in so many tests, so many in each."""
SHARE_OF_SYMBOLS = 0.15
DEVICES = ("meta", "cpu")
"""The first only knows shapes; the second also has kernels that refuse."""


def drawn(batch: int, share_of_symbols: float = 0) -> list[Drawn]:
    return [Author(seed, share_of_symbols).network() for seed in range(batch * NETWORKS, (batch + 1) * NETWORKS)]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_in_numbers(batch: int, compared: Callable[..., None]) -> None:
    found, layers = [], 0
    for place, network in enumerate(drawn(batch)):
        net = symcnn.parse(network.text)
        found += report(torch_agreement.disagreements(net, {}, DEVICES[place % 2]), network)
        layers += len(net)
    compared(networks=NETWORKS, layers=layers)
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("batch", range(BATCHES, BATCHES + BATCHES_OF_SYMBOLS))
def test_in_symbols(batch: int, compared: Callable[..., None]) -> None:
    """Formulas first and numbers then, against PyTorch with the numbers."""
    networks = [network for network in drawn(batch, SHARE_OF_SYMBOLS) if network.values]
    found = []
    for network in networks:
        found += report(torch_agreement.disagreements(symcnn.parse(network.text), network.values), network)
    compared(**{"networks in symbols": len(networks)})
    assert not found, "\n\n".join(found)


def report(disagreements: list[str], network: Drawn) -> list[str]:
    values = "".join(f"\n{name} = {value}" for name, value in network.values.items())
    return ["\n".join([*disagreements, network.text]) + values] if disagreements else []
