"""What a program would work out for days: powers and loops that some values make too long."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symcnn.compiled.program_steps import bounded
from symcnn.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.compiled.program_steps import Instruction, IntegerProgram
    from symcnn.compiled.step_bounds import WholeRange

MOST_BITS = 1 << 16
"""Bits of a power."""
MOST_TURNS = 10_000_000
"""Turns of all loops around a step."""

LARGE_POWER = f"for these values a power has more than {MOST_BITS:,} bits"
LONG_SUM = f"for these values a sum has more than {MOST_TURNS:,} terms"
_SMALLER = "give smaller values"


class Reach:
    """Refuses values for which a program would hardly end; values within what was asked before are known to do.

    >>> from symcnn.compiled.program_steps import Result, Steps, pruned
    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> steps = Steps([WholeRange(1, None)])
    >>> power = steps.made("pow", steps.number(2), steps.made("input", value=0))
    >>> reach = Reach(pruned(steps, (), [Result("power", power)]))
    >>> reach.refuse([WholeRange(1, 50)])
    >>> reach.refuse([WholeRange(1, 10**9)])
    Traceback (most recent call last):
    symcnn.errors.LimitExceeded: for these values a power has more than 65,536 bits
      give smaller values
    """

    def __init__(self, program: IntegerProgram) -> None:
        self._program = program
        self.is_needed = any(step.op in ("pow", "index") for step in program.steps)
        """Whether it has powers or loops at all."""
        self._known: list[WholeRange] = []

    def refuse(self, box: Sequence[WholeRange]) -> None:
        """Refuse values of the inputs.

        Raises:
            LimitExceeded: A power has too many bits, or a loop too many turns.
        """
        if not self.is_needed or self._is_known(box):
            return
        beyond = self.beyond(bounded(self._program.steps, box))
        if beyond:
            raise LimitExceeded(beyond, hint=_SMALLER)
        self._known = list(box)

    def beyond(self, bounds: Sequence[WholeRange]) -> str:
        """What takes too long where the steps lie within bounds; empty if nothing does."""
        if not self.is_needed:
            return ""
        if any(_is_large(step, bounds) for step in self._program.steps if step.op == "pow"):
            return LARGE_POWER
        return LONG_SUM if any(turns > MOST_TURNS for turns in _turns(self._program.steps, bounds)) else ""

    def _is_known(self, box: Sequence[WholeRange]) -> bool:
        pairs = zip(box, self._known, strict=False)
        return bool(self._known) and all(known.has(end or 0) for one, known in pairs for end in one)


def _is_large(step: Instruction, bounds: Sequence[WholeRange]) -> bool:
    base, exponent = (bounds[arg] for arg in step.args)
    if exponent.high is None:
        return True
    ends = (base.low, base.high)
    bits = max(MOST_BITS if end is None else max(abs(end) - 1, 0).bit_length() for end in ends)
    return bits * exponent.high > MOST_BITS


def _turns(steps: Iterable[Instruction], bounds: Sequence[WholeRange]) -> Iterator[int]:
    """How often each step is worked out at most."""
    counts: dict[int, int] = {}
    for step in steps:
        if step.op == "index":
            most = bounds[step.args[0]].high
            counts[step.value] = MOST_TURNS + 1 if most is None else max(most, 0)
        yield prod(counts.get(loop, 1) for loop in step.loops)
