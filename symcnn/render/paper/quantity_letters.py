"""The letters of quantities in formulas of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.formats.latex_lines import prose

if TYPE_CHECKING:
    from collections.abc import Mapping

SYMBOLS: Mapping[str, str] = {
    "output": r"\mathcal{S}", "units": r"\mathcal{U}", "params": r"\mathcal{P}", "connections": r"\mathcal{C}",
    "macs": r"\mathcal{M}", "buffers": r"\mathcal{B}", "multiplications": r"\mathcal{N}_{\times}",
    "additions": r"\mathcal{N}_{+}", "comparisons": r"\mathcal{N}_{<}", "divisions": r"\mathcal{N}_{\div}",
    "exponentials": r"\mathcal{N}_{\exp}",
}  # fmt: skip
"""Letters that no network uses for its own sizes."""


def symbol(quantity: str, name: str = "") -> str:
    r"""A quantity's letter, with the name of a layer below.

    >>> symbol("params", "C1")
    '\\mathcal{P}_{\\text{C1}}'
    """
    letter = SYMBOLS.get(quantity) or rf"\mathcal{{N}}_{{\text{{{quantity}}}}}"
    return below(letter, name) if name else letter


def below(letter: str, name: str) -> str:
    r"""A letter with a name below, after what stands there already.

    >>> below("W", "C1"), below(r"\mathcal{N}_{+}", "C1")
    ('W_{\\text{C1}}', '\\mathcal{N}_{+,\\text{C1}}')
    """
    stem, sub, inner = letter.partition("_{")
    words = rf"\text{{{prose(name)}}}".replace(r"\allowbreak{}", "")
    return f"{stem}_{{{inner.removesuffix('}')},{words}}}" if sub else f"{letter}_{{{words}}}"
