"""What the domain that computes nothing works on: formulas, each together with its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from symcnn.formula import Formula

if TYPE_CHECKING:
    from symcnn.support.scalar import Scalar


@dataclass(frozen=True)
class Shown:
    """A formula together with its value (None where that is not known)."""

    formula: Formula
    value: Scalar | None
    literal: bool = False
    """A number of the rule itself, which may vanish."""


ShownValue: TypeAlias = Shown | tuple[Shown, ...]
"""What a formula about numbers comes to, with an entry for each axis or without."""


def given(formula: Formula, value: Scalar | None = None) -> Shown:
    """Something put in for a name; it stands as it is, in brackets where needed."""
    return Shown(formula if formula.op in ("name", "given") else Formula("given", (formula,)), value)
