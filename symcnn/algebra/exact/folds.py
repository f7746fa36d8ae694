"""Gathers the values of ranges, ``sum(body for u in F, c in D)``: one after another, or in closed form.

A number n stands for 0 ... n - 1, a vector for its box, a list for itself.
"""

from __future__ import annotations

from collections import ChainMap
from itertools import product as box
from math import prod
from typing import TYPE_CHECKING, TypeAlias, cast

from symcnn.algebra.exact.values import Scope, Table, Value, per_axis, rows_per_axis
from symcnn.errors import ArgumentMistake, LimitExceeded
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

Code: TypeAlias = "Callable[[Scope, Exact], Value]"
"""What a formula is compiled to."""

Gather: TypeAlias = "Callable[[Scope, Exact, list[Value]], None]"
"""Puts the values of a range behind those that there are."""

Fold: TypeAlias = "Callable[[Exact, list[Value]], Value]"
"""Makes one value of those of a range."""


def _folded(apply: Callable[[Exact, list[Scalar]], Scalar]) -> Fold:
    def fold(domain: Exact, values: list[Value]) -> Value:
        return rows_per_axis(lambda entries: apply(domain, list(entries)), values) if values else apply(domain, [])

    return fold


FOLDS: Mapping[str, Fold] = {
    "sum": _folded(lambda domain, values: domain.sum(values)),
    "prod": _folded(lambda domain, values: domain.product(values)),
    "min": _folded(lambda domain, values: domain.extremum("min", values)),
    "max": _folded(lambda domain, values: domain.extremum("max", values)),
}
"""Ways to gather the values of a range; taps that lie outside the input have no value and are left out before."""


def once(body: Code) -> Gather:
    """The value of the body where all indices have theirs."""

    def gather(scope: Scope, domain: Exact, values: list[Value]) -> None:
        spend()
        values.append(body(scope, domain))
        domain.gathered.total += 1
        check_range(domain.gathered.total, domain)

    return gather


def over(fold: Formula, index: str, extent: Code, inner: Gather) -> Gather:
    """The values of all that an index goes over, of whose values the inner ones are gathered."""

    def gather(scope: Scope, domain: Exact, values: list[Value]) -> None:
        length = extent(scope, domain)
        here: dict[str, Value] = {}
        inside: Scope = ChainMap(here, scope)  # type: ignore[arg-type]  # only read from
        if not hasattr(type(length), "free_symbols"):
            for entry in _entries(length, domain):
                here[index] = entry
                inner(inside, domain, values)
            return
        if fold.value != "sum":
            raise ArgumentMistake("only a sum can go over a range whose length is a symbol", fold.span)
        domain.count(cast("Scalar", length))
        here[index] = counter = domain.index(index)
        each: list[Value] = []
        inner(inside, domain, each)
        values.append(_series(each, counter, cast("Scalar", length), domain))

    return gather


def _series(values: list[Value], counter: Scalar, length: Scalar, domain: Exact) -> Value:
    """A sum over a range whose length is a symbol, in closed form where there is one."""
    last = domain.sum([length, -1])
    return per_axis(lambda value: domain.series(value, counter, 0, last), FOLDS["sum"](domain, values))


def _entries(extent: Value, domain: Exact) -> Iterable[Value]:
    if isinstance(extent, Table):
        return extent
    given = extent if isinstance(extent, tuple) else (extent,)
    lengths = [length for length in given if isinstance(length, int) and length >= 0]
    if len(lengths) < len(given):
        raise ArgumentMistake("a range needs a whole number, not below 0")
    check_range(prod(lengths), domain)
    ranges = [range(length) for length in lengths]
    return box(*ranges) if isinstance(extent, tuple) else ranges[0]


def check_range(count: int, domain: Exact) -> None:
    """Refuse more values than a range may have."""
    if count > domain.limits.range:
        raise LimitExceeded(f"a range of more than {domain.limits.range:,} values")
