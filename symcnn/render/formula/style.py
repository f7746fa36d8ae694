"""A style of setting formulas: what differs between text, LaTeX, MathML and the language itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.support.record import Record, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class SummationRange(NamedTuple):
    """An index that goes from its first to its last value, or through the values that are listed."""

    name: str
    first: str
    last: str
    listed: bool


class Style(Record):
    """The style of a format: everything in which text, LaTeX and the language itself differ."""

    name: Callable[[str], str]
    number: Callable[[int], str]
    signs: Mapping[str, str]
    """Of ``+ - * mod`` and the comparisons."""
    word: Callable[[str], str]
    """Words between formulas, blanks around them included."""
    brackets: tuple[str, str]
    fences: Mapping[str, tuple[str, str]]
    """Functions that are set as a pair of brackets, such as floor."""
    function: Callable[[str], str]
    fraction: Callable[[str, str], str] | None
    """Numerator over denominator; None where a division is set on the line."""
    power: Callable[[str, str], str]
    index: Callable[[str, str], str]
    fold: Callable[[str, list[SummationRange]], str] | None
    """The big operator with its indices; None where it is a call."""
    is_long: Callable[[str], bool]
    """Whether a name cannot stand next to another without a sign."""
    small: Style | None = None
    """For indices and limits, where fractions would not be readable."""
    has_languages: bool = True
    """Whether words are in the reader's language."""
    juxtaposes: bool = True
    """Whether neighbours without a sign are a product."""
    congruences: Mapping[str, str] = field(default={})
    """Patterns for ``==`` and ``!=`` between a remainder and a number; where it has a sign, for what is ``whole``."""
    cases: Callable[[list[tuple[str, str]], str, str], str] | None = None
    """Values with their conditions behind a brace, the words for *if* put in, then the last value and its word; None
    where a choice stays on the line."""
    flat: Style | None = None
    """For fractions and exponents, where rows behind a brace would not be readable."""
    is_raised: bool = False
    """Whether an exponent stands above the line, where it needs no brackets."""
    comma: str = ", "
    list_brackets: tuple[str, str] = ("[", "]")
