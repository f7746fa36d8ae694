"""Points that satisfy all facts: what is below 0 at one of them cannot be proved to be at least 0."""

from __future__ import annotations

from collections import Counter, OrderedDict
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from weakref import WeakValueDictionary
from zlib import crc32

from sympy import Expr, Mod

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.exact.polynomial import Polynomial
from symcnn.algebra.proofs.remainders import EVERY, Residue, residue_of
from symcnn.algebra.proofs.sampling import AT_ONCE, Tried
from symcnn.algebra.quotients.construct import subtract, terms_of
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_number
from symcnn.algebra.quotients.symbol import symbols_of
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.algebra.proofs.assumption import Assumption
    from symcnn.algebra.proofs.rules import KnownFacts
    from symcnn.algebra.proofs.sampling import SampleRow
    from symcnn.formula import Comparator
    from symcnn.support.scalar import Number

TRIES = 48
"""How many points are looked at."""
KEPT = 24
"""How many of those at which everything holds are kept."""
FAR = 10_007
"""How far from its least value a symbol is taken at most; a prime, so that it divides evenly by little."""
STEPS = ((0, 1, 2, 0, 3, 1, 0, 5), (0, 1, FAR, 0, 2, 5, 30, 400))
"""How far from its least value a symbol is taken, chosen by its name; near to it, so that powers stay small."""
PARTS = tuple(
    Fraction(above, below)
    for above, below in ((1, 7), (1, 97), (1, 24), (2, 25), (3, 13), (4, 9), (1, 300), (5, 37), (1, 50), (3, 5), (1, 1))
)
"""How far a real symbol is beyond that: never at its least value, which it may only come near to."""
REAL_FAR = 4
"""At one in this many points a real symbol is far from its least value: rounding tells more values apart near by."""
FEW_FAR, CLASSES, FURTHEST = 2, 8, 1_000_000_007
"""Symbols fall into classes by their names, of which one at a time is far away."""
MIXED = 2_654_435_761
"""A multiplier that makes neighbouring numbers far apart."""
PASSES = 4
"""How often points are moved until they do what is known."""
ENOUGH = 12
"""Where this many points kept for fewer facts fulfil all facts, no new points are searched."""
REMEMBERED = 100
"""For how many facts points are remembered."""


class Points:
    """Points of what is known of symbols.

    >>> from symcnn.algebra.proofs.assumption import Assumption
    >>> from symcnn.algebra.proofs.facts import Facts
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F = make_symbol("W"), make_symbol("F")
    >>> points = Points.of(Facts().with_assumptions(Assumption(">=", W, 2*F)))
    >>> points.refute(W - F), points.refute(W - 3*F)
    (False, True)
    """

    _remembered: ClassVar[OrderedDict[object, Points]] = OrderedDict()
    _latest: ClassVar[WeakValueDictionary[object, Points]] = WeakValueDictionary()
    """The same by the assumptions alone."""

    tried: Tried
    """The points, and values at them."""

    def __init__(self, facts: KnownFacts, known: Points | None = None) -> None:
        self.facts = facts
        if known is not None:
            self.tried = known.tried.of_symbols(_spoken_of(known.facts), self._start)
            self._keep(self._holding(facts.assumptions[-1:]), self._inside(known.facts))
            return
        spend(len(facts.assumptions) * PASSES * TRIES // 2)  # two values are compared as fast as a term is made
        self.tried = Tried(range(TRIES), self._start)
        self._move()
        self._keep(self._holding(facts.assumptions))

    @classmethod
    def of(cls, facts: KnownFacts) -> Points:
        """The points of some facts, found once; facts that are still being made have points of their own."""
        told = tuple(tuple(rows.items()) for rows in (facts.least, facts.most, facts.residues, facts.equal))
        question = (facts.assumptions, facts.nonnegative, told)
        known = cls._remembered.get(question)
        if known is None:
            known = cls._remembered[question] = cls._latest[facts.assumptions] = cls._among_known(facts) or cls(facts)
            while len(cls._remembered) > REMEMBERED:
                cls._remembered.popitem(last=False)
        return known

    @classmethod
    def clear(cls) -> None:
        """Give up all points."""
        cls._remembered.clear()
        cls._latest.clear()

    @classmethod
    def _among_known(cls, facts: KnownFacts) -> Points | None:
        """Points of the same assumptions, or of all but the last, as far as they are points of these facts too."""
        said = facts.assumptions
        for assumptions in (said, said[:-1]) if said else ():
            known = cls._latest.get(assumptions)
            if known is not None and known.facts.equal == facts.equal:
                there = known.under(facts)
                return there if len(there) >= ENOUGH else None
        return None

    def under(self, facts: KnownFacts) -> Points:
        """The points at which the last assumption of other facts holds too, with what these say of each symbol."""
        spend(len(self))
        return Points(facts, self)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.tried)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return len(self) > 0

    def refute(self, difference: Expr | Polynomial) -> bool:
        """Whether a value is below 0 at some point."""
        values = self.tried.sums(difference) if isinstance(difference, Polynomial) else self.values(difference)
        return any(value is not None and value < 0 for value in values)

    def values(self, expr: Expr) -> SampleRow:
        """A value at every point, None where none is known or it is too large to look at."""
        return self.tried.values(expr)

    def _keep(self, *answers: Iterable[bool]) -> None:
        """Keep points for which each row of answers says yes."""
        holding = [place for place, holds in enumerate(zip(*answers, strict=True)) if all(holds)]
        self.tried = self.tried.only(holding[:KEPT])

    def _holding(self, assumptions: Iterable[Assumption]) -> Iterable[bool]:
        """Whether all of some assumptions hold, point by point."""
        rows = [self._holds(one.relation, one.left, one.right) for one in assumptions]
        return [all(row) for row in zip(*rows, strict=True)] if rows else [True] * len(self)

    def _inside(self, before: KnownFacts) -> Iterable[bool]:
        """Whether every symbol has a value that it can have, point by point, as far as that was not so before."""
        rows = [
            self._allows(symbol, row)
            for symbol, row in self.tried.symbols.items()
            if symbol in self.facts.equal or _facts_about(before, symbol) != _facts_about(self.facts, symbol)
        ]
        spend(len(rows) * len(self) // AT_ONCE)
        return [all(row) for row in zip(*rows, strict=True)] if rows else [True] * len(self)

    def _allows(self, symbol: Expr, row: SampleRow) -> Iterator[bool]:
        """Whether each of some values is one that a symbol can have."""
        (low, high), residue = self._ends(symbol), self.facts.residues.get(symbol, EVERY)
        for value in row:
            yield (
                value is not None
                and (low is None or value >= low)
                and (high is None or value <= high)
                and (residue is EVERY or residue.least_from(ceil(value)) == value)
            )

    def _ends(self, symbol: Expr) -> tuple[Number | None, Number | None]:
        """Between which numbers a symbol lies."""
        low, high = (None if end is None else to_number(end) for end in self.facts.bounds(symbol))
        return low, high

    def _holds(self, relation: Comparator, left: Expr, right: Expr) -> list[bool]:
        pairs = zip(self.values(left), self.values(right), strict=True)
        return [None not in pair and bool(RELATIONS[relation](*pair)) for pair in pairs]

    def _start(self, symbol: Expr, numbers: Sequence[int]) -> SampleRow:
        """The values of a symbol at some points: the least at the first, at the others values chosen by its name."""
        (low, high), name = self._ends(symbol), str(symbol)
        first = ceil(low) if low is not None else ceil(high) - FAR if high is not None else -3
        steps: list[Number] = [_step(name, *divmod(number, 3)) if number else 0 for number in numbers]
        if not symbol.is_integer:
            rows = zip(numbers, steps, strict=True)
            return [first + (0 if number % REAL_FAR else step) + PARTS[number % len(PARTS)] for number, step in rows]
        return self._near(symbol, [first + step for step in steps])

    def _near(self, symbol: Expr, row: Iterable[Number | None]) -> SampleRow:
        """The next whole values that the remainder and the end of a symbol allow."""
        high, residue = self._ends(symbol)[1], self.facts.residues.get(symbol, EVERY)
        most = None if high is None else floor(high)
        found = (None if value is None else residue.least_from(ceil(value)) for value in row)
        return [
            value if most is None or value is None or value <= most else residue.greatest_to(most) for value in found
        ]

    def _move(self) -> None:
        """Raise what is too small, or leaves another remainder, where that is easy: symbols that stand alone."""
        said = [_LinearFact.of(one.relation, one.left, one.right) for one in self.facts.assumptions]
        for _ in range(PASSES):
            for symbol, value in self.facts.equal.items():
                self.tried.put(symbol, self.values(value))
            if not any([*map(self._raised, said), self._onto_remainders(said)]):
                return

    def _raised(self, said: _LinearFact) -> bool:
        if said.alone is None or said.modulus is not None or said.relation not in (">=", ">"):
            return False
        lacks = [-value if value is not None and value < 0 else 0 for value in self.values(said.difference)]
        if not any(lacks):
            return False
        coefficient, symbol = said.alone
        values = zip(self.values(symbol), lacks, strict=True)
        moved = [value if value is None or not lack else value + lack / coefficient for value, lack in values]
        self.tried.put(symbol, self._near(symbol, moved) if symbol.is_integer else moved)
        return True

    def _onto_remainders(self, said: Iterable[_LinearFact]) -> bool:
        """Raise each symbol to the next value that leaves all that is known of it, whatever divides it."""
        classes: dict[Expr, list[Residue]] = {}
        for one in said:
            if one.modulus is not None and one.alone is not None:
                symbol = one.alone[1]
                before = classes.get(symbol, [self.facts.residues.get(symbol, EVERY)] * len(self.values(symbol)))
                classes[symbol] = [a.joined(b) or a for a, b in zip(before, self._residues(one), strict=True)]
        moved = {symbol: list(map(_from, self.values(symbol), rows)) for symbol, rows in classes.items()}
        changed = [symbol for symbol, row in moved.items() if row != self.values(symbol)]
        for symbol in changed:
            self.tried.put(symbol, moved[symbol])
        return bool(changed)

    def _residues(self, said: _LinearFact) -> Iterator[Residue]:
        """At every point, what a symbol leaves so that the sum that it stands in is a multiple."""
        assert said.alone is not None
        assert said.modulus is not None
        coefficient, symbol = said.alone
        for value, total, modulus in zip(*map(self.values, (symbol, said.difference, said.modulus)), strict=True):
            numbers = value, total, modulus
            if None in numbers or any(number.denominator != 1 for number in numbers) or modulus == 0:
                yield EVERY
            else:
                rest = int(total) - int(coefficient) * int(value)
                yield residue_of(int(coefficient), rest, abs(int(modulus))) or EVERY


class _LinearFact(NamedTuple):
    """An assumption: how a sum compares with 0, or with a modulus that it is a multiple; a symbol of it to be moved."""

    relation: Comparator
    difference: Expr
    modulus: Expr | None
    alone: tuple[Fraction, Expr] | None

    @staticmethod
    @lru_cache(REMEMBERED)
    def of(relation: Comparator, left: Expr, right: Expr) -> _LinearFact:
        modulus = None
        if isinstance(left, Mod) and relation == "==":
            left, modulus = left.args
        difference = expanded(subtract(left, right))
        if modulus is None:
            return _LinearFact(relation, difference, None, next(iter(_alone(difference)), None))
        alone = ((n, x) for n, x in _alone(difference) if n.denominator == 1 and x.is_integer and not modulus.has(x))
        return _LinearFact("==", difference, modulus, next(alone, None))


def _spoken_of(facts: KnownFacts) -> set[Expr]:
    """The symbols of all assumptions; any other one is where its name puts it, whoever asked for it before."""
    sides = (side for one in facts.assumptions for side in (one.left, one.right))
    return set(facts.equal).union(*map(symbols_of, (*sides, *facts.equal.values())))


def _facts_about(facts: KnownFacts, symbol: Expr) -> tuple[Expr | Residue | None, ...]:
    """The least value, the greatest value and the residue of a symbol that the facts state; None for each missing."""
    return tuple(row.get(symbol) for row in (facts.least, facts.most, facts.residues))


def _from(value: Number | None, residue: Residue) -> Number | None:
    return None if value is None else residue.least_from(ceil(value))


def _step(name: str, row: int, kind: int) -> int:
    """How far from its least value a symbol is taken: near by, anywhere, or far away while most others are near by."""
    if kind == FEW_FAR:
        return FURTHEST if _mixed(name, row // CLASSES) % CLASSES == row % CLASSES else _mixed(name, row) % 3
    return STEPS[kind][_mixed(name, row) % len(STEPS[kind])]


def _mixed(name: str, number: int) -> int:
    return crc32(f"{number}{name}{number}".encode()) * MIXED >> 20


def _alone(fact: Expr) -> list[tuple[Fraction, Expr]]:
    """The symbols that stand alone in a sum with a positive number; first those that no other term has.

    Of ``W + S - F - S*G`` raising S makes the sum less, and raising W makes it greater.
    """
    terms = [term.as_coeff_Mul() for term in terms_of(fact)]
    found = [
        (Fraction(int(number.p), int(number.q)), symbol)
        for number, symbol in terms
        if symbol.is_Symbol and number.is_Rational and number > 0
    ]
    if len(found) > 1:
        often: Counter[Expr] = Counter(symbol for _, rest in terms for symbol in rest.free_symbols)
        found.sort(key=lambda pair: often[pair[1]] > 1)
    return found
