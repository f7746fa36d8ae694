"""An equation in the language, also where SymPy's comparison is given for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from sympy import And, Basic
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symcnn.algebra.forms.to_formula import is_formula, to_formula
from symcnn.errors import ArgumentMistake
from symcnn.model.given_values import refuse_unknown
from symcnn.render.formula.text import to_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sympy import Expr

    from symcnn.analysis.subject import Subject

EquationLike: TypeAlias = str | Boolean
"""A comparison in the language, or SymPy's; several are joined by ``and``, or by SymPy's ``And``."""


def equation_text(equation: EquationLike, network: Subject) -> str:
    """The equation in the language; a comparison of SymPy holds the network's own symbols.

    >>> import symcnn, sympy
    >>> net = symcnn.parse("input(W, W, 3); C1: conv(F, K)")
    >>> equation_text(sympy.Eq(net["C1"].output[0], 5), net)
    '1 + W - F == 5'

    Raises:
        ArgumentMistake: It is no comparison, or holds what no formula has, such as floating point.
        NameMistake: It holds a symbol that the network does not have.
    """
    if isinstance(equation, str):
        return equation
    return " and ".join(_compared(part, network) for part in _parts(equation))


def _parts(equation: object) -> Iterator[Relational]:
    for part in equation.args if isinstance(equation, And) else (equation,):
        if not isinstance(part, Relational):
            hint = 'such as "C1.W == W", or Eq(net["C1"].output[0], 5); Python\'s == compares at once'
            raise ArgumentMistake("an equation is a string in the language, or a comparison of SymPy", hint=hint)
        yield part


def _compared(part: Relational, network: Subject) -> str:
    left, right = (_side(side, network) for side in (part.lhs, part.rhs))
    return f"{left} {part.rel_op} {right}"


def _side(side: Basic, network: Subject) -> str:
    own = network.open_symbols
    for symbol in side.free_symbols:
        if own.get(str(symbol)) is not symbol:  # SymPy has different symbols that print alike
            refuse_unknown([str(symbol)], own)
            hint = f'the network\'s is net.symbols["{symbol}"]'
            raise ArgumentMistake(f"this {symbol} is another symbol than the network's", hint=hint)
    if not is_formula(side):
        raise ArgumentMistake(f"{side} is not an exact number or formula")
    return to_source(to_formula(cast("Expr", side)))
