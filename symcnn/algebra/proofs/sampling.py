"""Evaluates many formulas at many points at once, common subexpressions once."""

from __future__ import annotations

from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING

from sympy import Expr, Mul, Pow, Symbol

from symcnn.algebra.proofs.as_polynomial import factor_of
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.algebra.quotients.numbers import to_number
from symcnn.algebra.quotients.symbol import symbols_of
from symcnn.algebra.sums.enumerated import MEANINGS
from symcnn.support.budget import tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from symcnn.algebra.exact.polynomial import Monomial, Polynomial
    from symcnn.support.scalar import Number

    SampleRow = list[Number | None]
    """A value at every point; None where none is known."""

MOST_BITS = 4_000
"""A longer number is not looked at."""
MOST_TURNS = 40
"""A sum of more terms is not looked at."""
AT_ONCE = 4
"""Values that are found as fast as a term is made."""
REMEMBERED = 20_000
"""Of how many formulas the values are remembered."""


class Tried:
    """The points, each with its number, and values at them.

    >>> from sympy import Symbol
    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> W = Symbol("W", integer=True)
    >>> Tried([3, 4, 5], lambda symbol, numbers: list(numbers)).values(Quotient(W, 2) * W)
    [3, 8, 10]
    """

    def __init__(self, numbers: Iterable[int], start: Callable[[Expr, Sequence[int]], SampleRow]) -> None:
        self._numbers = list(numbers)
        self._start = start
        self.symbols: dict[Expr, SampleRow] = {}
        """The values of the symbols that were asked for."""
        self._known: dict[Expr, SampleRow] = {}
        self._products: dict[Monomial, SampleRow] = {}

    def __len__(self) -> int:
        """How many points there are."""
        return len(self._numbers)

    def only(self, places: Sequence[int], symbols: Iterable[Symbol] = ()) -> Tried:
        """Some of the points, also several times; symbols of later questions must be known before that."""
        for symbol in symbols:
            self.values(symbol)
        kept = Tried([self._numbers[place] for place in places], self._start)
        kept.symbols = {symbol: [row[place] for place in places] for symbol, row in self.symbols.items()}
        return kept

    def of_symbols(self, symbols: set[Expr], start: Callable[[Expr, Sequence[int]], SampleRow]) -> Tried:
        """The same points with the values of some symbols; all others are where they start."""
        kept = Tried(self._numbers, start)
        kept.symbols = {symbol: row for symbol, row in self.symbols.items() if symbol in symbols}
        return kept

    def put(self, symbol: Expr, row: SampleRow) -> None:
        """Other values for a symbol."""
        self.symbols[symbol] = row
        self._known = {expr: known for expr, known in self._known.items() if symbol not in symbols_of(expr)}
        self._products = {}

    def sums(self, polynomial: Polynomial) -> Iterator[Number | None]:
        """The value of a polynomial at one point after the other, as far as they are asked for."""
        coefficients = tuple(polynomial.terms.values())
        rows = [self._product(monomial) for monomial in polynomial.terms] or [[0] * len(self)]
        for values in zip(*rows, strict=True):
            tick(1 + len(values) // AT_ONCE)
            yield _carried(lambda *values: sum(map(mul, coefficients, values)), values)

    def _product(self, monomial: Monomial) -> SampleRow:
        row = self._products.get(monomial)
        if row is None:
            factors = [self.values(factor_of(*factor)) for factor in monomial]
            row = [_carried(MEANINGS[Mul], values) for values in zip(*factors, strict=True)] or [1] * len(self)
            if len(self._products) > REMEMBERED:
                self._products = {}
            self._products[monomial] = row
        return row

    def values(self, expr: Expr) -> SampleRow:
        """The value of a formula at every point."""
        if expr.is_Rational:
            return [to_number(expr)] * len(self._numbers)
        if expr.is_Symbol:
            if expr not in self.symbols:
                self.symbols[expr] = self._start(expr, self._numbers)
            return self.symbols[expr]
        row = self._known.get(expr)
        if row is None:
            row = self._found(expr)
            if len(self._known) > REMEMBERED:
                self._known = {}
            self._known[expr] = row
        return row

    def _found(self, expr: Expr) -> SampleRow:
        tick(1 + len(self._numbers) * len(expr.args) // AT_ONCE)
        if hasattr(expr, "bound_symbols"):
            return self._added_up(expr)
        meaning = next((carry for kind, carry in _MEANINGS.items() if isinstance(expr, kind)), None)
        if meaning is None:
            return [None] * len(self._numbers)
        rows = [self.values(part) for part in expr.args]
        return [_carried(meaning, parts) for parts in zip(*rows, strict=True)]

    def _added_up(self, expr: Expr) -> SampleRow:
        """A sum over an index, gone through: every point of it becomes as many as the sum has terms."""
        body, index, *ends = expr.args
        ranges = [_range(*pair) for pair in zip(*map(self.values, ends), strict=True)]
        places = [place for place, turns in enumerate(ranges) for _ in turns or ()]
        inside = self.only(places, body.free_symbols - {index})
        inside.put(index, [turn for turns in ranges for turn in turns or ()])
        terms = iter(inside.values(body))
        rows = [None if turns is None else [next(terms) for _ in turns] for turns in ranges]
        return [None if row is None or None in row else sum(row) for row in rows]  # type: ignore[arg-type]


def _range(first: Number | None, last: Number | None) -> range | None:
    """The values of an index; None where they are not known, or too many to look at."""
    if first is None or last is None or last - first >= MOST_TURNS:
        return None
    return range(int(first), int(last) + 1)


def _carried(meaning: Callable[..., Number | None], parts: tuple[Number | None, ...]) -> Number | None:
    """What comes of numbers; nothing of an unknown one, of a division by 0, and of what is too long."""
    if None in parts:
        return None
    try:
        value = meaning(*parts)
    except ZeroDivisionError:
        return None
    return value if value is not None and value.numerator.bit_length() <= MOST_BITS else None


def _raised(base: Number, exponent: Number) -> Number | None:
    if exponent.denominator != 1 or base.numerator.bit_length() * abs(exponent.numerator) > MOST_BITS:
        return None
    return Fraction(base) ** exponent.numerator if exponent < 0 else base**exponent.numerator


_MEANINGS: Mapping[type[Expr], Callable[..., Number | None]] = {
    **MEANINGS,
    Pow: _raised,
    ListEntry: lambda entries, _: entries,
}
