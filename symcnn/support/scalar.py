"""The type of the values that formulas are computed on."""

from __future__ import annotations

from typing import Any

Scalar = Any
"""A value of a domain: a whole number, a fraction, or (in the symbolic domain) a SymPy expression."""
