"""What was found out before, kept while the process runs, by what it rests on.

All threads share it. Answers are never changed and follow from their questions alone, so that one that is found twice,
lost or forgotten meanwhile is the same as any other; each step below is one that Python does at once.
"""

from __future__ import annotations

from typing import Any, ClassVar

MOST = 100_000
"""Answers that are kept; where there are more, all of them are found anew."""


class Answers:
    """Answers to questions that were asked where the same was taken for granted.

    >>> answers = Answers.of("whole numbers")
    >>> answers.keep("7 // 2", 3)
    >>> Answers.of("whole numbers").found["7 // 2"], answers.after("7 is even").found
    (3, {})
    """

    __slots__ = ("_after", "found")
    count: ClassVar[int] = 0
    """How many answers are kept."""
    _first: ClassVar[dict[Any, Answers]] = {}

    def __init__(self) -> None:
        self.found: dict[Any, Any] = {}
        self._after: dict[Any, Answers] = {}

    @classmethod
    def of(cls, domain: Any) -> Answers:
        """The answers of a domain in which nothing is taken for granted yet."""
        if cls.count > MOST:
            cls.forget()
        return cls._first.setdefault(domain, cls())

    @classmethod
    def forget(cls) -> None:
        """Give up all answers."""
        cls._first, cls.count = {}, 0

    def after(self, fact: Any) -> Answers:
        """The answers where one more fact is taken for granted."""
        known = self._after.get(fact)
        return self._after.setdefault(fact, Answers()) if known is None else known

    def keep(self, question: Any, answer: Any) -> None:
        """An answer, for whoever asks again."""
        self.found[question] = answer
        Answers.count += 1
