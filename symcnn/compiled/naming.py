"""What a compiled function, its arguments and its results are called in every language, with their meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled.safe_names import comment, identifier, identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.compiled.wanted import Slot, Variable, Wanted

MOST_JOINED = 3


class FunctionNames(NamedTuple):
    """Identifiers: of the function, of each symbol, of each result."""

    function: str
    arguments: Mapping[str, str]
    results: Mapping[str, str]

    @classmethod
    def of(cls, wanted: Wanted, *, folds_case: bool = True) -> FunctionNames:
        """Identifiers of a function, no two alike; with ``folds_case`` also none that differ in case only.

        >>> from symcnn.compiled.wanted import Variable, Wanted, WantedFormula
        >>> from symcnn.formula import ONE
        >>> FunctionNames.of(Wanted("net", (Variable("in"),), (), (), (WantedFormula("C1.W", ONE),)))
        FunctionNames(function='C1_W', arguments={'in': 'in_'}, results={'C1.W': 'C1_W'})
        """
        keys = [formula.key for formula in wanted.formulas]
        function = identifier("_".join(keys) if len(keys) <= MOST_JOINED else wanted.name or "network")
        arguments = identifiers((variable.name for variable in wanted.variables), [function], folds_case=folds_case)
        return cls(function, arguments, identifiers(keys, arguments.values(), folds_case=folds_case))

    def slot(self, wanted: Wanted, slot: Slot) -> str:
        """The identifier of a whole number that stands for a symbol, or for part of one."""
        own = self.arguments[wanted.variables[slot.variable].name]
        return f"{own}_{slot.part}" if slot.part else own

    def slots(self, wanted: Wanted, slots: Sequence[Slot]) -> list[str]:
        """The identifiers of all whole numbers."""
        return [self.slot(wanted, slot) for slot in slots]


def description(wanted: Wanted, names: FunctionNames, scales: Mapping[str, int]) -> Iterator[str]:
    """The lines of a comment on arguments and results, safe in the comments of every language."""
    yield comment(
        f"{', '.join(formula.key for formula in wanted.formulas)} of {wanted.name or 'a network'}; made by symcnn."
    )
    yield ""
    for variable in wanted.variables:
        yield comment(f"{names.arguments[variable.name]}: {described(variable, scales.get(variable.name, 1))}")
    for formula in wanted.formulas:
        yield comment(f"Gives {formula.key}{f', {formula.unit}' if formula.unit else ''}.")


def described(variable: Variable, scale: int = 1) -> str:
    """The meaning of a symbol, its kind and range, and its default, in words.

    >>> from symcnn.compiled.wanted import Variable
    >>> described(Variable("W", default=224, meaning="axis W of input"))
    'axis W of input; a whole number from 1 on, 224 by default'
    """
    kind = "a whole number" if variable.is_whole else f"a fraction, times {scale}" if scale > 1 else "a fraction"
    low = "" if variable.low is None else f" from {variable.low} on"
    span = f" from {variable.low} to {variable.high}" if None not in (variable.low, variable.high) else low
    default = "" if variable.default is None else f", {variable.default} by default"
    return f"{variable.meaning}; {kind}{span}{default}" if variable.meaning else f"{kind}{span}{default}"
