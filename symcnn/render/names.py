"""The parts of a name: its stem, its index, its primes; and the Greek letters that words stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK: Mapping[str, str] = dict(zip(_WORDS.split(), "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True))

_NAME = re.compile(r"^([^\W\d_]+)_?(.*?)('*)$")


class Name(NamedTuple):
    """What stands on the line, what below it, and how many primes."""

    stem: str
    below: str
    primes: int


def parted(word: str) -> Name:
    """A name in parts: one letter or a Greek word with an index; a word of several parts stays one word.

    >>> [tuple(parted(word)) for word in ("W_in", "alpha_2'", "kernel_size")]
    [('W', 'in', 0), ('alpha', '2', 1), ('kernel_size', '', 0)]
    """
    match = _NAME.match(word)
    if match is None:
        return Name(word, "", 0)
    stem, index, primes = match.groups()
    is_symbol = len(stem) == 1 or stem in GREEK or index.isdigit()
    return Name(stem, index, len(primes)) if is_symbol else Name(word.rstrip("'"), "", len(primes))
