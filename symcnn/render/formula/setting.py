"""The one walk that sets formulas in every format; a style is the row in which formats differ."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from symcnn.formula import ZERO, Formula, plus
from symcnn.render.formula.apart import SeparatedName
from symcnn.render.formula.counted_from import counted_from
from symcnn.render.formula.joining_words import in_words, words_of_cases
from symcnn.render.formula.style import SummationRange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.render.formula.style import Style

IF, OR, AND, NOT, COMPARE, SUM, PRODUCT, POWER, ATOM = range(9)
"""How tightly each form binds."""

_BINDING: Mapping[str, int] = {
    "if": IF,
    "or": OR,
    "and": AND,
    "not": NOT,
    "compare": COMPARE,
    "sum": SUM,
    "negative": SUM,
    "product": PRODUCT,
    "remainder": PRODUCT,
    "reciprocal": PRODUCT,
    "fold": PRODUCT,
    "power": POWER,
}


def set_formula(formula: Formula, style: Style) -> str:
    """The formula as a string."""
    return _SETTERS[formula.op](formula, style)


def _binding(formula: Formula, style: Style) -> int:
    """How tightly the formula holds together once it is set."""
    if formula.op == "given":
        return _binding(formula.args[0], style)
    if formula.op == "number":
        value = formula.value
        whole = isinstance(value, int)
        return SUM if formula.negated else ATOM if whole or style.fraction or _is_decimal(value, style) else PRODUCT
    if formula.op == "product" and style.fraction and _is_bare_fraction(formula):
        return ATOM
    return _BINDING.get(formula.op, ATOM)


def _is_bare_fraction(formula: Formula) -> bool:
    return formula.args[-1].op == "reciprocal"


def _enclosed(formula: Formula, style: Style, least: int) -> str:
    """The formula, in brackets if it holds together less tightly than needed."""
    text = set_formula(formula, style)
    return f"{style.brackets[0]}{text}{style.brackets[1]}" if _binding(formula, style) < least else text


def _number(formula: Formula, style: Style) -> str:
    value = formula.value if isinstance(formula.value, int | Fraction) else 0
    sign = style.signs["minus"] if value < 0 else ""
    above, below = style.number(abs(value.numerator)), style.number(value.denominator)
    if value.denominator == 1:
        return sign + above
    if _is_decimal(value, style):
        return f"{value.numerator / value.denominator:.12f}".rstrip("0")
    return sign + (style.fraction(above, below) if style.fraction else f"{above}/{below}")


def _is_decimal(value: int | Fraction | str | None, style: Style) -> bool:
    """Whether a fraction can be written in the language as one number."""
    return not style.juxtaposes and isinstance(value, Fraction) and 10**12 % value.denominator == 0


def _name(formula: Formula, style: Style) -> str:
    return style.name(_word(formula))


def _word(formula: Formula) -> str:
    """The name that a formula is, which may have been renamed to differ from others."""
    return formula.value if isinstance(formula.value, str) else str(formula.value)


def _text(formula: Formula, style: Style) -> str:
    return style.function(str(formula.value)) if style.juxtaposes else f'"{formula.value}"'


def _given(formula: Formula, style: Style) -> str:
    return set_formula(formula.args[0], style)


def _sum(formula: Formula, style: Style) -> str:
    sign, text = _term(formula.args[0], style, _unary(style))
    text = (style.signs["minus"] if sign == "-" else "") + text
    for term in formula.args[1:]:
        sign, piece = _term(term, style, PRODUCT)
        text += style.signs[sign] + piece
    return text


def _term(term: Formula, style: Style, least: int) -> tuple[str, str]:
    """The sign of a term and the term without it."""
    if term.op == "negative":
        return "-", _enclosed(term.args[0], style, least)
    if term.op == "number" and isinstance(term.value, int | Fraction) and term.value < 0:
        return "-", set_formula(Formula("number", value=-term.value), style)
    return "+", _enclosed(term, style, PRODUCT)


def _unary(style: Style) -> int:
    """How tightly what follows a sign without a left side must hold: in the language, a sign belongs to one factor."""
    return PRODUCT if style.juxtaposes else POWER


def _negative(formula: Formula, style: Style) -> str:
    return style.signs["minus"] + _enclosed(formula.args[0], style, _unary(style))


def _product(formula: Formula, style: Style) -> str:
    below = [arg.args[0] for arg in formula.args if arg.op == "reciprocal"]
    if below and style.fraction:
        above = [arg for arg in formula.args if arg.op != "reciprocal"]
        inner = style.flat or style
        return style.fraction(_row(above, inner, alone=True), _row(below, inner, alone=True))
    return _row(list(formula.args), style, alone=False)


def _row(factors: list[Formula], style: Style, *, alone: bool) -> str:
    """Factors side by side; with a sign between all of them where one cannot be distinguished from the next."""
    if len(factors) == 1 and alone:
        return set_formula(factors[0], style)
    explicit = not style.juxtaposes or _long_name(factors[0], style) or _runs_together(factors, style)
    text = _side_by_side(factors, style, explicit=explicit)
    spells = not explicit and style.fraction is None and _CALL.search(text)
    if not spells or any(True for factor in factors for _ in factor.calls()):
        return text
    return _side_by_side(factors, style, explicit=True)


_CALL = re.compile(r"(?:max|min|mod|gcd|lcm|exp|log|tanh)\(")  # m, a and x with a bracket behind look like one


def _side_by_side(factors: list[Formula], style: Style, *, explicit: bool) -> str:
    text = ""
    for place, factor in enumerate(factors):
        if factor.op == "reciprocal":
            text += "/" + _enclosed(factor.args[0], style, POWER)
            continue
        put_in = factor.op == "given" and factor.args[0].op == "product"
        open_ended = put_in or (factor.op == "fold" and place == len(factors) - 1)
        sign = "" if not place else style.signs["*"] if explicit else style.signs["juxtaposed"]
        text += sign + _enclosed(factor, style, PRODUCT if open_ended else POWER)
    return text


def _runs_together(factors: list[Formula], style: Style) -> bool:
    """Whether some factor could not be distinguished from the one before it."""
    for earlier, factor in pairwise(factors):
        if factor.op != "reciprocal" and _ends_in_exponent(earlier, style):
            return True
        bare = factor.args[0] if factor.op in ("given", "power") else factor
        unclear = bare.op in ("number", "product") or earlier.op == "reciprocal" or _long_name(bare, style)
        if factor.op != "reciprocal" and unclear:
            return True
    return False


def _ends_in_exponent(factor: Formula, style: Style) -> bool:
    """Whether what follows on the line would be read as more of an exponent: S^i and n are no S^in."""
    bare = _bare(factor)
    raised = style.power("", _exponent(bare, style)) if bare.op == "power" and style.fraction is None else ""
    return raised.startswith("^") and not raised.startswith("^{")


def _long_name(formula: Formula, style: Style) -> bool:
    bare = formula.args[0] if formula.op in ("given", "power") else formula
    if bare.op == "call":
        return style.fraction is None and bare.value not in style.fences
    if bare.op == "name":
        return isinstance(bare.value, SeparatedName) or style.is_long(_word(bare))
    return bare.op == "index" and style.fraction is None


def _reciprocal(formula: Formula, style: Style) -> str:
    one = style.number(1)
    return (
        style.fraction(one, set_formula(formula.args[0], style.flat or style))
        if style.fraction
        else f"{one}/{_enclosed(formula.args[0], style, POWER)}"
    )


def _remainder(formula: Formula, style: Style) -> str:
    left, right = formula.args
    least = POWER if style.fold and _last_factor(left).op == "fold" else PRODUCT  # else mod would stand in the fold
    return f"{_enclosed(left, style, least)}{style.signs['mod']}{_enclosed(right, style, POWER)}"


def _power(formula: Formula, style: Style) -> str:
    return style.power(_enclosed(formula.args[0], style, ATOM), _exponent(formula, style.flat or style))


def _exponent(power: Formula, style: Style) -> str:
    exponent = power.args[1]
    return set_formula(exponent, style) if style.fraction or style.is_raised else _enclosed(exponent, style, ATOM)


def _call(formula: Formula, style: Style) -> str:
    function = str(formula.value)
    arguments = style.comma.join(set_formula(arg, style) for arg in formula.args)
    opening, closing = style.fences.get(function, (style.function(function) + style.brackets[0], style.brackets[1]))
    return opening + arguments + closing


def _bare(formula: Formula) -> Formula:
    return formula.args[0] if formula.op == "given" else formula


def _last_factor(formula: Formula) -> Formula:
    bare = _bare(formula)
    return _last_factor(bare.args[-1]) if bare.op == "product" else bare


def _index(formula: Formula, style: Style) -> str:
    inner = style.small or style
    indices = inner.comma.join(set_formula(arg, inner) for arg in formula.args)
    return style.index(style.name(_word(formula)), indices)


def _fold(formula: Formula, style: Style) -> str:
    body, *parts = formula.args
    names = [set_formula(name, style) for name in parts[::2]]
    if style.fold is None:
        ranges = ", ".join(
            f"{name} in {set_formula(extent, style)}" for name, extent in zip(names, parts[1::2], strict=True)
        )
        return f"{formula.value}({set_formula(body, style)} for {ranges})"
    first = 0
    if len(names) == 1:
        body, first = counted_from(body, str(parts[0].value))
    pairs = zip(names, parts[1::2], strict=True)
    limits = [_range(name, first, extent, style.small or style) for name, extent in pairs]
    least = POWER if _bare(body).op == "remainder" else PRODUCT  # else mod would stand behind the fold
    return style.fold(str(formula.value), limits) + _enclosed(body, style, least)


def _range(name: str, first: int, extent: Formula, style: Style) -> SummationRange:
    if extent.op == "index":
        return SummationRange(name, "", set_formula(extent, style), listed=True)
    if extent.value == "max" and extent.args[0] == ZERO:  # what ends before it starts has no terms
        extent = extent.args[1]
    return SummationRange(name, style.number(first), set_formula(plus(extent, first - 1), style), listed=False)


def _tuple(formula: Formula, style: Style) -> str:
    entries = style.comma.join(set_formula(arg, style) for arg in formula.args)
    alone = style.comma.rstrip() if len(formula.args) == 1 else ""
    return f"{style.brackets[0]}{entries}{alone}{style.brackets[1]}"


def _list(formula: Formula, style: Style) -> str:
    opening, closing = style.list_brackets
    return opening + style.comma.join(set_formula(arg, style) for arg in formula.args) + closing


def _compare(formula: Formula, style: Style) -> str:
    if style.congruences and formula.args[0].op == "remainder" and formula.value in style.congruences:
        (number, modulus), remainder = formula.args[0].args, formula.args[1]
        if remainder.op == "remainder" and remainder.args[1] == modulus:
            remainder = remainder.args[0]  # a ≡ b mod m (mod m) says no more than a ≡ b (mod m)
        is_whole = modulus.value == 1 and formula.value == "=="
        if is_whole and "whole" not in style.congruences:
            return in_words(formula.args[0], "whole", [set_formula(number, style)], style)
        pattern = style.congruences["whole" if is_whole else str(formula.value)]
        return pattern.format(*(_enclosed(part, style, SUM) for part in (number, remainder, modulus)))
    left, right = (_enclosed(arg, style, SUM) for arg in formula.args)
    return f"{left}{style.signs[str(formula.value)]}{right}"


def _words(least: int) -> Callable[[Formula, Style], str]:
    def join(formula: Formula, style: Style) -> str:
        return in_words(formula, formula.op, [_enclosed(arg, style, least) for arg in formula.args], style)

    return join


def _chosen(formula: Formula, style: Style) -> str:
    """One of several values; what is chosen otherwise needs no brackets."""
    then, condition, otherwise = formula.args
    if style.cases:
        return _cases(formula, style, style.cases)
    parts = [_enclosed(then, style, OR), _enclosed(condition, style, OR), _enclosed(otherwise, style, IF)]
    return in_words(formula, "if", parts, style)


def _cases(formula: Formula, style: Style, braced: Callable[[list[tuple[str, str]], str, str], str]) -> str:
    """A row for each value; what a choice leaves to another choice are more rows."""
    if_word, else_word = words_of_cases(formula, style)
    rows, last = [], formula
    while last.op == "if":
        then, condition, last = last.args
        rows.append((_enclosed(then, style, OR), if_word + set_formula(condition, style.flat or style)))
    return braced(rows, set_formula(last, style), else_word)


_SETTERS: Mapping[str, Callable[[Formula, Style], str]] = {
    "number": _number,
    "name": _name,
    "text": _text,
    "given": _given,
    "sum": _sum,
    "product": _product,
    "negative": _negative,
    "reciprocal": _reciprocal,
    "remainder": _remainder,
    "power": _power,
    "call": _call,
    "index": _index,
    "fold": _fold,
    "tuple": _tuple,
    "list": _list,
    "compare": _compare,
    "and": _words(NOT),
    "or": _words(AND),
    "not": _words(COMPARE),
    "if": _chosen,
}
