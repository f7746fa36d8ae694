"""Rows of a test shared out between the fast tests and the slow ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark import ParameterSet


def some_fast(rows: Iterable[object], one_in: int = 4) -> list[ParameterSet]:
    """All rows, of which every so-manieth is run by the fast tests too; together the halves leave none out."""
    return [pytest.param(row, marks=() if place % one_in == 0 else pytest.mark.slow) for place, row in enumerate(rows)]
