"""Networks along named axes, up to five of them: windows, samples, folds, sides that are filled, against numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import designs
import recent

if TYPE_CHECKING:
    from outcome import Outcome

PHRASES = {**designs.PHRASES, **designs.phrases("axes.txt")}


def text(seed: object) -> str:
    """One network."""
    return designs.text(f"axes {seed}", 3, PHRASES)


def check(network: str, outcome: Outcome) -> None:
    """Page, amounts, functions."""
    recent.check(network, outcome)
