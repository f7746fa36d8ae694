"""How many elementary operations an operation takes, counted as it stands; what is common is computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import ZERO, Formula, call, name, number, plus, product, total
from symcnn.syntax.operation_reads import IndexRanges, Operation, UntoldError

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("multiplications", "additions", "comparisons", "divisions", "exponentials")
_FOLDS = {"sum": "additions", "prod": "multiplications", "max": "comparisons", "min": "comparisons"}
_INEXACT = ("exp", "log", "tanh", "erf", "sqrt", "pow")


def step_rules(operation: Operation) -> dict[str, Formula]:
    """The elementary operations of each kind; none where some part cannot be counted."""
    counter = _StepCounter(operation)
    try:
        counter.check_arrays()
        counter.visit(operation.body, {})
    except UntoldError:
        return {}
    told = {kind: total(counter.found[kind]) for kind in KINDS}
    handed_on = operation.body.op == "index" and [place.value for place in operation.body.args] == [*operation.outputs]
    return told if any(counter.found.values()) or handed_on else {**told, "values_moved": MOVED}


MOVED = total([product([call("prod", name("X")), name("D")]), name("units")])
"""What goes in and out of a layer that only puts values elsewhere."""


class _StepCounter:
    """Counts every part once for all values of the indices that it hangs on."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.found: dict[str, list[Formula]] = {kind: [] for kind in KINDS}
        self._met: set[Formula] = set()
        body = operation.body
        terms = [term.args[0] if term.op == "negative" else term for term in body.args if body.op == "sum"]
        self._optional = [] if all(map(self._switches, terms)) else terms
        """What a switch may leave out: summands beside others that are always there."""

    def _switches(self, term: Formula) -> list[Formula]:
        return [factor for factor in term.args if term.op == "product" and self.operation.is_switch(factor)]

    def check_arrays(self) -> None:
        """Raise where an array is read at several places, which parts may then have in common."""
        places = {(array.value, array.args) for array in self.operation.arrays}
        if len(places) != len({array for array, _ in places}):
            raise UntoldError

    def visit(self, node: Formula, inner: IndexRanges) -> None:
        """Count a part and all that it is made of; ``inner`` are the indices of the sums around it."""
        if not self.operation.reads(node) or node.op == "index" or node in self._met:
            return
        self._met.add(node)
        inside = {**inner, **self.operation.ranges_of(node)} if node.op == "fold" else inner
        for part in node.args[:1] if node.op == "fold" else node.args:
            self.visit(part, inside)
        for kind, many in self._own(node):
            if many != ZERO:
                self.found[kind].append(product([many, self._times(node, inner)]))

    def _own(self, node: Formula) -> Iterator[tuple[str, Formula]]:
        """What the part itself takes, each time that it is computed."""
        reading = [part for part in node.args if self.operation.reads(part)]
        if node.op == "sum":
            yield "additions", plus(total([*map(self._presence, reading), *self._number(node, reading)]), -1)
        elif node.op == "product":
            yield from self._of_product(node)
        elif node.op == "power" and node.args[1] == number(2):
            yield "multiplications", number(1)
        elif node.op == "fold" and str(node.value) in _FOLDS:
            ranges = self.operation.ranges_of(node)
            yield _FOLDS[str(node.value)], plus(product(ranges.values()), -1)
        elif node.op == "call" and node.value in ("min", "max") and len(node.args) > 1:
            yield "comparisons", number(len(node.args) - 1)
        elif node.op == "call" and node.value in _INEXACT:
            yield "exponentials", number(1)
        elif node.op not in ("negative", "reciprocal"):
            raise UntoldError

    def _of_product(self, node: Formula) -> Iterator[tuple[str, Formula]]:
        below = [part.args[0] for part in node.args if part.op == "reciprocal"]
        above = [part for part in node.args if part.op != "reciprocal" and not self.operation.is_switch(part)]
        if self._switches(node) and (node not in self._optional or below or [part.op for part in above] != ["index"]):
            raise UntoldError  # what is switched off is not computed, and nor is what would take it
        for factors in (above, below):
            reading = [factor for factor in factors if self.operation.reads(factor)]
            numbers = [factor for factor in factors if factor not in reading and factor != number(1)]
            if reading:
                yield "multiplications", number(len(reading) + bool(numbers) - 1)
        if below:
            yield "divisions", number(1)

    def _presence(self, term: Formula) -> Formula:
        """1, or the switch that says whether a term is there."""
        return product(self._switches(term.args[0] if term.op == "negative" else term))

    def _number(self, node: Formula, reading: list[Formula]) -> list[Formula]:
        """1 where a sum has numbers too, which are none of its terms if they come to 0."""
        others = [term.args[0] if term.op == "negative" else term for term in node.args if term not in reading]
        if others and not (len(others) == 1 and self.operation.is_positive(others[0])):
            raise UntoldError
        return [number(1)] if others else []

    def _times(self, node: Formula, inner: IndexRanges) -> Formula:
        """How often a part is computed: once for all values of the indices on which it hangs."""
        ranges = {**self.operation.outputs, **inner}
        hanging = self.operation.bound(ranges, node)
        reads = [read for read in node.nodes("index") if self.operation.reads(read)]
        own = {str(index.value) for fold in node.folds() for index in fold.args[1::2]}
        if not self.operation.determined(reads, set(), hanging, frozenset(own)):
            raise UntoldError
        if hanging >= self.operation.outputs.keys():
            return product(
                [*(ranges[index] for index in sorted(hanging - self.operation.outputs.keys())), name("units")]
            )
        return product([ranges[index] for index in sorted(hanging)])
