"""Formulas of a network as a function: called in Python or on arrays, or as source for another language."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from inspect import Parameter, Signature
from numbers import Rational
from operator import index
from typing import TYPE_CHECKING, TypeAlias

from symcnn.compiled.naming import FunctionNames, described
from symcnn.compiled.proved_ranges import proved
from symcnn.compiled.python_source import python_source
from symcnn.compiled.reach import Reach
from symcnn.compiled.running import functions_of
from symcnn.compiled.step_bounds import WholeRange
from symcnn.compiled.wanted import Ranges, Wanted, box_of, program_of, slots_of
from symcnn.errors import ArgumentMistake, NameMistake, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FunctionType

    from numpy.typing import ArrayLike

    from symcnn.compiled.array_runs import MaskedNumbers, Truths
    from symcnn.compiled.grid_axes import GridAxis
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.wanted import Slot, Variable
    from symcnn.support.scalar import Number

Taken: TypeAlias = "ArrayLike | Number | None"
"""What is given for a symbol: a number, or for NumPy an array of them; None where nothing is."""

FunctionValue: TypeAlias = "Number | tuple[Number, ...] | MaskedNumbers | tuple[MaskedNumbers, ...] | None"
"""What comes of a call: a number for each quantity, or an array of them."""


class CompiledFunction:
    """Formulas of a network, compiled: what was asked for, in Python's whole numbers, which have any size.

    >>> import symcnn
    >>> macs = symcnn.parse("input(W, W, 3); C1: conv(5, 8)").function("macs")
    >>> macs(W=32), macs.legal(W=4), macs(W=4)
    (470400, False, None)
    >>> print(macs.reason(W=4))
    W ≥ 5 (C1: the kernel must fit into the padded input)
    >>> print(macs.source.splitlines()[9].strip())
    return t1*t1*600
    """

    to = "python"
    folds_case = False
    """Whether the language does not tell capital letters from small ones."""

    def __init__(self, wanted: Wanted, axes: tuple[GridAxis, ...] = ()) -> None:
        self.wanted = wanted
        self.axes = axes
        self.names = FunctionNames.of(wanted, folds_case=self.folds_case)
        self.__doc__ = _doc(wanted, self.names)
        self.__name__ = self.__qualname__ = self.names.function

    def __reduce__(self) -> tuple[type[CompiledFunction], tuple[Wanted, tuple[GridAxis, ...]]]:
        """Pickled by its formulas; it is compiled again where it is used."""
        return type(self), (self.wanted, self.axes)

    def __repr__(self) -> str:
        return f"<function {self.names.function}{self.__signature__} to {self.to}>"

    @property
    def outputs(self) -> tuple[str, ...]:
        """What it gives, in order."""
        return tuple(one.key for one in self.wanted.formulas)

    @property
    def symbols(self) -> tuple[str, ...]:
        """What it takes, in order."""
        return tuple(variable.name for variable in self._in_order)

    @property
    def defaults(self) -> dict[str, int | Fraction]:
        """What symbols are if nothing is given for them."""
        known = self.wanted.variables
        return {variable.name: variable.default for variable in known if variable.default is not None}

    @property
    def _in_order(self) -> list[Variable]:
        return sorted(self.wanted.variables, key=lambda variable: variable.default is not None)

    @property
    def __signature__(self) -> Signature:
        kind = Parameter.POSITIONAL_OR_KEYWORD
        return Signature([
            Parameter(
                self.names.arguments[variable.name],
                kind,
                default=Parameter.empty if variable.default is None else variable.default,
            )
            for variable in self._in_order
        ])  # fmt: skip

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The whole numbers that the program takes."""
        return slots_of(self.wanted, self._scales)

    @property
    def _scales(self) -> Mapping[str, int] | None:
        return None

    @cached_property
    def program(self) -> IntegerProgram:
        """Its steps, with all conditions."""
        return program_of(self.wanted, self.slots, box_of(self.wanted, self.slots))

    @cached_property
    def source(self) -> str:
        """The function as source code in Python."""
        return python_source(self.wanted, self.program, self.slots, self.names)

    @cached_property
    def _functions(self) -> dict[str, FunctionType]:
        return functions_of(self.source, {}, self.names.function)

    @cached_property
    def _run(self) -> FunctionType:
        return self._functions[self.names.function]

    def __call__(self, *given: Taken, **named: Taken) -> FunctionValue:
        """The value, or several as a tuple, at a point; None where there is no network."""
        values = self._bound(given, named)
        if self._stray(values):
            return None
        self._refuse_unending(values)
        found: FunctionValue = self._run(*values.values())
        return found

    def legal(self, *given: Taken, **named: Taken) -> bool | Truths:
        """Whether there is a network at a point."""
        return not self.reason(*given, **named)

    def reason(self, *given: Taken, **named: Taken) -> str:
        """Which condition does not hold at a point; empty where all hold."""
        values = self._bound(given, named)
        stray = self._stray(values)
        if stray:
            return f"{stray} is a whole number"
        self._refuse_unending(values)
        broken = self._functions[f"{self.names.function}_broken"](*values.values())
        return self.program.checks[broken - 1].words if broken else ""

    @cached_property
    def _reach(self) -> Reach:
        return Reach(self.program)

    @cached_property
    def _declared(self) -> list[WholeRange]:
        return box_of(self.wanted, self.slots)

    def _refuse_unending(self, values: Mapping[str, Number]) -> None:
        """Refuse values with which the source would hardly end; outside of what is declared it ends at once."""
        if self._reach.is_needed:
            point = [_part(values[self.wanted.variables[slot.variable].name], slot) for slot in self.slots]
            if all(declared.has(value) for declared, value in zip(self._declared, point, strict=True)):
                self._reach.refuse([WholeRange(value, value) for value in point])

    def _stray(self, values: Mapping[str, Number]) -> str:
        """A symbol that is to be whole and is not."""
        whole = {variable.name for variable in self.wanted.variables if variable.is_whole}
        return next((name for name, value in values.items() if name in whole and value.denominator != 1), "")

    def _bound(self, given: tuple[Taken, ...], named: Mapping[str, Taken]) -> dict[str, Number]:
        """The value of each symbol, in order."""
        return {name: self._exact(name, value) for name, value in self._matched(given, named).items()}

    def _matched(self, given: tuple[Taken, ...], named: Mapping[str, Taken]) -> dict[str, Taken]:
        order = self._in_order
        if len(given) > len(order):
            raise ArgumentMistake(f"{len(given)} values are given for {len(order)} symbols: {', '.join(self.symbols)}")
        found = dict(zip(self.symbols, given, strict=False))
        own = {identifier: name for name, identifier in self.names.arguments.items()}
        for word, value in named.items():
            name = word if word in self.names.arguments else own.get(word, "")
            if not name:
                hint = nearest(word, self.symbols) or f"it has {', '.join(self.symbols) or 'no symbols'}"
                raise NameMistake(f'this function takes no symbol "{word}"', hint=hint)
            if name in found:
                raise ArgumentMistake(f"{name} is given twice")
            found[name] = value
        return {variable.name: found.get(variable.name, variable.default) for variable in order}

    def _exact(self, name: str, value: Taken) -> Number:
        if type(value) is int:
            return value
        if value is None:
            raise ArgumentMistake(f"no value is given for {name}", hint=f"such as {name}=32; it has no default")
        if isinstance(value, Fraction):
            return value
        if isinstance(value, float):
            hint = f'write Fraction("{value}"); nothing here is floating point'
            raise ArgumentMistake(f"{name} = {value} is not an exact number", hint=hint)
        if isinstance(value, Rational):  # SymPy's among them
            return Fraction(int(value.numerator), int(value.denominator))
        try:
            return index(value)  # type: ignore[arg-type]  # anything else is refused
        except TypeError:
            raise ArgumentMistake(f"{name} = {value} is not an exact number") from None


class ProvedFunction(CompiledFunction):
    """A function that is proved for ranges of its symbols."""

    @property
    def _scales(self) -> Mapping[str, int] | None:
        return {axis.name: axis.scale for axis in self.axes}

    @property
    def _ranges(self) -> Ranges:
        return {axis.name: (axis.first, axis.last) for axis in self.axes}

    @property
    def _box(self) -> list[WholeRange]:
        return box_of(self.wanted, self.slots, self._ranges)

    @cached_property
    def program(self) -> IntegerProgram:
        """Its steps; whoever runs them looks first whether a point lies inside the ranges."""
        return program_of(self.wanted, self.slots, self._box, is_inside=True)

    @cached_property
    def proved(self) -> IntegerProgram:
        """Its steps, within ranges for which they are proved."""
        return proved(self.wanted, self.program, self.slots, self._box)


def _part(value: Number, slot: Slot) -> int:
    """The whole number that a program takes for a symbol: a fraction is passed as numerator and denominator."""
    return int(value) if not slot.part else value.numerator if slot.part == "above" else value.denominator


def _doc(wanted: Wanted, names: FunctionNames) -> str:
    lines = [f"{', '.join(one.key for one in wanted.formulas)} of {wanted.name or 'a network'}.", "", "Args:"]
    lines += [f"    {names.arguments[variable.name]}: {described(variable)}." for variable in wanted.variables]
    lines += ["", "Returns:"]
    lines += [f"    {one.key}: {one.unit}." for one in wanted.formulas]
    return "\n".join([*lines, "", "    None, or masked, where there is no network."])
