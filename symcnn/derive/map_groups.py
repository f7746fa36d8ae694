"""Partial connections as teachers count them: groups of output maps that see alike, as in LeNet-5's C3."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn import formula as f
from symcnn.algebra.exact.values import Table
from symcnn.derive.layer_summary import kernel_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.formula import Formula


class MapGroup(NamedTuple):
    """Output maps that follow one another and see as many input maps in one pattern."""

    maps: int
    links: int
    """Input maps that each of them sees."""


def map_groups(layer: LayerResult) -> tuple[MapGroup, ...]:
    """The groups of a layer with a table of connections; none where it has no table.

    >>> import symcnn
    >>> [tuple(group) for group in map_groups(symcnn.load("lenet5").numbers().derivation.layers[2])]
    [(6, 3), (6, 4), (3, 4), (1, 6)]
    """
    rows, depth = _rows(layer), layer.received.depth
    if not rows or not isinstance(depth, int):
        return ()
    patterns = groupby(rows, lambda row: _pattern(row, depth))
    return tuple(MapGroup(len(list(found)), len(pattern)) for pattern, found in patterns)


def _rows(layer: LayerResult) -> list[tuple[int, ...]]:
    """Which input maps each output map sees."""
    tables = (value for value in layer.step.values.values() if isinstance(value, Table))
    nested = next((table for table in tables if table and all(isinstance(row, Table) for row in table)), ())
    rows = [tuple(cast("tuple[int, ...]", row)) for row in nested]
    return rows if all(isinstance(entry, int) for row in rows for entry in row) else []


def _pattern(row: Sequence[int], depth: int) -> tuple[int, ...]:
    """What a row looks like wherever it starts among the input maps, which are taken in a circle."""
    return min(tuple(sorted((entry - start) % depth for entry in row)) for start in row)


def links_counted(groups: Sequence[MapGroup]) -> Formula:
    """The links of all output maps, group by group."""
    return f.total(_times(group.maps, f.number(group.links)) for group in groups)


def params_counted(derivation: Derivation, layer: LayerResult, groups: Sequence[MapGroup]) -> Formula | None:
    """The parameters of a layer, group by group: ``6(3·25 + 1) + …``; None where that is not what its rule says."""
    domain, has_bias = derivation.domain, _bias(layer)
    area = domain.product(kernel_of(layer).size)
    count = domain.sum(
        [domain.product([g.maps, domain.sum([domain.product([g.links, area]), has_bias])]) for g in groups]
    )
    if not groups or domain.sum([count, domain.negate(layer.quantities["params"])]) != 0:
        return None
    one = derivation.written(area)
    return f.total(_times(group.maps, _map(group.links, one, has_bias)) for group in groups)


def _map(links: int, area: Formula, has_bias: int) -> Formula:
    """The weights of one output map and its bias."""
    return f.total(filter(None, [f.product([f.number(links), area]), f.ONE if has_bias else None]))


def _times(count: int, formula: Formula) -> Formula:
    factors = formula.args if formula.op == "product" else (formula,)
    return formula if count == 1 else f.product([f.number(count), *factors])


def _bias(layer: LayerResult) -> int:
    values = (layer.step.values.get(p.symbol) for p in layer.step.layer.parameters if "bias" in p.words)
    return int(bool(next(values, 0)))
