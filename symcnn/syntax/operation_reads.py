"""The operation of a layer, ``y[i, k] = ...``: over what its indices go, and which entries of arrays it reads.

Only what is certain is counted. What is open raises :class:`UntoldError`, and what follows from it is not stated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import ZERO, Formula, call, name, number, product

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INPUT, WEIGHTS = "x", ("w", "b")
"""The array of what enters, and with what the names of weights and biases begin."""

PLACES = 2
"""A position and a depth: where an entry of the input lies."""

CONSTANTS = frozenset({"true", "false", "none"})
"""Names that need no value."""

_MOST_NAMES = 200
"""How long a line may grow by those that are written out in it."""

IndexRanges = dict[str, Formula]
"""Over how many values each index goes."""


class UntoldError(Exception):
    """The operation does not tell this."""


class OperationLine(NamedTuple):
    """A line ``m[i] = ...`` that makes an array."""

    target: str
    indices: tuple[str, ...]
    body: Formula


class Operation(NamedTuple):
    """What leaves a layer."""

    body: Formula
    outputs: IndexRanges
    """The indices of what leaves, and how many values each has."""
    kinds: Mapping[str, str]
    """The arguments of the layer, and the kind of each; of none stated, a positive whole number."""

    array_names: frozenset[str] = frozenset()
    """What is read, the input among them."""

    @property
    def arrays(self) -> list[Formula]:
        """What is read, each entry as often as it is written."""
        return [node for node in self.body.nodes("index") if node.value in self.array_names]

    def reads(self, node: Formula) -> bool:
        """Whether a part hangs on what is read."""
        return any(index.value in self.array_names for index in node.nodes("index"))

    def bound(self, ranges: IndexRanges, node: Formula) -> set[str]:
        """The indices among the names of a part."""
        return node.free_names() & ranges.keys()

    def ranges_of(self, fold: Formula) -> IndexRanges:
        """How many values the indices of a sum or a maximum have."""
        pairs = zip(fold.args[1::2], fold.args[2::2], strict=True)
        return {str(index.value): self._count(str(index.value), extent) for index, extent in pairs}

    def _count(self, index: str, extent: Formula) -> Formula:
        if extent.op == "index" or extent.free_names() & self._indices:
            raise UntoldError
        if extent.op == "list":
            return number(len(extent.args))
        word = str(extent.value) if extent.op == "name" else ""
        if self.kinds.get(word) == "table":
            return call("len", extent)
        if extent.op == "call" and extent.value == "box":
            return call("prod", *extent.args)
        if word in ("X", "X'"):
            return call("prod", extent)
        stands = any(index in read.args[0].free_names() for read in self.arrays if read.value == INPUT)
        return Formula("fold", (number(1), name(index), extent), "sum") if stands and word else extent

    @property
    def _indices(self) -> set[str]:
        folds = self.body.folds()
        return {*self.outputs, *(str(index.value) for fold in folds for index in fold.args[1::2])}

    def is_positive(self, node: Formula) -> bool:
        """Whether a number of the operation is certainly above 0."""
        if node.op == "number":
            return not node.negated and node != ZERO
        if node.op in ("product", "reciprocal"):
            return all(self.is_positive(part) for part in node.args)
        if node.op == "call" and node.value == "prod":
            return all(self.is_positive(part) for part in node.args)
        return node.op == "name" and (self.kinds.get(str(node.value)) == "" or node.value in ("D", "X", "D'", "X'"))

    def is_switch(self, node: Formula) -> bool:
        """Whether a factor is an argument that is true or false."""
        return node.op == "name" and self.kinds.get(str(node.value)) == "boolean"

    def step(self, node: Formula, index: str) -> Formula | None:
        """What an index is multiplied by in a place where it stands once and as a summand; None where it does not.

        >>> from symcnn.syntax.parser import parse_expression
        >>> Operation(ZERO, {}, {}).step(parse_expression("2*i + 1"), "i")
        Formula(op='number', args=(), value=2)
        """
        if node.op == "name":
            return number(1) if node.value == index else None
        if node.op == "sum":
            holding = [term for term in node.args if index in term.free_names()]
            return self.step(holding[0], index) if len(holding) == 1 else None
        if node.op == "product":
            factors = [factor for factor in node.args if factor != name(index)]
            fits = len(factors) == len(node.args) - 1 and all(self.is_positive(factor) for factor in factors)
            return product(factors) if fits else None
        return None

    def determined(self, reads: list[Formula], known: set[str], wanted: set[str], free: frozenset[str]) -> bool:
        """Whether other values of the wanted indices always read other entries; ``free`` ones go over all of theirs."""
        places, known = [place for read in reads for place in read.args], {*known}
        while True:
            found = {index for place in places for index in self._told(place, known, wanted, free)}
            if not found:
                return wanted <= known
            known |= found

    def _told(self, place: Formula, known: set[str], wanted: set[str], free: frozenset[str]) -> Iterator[str]:
        open_here = (place.free_names() & wanted) - known
        if len(open_here) == 1 and (place.free_names() & self._indices) <= wanted | known | free:
            (index,) = open_here
            if self.step(place, index) is not None:
                yield index


def operation_of(lines: list[OperationLine], kinds: Mapping[str, str]) -> Operation:
    """The operation of a layer; what earlier lines make of what is read stands in the last one's place."""
    if not lines:
        raise UntoldError
    made = dict[str, OperationLine]()
    for line in lines:
        if line.target in made:
            raise UntoldError
        made[line.target] = line._replace(body=_put_in(line.body, made))
    (*position, depth), body = lines[-1].indices, made[lines[-1].target].body
    inputs = [node for node in body.nodes("index") if node.value == INPUT]
    if len(position) > 1 or any(len(read.args) > PLACES for read in inputs):
        raise UntoldError  # of a layer of branches, which come first
    _check_indices(body, {*position, depth})
    ranges = {index: call("prod", name("X'")) for index in position}
    tables = {symbol for symbol, kind in kinds.items() if kind == "table"}
    arrays = frozenset(str(node.value) for node in body.nodes("index")) - tables - {"X"}
    return Operation(body, {**ranges, depth: name("D'") if position else name("units")}, kinds, arrays)


def _check_indices(body: Formula, around: set[str]) -> None:
    """Untold where a sum counts by an index that means something else around it."""
    own = {str(index.value) for index in body.args[1::2]} if body.op == "fold" else set[str]()
    if own & around:
        raise UntoldError
    for part in body.args:
        _check_indices(part, around | own)


def _put_in(body: Formula, made: Mapping[str, OperationLine]) -> Formula:
    """A line with those before it written out where they are read."""
    parts = tuple([_put_in(part, made) for part in body.args])
    if body.op != "index" or body.value not in made:
        found = Formula(body.op, parts, body.value, body.span)
    else:
        line = made[str(body.value)]
        if len(line.indices) != len(parts):
            raise UntoldError
        found = _at(line.body, dict(zip(line.indices, parts, strict=True)))
    if found.op in ("fold", "sum", "product") and sum(1 for _ in found.named()) > _MOST_NAMES:
        raise UntoldError
    return found


def _at(body: Formula, places: Mapping[str, Formula]) -> Formula:
    """A line read at some places; untold where these would mean another index in it."""
    if body.op == "name":
        return places.get(str(body.value), body)
    own = {str(index.value) for index in body.args[1::2]} if body.op == "fold" else set[str]()
    if own & places.keys() or own & set().union(*(place.free_names() for place in places.values())):
        raise UntoldError
    return Formula(body.op, tuple([_at(part, places) for part in body.args]), body.value, body.span)
