"""The frozen tree of a text: definitions and statements. Expressions in it are :class:`~symcnn.formula.Formula`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from symcnn.errors import NOWHERE, Span
from symcnn.formula import ZERO
from symcnn.support.record import Record, field
from symcnn.syntax.even_sizes import even_formulas
from symcnn.syntax.operation_reads import OperationLine
from symcnn.syntax.operation_rules import rules_of_operation
from symcnn.syntax.operation_steps import KINDS

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from symcnn.formula import Formula


OF_WEIGHTS = ("params", "buffers", "connections", "macs", "depth")
"""What a layer counts of its weights."""


class Node(Record):
    """What every node has: its place, which does not count when trees are compared."""

    hidden: ClassVar[tuple[str, ...]] = ("span",)
    span: Span = field(default=NOWHERE, kw_only=True)


class Parameter(Node):
    """``stride S: integer >= 1 = 1``: the words that authors write, the symbol that formulas show, kind and default."""

    words: tuple[str, ...]
    symbol: str
    kind: str = ""
    relation: str = ""
    bound: Formula | None = None
    default: Formula | None = None
    length: str = ""
    """Of a list of symbols, ``k[1..L]``, the name of how many there are."""


def _inner_names(parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
    """The names in the defaults of parameters that are no parameters themselves."""
    defaults = [parameter.default for parameter in parameters if parameter.default is not None]
    mentioned = {str(node.value) for default in defaults for node in default.named()}
    return tuple(sorted(mentioned - {parameter.symbol for parameter in parameters}))


class Argument(Node):
    """``stride=2``, or ``2`` with an empty name."""

    name: str
    value: Formula


def _mentioned(arguments: tuple[Argument, ...]) -> dict[str, Span]:
    return {str(node.value): node.span for argument in arguments for node in argument.value.named()}


class Statement(Node):
    """One line of a body; ``label`` is the author's name for it."""

    label: str = field(default="", kw_only=True)


class Input(Statement):
    """``input(W, H, D)``."""

    arguments: tuple[Argument, ...]

    @cached_property
    def mentioned(self) -> dict[str, Span]:
        """The names in its arguments, each with a place."""
        return _mentioned(self.arguments)


class Invocation(Statement):
    """What is called by its name with arguments."""

    name: str
    arguments: tuple[Argument, ...] = ()

    @cached_property
    def written(self) -> tuple[tuple[str, Formula], ...]:
        """The names and formulas of its arguments, by which two calls are alike wherever they stand."""
        return tuple((argument.name, argument.value) for argument in self.arguments)

    @cached_property
    def mentioned(self) -> dict[str, Span]:
        """The names in its arguments, each with a place."""
        return _mentioned(self.arguments)


class Call(Invocation):
    """``conv(3, K)`` or ``relu``: a layer, a block or a network."""


class Let(Statement):
    """``let C = 2*K``."""

    name: str
    value: Formula


class Assume(Statement):
    """``assume W % 32 == 0``."""

    condition: Formula


class Repeat(Statement):
    """``repeat n as i { ... }``, where ``index`` is empty without ``as``; ``for i in 1..n { ... }`` starts at 1."""

    count: Formula
    index: str
    body: tuple[Statement, ...]
    start: int = 0
    """What the index is in the first turn."""

    @property
    def turns(self) -> Formula:
        """The formula that says how many turns there are."""
        return self.count

    @property
    def word(self) -> str:
        """With which word it is written, by which it goes where it has no label."""
        return "for" if self.start else "repeat"


class ForEach(Statement):
    """``for (t, c) in [(1, 16), (6, 24)] { ... }``."""

    word: ClassVar[str] = "for"

    names: tuple[str, ...]
    table: Formula
    body: tuple[Statement, ...]

    @property
    def turns(self) -> Formula:
        """The formula that says how many turns there are."""
        return self.table


class When(Statement):
    """``when S != 1 { ... } else { ... }``: statements that a condition chooses."""

    condition: Formula
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


class Branch(Node):
    """``{ ... }`` in a merge; without statements it is the identity."""

    statements: tuple[Statement, ...]
    choices: tuple[tuple[Formula, bool], ...] = ()
    """What decides whether it is there: conditions, outermost first, and the answer that each of them must have."""


class Merge(Invocation):
    """``add { { ... } { ... } }``: a layer of branches, which may take arguments."""

    branches: tuple[Branch, ...] = ()


class From(Statement):
    """``from E4 { ... }``: a branch that starts at an earlier layer; ``down[i].left`` is one in some turn of a loop."""

    name: str
    body: tuple[Statement, ...]
    turns: tuple[tuple[Formula, str], ...] = ()
    """Which turn, counted from 0, and a label inside it; in a loop inside that, another one."""


class Head(Statement):
    """``head { ... }``: an output beside the main one; what stands behind it goes on as if it were not there."""

    body: tuple[Statement, ...]


class UseShared(Statement):
    """``use shared``: the weights of an earlier layer once more."""

    name: str


class Use(Node):
    """``use "blocks.cnn"``."""

    path: str


BodyKind: TypeAlias = Literal["network", "block"]
"""What a body of statements is called: a network may declare an input, a block receives whatever there is."""


class Body(Node):
    """``network NAME(parameters) { ... }`` or ``block NAME(parameters) { ... }``."""

    kind: BodyKind
    name: str
    parameters: tuple[Parameter, ...]
    statements: tuple[Statement, ...]
    doc: str = ""

    @cached_property
    def inner_names(self) -> tuple[str, ...]:
        """The names in its defaults that are no parameters; a network may also receive its parameters."""
        received = [parameter.symbol for parameter in self.parameters if self.kind == "network"]
        return (*_inner_names(self.parameters), *received)


class Require(Node):
    """``require D % G == 0 "the groups divide the depth"``."""

    condition: Formula
    words: str = ""


class Rule(Node):
    """``params = ...``, or with indices the operation itself: ``y[i, k] = ...``."""

    target: str
    formula: Formula
    indices: tuple[str, ...] = ()


class LayerDefinition(Node):
    """``layer NAME(parameters) { rules }``."""

    name: str
    parameters: tuple[Parameter, ...]
    requires: tuple[Require, ...]
    rules: tuple[Rule, ...]
    doc: str = ""

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        """What its quantities and sizes are, the first where one is stated twice; no lines of the operation.

        What has no weights has none to count: an operation that reads only its input says so. What else an operation
        tells need not be stated either.
        """
        stated = {rule.target: rule.formula for rule in reversed(self.rules) if not rule.indices}
        without = dict.fromkeys(OF_WEIGHTS, ZERO) if self._reads_only_input else {}
        return {**self._told_by_operation(stated.keys()), **without, **stated}

    def _told_by_operation(self, stated: AbstractSet[str]) -> dict[str, Formula]:
        """What it tells; of layers that state all, such as those that come with the package, nobody asks."""
        if stated >= {*OF_WEIGHTS, *KINDS, "window"}:
            return {}
        lines = [OperationLine(rule.target, rule.indices, rule.formula) for rule in self.rules if rule.indices]
        return rules_of_operation(lines, {parameter.symbol: parameter.kind for parameter in self.parameters})

    @cached_property
    def even_formulas(self) -> dict[str, Formula]:
        """Those of its formulas that its sizes rest on, where every division of a size leaves nothing over."""
        return even_formulas(self.formulas)

    @property
    def _reads_only_input(self) -> bool:
        lines = [rule for rule in self.rules if rule.indices]
        known = {"x", *(rule.target for rule in lines), *(parameter.symbol for parameter in self.parameters)}
        waiting, read = [rule.formula for rule in lines], set[str]()
        while waiting:
            node = waiting.pop()
            read.update([str(node.value)] if node.op == "index" else [])
            waiting.extend(node.args)
        return bool(lines) and read <= known

    @cached_property
    def inner_names(self) -> tuple[str, ...]:
        """The names in its defaults that are no parameters."""
        return _inner_names(self.parameters)


class Symbol(Node):
    """``F = k``: the letter of the rules, or a name of the author's, and what a page shows for it."""

    name: str
    shown: Formula


class NotationDefinition(Node):
    """``notation NAME { W = i; F = k }``."""

    name: str
    symbols: tuple[Symbol, ...]
    doc: str = ""


class Program(Node):
    """A whole text."""

    uses: tuple[Use, ...] = ()
    layers: tuple[LayerDefinition, ...] = ()
    bodies: tuple[Body, ...] = ()
    statements: tuple[Statement, ...] = ()
    notations: tuple[NotationDefinition, ...] = ()
