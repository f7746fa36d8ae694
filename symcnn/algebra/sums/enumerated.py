"""Values of formulas at whole numbers, and sums with a known number of terms, term by term."""

from __future__ import annotations

import operator
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, cast

from sympy import Add, Expr, Integer, Max, Min, Mod, Mul, Pow

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.quotients.choice import ChoiceIfNotBelowZero, ChoiceIfZero
from symcnn.algebra.quotients.construct import add
from symcnn.algebra.quotients.numbers import to_plain, to_sympy
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.support.scalar import Number

    PointValue = Callable[[Sequence[Number]], Number]
    """A number that follows from those of some symbols, in their order."""
    Meanings = Mapping[type[Expr], Callable[..., Number | PointValue]]
    """What a node makes of the numbers of its parts; a sum over an index, of itself and the symbols."""

MOST_NUMBERS = 100_000
"""Terms of a sum of numbers."""

MOST_FORMULAS = 3_000
"""Terms of a sum in which symbols remain."""

MEANINGS: Mapping[type[Expr], Callable[..., Number]] = {
    Add: lambda *terms: sum(terms),
    Mul: lambda *factors: prod(factors),
    Pow: lambda base, exponent: Fraction(base) ** exponent if exponent < 0 else base**exponent,
    Quotient: operator.floordiv,
    Mod: operator.mod,
    Min: min,
    Max: max,
    ChoiceIfZero: lambda asked, one, other: one if asked == 0 else other,
    ChoiceIfNotBelowZero: lambda asked, one, other: one if asked >= 0 else other,
}
_EXACT = Exact()
_OPERATIONS: Mapping[type[Expr], Any] = {Pow: _EXACT.power, Quotient: _EXACT.floor, Mod: _EXACT.remainder}
_BOUNDED: Meanings = {**MEANINGS, **_OPERATIONS}


class NoMeaning(Exception):  # noqa: N818 - an answer, not a mistake
    """A node of another kind, which it says."""


def point_value(expr: Expr, symbols: Sequence[Expr], meanings: Meanings) -> PointValue:
    """A formula as a function of the numbers of its symbols; raises :class:`NoMeaning` for a node that has none.

    >>> from sympy import Symbol
    >>> n = Symbol("n", integer=True)
    >>> point_value(Quotient(n, 2) + 1, [n], MEANINGS)([7])
    4
    """
    if expr.is_Rational:
        value: Any = to_plain(expr)
        return lambda _: value
    if expr in symbols:
        place = symbols.index(expr)
        return lambda values: values[place]
    if hasattr(expr, "bound_symbols") and type(expr) in meanings:
        return cast("PointValue", meanings[type(expr)](expr, symbols))
    meaning = next((meaning for kind, meaning in meanings.items() if isinstance(expr, kind)), None)
    if meaning is None:
        raise NoMeaning(str(expr))
    known: Any = meaning
    parts = [point_value(arg, symbols, meanings) for arg in expr.args]
    return lambda values: known(*[part(values) for part in parts])


def add_up(body: Expr, index: Expr, first: Expr, count: int) -> Expr:
    """The sum of the body for ``count`` values of an index from first on.

    >>> from sympy import Symbol
    >>> i = Symbol("i", integer=True)
    >>> add_up(2**(i**2), i, Integer(0), 3)
    19
    """
    try:
        value = point_value(body, [index], _BOUNDED) if first.is_Integer else None
    except NoMeaning:
        value = None
    most = MOST_FORMULAS if value is None else MOST_NUMBERS
    if count > most:
        raise LimitExceeded(f"a sum of more than {most:,} terms")
    if value is None:
        return add(*(body.xreplace({index: add(first, Integer(step))}) for step in range(count)))
    return to_sympy(_EXACT.sum(value([int(first) + step]) for step in range(count)))
