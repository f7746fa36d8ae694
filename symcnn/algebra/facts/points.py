"""Points at which everything that is known holds: what is below 0 at one of them is never proved to be at least 0."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sympy import Add

from symcnn.algebra.clock import tick
from symcnn.algebra.exact import RELATIONS, Exact
from symcnn.algebra.facts.remainders import EVERY
from symcnn.algebra.turns.enumerated import is_known, value_at
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.algebra.facts.proofs import Known

    Point = dict[Any, int]

TRIES = 60
"""How many points are looked at."""
KEPT = 24
"""How many of those at which everything holds are kept."""
FAR = 10_007
"""How far from its least value a symbol is taken at most; a prime, so that it divides evenly by little."""
STEPS = ((0, 1, 2, 0, 3, 1, 0, 5), (0, 1, FAR, 0, 2, 5, 30, 400))
"""How far from its least value a symbol is taken, which of them is told by its name; near by for the sake of powers."""
MIXED = 2_654_435_761
"""A multiplier that makes neighbouring numbers far apart."""
PASSES = 4
"""How often a point is moved until it does what is known."""


class Points:
    """Points of what is known of symbols.

    >>> from symcnn.algebra.facts.facts import Assumption, Facts
    >>> from symcnn.algebra.symbolic import make_symbol
    >>> W, F = make_symbol("W"), make_symbol("F")
    >>> points = Points.of(Facts().having(Assumption(">=", W, 2*F)))
    >>> points.refute(W - F), points.refute(W - 3*F)
    (False, True)
    """

    _remembered: OrderedDict[Any, Points] = OrderedDict()

    def __init__(self, facts: Known) -> None:
        self._facts = facts
        self._domain = Exact()
        self._points = list(self._found())

    @classmethod
    def of(cls, facts: Known) -> Points:
        """The points of some facts, found once."""
        known = cls._remembered.get(facts.assumptions)
        if known is None:
            known = cls._remembered[facts.assumptions] = cls(facts)
            if len(cls._remembered) > 100:  # noqa: PLR2004 - as many as one derivation asks for in turn
                cls._remembered.popitem(last=False)
        return known

    def refute(self, difference: Any) -> bool:
        """Whether a value is below 0 at some point."""
        return is_known(difference) and any(value is not None and value < 0 for value in self._values(difference))

    def values(self, expr: Any) -> tuple[int | Fraction | None, ...]:
        """A value at every point, None where it is too large to look at; nothing if it is of a kind without values."""
        return tuple(self._values(expr)) if is_known(expr) else ()

    def _values(self, expr: Any) -> Iterator[int | Fraction | None]:
        symbols = sorted(expr.free_symbols, key=str)
        for number, point in self._points:
            for symbol in symbols:
                if symbol not in point:
                    point[symbol] = self._start(symbol, number)
            yield self._value(expr, point)

    def _value(self, expr: Any, point: Point) -> int | Fraction | None:
        tick()
        try:
            return value_at(expr, point, self._domain)
        except (SymcnnError, ZeroDivisionError):
            return None

    def _found(self) -> Iterator[tuple[int, Point]]:
        """Points at which all that was said holds, each with its number."""
        said = self._facts.assumptions
        if not all(is_known(side) for assumption in said for side in (assumption.left, assumption.right)):
            return
        symbols = sorted(set().union(*(one.left.free_symbols | one.right.free_symbols for one in said)), key=str)
        found = 0
        for number in range(TRIES):
            point = {symbol: self._start(symbol, number) for symbol in symbols}
            self._move(point)
            if all(self._holds(one.relation, one.left, one.right, point) for one in said):
                found += 1
                yield number, point
            if found == KEPT:
                return

    def _holds(self, relation: str, left: Any, right: Any, point: Point) -> bool:
        sides = self._value(left, point), self._value(right, point)
        return None not in sides and bool(RELATIONS[relation](*sides))

    def _start(self, symbol: Any, number: int) -> int:
        """What a symbol is at the point of a number: the least that it can be at the first, else by its name."""
        low, high = self._facts.bounds(symbol)
        first = ceil(low) if low is not None else ceil(high) - FAR if high is not None else -3
        first = max(first, 1) if symbol.is_positive else first  # a real one above 0 has no least value
        steps = STEPS[number % len(STEPS)]
        step = steps[(crc32(f"{number}{symbol}{number}".encode()) * MIXED >> 20) % len(steps)] if number else 0
        return self._near(symbol, first + step)

    def _near(self, symbol: Any, value: int) -> int:
        """The next value that its remainder and its end allow."""
        high, residue = self._facts.bounds(symbol)[1], self._facts.residues.get(symbol, EVERY)
        value = residue.least_from(value)
        return value if high is None or value <= high else residue.greatest_to(int(high.__floor__()))

    def _move(self, point: Point) -> None:
        """Raise what is too small where that is easy: the symbols that stand alone in what is to be at least 0."""
        for _ in range(PASSES):
            is_still = True
            for symbol, value in self._facts.equal.items():
                self._put(point, symbol, value)
            for fact in self._facts.nonnegative:
                lack = self._value(fact, point)
                if lack is not None and lack < 0:
                    is_still = False
                    self._raise(point, fact, -lack)
            if is_still:
                return

    def _put(self, point: Point, symbol: Any, value: Any) -> None:
        found = self._value(value, point) if value.free_symbols <= point.keys() else None
        if isinstance(found, int):
            point[symbol] = found

    def _raise(self, point: Point, fact: Any, lack: int | Fraction) -> None:
        for coefficient, symbol in _alone(fact):
            if symbol in point:
                point[symbol] = self._near(symbol, point[symbol] + ceil(lack / coefficient))
                return


def _alone(fact: Any) -> Iterable[tuple[int | Fraction, Any]]:
    """The symbols that stand alone in a sum with a positive number."""
    terms = (term.as_coeff_Mul() for term in Add.make_args(fact))
    return ((Fraction(int(number.p), int(number.q)), symbol) for number, symbol in terms if symbol.is_Symbol and number > 0)
