"""The ranges of symbols for which the arithmetic of a program is proved to need no more than so many bits."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from symcnn.compiled.reach import Reach
from symcnn.compiled.step_bounds import WholeRange
from symcnn.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.wanted import Slot, Wanted

ENOUGH = 4_096
"""With 64 bits, every symbol without a range may be at least so large; else 128 are taken."""

WORDS = (64, 128)

NARROW = "narrow the ranges, or compile it to python, whose whole numbers have any size"


def proved(wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], box: Sequence[WholeRange]) -> IntegerProgram:
    """The program with a range for every symbol: those given, and for the others the widest for which it is proved.

    Raises:
        LimitExceeded: For the ranges given, 128 bits are not enough, or a sum has too many terms.
    """
    if all(interval.is_bounded for interval in box):
        bounded = program.within(box)
        if not bounded.fits(WORDS[-1]):
            raise LimitExceeded("for these ranges 128 bits are not enough", hint=NARROW)
        Reach(bounded).refuse(box)
        return bounded
    for bits in WORDS:
        widest = _widest(program, slots, box, bits)
        least = max(ENOUGH if bits != WORDS[-1] else 1, *(_default(wanted, slot) for slot in slots))
        if widest >= least:
            return program.within(_closed(slots, box, widest))
    Reach(program).refuse(_closed(slots, box, 1))
    hint = "give a range for each symbol, such as W=32..512, or compile it to python, whose whole numbers have any size"
    rest = "the defaults of the symbols"
    ends = "the ranges given and " if any(interval.is_bounded for interval in box) else ""
    raise LimitExceeded(f"for {ends}{rest} 128 bits are not enough", hint=hint)


def _default(wanted: Wanted, slot: Slot) -> int:
    default = wanted.variables[slot.variable].default
    return 1 if default is None else ceil(default)


def _closed(slots: Sequence[Slot], box: Sequence[WholeRange], most: int) -> list[WholeRange]:
    """The box with every open end at a number; a fraction is that large too."""
    return [
        WholeRange(
            -most * slot.scale if interval.low is None else interval.low,
            most * slot.scale if interval.high is None else interval.high,
        )
        for slot, interval in zip(slots, box, strict=True)
    ]


def _widest(program: IntegerProgram, slots: Sequence[Slot], box: Sequence[WholeRange], bits: int) -> int:
    """The greatest number at which all open ends can be put, found by halving; 0 where there is none."""
    low, high, reach = 0, 1 << (bits - 2), Reach(program)
    while high - low > 1:
        middle = (low + high) // 2
        bounded = program.within(_closed(slots, box, middle))
        fits = bounded.fits(bits) and not reach.beyond(bounded.bounds)
        low, high = (middle, high) if fits else (low, middle)
    return low
