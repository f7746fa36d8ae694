"""Exact sums of products of powers, without SymPy: hashed, never changed, equal where they are written alike.

What the powers are of is not looked into: an atom stands for a symbol, a quotient, a minimum, whatever has an equality
of its own. Exponents are whole numbers, or polynomials themselves: ``2^n/2^i`` is one power of 2.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import count
from math import gcd
from threading import Lock
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakValueDictionary

from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping


class Atom:
    """What a polynomial does not look into; equal things are one atom, as long as somebody holds it.

    >>> Atom.of("W") is Atom.of("W"), Atom.of("W") is Atom.of("H")
    (True, False)
    """

    __slots__ = ("__weakref__", "serial", "thing")
    _all: ClassVar[WeakValueDictionary[Hashable, Atom]] = WeakValueDictionary()
    _lock: ClassVar[Lock] = Lock()
    _serials: ClassVar[count[int]] = count()

    thing: Hashable
    """What it stands for."""
    serial: int
    """Which was met first: the order inside monomials, which nobody may see."""

    @classmethod
    def of(cls, thing: Hashable) -> Atom:
        """The atom of a thing."""
        with cls._lock:
            atom = cls._all.get(thing)
            if atom is None:
                atom = cls()
                atom.thing, atom.serial = thing, next(cls._serials)
                cls._all[thing] = atom
            return atom

    def __reduce__(self) -> tuple[Callable[[Hashable], Atom], tuple[Hashable]]:
        return Atom.of, (self.thing,)

    def __repr__(self) -> str:
        return str(self.thing)


Coefficient = int | Fraction
Monomial = tuple[tuple[Atom, "int | Polynomial"], ...]
"""Powers of atoms, each atom once, in the order in which these were first met; the empty one is 1."""
_Pairs = tuple[tuple[Monomial, Coefficient], ...]


def plain(value: Coefficient) -> Coefficient:
    """A fraction with denominator 1 becomes whole."""
    return value.numerator if value.denominator == 1 else value


class Polynomial:
    """A sum of monomials, each with its coefficient, which is not 0.

    >>> W, H = Polynomial.power("W"), Polynomial.power("H")
    >>> (W + H) * W - W * H
    W^2
    >>> (W + H) * W - H * W == W * W
    True
    """

    __slots__ = ("_hash", "terms")

    terms: Mapping[Monomial, Coefficient]

    def __init__(self, pairs: Iterable[tuple[Monomial, Coefficient]]) -> None:
        found: dict[Monomial, Coefficient] = {}
        for monomial, coefficient in pairs:
            found[monomial] = found[monomial] + coefficient if monomial in found else coefficient
        spend(len(found))
        self.terms = {monomial: plain(coefficient) for monomial, coefficient in found.items() if coefficient}
        self._hash: int | None = None

    @classmethod
    def number(cls, value: Coefficient) -> Polynomial:
        """A number."""
        return cls([((), value)])

    @classmethod
    def power(cls, thing: Hashable, exponent: int | Polynomial = 1) -> Polynomial:
        """A power of what an atom stands for."""
        return cls([(power(Atom.of(thing), exponent), 1)])

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self.terms)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Polynomial) and self.terms == other.terms)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial([*self.terms.items(), *other.terms.items()])

    def __neg__(self) -> Polynomial:
        return self.times((), -1)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        return Polynomial((times(m, n), c * d) for m, c in self.terms.items() for n, d in other.terms.items())

    def times(self, monomial: Monomial, coefficient: Coefficient) -> Polynomial:
        """The product with one term."""
        return Polynomial((times(mine, monomial), its * coefficient) for mine, its in self.terms.items())

    def less(self, other: Polynomial, monomial: Monomial, coefficient: Coefficient, own: Coefficient) -> Polynomial:
        """So many of its own without the product of another and one term, and without what whole coefficients share.

        >>> W, H = Polynomial.power("W"), Polynomial.power("H")
        >>> (W * H + W).less(H + W, power(Atom.of("W"), 1), 2, 2), (W + H).less(W, (), 1, 3)
        (W + -1*W^2, 2*W + 3*H)
        """
        found = {mine: number * own for mine, number in self.terms.items()}
        for its, number in other.terms.items():
            mine = times(its, monomial)
            found[mine] = found.get(mine, 0) - number * coefficient
        numbers = [number for number in found.values() if type(number) is int]
        shared = gcd(*numbers) if len(numbers) == len(found) else 1
        return Polynomial(((m, n // shared) for m, n in found.items()) if shared > 1 else found.items())

    def __reduce__(self) -> tuple[Callable[[_Pairs], Polynomial], tuple[_Pairs]]:
        return _rebuilt, (tuple(self.terms.items()),)

    def __repr__(self) -> str:
        return " + ".join(_shown(*term) for term in self.terms.items()) or "0"


def _rebuilt(pairs: _Pairs) -> Polynomial:
    """A copy, also in another process, which may have met its atoms in another order."""
    return Polynomial((reduce(times, (power(*factor) for factor in monomial), ()), c) for monomial, c in pairs)


def power(atom: Atom, exponent: int | Polynomial) -> Monomial:
    """A power as a monomial; an exponent that is a whole number is one."""
    if isinstance(exponent, Polynomial):
        exponent = _as_number(exponent)
    return ((atom, exponent),) if exponent != 0 else ()


def _as_number(exponent: Polynomial) -> int | Polynomial:
    if not exponent.terms:
        return 0
    number = exponent.terms.get(())
    return number if len(exponent.terms) == 1 and isinstance(number, int) else exponent


def times(a: Monomial, b: Monomial) -> Monomial:
    """The product of two monomials.

    >>> W, H = power(Atom.of("W"), 1), power(Atom.of("H"), 2)
    >>> times(times(W, H), W) == times(times(W, W), H)
    True
    """
    if not a or not b:
        return a or b
    found: list[tuple[Atom, int | Polynomial]] = []
    mine, its = 0, 0
    while mine < len(a) and its < len(b):
        (one, more), (other, less) = a[mine], b[its]
        if one is other:
            found += power(one, _added(more, less))
        else:
            found.append(a[mine] if one.serial < other.serial else b[its])
        mine += one is other or one.serial < other.serial
        its += one is other or other.serial < one.serial
    return (*found, *a[mine:], *b[its:])


def inverse(monomial: Monomial) -> Monomial:
    """One over a monomial."""
    return tuple((atom, -exponent) for atom, exponent in monomial)


def _added(a: int | Polynomial, b: int | Polynomial) -> int | Polynomial:
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    one, other = (Polynomial.number(part) if isinstance(part, int) else part for part in (a, b))
    return one + other


def _shown(monomial: Monomial, coefficient: Coefficient) -> str:
    factors = [str(atom) if exponent == 1 else f"{atom}^{_bracketed(exponent)}" for atom, exponent in monomial]
    return "*".join(([str(coefficient)] if coefficient != 1 or not factors else []) + factors)


def _bracketed(exponent: int | Polynomial) -> str:
    return str(exponent) if isinstance(exponent, int) or len(exponent) == 1 else f"({exponent})"
