"""Every sentence in the sources that is said in a language stands in the table of each language."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from package_trees import nodes_of

from symcnn.render.languages.translate import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "symcnn"
SAYS_ITS_FIRST = {
    "Message",
    "phrase",
    "Phrase",
    "words",
    "_words",
    "say",
    "Unable",
    "NotPolynomial",
    "Refuted",
    "TooFine",
}
"""What takes a key as its first argument."""
OTHERS = [language for language in LANGUAGES if language != "en"]


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def keys() -> dict[str, str]:
    """Every key that is written where it is said, and the file."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in SAYS_ITS_FIRST:
                    found |= {key: str(path) for key in literals(node.args[0])}
    return found


def has_words(key: str) -> bool:
    return any(a.isalpha() and b.isalpha() for a, b in pairwise(key))


@pytest.mark.parametrize("language", OTHERS)
def test_every_key_is_said_in_every_language(language: str) -> None:
    say = words(language)
    for key in filter(has_words, keys()):
        say(key, *[""] * key.count("{"))
    assert not say.missing
