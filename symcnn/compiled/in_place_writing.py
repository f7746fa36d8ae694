"""Writes a program on arrays of one shape that computes in place: a few arrays serve for all that is between.

No step takes memory of its own, so that what is computed stays in the processor's cache. Whole numbers have 16 bits, or
32, wherever that is proved to be enough, else 64.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled.dialects import NUMPY
from symcnn.compiled.narrow_sums import with_small_terms_first
from symcnn.compiled.program_steps import power_of_two

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symcnn.compiled.program_steps import Instruction, IntegerProgram
    from symcnn.compiled.step_bounds import WholeRange

_INTO: Mapping[str, str] = {
    "add": "np.add", "mul": "np.multiply", "floor": "np.floor_divide", "mod": "np.remainder",
    "min": "np.minimum", "max": "np.maximum", "where": "choose",
}  # fmt: skip
"""What computes a step into an array that there is."""

_TRUTHS = ("==", "!=", "<", "<=", ">", ">=", "and", "or", "not")
"""Steps that are true or false, for which an array of their own is made."""

_BITS: Mapping[str, int] = {"h": 16, "s": 32, "l": 64}
"""The bits of the numbers in arrays of which the name begins with a letter."""

_LETTERS: Mapping[int, str] = {bits: letter for letter, bits in _BITS.items()}

_CHOOSE = """
def choose(condition, one, other, out):
    np.copyto(out, other)
    np.copyto(out, one, where=condition)
"""


class _SizedStep(NamedTuple):
    """A step; or the same once more with more bits, if some are given."""

    place: int
    bits: int = 0


class InPlaceSource(NamedTuple):
    """The source of a function of arrays: what is given, the results, then what else it takes."""

    text: str
    between: tuple[int, ...]
    """The bits of the numbers in the arrays for what is between."""
    numbers: tuple[tuple[int, int], ...]
    """The constants, each with its bits: NumPy takes arrays without axes in half the time of Python's numbers."""


def in_place_source(program: IntegerProgram, inputs: int, name: str) -> InPlaceSource | None:
    """A function that fills arrays with the results, and returns where there is a network; None if steps lack the form.

    >>> from symcnn.compiled.program_steps import Result, Steps, pruned
    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> steps = Steps([WholeRange(1, 2**20)])
    >>> more = steps.made("add", steps.made("input", value=0), steps.number(3))
    >>> program = pruned(steps, (), [Result("square", steps.made("mul", more, more))])
    >>> source = in_place_source(program, 1, "square")
    >>> print(source.text)
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def square(x1, r1, s1, sn3):
        np.add(sn3, x1, out=s1)
        np.copyto(r1, s1)
        np.multiply(r1, r1, out=r1)
        return True,
    <BLANKLINE>
    >>> source.between, source.numbers
    ((32,), ((3, 32),))
    """
    if not inputs or not _has_form(program):
        return None
    writer = _InPlaceWriter(with_small_terms_first(program))
    arguments = [f"x{at + 1}" for at in range(inputs)] + [f"r{at + 1}" for at in range(len(program.results))]
    arguments += [*writer.arrays, *writer.numbers]
    body = "".join(f"    {line}\n" for line in (*writer.lines, f"return {writer.legal},"))
    helper = _CHOOSE if "choose(" in body else ""
    text = f"import numpy as np\n{helper}\n\ndef {name}({', '.join(arguments)}):\n{body}"
    return InPlaceSource(text, tuple(_BITS[array[0]] for array in writer.arrays), tuple(writer.numbers.values()))


def _has_form(program: IntegerProgram) -> bool:
    known = ("const", "input", *_INTO, *_TRUTHS)
    return all(result.below is None for result in program.results) and all(
        step.op in known and (step.op not in ("floor", "mod") or not program.bounds[step.args[1]].has(0))
        for step in program.steps
    )


class _InPlaceWriter:
    """The lines of one function, of inputs ``x1, …`` and results ``r1, …``.

    Of what is between, ``h1, …`` have 16 bits, ``s1, …`` 32, ``l1, …`` 64.
    The numbers 3 and −3 are called ``hn3`` and ``hn_3`` with 16 bits, ``sn3`` and ``ln3`` with more.
    """

    def __init__(self, program: IntegerProgram) -> None:
        self._program = program
        self._bits = _bits_of_steps(program)
        roots = [_SizedStep(check.step) for check in program.checks] + [
            _SizedStep(result.above) for result in program.results
        ]
        self._uses = Counter(roots)
        self._free: dict[str, list[str]] = {kind: [] for kind in _BITS}
        self._unwritten = [f"r{at}" for at in range(1, len(program.results) + 1)]
        """Arrays of results that serve for what is between until their turn comes."""
        self._texts: dict[_SizedStep, str] = {}
        self.arrays: list[str] = []
        self.numbers: dict[str, tuple[int, int]] = {}
        self.lines: list[str] = []
        order = list(self._in_order(roots))
        self._uses.update(arg for node in order for arg in self._args(node))
        for node in order:
            self._texts[node] = self._written(node)
        for at, result in enumerate(program.results, start=1):
            self._copied(self._texts[_SizedStep(result.above)], f"r{at}")

    @property
    def legal(self) -> str:
        """The expression that is true where there is a network."""
        return " & ".join(self._texts[_SizedStep(check.step)] for check in self._program.checks) or "True"

    def _in_order(self, roots: Sequence[_SizedStep]) -> Iterator[_SizedStep]:
        """Every step behind what it is made of, one operand after the other, so that few are kept at once."""
        waiting = [(root, False) for root in reversed(roots)]
        seen: set[_SizedStep] = set()
        while waiting:
            node, is_ready = waiting.pop()
            if is_ready:
                yield node
            elif node not in seen:
                seen.add(node)
                waiting += [(node, True), *((arg, False) for arg in reversed(self._args(node)))]

    def _args(self, node: _SizedStep) -> list[_SizedStep]:
        """The operands, all of one width; numbers and conditions have none."""
        if node.bits:
            return [_SizedStep(node.place)]
        args = self._program.steps[node.place].args
        bits = self._bits[node.place] or max((self._bits[arg] for arg in args), default=0)
        return [_SizedStep(arg, bits if 0 < self._bits[arg] < bits else 0) for arg in args]

    def _written(self, node: _SizedStep) -> str:
        """The name or number of a step's value, after its line is written."""
        step = self._program.steps[node.place]
        if node.bits:
            return self._copied(self._operands(node)[0], self._array(_LETTERS[node.bits]))
        if step.op in ("const", "input"):
            return NUMPY.number(step.value) if step.op == "const" else f"x{step.value + 1}"
        if step.op in _TRUTHS:
            self.lines.append(f"b{node.place} = {NUMPY.spellings[step.op].text.format(*self._operands(node))}")
            return f"b{node.place}"
        return self._computed(node, step)

    def _computed(self, node: _SizedStep, step: Instruction) -> str:
        """The array that a step is written into; ``where`` reads its operands to the end, so it needs another one."""
        early = self._target(node) if step.op == "where" else ""
        operands = self._operands(node)
        out = early or self._target(node)
        parts = [self._program.steps[arg] for arg in step.args]
        bits = self._bits[node.place]
        shift = power_of_two(parts[1]) if step.op == "floor" else 0
        written = [
            self._number(part.value, bits) if part.op == "const" else text
            for part, text in zip(parts, operands, strict=True)
        ]
        call, written = (
            ("np.right_shift", [written[0], self._number(shift, bits)]) if shift else (_INTO[step.op], written)
        )
        self.lines.append(f"{call}({', '.join(written)}, out={out})")
        return out

    def _number(self, value: int, bits: int) -> str:
        name = f"{_LETTERS[bits]}n{value}".replace("-", "_")
        self.numbers[name] = value, bits
        return name

    def _target(self, node: _SizedStep) -> str:
        """An array of the result, where that is all for which a step is needed, and the two are of one width."""
        ends = [f"r{at}" for at, result in enumerate(self._program.results, start=1) if result.above == node.place]
        kind = _LETTERS[self._bits[node.place]]
        if kind == "l" and len(ends) == self._uses[node] == 1:
            for there in (self._unwritten, self._free["l"]):
                if ends[0] in there:
                    there.remove(ends[0])
                    return ends[0]
        return self._array(kind, is_result=bool(ends))

    def _array(self, kind: str, *, is_result: bool = False) -> str:
        """An array that is free; what is copied into a result at last stands in no array of another."""
        free = [array for array in self._free[kind] if not (is_result and array[0] == "r")]
        if free:
            self._free[kind].remove(free[-1])
            return free[-1]
        if kind == "l" and self._unwritten and not is_result:
            return self._unwritten.pop()
        self.arrays.append(f"{kind}{sum(array[0] == kind for array in self.arrays) + 1}")
        return self.arrays[-1]

    def _copied(self, source: str, target: str) -> str:
        if source != target:
            self.lines.append(f"np.copyto({target}, {source})")
        return target

    def _operands(self, node: _SizedStep) -> list[str]:
        """The texts of what a step is made of; the arrays that nothing needs any more are free from then on."""
        args = self._args(node)
        for arg in args:
            self._uses[arg] -= 1
            text = self._texts[arg]
            if not self._uses[arg] and (text in self.arrays or text[0] == "r"):
                self._free["l" if text[0] == "r" else text[0]].append(text)
        return [self._texts[arg] for arg in args]


def _bits_of_steps(program: IntegerProgram) -> list[int]:
    """The fewest bits that are enough for each step and its operands; 0 for numbers and conditions, which have none."""
    return [
        0 if step.op in ("const", *_TRUTHS) else fewest_bits(program.bounds[part] for part in (place, *step.args))
        for place, step in enumerate(program.steps)
    ]


def fewest_bits(intervals: Iterable[WholeRange]) -> int:
    """The fewest bits of an array that holds any number of some ranges.

    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> fewest_bits([WholeRange(0, 9), WholeRange(-40_000, 9)])
    32
    """
    known = list(intervals)
    return next((bits for bits in _LETTERS if all(interval.fits(bits) for interval in known)), max(_LETTERS))
