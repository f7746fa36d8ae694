"""Converts pages to ASCII, for a terminal or a pipe that has no other signs: no sign is lost."""

# ruff: noqa: RUF001 - signs that look like those of ASCII are what this is about

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNS: Mapping[str, str] = {
    "−": "-", "·": "*", "×": " x ", "…": "...", "–": "-", "—": "-", "′": "'", "≤": "<=", "≥": ">=", "≠": "!=", "≡": "=",
    "≢": "!=", "∈": " in ", "∞": "infinity", "→": "->", "Σ": "sum", "∏": "prod", "⌊": "floor(", "⌋": ")", "⌈": "ceil(",
    "⌉": ")", "─": "-", "━": "-", "│": "|", "“": '"', "”": '"', "’": "'", "⊕": "(+)", "⊙": "(*)",
    **dict.fromkeys("⎡⎢⎣", "["), **dict.fromkeys("⎤⎥⎦", "]"), "\N{NO-BREAK SPACE}": " ",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_EXPONENT = re.compile(r"(⁻?)([⁰¹²³⁴-⁹]+)(?=([\w(⌊⌈])?)")


def can_say(encoding: str | None) -> bool:
    """Whether an encoding has the signs of formulas.

    >>> can_say("utf-8"), can_say("cp1252"), can_say("cp437")
    (True, False, False)
    """
    try:
        "⌊⌋⌈⌉−·²⁴₁≥≤≡Σ".encode(encoding or "utf-8")
    except (UnicodeError, LookupError):
        return False
    return True


def in_ascii(text: str, encoding: str) -> str:
    r"""Text in words and signs that an encoding has; what else it lacks is written as its number.

    >>> in_ascii("W ≥ 3, as K²n", "ascii"), in_ascii("名", "cp1252")
    ('W >= 3, as K^2*n', '\\u540d')
    """
    try:
        text.encode(encoding)
    except UnicodeError:
        text = _EXPONENT.sub(_exponent, text).translate(_LOWERED)
        text = "".join(_SIGNS.get(sign, sign) for sign in text).replace("  x  ", " x ")
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _exponent(match: re.Match[str]) -> str:
    power = match[2].translate(_RAISED)
    return (f"^(-{power})" if match[1] else f"^{power}") + ("*" if match[3] else "")
