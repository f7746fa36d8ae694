"""Spells expressions as lines of text, for reasons and messages of the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

if TYPE_CHECKING:
    from sympy import Expr, Symbol

    from symcnn.algebra.quotients.quotient import Quotient
    from symcnn.algebra.sums.series import Series


class _ExprPrinter(StrPrinter):
    """SymPy's text with the signs that are used in words."""

    printmethod = "_words"

    def _print_Quotient(self, expr: Quotient) -> str:  # noqa: N802 - SymPy's protocol
        return f"⌊{self._print(expr.numerator / expr.denominator)}⌋"

    def _print_Max(self, expr: Expr) -> str:  # noqa: N802 - SymPy's protocol
        return f"{expr.func.__name__.lower()}({', '.join(map(self._print, expr.args))})"

    _print_Min = _print_Max  # noqa: N815 - SymPy's protocol

    def _print_Series(self, expr: Series) -> str:  # noqa: N802 - SymPy's protocol
        index, first, last, body = map(self._print, (expr.index, expr.first, expr.last, expr.body))
        return f"Σ[{index} = {first}…{last}] ({body})"

    def _print_ListEntry(self, expr: Expr) -> str:  # noqa: N802 - SymPy's protocol
        return f"{self._print(expr.args[0])}[{self._print(expr.args[1])}]"

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:  # noqa: N802, FBT001, FBT002 - SymPy's protocol
        if expr.exp.is_Integer and expr.exp > 0:
            return f"{self.parenthesize(expr.base, PRECEDENCE['Pow'])}{str(expr.exp).translate(_RAISED)}"
        return str(super()._print_Pow(expr, rational))


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def spelled(expr: Expr) -> str:
    """An expression as a line of text: ``2·P − 1``."""
    text = str(_ExprPrinter().doprint(expr))
    return text.replace("**", "^").replace("*", "·").replace("-", "−")


def domain_words(symbol: Symbol) -> str:
    """What the symbol's own kind says: `` ≥ 1``, or nothing."""
    if symbol.is_integer:
        return " ≥ 1" if symbol.is_positive else " ≥ 0" if symbol.is_nonnegative else ""
    return " > 0" if symbol.is_positive else " ≥ 0" if symbol.is_nonnegative else ""
