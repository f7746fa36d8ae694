"""A program as a function of NumPy arrays of whole numbers, with 64 bits or, as objects, of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.dialects import NUMPY
from symcnn.compiled.naming import description
from symcnn.compiled.writing import ProgramWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symcnn.compiled.naming import FunctionNames
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.wanted import Slot, Wanted

_DIVIDED = """
def divided(a, b):
    return np.where(b == 0, 0, a//np.where(b == 0, 1, b))
"""
_REMAINING = """
def remaining(a, b):
    return np.where(b == 0, 0, a % np.where(b == 0, 1, b))
"""
_WIDE = """
def wide(a):
    return np.asarray(a, dtype=np.int64)
"""
_HELPERS = (("divided(", _DIVIDED), ("remaining(", _REMAINING), ("wide(", _WIDE))


def numpy_source(
    wanted: Wanted,
    program: IntegerProgram,
    slots: Sequence[Slot],
    names: FunctionNames,
    scales: Mapping[str, int],
    *,
    kind: type[ProgramWriter] = ProgramWriter,
) -> str:
    """A function that returns where there is a network, and each result; a fraction as numerator and denominator."""
    inputs = names.slots(wanted, slots)
    writer = kind(program, NUMPY, inputs)
    conditions = [writer.text(check.step, 2) for check in program.checks]
    legal = " & ".join(f"({condition})" for condition in conditions) or "True"
    values = [
        writer.text(result.above)
        if result.below is None
        else f"({writer.text(result.above)}, {writer.text(result.below)})"
        for result in program.results
    ]
    said = [f"# {line}".rstrip() for line in description(wanted, names, scales)]
    body = [*writer.lines, f"return {', '.join([legal, *values])}{',' * (not values)}"]
    text = [*said, f"def {names.function}({', '.join(inputs)}):", *(f"    {line}" for line in body)]
    source = "\n".join(text) + "\n"
    helpers = "\n".join(helper for call, helper in _HELPERS if call in source)
    return f"import numpy as np\n\n{helpers}\n\n{source}" if helpers else f"import numpy as np\n\n\n{source}"
