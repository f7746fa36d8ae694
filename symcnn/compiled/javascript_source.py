"""A program as JavaScript, whose ``BigInt`` has any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.dialects import JAVASCRIPT
from symcnn.compiled.naming import description
from symcnn.compiled.python_source import in_order, indented, result_text
from symcnn.compiled.reach import LARGE_POWER, LONG_SUM, MOST_BITS, MOST_TURNS
from symcnn.compiled.safe_names import comment
from symcnn.compiled.writing import ProgramWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symcnn.compiled.naming import FunctionNames
    from symcnn.compiled.program_steps import Instruction, IntegerProgram
    from symcnn.compiled.wanted import Slot, Variable, Wanted

_JS_POWER = f"""const raised = (a, b) => {{
    const size = a < 0n ? -a : a;
    if (size > 1n && BigInt((size - 1n).toString(2).length)*b > {MOST_BITS}n) throw new RangeError("{LARGE_POWER}");
    return a**b;
}};"""
_JS_TURNS = f"""const turns = (most, count) => {{
    if (count > most) throw new RangeError("{LONG_SUM}");
    return count > 0n ? most/count : most;
}};"""
"""How many turns a loop in another may have, of those that both may have together."""

_JS_HELPERS = (
    ("divided(", "const divided = (a, b) => b ? (a - ((a % b) + b) % b)/b : 0n;"),
    ("remaining(", "const remaining = (a, b) => b ? ((a % b) + b) % b : 0n;"),
    ("least(", "const least = (a, b) => a < b ? a : b;"),
    ("greatest(", "const greatest = (a, b) => a > b ? a : b;"),
    ("raised(", _JS_POWER),
    ("turns(", _JS_TURNS),
    ("whole(", "const whole = (x) => { const [a, b = 1n] = [x].flat().map(BigInt); return a % b ? null : a/b; };"),
    ("fraction(", "const fraction = (x) => Array.isArray(x) ? x.map(BigInt) : [BigInt(x), 1n];"),
    ("ratio(", "const ratio = (a, b) => a % b ? [a, b] : a/b;"),
)


class _JavaScriptWriter(ProgramWriter):
    """Loops that end: what a value would make too long is refused when it comes."""

    def _heading(self, step: Instruction, times: str) -> list[str]:
        around = self._block(step).loop
        most = f"most{around}" if around else f"{MOST_TURNS}n"
        return [f"const most{step.value} = turns({most}, {times});", *super()._heading(step, times)]


def javascript_source(wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames) -> str:
    """A function of whole numbers (BigInt); a fraction is given, and comes, as numerator and denominator.

    One that is given where a whole number is to be has no network. Values with which it would hardly end are refused,
    as they are in Python.
    """
    writer = _JavaScriptWriter(program, JAVASCRIPT, names.slots(wanted, slots))
    lines, done = [*_js_inputs(wanted, names, "if (({0} = whole({0})) === null) return null;")], 0
    for check in program.checks:
        condition = writer.text(check.step, 1)
        remark = f"  // {comment(check.words)}".rstrip("/ ")
        lines += [*writer.lines[done:], f"if (!({condition})) return null;{remark}"]
        done = len(writer.lines)
    values = [result_text(writer, result.above, result.below) for result in program.results]
    value = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
    lines += [*writer.lines[done:], f"return {value};"]
    parameters = ", ".join(_js_parameter(variable, names) for variable in in_order(wanted.variables))
    said = [f" * {line}".rstrip() for line in description(wanted, names, {})]
    text = ["/*", *said, " * Null where there is no network.", " */", f"function {names.function}({parameters}) {{"]
    source = "\n".join([*text, *indented(lines), "}"])
    return _with_helpers(source) + _JS_EXPORT.format(names.function)


def javascript_cells(wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames) -> str:
    """A function that tells of every condition whether it holds, and all results where all of them do.

    It gives ``[held, values]``: a truth value for each condition, as many as could be worked out, and the list of
    values, or null where there is no network.
    """
    writer, done = _JavaScriptWriter(program, JAVASCRIPT, names.slots(wanted, slots)), 0
    lines: list[str] = []
    for check in program.checks:
        condition = writer.text(check.step)
        lines += [*writer.lines[done:], f"held.push({condition});"]
        done = len(writer.lines)
    values = [result_text(writer, result.above, result.below) for result in program.results]
    lines += ["if (held.includes(false)) return [held, null];", *writer.lines[done:]]
    lines += ["return [held, [", *(f"{value}," for value in values), "]];"]
    parameters = ", ".join(names.arguments[variable.name] for variable in wanted.variables)
    guarded = ["const held = [];", "try {", *indented(lines), *_JS_GUARD]
    source = "\n".join(
        [
            f"function {names.function}({parameters}) {{",
            *indented([*_js_inputs(wanted, names, "{0} = BigInt({0});"), *guarded]),
            "}",
        ]
    )
    return _with_helpers(source)


_JS_GUARD = (
    "} catch (error) {",
    "    if (!(error instanceof RangeError)) throw error;",
    "    return [held, null];",
    "}",
)
"""What divides by 0, or grows beyond all bounds, where a condition before does not hold."""


def _with_helpers(source: str) -> str:
    helpers = "".join(f"{helper}\n" for call, helper in _JS_HELPERS if call in source)
    return f"{helpers}{source}\n"


_JS_EXPORT = 'if (typeof module !== "undefined") module.exports = {{ {0} }};\n'


def _js_inputs(wanted: Wanted, names: FunctionNames, whole: str) -> Iterator[str]:
    for variable in wanted.variables:
        name = names.arguments[variable.name]
        yield (whole.format(name) if variable.is_whole else f"const [{name}_above, {name}_below] = fraction({name});")


def _js_parameter(variable: Variable, names: FunctionNames) -> str:
    name, default = names.arguments[variable.name], variable.default
    if default is None:
        return name
    if default.denominator == 1:
        return f"{name} = {default}n"
    return f"{name} = [{default.numerator}n, {default.denominator}n]"
