"""What every witness compares with: a derivation in numbers, one in symbols with the numbers put in, the operation."""

from __future__ import annotations

import random
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import symcnn
from symcnn.algebra.evaluate import evaluate
from symcnn.algebra.exact import Exact
from symcnn.derive.operation import apply_operation, trace_operation
from symcnn.errors import ShapeMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.derive.operation import Index, Trace

Array = dict[tuple[int, ...], Any]


class Counts(NamedTuple):
    """What was counted: sizes and depth of the output, and the four quantities."""

    output: tuple[int, ...]
    units: int
    params: int
    connections: int
    macs: int


class Witness:
    """The derivations of one-layer networks, to be compared with what a test has counted."""

    Counts = Counts

    @staticmethod
    def agrees(text: str, values: Mapping[str, int], counted: tuple[Any, ...] | None) -> None:
        """Both derivations of the network say what was counted; None for a network that cannot be."""
        again = f"symcnn.parse({text!r}).at(**{dict(values)})"
        assert _in_numbers(text, values) == counted, f"in numbers: {again}"
        assert _in_symbols(text, values) == counted, f"in symbols: {again}"

    @staticmethod
    def refuses(text: str, values: Mapping[str, int]) -> None:
        """Neither derivation lets the network pass."""
        Witness.agrees(text, values, None)

    @staticmethod
    def computes(text: str, arrays: Mapping[str, Array]) -> dict[Index, Any]:
        """What the operation of the network's last layer makes of some arrays."""
        layer = symcnn.parse(text).derivation.layers[-1]
        return apply_operation(layer.step.layer, layer.step.values, layer.received, arrays)

    @staticmethod
    def terms(text: str) -> dict[Index, Trace]:
        """The terms of every value that the network's last layer puts out."""
        layer = symcnn.parse(text).derivation.layers[-1]
        traces = trace_operation(layer.step.layer, layer.step.values, layer.received)
        assert len(traces) == layer.quantities["units"]
        return traces

    @staticmethod
    def traces(text: str) -> tuple[int, int, int]:
        """Distinct weights, links, and products of a weight and an input, all told apart by the operation."""
        arrays = [[(term, {name for name, _ in term}) for term in trace] for trace in Witness.terms(text).values()]
        links = [term for terms in arrays for term, names in terms if names - {"x"}]
        products = [term for terms in arrays for term, names in terms if "x" in names and names - {"x"}]
        weights = {read for term in links for read in term if read[0] != "x"}
        return len(weights), len(links), len(products)

    @staticmethod
    def stated(text: str) -> tuple[int, int, int]:
        """Parameters, connections and multiply-accumulates of the network's last layer, by its rules."""
        layer = symcnn.parse(text).layers[-1]
        return layer.params, layer.connections, layer.macs

    @staticmethod
    def array(seed: object, *lengths: int) -> Array:
        """Whole numbers between -9 and 9 at every index."""
        numbers = random.Random(repr(seed))
        return {index: numbers.randint(-9, 9) for index in product(*map(range, lengths))}


@cache
def _network(text: str) -> symcnn.Network:
    return symcnn.parse(text)


def _in_numbers(text: str, values: Mapping[str, int]) -> Counts | None:
    try:
        layer = _network(text).at(**values).layers[-1]
    except ShapeMistake:
        return None
    return Counts(layer.output, layer.units, layer.params, layer.connections, layer.macs)


@cache
def _symbolic(text: str) -> tuple[Any, ...]:
    layer = _network(text).layers[-1]
    return (*layer.output, layer.units, layer.params, layer.connections, layer.macs)


def _in_symbols(text: str, values: Mapping[str, int]) -> Counts | None:
    network = _network(text)
    try:
        conditions = network.conditions
    except ShapeMistake:
        return None
    if not all(evaluate(condition.formula, values, Exact()) for condition in conditions):
        return None
    put = {network.symbols[name]: value for name, value in values.items()}
    exact = [expr.subs(put) if hasattr(expr, "subs") else expr for expr in _symbolic(text)]
    assert all(number == int(number) for number in exact), exact
    *output, units, params, connections, macs = map(int, exact)
    return Counts(tuple(output), units, params, connections, macs)


@pytest.fixture(scope="session")
def witness() -> type[Witness]:
    return Witness


@pytest.fixture(scope="session")
def sliding() -> Callable[..., list[list[int]]]:
    """The windows along one axis, placed one by one."""

    def place(
        size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1, ceil_mode: int = 0
    ) -> list[list[int]]:
        """The positions that each window touches; those outside ``range(size)`` are padding, or hang over.

        In ceiling mode a window is added as long as the one before has not reached the end of the padded input; it
        must start inside the input or the left padding. The first may hang over too, by less than a stride.
        """
        window = [dilation * tap for tap in range(kernel)]
        start, placed = -padding, []
        missing = window[-1] - padding - (size + padding - 1)
        if missing >= (stride if ceil_mode else 1):
            return []
        while True:
            placed.append([start + offset for offset in window])
            reached_end = placed[-1][-1] >= size + padding - 1
            start += stride
            hangs_over = start + window[-1] >= size + padding
            if reached_end or (hangs_over and not ceil_mode) or start >= size + (0 if ceil_mode else padding):
                return placed

    return place
