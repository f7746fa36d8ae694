"""A program as C: with 64 bits where that is proved for the ranges of the symbols, else with 128."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.dialects import C
from symcnn.compiled.naming import description
from symcnn.compiled.step_bounds import WholeRange
from symcnn.compiled.writing import ProgramWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.compiled.naming import FunctionNames
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.wanted import Slot, Wanted

_HELPERS = {
    "least(": "least(whole a, whole b) { return a < b ? a : b; }",
    "greatest(": "greatest(whole a, whole b) { return a > b ? a : b; }",
    "remaining(": "remaining(whole a, whole b) { whole r = b ? a % b : 0; return r && (r < 0) != (b < 0) ? r+b : r; }",
    "divided(": "divided(whole a, whole b) { return b ? a/b - (a % b && (a < 0) != (b < 0)) : 0; }",
    "raised(": (
        "raised(whole a, whole n) { whole p = 1; if (n > 128) n = 128 + n % 2; for (; n > 0; n--) p *= a; return p; }"
    ),
}
"""Only powers of 0, 1 and -1 may have exponents above 128; it counts whether these are even."""
ARGUMENT = WholeRange(-(1 << 63), (1 << 63) - 1)
"""What an argument can be."""
OUTSIDE, NOT_WHOLE = -1, -2
"""What the function returns where an argument lies outside of its range, and where a result is a fraction."""


def c_source(
    wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames, scales: Mapping[str, int]
) -> str:
    """A function for one point, one for arrays, and one for a grid; the program is bounded."""
    bits = 64 if program.fits(64) else 128
    inputs = names.slots(wanted, slots)
    results = [(names.results[result.name], _kind(program, result.above)) for result in program.results]
    outputs = [f"{kind} *out_{name}" for name, kind in results]
    arguments = ", ".join([*(f"int64_t {name}" for name in inputs), *outputs])
    given = ", ".join([*inputs, *(f"out_{name}" for name, _ in results)])
    function = [
        # A shared library calls what others may replace, point by point; what is its own becomes part of the loops.
        f"static inline int {names.function}_at({arguments})",
        "{",
        *(f"    {line}" for line in _body(program, inputs, [name for name, _ in results])),
        "}",
        "",
        *_remark(wanted, names, scales),
        f"int {names.function}({arguments})",
        "{",
        f"    return {names.function}_at({given});",
        "}",
    ]
    arrays = [*_many(names.function, inputs, results), "", *_grid(names.function, inputs, results)]
    text = "\n".join([*function, "", *arrays]) + "\n"
    kind = "int64_t" if bits == 64 else "__int128"  # noqa: PLR2004
    helpers = [f"static inline whole {helper}" for call, helper in _HELPERS.items() if call in text]
    return "\n".join(["#include <stddef.h>", "#include <stdint.h>", "", f"typedef {kind} whole;", *helpers, "", text])


def _kind(program: IntegerProgram, place: int) -> str:
    return "int64_t" if program.bounds[place].fits(64) else "__int128"


def _remark(wanted: Wanted, names: FunctionNames, scales: Mapping[str, int]) -> Iterator[str]:
    yield "/*"
    yield from (f" * {line}".rstrip() for line in description(wanted, names, scales))
    yield " * Returns 0; the number of the condition that does not hold, counted from 1; -1 where an argument lies"
    yield " * outside of the range for which the arithmetic is proved; -2 where a result is no whole number."
    yield " */"


def _body(program: IntegerProgram, inputs: Sequence[str], outputs: Sequence[str]) -> list[str]:
    writer = ProgramWriter(program, C, [f"(whole){name}" if not program.fits(64) else name for name in inputs])
    lines = list(_inside(program, inputs))
    done = 0
    for number, check in enumerate(program.checks, start=1):
        condition = writer.text(check.step, 4)
        lines += [*writer.lines[done:], f"if (!{condition}) return {number};"]
        done = len(writer.lines)
    values = [writer.text(result.above, 3) for result in program.results]
    belows = [None if result.below is None else writer.text(result.below, 4) for result in program.results]
    lines += writer.lines[done:]
    lines += [
        f"if ({value} % {below}) return {NOT_WHOLE};"
        for value, below in zip(values, belows, strict=True)
        if below is not None
    ]
    for name, value, below in zip(outputs, values, belows, strict=True):
        lines.append(f"*out_{name} = {value};" if below is None else f"*out_{name} = {value}/{below};")
    return [*lines, "return 0;"]


def _inside(program: IntegerProgram, inputs: Sequence[str]) -> Iterator[str]:
    """Refuses arguments for which nothing is proved; what no argument can be is not asked."""
    ranges: dict[int, WholeRange] = {
        step.value: bounds for step, bounds in zip(program.steps, program.bounds, strict=True) if step.op == "input"
    }
    for place, (low, high) in sorted(ranges.items()):
        assert low is not None
        assert high is not None
        outside = [f"{inputs[place]} < {C.number(low)}"] if ARGUMENT.has(low - 1) else []
        outside += [f"{inputs[place]} > {C.number(high)}"] if ARGUMENT.has(high + 1) else []
        if outside:
            yield f"if ({' || '.join(outside)}) return {OUTSIDE};"


Outputs = list[tuple[str, str]]


def _many(function: str, inputs: Sequence[str], outputs: Outputs) -> list[str]:
    arguments = [f"const int64_t *{name}" for name in inputs] + [
        f"{kind} *restrict out_{name}" for name, kind in outputs
    ]
    call = ", ".join([*(f"{name}[at]" for name in inputs), *(f"out_{name} + at" for name, _ in outputs)])
    return [
        f"/* The same for arrays; status has what {function} returns, and how many are 0 is returned. */",
        f"size_t {function}_many(size_t count, {', '.join(arguments)}, int *restrict status)",
        "{",
        "    size_t right = 0;",
        "    for (size_t at = 0; at < count; at++) {",
        f"        status[at] = {function}_at({call});",
        "        right += status[at] == 0;",
        "    }",
        "    return right;",
        "}",
    ]


def _grid(function: str, inputs: Sequence[str], outputs: Outputs) -> list[str]:
    """Loops over the values of each symbol, the last one fastest: what an inner loop does not change is moved out."""
    arguments = [f"size_t n_{name}, const int64_t *{name}" for name in inputs]
    arguments += [f"{kind} *restrict out_{name}" for name, kind in outputs]
    call = ", ".join([*(f"{name}[at_{name}]" for name in inputs), *(f"out_{name} + at" for name, _ in outputs)])
    loops = [
        f"{'    ' * (1 + depth)}for (size_t at_{name} = 0; at_{name} < n_{name}; at_{name}++)"
        for depth, name in enumerate(inputs)
    ]
    deep = "    " * (1 + len(inputs))
    return [
        "/* The same for all combinations of the symbols' values; the last one changes fastest. */",
        f"size_t {function}_grid({', '.join(arguments)}, int *restrict status)",
        "{",
        "    size_t at = 0, right = 0;",
        *loops,
        f"{deep}{{",
        f"{deep}    status[at] = {function}_at({call});",
        f"{deep}    right += status[at++] == 0;",
        f"{deep}}}",
        "    return right;",
        "}",
    ]
