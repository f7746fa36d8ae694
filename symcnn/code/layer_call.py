"""A layer as rows of a target see it: its arguments as text, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.values import NOTHING, SAME, is_scalar
from symcnn.code.source_lines import PythonCall, listed
from symcnn.errors import ArgumentMistake
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.code.class_scope import ClassScope
    from symcnn.errors import Span
    from symcnn.model.volume import Volume
    from symcnn.syntax import tree


class LayerCall(NamedTuple):
    """One call of a layer in the body of a class."""

    definition: tree.LayerDefinition
    span: Span
    values: Mapping[str, Value]
    """The arguments by symbol, in the algebra."""
    written: Mapping[str, Formula]
    """Those that the author wrote, as formulas of Python's names."""
    received: Volume
    output: Volume
    scope: ClassScope
    needed: set[str]
    """Helpers that the file has to hold."""
    read: set[str]
    """The arguments that a row has looked at: one that it has not may change what the layer is."""
    branches: tuple[Volume, ...] = ()
    """What each branch brings, of a layer of branches."""

    @property
    def axes(self) -> int:
        """How many sizes the layer receives."""
        return len(self.received.sizes)

    @property
    def depth(self) -> str:
        """The depth that it receives."""
        return self.scope.text(self.received.depth)

    def depth_of(self, branch: int) -> str:
        """The depth of a branch."""
        return self.scope.text(self.branches[branch].depth)

    @property
    def depth_out(self) -> str:
        """The depth that leaves it."""
        return self.scope.text(self.output.depth)

    @property
    def values_received(self) -> str:
        """How many values an example has."""
        return self.scope.text(self.scope.domain.product([*self.received.sizes, self.received.depth]))

    def symbol(self, word: str) -> str:
        """The letter of an argument."""
        found = next(p.symbol for p in self.definition.parameters if word in (*p.words, p.symbol))
        self.read.add(found)
        return found

    def need_not_say(self, *words: str) -> None:
        """Look at arguments that follow from others."""
        for word in words:
            self.symbol(word)

    def value(self, word: str) -> Value:
        """The value of an argument, by its word."""
        return self.values[self.symbol(word)]

    def axis(self, *, depth_first: bool) -> int:
        """The axis that an argument names, as a dimension behind the batch: the depth first or last, sizes reversed."""
        chosen = self.value("axis")
        if not isinstance(chosen, int):
            return 1 if depth_first else -1
        return self.axes - chosen + depth_first

    def is_given(self, word: str) -> bool:
        """Whether an argument has a value: its author wrote one, or its default is one."""
        return self.value(word) is not NOTHING

    def is_same(self, word: str = "padding") -> bool:
        """Whether padding is the word for as large as before."""
        return self.value(word) == SAME

    def formula(self, word: str) -> Formula:
        """An argument as a formula of Python's names."""
        symbol = self.symbol(word)
        return self.written[symbol] if symbol in self.written else self.scope.written(self.values[symbol])

    def entries(self, word: str) -> tuple[Formula, ...]:
        """An argument with one entry for each axis, in the order of the language."""
        formula = self.formula(word)
        if formula.op == "tuple":
            return formula.args
        return (formula,) * max(self.axes, 1)

    def whole(self, word: str) -> str:
        """A whole number, or one for each axis, as Python."""
        return self.scope.whole(self.formula(word))

    def each(self, word: str) -> str:
        """One whole number for each axis."""
        return self.scope.whole(Formula("tuple", self.entries(word)))

    def real(self, word: str) -> str:
        """A number with a fraction as Python."""
        return self.scope.real(self.formula(word))

    def option(self, word: str, python: str = "", default: int | None = None) -> tuple[str, ...]:
        """``stride=2``, or nothing where that is the default of the target."""
        value = self.value(word)
        if value is NOTHING or (is_scalar(value) and default is not None and value == default):
            return ()
        return (f"{python or word}={self.whole(word)}",)

    def real_option(self, word: str, python: str) -> tuple[str, ...]:
        """``eps=0.001``, where the author wrote it."""
        return (f"{python}={self.real(word)}",) if self.symbol(word) in self.written else ()

    def flag(self, word: str, python: str = "", *, default: bool = True) -> tuple[str, ...]:
        """``bias=False``, or nothing where that is the default of the target."""
        value = self.value(word)
        if value in (0, 1):
            return () if value == default else (f"{python or word}={bool(value)}",)
        return (f"{python or word}={self.scope.exact(self.formula(word))}",)

    def maps_seen(self) -> str | PythonCall:
        """Which maps each filter of a convolution sees: its table, or links that are spread evenly."""
        self.need_not_say("filters", "groups")  # the table has a row for each filter
        if self.is_given("table"):
            return listed(self.formula("table"), self.scope.whole)
        self.needed.add("spread")
        return f"spread({self.whole('links')}, {self.whole('filters')})"

    def helper(self, name_: str, *args: str | PythonCall) -> PythonCall:
        """A call of a class that the file has to hold."""
        self.needed.add(name_)
        return PythonCall(name_, args)

    def refused(self, target: str, why: str = "") -> ArgumentMistake:
        """The error for a layer that the target has not, or not with these arguments."""
        words = f'{target} has no counterpart of "{self.definition.name}"'
        hint = "choose other arguments, or leave it out and add it to the code by hand"
        return ArgumentMistake(words + (f" {why}" if why else ""), self.span, hint if why else "")

    def in_order(self, *formulas: Formula) -> str:
        """Formulas as arguments, the last axis first."""
        return ", ".join(self.scope.whole(formula) for formula in reversed(formulas))
