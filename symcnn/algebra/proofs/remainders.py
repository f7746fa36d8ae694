"""Residue classes: solves a linear congruence, intersects two classes."""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple

from sympy import Integer

from symcnn.algebra.quotients.construct import divide_terms, subtract

if TYPE_CHECKING:
    from sympy import Expr


class Residue(NamedTuple):
    """The numbers that leave ``remainder`` when ``modulus`` divides them; modulus 1 is every number.

    >>> Residue(4, 1).joined(Residue(6, 3))
    Residue(modulus=12, remainder=9)
    >>> Residue(4, 1).joined(Residue(6, 2)) is None
    True
    """

    modulus: int
    remainder: int

    def joined(self, other: Residue) -> Residue | None:
        """What both say, by the Chinese remainder theorem, or None if they contradict each other."""
        common = gcd(self.modulus, other.modulus)
        if (other.remainder - self.remainder) % common:
            return None
        modulus = lcm(self.modulus, other.modulus)
        steps = (other.remainder - self.remainder) // common
        turns = steps * pow(self.modulus // common, -1, other.modulus // common) if other.modulus != common else 0
        return Residue(modulus, (self.remainder + self.modulus * turns) % modulus)

    def implies(self, other: Residue) -> bool:
        """Whether every number of this kind is of the other kind."""
        return self.modulus % other.modulus == 0 and (self.remainder - other.remainder) % other.modulus == 0

    def least_from(self, bound: int) -> int:
        """The least such number that is not below a bound."""
        return bound + (self.remainder - bound) % self.modulus

    def greatest_to(self, bound: int) -> int:
        """The greatest such number that is not above a bound."""
        return bound - (bound - self.remainder) % self.modulus


def residue_of(multiple: int, constant: int, modulus: int) -> Residue | None:
    """What ``multiple*x + constant ≡ 0 (mod modulus)`` says of x, or None where no x fulfils it.

    >>> residue_of(6, 2, 8)
    Residue(modulus=4, remainder=1)
    """
    common = gcd(multiple, modulus)
    if constant % common:
        return None
    reduced = modulus // common
    return Residue(reduced, -constant // common * pow(multiple // common, -1, reduced) % reduced)


def residue_of_symbol(difference: Expr, modulus: Expr) -> tuple[Expr, Residue | None] | None:
    """What it says of a symbol that a multiple of it and a number are 0 modulo a number; None for another sum.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> residue_of_symbol(6 * make_symbol("W") + 2, Integer(8))
    (W, Residue(modulus=4, remainder=1))
    """
    constant, rest = difference.as_coeff_Add()
    multiple, symbol = rest.as_coeff_Mul()
    if not (symbol.is_Symbol and symbol.is_integer and all(n.is_Integer for n in (modulus, multiple, constant))):
        return None
    return symbol, residue_of(int(multiple), int(constant), abs(int(modulus)))


def whole_where(symbol: Expr, residue: Residue) -> Expr:
    """What is whole where a symbol leaves a remainder."""
    return divide_terms(subtract(symbol, Integer(residue.remainder)), Integer(residue.modulus))


EVERY = Residue(1, 0)
"""No restriction."""
