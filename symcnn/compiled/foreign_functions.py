"""Formulas of a network as source for C, JavaScript and SQL."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from symcnn.compiled.c_source import ARGUMENT, c_source
from symcnn.compiled.compiled_function import CompiledFunction, ProvedFunction
from symcnn.compiled.javascript_source import javascript_source
from symcnn.compiled.proved_ranges import NARROW
from symcnn.compiled.sql_source import sql_source
from symcnn.errors import LimitExceeded, Unavailable

if TYPE_CHECKING:
    from symcnn.compiled.compiled_function import FunctionValue, Taken


class _NotRunHere(CompiledFunction):
    """A function in a language that is not run from here."""

    where = ""

    @cached_property
    def _exactly(self) -> CompiledFunction:
        return CompiledFunction(self.wanted)

    def __call__(self, *_given: Taken, **_named: Taken) -> FunctionValue:
        """Refused: the source is to be run where its language is."""
        raise Unavailable(f"this is source for {self.where}", 'take its source there, or ask for to="python"')

    def reason(self, *given: Taken, **named: Taken) -> str:
        """Which condition does not hold at a point; empty where all hold."""
        return self._exactly.reason(*given, **named)


class CFunction(_NotRunHere, ProvedFunction):
    """Formulas as C.

    >>> import symcnn
    >>> macs = symcnn.parse("input(W, W, 3); C1: conv(5, 8)").function("macs", to="c", over={"W": "1..1024"})
    >>> "int macs(int64_t W, int64_t *out_macs)" in macs.source
    True
    """

    to, where = "c", "a compiler of C"

    @cached_property
    def source(self) -> str:
        """The text of a file in C."""
        for axis in self.axes:
            if not all(ARGUMENT.has(int(end * axis.scale)) for end in (axis.first, axis.last)):
                raise LimitExceeded(
                    f"values of {axis.name} need more than the 64 bits of an argument in C", hint=NARROW
                )
        return c_source(self.wanted, self.proved, self.slots, self.names, self._scales or {})


class SqlFunction(_NotRunHere, ProvedFunction):
    """Formulas as a query of DuckDB over a table ``designs``, whose columns are the symbols."""

    to, where = "sql", "DuckDB"
    folds_case = True

    @cached_property
    def source(self) -> str:
        """The text of a query."""
        return sql_source(self.wanted, self.proved, self.slots, self.names, self._scales or {})


class JavaScriptFunction(_NotRunHere):
    """Formulas as JavaScript, on numbers of any size (``BigInt``)."""

    to, where = "js", "JavaScript"

    @cached_property
    def source(self) -> str:
        """The text of a function."""
        return javascript_source(self.wanted, self.program, self.slots, self.names)
