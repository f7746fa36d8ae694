"""Results kept while the process runs, each filed under its question and the assumptions it rests on.

All threads share it. Answers are never changed and follow from their questions alone, so that one that is found twice,
lost or forgotten meanwhile is the same as any other; each step below is one that Python does at once.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST = 100_000
"""Answers that are kept; where there are more, all of them are found anew."""


class Memo:
    """Answers to questions that were asked under the same assumptions.

    >>> answers = Memo.of("whole numbers")
    >>> answers.store("7 // 2", 3)
    >>> Memo.of("whole numbers").found["7 // 2"], answers.under("7 is even").found
    (3, {})
    """

    __slots__ = ("_after", "found")
    count: ClassVar[int] = 0
    """How many answers are kept."""
    _first: ClassVar[dict[Any, Memo]] = {}

    def __init__(self) -> None:
        self.found: dict[Any, Any] = {}
        self._after: dict[Any, Memo] = {}

    @classmethod
    def of(cls, domain: Any) -> Memo:
        """The answers of a domain without assumptions."""
        if cls.count > MOST:
            cls.clear()
        return cls._first.setdefault(domain, cls())

    @classmethod
    def clear(cls) -> None:
        """Give up all answers."""
        cls._first, cls.count = {}, 0

    def under(self, fact: Any) -> Memo:
        """The answers under one more assumption."""
        known = self._after.get(fact)
        return self._after.setdefault(fact, Memo()) if known is None else known

    def store(self, question: Any, answer: Any) -> None:
        """Keep an answer for later questions."""
        self.found[question] = answer
        Memo.count += 1


class Gathered:
    """Values that folds have gathered, which are bounded; those of an answer found before count as if found now.

    >>> here, there = Gathered(), Gathered()
    >>> def fold():
    ...     here.total += 40
    >>> _, parts = here.while_finding("a sum", fold)
    >>> there.again(parts, 100), there.again(parts, 100), there.total
    (True, True, 40)
    """

    __slots__ = ("_counted", "_told", "inside", "total")

    def __init__(self) -> None:
        self.total = 0
        self._told = 0
        """How many of them are those of some question."""
        self.inside: dict[Any, int] = {}
        """Of the question under way, what it gathers itself and what the questions within it do."""
        self._counted: set[Any] = set()

    def apart(self) -> Gathered:
        """A copy for a domain that goes on by itself."""
        other = copy(self)
        other.inside = {}
        return other

    def while_finding(self, question: Any, find: Callable[[], Any]) -> tuple[Any, Mapping[Any, int]]:
        """What is found, and what is gathered meanwhile, question by question."""
        outside, total, told = self.inside, self.total, self._told
        self.inside = {}
        try:
            answer = find()
            own = self.total - total - (self._told - told)
            if own:
                self.inside[question] = own
                self._counted.add(question)
            self._told = told + self.total - total
            outside.update(self.inside)
            return answer, self.inside
        finally:
            self.inside = outside

    def again(self, parts: Mapping[Any, int], most: int) -> bool:
        """Count what an answer gathers, as far as that was not counted yet; not where it would be too much."""
        more = sum(number for question, number in parts.items() if question not in self._counted)
        if self.total + more > most:
            return False
        self.total, self._told = self.total + more, self._told + more
        self._counted.update(parts)
        self.inside.update(parts)
        return True
