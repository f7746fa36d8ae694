"""What units see behind an upsampling, where it depends on the place of a unit: a period of ends, which moves on."""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar

MOST_PHASES = 4_096
"""What differs in more places is not followed."""


class Phases(NamedTuple):
    """The first and the last value of the input that each unit of a period sees; the next period looks further on.

    >>> from symcnn.algebra.exact.arithmetic import Exact
    >>> one = Phases(((0, 0),), 1, Exact())
    >>> twice = one.windowed(1, 1, 0, 2)
    >>> twice.ends, twice.windowed(3, 1, 1, 1).ends
    (((0, 0), (0, 0)), ((-1, 0), (0, 1)))
    """

    ends: tuple[tuple[Scalar, Scalar], ...]
    advance: Scalar
    """How much further the next period looks."""
    domain: Exact

    def windowed(self, size: int, stride: int, padding: int, repeated: int) -> Phases | None:
        """What windows see of units each of which is first repeated; None where there are too many phases."""
        many = len(self.ends) * repeated
        period = many // gcd(many, stride) if stride else 1
        if period > MOST_PHASES or size < 1 - repeated or stride < 0 or repeated < 1:
            return None
        firsts = [unit * stride - padding for unit in range(period)]
        ends = [(self._end(at // repeated, 0), self._end((at + size - 1) // repeated, 1)) for at in firsts]
        moved = self._times(period * stride // many)
        return Phases(tuple(ends), moved, self.domain)

    def joined(self, other: Phases) -> Phases | None:
        """What either of two sees, which go on at the same pace."""
        period = lcm(len(self.ends), len(other.ends))
        if period > MOST_PHASES or not (self._all_see() and other._all_see()):
            return None
        least = [self.domain.extremum("min", [self._end(n, 0), other._end(n, 0)]) for n in range(period)]
        most = [self.domain.extremum("max", [self._end(n, 1), other._end(n, 1)]) for n in range(period)]
        return Phases(tuple(zip(least, most, strict=True)), self._times(period // len(self.ends)), self.domain)

    def _all_see(self) -> bool:
        """Whether every unit is known to see something; between the values of a transposed convolution some do not."""
        return all(self.domain.decide(">=", high, low) is True for low, high in self.ends)

    def shortest(self) -> Phases:
        """The same with the shortest period."""
        many = len(self.ends)
        for period in (number for number in range(1, many) if many % number == 0):
            advance = self.domain.divide(self.advance, many // period)
            if self.domain.whole(advance) is True:
                found = Phases(self.ends[:period], advance, self.domain)
                if all(found._end(n, side) == end for n, ends in enumerate(self.ends) for side, end in enumerate(ends)):
                    return found
        return self

    def largest(self) -> Scalar:
        """The greatest number of values that a unit sees."""
        negate = self.domain.negate
        return self.domain.extremum("max", [self.domain.sum([high, negate(low), 1]) for low, high in self.ends])

    def _end(self, unit: int, side: int) -> Scalar:
        periods, phase = divmod(unit, len(self.ends))
        return self.domain.sum([self.ends[phase][side], self._times(periods)])

    def _times(self, periods: int) -> Scalar:
        return self.domain.product([periods, self.advance])
