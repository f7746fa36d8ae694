"""Options of a paper's pages: text width, labels that stay, symbols of quantities, names short enough to read."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.formats.latex_lines import TEXT_WIDTH, prose
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.render.widths import points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NARROWEST, _WIDEST = 160, 1000
_NARROW = 300.0
_MOST_INNER = 3

SYMBOLS: Mapping[str, str] = {
    "output": r"\mathcal{S}", "units": r"\mathcal{U}", "params": r"\mathcal{P}", "connections": r"\mathcal{C}",
    "macs": r"\mathcal{M}", "buffers": r"\mathcal{B}", "multiplications": r"\mathcal{N}_{\times}",
    "additions": r"\mathcal{N}_{+}", "comparisons": r"\mathcal{N}_{<}", "divisions": r"\mathcal{N}_{\div}",
    "exponentials": r"\mathcal{N}_{\exp}",
}  # fmt: skip
"""Letters that no network uses for its own sizes."""


class PaperOptions(NamedTuple):
    """What an author chooses about a page."""

    network: str = ""
    width: float = TEXT_WIDTH
    is_narrow: bool = False
    """Whether it goes into one of two columns, where a table cannot go over several pages by itself."""
    words: Phrasebook = ENGLISH


def look(network: str, width: str, words: Phrasebook = ENGLISH) -> PaperOptions:
    """The look for a text width, by its name or in points of a page set in 10pt.

    >>> look("LeNet5", "twocolumn").width
    252.0
    """
    wide = points(width, "a page", _NARROWEST, _WIDEST)
    return PaperOptions(network, wide, wide < _NARROW, words)


def label(kind: str, *words: str) -> str:
    r"""A label made of names, in characters that every LaTeX takes.

    >>> label("eq", "LeNet5", "C1", "params"), label("tab", "", "stage_1/é")
    ('\\label{eq:lenet5-C1-params}', '\\label{tab:snippet-stage_1.ue9}')
    """
    network, *rest = words
    return rf"\label{{{kind}:{'-'.join(filter(None, [_safe(network).lower() or 'snippet', *map(_safe, rest)]))}}}"


def _safe(word: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else _spelt(c) for c in word)


def _spelt(character: str) -> str:
    """What stands for a character that a label cannot hold."""
    return "." if character == "/" else f"u{ord(character):x}"


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


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Each name by its first and its last label, and as few between as distinguish it from the names before it.

    >>> short_names(["a/x1/conv1", "a/x2/conv1", "b/x1/fc"])
    {'a/x1/conv1': 'a/conv1', 'a/x2/conv1': 'a/x2/conv1', 'b/x1/fc': 'b/fc'}
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        found[name] = next(short for short in _shorter(name.split("/")) if short not in taken)
        taken.add(found[name])
    return found


def _shorter(labels: list[str]) -> Iterator[str]:
    """The name with more and more of its inner labels, at last the name itself, which nothing else has."""
    first, *inner = labels[:-1] or [""]
    for count in range(min(len(inner), _MOST_INNER) + 1):
        for kept in combinations(inner, count):
            yield "/".join(filter(None, [first, *kept, labels[-1]]))
    whole = "/".join(labels)
    yield whole
    yield f"{whole}'"
