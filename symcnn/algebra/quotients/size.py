"""The size of an expression: how many nodes it has, and how deep they nest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.support.work import spend

if TYPE_CHECKING:
    from sympy import Expr

AT_ONCE = 16
"""Nodes that are counted as fast as others are made."""


def measured(expr: Expr, most: int) -> tuple[int, int]:
    """Nodes of an expression, and how many stand above one another; counted until there are more than ``most``."""
    count, depth, level = 0, 0, [expr]
    while level and count <= most:
        count, depth = count + len(level), depth + 1
        level = [arg for node in level for arg in node.args]
    spend(1 + count // AT_ONCE)
    return count, depth
