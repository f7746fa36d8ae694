"""Options of a paper's pages: text width, labels that stay, symbols of quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.formats.latex_lines import TEXT_WIDTH, prose
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.render.paper.published_names import published_name
from symcnn.render.widths import WIDTHS, points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.formula import Formula

_NARROWEST, _WIDEST = 160, 1000
_NARROW = 300.0

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
    title: str = ""
    """What the network is called in captions and headings."""
    caption: str = ""
    """An author's own caption."""
    label: str = ""
    """An author's own label."""
    axes: tuple[Formula, ...] = ()
    """The first two sizes of the input, where they are symbols of their own."""

    @property
    def is_across(self) -> bool:
        """Whether its tables go over both columns of a page."""
        return self.width == WIDTHS["bothcolumns"]

    @property
    def in_a_column(self) -> PaperOptions:
        """The same for what stands in the text, which goes into one column where tables go over both."""
        return self._replace(width=WIDTHS["twocolumn"], is_narrow=True) if self.is_across else self

    def label_of(self, kind: str, *words: str, beside: str = "") -> str:
        r"""A label made of the network and some names; or the author's own, with a word where it stands beside others.

        >>> PaperOptions(label="tab:mine").label_of("tab", "layers", beside="2")
        '\\label{tab:mine.2}'
        """
        if not self.label:
            return label(kind, self.network, *words)
        return rf"\label{{{'.'.join(filter(None, [_safe(self.label, ':'), _safe(beside)]))}}}"


class Named(NamedTuple):
    """What an author calls things on a page instead of what they are called by themselves."""

    title: str = ""
    caption: str = ""
    label: str = ""


UNNAMED = Named()


def look(network: str, width: str, words: Phrasebook = ENGLISH, own: Named = UNNAMED) -> PaperOptions:
    """The look for a text width, by its name or in points of a page set in 10pt.

    >>> look("LeNet5", "twocolumn").width
    252.0
    """
    wide = points(width, "a page", _NARROWEST, _WIDEST)
    title = own.title or published_name(network) or words("the network")
    return PaperOptions(network, wide, wide < _NARROW, words, title, own.caption, own.label)


def label(kind: str, *words: str) -> str:
    r"""A label made of names, in characters that every LaTeX takes.

    >>> label("eq", "LeNet5", "C1", "params"), label("tab", "", "stage_1/é")
    ('\\label{eq:lenet5-C1-params}', '\\label{tab:snippet-stage_1.ue9}')
    """
    network, *rest = words
    return rf"\label{{{kind}:{'-'.join(filter(None, [_safe(network).lower() or 'snippet', *map(_safe, rest)]))}}}"


def _safe(word: str, also: str = "") -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in f"_.-{also}") else _spelt(c) for c in word)


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
