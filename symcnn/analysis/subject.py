"""What the questions of this room ask of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.derive.derivation import Derivation
    from symcnn.limits import Limits
    from symcnn.syntax import tree


class Subject(Protocol):
    """A network, as far as questions about it go.

    >>> import symcnn
    >>> from symcnn.analysis.reconcile import Reconciliation
    >>> about: Subject = symcnn.parse("input(8, 8, 3); conv(3, 4)")
    >>> Reconciliation(about, ("torch",))
    <Reconciliation of a snippet under torch>
    """

    @property
    def name(self) -> str:
        """The name in the header."""

    @property
    def limits(self) -> Limits:
        """How far it may be derived."""

    @property
    def derivation(self) -> Derivation:
        """Everything derived."""

    @property
    def parameters(self) -> tuple[tree.Parameter, ...]:
        """What its header declares."""

    @property
    def notations(self) -> tuple[tree.NotationDefinition, ...]:
        """The notations in its text."""

    @property
    def symbols(self) -> dict[str, Any]:
        """Every parameter by name."""

    @property
    def free_symbols(self) -> Any:
        """The symbols that have no value yet."""

    @property
    def definitions(self) -> Mapping[Any, Any]:
        """Long sizes that go by a name."""

    @property
    def input(self) -> tuple[Any, ...]:
        """The sizes of its first input, its depth last."""

    @property
    def put_in(self) -> tuple[tuple[str, str], ...]:
        """The parameters for which their default stands, each with that default as written."""

    def quantity(self, key: str) -> Any:
        """A total."""

    def closed(self, value: Any) -> Any:
        """A value in the network's own symbols."""

    def at(self, **values: Any) -> Self:
        """The network with values for some of its symbols."""

    def numbers(self, **values: Any) -> Self:
        """The network in numbers, with its defaults where no value is given."""

    def exactly(self) -> Self:
        """The network in which every division comes out even."""

    def widened(self, name: str) -> Self:
        """The network with a symbol in place of a number."""

    def with_defaults(self, unknown: Iterable[str]) -> Self:
        """The network with its defaults, but for some symbols."""
