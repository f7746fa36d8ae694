"""What an editor shows beside a text: a hover, sizes behind lines, and words that may come next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.api import sheet
from symcnn.editor.names_in_text import KEYWORDS, NameRole, words
from symcnn.editor.renaming import word_at
from symcnn.errors import SymcnnError
from symcnn.model.library import prelude

if TYPE_CHECKING:
    from symcnn.editor.reading import PlacedLayer, Reading

_LONGEST_SIZE = 60
"""Characters of a size behind a line; a longer one is left to the hover."""
_WITHIN_A_CALL = re.compile(r"(\w+)\s*\([^()]*$")


class Note(NamedTuple):
    """Words that an editor shows behind an offset of the text, such as ``7×7×8``."""

    offset: int
    words: str


class Proposal(NamedTuple):
    """A word that may come next, and what it is."""

    word: str
    role: NameRole | None
    """None for a word of the language itself."""
    details: str = ""


def notes(reading: Reading) -> list[Note]:
    """The size that leaves each layer, behind its text; where turns or calls differ, the first and how many there are.

    >>> from symcnn.editor.reading import read
    >>> [note.words for note in notes(read("input(9, 9, 3); conv(3, 8); repeat 2 { conv(3, 8) }"))]
    ['7×7×8', '5×5×8 …']
    """
    behind: dict[int, list[PlacedLayer]] = {}
    for placed in reading.layers:
        behind.setdefault(placed.span.end, []).append(placed)
    made = (Note(offset, _sizes(found)) for offset, found in sorted(behind.items()))
    return [note for note in made if len(note.words) <= _LONGEST_SIZE]


def _sizes(found: list[PlacedLayer]) -> str:
    sizes = dict.fromkeys(placed.size for placed in found)
    return next(iter(sizes)) + " …" * (len(sizes) > 1)


def hover(text: str, offset: int, reading: Reading) -> str:
    """The hover for the word at an offset, as Markdown: the work of this layer, then the sheet of its kind.

    >>> from symcnn.editor.reading import read
    >>> text = "input(9, 9, 3); C1: conv(3, 8)"
    >>> hover(text, 21, read(text)).splitlines()[1]
    'C1: conv(3, 8)'
    """
    word = word_at(text, offset)
    if word is None:
        return ""
    found = reading.layers_at(offset)
    is_named = word.role is NameRole.CALLED or any(word.start == placed.span.start for placed in found)
    work = f"```text\n{found[0].layer.explain()}\n```\n\n" if found and is_named else ""
    return work + (_sheet(word.name) if word.role is NameRole.CALLED else "")


def _sheet(name: str) -> str:
    """The sheet of a layer, as Markdown; empty for a word that has none."""
    try:
        return sheet(name, format="markdown")
    except SymcnnError:  # a block of the text itself, or a word that nothing defines
        return ""


def proposals(text: str, offset: int, reading: Reading) -> list[Proposal]:
    """Words that may stand at an offset: those of arguments within a call, else layers, blocks, keywords; local names.

    >>> from symcnn.editor.reading import read
    >>> text = "input(9, 9, 3); conv(3, 8, "
    >>> "stride" in [proposal.word for proposal in proposals(text, len(text), read(text))]
    True
    """
    known = [word for word in words(text) if not word.start <= offset <= word.end]
    local = dict.fromkeys(word.name for word in known if word.role is NameRole.LOCAL)
    call = _WITHIN_A_CALL.search(text, 0, offset)
    names = [Proposal(name, NameRole.LOCAL) for name in local]
    return (_arguments(call[1], reading) if call else _callable(text, reading)) + names


def _arguments(called: str, reading: Reading) -> list[Proposal]:
    defined = reading.library.find(called) if reading.library else None
    defined = defined or prelude().get(called)
    return [
        Proposal(word, NameRole.ARGUMENT, parameter.symbol)
        for parameter in (defined.parameters if defined else ())
        for word in parameter.words or (parameter.symbol,)
    ]


def _callable(text: str, reading: Reading) -> list[Proposal]:
    own = [word.name for word in words(text) if word.declares]
    shipped = reading.library.known() if reading.library else prelude()
    docs = {name: (definition.doc.splitlines() or [""])[0] for name, definition in prelude().items()}
    called = [Proposal(name, NameRole.CALLED, docs.get(name, "")) for name in dict.fromkeys([*own, *shipped])]
    return called + [Proposal(word, None) for word in KEYWORDS]
