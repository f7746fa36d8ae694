"""Formulas as expressions of Python that compute the same whole numbers: one division, by ``//``, at the end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.over_one import over_one
from symcnn.errors import ArgumentMistake
from symcnn.formula import ONE, Formula, negative

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

IF, OR, AND, NOT, COMPARE, SUM, PRODUCT, TIMES, UNARY, POWER, ATOM = range(11)
"""How tightly each form binds; a product that may divide or leave a remainder is no ``TIMES``."""


class PythonText(NamedTuple):
    """A piece of Python, and how tightly it holds together."""

    code: str
    binds: int

    def within(self, least: int) -> str:
        """The piece, in brackets where it would fall apart."""
        return self.code if self.binds >= least else f"({self.code})"


def whole(formula: Formula) -> str:
    """A formula whose value is a whole number.

    >>> from symcnn.syntax.parser import parse_expression
    >>> [whole(parse_expression(text)) for text in ("(F - 1)/2", "K/2 + 1", "8*max(floor(a/8 + 1/2), ceil(9*a/80))")]
    ['(F - 1) // 2', '(K + 2) // 2', '8 * max((a + 4) // 8, -(-9 * a // 80))']
    """
    return _whole(formula).code


def exact(formula: Formula) -> str:
    """A formula that may have a value between whole numbers, which Python keeps as a fraction.

    >>> from symcnn.syntax.parser import parse_expression
    >>> exact(parse_expression("K/2")), exact(parse_expression("not (K/2 > 1 or C == none)"))
    ('Fraction(K, 2)', 'not (Fraction(K, 2) > 1 or C is None)')
    """
    return _exact(formula).code


def real(formula: Formula) -> str:
    """A formula for a floating point number.

    >>> from symcnn.syntax.parser import parse_expression
    >>> real(parse_expression("0.2")), real(parse_expression("a/3 + 0.5"))
    ('0.2', 'a / 3 + 0.5')
    """
    return _real(formula).code


def quoted(words: str) -> str:
    r"""Words as a string of Python, whatever they hold.

    >>> quoted('a "b" \n'), quoted("a\\")
    ('"a \\"b\\" \\n"', '"a\\\\"')
    """
    plain = words.encode("unicode_escape").decode("ascii") if not words.isprintable() else words.replace("\\", r"\\")
    return '"' + plain.replace('"', r"\"") + '"'


def _whole(formula: Formula) -> PythonText:
    above, below = over_one(formula)
    if below == ONE:
        return _set(above, _whole)
    return PythonText(f"{_set(above, _whole).within(PRODUCT)} // {_set(below, _whole).within(UNARY)}", PRODUCT)


def _exact(formula: Formula) -> PythonText:
    above, below = over_one(formula)
    if below == ONE:
        return _set(above, _exact)
    return PythonText(f"Fraction({_set(above, _exact).code}, {_set(below, _exact).code})", ATOM)


def _real(formula: Formula) -> PythonText:
    return _set(formula, _real)


def _set(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    """A formula whose own operator does not divide, with what it is made of set by another."""
    setter = _SETTERS.get(formula.op)
    if setter is None:
        raise ArgumentMistake("this has no counterpart in Python", formula.span)
    return setter(formula, inner)


def _number(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    value = formula.value if isinstance(formula.value, int | Fraction) else 0
    if value.denominator == 1:
        return PythonText(str(value), UNARY if value < 0 else ATOM)
    if 10**12 % value.denominator == 0:
        return PythonText(f"{value.numerator / value.denominator:.12f}".rstrip("0"), UNARY if value < 0 else ATOM)
    return PythonText(f"{value.numerator} / {value.denominator}", PRODUCT)


WORDS: Mapping[str, str] = {"true": "True", "false": "False", "none": "None", "same": '"same"', "valid": "0"}
"""Constants of the language in Python."""


def _name(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(WORDS.get(str(formula.value), str(formula.value)), ATOM)


def _string(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(quoted(str(formula.value)), ATOM)


def _sum(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    code = ""
    for term in formula.args:
        minus = term.op == "negative" or (term.op == "number" and term.negated)
        part = inner(negative(term) if minus else term)
        if code:
            code += f" {'-' if minus else '+'} {part.within(PRODUCT)}"
        else:
            code = _signed(part) if minus else part.within(PRODUCT)
    return PythonText(code, SUM)


def _product(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    code, binds = "", TIMES
    for place, factor in enumerate(formula.args):
        if factor.op == "reciprocal":
            code += f" / {inner(factor.args[0]).within(UNARY)}"
        else:
            part = inner(factor)
            binds = binds if place else min(binds, max(part.binds, PRODUCT))
            code += " * " * bool(code) + part.within(UNARY if place else PRODUCT)
    return PythonText(code, binds)


def _negative(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(_signed(inner(formula.args[0])), UNARY if formula.args[0].op != "product" else TIMES)


def _signed(part: PythonText) -> str:
    """A part with a minus before it, in brackets where the minus would take less: ``-a // b`` is something else."""
    return f"-{part.within(TIMES)}"


def _power(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    base, exponent = map(inner, formula.args)
    simple = base.binds == exponent.binds == ATOM and not {"(", "["} & {*base.code, *exponent.code}
    sign = "**" if simple else " ** "
    return PythonText(f"{base.within(ATOM)}{sign}{exponent.within(POWER)}", POWER)


def _remainder(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    left, right = map(inner, formula.args)
    return PythonText(f"{left.within(PRODUCT)} % {right.within(UNARY)}", PRODUCT)


def _floor(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    above, below = map(_undividing, over_one(formula.args[0]))
    return PythonText(f"{above.within(PRODUCT)} // {below.within(UNARY)}", PRODUCT)


def _ceiling(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    above, below = over_one(formula.args[0])
    lowered = _undividing(negative(above))
    return PythonText(f"-({lowered.within(PRODUCT)} // {_undividing(below).within(UNARY)})", UNARY)


def _undividing(formula: Formula) -> PythonText:
    return _set(formula, _exact)


def _plain_call(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(f"{formula.value}({', '.join(exact(arg) for arg in formula.args)})", ATOM)


_CALLS: Mapping[str, Callable[[Formula, Callable[[Formula], PythonText]], PythonText]] = {
    "floor": _floor,
    "ceil": _ceiling,
    **dict.fromkeys(("min", "max", "abs", "len"), _plain_call),
}
"""Functions of the language that Python has."""


def _call(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    setter = _CALLS.get(str(formula.value))
    if setter is None:
        raise ArgumentMistake(f'the function "{formula.value}" has no counterpart in the code', formula.span)
    return setter(formula, inner)


def _index(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(str(formula.value) + "".join(f"[{whole(arg)}]" for arg in formula.args), ATOM)


def _fold(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    body, index, extent = formula.args
    return PythonText(f"{formula.value}({_exact(body).code} for {index.value} in range({whole(extent)}))", ATOM)


def _tuple(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    """One entry for each axis: PyTorch and Keras begin with the last one."""
    if formula.value:
        return PythonText(str(formula.value), ATOM)
    entries = [inner(arg).code for arg in reversed(formula.args)]
    return PythonText(f"({', '.join(entries)}{',' * (len(entries) == 1)})", ATOM)


def _row(formula: Formula) -> str:
    """An entry of a list; in a row the entries keep their order."""
    if formula.op == "tuple" and not formula.value:
        entries = [_exact(arg).code for arg in formula.args]
        return f"({', '.join(entries)}{',' * (len(entries) == 1)})"
    return _exact(formula).code


def _list(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(f"[{', '.join(map(_row, formula.args))}]", ATOM)


def _compare(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    left, right = map(_exact, formula.args)
    sign = str(formula.value)
    if "None" in (left.code, right.code):
        sign = {"==": "is", "!=": "is not"}.get(sign, sign)
    return PythonText(f"{left.within(SUM)} {sign} {right.within(SUM)}", COMPARE)


def _joined(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    level = AND if formula.op == "and" else OR
    return PythonText(f" {formula.op} ".join(_exact(arg).within(level + 1) for arg in formula.args), level)


def _not(formula: Formula, _inner: Callable[[Formula], PythonText]) -> PythonText:
    return PythonText(f"not {_exact(formula.args[0]).within(COMPARE)}", NOT)


def _if(formula: Formula, inner: Callable[[Formula], PythonText]) -> PythonText:
    value, condition, other = inner(formula.args[0]), _exact(formula.args[1]), inner(formula.args[2])
    return PythonText(f"{value.within(OR)} if {condition.within(OR)} else {other.within(IF)}", IF)


_SETTERS: Mapping[str, Callable[[Formula, Callable[[Formula], PythonText]], PythonText]] = {
    "number": _number,
    "name": _name,
    "text": _string,
    "sum": _sum,
    "product": _product,
    "negative": _negative,
    "power": _power,
    "remainder": _remainder,
    "call": _call,
    "index": _index,
    "fold": _fold,
    "tuple": _tuple,
    "list": _list,
    "compare": _compare,
    "and": _joined,
    "or": _joined,
    "not": _not,
    "if": _if,
}
