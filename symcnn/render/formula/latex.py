"""Formulas as LaTeX. Every word that an author wrote is escaped here, once."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from symcnn.render.formula.apart import SeparatedName
from symcnn.render.formula.setting import set_formula
from symcnn.render.formula.style import Style, SummationRange
from symcnn.support.names import GREEK, below, parted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.formula import Formula

_SPECIAL: Mapping[str, str] = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", '"': "''",
    "×": r"$\times$", "−": "$-$", "–": "--", "≥": r"$\geq$", "→": r"$\to$", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip
_GREEK_NAMES = {letter: word for word, letter in GREEK.items()}
_OPENING_QUOTE = re.compile(r'(?<![^\s(\[])"(?=\S)')


def to_latex(formula: Formula) -> str:
    r"""The formula as LaTeX for math mode.

    >>> from symcnn.formula import Formula, call, name, number, product
    >>> half = product([name("W"), Formula("reciprocal", (number(2),))])
    >>> to_latex(call("floor", half))
    '\\left\\lfloor \\frac{W}{2} \\right\\rfloor'
    """
    return set_formula(formula, LATEX)


def to_latex_line(formula: Formula) -> str:
    """The formula as LaTeX for math mode in a cell of a table: a choice stays on the line."""
    return set_formula(formula, FLAT_LATEX)


def escape(words: str) -> str:
    r"""Words of an author for LaTeX's text mode.

    >>> escape(r"\input{a_b}")
    '\\textbackslash{}input\\{a\\_b\\}'
    """
    words = _OPENING_QUOTE.sub("\N{LEFT DOUBLE QUOTATION MARK}", words)
    return "".join(_SPECIAL.get(character, character) for character in words)


def _letters(word: str) -> str:
    """Letters of a name in math mode; several make one upright word."""
    word = _GREEK_NAMES.get(unicodedata.normalize("NFKC", word), word)
    if word in GREEK:
        return "o" if word == "omicron" else "\\" + word
    return word if len(word) == 1 and word.isascii() and word.isalnum() else rf"\mathrm{{{escape(word)}}}"


def _spelled(word: str) -> str:
    return "".join(rf"\{_GREEK_NAMES[letter]} " if letter in _GREEK_NAMES else escape(letter) for letter in word)


def show_name(word: str) -> str:
    """A name with its index below."""
    if isinstance(word, SeparatedName):
        stem, index, primes = word.parted
        return _set(rf"\mathrm{{{_spelled(stem)}}}", index, primes) if stem else show_name(word.shown)
    stem, index, primes = parted(word)
    return _set(_letters(stem), index, primes)


def _set(stem: str, index: str, primes: int) -> str:
    lowered = ",".join(part if part.isdigit() else _letters(part) for part in below(index))
    return stem + (f"_{{{lowered}}}" if lowered else "") + "'" * primes


def _fold(function: str, ranges: list[SummationRange]) -> str:
    if function in ("max", "min"):
        shown = (rf"{r.name} \in {r.last}" if r.listed else rf"{r.first} \leq {r.name} \leq {r.last}" for r in ranges)
        return rf"\{function}_{{" + r",\; ".join(shown) + "} "
    operator = {"sum": r"\sum", "prod": r"\prod"}[function]
    limits = [rf"{{{r.name} \in {r.last}}}" if r.listed else f"{{{r.name}={r.first}}}^{{{r.last}}}" for r in ranges]
    return "".join(f"{operator}_{limit} " for limit in limits)


def _word(words: str) -> str:
    return f"{' ' * words.startswith(' ')}\\text{{{escape(words)}}} "


INLINE_FENCES = {"floor": (r"\lfloor ", r" \rfloor"), "ceil": (r"\lceil ", r" \rceil")}

_LINE = Style(
    name=show_name,
    number=str,
    signs={
        "+": " + ", "-": " - ", "minus": "-", "*": r" \cdot ", "juxtaposed": " ", "mod": r" \bmod ",
        "==": " = ", "!=": r" \neq ", "<=": r" \leq ", ">=": r" \geq ", "<": " < ", ">": " > ",
    },
    word=_word,
    brackets=("(", ")"),
    fences=INLINE_FENCES,
    function=lambda word: rf"\{word}" if word in ("min", "max", "exp", "tanh") else rf"\operatorname{{{escape(word)}}}",
    fraction=None,
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    is_raised=True,
    index=lambda array, indices: f"{{{array}}}_{{{indices}}}" if "_" in array else f"{array}_{{{indices}}}",
    fold=_fold,
    is_long=lambda word: show_name(word).startswith(r"\mathrm"),
    congruences={
        "==": r"{} \equiv {} \pmod{{{}}}", "!=": r"{} \not\equiv {} \pmod{{{}}}", "whole": r"{} \in \mathbb{{Z}}",
    },
)  # fmt: skip


def _cases(rows: list[tuple[str, str]], last: str, otherwise: str) -> str:
    lines = [rf"{value} & {condition}, \\" for value, condition in rows]
    return rf"\begin{{cases}} {' '.join(lines)} {last} & {otherwise.strip()} \end{{cases}}"


FLAT_LATEX = _LINE.replaced(
    brackets=(r"\left(", r"\right)"),
    fences={
        name: (rf"\left{opening}", rf" \right{closing.strip()}") for name, (opening, closing) in INLINE_FENCES.items()
    },
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    small=_LINE,
)
LATEX = FLAT_LATEX.replaced(cases=_cases, flat=FLAT_LATEX)
