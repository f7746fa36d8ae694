"""The node for an entry of a list of symbols, ``k[i]``.

The list is a symbol that stands for all its entries: arithmetic on it is done entry by entry, and a number in its place
is a list of which every entry is that number. So what is found out with numbers for symbols holds for some list, and
what holds for entries whatever they are holds for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Derivative, Expr, Integer, Mul, Symbol

from symcnn.algebra.quotients.code_printing import printing, unwritten_in_code
from symcnn.algebra.quotients.construct import add, multiply, negated
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.errors import Unavailable
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from sympy.printing.printer import Printer


def shift_of(body: Expr, index: Expr) -> Expr:
    """The number by which the entries in a sum are counted beyond its index; 0 where that is not one number.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k, i = make_symbol("k"), make_symbol("i")
    >>> shift_of(i*ListEntry(k, i + 1), i), shift_of(ListEntry(k, i)*ListEntry(k, i + 1), i)
    (1, 0)
    """
    places = {entry.args[1] for entry in body.atoms(ListEntry) if index in entry.free_symbols}
    shifts = {add(place, negated(index)) for place in places}
    return shifts.pop() if len(shifts) == 1 and next(iter(shifts)).is_Integer else Integer(0)


def _of_the_list(name: str) -> Callable[[ListEntry], bool | None]:
    """What SymPy asks an entry about itself is what its list answers."""
    return lambda entry: getattr(entry.args[0], name)


@unwritten_in_code
class ListEntry(Expr):
    """One entry of a list, counted from 1.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k, i = make_symbol("k"), make_symbol("i")
    >>> ListEntry(k, i), ListEntry(k, i).subs(i, 3), ListEntry(2*k + 1, i)
    (k[i], k[3], 2*k[i] + 1)
    >>> ListEntry(k, i).subs(k, 5)
    5
    """

    __slots__ = ()
    is_commutative = True

    def __new__(cls, entries: Expr | int, place: Expr | int) -> Expr:  # type: ignore[misc]
        """The entry; of numbers and of sums and products of lists, entry by entry."""
        listed, position = to_sympy(entries), to_sympy(place)
        if listed.is_Number:
            return listed
        if isinstance(listed, Add):
            return add(*(cls(term, position) for term in listed.args))
        if isinstance(listed, Mul):
            return multiply(*(cls(factor, position) for factor in listed.args))
        return Expr.__new__(cls, listed, position)

    _eval_is_integer, _eval_is_real = map(_of_the_list, ("is_integer", "is_real"))
    _eval_is_positive, _eval_is_nonnegative = map(_of_the_list, ("is_positive", "is_nonnegative"))

    def _eval_is_finite(self) -> bool | None:
        return True

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        return Derivative(self, symbol, evaluate=False) if symbol in self.free_symbols else Integer(0)

    def _formula(self, convert: Callable[[Expr], Formula]) -> Formula:
        return Formula("index", (convert(self.args[1]),), str(self.args[0]))

    def _sympystr(self, printer: Printer) -> str:
        listed, place = map(printing(printer), self.args)
        return f"{listed}[{place}]"

    def _latex(self, printer: Printer) -> str:
        listed, place = map(printing(printer), self.args)
        return f"{listed}_{{{place}}}"

    def _not_written(self, _printer: Printer) -> str:
        """A list is no number, so code needs its entries."""
        raise Unavailable(
            f"{self.args[0]} is a list without entries", f"give the list its entries, such as {self.args[0]}=3,5,7"
        )
