"""Larger networks in symbols: derivation, conditions, forms and memory must end within the bound of the kind."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from programs import program

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome


def text(seed: object) -> str:
    """A network with more statements, or one that is asked for its memory."""
    draw = random.Random(f"hang {seed}")
    return program(seed, size=draw.choice([2, 3, 4, 6]))


def check(network: str, outcome: Outcome) -> None:
    """Ask for everything that a page or a reader may ask for."""
    net = symcnn.parse(network)
    net.table("json")
    outcome.count("derived")
    for ask in (lambda: net.memory(bytes=4), lambda: net.receptive_field, lambda: net.macs, lambda: net.form("macs")):
        outcome.count("comparisons")
        try:
            str(ask())
        except errors.SymcnnError:
            outcome.count("refused")
