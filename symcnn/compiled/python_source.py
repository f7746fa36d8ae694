"""A program as Python, whose whole numbers have any size, and as JavaScript, whose ``BigInt`` has too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.dialects import JAVASCRIPT, PYTHON
from symcnn.compiled.naming import description
from symcnn.compiled.safe_names import comment
from symcnn.compiled.writing import ProgramWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    parameters = ", ".join(_parameter(variable, names) for variable in _in_order(wanted.variables))
    writer = ProgramWriter(program, PYTHON, inputs)
    values = [_result(writer, result.above, result.below) for result in program.results]
    given = ", ".join(f"{name}={name}" for name in names.arguments.values())
    body = [f"if {names.function}_broken({given}):", "    return None"] if program.checks else []
    text = [f"def {names.function}({parameters}):", *_indented(_doc(wanted, names))]
    text += _indented([*body, *writer.lines, f"return {', '.join(values)}"])
    text += ["", "", f"def {names.function}_broken({parameters}):", *_indented(_checks(program, inputs))]
    source = "\n".join(text) + "\n"
    helpers = "\n".join(helper for call, helper in HELPERS if call in source)
    imports = "from fractions import Fraction\n\n" if "Fraction(" in source + helpers else ""
    return imports + helpers + ("\n\n" if helpers else "") + source


def _read(names: FunctionNames, wanted: Wanted, slot: Slot) -> str:
    own = names.arguments[wanted.variables[slot.variable].name]
    return {"above": f"{own}.numerator", "below": f"{own}.denominator"}.get(slot.part, own)


def _in_order(variables: Sequence[Variable]) -> list[Variable]:
    """Those without a default first."""
    return sorted(variables, key=lambda variable: variable.default is not None)


def _parameter(variable: Variable, names: FunctionNames) -> str:
    name, default = names.arguments[variable.name], variable.default
    if default is None:
        return name
    is_whole = default.denominator == 1
    return f"{name}={default}" if is_whole else f"{name}=Fraction({default.numerator}, {default.denominator})"


def _result(writer: ProgramWriter, above: int, below: int | None) -> str:
    if below is None:
        return writer.text(above)
    return f"ratio({writer.text(above)}, {writer.text(below)})"


def _doc(wanted: Wanted, names: FunctionNames) -> list[str]:
    first, *others = description(wanted, names, {})
    return [f'"""{first}', *others, '"""']


def _indented(lines: Sequence[str]) -> list[str]:
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


_JS_HELPERS = (
    ("divided(", "const divided = (a, b) => b ? (a - ((a % b) + b) % b)/b : 0n;"),
    ("remaining(", "const remaining = (a, b) => b ? ((a % b) + b) % b : 0n;"),
    ("least(", "const least = (a, b) => a < b ? a : b;"),
    ("greatest(", "const greatest = (a, b) => a > b ? a : b;"),
    ("fraction(", "const fraction = (x) => Array.isArray(x) ? x.map(BigInt) : [BigInt(x), 1n];"),
    ("ratio(", "const ratio = (a, b) => a % b ? [a, b] : a/b;"),
)


def javascript_source(wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames) -> str:
    """A function of whole numbers (BigInt); a fraction is given, and comes, as numerator and denominator."""
    writer = ProgramWriter(program, JAVASCRIPT, names.slots(wanted, slots))
    lines, done = [*_js_inputs(wanted, names)], 0
    for check in program.checks:
        condition = writer.text(check.step, 1)
        remark = f"  // {comment(check.words)}".rstrip("/ ")
        lines += [*writer.lines[done:], f"if (!({condition})) return null;{remark}"]
        done = len(writer.lines)
    values = [_result(writer, result.above, result.below) for result in program.results]
    value = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
    lines += [*writer.lines[done:], f"return {value};"]
    parameters = ", ".join(_js_parameter(variable, names) for variable in _in_order(wanted.variables))
    said = [f" * {line}".rstrip() for line in description(wanted, names, {})]
    text = ["/*", *said, " * Null where there is no network.", " */", f"function {names.function}({parameters}) {{"]
    source = "\n".join([*text, *_indented(lines), "}"])
    helpers = "".join(f"{helper}\n" for call, helper in _JS_HELPERS if call in source)
    return f"{helpers}{source}\n{_JS_EXPORT.format(names.function)}"


_JS_EXPORT = 'if (typeof module !== "undefined") module.exports = {{ {0} }};\n'


def _js_inputs(wanted: Wanted, names: FunctionNames) -> Iterator[str]:
    for variable in wanted.variables:
        name = names.arguments[variable.name]
        yield (
            f"{name} = BigInt({name});"
            if variable.is_whole
            else f"const [{name}_above, {name}_below] = fraction({name});"
        )


def _js_parameter(variable: Variable, names: FunctionNames) -> str:
    name, default = names.arguments[variable.name], variable.default
    if default is None:
        return name
    if default.denominator == 1:
        return f"{name} = {default}n"
    return f"{name} = [{default.numerator}n, {default.denominator}n]"
