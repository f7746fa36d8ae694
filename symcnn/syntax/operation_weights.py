"""How many weights an operation has, and how many links and multiply-accumulates they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import ONE, ZERO, Formula, name, product, total
from symcnn.syntax.operation_reads import INPUT, WEIGHTS, IndexRanges, Operation, UntoldError

if TYPE_CHECKING:
    from collections.abc import Iterator


class WeightedTerm(NamedTuple):
    """A product that is added up: what it reads, over which ranges, what switches it on, and whether it is in a sum."""

    reads: tuple[Formula, ...]
    ranges: IndexRanges
    switches: tuple[Formula, ...] = ()
    is_summed: bool = False

    @property
    def weights(self) -> list[Formula]:
        """The weights and biases among what it reads."""
        return [read for read in self.reads if read.value != INPUT]

    @property
    def is_product(self) -> bool:
        """Whether a weight and an input are multiplied and added up."""
        return self.is_summed and 0 < len(self.weights) < len(self.reads)


def weight_rules(operation: Operation) -> dict[str, Formula]:
    """Parameters, and where weights are multiplied with inputs and added up also links, products and depth."""
    if any(str(array.value)[0] not in WEIGHTS for array in operation.arrays if array.value != INPUT):
        return {}
    try:
        terms = [term for term in _WeightedTerms(operation).all(operation.body) if term.weights]
        _check_apart(operation, terms)
    except UntoldError:
        return {}
    found = {"params": _params(operation, terms), "buffers": ZERO}
    if not any(term.is_product for term in terms):
        return {**found, "connections": ZERO, "macs": ZERO, "depth": ZERO}
    macs = total(_many(term) for term in terms if term.is_product)
    return {**found, "connections": total(_many(term) for term in terms), "macs": macs, "depth": ONE}


def _many(term: WeightedTerm) -> Formula:
    return product([*term.switches, *term.ranges.values(), name("units")])


def _check_apart(operation: Operation, terms: list[WeightedTerm]) -> None:
    """Raise where two terms may be one and the same, or a weight stands in several."""
    outputs = {*operation.outputs}
    arrays = [str(weight.value) for term in terms for weight in term.weights]
    apart = all(
        operation.determined([*term.reads], outputs, {*term.ranges}, frozenset()) and _plain(term, outputs)
        for term in terms
    )
    if not apart or len(arrays) != len(set(arrays)):
        raise UntoldError


def _plain(term: WeightedTerm, outputs: set[str]) -> bool:
    """Whether every place of a weight is an index, each once, or a number."""
    indices = outputs | term.ranges.keys()
    for weight in term.weights:
        hanging = [place for place in weight.args if place.free_names() & indices]
        words = [place.value for place in hanging]
        if any(place.op != "name" for place in hanging) or len(words) != len(set(words)):
            return False
    return True


def _params(operation: Operation, terms: list[WeightedTerm]) -> Formula:
    def entries(term: WeightedTerm, weight: Formula) -> Formula:
        ranges = {**operation.outputs, **term.ranges}
        places = [str(place.value) for place in weight.args]
        return product([*term.switches, *(ranges[place] for place in places if place in ranges)])

    return total(entries(term, weight) for term in terms for weight in term.weights)


class _WeightedTerms:
    """An operation as a sum of products."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    def all(self, node: Formula) -> Iterator[WeightedTerm]:
        """The products that a part adds up."""
        if not self.operation.reads(node):
            return
        if node.op == "index":
            yield WeightedTerm((node,), {})
        elif node.op in ("sum", "negative", "product"):
            yield from self._product(node) if node.op == "product" else self._each(node)
        elif node.op == "fold" and node.value == "sum":
            ranges = self.operation.ranges_of(node)
            for term in self.all(node.args[0]):
                yield term._replace(ranges={**ranges, **term.ranges}, is_summed=True)
        else:
            yield from self._of_one(node)

    def _each(self, node: Formula) -> Iterator[WeightedTerm]:
        for part in node.args:
            yield from self.all(part)

    def _of_one(self, node: Formula) -> Iterator[WeightedTerm]:
        """A function of one value that is read hands on what is in it; of inputs alone nothing is counted."""
        if all(read.value == INPUT for read in node.nodes("index")):
            return
        parts = [part for part in node.args if self.operation.reads(part)]
        if node.op != "call" or len(parts) != 1:
            raise UntoldError
        yield from self.all(parts[0])

    def _product(self, node: Formula) -> Iterator[WeightedTerm]:
        reading = [factor for factor in node.args if self.operation.reads(factor)]
        others = [factor for factor in node.args if factor not in reading]
        switches = tuple([factor for factor in others if self.operation.is_switch(factor)])
        if not all(self.operation.is_positive(factor) for factor in others if factor not in switches):
            raise UntoldError
        if len(reading) == 1:
            for term in self.all(reading[0]):
                yield term._replace(switches=(*switches, *term.switches))
            return
        reads = tuple([factor.args[0] if factor.op == "negative" else factor for factor in reading])
        if any(read.op != "index" for read in reads):
            raise UntoldError
        yield WeightedTerm(reads, {}, switches)
