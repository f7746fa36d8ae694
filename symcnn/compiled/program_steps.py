"""A program of whole numbers: steps in order, each made of earlier ones, and none twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled.step_bounds import BOUNDED, WholeRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


NO_LOOPS: frozenset[int] = frozenset()


class Instruction(NamedTuple):
    """An operation of a program on earlier steps.

    ===========================  ================================  ===============================
    ``op``                       ``args``                          ``value``
    ===========================  ================================  ===============================
    ``const``                    none                              the number
    ``input``                    none                              which input, by its place
    ``index``                    the number of terms               which series it counts for
    ``add mul floor mod pow``    two                               none
    ``min max``                  two                               none
    ``where``                    a condition and two values        none
    ``== != < <= > >=``          two                               none
    ``and or``                   two conditions                    none
    ``not``                      one                               none
    ``series factors``           the number of terms and the body  which series it is
    ===========================  ================================  ===============================
    """

    op: str
    args: tuple[int, ...] = ()
    value: int = 0
    loops: frozenset[int] = NO_LOOPS
    """The series on whose indices it depends."""


class Steps:
    """Steps as they are made; what is asked for again is the step that there is.

    >>> steps = Steps([WholeRange(1, None)])
    >>> W = steps.made("input", value=0)
    >>> steps.made("add", W, steps.number(3)) == steps.made("add", W, steps.number(3))
    True
    >>> steps.bounds[steps.made("add", W, steps.number(3))]
    WholeRange(low=4, high=None)
    """

    def __init__(self, inputs: Sequence[WholeRange]) -> None:
        self.all: list[Instruction] = []
        self.bounds: list[WholeRange] = []
        self._inputs = inputs
        self._known: dict[Instruction, int] = {}
        self._series = 0

    def made(self, op: str, *args: int, value: int = 0) -> int:
        """The place of a step."""
        loops = NO_LOOPS
        for arg in args:
            loops = loops | self.all[arg].loops if self.all[arg].loops else loops
        return self._kept(Instruction(op, args, value, loops))

    def number(self, value: int) -> int:
        """The place of a number."""
        return self._kept(Instruction("const", value=value))

    def index(self, count: int) -> tuple[int, int]:
        """A new index from 0 to a count of terms, and which series it counts for."""
        self._series += 1
        step = Instruction("index", (count,), self._series, self.all[count].loops | {self._series})
        return self._kept(step), self._series

    def series(self, count: int, body: int, which: int, op: str = "series") -> int:
        """The sum of a body over the index of a series, or with ``factors`` the product."""
        loops = (self.all[count].loops | self.all[body].loops) - {which}
        return self._kept(Instruction(op, (count, body), which, loops))

    def _kept(self, step: Instruction) -> int:
        place = self._known.get(step)
        if place is None:
            place = self._known[step] = len(self.all)
            self.all.append(step)
            self.bounds.append(bound(step, self.bounds, self._inputs))
        return place


def bound(step: Instruction, bounds: Sequence[WholeRange], inputs: Sequence[WholeRange]) -> WholeRange:
    """The range in which the result of a step lies."""
    if step.op == "input":
        return inputs[step.value]
    if step.op == "const":
        return WholeRange(step.value, step.value)
    if step.op == "index":
        most = bounds[step.args[0]].high
        return WholeRange(0, None if most is None else max(most - 1, 0))
    return BOUNDED[step.op](0, *(bounds[arg] for arg in step.args))


def bounded(steps: Sequence[Instruction], inputs: Sequence[WholeRange]) -> list[WholeRange]:
    """What the result of each step lies in, for other ranges of the inputs."""
    bounds: list[WholeRange] = []
    for step in steps:
        bounds.append(bound(step, bounds, inputs))
    return bounds


def power_of_two(step: Instruction) -> int:
    """The exponent of a number that is a power of 2 above 1; 0 for anything else."""
    is_power = step.op == "const" and step.value > 1 and step.value & (step.value - 1) == 0
    return step.value.bit_length() - 1 if is_power else 0


class Check(NamedTuple):
    """A condition of a program: the step that says whether it holds, and what it is, in words."""

    step: int
    words: str


class Result(NamedTuple):
    """A result of a program: the step of a whole number, or the steps of a numerator and a denominator."""

    name: str
    above: int
    below: int | None = None
    """None where the value is whole."""


class IntegerProgram(NamedTuple):
    """Steps in order, with what they are about."""

    steps: tuple[Instruction, ...]
    bounds: tuple[WholeRange, ...]
    """For the ranges with which it was made."""
    checks: tuple[Check, ...]
    results: tuple[Result, ...]

    def within(self, inputs: Sequence[WholeRange]) -> IntegerProgram:
        """The program with other ranges of its inputs."""
        return self._replace(bounds=tuple(bounded(self.steps, inputs)))

    def fits(self, bits: int) -> bool:
        """Whether every step stays within a number of bits."""
        return all(interval.fits(bits) for interval in self.bounds)


def needed(steps: Sequence[Instruction], roots: Iterable[int]) -> set[int]:
    """The steps that some steps are made of, these among them."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += steps[place].args
    return found


def pruned(steps: Steps, checks: Sequence[Check], results: Sequence[Result]) -> IntegerProgram:
    """A program without the steps that nothing needs."""
    roots = [*(check.step for check in checks), *_ends(results)]
    kept = sorted(needed(steps.all, roots))
    place = {old: new for new, old in enumerate(kept)}
    moved = tuple(_moved(steps.all[old], place) for old in kept)
    return IntegerProgram(
        moved,
        tuple(steps.bounds[old] for old in kept),
        tuple(check._replace(step=place[check.step]) for check in checks),
        tuple(
            result._replace(above=place[result.above], below=None if result.below is None else place[result.below])
            for result in results
        ),
    )


def _ends(results: Iterable[Result]) -> Iterator[int]:
    for result in results:
        yield result.above
        if result.below is not None:
            yield result.below


def _moved(step: Instruction, place: Mapping[int, int]) -> Instruction:
    return Instruction(step.op, tuple([place[arg] for arg in step.args]), step.value, step.loops)
