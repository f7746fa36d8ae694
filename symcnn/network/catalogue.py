"""The published networks that come with symcnn: title, source and numbers, ready-made where nothing changed since."""

from __future__ import annotations

import pickle
from typing import NamedTuple

from symcnn.analysis.answer import Reportable
from symcnn.model.shipped import PRELUDE, ZOO
from symcnn.network import load
from symcnn.render.content.report import Report, ReportLine, line
from symcnn.render.languages.phrases import phrase
from symcnn.support.message import Message
from symcnn.support.prebuilt import PACKAGE, begin, code_below, open_ready, seal_of, texts_in

_READY = PACKAGE / "network" / "catalogue.bin"
_COUNTING = ("algebra", "derive", "model", "syntax")
"""The rooms whose code the numbers depend on."""


class Entry(NamedTuple):
    """A published network with its own defaults."""

    name: str
    title: str
    source: str
    params: int
    macs: int


class Listing(Reportable):
    """Some of the published networks.

    >>> print(Listing("lenet5"))
    lenet5: 60,000 parameters, 326,520 MACs
      LeNet-5, the convolutional network for digit recognition.
      LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition, section II.B.
    >>> Listing("krizhevsky")
    <Listing of 2 networks>
    """

    def __init__(self, words: str = "") -> None:
        self.entries = [entry for entry in _entries() if _speaks_of(entry, words)]

    def brief(self) -> str:
        """How many networks there are."""
        return f"of {len(self.entries)} networks"

    def report(self) -> Report:
        """Name and numbers, then title and source."""
        lines: list[ReportLine] = []
        for entry in self.entries:
            lines.append(line(phrase("{}: {} parameters, {} MACs", entry.name, f"{entry.params:,}", f"{entry.macs:,}")))
            lines += [ReportLine((words,), 1, is_quoted=True) for words in (entry.title, entry.source)]
        head = tuple(map(Message, ("network", "title", "source", "parameters", "MACs")))
        return Report(tuple(lines), lambda: [entry._asdict() for entry in self.entries], lambda: [head, *self.entries])


def compile_listing() -> bytes:
    """The bytes of ``catalogue.bin``."""
    file = begin(_seal())
    pickle.dump([tuple(entry) for entry in _derived()], file)
    return file.getvalue()


def _entries() -> list[Entry]:
    file = open_ready(_READY, _seal())
    return _derived() if file is None else [Entry(*fields) for fields in pickle.load(file)]


def _derived() -> list[Entry]:
    return [_entry(name) for name in load.zoo()]


def _entry(name: str) -> Entry:
    derivation = load.load(name).numbers().derivation
    params, macs = (int(derivation.domain.sum(derivation.terms(key))) for key in ("params", "macs"))
    return Entry(name, *load.describe(name), params, macs)


def _speaks_of(entry: Entry, words: str) -> bool:
    """Whether all words stand in the entry's name, title or source."""
    text = f"{entry.name} {entry.title} {entry.source}".lower()
    return all(word in text for word in words.lower().split())


def _seal() -> dict[str, str]:
    """The networks, the layers, and the code that counts."""
    code = (path for room in _COUNTING for path in code_below(PACKAGE / room))
    texts = (path for folder in (PRELUDE, ZOO) for path in texts_in(folder))
    return seal_of([*code, *texts])
