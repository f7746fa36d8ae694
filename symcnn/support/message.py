"""Translatable messages: an English sentence as the key, and the values that are filled in."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LISTED = "{}; {}"
"""How sentences stand beside one another."""
ALSO, INSTEAD = "{} and {}", "{} or {}"
"""How conditions are joined all of which hold, and of which one holds."""


class Message(str):
    """A sentence in English that still knows its key and what was filled in.

    >>> message = Message("the repeat has at least {} turns", 3)
    >>> print(message)
    the repeat has at least 3 turns
    >>> message.key, message.arguments
    ('the repeat has at least {} turns', (3,))

    The key is the sentence as English has it, with ``{}`` for what is filled in; without anything to fill in it is
    taken as it is. A language has a sentence for each key. What is filled in is translated too where it is a
    message itself, and stays as it is otherwise.
    """

    __slots__ = ("arguments", "key")

    key: str
    arguments: tuple[object, ...]

    def __new__(cls, key: str, *arguments: object) -> Self:
        """The key, and what is filled in."""
        self = super().__new__(cls, key.format(*arguments) if arguments else key)
        self.key, self.arguments = key, arguments
        return self

    def __str__(self) -> str:
        # Text of an exception and of a formula goes through str(): what it is made of is not lost on the way.
        return self

    def __getnewargs__(self) -> tuple[object, ...]:  # type: ignore[override]
        return self.key, *self.arguments


class Reason(Exception):  # noqa: N818 - no mistake of anybody's
    """Why something did not come about, as a message; ``str`` of it is that message."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message if isinstance(message, Message) else Message(message))


def joined_sentences(sentences: Iterable[str], key: str = LISTED) -> str:
    """Some sentences as one, two at a time by the sentence that joins two; none are the empty one.

    >>> joined_sentences(["W ≥ 3", "W ≤ 9", "H = 1"], "{} and {}")
    'W ≥ 3 and W ≤ 9 and H = 1'
    """
    kept = list(sentences)
    return reduce(lambda one, other: Message(key, one, other), kept) if kept else ""


def listed_in(sentence: str, key: str = LISTED) -> Iterator[str]:
    """The sentences that were joined into one.

    >>> list(listed_in(joined_sentences(["a", "b", "c"])))
    ['a', 'b', 'c']
    """
    if isinstance(sentence, Message) and sentence.key == key:
        for part in sentence.arguments:
            yield from listed_in(str(part), key)
    else:
        yield sentence


def filled_in_last(sentence: str, key: str, *first: object) -> str:
    """The last value filled into a sentence with this key and these first values; any other sentence stays as it is.

    >>> filled_in_last(Message("solving {}: {}", "W", "it is an exponent"), "solving {}: {}", "W")
    'it is an exponent'
    """
    if isinstance(sentence, Message) and sentence.key == key and sentence.arguments[:-1] == first:
        return str(sentence.arguments[-1])
    return sentence


def rewritten(sentence: str, rewrite: Callable[[str], str]) -> str:
    """A sentence with what is filled in rewritten; without a key all of it is rewritten.

    >>> rewritten(Message("no {} is left", "t"), lambda symbol: symbol.replace("t", "W"))
    'no W is left'
    """
    if not isinstance(sentence, Message):
        return rewrite(sentence)
    return Message(
        sentence.key, *(rewritten(part, rewrite) if isinstance(part, str) else part for part in sentence.arguments)
    )
