"""Formulas as plain text: in Unicode for readers, and in the language itself for programs."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING

from symcnn.render.formula.apart import SeparatedName
from symcnn.render.formula.setting import set_formula
from symcnn.render.formula.style import Style, SummationRange
from symcnn.support.names import GREEK, LOWERED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.formula import Formula

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans(LOWERED)
_INDEXED = re.compile(r"^([^\W\d_]+)_?(\d+)('?)$")


def to_text(formula: Formula) -> str:
    """The formula in Unicode, as one would type it.

    >>> from symcnn.formula import name, number, total, negative
    >>> to_text(total([name("W"), negative(name("F_1")), number(1)]))
    'W − F₁ + 1'
    """
    return set_formula(formula, text_style())


_in_ascii: ContextVar[bool] = ContextVar("in_ascii", default=False)


@contextmanager
def in_ascii(*, wanted: bool = True) -> Iterator[None]:
    """Formulas as text in ASCII for a while.

    >>> from symcnn.syntax.parser import parse_expression
    >>> with in_ascii():
    ...     to_text(parse_expression("floor((W - F_1)/2)*K^2 + 1"))
    'floor((W - F_1)/2)*K^2 + 1'
    """
    before = _in_ascii.set(wanted)
    try:
        yield
    finally:
        _in_ascii.reset(before)


def text_style() -> Style:
    """How text is set: in Unicode, or in ASCII where that is wanted."""
    return ASCII if _in_ascii.get() else TEXT


def to_source(formula: Formula) -> str:
    """The formula in the language itself; reading it gives the formula back."""
    return set_formula(formula, SOURCE)


def show_name(word: str) -> str:
    """A name with Greek letters, lowered index and prime."""
    if _in_ascii.get():
        return str(word)
    if isinstance(word, SeparatedName):
        return word.replace("'", "′") if word.spelled else show_name(word.shown)
    return _show_plain(word)


@lru_cache(1_000)
def _show_plain(word: str) -> str:
    """The same of a name that is only its letters; a long formula has each very often."""
    indexed = _INDEXED.match(word)
    if indexed:
        stem, index, prime = indexed.groups()
        return GREEK.get(stem, stem) + index.translate(_LOWERED) + ("′" if prime else "")
    return GREEK.get(word, word).replace("'", "′")


def _power(base: str, exponent: str) -> str:
    return base + exponent.translate(_RAISED) if re.fullmatch(r"-?\d+", exponent) else f"{base}^{exponent}"


def _fold(function: str, ranges: list[SummationRange]) -> str:
    sign = {"sum": "Σ", "prod": "∏"}.get(function, function)
    shown = (f"{r.name} ∈ {r.last}" if r.listed else f"{r.name} = {r.first}…{r.last}" for r in ranges)
    return f"{sign}[{', '.join(shown)}] "


_SIGNS: Mapping[str, str] = {
    "+": " + ", "-": " − ", "minus": "−", "*": "·", "juxtaposed": "",
    "mod": " mod ", "==": " = ", "!=": " ≠ ", "<=": " ≤ ", ">=": " ≥ ", "<": " < ", ">": " > ",
}  # fmt: skip

TEXT = Style(
    name=show_name,
    number=str,
    signs=_SIGNS,
    word=str,
    brackets=("(", ")"),
    fences={"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")},
    function=str,
    fraction=None,
    power=_power,
    index=lambda array, indices: f"{array}[{indices}]",
    fold=_fold,
    is_long=lambda word: len(show_name(word).rstrip("′₀₁₂₃₄₅₆₇₈₉")) > 1,
    congruences={"==": "{} ≡ {} (mod {})", "!=": "{} ≢ {} (mod {})"},
)

ASCII = TEXT.replaced(
    signs={
        "+": " + ", "-": " - ", "minus": "-", "*": "*", "juxtaposed": "*", "mod": " mod ", "==": " = ", "!=": " != ",
        "<=": " <= ", ">=": " >= ", "<": " < ", ">": " > ",
    },
    fences={},
    power=lambda base, exponent: f"{base}^{exponent}",
    fold=lambda function, ranges: f"{function}[{', '.join(_ascii_range(r) for r in ranges)}] ",
    is_long=lambda _word: True,
    congruences={"==": "{} = {} (mod {})", "!=": "{} != {} (mod {})"},
)  # fmt: skip
"""Text with words for the signs that old encodings lack: ``floor((W - F)/2) + 1``."""


def _ascii_range(one: SummationRange) -> str:
    return f"{one.name} in {one.last}" if one.listed else f"{one.name} = {one.first}...{one.last}"


SOURCE = Style(
    name=str,
    number=str,
    signs={
        "+": " + ", "-": " - ", "minus": "-", "*": "*", "juxtaposed": "*", "mod": " % ",
        **{sign: f" {sign} " for sign in ("==", "!=", "<=", ">=", "<", ">")},
    },
    word=str,
    brackets=("(", ")"),
    fences={},
    function=str,
    fraction=None,
    power=lambda base, exponent: f"{base}^{exponent}",
    index=lambda array, indices: f"{array}[{indices}]",
    fold=None,
    is_long=lambda _word: True,
    has_languages=False,
    juxtaposes=False,
)  # fmt: skip
