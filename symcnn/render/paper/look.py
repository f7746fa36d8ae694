"""The look of a paper's pages, from the words of those who ask for them."""

from __future__ import annotations

from typing import NamedTuple

from symcnn.render.content.paper_options import PaperOptions
from symcnn.render.languages.translate import ENGLISH, Phrasebook
from symcnn.render.paper.published_names import published_name
from symcnn.render.widths import points

_NARROWEST, _WIDEST = 160, 1000
_NARROW = 300.0


class Named(NamedTuple):
    """The title, caption and label that an author gives, which replace the usual ones."""

    title: str = ""
    caption: str = ""
    label: str = ""


UNNAMED = Named()


def text_width(width: str | float) -> float:
    """The width of a text, by its name or in points of a page set in 10pt.

    >>> text_width("twocolumn")
    252.0
    """
    return points(width, "a page", _NARROWEST, _WIDEST)


def look(network: str, width: str, words: Phrasebook = ENGLISH, own: Named = UNNAMED) -> PaperOptions:
    """The look for a text width, by its name or in points of a page set in 10pt.

    >>> look("LeNet5", "twocolumn").width
    252.0
    """
    wide = text_width(width)
    title = own.title or published_name(network) or words("the network")
    return PaperOptions(network, wide, wide < _NARROW, words, title, own.caption, own.label)
