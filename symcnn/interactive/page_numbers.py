"""The numbers of a page: every formula on it once, compiled together into one function of JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.compiled.compiled_function import CompiledFunction
from symcnn.compiled.gathering import wanted_formulas
from symcnn.compiled.javascript_source import javascript_cells
from symcnn.compiled.naming import FunctionNames
from symcnn.compiled.safe_names import identifiers
from symcnn.compiled.wanted import WantedFormula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from symcnn.analysis.subject import Subject
    from symcnn.compiled.program_steps import IntegerProgram
    from symcnn.compiled.wanted import Wanted
    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula
    from symcnn.support.scalar import Number, Scalar

FUNCTION = "network"
"""What the function of a page is called."""

CONSTANT = frozenset({"true", "false"})


class PageNumbers:
    """Formulas as they are met; each has a place among the values that the page's function gives.

    >>> import symcnn
    >>> numbers = PageNumbers(symcnn.parse("input(W, W, 3); conv(5, 8)"))
    >>> numbers.place(numbers.derivation.output.volume.sizes[0]), numbers.place(8)
    (0, None)
    >>> numbers.at({"W": 32})
    (28,)
    """

    def __init__(self, net: Subject) -> None:
        self._net = net
        self.derivation: Derivation = net.derivation
        self._places: dict[Formula, int] = {}
        self._known = set(_known(net.derivation, [symbol.name for symbol in net.free_symbols]))

    def place(self, value: Scalar) -> int | None:
        """Where its number comes; None if it is a number, or speaks of the turn of a repeat."""
        formula = self.derivation.written(value)
        if formula.op == "number" or not _free(formula) <= self._known:
            return None
        return self._places.setdefault(formula, len(self._places))

    @property
    def wanted(self) -> Wanted:
        """All formulas met so far, with the conditions of the network."""
        rows = tuple(WantedFormula(str(place), formula) for formula, place in self._places.items())
        return wanted_formulas(self._net, rows)

    def at(self, point: Mapping[str, Number]) -> tuple[Number, ...] | None:
        """The numbers at a point, by Python; None where there is no network."""
        found = CompiledFunction(self.wanted)(**point)
        if found is None or isinstance(found, tuple):
            return found  # type: ignore[return-value]  # no arrays are given
        return (found,)  # type: ignore[return-value]

    def script(self, wanted: Wanted) -> tuple[str, IntegerProgram]:
        """The source of the function, and the program with the conditions in the order in which it tells of them."""
        made = CompiledFunction(wanted)
        arguments = identifiers((variable.name for variable in wanted.variables), [FUNCTION, "held", "error"])
        names = FunctionNames(FUNCTION, arguments, {})
        return javascript_cells(wanted, made.program, made.slots, names), made.program


def _known(derivation: Derivation, symbols: Sequence[str]) -> Iterator[str]:
    """Symbols, and the named sizes that are made of them alone."""
    known = {*symbols, *CONSTANT}
    for definition in derivation.definitions:
        if _free(derivation.written(definition.value)) <= known:
            known.add(definition.name)
    yield from known


def _free(formula: Formula) -> set[str]:
    """The names in a formula but for those that count the terms of a sum in it."""
    if formula.op == "name":
        return {str(formula.value)}
    found = set().union(*map(_free, formula.args)) if formula.args else set[str]()
    if formula.op == "fold":
        found -= {str(index.value) for index in formula.args[1::2]}
    return found
