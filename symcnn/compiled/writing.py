"""Writes the steps of a program as text: what is used once stands where it is used, the rest gets a name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled.program_steps import needed, power_of_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.compiled.dialects import Dialect
    from symcnn.compiled.program_steps import Instruction, IntegerProgram

LOOPS = ("series", "factors")
"""Steps that are loops."""

LONGEST = 88
"""Characters of an expression that stands on a line with others."""


class Written(NamedTuple):
    """The text of a step, and how tightly it binds."""

    text: str
    level: int = 4


class _Lines(NamedTuple):
    """Lines of a loop, or of all with which a function begins."""

    loop: int
    lines: list[str]


class ProgramWriter:
    """Writes one function in one language.

    >>> from symcnn.compiled.dialects import PYTHON
    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> from symcnn.compiled.program_steps import Result, Steps, pruned
    >>> steps = Steps([WholeRange(1, None)])
    >>> half = steps.made("floor", steps.made("input", value=0), steps.number(2))
    >>> square = steps.made("mul", half, half)
    >>> program = pruned(steps, (), [Result("square", square)])
    >>> writer = ProgramWriter(program, PYTHON, ["W"])
    >>> writer.text(program.results[0].above), writer.lines
    ('t1*t1', ['t1 = W//2'])
    """

    def __init__(self, program: IntegerProgram, dialect: Dialect, inputs: Sequence[str]) -> None:
        self.dialect = dialect
        self._program, self._inputs = program, inputs
        self._blocks = [_Lines(0, [])]
        self._written: dict[int, Written] = {}
        self._uses = Counter(arg for step in program.steps for arg in step.args)
        self._uses.update(check.step for check in program.checks)
        self._uses.update(place for result in program.results for place in (result.above, result.below) if place)
        self._names = 0

    @property
    def lines(self) -> list[str]:
        """The lines that must come before the text of a step."""
        return self._blocks[0].lines

    def text(self, place: int, level: int = 0) -> str:
        """The text of a step, in brackets if it does not bind so tightly; what it needs is written before."""
        for earlier in sorted(needed(self._program.steps, [place])):
            self._write(earlier)
        return self._operand(place, level)

    def _operand(self, place: int, level: int) -> str:
        written = self._written[place]
        return written.text if written.level >= level else f"({written.text})"

    def _write(self, place: int) -> None:
        step = self._program.steps[place]
        if place in self._written or not step.loops <= {block.loop for block in self._blocks}:
            return
        if step.op in LOOPS:
            self._written[place] = self._series(step)
            return
        written = self._expression(step)
        is_leaf = step.op in ("const", "input", "index")
        if not is_leaf and (self._uses[place] > 1 or len(written.text) > LONGEST or self._is_moved(step)):
            written = Written(self._named(written.text, step))
        self._written[place] = written

    def _is_moved(self, step: Instruction) -> bool:
        """Whether it is written before the loop in which it is needed."""
        return len(self._blocks) > 1 and self._block(step) is not self._blocks[-1]

    def _block(self, step: Instruction) -> _Lines:
        return next(block for block in reversed(self._blocks) if block.loop in step.loops or not block.loop)

    def _named(self, text: str, step: Instruction) -> str:
        self._names += 1
        name = f"t{self._names}"
        self._block(step).lines.append(self.dialect.assign.format(name, text))
        return name

    def _expression(self, step: Instruction) -> Written:
        if step.op == "const":
            return Written(self.dialect.number(step.value), 4 if step.value >= 0 else 2)
        if step.op == "input":
            return Written(self._inputs[step.value])
        if step.op == "index":
            return Written(f"i{step.value}")
        return self._spelled(step, *self._spelling(step))

    def _spelled(self, step: Instruction, op: str, args: Sequence[int | Written]) -> Written:
        row = self.dialect.spellings[op]
        operands = (
            self._operand(arg, need) if isinstance(arg, int) else arg.text
            for arg, need in zip(self._fitting(step, args), row.needs, strict=False)
        )
        return Written(row.text.format(*operands), row.level)

    def _fitting(self, step: Instruction, args: Sequence[int | Written]) -> Sequence[int | Written]:
        """The operands as the result of a step needs them: a language may have several kinds of whole numbers."""
        del step
        return args

    def _spelling(self, step: Instruction) -> tuple[str, Sequence[int | Written]]:
        """The row that says an operation, and its operands: the shortest way that is right for what they can be."""
        bounds = self._program.bounds
        if step.op in ("floor", "mod"):
            above, below = (bounds[arg] for arg in step.args)
            kind = "" if above.is_nonnegative and below.is_positive else " zero" if below.has(0) else " any"
            shift = self._shift(step)
            return ("shift", (step.args[0], Written(str(shift)))) if shift else (step.op + kind, step.args)
        if step.op == "add":
            return self._sum(step)
        return step.op, step.args

    def _shift(self, step: Instruction) -> int:
        """The number of bits by which a numerator is shifted, in a language that has a row for that."""
        is_wanted = step.op == "floor" and "shift" in self.dialect.spellings
        return power_of_two(self._program.steps[step.args[1]]) if is_wanted else 0

    def _sum(self, step: Instruction) -> tuple[str, Sequence[int | Written]]:
        """A sum as an operation and its operands; a term with a minus becomes a subtraction."""
        one, other = step.args
        right = self._program.steps[other]
        factor = self._program.steps[right.args[1]] if right.op == "mul" and self._uses[other] == 1 else right
        if factor is not right and factor.op == "const" and factor.value == -1:
            return "sub", (one, right.args[0])
        if factor is not right and factor.op == "const" and factor.value < 0:
            positive = Written(self.dialect.number(-factor.value))
            return "sub", (one, self._spelled(right, "mul", (right.args[0], positive)))
        if right.op == "const" and right.value < 0:
            return "sub", (one, Written(self.dialect.number(-right.value)))
        return "add", (one, other)

    def _series(self, step: Instruction) -> Written:
        """A loop that adds up, or multiplies; what does not depend on its index stands before it."""
        count, body = step.args
        total, times = f"s{step.value}", self._operand(count, 4)
        self._enter(step.value)
        text = self.text(body, 2)
        (value,) = self._fitting(step, (body,))
        text = text if isinstance(value, int) else value.text
        lines = self._leave()
        zero, gather = self.dialect.totals[step.op]
        outer = self._block(step).lines
        outer += [zero.format(total), *self._heading(step, times)]
        gathered = gather.format(total, text, f"i{step.value}", times)
        outer += [f"{self.dialect.indent}{line}" for line in (*lines, gathered)]
        outer += [self.dialect.end] if self.dialect.end else []
        return Written(total)

    def _heading(self, step: Instruction, times: str) -> list[str]:
        """How a loop with so many turns begins."""
        return [self.dialect.loop.format(f"i{step.value}", times)]

    def _enter(self, loop: int) -> None:
        self._blocks.append(_Lines(loop, []))

    def _leave(self) -> list[str]:
        return self._blocks.pop().lines
