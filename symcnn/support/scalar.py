"""The type of what formulas are computed on.

SymPy is named for type checkers only: a run in numbers never loads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction

    from sympy import Expr

Number: TypeAlias = "int | Fraction"
"""A rational number, as Python has it."""

Scalar: TypeAlias = "int | Fraction | Expr"
"""A value of a domain: a whole number, a fraction, or (in the symbolic domain) a SymPy expression."""

Numbers: TypeAlias = "Scalar | tuple[Scalar, ...]"
"""A scalar, or a vector with one entry per axis."""

Sides: TypeAlias = "tuple[Expr, Expr]"
"""What stands left and right in a comparison, as expressions."""
