"""What the names of a block stand for while its class is written: what Python shows, and what the algebra knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import CONSTANTS, RANK, ListOfSymbols, Table, is_scalar
from symcnn.code.identifiers import Identifiers
from symcnn.code.python_formula import exact, real, whole
from symcnn.errors import ArgumentMistake, NameMistake
from symcnn.formula import Formula, joined, name, number, plus, product, total
from symcnn.model.given_values import replaced, symbolic_domain
from symcnn.model.volume import Volume, members
from symcnn.render.formula.order import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from symcnn.algebra.exact.values import Value
    from symcnn.limits import Limits
    from symcnn.support.scalar import Scalar


class BoundName(NamedTuple):
    """A name: how Python says it, and its value in the algebra."""

    shown: Formula
    value: Value


class StatementPlace(NamedTuple):
    """What leaves a statement: sizes and depth, and what the axes are called."""

    volume: Volume
    letters: tuple[str, ...]

    @property
    def axes(self) -> int:
        """How many sizes there are."""
        return len(self.volume.sizes)

    def but(self, volume: Volume) -> StatementPlace:
        """A place with the same axes and other sizes."""
        return StatementPlace(volume, self.letters)


NameFrame = dict[str, BoundName]
"""The names that are known at a place of a body."""


class ClassScope:
    """The symbols of one class: its arguments, and variables with what they stand for."""

    def __init__(self, limits: Limits, axes: int) -> None:
        self.domain = symbolic_domain(limits)
        self.variables = Identifiers()
        self.axes = axes
        self._stands_for: dict[str, Value] = {}
        self.variables_made: dict[str, str] = {}
        """What a variable is made of, as Python."""
        self.asked: dict[str, tuple[str, str]] = {}
        """Symbols for what an instance knows of its output: the class, and the attribute."""
        self.given: dict[str, None] = {}
        """The symbols of the arguments."""
        self.minted: dict[str, None] = {}
        """Every symbol, in the order in which they were made."""
        self.reals: set[str] = set()
        """Arguments that may lie between whole numbers."""
        self.is_main = False
        """Whether callers are users, who give floating point numbers; others may give fractions."""
        self.exact_names: set[str] = set()
        """Those of which that is known from the start."""
        self.taken_exactly: set[str] = set()
        """Those of them that sizes depend on, so that they must be exact."""

    # -- symbols

    def symbol(self, ident: str, kind: str = "", relation: str = "", bound: int | Fraction = 1) -> Scalar:
        """A symbol that prints as a piece of Python."""
        self.minted[ident] = None
        return self.domain.symbol(ident, kind, relation, bound)

    def variable(self, word: str, value: Scalar) -> tuple[str, Scalar]:
        """A variable that has a value from here on: its name, and the symbol for it."""
        ident = self.variables.fresh(word)
        return ident, self.standing_for(ident, value)

    def standing_for(self, ident: str, value: Scalar) -> Scalar:
        """A symbol for a piece of Python whose value is known in other symbols."""
        self._stands_for[ident] = value
        return self.like(ident, value)

    def like(self, ident: str, value: Scalar) -> Scalar:
        """A symbol of the kind that a value is."""
        if self.domain.whole(value):
            return self.symbol(ident) if self.domain.decide(">=", value, 1) else self.symbol(ident, "integer")
        return self.symbol(ident, "real")

    def closed(self, value: Scalar) -> Scalar:
        """A value in the arguments alone, as far as they determine it."""
        for _ in range(len(self._stands_for) + 1):
            new = cast("Scalar", replaced(value, self._stands_for))
            if new == value:
                break
            value = new
        return value

    # -- values

    def evaluate(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> Value:
        """The value of a formula in the algebra."""
        values = self._values(formula, frame, labels)
        return evaluate(self._decided(formula, values, frame, labels), values, self.domain)

    def _decided(
        self, formula: Formula, values: dict[str, Value], frame: NameFrame, labels: Mapping[str, StatementPlace]
    ) -> Formula:
        """The formula with choices that arguments leave open as symbols, each of which is called as Python says it."""
        if not any(node.op == "if" for node in _nodes(formula)):
            return formula
        args = tuple(self._decided(arg, values, frame, labels) for arg in formula.args)
        decided = Formula(formula.op, args, formula.value, formula.span)
        if formula.op != "if" or truth(args[1], values, self.domain) is not None:
            return decided
        ident = f"({self.exact(self._shown(formula, frame, labels))})"
        value = evaluate(args[0], values, self.domain)
        values[ident] = self.like(ident, value) if is_scalar(value) else value
        return name(ident)

    def truth(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> bool | None:
        """Whether a condition holds for all arguments, for none, or for some."""
        return truth(formula, self._values(formula, frame, labels), self.domain)

    def _values(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> dict[str, Value]:
        values: dict[str, Value] = {RANK: self.axes}
        for node in formula.named():
            word = str(node.value)
            if "." in word:
                values[word] = member(word, node, labels)
            elif word in frame:
                values[word] = frame[word].value
        return values

    def plainness(self, value: Scalar) -> tuple[bool, int]:
        """The key by which the plainest of equal values is the least: one that arguments say, and then the shortest."""
        return not self.is_made_of(self.closed(value), self.given), self.domain.weight(value)

    def is_made_of(self, value: Scalar, known: Mapping[str, None]) -> bool:
        """Whether a value has no other symbols than those."""
        return all(symbol.name in known for symbol in getattr(value, "free_symbols", ()))

    # -- Python

    def condition(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> str:
        """A condition as Python; of sizes along all axes, it is one for each."""
        return self.exact(_each(self._shown(formula, frame, labels)))

    def written(self, value: Value) -> Formula:
        """A value of the algebra as a formula of Python's names."""
        if isinstance(value, tuple):
            return Formula("list" if isinstance(value, Table) else "tuple", tuple(map(self.written, value)))
        if is_scalar(value):
            return _from_0(ordered(self.domain.written(value)))
        return name("none") if value is CONSTANTS["none"] else Formula("text", value=str(value))

    def shown(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> Formula:
        """A formula of the author's in Python's names."""
        return _along_axes(self._shown(formula, frame, labels))

    def _shown(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> Formula:
        word = str(formula.value)
        if formula.op == "name" and word not in CONSTANTS:
            if "." in word:
                return self.written(member(word, formula, labels))
            if word not in frame:
                raise NameMistake(f'there is no "{word}" here', formula.span)
            return frame[word].shown
        if formula.op == "if" and (answer := self.truth(formula.args[1], frame, labels)) is not None:
            return self._shown(formula.args[0 if answer else 2], frame, labels)
        if formula.op == "fold":
            return self._gone_through(formula, frame, labels)
        args = tuple(self._shown(arg, frame, labels) for arg in formula.args)
        if formula.op == "index":
            table = frame[word].value if word in frame else ()
            if isinstance(table, Table) and any(isinstance(entry, tuple) for entry in table):
                words = "a row of a list that is an argument has no counterpart in the code"
                raise ArgumentMistake(words, formula.span, "go through it by for (a, b) in the list")
            if isinstance(table, ListOfSymbols):
                args = (plus(args[0], -1),)
            return Formula("index", args, frame[word].shown.value if word in frame else word, formula.span)
        return self._called(formula, args) if formula.op == "call" else _like(formula, args)

    def _gone_through(self, formula: Formula, frame: NameFrame, labels: Mapping[str, StatementPlace]) -> Formula:
        """A sum, or the like, over one range of numbers."""
        body, index, *extents = formula.args
        extent = self._shown(extents[0], frame, labels)
        if len(extents) > 1 or extent.op in ("tuple", "list") or formula.value == "prod":
            raise ArgumentMistake("a sum over a range has no counterpart in the code", formula.span)
        ident = self.variables.copy().fresh(str(index.value).rstrip("'"))
        bound = BoundName(name(ident), self.symbol(ident, "integer", ">=", 0))
        inside = self._shown(body, {**frame, str(index.value): bound}, labels)
        return Formula("fold", (inside, name(ident), extent), formula.value, formula.span)

    def _called(self, formula: Formula, args: tuple[Formula, ...]) -> Formula:
        """A function whose argument has one entry for each axis is worked out over them."""
        entries = args[0].args if args and args[0].op == "tuple" else None
        function = str(formula.value)
        if function == "prod":
            return product(entries if entries is not None else args * self.axes)
        if function == "sum" and entries is not None:
            return total(entries)
        if function == "len" and entries is not None:
            return number(len(entries))
        if function == "box":
            return args[0] if entries is not None else Formula("tuple", args * max(self.axes, 1))
        if function in ("min", "max") and entries is not None and len(args) == 1:
            args = entries
        return Formula("call", args, formula.value, formula.span)

    def whole(self, formula: Formula) -> str:
        """A formula of Python's names whose value is whole; arguments between whole numbers are taken exactly."""
        self.taken_exactly |= {str(node.value) for node in formula.named()} & self.reals
        return whole(formula) if self._is_whole(formula) else f"int({whole(formula)})"

    def _is_whole(self, formula: Formula) -> bool:
        """Whether Python computes a whole number: no argument between whole numbers stands outside a rounding."""
        if formula.op == "call" and formula.value in ("floor", "ceil"):
            return True
        if formula.op in ("tuple", "list", "text", "index", "compare", "and", "or", "not"):
            return True
        return str(formula.value) not in self.reals and all(map(self._is_whole, formula.args))

    def exact(self, formula: Formula) -> str:
        """A formula that may lie between whole numbers, such as a side of a condition."""
        self.taken_exactly |= {str(node.value) for node in formula.named()} & self.reals
        return exact(formula)

    def real(self, formula: Formula) -> str:
        """A formula for a floating point number."""
        names = {str(node.value) for node in formula.named()}
        is_exact = names & (self.exact_names if self.is_main else self.reals)
        return f"float({real(formula)})" if is_exact else real(formula)

    def text(self, value: Value) -> str:
        """A whole value of the algebra as Python."""
        return self.whole(self.written(value))


def member(word: str, node: Formula, labels: Mapping[str, StatementPlace]) -> Value:
    """A size that leaves a labelled statement: ``conv2.D``."""
    label, _, size = word.rpartition(".")
    if label not in labels:
        raise NameMistake(f'there is no layer "{label}" here', node.span)
    found = members(labels[label].volume, labels[label].letters)
    if size not in found:
        raise ArgumentMistake(f'"{word}" has no counterpart in the code', node.span, "sizes and the depth have one")
    return found[size]


def _each(condition: Formula) -> Formula:
    """A condition on tuples as one on each of their entries."""
    if condition.op in ("and", "or", "not"):
        return Formula(condition.op, tuple(map(_each, condition.args)), span=condition.span)
    lengths = _lengths(condition)
    if condition.op != "compare" or not lengths:
        return condition
    entries = [_entry(condition, axis) for axis in range(max(lengths))]
    return joined("and", entries) if entries else name("true")


def _from_0(formula: Formula) -> Formula:
    """A formula whose entries of lists, which count from 1, are counted as in Python."""
    args = tuple(map(_from_0, formula.args))
    return _like(formula, (plus(args[0], -1),) if formula.op == "index" else args)


def _like(formula: Formula, args: tuple[Formula, ...]) -> Formula:
    return Formula(formula.op, args, formula.value, formula.span)


def _nodes(formula: Formula) -> Iterator[Formula]:
    yield formula
    for arg in formula.args:
        yield from _nodes(arg)


def _along_axes(formula: Formula) -> Formula:
    """Arithmetic on tuples as a tuple of arithmetic."""
    if formula.op in ("tuple", "list", "name", "number", "text") or not _lengths(formula):
        return formula
    if formula.op == "if":
        return Formula("if", tuple(map(_along_axes, formula.args)), span=formula.span)
    if formula.op in ("compare", "and", "or", "not"):
        raise ArgumentMistake("a condition on every axis at once has no counterpart in the code", formula.span)
    axes = max(_lengths(formula))
    return Formula("tuple", tuple(_entry(formula, axis) for axis in range(axes)), span=formula.span)


def _lengths(formula: Formula) -> set[int]:
    if formula.op == "tuple":
        return {len(formula.args)}
    return set() if formula.op in ("list", "index") else {size for arg in formula.args for size in _lengths(arg)}


def _entry(formula: Formula, axis: int) -> Formula:
    if formula.op == "tuple":
        return formula.args[axis]
    return Formula(formula.op, tuple(_entry(arg, axis) for arg in formula.args), formula.value, formula.span)
