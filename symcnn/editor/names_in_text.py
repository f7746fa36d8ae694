"""The names in a text and what each stands for, found without derivation; a text that is half typed has them too."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORDS = (
    *("input", "network", "block", "layer", "notation", "let", "assume", "repeat", "as", "for", "in", "when", "else"),
    *(
        "head",
        "from",
        "use",
        "require",
        "if",
        "and",
        "or",
        "not",
        "true",
        "false",
        "none",
        "same",
        "same_lower",
        "causal",
    ),
)
"""Words of the language that nobody may use as a name, and values that are words."""

_TOKEN = re.compile(r'"""(?s:.)*?(?:"""|\Z)|"[^"\n]*"?|#[^\n]*|(?P<name>[^\W\d]\w*)\'?|(?P<sign>[^\s\w])|\n')
_DEFINITIONS = frozenset({"network", "block", "layer", "notation"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_BEFORE_A_CALL = frozenset({"", "\n", ";", "{", "}", ":", ")"})
"""What stands before a layer's word that begins a statement."""


class NameRole(Enum):
    """What a name does where it stands."""

    CALLED = "called"
    """A layer, a block or a network: where it is defined, or called."""
    ARGUMENT = "argument"
    """The word of an argument: ``stride`` in ``conv(3, 8, stride=2)``."""
    LOCAL = "local"
    """A symbol, a label, or what ``let`` names; known within one definition."""
    MEMBER = "member"
    """What stands behind a dot: a label inside a label, or an axis, as in ``E4.W``."""


class Word(NamedTuple):
    """A name at a place."""

    name: str
    start: int
    role: NameRole
    scope: int
    """Which definition it stands in, counted from 1; 0 for the statements of a snippet."""
    of: str = ""
    """For the word of an argument, what is called; for a local name, the definition that it stands in."""
    declares: bool = False
    """Whether it is the name in the header of a definition."""

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.name)


def words(text: str) -> list[Word]:
    """Every name in a text that is not a keyword, a comment or in quotes.

    >>> [(word.name, word.role.value) for word in words("C1: conv(3, K, stride=S)")]
    [('C1', 'local'), ('conv', 'called'), ('K', 'local'), ('stride', 'argument'), ('S', 'local')]
    """
    return list(_walk(text))


def _walk(text: str) -> Iterator[Word]:
    place = Cursor()
    tokens = [token for token in _TOKEN.finditer(text) if token["name"] or token["sign"] or token[0] == "\n"]
    for index, token in enumerate(tokens):
        behind = "".join(other[0] for other in tokens[index + 1 : index + 3])
        name = token["name"]
        if name and name not in KEYWORDS:
            yield place.word(name, token.start(), behind)
        place.past(token)


class Cursor:
    """What is open where the walk through a text has come to."""

    def __init__(self) -> None:
        self.before = self.called = self.definition = ""
        self.scope = 0
        self.open: list[str] = []

    def past(self, token: re.Match[str]) -> None:
        """Go past a token."""
        sign = token[0]
        if sign in _OPENING:
            self.open.append(self.called if sign == "(" else sign)
        elif sign in _CLOSING and self.open:
            self.open.pop()
            self.definition = self.definition if self.open or sign != "}" else ""
        self.called = token["name"] or ""
        self.before = sign

    def word(self, name: str, start: int, behind: str) -> Word:
        """What a name is here."""
        inside = self.open[-1] if self.open else ""
        if self.before in _DEFINITIONS:
            self.scope, self.definition = self.scope + 1, name
            return Word(name, start, NameRole.CALLED, self.scope, declares=True)
        scope = self.scope if self.definition else 0
        if self.before == ".":
            return Word(name, start, NameRole.MEMBER, scope, self.definition)
        is_equation = behind.startswith("=") and not behind.startswith("==")
        if is_equation and inside not in {"", "{", "[", self.definition}:
            return Word(name, start, NameRole.ARGUMENT, scope, inside)
        begins = self.before in _BEFORE_A_CALL or self.before == "else"
        if begins and inside in {"", "{"} and not is_equation and not behind.startswith((":", "[")):
            return Word(name, start, NameRole.CALLED, scope)
        return Word(name, start, NameRole.LOCAL, scope, self.definition)
