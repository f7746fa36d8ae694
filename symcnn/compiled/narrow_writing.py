"""Writes a program of arrays in which whole numbers have 32 bits wherever that is proved to be enough, else 64.

Narrow arrays take half the memory, and a processor computes twice as many at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.writing import LOOPS, ProgramWriter, Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.compiled.dialects import Dialect
    from symcnn.compiled.program_steps import Instruction, IntegerProgram

NARROW = 32
"""Bits of the shorter numbers."""


class NarrowWriter(ProgramWriter):
    """A function of arrays in two widths: where a result needs the longer one, so do the operands.

    >>> from symcnn.compiled.dialects import NUMPY
    >>> from symcnn.compiled.program_steps import Result, Steps, pruned
    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> steps = Steps([WholeRange(1, 2**20)])
    >>> W = steps.made("input", value=0)
    >>> square = steps.made("mul", W, W)
    >>> program = pruned(steps, (), [Result("square", square)])
    >>> NarrowWriter(program, NUMPY, ["W"]).text(program.results[0].above)
    'wide(W)*wide(W)'
    """

    def __init__(self, program: IntegerProgram, dialect: Dialect, inputs: Sequence[str]) -> None:
        super().__init__(program, dialect, inputs)
        fit = [interval.fits(NARROW) for interval in program.bounds]
        places = enumerate(program.steps)
        self._wide = {step for place, step in places if not (fit[place] and all(fit[arg] for arg in step.args))}
        """Steps of which the value, or an operand, needs the longer width."""

    def _fitting(self, step: Instruction, args: Sequence[int | Written]) -> Sequence[int | Written]:
        if step not in self._wide:
            return args
        first = int(step.op == "where")  # a condition stays as it is
        return [*args[:first], *map(self._widened, args[first:])]

    def _widened(self, arg: int | Written) -> int | Written:
        """An operand in the longer width; a number as it is has none."""
        if isinstance(arg, Written):
            return arg if arg.text.isdecimal() else Written(f"wide({arg.text})")
        step = self._program.steps[arg]
        is_wide = step in self._wide and step.op not in LOOPS
        return arg if step.op == "const" or is_wide else Written(f"wide({self._operand(arg, 0)})")
