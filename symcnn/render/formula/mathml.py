"""Formulas as MathML, which browsers set themselves. Every word that an author wrote is escaped here, once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from symcnn.formula import LOOSE, Formula, negative, product
from symcnn.render.formula.apart import SeparatedName
from symcnn.render.formula.setting import set_formula
from symcnn.render.formula.style import Style, SummationRange
from symcnn.render.formula.text import to_text
from symcnn.support.names import GREEK, below, parted

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMA = '<mo separator="true">,</mo>'
_TIMES, _APPLIED, _BLANK = "\N{INVISIBLE TIMES}", "\N{FUNCTION APPLICATION}", "\N{NO-BREAK SPACE}"


def to_mathml(formula: Formula) -> str:
    """The formula as an element that stands in a line of text.

    >>> from symcnn.formula import name, number, total
    >>> to_mathml(total([name("W_1"), number(1)]))
    '<math><msub><mi>W</mi><mn>1</mn></msub><mo>+</mo><mn>1</mn></math>'
    """
    return f"<math>{set_formula(formula, MATHML)}</math>"


LONGEST = 60
"""Characters of a sum that stands on one line, about."""


def to_lines(formula: Formula) -> str:
    """The formula as one element; a long sum in lines of terms under one another, each with its sign.

    In a product the longest of its sums is set so, behind what stands beside it.

    >>> from symcnn.formula import name, number, total
    >>> to_lines(total([name("W"), number(-1)]))
    '<math><mi>W</mi><mo>\u2212</mo><mn>1</mn></math>'
    """
    if len(to_text(formula)) <= LONGEST:
        return to_mathml(formula)
    if formula.op == "sum":
        return f"<math>{_in_rows(formula)}</math>"
    sums = [factor for factor in formula.args if factor.op == "sum"] if formula.op == "product" else []
    inner = max(sums, key=lambda factor: len(to_text(factor)), default=formula)
    if inner is formula or len(to_text(inner)) <= LONGEST:
        return to_mathml(formula)
    opening, closing = MATHML.brackets
    place = formula.args.index(inner)
    beside = product([*formula.args[:place], *formula.args[place + 1 :]])
    front = set_formula(beside, MATHML)
    front = f"{opening}{front}{closing}" if beside.op in LOOSE else front
    return f"<math>{front}{_sign(_TIMES)}{opening}{_in_rows(inner)}{closing}</math>"


def _in_rows(formula: Formula) -> str:
    """The terms of a sum, as many in a row as there is room for."""
    lines, used = [""], 0
    for place, term in enumerate(formula.args):
        text, long = _signed(term, is_first=not place), len(to_text(term)) + 3
        if used and used + long > LONGEST:
            lines, used = [*lines, ""], 0
        lines[-1], used = lines[-1] + text, used + long
    return f"<mtable>{''.join(f'<mtr>{_cell(line)}</mtr>' for line in lines)}</mtable>"


def _signed(term: Formula, *, is_first: bool) -> str:
    """A term behind its sign, which stands between two terms even where it begins a line."""
    is_less = term.op in ("negative", "number") and term.negated
    if is_first:
        return set_formula(Formula("sum", (term,)), MATHML)
    sign, body = ("−", negative(term)) if is_less else ("+", term)
    return f'<mo form="infix">{sign}</mo>{set_formula(Formula("sum", (body,)), MATHML)}'


def equal_to(formula: Formula) -> str:
    """A formula behind a sign of equality that begins it."""
    return f'<math><mo form="infix">=</mo>{set_formula(formula, MATHML)}</math>'


def to_product(sizes: Iterable[Formula]) -> str:
    """Sizes with signs between them, as one element.

    >>> from symcnn.formula import number
    >>> to_product([number(28), number(6)])
    '<math><mn>28</mn><mo>×</mo><mn>6</mn></math>'
    """
    opening, closing = MATHML.brackets
    shown = ((size, set_formula(size, MATHML)) for size in sizes)
    return f"<math>{'<mo>×</mo>'.join(f'{opening}{t}{closing}' if s.op in LOOSE else t for s, t in shown)}</math>"


def show_name(word: str) -> str:
    """A name with its index below and its primes above."""
    if isinstance(word, SeparatedName):
        stem, index, primes = word.parted
        return _set(escape(stem), index, primes) if stem else show_name(word.shown)
    stem, index, primes = parted(word)
    return _set(_letters(stem), index, primes)


def _set(letters: str, index: str, primes: int) -> str:
    base = f"<mi>{letters}</mi>"
    parts = [f"<mn>{part}</mn>" if part.isdigit() else f"<mi>{_letters(part)}</mi>" for part in below(index)]
    lowered = f"<mrow>{_COMMA.join(parts)}</mrow>" if len(parts) > 1 else "".join(parts)
    above = f"<mo>{'′' * primes}</mo>" if primes else ""
    if lowered and above:
        return f"<msubsup>{base}{lowered}{above}</msubsup>"
    return f"<msub>{base}{lowered}</msub>" if lowered else f"<msup>{base}{above}</msup>" if above else base


def _letters(word: str) -> str:
    return escape(GREEK.get(word, word))


def _row(text: str) -> str:
    return f"<mrow>{text}</mrow>"


def _sign(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


def _word(word: str) -> str:
    return f"<mtext>{_BLANK}{escape(word.strip())}{_BLANK}</mtext>"


def _fold(function: str, ranges: list[SummationRange]) -> str:
    if function in ("max", "min"):
        shown = (
            f"{r.name}{_sign('∈')}{r.last}" if r.listed else f"{r.first}{_sign('≤')}{r.name}{_sign('≤')}{r.last}"
            for r in ranges
        )
        return f"<munder><mi>{function}</mi>{_row(_sign(',').join(shown))}</munder>{_sign(_APPLIED)}"
    operator = _sign({"sum": "∑", "prod": "∏"}[function])
    return "".join(
        f"<munder>{operator}{_row(r.name + _sign('∈') + r.last)}</munder>"
        if r.listed
        else f"<munderover>{operator}{_row(r.name + _sign('=') + r.first)}{_row(r.last)}</munderover>"
        for r in ranges
    )


def _cases(rows: list[tuple[str, str]], last: str, otherwise: str) -> str:
    cells = (f"{_cell(value)}{_cell(condition)}" for value, condition in [*rows, (last, otherwise)])
    table = "".join(f"<mtr>{cell}</mtr>" for cell in cells)
    return f"<mrow><mo>{{</mo><mtable>{table}</mtable></mrow>"


def _cell(text: str) -> str:
    return f'<mtd style="text-align: left">{_row(text)}</mtd>'


_FLAT = Style(
    name=show_name,
    number=lambda value: f"<mn>{value:,}</mn>",
    signs={
        "+": _sign("+"), "-": _sign("−"), "minus": '<mo form="prefix">−</mo>', "*": _sign("·"),
        "juxtaposed": _sign(_TIMES), "mod": _word("mod"), "==": _sign("="), "!=": _sign("≠"), "<=": _sign("≤"),
        ">=": _sign("≥"), "<": _sign("<"), ">": _sign(">"),
    },
    word=_word,
    brackets=("<mrow><mo>(</mo>", "<mo>)</mo></mrow>"),
    fences={"floor": ("<mrow><mo>⌊</mo>", "<mo>⌋</mo></mrow>"), "ceil": ("<mrow><mo>⌈</mo>", "<mo>⌉</mo></mrow>")},
    function=lambda word: f"<mi>{escape(word)}</mi>{_sign(_APPLIED)}",
    fraction=lambda above, below: f"<mfrac>{_row(above)}{_row(below)}</mfrac>",
    power=lambda base, exponent: f"<msup>{_row(base)}{_row(exponent)}</msup>",
    index=lambda array, indices: f"<msub>{_row(array)}{_row(indices)}</msub>",
    fold=_fold,
    is_long=lambda word: len(GREEK.get(parted(word).stem, parted(word).stem)) > 1,
    congruences={
        "==": f"{{}}{_sign('≡')}{{}}{_word('(mod')}{{}}<mtext>)</mtext>",
        "!=": f"{{}}{_sign('≢')}{{}}{_word('(mod')}{{}}<mtext>)</mtext>",
        "whole": f"{{}}{_sign('∈')}<mi>\N{DOUBLE-STRUCK CAPITAL Z}</mi>",
    },
    comma=_COMMA,
    list_brackets=("<mrow><mo>[</mo>", "<mo>]</mo></mrow>"),
)  # fmt: skip

MATHML = _FLAT.replaced(cases=_cases, flat=_FLAT, small=_FLAT)
