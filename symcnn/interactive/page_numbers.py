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
"""The name of the function that computes the numbers of a page."""

CONSTANT = frozenset({"true", "false"})


class PageNumbers:
    """The formulas of a page in the order in which it shows them; each has a place in the values of its function.

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
        """The place of a value's number on the page; None for a number, and for a formula in the turn of a repeat."""
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
        """The numbers at a point, computed in Python; None where a condition of the network does not hold."""
        values = CompiledFunction(self.wanted)(**point)
        if values is None or isinstance(values, tuple):
            return values  # type: ignore[return-value]  # no arrays are given
        return (values,)  # type: ignore[return-value]

    def script(self, wanted: Wanted) -> tuple[str, IntegerProgram]:
        """The source of the function, and its program, whose conditions stand in the order of its answers."""
        made = CompiledFunction(wanted)
        arguments = identifiers((variable.name for variable in wanted.variables), [FUNCTION, "held", "error"])
        names = FunctionNames(FUNCTION, arguments, {})
        return javascript_cells(wanted, made.program, made.slots, names), made.program


def _known(derivation: Derivation, symbols: Sequence[str]) -> Iterator[str]:
    """The symbols, and the named sizes whose formulas have no other names."""
    known = {*symbols, *CONSTANT}
    for definition in derivation.definitions:
        if _free(derivation.written(definition.value)) <= known:
            known.add(definition.name)
    yield from known


def _free(formula: Formula) -> set[str]:
    """The free names of a formula: all but the indices of its sums."""
    if formula.op == "name":
        return {str(formula.value)}
    names = set().union(*map(_free, formula.args)) if formula.args else set[str]()
    if formula.op == "fold":
        names -= {str(index.value) for index in formula.args[1::2]}
    return names
