"""Sentences made of words and formulas, each translated as one phrase with its parts filled in."""

from __future__ import annotations

import re
from functools import cache, reduce
from itertools import groupby
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import Formula
from symcnn.render.formula.apart import SymbolWord
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


class Phrase(NamedTuple):
    """A sentence like a :class:`~symcnn.support.message.Message`, into which formulas may be filled."""

    key: str
    arguments: tuple[Content, ...]


Part = str | Formula
"""Words, a symbol among them, or a formula in textbook order."""
Content = Part | Phrase
"""A part, or a phrase whose order of words each language chooses."""


def phrase(key: str, *arguments: Content) -> Phrase:
    """A sentence, and what is filled in: words, symbols, formulas, messages or further phrases."""
    return Phrase(key, arguments)


def conjoined(key: str, parts: Iterable[Content]) -> Content:
    """Joins parts from left to right by a template of two arguments, such as ``{} and {}``; none are the empty text."""
    found = list(parts)
    return reduce(lambda one, other: Phrase(key, (one, other)), found) if found else ""


@cache
def fields(key: str) -> tuple[tuple[str, int | None], ...]:
    """The literal pieces of a template, each with the index of the argument that follows it.

    >>> fields("no {1} with {0}")
    (('no ', 1), (' with ', 0))
    """
    found: list[tuple[str, int | None]] = []
    for words, name, _, _ in Formatter().parse(key):
        place = None if name is None else int(name) if name else sum(one is not None for _, one in found)
        found.append((words, place))
    return tuple(found)


def parts_of(content: Iterable[Content], say: Callable[[str], str], said: Callable[[str], str]) -> tuple[Part, ...]:
    """The parts of a line, given the sentence of a key, and a function for words without one.

    >>> parts_of([phrase("no {} is left", SymbolWord("W"))], str, str)
    ('no ', 'W', ' is left')
    """
    pieces = (piece for one in content for piece in _pieces(one, say, said))
    rows = groupby(pieces, lambda piece: not isinstance(piece, Formula | SymbolWord))
    return tuple(
        part for is_words, row in rows for part in (["".join(map(str, row))] if is_words else row) if part != ""
    )


def _pieces(content: Content, say: Callable[[str], str], said: Callable[[str], str]) -> Iterator[Part]:
    if isinstance(content, Phrase | Message) and not content.arguments:
        yield say(content.key)
    elif isinstance(content, Phrase | Message):
        for words, place in fields(say(content.key)):
            yield words
            if place is not None:
                yield from _filled(content.arguments[place], say, said)
    else:
        yield content if isinstance(content, Formula | SymbolWord) else said(content)


def _filled(argument: object, say: Callable[[str], str], said: Callable[[str], str]) -> Iterator[Part]:
    """The parts of an argument; words without a key are not translated."""
    if isinstance(argument, Phrase | Message):
        yield from _pieces(argument, say, said)
    else:
        yield argument if isinstance(argument, Part) else str(argument)


def spelled(words: str, symbols: Iterable[str]) -> Content:
    """Words with symbols among them, each marked as a symbol; the word "a" is none.

    >>> spelled(Message("grows as {}", "K²"), ["K", "a"])
    Phrase(key='grows as {}', arguments=(Phrase(key='{}{}', arguments=('K', '²')),))
    """
    known = "|".join(re.escape(symbol) for symbol in symbols if symbol != "a")
    found = re.compile(rf"(?<!\w)({known})(?![^\W{_SUPERSCRIPTS}])") if known else None
    return _spelled(words, found) if found else words


def _spelled(words: object, symbols: re.Pattern[str]) -> Content:
    if isinstance(words, Message):
        return Phrase(words.key, tuple(_spelled(argument, symbols) for argument in words.arguments))
    pieces = symbols.split(str(words))
    row = tuple(SymbolWord(piece) if place % 2 else piece for place, piece in enumerate(pieces) if piece)
    return Phrase("{}" * len(row), row) if len(row) != 1 else row[0]
