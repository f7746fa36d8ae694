"""Orders the terms of sums so that the small ones are added first, with as few bits as these need."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from symcnn.compiled.program_steps import Steps, pruned
from symcnn.compiled.step_bounds import WholeRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.compiled.program_steps import Instruction, IntegerProgram


def with_small_terms_first(program: IntegerProgram) -> IntegerProgram:
    """The same results, by sums in another order; the program as it is if some sum on the way would need over 64 bits.

    Only for programs without loops.

    >>> from symcnn.compiled.program_steps import Result
    >>> steps = Steps([WholeRange(0, 2**20), WholeRange(0, 9)])
    >>> W, n = (steps.made("input", value=value) for value in (0, 1))
    >>> total = steps.made("add", steps.made("add", W, n), steps.number(5))
    >>> program = pruned(steps, (), [Result("total", total)])
    >>> [interval.high for interval in program.bounds][-2:]
    [5, 1048590]
    >>> [interval.high for interval in with_small_terms_first(program).bounds][-2:]
    [14, 1048590]
    """
    uses = Counter(arg for step in program.steps for arg in step.args)
    uses.update(check.step for check in program.checks)
    uses.update(place for result in program.results for place in (result.above, result.below) if place is not None)
    known = {step.value: program.bounds[at] for at, step in enumerate(program.steps) if step.op == "input"}
    made = Steps([known.get(value, WholeRange()) for value in range(max(known, default=-1) + 1)])
    places: dict[int, int] = {}
    for at, step in enumerate(program.steps):
        if step.op == "add":
            places[at] = _summed([places[term] for term in _terms(program, at, uses)], made)
        else:
            places[at] = made.made(step.op, *(places[arg] for arg in step.args), value=step.value)
    checks = [check._replace(step=places[check.step]) for check in program.checks]
    results = [
        result._replace(above=places[result.above], below=None if result.below is None else places[result.below])
        for result in program.results
    ]
    found = pruned(made, checks, results)
    return found if found.fits(64) else program


def _terms(program: IntegerProgram, place: int, uses: Counter[int]) -> Iterator[int]:
    """What a sum adds up; of sums in it, which nothing else needs, their terms."""
    waiting = list(program.steps[place].args[::-1])
    while waiting:
        term = waiting.pop()
        step = program.steps[term]
        if step.op == "add" and uses[term] == 1:
            waiting += step.args[::-1]
        else:
            yield term


def _summed(terms: list[int], steps: Steps) -> int:
    first, *rest = sorted(terms, key=lambda term: _size(steps.all[term], steps.bounds[term]))
    for term in rest:
        first = steps.made("add", first, term)
    return first


def _size(step: Instruction, interval: WholeRange) -> tuple[int, bool]:
    """Numbers stand behind what is as large."""
    return max(abs(end) for end in interval if end is not None), step.op == "const"
