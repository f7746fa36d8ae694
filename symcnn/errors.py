"""Places in a text and every error that symcnn raises.

An error is data first (what, where, what would help) and prose second: :meth:`TextError.__str__` draws the line of
the text with a caret, and nothing else in the package formats an error.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WIDEST_LINE = 100
"""Characters of the author's line that an error shows; a longer line is cut around the caret."""

_LONGEST_LINE = 400
"""Characters of any line of a message."""


class Source(NamedTuple):
    """A text and the name it goes by in errors."""

    name: str
    text: str

    @property
    def is_prelude(self) -> bool:
        """Whether it is a text of the prelude, and no author's."""
        return self.name.startswith("prelude/")

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = self.text.count("\n", 0, offset) + 1
        return line, offset - self.text.rfind("\n", 0, offset)

    def line_at(self, offset: int) -> str:
        """The whole line that holds an offset."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[start:] if end < 0 else self.text[start:end]


class Span(NamedTuple):
    """A stretch of a source: offsets of its first character and of the one after its last."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The author's own words."""
        return self.source.text[self.start : self.end]


NOWHERE = Span(Source("", ""), 0, 0)
"""The span of what no author wrote."""


class FormulaText(NamedTuple):
    """A value in a message: as a formula, and as Python writes it for as long as nobody sets the formula."""

    formula: Any
    plain: str

    def __str__(self) -> str:
        return self.plain


Words = str | tuple[str | FormulaText, ...]
"""Words, or words and values."""


class SymcnnError(Exception):
    """Base of everything that symcnn raises on purpose; ``str`` of it is the whole message."""

    look_further: Callable[[], str] | None = None
    """Finds a further hint; called only when the message is read, since it may take long."""

    def __init__(self, message: Words, hint: Words = "") -> None:
        super().__init__(message, hint)
        self._message, self._hint = _parts(message), _parts(hint)

    @property
    def message(self) -> str:
        """What is wrong."""
        return "".join(map(str, self._message))

    @property
    def hint(self) -> str:
        """What would help; may be empty."""
        if self.look_further is not None:
            look, self.look_further = self.look_further, None
            further = look()
            self._hint = (*self._hint, ": " if further and any(self._hint) else "", further)
        return "".join(map(str, self._hint))

    def tell(self, say: Callable[[Any], str]) -> None:
        """Set the formulas in the message by a function; where an error arises, its reader's format is not known."""
        self._message, self._hint = (
            tuple(part if isinstance(part, str) else say(part.formula) for part in parts)
            for parts in (self._message, self._hint)
        )

    def told(self, say: Callable[[str], str]) -> str:
        """The whole message, its sentences in the words of a language."""
        return _lines(say(self.message), self.hint and f"  {say(self.hint)}")

    def __str__(self) -> str:
        return self.told(str)


class TextError(SymcnnError):
    """A mistake in the author's text; knows its place."""

    def __init__(self, message: Words, span: Span = NOWHERE, hint: Words = "") -> None:
        super().__init__(message, hint)
        self.args = (message, span, hint)
        self.span = span

    @property
    def line(self) -> int:
        """Line of the mistake, from 1."""
        return self.span.source.locate(self.span.start)[0]

    @property
    def column(self) -> int:
        """Column of the mistake, from 1."""
        return self.span.source.locate(self.span.start)[1]

    def at(self, span: Span, context: str = "") -> TextError:
        """The same mistake seen from another place, such as the call of the layer whose rule failed."""
        return type(self)((context, *self._message), span, self._hint)

    def hinted(self, hint: Words) -> TextError:
        """The same mistake with what would help."""
        return type(self)(self._message, self.span, hint)

    def told(self, say: Callable[[str], str]) -> str:
        """The whole message with the line of the text, its sentences in the words of a language."""
        if self.span is NOWHERE:
            return super().told(say)
        line, column = self.span.source.locate(self.span.start)
        head = f"{self.span.source.name}:{line}:{column}: {say(self.message)}"
        return _lines(head, *_picture(self.span, column), self.hint and f"  {say(self.hint)}")


class SyntaxMistake(TextError):
    """The text does not follow the grammar."""


class NameMistake(TextError):
    """A name that nothing defines, or that two things define."""


class ArgumentMistake(TextError):
    """A call whose arguments do not fit the definition."""


class Undecided(ArgumentMistake):
    """Symbols leave open what a network is made of; with numbers it may be one."""


class ShapeMistake(TextError):
    """A size that cannot be: a window that does not fit, groups that do not divide, a fraction of a unit."""


class IllegalSize(ShapeMistake):
    """A size that some layer does not take; another size of the input may do."""


class ArithmeticMistake(TextError):
    """An expression without an exact value: division by zero, a root, a number of the wrong kind."""


class LimitExceeded(TextError):
    """The text asks for more than the limits allow; the limits are settings."""


class ManyChoices(LimitExceeded):
    """Unknowns that are gone through have more values together than are solved for one by one."""


class Unavailable(SymcnnError):
    """A value that cannot be determined: a quantity for which some layer states no rule, a number that is not given."""


class NotFound(SymcnnError):
    """A network, layer or file that is not there."""


def printable(words: str) -> str:
    r"""Words of an author without what would move a cursor or turn the direction of a line; line breaks stay.

    >>> printable("a\x1b[31m") == "a\N{REPLACEMENT CHARACTER}[31m"
    True
    """
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in words)


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint naming the known word that looks most like ``word``, or the empty string.

    >>> nearest("strid", ["stride", "padding"])
    'did you mean "stride"?'
    """
    names = list(known)
    by_folded = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word, names, 1, likeness) or [
        by_folded[name] for name in difflib.get_close_matches(word.lower(), by_folded, 1, likeness)
    ]
    return f'did you mean "{close[0]}"?' if close else ""


def _parts(words: Words) -> tuple[str | FormulaText, ...]:
    return (words,) if isinstance(words, str) else words


def _lines(*lines: str) -> str:
    """Lines of a message, the empty ones left out, long ones cut, and what moves a cursor made harmless."""
    shown = (printable(line.replace("\n", " ")) for line in lines if line)
    return "\n".join(line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …" for line in shown)


def _picture(span: Span, column: int) -> list[str]:
    """The author's line and a caret under the span; characters that move the cursor are made harmless."""
    line = span.source.line_at(span.start)
    if not line.strip():
        return []
    first = max(0, column - 1 - _WIDEST_LINE // 2)
    shown = "".join(c if c.isprintable() else " " for c in line[first : first + _WIDEST_LINE])
    carets = max(1, min(span.end - span.start, len(shown) - (column - 1 - first)))
    return [f"    {shown}".rstrip(), " " * (4 + column - 1 - first) + "^" * carets]
