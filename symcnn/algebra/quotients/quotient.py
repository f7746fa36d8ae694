"""The node for a rounded quotient ``floor(a/b)``, in place of SymPy's ``floor``.

SymPy's ``floor`` is where the time of deep networks goes, and its printers to code turn it into floating point. This
node keeps numerator and denominator apart, is simplified by :mod:`symcnn.algebra.quotients.laws`, and prints as
integer division.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sympy import Derivative, Expr, Float, Integer, Symbol, floor

from symcnn.algebra.quotients.code_printing import written_in_code
from symcnn.algebra.quotients.construct import add, multiply, subtract, terms_of
from symcnn.algebra.quotients.laws import Fraction, is_above_0, is_whole, simplify
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from sympy.printing.printer import Printer


def _is_exact(expr: Expr) -> bool:
    """Whether no floating point number stands in a sum; quotients never have one."""
    return all(map(_is_exact_term, terms_of(expr)))


@lru_cache(10_000)
def _is_exact_term(term: Expr) -> bool:
    return isinstance(term, Quotient) or not term.has(Float)


def _upturned(fraction: Fraction) -> Fraction | None:
    """The fraction that is taken off instead of a whole one below 0: ``⌊-a/b⌋`` is ``-⌊(a + b - 1)/b⌋``; else None.

    So there is one form of ``⌊-a/b⌋`` and ``-⌈a/b⌉``, whose numerator has no minus before every symbol.
    """
    numerator, denominator = fraction
    terms = terms_of(numerator.as_coeff_Add()[1])
    if not all(term.as_coeff_Mul()[0].is_negative for term in terms):
        return None
    if not (is_whole(numerator) and is_whole(denominator) and is_above_0(denominator)):
        return None
    return Fraction(add(multiply(Integer(-1), numerator), denominator, Integer(-1)), denominator)


@written_in_code("floor")
class Quotient(Expr):
    """``floor(numerator/denominator)``, simplified.

    >>> from sympy import Symbol
    >>> W = Symbol("W", integer=True, positive=True)
    >>> Quotient(W - 6, 2)
    floor(W/2) - 3
    >>> Quotient(W - 6, 2).subs(W, 33)
    13
    """

    __slots__ = ()
    is_integer = True
    is_commutative = True
    is_Atom = False
    is_Quotient = True

    def __new__(cls, numerator: Expr | int, denominator: Expr | int = 1) -> Expr:  # type: ignore[misc]
        """The simplest form that the laws give; a whole number where both are numbers."""
        above, below = to_sympy(numerator), to_sympy(denominator)
        if not (_is_exact(above) and _is_exact(below)):
            return floor(above / below)
        if below == 0:
            raise ArithmeticMistake("division by zero")
        whole, rest = simplify(Fraction(above, below))
        if rest is None:
            return whole
        turned = _upturned(rest)
        if turned is not None:
            return subtract(whole, Quotient(*turned))
        return add(whole, Expr.__new__(cls, rest.numerator, rest.denominator))

    @property
    def numerator(self) -> Expr:
        """What is divided."""
        return self.args[0]

    @property
    def denominator(self) -> Expr:
        """What it is divided by."""
        return self.args[1]

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[0].is_nonnegative and self.args[1].is_positive else None

    def _eval_is_finite(self) -> bool | None:
        return True

    def _eval_rewrite_as_floor(self, numerator: Expr, denominator: Expr, **_: Any) -> Expr:
        return floor(numerator / denominator)

    def _eval_evalf(self, precision: int) -> Expr:
        numerator, denominator = (arg._evalf(precision) for arg in self.args)
        return Quotient(numerator, denominator)

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        """Left as it stands: it is 0 between the jumps, which a reader should see."""
        return Derivative(self, symbol, evaluate=False)

    def _sympystr(self, printer: Printer) -> str:
        return f"floor({printer._print(self.args[0] / self.args[1])})"

    def _latex(self, printer: Printer) -> str:
        return rf"\left\lfloor{{{printer._print(self.args[0] / self.args[1])}}}\right\rfloor"


@lru_cache(10_000)
def quotients_in(expr: Expr) -> frozenset[Quotient]:
    """The quotients in an expression, one inside another too; parts that were asked before are not gone through.

    >>> from sympy import Symbol
    >>> W = Symbol("W", integer=True, positive=True)
    >>> sorted(map(str, quotients_in(Quotient(W, 2) + Quotient(Quotient(W, 2) * W, 3))))
    ['floor(W*floor(W/2)/3)', 'floor(W/2)']
    """
    own = frozenset([expr] if isinstance(expr, Quotient) else [])
    return own.union(*(quotients_in(part) for part in expr.args if part.args))
