"""What every witness compares with: a derivation in numbers, one in symbols with the numbers put in, the operation."""

from __future__ import annotations

import random
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from counted import KINDS, count_operations
from operation_on_arrays import apply_operation, trace_operation
from sympy import Integer

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.errors import ShapeMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from operation_on_arrays import Index, Trace

Array = dict[tuple[int, ...], Any]


class Counts(NamedTuple):
    """What was counted: sizes and depth of the output, and quantities; None where nobody has counted."""

    output: tuple[int, ...]
    units: int
    params: int
    connections: int
    macs: int
    buffers: int | None = None
    operations: dict[str, int] | None = None
    """By kind; a kind that is left out did not occur."""


class Witness:
    """The derivations of one-layer networks, to be compared with what a test has counted."""

    Counts = Counts

    @staticmethod
    def agrees(text: str, values: Mapping[str, int], counted: tuple[Any, ...] | None) -> None:
        """Both derivations of the network say what was counted; None for a network that cannot be."""
        again = f"symcnn.parse({text!r}).at(**{dict(values)})"
        more = _asked(counted)
        assert _in_numbers(text, values, more) == _complete(counted), f"in numbers: {again}"
        assert _in_symbols(text, values, more) == _complete(counted), f"in symbols: {again}"

    @staticmethod
    def operates(text: str, values: Mapping[str, int] | None = None) -> dict[str, int]:
        """The operations that both derivations state are those that were counted while they were carried out."""
        values = values or {}
        derivation = _network(text).at(**values).derivation
        row = derivation.layers[-1]
        counted = count_operations(row.step.layer, row.step.values, row.received)
        place = len(derivation.layers) - 1
        again = f"symcnn.parse({text!r}).at(**{dict(values)})"
        assert {kind: derivation.of_layer(place, kind) for kind in KINDS} == counted, f"in numbers: {again}"
        assert dict(zip(KINDS, _put(text, values, KINDS), strict=True)) == counted, f"in symbols: {again}"
        return counted

    @staticmethod
    def in_numbers(text: str, values: Mapping[str, int], counted: tuple[Any, ...] | None) -> bool:
        """Whether the derivation in numbers says what was counted, where the one in symbols cannot know it."""
        return _in_numbers(text, values, _asked(counted)) == _complete(counted)

    @staticmethod
    def network(text: str) -> symcnn.Network:
        """The network of a text, read once."""
        return _network(text)

    @staticmethod
    def symbolic_output(text: str, values: Mapping[str, int]) -> tuple[int, ...] | None:
        """Sizes and depth that the formulas say."""
        counted = _in_symbols(text, values)
        return None if counted is None else counted.output

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


MORE = KINDS
"""What is derived only where it was counted."""


def _asked(counted: tuple[Any, ...] | None) -> tuple[str, ...]:
    if not isinstance(counted, Counts):
        return ()
    operations = () if counted.operations is None else MORE
    return operations if counted.buffers is None else (*operations, "buffers")


def _complete(counted: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if not isinstance(counted, Counts) or counted.operations is None:
        return counted
    return counted._replace(operations=dict.fromkeys(KINDS, 0) | counted.operations)


def _counts(output: tuple[int, ...], four: tuple[int, int, int, int], more: Sequence[str], found: list[int]) -> Counts:
    """The numbers in their places."""
    known = dict(zip(more, found, strict=True))
    operations = {kind: known[kind] for kind in KINDS} if KINDS[0] in known else None
    return Counts(output, *four, known.get("buffers"), operations)


def _in_numbers(text: str, values: Mapping[str, int], more: Sequence[str] = ()) -> Counts | None:
    try:
        layer = _network(text).at(**values).layers[-1]
    except ShapeMistake:
        return None
    found = [layer.quantity(key) for key in more]
    return _counts(layer.output, (layer.units, layer.params, layer.connections, layer.macs), more, found)


@cache
def _symbolic(text: str) -> tuple[Any, ...]:
    layer = _network(text).layers[-1]
    return (*layer.output, layer.units, layer.params, layer.connections, layer.macs)


@cache
def _quantities(text: str, keys: tuple[str, ...]) -> tuple[Any, ...]:
    layer = _network(text).layers[-1]
    return tuple(layer.quantity(key) for key in keys)


def _put(text: str, values: Mapping[str, int], keys: tuple[str, ...]) -> list[int]:
    """Quantities in symbols, with the numbers put in."""
    return _whole(_network(text), _quantities(text, keys), values)


def _whole(network: symcnn.Network, formulas: tuple[Any, ...], values: Mapping[str, int]) -> list[int]:
    put = {network.symbols[name]: Integer(value) for name, value in values.items() if name in network.symbols}
    exact = [expr.xreplace(put) if hasattr(expr, "xreplace") else expr for expr in formulas]
    assert all(number == int(number) for number in exact), exact
    return list(map(int, exact))


def _in_symbols(text: str, values: Mapping[str, int], more: Sequence[str] = ()) -> Counts | None:
    network = _network(text)
    try:
        conditions = network.conditions
    except ShapeMistake:
        return None
    if not all(evaluate(condition.formula, values, Exact()) for condition in conditions):
        return None
    *output, units, params, connections, macs = _whole(network, _symbolic(text), values)
    return _counts(tuple(output), (units, params, connections, macs), more, _put(text, values, tuple(more)))


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
