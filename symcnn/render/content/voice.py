"""How a page says what it says: the words of a language, and the symbols of a notation."""

from __future__ import annotations

from typing import NamedTuple

from symcnn.render.formula.order import TEXTBOOK, Notation
from symcnn.render.languages.translate import ENGLISH, Phrasebook


class Presentation(NamedTuple):
    """Words and symbols."""

    words: Phrasebook = ENGLISH
    notation: Notation = TEXTBOOK


PLAIN = Presentation()
