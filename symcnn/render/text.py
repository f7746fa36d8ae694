"""Formulas as plain text: in Unicode for readers, and in the language itself for programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.names import GREEK, LOWERED
from symcnn.render.apart import Apart
from symcnn.render.style import Range, Style, set_formula

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    return set_formula(formula, TEXT)


def to_source(formula: Formula) -> str:
    """The formula in the language itself; reading it gives the formula back."""
    return set_formula(formula, SOURCE)


def show_name(word: str) -> str:
    """A name with Greek letters, lowered index and prime."""
    if isinstance(word, Apart):
        return word if word.is_spelled else show_name(word.shown)
    indexed = _INDEXED.match(word)
    if indexed:
        stem, index, prime = indexed.groups()
        return GREEK.get(stem, stem) + index.translate(_LOWERED) + ("′" if prime else "")
    return GREEK.get(word, word).replace("'", "′")


def _power(base: str, exponent: str) -> str:
    return base + exponent.translate(_RAISED) if re.fullmatch(r"-?\d+", exponent) else f"{base}^{exponent}"


def _fold(function: str, ranges: list[Range]) -> str:
    sign = {"sum": "Σ", "prod": "∏"}.get(function, function)
    shown = (f"{r.name} ∈ {r.last}" if r.listed else f"{r.name} = 0…{r.last}" for r in ranges)
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
