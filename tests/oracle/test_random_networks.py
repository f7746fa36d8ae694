"""Networks at random, run in PyTorch: shapes, parameters and multiply-accumulates layer by layer, and refusals.

A network that parts from PyTorch is printed: ``symcnn derive -e "..."`` derives it once more.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import torch_agreement
import torch_model
from random_networks import Author, Drawn, mergers

import symcnn
from symcnn.errors import ShapeMistake

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("torch")

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


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_is_refused(batch: int, compared: Callable[..., None]) -> None:
    texts = [text for network in drawn(batch) for text in network.refused]
    compared(refusals=len(texts))
    assert not [text for text in texts if not torch_agreement.refuses(text)]


@pytest.mark.parametrize("kind", torch_agreement.MERGES)
def test_branches_that_may_not_agree(kind: str, compared: Callable[..., None]) -> None:
    """PyTorch repeats a branch of size 1 along an axis; here sizes agree, or the merge is refused."""
    merges = mergers(kind, 200)
    compared(merges=len(merges))
    ours = {text: is_refused(text) for text in merges}
    theirs = {text: torch_agreement.merge_refuses(kind, rooms) for text, rooms in merges.items()}
    assert ours == theirs
    assert 0.2 < sum(ours.values()) / len(ours) < 0.8


def is_refused(text: str) -> bool:
    try:
        symcnn.parse(text).derivation  # noqa: B018 - deriving is the question
    except ShapeMistake:
        return True
    return False


def test_every_layer_is_drawn() -> None:
    networks = [symcnn.parse(network.text) for batch in range(BATCHES) for network in drawn(batch)]
    kinds = Counter(layer.kind for net in networks for layer in net)
    assert not {name: kinds[name] for name in torch_model.ROWS if kinds[name] < NETWORKS}
