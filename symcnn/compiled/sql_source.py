"""A program as a query of DuckDB: with 64 bits where that is proved for the ranges of the symbols, else with 128."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.compiled.dialects import SQL
from symcnn.compiled.naming import description
from symcnn.compiled.writing import ProgramWriter, Written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.compiled.naming import FunctionNames
    from symcnn.compiled.program_steps import Instruction, IntegerProgram, Result
    from symcnn.compiled.wanted import Slot, Wanted

_NAME = re.compile(r"\bt\d+\b")
_PRODUCT = "list_reduce(list_prepend(CAST(1 AS {kind}), {terms}), lambda x, y: x*y)"
"""Without floating point, which the language's own product of a list has."""

_COMPARED = ("==", "!=", "<", "<=", ">", ">=", "and", "or", "not")
_INDICES = "BIGINT"
"""The kind of the numbers of a range."""

_ROW = "row_of_designs"

TABLE = "designs"
"""The table whose columns are the symbols, unless another is named."""


class _Columns(ProgramWriter):
    """Names become columns of queries, each of which reads those of the query inside."""

    def __init__(self, program: IntegerProgram, inputs: Sequence[str], kind: str) -> None:
        super().__init__(program, SQL, inputs)
        self._kind = kind
        self.layers: list[list[str]] = []
        self.depth: dict[str, int] = {}

    def _fitting(self, step: Instruction, args: Sequence[int | Written]) -> Sequence[int | Written]:
        """Numbers alone would be computed with 32 bits, so one of them gets the kind of the query."""
        steps = self._program.steps
        *_, last = args
        numbers = (isinstance(arg, int) and steps[arg].op == "const" for arg in args[step.op == "where" :])
        if step.op in _COMPARED or isinstance(last, Written) or not all(numbers):
            return args
        return [*args[:-1], Written(f"CAST({self._operand(last, 0)} AS {self._kind})")]

    def _expression(self, step: Instruction) -> Written:
        if step.op == "index" and self._kind != _INDICES:
            return Written(f"CAST(i{step.value} AS {self._kind})")
        return super()._expression(step)

    def _named(self, text: str, step: Instruction) -> str:
        if step.loops:
            return f"({text})"
        self._names += 1
        name = f"t{self._names}"
        depth = max((self.depth[used] + 1 for used in _NAME.findall(text)), default=0)
        self.depth[name] = depth
        self.layers += [[]] if depth == len(self.layers) else []
        self.layers[depth].append(f"{text} AS {name}".replace("{kind}", self._kind))
        return name

    def _series(self, step: Instruction) -> Written:
        count, body = step.args
        times = self._operand(count, 0)
        self._enter(step.value)
        value = self.text(body, 0)
        self._leave()
        terms = (
            f"list_transform(range(0, CAST({times} AS BIGINT)), lambda i{step.value}: CAST({value} AS {self._kind}))"
        )
        total = (
            f"coalesce(list_sum({terms}), 0)" if step.op == "series" else _PRODUCT.format(kind=self._kind, terms=terms)
        )
        return Written(self._named(total, step))


def sql_source(
    wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames, scales: Mapping[str, int]
) -> str:
    """A query that gives every row of a table with ``legal`` and the results, NULL where there is no network."""
    kind = "BIGINT" if program.fits(64) else "HUGEINT"
    inputs = [f"i{place}_" for place in range(len(slots))]
    columns = _Columns(program, inputs, kind)
    legal = " AND ".join(columns.text(check.step, 1) for check in program.checks) or "true"
    values = [_value(columns, result, names).replace("{kind}", kind) for result in program.results]
    given = ", ".join([_ROW, *_inputs(wanted, program, slots, names, kind)])
    query = f"SELECT {given}\nFROM ({_foreign(program, names)}) AS {_ROW}"
    for layer in columns.layers:
        query = f"SELECT *, {', '.join(layer)}\nFROM ({query})"
    results = [_masked(result, names) for result in program.results]
    query = f"SELECT *, {', '.join(values)}\nFROM (SELECT *, {legal} AS legal\nFROM ({query}))"
    said = [f"-- {line}".rstrip() for line in description(wanted, names, scales)]
    return "\n".join([*said, f"SELECT {_ROW}.*, legal, {', '.join(results)}", f"FROM ({query});", ""])


def _foreign(program: IntegerProgram, names: FunctionNames) -> str:
    """The columns of the table but those that the results replace; whatever they are called, no step reads them."""
    own = ", ".join(f"'{name.lower()}'" for name in ("legal", *(names.results[one.name] for one in program.results)))
    return f"SELECT COLUMNS(lambda c: lower(c) NOT IN ({own})) FROM {TABLE}"  # noqa: S608 - identifiers of ours


def _value(columns: _Columns, result: Result, names: FunctionNames) -> str:
    name = names.results[result.name]
    if result.below is None:
        return f"{columns.text(result.above, 0)} AS value_{name}"
    above, below = columns.text(result.above, 4), columns.text(result.below, 4)
    refused = f"error('{name} is no whole number')"
    value = f"WHEN {above} % {below} <> 0 THEN {refused} ELSE {above} // {below} END"
    return f"CASE WHEN NOT legal THEN NULL {value} AS value_{name}"


def _masked(result: Result, names: FunctionNames) -> str:
    name = names.results[result.name]
    return f"CASE WHEN legal THEN value_{name} END AS {name}"


def _inputs(
    wanted: Wanted, program: IntegerProgram, slots: Sequence[Slot], names: FunctionNames, kind: str
) -> Iterator[str]:
    """Each symbol as a whole number; outside of the range for which the arithmetic is proved, an error."""
    ranges = {
        step.value: bounds for step, bounds in zip(program.steps, program.bounds, strict=True) if step.op == "input"
    }
    for place, slot in enumerate(slots):
        column = names.slot(wanted, slot)
        scaled = column if slot.scale == 1 else f"{column}*{slot.scale}"
        number = f"CAST({scaled} AS {kind})"
        low, high = ranges.get(place, (None, None))
        refused = f"error('{column} lies outside of the range of this query')"
        inside = f"{scaled} BETWEEN {low} AND {high} AND {scaled} = {number}" if low is not None else "true"
        yield f"CASE WHEN {inside} THEN {number} ELSE {refused} END AS i{place}_"
