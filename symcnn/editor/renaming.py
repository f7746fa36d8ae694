"""Where a thing is named, where it is defined, and what a new name for it would change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.editor.names_in_text import KEYWORDS, NameRole, Word, words
from symcnn.errors import NameMistake, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = re.compile(r"[^\W\d]\w*'?")


def word_at(text: str, offset: int) -> Word | None:
    """The name at an offset, or just before it.

    >>> word_at("C1: conv(3, K)", 5).name
    'conv'
    """
    return next((word for word in words(text) if word.start <= offset <= word.end), None)


def mentions(text: str, word: Word) -> list[Word]:
    """Every place where the same thing is named, in order; none for what the text does not define.

    >>> text = "block b(K) { conv(3, K) } network N { input(9, 9, 3); b(K=4) }"
    >>> [mention.start for mention in mentions(text, word_at(text, 8))]
    [8, 21, 56]
    """
    known = words(text)
    if word.role is NameRole.CALLED:
        found = [other for other in known if other.role is NameRole.CALLED and other.name == word.name]
        return found if any(other.declares for other in found) else []
    return [other for other in known if _same(other, word, known)]


def _same(other: Word, word: Word, known: Iterable[Word]) -> bool:
    """Whether a name stands for the same local thing as another one."""
    if other.name != word.name:
        return False
    if NameRole.ARGUMENT not in (other.role, word.role):
        return other.scope == word.scope and other.role is not NameRole.CALLED
    called = {side.of for side in (other, word)}
    return len(called) == 1 and any(w.declares and w.name == word.of for w in known)


def definition(text: str, word: Word) -> Word | None:
    """Where a thing is defined; None for what comes with symcnn.

    >>> text = "C1: conv(3, 8); head { dense(4) }; from C1 { relu }"
    >>> definition(text, word_at(text, 41)).start
    0
    """
    found = mentions(text, word)
    return next((mention for mention in found if mention.declares), found[0] if found else None)


def renamed(text: str, word: Word, name: str) -> list[Word]:
    """The places that a new name goes to.

    Raises:
        NameMistake: It is no name, or it is taken, or the thing comes with symcnn and keeps its name.
    """
    span = Span(Source("", text), word.start, word.end)
    if not _NAME.fullmatch(name) or name in KEYWORDS:
        raise NameMistake(f'"{name}" cannot be a name', span)
    found = mentions(text, word)
    if not found:
        raise NameMistake(f'"{word.name}" is not defined in this text', span)
    scopes = {mention.scope for mention in found}
    taken = [
        other
        for other in words(text)
        if other.name == name and (other.role is word.role or other.role is NameRole.LOCAL) and other.scope in scopes
    ]
    if taken:
        raise NameMistake(f'there is another "{name}" here', span)
    return found
