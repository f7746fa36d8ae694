"""The functions that a formula may call, as rows: name, number of arguments, meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.values import FILLING, Nothing, Table, Value, describe, is_scalar, is_vector, per_axis
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from symcnn.formula import Extremum
    from symcnn.support.scalar import Scalar

Function = Callable[[Exact, int, list[Value]], Value]
"""Takes the domain, the number of axes in scope, and the arguments."""


def _box(_domain: Exact, axes: int, values: list[Value]) -> tuple[Scalar, ...]:
    """A vector with one entry for each axis; a scalar serves every axis."""
    return _per_axis(values[0], max(axes, 1))


def _per_axis(value: Value, axes: int) -> tuple[Scalar, ...]:
    if is_vector(value):
        return value
    if not is_scalar(value):
        raise ArgumentMistake(f"{describe(value)} stands where a number is needed")
    return (value,) * axes


def _prod(domain: Exact, axes: int, values: list[Value]) -> Value:
    """The product over all axes; a scalar counts once for each axis."""
    return domain.product(_per_axis(values[0], axes))


def _sum(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """The sum of all entries."""
    if not isinstance(values[0], tuple):
        return domain.function("sum", _flat(values[0]))
    return per_axis(lambda *entries: domain.sum(entries), *_flat(values[0]))


def _extremum(function: Extremum) -> Function:
    def apply(domain: Exact, _axes: int, values: list[Value]) -> Value:
        entries = _flat(values[0]) if len(values) == 1 and isinstance(values[0], tuple) else values
        return per_axis(lambda *numbers: domain.extremum(function, list(numbers)), *entries)

    return apply


def _length(domain: Exact, _axes: int, values: list[Value]) -> Value:
    if not domain.enumerates and not isinstance(values[0], tuple):
        return domain.function("len", _flat(values[0]))
    return domain.counted(len(_sequence(values[0])))


def _count(domain: Exact, _axes: int, values: list[Value]) -> Value:
    if not domain.enumerates and not isinstance(values[0], tuple):
        return domain.function("count", _flat(values[0]))
    return domain.counted(len(_flat(_sequence(values[0]))))


def _distinct(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """Whether no row of a list of lists names an entry twice: where that is open, a number that is then not 0."""
    apart: list[Scalar] = []
    for row in _sequence(values[0]):
        entries = cast("tuple[Scalar, ...]", row) if isinstance(row, Table) else ()  # who asks has numbers in it
        for one, other in combinations(entries, 2):
            differ = domain.decide("!=", one, other)
            if differ is False:
                return False
            apart += [domain.sum([one, domain.negate(other)])] if differ is None else []
    return domain.product(apart) if apart else True


def _fills(_domain: Exact, _axes: int, values: list[Value]) -> Value:
    """Whether a padding is a word, by which there is a window for every stride."""
    return isinstance(values[0], str) and values[0] in FILLING


def _unravel(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """Position, and with a third argument the depth, of the n-th value; depth outermost as PyTorch stores it."""
    if not domain.enumerates:
        return domain.function("unravel", _flat(values[0]))
    extent = values[1]
    (rest,) = values[0] if isinstance(values[0], tuple) and len(values[0]) == 1 else (values[0],)
    if not is_vector(extent) or not is_scalar(rest):
        raise ArgumentMistake("unravel needs a number and the sizes of all axes")
    index: list[Scalar] = []
    for length in reversed(extent):
        index.insert(0, domain.remainder(rest, length))
        rest = domain.floor(rest, length)
    return (*index, rest) if len(values) > 2 else tuple(index)  # noqa: PLR2004 - the depth is the third


def _ravel(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """The number of a position among all of them, the last axis fastest."""
    position, extent = values
    if not domain.enumerates:
        return domain.function("ravel", _flat(position))
    if not is_vector(position) or not is_vector(extent) or len(extent) != len(position):
        raise ArgumentMistake("ravel needs a position and the sizes of all axes")
    number = domain.number(0)
    for place, length in zip(position, extent, strict=True):
        number = domain.sum([domain.product([number, length]), place])
    return number


def _permuted(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """Numbers and tuples as one tuple, in the order of a list: ``permuted([2, 0, 1], (5, 6), 7)`` is (7, 5, 6)."""
    order, *entries = values
    known = _flat(tuple(entries))
    if callable(order) and not domain.enumerates:
        sizes = (cast("Scalar", order(domain.number(place))) for place in range(len(known)))
        return tuple(domain.function("size", [size]) for size in sizes)
    return tuple(known[place] for place in _order(order, len(known)))


def _replaced(_domain: Exact, axes: int, values: list[Value]) -> Value:
    """A tuple with another entry at one place; a scalar stands for one that has it on every axis."""
    entries, place, entry = values
    known = entries if isinstance(entries, tuple) else (entries,) * axes
    at = getattr(place, "value", place)  # in work shown, a number has its formula
    if not isinstance(at, int) or not 0 <= at < len(known):
        raise ArgumentMistake(f"there is no entry {at}")
    return (*known[:at], entry, *known[at + 1 :])


def _restored(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """The entries of a permutation back in their first order: the inverse permutation."""
    order, *entries = values
    known = _flat(tuple(entries))
    if not domain.enumerates:
        return domain.function("restored", known)
    places = _order(order, len(known))
    return tuple(known[places.index(place)] for place in range(len(known)))


def _order(order: Value, length: int) -> list[int]:
    # In work shown, entries have their letters.
    places = [str(getattr(place, "value", place)) for place in _sequence(order)]
    if sorted(places) != sorted(map(str, range(length))):
        raise ArgumentMistake(f"an order of {length} names each of 0 to {length - 1} once")
    return list(map(int, places))


def _last(_domain: Exact, _axes: int, values: list[Value]) -> Value:
    """The last entry of a tuple."""
    if not _sequence(values[0]):
        raise ArgumentMistake("nothing is last in an empty list")
    return _sequence(values[0])[-1]


def _but_last(_domain: Exact, _axes: int, values: list[Value]) -> Value:
    """A tuple without its last entry."""
    return tuple(_sequence(values[0])[:-1])


def _absolute(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """The distance from 0."""
    if not domain.enumerates:
        return per_axis(lambda value: domain.function("abs", [value]), values[0])
    return per_axis(lambda value: domain.extremum("max", [value, domain.negate(value)]), values[0])


def _power(domain: Exact, _axes: int, values: list[Value]) -> Value:
    """A power with any exponent."""
    if not domain.enumerates:
        return per_axis(domain.power, *values)
    return _real("pow")(domain, _axes, values)


def _real(name: str) -> Function:
    """A function without exact values: written in operations, evaluated there on real numbers only."""

    def apply(domain: Exact, _axes: int, values: list[Value]) -> Value:
        return per_axis(lambda *entries: domain.function(name, list(entries)), *values)

    return apply


def _sequence(value: Value) -> tuple[Value, ...]:
    if isinstance(value, str | Nothing) or not isinstance(value, tuple):
        raise ArgumentMistake(f"{describe(value)} stands where a list is needed")
    return value


def _flat(value: Value) -> list[Scalar]:
    if isinstance(value, tuple):
        return list(chain.from_iterable(map(_flat, value)))
    return [cast("Scalar", value)]  # whoever takes it needs a number


class FunctionRow(NamedTuple):
    """A function of the language: how many arguments it takes, and what it makes of them."""

    least: int
    most: int
    apply: Function


FUNCTIONS: Mapping[str, FunctionRow] = {
    "prod": FunctionRow(1, 1, _prod),
    "sum": FunctionRow(1, 1, _sum),
    "box": FunctionRow(1, 1, _box),
    "min": FunctionRow(1, 9, _extremum("min")),
    "max": FunctionRow(1, 9, _extremum("max")),
    "len": FunctionRow(1, 1, _length),
    "count": FunctionRow(1, 1, _count),
    "distinct": FunctionRow(1, 1, _distinct),
    "fills": FunctionRow(1, 1, _fills),
    "unravel": FunctionRow(2, 3, _unravel),
    "ravel": FunctionRow(2, 2, _ravel),
    "permuted": FunctionRow(2, 9, _permuted),
    "replaced": FunctionRow(3, 3, _replaced),
    "restored": FunctionRow(2, 9, _restored),
    "last": FunctionRow(1, 1, _last),
    "but_last": FunctionRow(1, 1, _but_last),
    "abs": FunctionRow(1, 1, _absolute),
    "exp": FunctionRow(1, 1, _real("exp")),
    "log": FunctionRow(1, 1, _real("log")),
    "tanh": FunctionRow(1, 1, _real("tanh")),
    "erf": FunctionRow(1, 1, _real("erf")),
    "sqrt": FunctionRow(1, 1, _real("sqrt")),
    "pow": FunctionRow(2, 2, _power),
}
