"""Sampling at the places of an affine map, by hand, with every operation counted."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections import Counter

Index = tuple[int, ...]


def sample(x: dict[Index, Any], rows: list[list[Any]], counted: Counter[str]) -> dict[Index, Any]:
    """As PyTorch's ``affine_grid`` and ``grid_sample``: places from -1 to 1, zeros outside.

    Row n of the map gives the place along axis n, from the places along all axes and 1.
    """
    *sizes, _depth = extents(x)
    return sample_grid(x, affine_grid(rows, sizes, counted), counted)


def affine_grid(rows: list[list[Any]], sizes: list[int], counted: Counter[str]) -> dict[Index, Any]:
    """As PyTorch's ``affine_grid``, by places of our order."""
    grid = {}
    for at in product(*map(range, sizes)):
        here = [Fraction(2 * place + 1, size) - 1 for place, size in zip(at, sizes, strict=True)]
        for axis, (*factors, shift) in enumerate(rows):
            grid[(*at, axis)] = sum(factor * place for factor, place in zip(factors, here, strict=True)) + shift
            counted["multiplications"] += len(factors)
            counted["additions"] += len(factors)
    return grid


def sample_grid(x: dict[Index, Any], grid: dict[Index, Any], counted: Counter[str]) -> dict[Index, Any]:
    """As PyTorch's ``grid_sample``: the place along axis n stands at depth n of the grid."""
    *sizes, depth = extents(x)
    y: dict[Index, Any] = {}
    for at in sorted({index[:-1] for index in grid}):
        found = [grid[(*at, n)] * Fraction(size, 2) + Fraction(size - 1, 2) for n, size in enumerate(sizes)]
        counted["multiplications"] += len(found)
        counted["additions"] += len(found)
        shares = shares_around(found, counted)
        y |= {(*at, k): read(x, shares, k, counted) for k in range(depth)}
    return y


def extents(x: dict[Index, Any]) -> list[int]:
    """Sizes and depth of an array."""
    return [max(column) + 1 for column in zip(*x, strict=True)]


def shares_around(found: list[Any], counted: Counter[str]) -> list[tuple[Index, Any]]:
    """The corners around a place between values, and how much each of them counts."""
    columns = []
    for place in found:
        behind = place - floor(place)
        columns.append([(floor(place), 1 - behind), (floor(place) + 1, behind)])
        counted["additions"] += 2
    corners = list(product(*columns))
    counted["multiplications"] += len(corners) * (len(found) - 1)
    return [(tuple(place for place, _ in corner), prod(share for _, share in corner)) for corner in corners]


def read(x: dict[Index, Any], shares: list[tuple[Index, Any]], k: int, counted: Counter[str]) -> Any:
    """The value of a map between its corners; outside there are zeros."""
    counted["multiplications"] += len(shares)
    counted["additions"] += len(shares) - 1
    return sum(share * x.get((*place, k), 0) for place, share in shares)
