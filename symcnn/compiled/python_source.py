"""A program as Python, whose whole numbers have any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.dialects import PYTHON
from symcnn.compiled.naming import description
from symcnn.compiled.safe_names import comment
from symcnn.compiled.writing import ProgramWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.compiled.naming import FunctionNames
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.wanted import Slot, Variable, Wanted

_DIVIDED = """
def divided(a, b):
    return a//b if b else 0
"""
_REMAINING = """
def remaining(a, b):
    return a % b if b else 0
"""
_RATIO = """
def ratio(a, b):
    return Fraction(a, b) if a % b else a//b
"""
HELPERS = (("divided(", _DIVIDED), ("remaining(", _REMAINING), ("ratio(", _RATIO))


def python_source(wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames) -> str:
    """Two functions: the results, or None where there is no network; and the number of the first condition broken."""
    inputs = [_read(names, wanted, slot) for slot in slots]
    parameters = ", ".join(_parameter(variable, names) for variable in in_order(wanted.variables))
    writer = ProgramWriter(program, PYTHON, inputs)
    values = [result_text(writer, result.above, result.below) for result in program.results]
    given = ", ".join(f"{name}={name}" for name in names.arguments.values())
    body = [f"if {names.function}_broken({given}):", "    return None"] if program.checks else []
    text = [f"def {names.function}({parameters}):", *indented(_doc(wanted, names))]
    text += indented([*body, *writer.lines, f"return {', '.join(values)}"])
    text += ["", "", f"def {names.function}_broken({parameters}):", *indented(_checks(program, inputs))]
    source = "\n".join(text) + "\n"
    helpers = "\n".join(helper for call, helper in HELPERS if call in source)
    imports = "from fractions import Fraction\n\n" if "Fraction(" in source + helpers else ""
    return imports + helpers + ("\n\n" if helpers else "") + source


def _read(names: FunctionNames, wanted: Wanted, slot: Slot) -> str:
    own = names.arguments[wanted.variables[slot.variable].name]
    return {"above": f"{own}.numerator", "below": f"{own}.denominator"}.get(slot.part, own)


def in_order(variables: Sequence[Variable]) -> list[Variable]:
    """The variables, those without a default first."""
    return sorted(variables, key=lambda variable: variable.default is not None)


def _parameter(variable: Variable, names: FunctionNames) -> str:
    name, default = names.arguments[variable.name], variable.default
    if default is None:
        return name
    is_whole = default.denominator == 1
    return f"{name}={default}" if is_whole else f"{name}=Fraction({default.numerator}, {default.denominator})"


def result_text(writer: ProgramWriter, above: int, below: int | None) -> str:
    """A value, as a call where it is a fraction."""
    if below is None:
        return writer.text(above)
    return f"ratio({writer.text(above)}, {writer.text(below)})"


def _doc(wanted: Wanted, names: FunctionNames) -> list[str]:
    first, *others = description(wanted, names, {})
    return [f'"""{first}', *others, '"""']


def indented(lines: Sequence[str]) -> list[str]:
    """Lines one step further in."""
    return [f"    {line}".rstrip() for line in lines]


def _checks(program: IntegerProgram, inputs: Sequence[str]) -> list[str]:
    """Condition after condition, so that none is asked for that an earlier one guards."""
    writer, done = ProgramWriter(program, PYTHON, inputs), 0
    text = ['"""The number of the first condition that does not hold; 0 where all hold."""']
    for number, check in enumerate(program.checks, start=1):
        condition = writer.text(check.step, 1)
        text += writer.lines[done:]
        done = len(writer.lines)
        text += [f"if not {condition}:", f"    return {number}  # {comment(check.words)}".rstrip("# ")]
    return [*text, "return 0"]
