"""What an author chooses about a paper's pages: text width, names, labels that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.render.widths import WIDTHS

if TYPE_CHECKING:
    from symcnn.formula import Formula


class PaperOptions(NamedTuple):
    """The options of a page of a paper."""

    network: str = ""
    width: float = WIDTHS["onecolumn"]
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
