"""The protocol of a condition with its origin: the layer that requires it, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from symcnn.formula import Formula


class Requirement(Protocol):
    """A condition, the first layer that requires it, and the reason: the fields that its named tuples share."""

    @property
    def formula(self) -> Formula:
        """The condition."""

    @property
    def layer(self) -> str:
        """The layer that requires it."""

    @property
    def words(self) -> str:
        """The reason."""

    def _replace(self, *, formula: Formula = ..., layer: str = ..., words: str = ...) -> Self:
        """The same with some of these changed."""


AnyRequirement = TypeVar("AnyRequirement", bound=Requirement)
