"""Programs that compute in place give what whole numbers of any size give: random steps of every kind."""

from __future__ import annotations

import operator
import random
from typing import TYPE_CHECKING, Any

import pytest

from symcnn.compiled.in_place_writing import in_place_source
from symcnn.compiled.narrow_sums import with_small_terms_first
from symcnn.compiled.program_steps import Check, Result, Steps, pruned
from symcnn.compiled.running import functions_of
from symcnn.compiled.step_bounds import WholeRange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.compiled.program_steps import IntegerProgram

np = pytest.importorskip("numpy")

INPUTS = ((-3, 181), (1, 46_341), (0, 2**33))
NUMBERS = (-2, 1, 3, 4, 1024, 32_767, 32_768, 46_341, 2**31 - 1, 2**31, 2**40)

EXACTLY: Mapping[str, Callable[..., int]] = {
    "add": operator.add, "mul": operator.mul, "floor": operator.floordiv, "mod": operator.mod, "min": min, "max": max,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "and": operator.and_, "or": operator.or_, "not": operator.not_, "where": lambda truth, a, b: a if truth else b,
}  # fmt: skip
"""What a step gives, in Python's whole numbers."""


def drawn(chance: random.Random) -> IntegerProgram:
    """Steps made of earlier ones, of which none needs more than 64 bits."""
    steps = Steps([WholeRange(*ends) for ends in INPUTS])
    values = [steps.made("input", value=place) for place in range(3)] + [steps.number(number) for number in NUMBERS]
    truths = [steps.made("<", *values[:2])]
    while len(values) + len(truths) < 40:
        op = chance.choice(list(EXACTLY))
        if op in ("and", "or", "not"):
            truths.append(steps.made(op, *chance.choices(truths, k=1 if op == "not" else 2)))
            continue
        one, other = chance.choices(values, k=2)
        if op in ("floor", "mod") and steps.bounds[other].has(0):
            continue
        made = steps.made(op, *([chance.choice(truths)] * (op == "where")), one, other)
        if steps.bounds[made].fits(64):
            (truths if EXACTLY[op].__name__ in ("eq", "ne", "lt", "le", "gt", "ge") else values).append(made)
    ends = chance.sample(values, 3)
    return pruned(steps, [Check(truth, "") for truth in truths[-2:]], [Result(f"f{end}", end) for end in ends])


def exactly(program: IntegerProgram, point: list[int]) -> list[Any]:
    """Whether there is a network, and the results."""
    found: list[Any] = []
    for step in program.steps:
        if step.op in ("const", "input"):
            found.append(step.value if step.op == "const" else point[step.value])
        else:
            found.append(EXACTLY[step.op](*(found[arg] for arg in step.args)))
    return [all(found[check.step] for check in program.checks), *(found[result.above] for result in program.results)]


@pytest.mark.parametrize("seed", range(4))
def test_programs_in_place_are_exact(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        program = drawn(chance)
        source = in_place_source(program, 3, "run")
        assert source is not None
        rows = [[chance.choice((low, high, chance.randint(low, high))) for low, high in INPUTS] for _ in range(20)]
        kinds = (np.int16, np.int32, np.int64)
        inputs = [np.array(column, dtype=kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
        before = [array.copy() for array in inputs]
        results = [np.zeros(20, dtype=np.int64) for _ in range(3)]
        between = [np.empty(20, dtype=f"int{bits}") for bits in source.between]
        numbers = [np.array(number, dtype=f"int{bits}") for number, bits in source.numbers]
        (legal,) = functions_of(source.text, {"np": np}, "test")["run"](*inputs, *results, *between, *numbers)
        expected = [exactly(program, row) for row in rows]
        got = zip(np.broadcast_to(legal, 20).tolist(), *(result.tolist() for result in results), strict=True)
        assert [list(row) for row in got] == expected, source.text
        assert all((one == other).all() for one, other in zip(inputs, before, strict=True))


def test_sums_begin_with_what_needs_the_fewest_bits() -> None:
    steps = Steps([WholeRange(0, 2**20), WholeRange(0, 9), WholeRange(0, 9)])
    wide, one, other = (steps.made("input", value=value) for value in range(3))
    total = steps.made("add", steps.made("add", steps.made("add", wide, one), other), steps.number(5))
    source = in_place_source(pruned(steps, (), [Result("total", total)]), 3, "run")
    assert source is not None
    assert source.between == (16, 32)


def test_no_sum_on_the_way_needs_more_bits_than_before() -> None:
    steps = Steps([WholeRange(0, 2**62), WholeRange(0, 2**62), WholeRange(-(2**62) - 2**61, -(2**61))])
    one, other, least = (steps.made("input", value=value) for value in range(3))
    total = steps.made("add", steps.made("add", one, least), other)
    program = pruned(steps, (), [Result("total", total)])
    assert program.fits(64)
    assert with_small_terms_first(program) == program
