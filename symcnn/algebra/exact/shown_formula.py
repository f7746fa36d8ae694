"""What the domain that computes nothing works on: formulas, each together with its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from symcnn import formula as f
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


class NamedArray:
    """An array as a function of its indices; one that holds positions has an entry for each axis."""

    def __init__(self, name: str, axes: tuple[str, ...] = ()) -> None:
        self.names = [f"{name}_{axis}" for axis in axes]
        self.name = name

    @property
    def formula(self) -> Formula:
        """The array itself, where a rule speaks of all of it."""
        return f.name(self.name)

    def __call__(self, *indices: Shown) -> ShownValue:
        """The entry at some indices."""
        formulas = tuple(index.formula for index in indices)
        named = [Shown(Formula("index", formulas, word), None) for word in self.names]
        return tuple(named) or Shown(Formula("index", formulas, self.name), None)
