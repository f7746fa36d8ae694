"""The parts of a name: its stem, its index, its primes; and the Greek letters that words stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

GREEK: Mapping[str, str] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip

_NAME = re.compile(r"^([^\W\d_]+)_?(.*?)('*)$")


class Name(NamedTuple):
    """What stands on the line, what below it, and how many primes."""

    stem: str
    index: str
    primes: int


def parted(word: str) -> Name:
    """A name in parts: one letter or a Greek word with an index; a word of several parts stays one word.

    >>> parted("W_in"), parted("alpha_2'"), parted("kernel_size")
    (Name(stem='W', index='in', primes=0), Name(stem='alpha', index='2', primes=1), Name(stem='kernel_size', index='', primes=0))
    """
    match = _NAME.match(word)
    if match is None:
        return Name(word, "", 0)
    stem, index, primes = match.groups()
    is_symbol = len(stem) == 1 or stem in GREEK or index.isdigit()
    return Name(stem, index, len(primes)) if is_symbol else Name(word.rstrip("'"), "", len(primes))
