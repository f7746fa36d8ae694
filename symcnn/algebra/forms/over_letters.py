"""Forms of what is printed already, over the letters of its page: areas stay together, whether they have one or not."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Pow, Rational

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.algebra.quotients.construct import add, multiply, negated
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_TAKEN_AS_ONE = "?"
"""Begins the name of what is taken as one; no author's name does."""
_FEWEST = 2
"""An area has so many sizes."""


class FormOverLetters:
    """Brings formulas into a form as if letters that stand in them were symbols.

    >>> from symcnn.syntax.parser import parse_expression
    >>> from symcnn.render.formula.text import to_text
    >>> area, total = map(parse_expression, ("(W - 2)*(H - 2)", "K*(2*W - 4)*(2*H - 4) + K*(W - 8)*(H - 8)"))
    >>> formed = FormOverLetters([("A", area)], ["W", "H"], "by", "K")
    >>> to_text(formed(total))
    'K((−8 + H)(−8 + W) + 4(W − 2)(H − 2))'

    Args:
        definitions: Letters and what they stand for.
        sizes: Names of sizes; factors with such a name are an area.
        form: The form.
        symbol: Its symbol, if it has one.
    """

    def __init__(
        self, definitions: Iterable[tuple[str, Formula]], sizes: Iterable[str], form: str, symbol: str = ""
    ) -> None:
        self._sizes, self._form, self._symbol = frozenset(sizes), form, symbol
        self._names: dict[Formula, str] = {}
        """What is taken as one, but for areas."""
        self._areas: dict[frozenset[Expr], Expr] = {}
        """What each area is, by its sizes."""
        for letter, value in definitions:
            number, sizes_of, others = self._apart(value.args if value.op == "product" else ())
            if len(sizes_of) >= _FEWEST and not others:
                self._areas[frozenset(sizes_of)] = multiply(1 / number, make_symbol(letter))
            self._names[value] = letter

    def __call__(self, formula: Formula) -> Formula:
        """A formula in the form, what has a letter written out again."""
        return self._put_back(to_form(self._expression(formula), self._form, self._symbol or None))

    def _expression(self, formula: Formula) -> Expr:
        """Sums, products and powers by whole numbers; everything else is one symbol."""
        if formula.op == "product":
            return self._product(formula.args)
        build = _BUILD.get(formula.op)
        if build is not None and (formula.op != "power" or formula.args[1].op == "number"):
            return build([self._expression(arg) for arg in formula.args])
        if formula.op == "number":
            return Rational(formula.value.numerator, formula.value.denominator)  # type: ignore[union-attr]  # a number
        if formula.op == "name":
            return make_symbol(str(formula.value))
        return make_symbol(self._names.setdefault(formula, f"{_TAKEN_AS_ONE}{len(self._names)}"))

    def _product(self, args: Sequence[Formula]) -> Expr:
        number, sizes, others = self._apart(args)
        for key, area in self._areas.items():
            if key <= {*sizes} and len({*sizes}) == len(sizes):
                sizes, others = [size for size in sizes if size not in key], [*others, area]
        if len(sizes) >= _FEWEST:
            whole = self._put_back(to_formula(multiply(*sizes)))
            sizes = [make_symbol(self._names.setdefault(whole, f"{_TAKEN_AS_ONE}{len(self._names)}"))]
        return multiply(number, *sizes, *others)

    def _apart(self, factors: Iterable[Formula]) -> tuple[Expr, list[Expr], list[Expr]]:
        """The number before the sizes of a product, these without it, and all other factors."""
        number: Expr = Integer(1)
        sizes, others = list[Expr](), list[Expr]()
        for factor in factors:
            expr = self._expression(factor)
            if factor.op in ("sum", "call") and factor.words() & self._sizes:
                content, expr = expr.as_coeff_Mul() if not expr.is_Add else expr.primitive()
                number *= content
                sizes.append(expr)
            else:
                others.append(expr)
        return number, sizes, others

    def _put_back(self, formula: Formula) -> Formula:
        known = {word: part for part, word in self._names.items()}
        return _renewed(formula, known)


def _renewed(formula: Formula, known: Mapping[str, Formula]) -> Formula:
    if formula.op == "name":
        return known.get(str(formula.value), formula)
    args = [_renewed(arg, known) for arg in formula.args]
    if formula.op == "product":  # an area put back is none within another
        args = [factor for arg in args for factor in (arg.args if arg.op == "product" else (arg,))]
    return Formula(formula.op, tuple(args), formula.value)


_BUILD: Mapping[str, Callable[[list[Expr]], Expr]] = MappingProxyType(
    {
        "sum": lambda args: add(*args),
        "negative": lambda args: negated(args[0]),
        "reciprocal": lambda args: Pow(args[0], Integer(-1)),
        "power": lambda args: Pow(args[0], args[1]),
    }
)
