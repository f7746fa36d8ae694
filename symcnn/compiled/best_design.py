"""The best design within a budget: every point of a grid is looked at, and the best of those that fit is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled.designs import grids_of, swept
from symcnn.errors import ArgumentMistake, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.analysis.subject import Subject
    from symcnn.compiled.grid_axes import ValuesBySymbol
    from symcnn.support.scalar import Number


class Design(NamedTuple):
    """A point of a grid, and what the network takes there."""

    values: Mapping[str, Number]
    """Of each symbol that was swept."""
    quantities: Mapping[str, Number]
    points: int
    """How many points were looked at: all that the grid has."""
    legal: int
    """How many of them fit."""

    def __str__(self) -> str:
        row = {**self.values, **self.quantities}
        said = ", ".join(f"{key} = {f'{value:,}' if isinstance(value, int) else value}" for key, value in row.items())
        return f"{said} (the best of {self.legal:,} that fit, of {self.points:,})"


def best_design(net: Subject, budget: str, over: ValuesBySymbol, best: str = "", of: str = "params, macs") -> Design:
    """The best point of a grid at which a budget is kept.

    >>> import symcnn
    >>> net, grid = symcnn.load("mobilenet_v2"), {"W,H": "32..512:32", "alpha": "1/4..2:1/4"}
    >>> print(best_design(net, "macs <= 3*10^8 and params <= 5*10^6", grid))
    W = 512, H = 512, alpha = 1/4, params = 1,519,112, macs = 188,950,528 (the best of 42 that fit, of 128)

    Args:
        net: The network.
        budget: What must hold, such as ``macs <= 3*10^8 and params <= 5*10^6``.
        over: The values of each symbol that may change, ``"W,H"`` for both alike; others have their defaults.
        best: Objectives, the first one first, such as ``W:max, alpha:max``; without any, the symbols of ``over`` as
            they stand there, each as large as can be.
        of: Quantities to tell besides.

    Raises:
        NotFound: No point fits.
    """
    if not over:
        raise ArgumentMistake("nothing may change", hint='such as over={"W,H": "32..512", "alpha": "1/4..2:1/16"}')
    tied = [[name.strip() for name in names.split(",")] for names in over]
    wanted = best or ", ".join(f"{names[0]}:max" for names in tied)
    table = swept(grids_of(net, of, over, where=budget, best=wanted))
    cells = next(table.rows(), ())
    pairs = zip(table.columns, cells, strict=False)
    row = {column: cell for column, cell in pairs if not isinstance(cell, str)}  # of one network, so all are numbers
    if not row:
        raise NotFound(f"of {table.points:,} points none fits", hint="a larger budget, or more values")
    axes = {names[0] for names in tied}
    values = {name: row[names[0]] for names in tied for name in names}
    return Design(values, {key: value for key, value in row.items() if key not in axes}, table.points, table.legal)
