"""Sums and products with fractions in them whose value is known to be whole: code divides once, by a whole number.

``n*(n + 1)/2`` is whole for every n, yet SymPy's printers write floating point. What is handed out here is SymPy's own
sum or product in everything but how it is written as code; what is made of it is SymPy's own in that as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sympy import Add, Expr, Integer, Mul

from symcnn.algebra.quotients.code_printing import has_quotients, written_in_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.support.scalar import Sides


def whole_total(expr: Expr) -> Expr:
    """A sum or a product that is known to be whole, as one that code divides exactly.

    >>> from sympy import lambdify, symbols
    >>> n = symbols("n", integer=True)
    >>> total = whole_total(n**2/2 + n/2)
    >>> total == n**2/2 + n/2, lambdify(n, total)(10**20)
    (True, 5000000000000000000050000000000000000000)
    """
    kind = _KINDS.get(type(expr))
    return expr if kind is None or not has_quotients(expr) else kind.made_of(expr)


class ExactlyDivided(Expr):
    """A sum or a product over one exact divisor, which compares, counts and comes apart as SymPy's own do."""

    __slots__ = ()
    own: ClassVar[type[Add | Mul]]

    @classmethod
    def made_of(cls, expr: Expr) -> Expr:
        """An expression of this kind with the same arguments."""
        made = Expr.__new__(cls, *expr.args)
        made.is_commutative = True
        return made

    @property
    def plain(self) -> Expr:
        """The expression as SymPy's own sum or product."""
        return self.own._from_args(self.args)  # noqa: SLF001 - as SymPy itself does

    @classmethod
    def _from_args(cls, args: Sequence[Expr], is_commutative: bool | None = None) -> Expr:  # noqa: FBT001 - SymPy's
        """A part of it, or something else: no longer known to be whole."""
        return cls.own._from_args(args, is_commutative)  # noqa: SLF001

    @property
    def func(self) -> type[Expr]:
        """The class that makes such an expression of other arguments: SymPy's own sum or product."""
        return self.own

    def __eq__(self, other: Expr | int) -> bool:  # type: ignore[override]  # whatever SymPy compares
        return bool(self.plain == (other.plain if isinstance(other, ExactlyDivided) else other))

    def __ne__(self, other: Expr | int) -> bool:  # type: ignore[override]
        return not self == other

    def __hash__(self) -> int:
        return hash(self.plain)

    def __reduce_ex__(self, _protocol: int) -> tuple[Callable[[Expr], Expr], tuple[Expr]]:  # type: ignore[override]
        return whole_total, (self.plain,)


def _over_one(node: ExactlyDivided) -> Sides:
    return node.plain, Integer(1)


@written_in_code("exact", _over_one)
class WholeSum(ExactlyDivided, Add):
    """A sum whose value is whole."""

    __slots__ = ()
    own = Add


@written_in_code("exact", _over_one)
class WholeProduct(ExactlyDivided, Mul):
    """A product whose value is whole."""

    __slots__ = ()
    own = Mul


WholeSum.__name__, WholeProduct.__name__ = "Add", "Mul"
"""SymPy's order of what it prints goes by the name."""

_KINDS: Mapping[type, type[ExactlyDivided]] = {Add: WholeSum, Mul: WholeProduct}
