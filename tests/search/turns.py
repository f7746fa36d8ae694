"""Networks whose repeats stand in one another, read labels, and have turns that are not alike, against numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import designs
import recent

if TYPE_CHECKING:
    from outcome import Outcome

PHRASES = {**designs.PHRASES, **designs.phrases("turns.txt")}


def text(seed: object) -> str:
    """One network."""
    return designs.text(f"turns {seed}", 2, PHRASES)


def check(network: str, outcome: Outcome) -> None:
    """Page, amounts, functions."""
    recent.check(network, outcome)
