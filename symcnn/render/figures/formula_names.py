"""Names for long formulas in a drawing, explained in a line below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import Formula, name
from symcnn.render.figures.metrics import words_of
from symcnn.render.formula.apart import shown_look
from symcnn.support.names import look

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 9
"""Characters of a formula that is written out."""
_LONGEST_NAME = 16
"""Of one that is a name itself, unless there is little room."""


class FigureNames:
    """Gives each formula that is longer than so many letters a name; ``taken`` are names of the network's own.

    >>> from symcnn.formula import number, product, name as symbol
    >>> names = FigureNames([])
    >>> names.short("D", product([number(1024), symbol("width_1"), symbol("K")])).value
    'D_1'
    """

    def __init__(self, taken: Iterable[str], longest: int = LONGEST) -> None:
        self._taken = set(map(shown_look, taken))
        self._longest = longest
        self._names: dict[Formula, Formula] = {}
        self._counts: dict[str, int] = {}

    def short(self, letter: str, formula: Formula) -> Formula:
        """The formula, or its name."""
        is_name = formula.op == "name" and self._longest >= LONGEST
        if len(words_of((formula,))) <= (_LONGEST_NAME if is_name else self._longest):
            return formula
        if formula not in self._names:
            self._names[formula] = name(self._fresh(letter.partition("_")[0] or "X"))
        return self._names[formula]

    def _fresh(self, letter: str) -> str:
        while True:
            self._counts[letter] = self._counts.get(letter, 0) + 1
            word = f"{letter}_{self._counts[letter]}"
            if look(word) not in self._taken:
                return word

    def definitions(self) -> list[tuple[Formula, Formula]]:
        """The names, each with what it stands for."""
        return [(short, formula) for formula, short in self._names.items()]
