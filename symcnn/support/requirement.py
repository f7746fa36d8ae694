"""What a condition of a result comes with: the layer that asks for it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from symcnn.formula import Formula


class Requirement(Protocol):
    """A condition, the first layer that asks for it, and why it does; a named tuple of these."""

    @property
    def formula(self) -> Formula:
        """What must hold."""

    @property
    def layer(self) -> str:
        """Who asks for it."""

    @property
    def words(self) -> str:
        """Why it is asked."""

    def _replace(self, *, formula: Formula = ..., layer: str = ..., words: str = ...) -> Self:
        """The same with some of these changed."""


AnyRequirement = TypeVar("AnyRequirement", bound=Requirement)
