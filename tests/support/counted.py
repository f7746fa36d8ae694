"""An operation carried out on what is read as it stands, to count its elementary operations: the same one only once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from operation_on_arrays import Reals, run_operation

from symcnn.algebra.exact.arithmetic import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.formula import Extremum
    from symcnn.model.volume import Volume
    from symcnn.syntax.tree import LayerDefinition

KINDS = ("multiplications", "additions", "comparisons", "divisions", "exponentials")


def count_operations(layer: LayerDefinition, arguments: Mapping[str, Any], volume: Volume) -> dict[str, int]:
    """How many operations of each kind a layer takes for one input.

    A sum of n terms takes n - 1 additions, a maximum of n values n - 1 comparisons. Numbers that are known beforehand
    are worked out among themselves for nothing; a term 0 and a factor 1 are none; a sign costs nothing.
    """
    domain = Counting()
    for _ in run_operation(layer, arguments, volume, domain, domain.reader):
        pass
    return {kind: domain.counted_operations[kind] for kind in KINDS}


class Node:
    """A value that depends on what is read."""


class Counting(Exact):
    """Numbers that are known, and nodes; equal operations on equal values are one node."""

    def __init__(self) -> None:
        super().__init__()
        self.counted_operations: Counter[str] = Counter()
        self._nodes: dict[Any, Node] = {}

    def reader(self, name: str) -> Callable[..., Node]:
        """An array; what is read beside the input counts as well."""
        return lambda *index: self._node("", 0, name, index)

    def _node(self, kind: str, cost: int, *key: Any) -> Node:
        if key not in self._nodes:
            self._nodes[key] = Node()
            self.counted_operations[kind] += cost
        return self._nodes[key]

    def _gathered(self, word: str, kind: str, values: Iterable[Any], nothing: Any, join: Callable[..., Any]) -> Any:
        """Nodes and at most one number, the order left aside."""
        known = list(values)
        nodes = [value for value in known if isinstance(value, Node)]
        number = join([value for value in known if not isinstance(value, Node)])
        parts = [*nodes, *([] if number == nothing else [number])]
        if not nodes or len(parts) == 1:
            return parts[0] if parts else number
        return self._node(kind, len(parts) - 1, word, frozenset(Counter(parts).items()))

    def sum(self, terms: Iterable[Any]) -> Any:
        """One addition less than there are terms."""
        return self._gathered("sum", "additions", terms, 0, super().sum)

    def product(self, factors: Iterable[Any]) -> Any:
        """One multiplication less than there are factors; nothing times something is nothing."""
        known = list(factors)
        if any(not isinstance(factor, Node) and factor == 0 for factor in known):
            return 0
        return self._gathered("product", "multiplications", known, 1, super().product)

    def negate(self, value: Any) -> Any:
        """For nothing."""
        return self._node("", 0, "negative", value) if isinstance(value, Node) else super().negate(value)

    def divide(self, a: Any, b: Any) -> Any:
        """One division."""
        return self._node("divisions", 1, "quotient", a, b) if _read(a, b) else super().divide(a, b)

    def power(self, base: Any, exponent: Any) -> Any:
        """A square is one multiplication."""
        if not _read(base, exponent):
            return super().power(base, exponent)
        assert exponent == 2, "a higher power is written as a product, so that its multiplications are counted"
        return self._node("multiplications", 1, "square", base)

    def extremum(self, function: Extremum, values: list[Any]) -> Any:
        """One comparison less than there are values."""
        if not _read(*values):
            return super().extremum(function, values)
        return self._node("comparisons", len(values) - 1, function, frozenset(Counter(values).items()))

    def function(self, name: str, values: list[Any]) -> Any:
        """One exponential."""
        return self._node("exponentials", 1, name, *values) if _read(*values) else Reals().function(name, values)

    def _bounded(self, value: Any) -> Any:
        return value if isinstance(value, float) else super()._bounded(value)


def _read(*values: Any) -> bool:
    return any(isinstance(value, Node) for value in values)
