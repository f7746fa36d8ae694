r"""Escapes words and names for labels of a plot: for matplotlib's mathematics and for LaTeX, which reads pgf.

A figure is drawn once and may be saved in any format, so what an author wrote is escaped here in a way that means the
same to both. Outside of ``$...$`` no sign is left that either of them takes for a command.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.errors import printable
from symcnn.render.formula.latex import show_name
from symcnn.render.languages.cjk_fonts import is_wide
from symcnn.support.names import GREEK

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPECIAL: Mapping[str, str] = {
    "\\": r"$\backslash$", "{": r"$\{$", "}": r"$\}$", "_": r"$\_$", "%": r"$\%$", "~": r"$\sim$", "^": r"$\wedge$",
    "<": "$<$", ">": "$>$", "|": "$|$", "−": "$-$", "×": r"$\times$", "·": r"$\cdot$", '"': "''", "…": "...",
    "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$", "≡": r"$\equiv$", "′": "'",
    "$": r"$\$$",        # alone, \$ would come to LaTeX as a bare $: matplotlib takes the backslash off
    "#": r"$\sharp$",    # matplotlib knows no \#
    "&": " and ",        # and no \&
    **{raised: f"$^{{{digit}}}$" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{lowered: f"$_{{{digit}}}$" for digit, lowered in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{letter: f"${show_name(letter)}$" for letter in GREEK.values()},
}  # fmt: skip

_SIGNS = {shown: sign for sign, shown in _SPECIAL.items() if shown.startswith("$")}
_SET = re.compile("|".join([*map(re.escape, sorted(_SIGNS, key=len, reverse=True)), r"[$\\{}]"]))
"""What sets a label: signs in mathematics, and what begins and ends it."""

_WIDE: Mapping[str, str] = {sign: chr(ord(sign) + 0xFEE0) for sign in '\\{}_%~^<>|$#&"'}
"""The forms that go with Chinese and Japanese writing, and are commands nowhere."""

LAST_LATIN = "\N{LATIN SMALL LETTER TURNED A}"
"""From here on begin signs that fonts of mathematics lack, so that a label which has them does without mathematics."""

LONGEST = 60
"""Characters of a label; the rest of a longer one is left out."""


def escape(words: str, language: str = "en") -> str:
    r"""Words as a label; in a picture in Chinese, words beside mathematics may be so too.

    >>> escape(r"\write18"), escape("a_b costs $5"), escape("名_$")
    ('$\\backslash$write18', 'a$\\_$b costs $\\$$5', '名\uff3f\uff04')
    """
    shown = " ".join(printable(words).split())
    cut = shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
    is_chinese = language == "zh"
    has_mathematics = all(sign < LAST_LATIN or sign in _SPECIAL or (is_chinese and is_wide(sign)) for sign in cut)
    table = _SPECIAL if has_mathematics else _WIDE
    return " ".join("".join(table.get(sign, sign) for sign in cut).split())


def symbol(name: str) -> str:
    r"""A symbol as a label, in mathematics where both readers have its letters.

    >>> symbol("alpha"), symbol("W_1"), symbol("名")
    ('$\\alpha$', '$W_{1}$', '名')
    """
    plain = name.isascii() or all(letter.isascii() or letter in GREEK.values() for letter in name)
    return f"${show_name(name)}$" if plain else escape(name)


def unescaped(label: str) -> str:
    r"""A label as a person would say it: without what sets it.

    >>> unescaped(escape("a_b costs 5%")), unescaped("width $W_{1}$ times $\\lambda$")
    ('a_b costs 5%', 'width W_1 times λ')
    """
    return _SET.sub(lambda mark: _SIGNS.get(mark[0], ""), label)


def power(exponent: int) -> str:
    """A power of ten as the beginning of a title, nothing for 1.

    >>> power(6), power(0)
    ('$10^{6}$ ', '')
    """
    return f"$10^{{{exponent}}}$ " if exponent else ""


def two_lines(label: str) -> str:
    r"""A label, parted at the blank that is nearest to its middle and stands outside of mathematics.

    >>> two_lines("numbers kept at once")
    'numbers kept\nat once'
    """
    blanks = [place for place, sign in enumerate(label) if sign == " " and _is_outside(label[:place])]
    if not blanks:
        return label
    middle = min(blanks, key=lambda place: abs(2 * place - len(label)))
    return f"{label[:middle]}\n{label[middle + 1 :]}"


def _is_outside(start: str) -> bool:
    return not (start.count("$") - start.count(r"\$")) % 2
