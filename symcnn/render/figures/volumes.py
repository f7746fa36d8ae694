"""The volumes in a drawing: their text, in which long formulas get a name, and their numbers, by which boxes scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.formula import Formula, name
from symcnn.render.figures.metrics import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.model.volume import Volume
    from symcnn.render.figures.labels import Labels
    from symcnn.render.figures.shapes import Text

LONGEST = 9
"""Characters of a size; a longer one gets a name, and a line below the drawing."""


class Volumes:
    """Writes volumes, and keeps the names that it gave."""

    def __init__(self, labels: Labels, letters: tuple[str, ...]) -> None:
        self._labels = labels
        self._letters = letters
        self._names: dict[Formula, Formula] = {}
        self._counts: dict[str, int] = {}

    def text(self, volume: Volume) -> Text:
        """Sizes and depth: ``28×28×6``."""
        return tuple(self._parts([*self._axes(volume), ("D", volume.depth)]))

    def sizes(self, volume: Volume) -> Text:
        """The sizes alone."""
        return tuple(self._parts(self._axes(volume)))

    def depth(self, volume: Volume) -> Text:
        """The depth alone."""
        return tuple(self._parts([("D", volume.depth)]))

    def legend(self) -> list[Text]:
        """What the names stand for."""
        return [(short, " = ", formula) for formula, short in self._names.items()]

    def _axes(self, volume: Volume) -> list[tuple[str, Any]]:
        return list(zip(self._letters, volume.sizes, strict=False))

    def _parts(self, sizes: list[tuple[str, Any]]) -> Iterator[str | Formula]:
        for place, (letter, size) in enumerate(sizes):
            if place:
                yield "×"
            formula = self._short(letter, self._labels.formula(size))
            yield from ("(", formula, ")") if formula.op == "sum" and len(sizes) > 1 else (formula,)

    def _short(self, letter: str, formula: Formula) -> Formula:
        if len(words_of((formula,))) <= LONGEST:
            return formula
        if formula not in self._names:
            self._counts[letter] = self._counts.get(letter, 0) + 1
            self._names[formula] = name(f"{letter}_{self._counts[letter]}")
        return self._names[formula]
