"""The functions that a formula may call, as rows: name, number of arguments, meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from symcnn.algebra.exact import Exact
from symcnn.algebra.values import Nothing, Table, Value, describe, is_number, per_axis
from symcnn.errors import ArgumentMistake

Function = Callable[[Exact, int, list[Value]], Value]
"""Takes the domain, the number of axes in scope, and the arguments."""


def _box(_domain: Exact, axes: int, values: list[Value]) -> Value:
    """One entry per axis; a scalar serves every axis."""
    if not is_number(values[0]):
        raise ArgumentMistake(f"{describe(values[0])} stands where a number is needed")
    return values[0] if isinstance(values[0], tuple) else (values[0],) * axes


def _prod(domain: Exact, axes: int, values: list[Value]) -> Value:
    """The product over all axes; a scalar counts once for each axis."""
    return domain.product(_box(domain, axes, values))


def _sum(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """The sum of all entries."""
    return domain.sum(_flat(values[0])) if isinstance(values[0], tuple) else domain.function("sum", values)


def _extremum(function: str) -> Function:
    def apply(domain: Exact, _axes: int, values: list[Value]) -> Value:
        if len(values) == 1 and isinstance(values[0], tuple):
            values = _flat(values[0])
        return per_axis(lambda *entries: domain.extremum(function, list(entries)), *values)

    return apply


def _length(domain: Exact, _axes: int, values: list[Value]) -> Value:
    return domain.counted(len(_sequence(values[0])))


def _count(domain: Exact, _axes: int, values: list[Value]) -> Value:
    return domain.counted(len(_flat(_sequence(values[0]))))


def _distinct(_domain: Exact, _axes: int, values: list[Value]) -> bool:
    """Whether no row of a list of lists names an entry twice."""
    rows = _sequence(values[0])
    return all(len(set(row)) == len(row) for row in rows if isinstance(row, Table))


def _unravel(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """Position and depth of the n-th value of a flattened volume, depth outermost as PyTorch stores it."""
    if not domain.enumerates:
        return domain.function("unravel", values[:1])
    rest, extent, _depth = values
    if not isinstance(extent, tuple) or isinstance(rest, tuple) or not is_number(extent) or not is_number(rest):
        raise ArgumentMistake("unravel needs a number and the sizes of all axes")
    index: list[Value] = []
    for length in reversed(extent):
        index.insert(0, domain.remainder(rest, length))
        rest = domain.floor(rest, length)
    return (*index, rest)


def _real(name: str) -> Function:
    """A function without exact values: written in operations, evaluated there on real numbers only."""

    def apply(domain: Exact, _axes: int, values: list[Value]) -> Value:
        return per_axis(lambda value: domain.function(name, [value]), values[0])

    return apply


def _sequence(value: Value) -> tuple[Any, ...]:
    if isinstance(value, str | Nothing) or not isinstance(value, tuple):
        raise ArgumentMistake(f"{describe(value)} stands where a list is needed")
    return value


def _flat(value: Value) -> list[Value]:
    return list(chain.from_iterable(_flat(entry) for entry in value)) if isinstance(value, tuple) else [value]


FUNCTIONS: Mapping[str, tuple[int, int, Function]] = {
    "prod": (1, 1, _prod),
    "sum": (1, 1, _sum),
    "box": (1, 1, _box),
    "min": (1, 9, _extremum("min")),
    "max": (1, 9, _extremum("max")),
    "len": (1, 1, _length),
    "count": (1, 1, _count),
    "distinct": (1, 1, _distinct),
    "unravel": (3, 3, _unravel),
    "exp": (1, 1, _real("exp")),
    "tanh": (1, 1, _real("tanh")),
}


def _folded(apply: Callable[[Exact, list[Value]], Value]) -> Callable[[Exact, list[Value]], Value]:
    def fold(domain: Exact, values: list[Value]) -> Value:
        return per_axis(lambda *entries: apply(domain, list(entries)), *values) if values else apply(domain, [])

    return fold


FOLDS: Mapping[str, Callable[[Exact, list[Value]], Value]] = {
    "sum": _folded(lambda domain, values: domain.sum(values)),
    "prod": _folded(lambda domain, values: domain.product(values)),
    "min": _folded(lambda domain, values: domain.extremum("min", values)),
    "max": _folded(lambda domain, values: domain.extremum("max", values)),
}
"""Ways to gather the values of a range; taps that lie outside the input have no value and are left out before."""
