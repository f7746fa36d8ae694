"""Names of the language as names of Python: keywords, what a module has already, and what Python reads as the same."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_AMBIGUOUS = frozenset({"l", "O", "I"})
"""Letters that a linter takes for digits."""
_USED = "self x nn torch functional Fraction prod heads keras layers ops prefix"
TAKEN = frozenset({*keyword.kwlist, *keyword.softkwlist, *_AMBIGUOUS, *dir(builtins), *_USED.split()})
"""What no argument and no variable is called."""


def identifier(word: str) -> str:
    """A word as Python takes it: with the signs that it reads them as, without those that it refuses.

    >>> identifier("lambda"), identifier("K_1"), identifier("__init__"), identifier("①x")
    ('lambda_', 'K_1', 'init__', 'v1x')
    """
    plain = re.sub(r"\W", "_", unicodedata.normalize("NFKC", word))
    plain = re.sub(r"^__+", "", plain) or "v"
    plain = plain if plain.isidentifier() else f"v{plain}"
    plain = plain if plain.isidentifier() else re.sub(r"[^0-9A-Za-z_]", "_", plain)
    return f"{plain}_" if plain in TAKEN else plain


def class_word(word: str) -> str:
    """The name of a class: ``dense_layer`` is ``DenseLayer``.

    >>> class_word("dense_layer"), class_word("ResNet50"), class_word("WRN_28_10")
    ('DenseLayer', 'ResNet50', 'WRN_28_10')
    """
    plain = identifier(word).rstrip("_")
    if any(letter.isupper() for letter in plain[:1]) or not plain:
        return plain or "Net"
    return "".join(part[:1].upper() + part[1:] for part in plain.split("_") if part) or "Net"


class Identifiers:
    """Names that are given once each.

    >>> names = Identifiers(["forward"])
    >>> names.fresh("conv1"), names.fresh("conv1"), names.fresh("forward"), names.counted("relu"), names.counted("relu")
    ('conv1', 'conv1_2', 'forward_2', 'relu1', 'relu2')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def fresh(self, word: str) -> str:
        """The word itself, or with a number behind it."""
        plain, number = identifier(word), 1
        name = plain
        while name in self._taken:
            number += 1
            name = f"{plain}_{number}"
        self._taken.add(name)
        return name

    def keep(self, words: Iterable[str]) -> None:
        """Take words out of the names that may be given."""
        self._taken |= set(words)

    def counted(self, word: str) -> str:
        """The word with the first number that is free."""
        plain, number = identifier(word).rstrip("_"), 1
        while f"{plain}{number}" in self._taken:
            number += 1
        return self.fresh(f"{plain}{number}")

    def copy(self) -> Identifiers:
        """The same names, to try something."""
        return Identifiers(self._taken)
