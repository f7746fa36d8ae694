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
    *sizes, depth = (max(column) + 1 for column in zip(*x, strict=True))
    y = {}
    for at in product(*map(range, sizes)):
        here = [Fraction(2 * place + 1, size) - 1 for place, size in zip(at, sizes, strict=True)]
        columns = []
        for row, size in zip(rows, sizes, strict=True):
            *factors, shift = row
            seen = sum(factor * place for factor, place in zip(factors, here, strict=True)) + shift
            counted["multiplications"] += len(factors)
            counted["additions"] += len(factors)
            found = seen * Fraction(size, 2) + Fraction(size - 1, 2)
            counted["multiplications"] += 1
            counted["additions"] += 1
            behind = found - floor(found)
            columns.append([(floor(found), 1 - behind), (floor(found) + 1, behind)])
            counted["additions"] += 2
        corners = list(product(*columns))
        counted["multiplications"] += len(corners) * (len(sizes) - 1)
        shares = [(tuple(place for place, _ in corner), prod(share for _, share in corner)) for corner in corners]
        for k in range(depth):
            y[(*at, k)] = sum(share * x.get((*place, k), 0) for place, share in shares)
            counted["multiplications"] += len(shares)
            counted["additions"] += len(shares) - 1
    return y
