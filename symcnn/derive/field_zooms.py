"""What units see behind upsampling by symbols, or in every turn of a loop: quotients that are rounded down.

Unit u of a chain behind an upsampling sees the units from ``⌊(Su + a)/z⌋`` to ``⌊(Su + b)/z⌋`` of what was there
before, whose fields are known. A window changes a and b, an upsampling multiplies them and z, and so each turn of a
loop makes a recurrence of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar


class Zoom(NamedTuple):
    """The fields behind an upsampling: size, jump and padding of the units before, and which of these each unit sees.

    >>> from symcnn.algebra.exact.arithmetic import Exact
    >>> zoom = Zoom(1, 1, 0).windowed((3, 1, 1, 2), Exact())
    >>> zoom, zoom.seen(Exact())
    (Zoom(size=1, jump=1, padding=0, times=2, stride=1, low=-1, high=1), (2, Fraction(1, 2), 1))
    """

    size: Scalar
    jump: Scalar
    padding: Scalar
    times: Scalar = 1
    stride: Scalar = 1
    low: Scalar = 0
    high: Scalar = 0

    def windowed(self, window: tuple[Scalar, Scalar, Scalar, Scalar], domain: Exact) -> Zoom | None:
        """The fields behind a window (size, stride, padding, repeats) over units each of which is first repeated."""
        size, stride, padding, repeated = window
        known = self
        if repeated != 1:
            if domain.decide("==", self.stride, 1) is not True or not self._goes_on(repeated, domain):
                return None
            times, low, high = (domain.product([value, repeated]) for value in (self.times, self.low, self.high))
            known = self._replace(times=times, low=low, high=high)
        before = domain.product([domain.negate(padding), known.stride])
        behind = domain.product([domain.sum([size, -1, domain.negate(padding)]), known.stride])
        return known._replace(
            stride=domain.product([known.stride, stride]),
            low=domain.sum([known.low, before]),
            high=domain.sum([known.high, behind]),
        )

    def seen(self, domain: Exact) -> tuple[Scalar, Scalar, Scalar] | None:
        """The largest size of a unit's field, the distance between two neighbours, and the padding before the first."""
        first, last = domain.floor(self.low, self.times), domain.floor(self.high, self.times)
        jump = domain.divide(domain.product([self.jump, self.stride]), self.times)
        padding = domain.sum([self.padding, domain.negate(domain.product([self.jump, first]))])
        apart = domain.sum([self.high, domain.negate(self.low)])
        if self.is_even(domain):
            most = domain.sum([last, domain.negate(first)])
        elif domain.decide("==", self.stride, 1) is True:
            most = self._rounded_up(apart, domain)
        else:
            return None
        return domain.sum([self.size, domain.product([self.jump, most])]), jump, padding

    def alone(self, domain: Exact) -> Scalar:
        """The size of the first unit's field."""
        first, last = domain.floor(self.low, self.times), domain.floor(self.high, self.times)
        return domain.sum([self.size, domain.product([self.jump, domain.sum([last, domain.negate(first)])])])

    def _rounded_up(self, apart: Scalar, domain: Exact) -> Scalar:
        """A distance in units of the input, rounded up; of whole numbers in the form that reads best."""
        if domain.whole(self.times) is True:
            return domain.floor(domain.sum([apart, self.times, -1]), self.times)
        return domain.negate(domain.floor(domain.negate(apart), self.times))

    def _goes_on(self, repeated: Scalar, domain: Exact) -> bool:
        """Whether two roundings are one: then the upsamplings before and now can be multiplied."""
        return domain.decide("==", self.times, 1) is True or all(map(domain.whole, (self.times, repeated)))

    def is_even(self, domain: Exact) -> bool:
        """Whether all units see equally many units of those before."""
        return domain.whole(domain.divide(self.stride, self.times)) is True

    def covers(self, seen: tuple[Scalar, Scalar, Scalar], domain: Exact) -> bool:
        """Whether every unit is known to see at least all that another field of the same jump sees."""
        if domain.whole(self.times) is not True:
            return False
        size, _, padding = seen
        low, most = (
            domain.divide(end, self.times) for end in (self.low, domain.sum([self.high, domain.negate(self.times), 1]))
        )
        before = domain.sum([padding, domain.negate(self.padding)])
        behind = domain.sum([self.size, before, domain.negate(size)])
        if domain.decide("==", self.jump, 0) is True:  # behind what sees everything all units see alike
            return domain.decide("<=", before, 0) is True and domain.decide(">=", behind, 0) is True
        # In jumps of the units before: of powers with symbols in exponents fewer are left to be compared.
        first = domain.sum([low, domain.divide(before, self.jump)])
        last = domain.sum([most, domain.divide(behind, self.jump)])
        return domain.decide("<=", first, 0) is True and domain.decide(">=", last, 0) is True
