"""Messages about mistakes, in another language.

A message comes from any room, as English with names and formulas in it; where it arises, nobody knows its reader. So a
language has a row for each message, with ``{}`` for what is filled in, and the row is found here by the words between.
What no row fits stays as it is.
"""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.languages.translate import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOMS = {
    "zh": (
        "symcnn.render.languages.zh_errors:ERRORS",
        "symcnn.render.languages.zh_refusals:REFUSALS",
        "symcnn.render.languages.zh_help:HELP",
        "symcnn.render.languages.zh_tools:TOOLS",
        "symcnn.render.languages.zh_imports:IMPORTS",
    )
}
"""Where a language keeps its rows."""
_OF_A_PLACE = re.compile(r"(?P<place>[\w.\[\]/-]+): (?P<rest>.+)", re.DOTALL)
"""A message about a layer, which is named first."""
_JOINED = re.compile(r"(: |; )")
_BETWEEN_PARTS = re.compile(r'(: |; )(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""What joins parts; within quotes stands a text in the language of networks."""
_SIGNS = {": ": "：", "; ": "；"}  # noqa: RUF001 - those of Chinese
_DEEPEST = 4


class MessageRow(NamedTuple):
    """A message of a language, and what it looks like in English."""

    pattern: re.Pattern[str]
    said: str
    fixed: int
    """How many signs are no names."""
    is_joined: bool
    """Whether it joins sentences itself."""


def teller(language: str) -> Callable[[str], str]:
    """The function that puts a message into a language.

    >>> teller("en")('there is no layer "C9"'), teller("zh")('there is no layer "C9"')
    ('there is no layer "C9"', '没有层“C9”')
    """
    if not LANGUAGES.get(language):
        return str
    return lambda words: _translated(words, language, 0)


@cache
def rows(language: str) -> dict[str, str]:
    """All messages of a language by their English."""
    found: dict[str, str] = {}
    for place in _ROOMS.get(language, ()):
        module, _, name = place.partition(":")
        found |= getattr(importlib.import_module(module), name)
    return found


@cache
def _patterns(language: str) -> list[MessageRow]:
    made = [_row(english, said) for english, said in rows(language).items() if "{}" in english]
    return sorted(made, key=lambda row: -row.fixed)


def _row(english: str, said: str) -> MessageRow:
    pieces = english.split("{}")
    pattern = re.compile("".join(map(_with_fill, pieces[:-1])) + re.escape(pieces[-1]), re.DOTALL)
    return MessageRow(pattern, said, sum(map(len, pieces)), any(map(_JOINED.search, pieces[1:])))


def _with_fill(piece: str) -> str:
    """Words of a row and what is filled in behind them; a name in quotes may be empty."""
    return re.escape(piece) + ("(.*?)" if piece.endswith('"') else "(.+?)")


@cache
def _sentences(language: str) -> dict[str, str]:
    """What pages say as well, such as what layers ask for."""
    table: dict[str, str] = importlib.import_module(LANGUAGES[language]).TABLE
    return {**table, **rows(language)}


def _translated(words: str, language: str, depth: int) -> str:
    """Words in the language, with what is filled in translated too."""
    known = _sentences(language).get(words)
    if known is not None and "{}" not in words:
        return known
    if depth > _DEEPEST or not words.strip():
        return words
    return next(_ways(words, language, depth), words)


def _ways(words: str, language: str, depth: int) -> Iterator[str]:
    """Words by the row that has most of them; else part by part."""
    fitting = [(row, found) for row in _patterns(language) if (found := row.pattern.fullmatch(words)) and row.fixed > 1]
    for row, found in fitting:
        if row.is_joined or not any(_BETWEEN_PARTS.search(part) for part in found.groups()):
            yield _filled(row, found, language, depth)
    placed = _OF_A_PLACE.fullmatch(words)
    if placed is not None and _translated(placed["rest"], language, depth + 1) != placed["rest"]:
        yield f"{placed['place']}：{_translated(placed['rest'], language, depth + 1)}"  # noqa: RUF001 - a Chinese colon
    parts = _BETWEEN_PARTS.split(words)
    said = [_translated(part, language, depth + 1) if part not in _SIGNS else _SIGNS[part] for part in parts]
    if len(parts) > 1 and said[::2] != parts[::2]:
        yield "".join(said)
    for row, found in fitting:
        yield _filled(row, found, language, depth)


def _filled(row: MessageRow, found: re.Match[str], language: str, depth: int) -> str:
    """A row with what is filled in translated as well, but for names in quotes."""
    starts = (found.start(place) for place in range(1, len(found.groups()) + 1))
    quoted = [found.string[max(0, start - 1) : start] == '"' for start in starts]
    parts = zip(found.groups(), quoted, strict=True)
    return row.said.format(*(part if is_name else _part(part, language, depth + 1) for part, is_name in parts))


def _part(part: str, language: str, depth: int) -> str:
    """What is filled in: a single word may be a name, which pages say otherwise and messages as it is."""
    return _translated(part, language, depth) if " " in part else rows(language).get(part, part)
