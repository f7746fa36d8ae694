"""Finite sums over an index: closed where a formula without hidden conditions is known, else left as sums.

Closed are polynomials in the index times powers with the index in their exponent (Faulhaber, geometric sums and
products of both). A power of a symbol closes only if the symbol cannot be 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sympy import Basic, Derivative, Expr, Integer, Max, Symbol

from symcnn.algebra.quotients.code_printing import COMPILED, printing, unwritten_in_code
from symcnn.algebra.quotients.construct import add, multiply, negated, subtract
from symcnn.algebra.quotients.entry import shift_of
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.sums.enumerated import add_up
from symcnn.algebra.sums.summation import is_nonnegative, sum_up
from symcnn.errors import Unavailable
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sympy.printing.printer import Printer

_ZERO, _ONE = Integer(0), Integer(1)
_NOTHING: Mapping[Expr, Expr] = {}


class Index(Symbol):
    """The index of a sum or of a repeat: whole, from 0 on, and never equal to a network's symbol of the same name.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> Index("i") == make_symbol("i", "integer", ">=", 0)
    False
    """

    __slots__ = ()

    def __new__(cls, name: str, **_: Any) -> Self:
        """Equal names are equal indices."""
        return Symbol.__new__(cls, name, integer=True, nonnegative=True)


@unwritten_in_code
class Series(Expr):
    """The sum of a body for an index from first to last, closed as far as possible; 0 if last is below first.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> i, n = Index("i"), make_symbol("n")
    >>> Series(i, i, 0, n - 1)
    n*(n - 1)/2
    >>> Series(2**(i**2), i, 0, n - 1)
    Sum(2**(i**2), (i, 0, n - 1))
    >>> Series(2**(i**2), i, 0, n - 1).subs(n, 3)
    19
    >>> Series(2**(i**2), i, 0, make_symbol("i"))
    Sum(2**(i'**2), (i', 0, i))
    """

    __slots__ = ()
    is_commutative = True

    def __new__(  # type: ignore[misc]
        cls, body: Expr | int, index: Expr, first: Expr | int, last: Expr | int
    ) -> Expr:
        """A formula where one is known, a number where both ends are, and else the sum itself."""
        body, first, last = map(to_sympy, (body, first, last))
        count = add(last, _ONE, negated(first))
        if body == 0 or (count.is_Integer and count <= 0):
            return _ZERO
        closed, rest = _parted(body, index, first, last, _NOTHING)
        if rest == 0:
            return closed
        if count.is_Integer:
            return add_up(body, index, first, int(count))
        factor, inside = _pulled_out(rest, index)
        names = {symbol.name for part in (inside, first, last) for symbol in part.free_symbols - {index}}
        if index.name in names:  # another symbol, which would print alike
            apart = fresh(index, names)
            inside, index = inside.xreplace({index: apart}), apart
        by = shift_of(inside, index)  # entries of a list are read by the index itself
        if by != 0:
            inside = inside.xreplace({index: add(index, negated(by))})
            first, last = add(first, by), add(last, by)
        stays = Expr.__new__(cls, inside, index, first, last) if factor == 1 else cls(inside, index, first, last)
        return add(closed, multiply(factor, stays))

    @property
    def body(self) -> Expr:
        """What is added up."""
        return self.args[0]

    @property
    def index(self) -> Expr:
        """The index; it means nothing outside of the sum."""
        return self.args[1]

    @property
    def first(self) -> Expr:
        """The first value of the index."""
        return self.args[2]

    @property
    def last(self) -> Expr:
        """The last value of the index."""
        return self.args[3]

    @property
    def free_symbols(self) -> set[Symbol]:
        """The symbols that the value depends on."""
        return set().union(self.body.free_symbols - {self.index}, self.first.free_symbols, self.last.free_symbols)

    @property
    def bound_symbols(self) -> list[Expr]:
        """The index."""
        return [self.index]

    def from_zero(self) -> tuple[Expr, Expr, Expr]:
        """Body, index and number of terms of the same sum with its index from 0 on, under a name nothing else has."""
        taken = {symbol.name for symbol in self.free_symbols}
        index = fresh(self.index, taken)
        body = self.body.xreplace({self.index: add(index, self.first)})
        count = add(self.last, _ONE, negated(self.first))
        certain = is_nonnegative(expanded(count), _NOTHING)
        return body, index, count if certain else Max(_ZERO, count, evaluate=False)

    def _xreplace(self, rule: Mapping[Expr, Expr | int]) -> tuple[Expr | int, bool]:
        if self in rule:
            return rule[self], True
        result = self._replaced(rule, lambda part, known: part.xreplace(known))
        return result, result != self

    def _eval_subs(self, old: Expr, new: Expr) -> Expr:
        return self._replaced({old: new}, lambda part, known: part.subs(old, new) if known else part)

    def _replaced(
        self, rule: Mapping[Expr, Expr | int], replace: Callable[[Expr, Mapping[Expr, Expr | int]], Expr]
    ) -> Expr:
        """The sum with what is free in it replaced; the index gives way to symbols of its name that come in."""
        body, index, first, last = self.args
        inner = {old: new for old, new in rule.items() if index not in old.free_symbols}
        names = set().union(*(new.free_symbols for new in inner.values() if isinstance(new, Basic)))
        if index in names:
            index = fresh(index, {symbol.name for symbol in names | body.free_symbols})
            body = body.xreplace({self.index: index})
        return Series(replace(body, inner), index, replace(first, rule), replace(last, rule))

    def _eval_is_integer(self) -> bool | None:
        """Whether every term is whole: counted from the first one, or from the last one, as in rⁱ⁻ᵗ for t up to i."""
        step = Index("step")
        starts = (add(self.first, step), subtract(self.last, step))
        bodies = (expanded(self.body.xreplace({self.index: start})) for start in starts)
        return True if is_whole(self.body) or any(map(is_whole, bodies)) else None

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.body.is_nonnegative and self.first.is_nonnegative else None

    def _eval_is_positive(self) -> bool | None:
        """At least one term, and every term above 0."""
        certain = self.first.is_nonnegative and is_nonnegative(expanded(subtract(self.last, self.first)), _NOTHING)
        return True if certain and self.body.is_positive else None

    def _eval_is_finite(self) -> bool | None:
        return True

    def _eval_derivative(self, symbol: Expr) -> Expr:
        """Term by term; left as it stands where the number of terms depends on the symbol."""
        if symbol in self.first.free_symbols | self.last.free_symbols:
            return Derivative(self, symbol, evaluate=False)
        if symbol == self.index:
            return _ZERO
        return Series(self.body.diff(symbol), self.index, self.first, self.last)

    def _formula(self, written: Callable[[Expr], Formula]) -> Formula:
        """A sum over a range, which always starts at 0."""
        return Formula("fold", tuple(map(written, self.from_zero())), "sum")

    def _sympystr(self, printer: Printer) -> str:
        body, index, first, last = map(printing(printer), self.args)
        return f"Sum({body}, ({index}, {first}, {last}))"

    def _latex(self, printer: Printer) -> str:
        body, index, first, last = map(printing(printer), self.args)
        return rf"\sum_{{{index}={first}}}^{{{last}}} \left({body}\right)"

    def _pythoncode(self, printer: Printer) -> str:
        body, index, first, last = map(printing(printer), self.args)
        return f"sum(({body}) for {index} in range({first}, ({last}) + 1))"

    def _lambdacode(self, printer: Printer) -> str:
        """For functions that SymPy makes, in which ``sum`` may be somebody else's."""
        return f"builtins.{self._pythoncode(printer)}"

    _numpycode = _lambdacode
    _mpmathcode = _lambdacode

    def _not_written(self, _printer: Printer) -> str:
        """A sum needs a loop, which SymPy's printers of expressions do not write."""
        raise Unavailable(f"{self} needs a loop", COMPILED)


def summed(
    body: Expr | int, index: Expr, first: Expr | int, last: Expr | int, least: Mapping[Expr, Expr] = _NOTHING
) -> Expr:
    """The sum as :class:`Series` gives it, with more known of the symbols: what they are at least.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> i, n, r = Index("i"), make_symbol("n"), make_symbol("r")
    >>> summed(r**i + 2**(i**2), i, 0, n - 1, {r: 2})
    Sum(2**(i**2), (i, 0, n - 1)) + (r**n - 1)/(r - 1)
    """
    body, first, last = map(to_sympy, (body, first, last))
    closed, rest = _parted(body, index, first, last, least)
    return add(closed, Series(rest, index, first, last))


def _parted(body: Expr, index: Expr, first: Expr, last: Expr, least: Mapping[Expr, Expr]) -> tuple[Expr, Expr]:
    """What closes, added up, and the part of the body that stays."""
    end = add(last, _ONE)
    if not is_nonnegative(expanded(subtract(end, first)), least):
        return _ZERO, body
    return sum_up(body, index, (first, end), _ONE, least)


def _pulled_out(body: Expr, index: Expr) -> tuple[Expr, Expr]:
    """The factors of a product that do not depend on the index, and the others."""
    if not body.is_Mul:
        return _ONE, body
    free = [arg for arg in body.args if index not in arg.free_symbols]
    return multiply(*free), multiply(*(arg for arg in body.args if index in arg.free_symbols))


def fresh(index: Expr, taken: set[str]) -> Expr:
    """The index, with primes as long as its name is taken."""
    name = index.name
    while name in taken:
        name += "'"
    return Index(name)
