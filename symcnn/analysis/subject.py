"""What the questions of this room ask of a network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from symcnn.errors import ArgumentMistake, SymcnnError
from symcnn.model.parameters import bounds_of, entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sympy import Symbol

    from symcnn.derive.derivation import Derivation
    from symcnn.limits import Limits
    from symcnn.syntax import tree


class Subject(ABC):
    """A network, as far as questions about it go.

    >>> import symcnn
    >>> from symcnn.analysis.reconcile import Reconciliation
    >>> about: Subject = symcnn.parse("input(8, 8, 3); conv(3, 4)")
    >>> Reconciliation(about, ("torch",))
    <Reconciliation of a snippet under torch>
    """

    limits: Limits
    """How far it may be derived."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name in the header."""

    @property
    @abstractmethod
    def derivation(self) -> Derivation:
        """Everything derived."""

    @property
    @abstractmethod
    def parameters(self) -> tuple[tree.Parameter, ...]:
        """What its header declares."""

    @property
    @abstractmethod
    def notations(self) -> tuple[tree.NotationDefinition, ...]:
        """The notations in its text."""

    @property
    @abstractmethod
    def symbols(self) -> dict[str, Any]:
        """Every parameter by name."""

    @property
    @abstractmethod
    def free_symbols(self) -> Any:
        """The symbols that have no value yet."""

    @property
    @abstractmethod
    def open_symbols(self) -> dict[str, Symbol]:
        """Each symbol that has no value by its name, also entries of lists and what values brought along."""

    @property
    @abstractmethod
    def definitions(self) -> Mapping[Any, Any]:
        """Long sizes that go by a name."""

    @property
    @abstractmethod
    def input(self) -> tuple[Any, ...]:
        """The sizes of its first input, its depth last."""

    @property
    @abstractmethod
    def put_in(self) -> tuple[tuple[str, str], ...]:
        """The parameters for which their default stands, each with that default as written."""

    @abstractmethod
    def quantity(self, key: str) -> Any:
        """A total."""

    @abstractmethod
    def closed(self, value: Any) -> Any:
        """A value in the network's own symbols."""

    @abstractmethod
    def at(self, **values: Any) -> Self:
        """The network with values for some of its symbols."""

    @abstractmethod
    def numbers(self, **values: Any) -> Self:
        """The network in numbers, with its defaults where no value is given."""

    @abstractmethod
    def exactly(self) -> Self:
        """The network in which every division comes out even."""

    @abstractmethod
    def widened(self, name: str) -> Self:
        """The network with a symbol in place of a number."""

    @abstractmethod
    def with_defaults(self, unknown: Iterable[str]) -> Self:
        """The network with its defaults, but for some symbols."""


def checked(network: Subject) -> Subject:
    """What is asked about, which must be a network.

    >>> checked("lenet5")
    Traceback (most recent call last):
    symcnn.errors.ArgumentMistake: a network is needed, not str
      parse or load makes one
    """
    if not isinstance(network, Subject):
        raise ArgumentMistake(f"a network is needed, not {type(network).__name__}", hint="parse or load makes one")
    return network


def each_of(networks: Subject | Iterable[Subject]) -> list[Subject]:
    """One network or several, in a row.

    >>> each_of("lenet5")
    Traceback (most recent call last):
    symcnn.errors.ArgumentMistake: a network is needed, not str
      parse or load makes one
    """
    if isinstance(networks, Subject | str) or not isinstance(networks, Iterable):  # a network goes through its layers
        return [checked(networks)]
    return [checked(network) for network in networks]


def from_zero(network: Subject, *names: str) -> Subject:
    """The network, symbols of it from 0 on if it comes from a snippet whose layers let them be 0."""
    widened = network
    for name in names:
        widened = widened.widened(name)
    if widened is network:
        return network
    try:
        widened.at(**dict.fromkeys(names, 0)).derivation  # noqa: B018 - whether it can be derived is the question
    except SymcnnError:
        return network
    return widened


def as_layers_take(network: Subject) -> Subject:
    """The network, each symbol from 0 on that the layers of a snippet let be 0, as they do in numbers.

    >>> import symcnn
    >>> symbols = as_layers_take(symcnn.parse("input(W, 3); conv(F, 8, padding=P)")).open_symbols
    >>> {name: symbol.is_positive for name, symbol in symbols.items()}
    {'F': True, 'P': None, 'W': True}
    """
    never_0 = set(_from_one(network.derivation))
    names = [name for name in network.open_symbols if name not in never_0]
    if (together := from_zero(network, *names)) is not network:
        return together
    for name in names:
        network = from_zero(network, name)
    return network


def _from_one(derivation: Derivation) -> Iterator[str]:
    """Sizes and depths of inputs, and what is all of an argument that is 1 at least."""
    volumes = (end.volume for end in derivation.inputs)
    values = [value for volume in volumes for value in (*volume.sizes, volume.depth)]
    for layer in derivation.layers:
        for parameter in layer.step.layer.parameters:
            if parameter.symbol in layer.step.given and (">=", 1) in bounds_of(parameter):
                values += entries(layer.step.values.get(parameter.symbol, ()))  # type: ignore[arg-type]
    for value in values:
        formula = derivation.written(value)
        if formula.op == "name":
            yield str(formula.value)
