"""Residue classes: solves a linear congruence, intersects two classes."""

from __future__ import annotations

from math import gcd, lcm
from typing import NamedTuple


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


EVERY = Residue(1, 0)
"""No restriction."""
