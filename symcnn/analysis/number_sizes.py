"""How large a number is in memory: of weights, of activations, of gradients, and of what an optimizer keeps."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.errors import ArgumentMistake, NotFound, nearest
from symcnn.model.given_values import read_value, refuse_lists, to_private, to_public
from symcnn.support.names import look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.analysis.subject import Subject
    from symcnn.support.scalar import Scalar

OPTIMIZERS: Mapping[str, int] = {"sgd": 0, "momentum": 1, "adam": 2}
"""How many numbers each keeps beside a parameter and its gradient: none, a velocity, two moments."""


class NumberSizes(NamedTuple):
    """Bytes per number, by what it is; a letter of its own as text, so that SymPy is not needed to name it."""

    weights: Scalar | str
    activations: Scalar | str
    gradients: Scalar | str
    states: Scalar | str

    @property
    def are_equal(self) -> bool:
        """Whether all numbers are alike."""
        return len(set(self)) == 1


KINDS = NumberSizes._fields


def read_sizes(network: Subject, size: Scalar | str, bits: Scalar | str) -> NumberSizes:
    """The sizes that a user gives: bytes of every number, or bits, of every number or by what it is.

    >>> import symcnn
    >>> read_sizes(symcnn.load("lenet5"), "", "weights=4, activations=8")
    NumberSizes(weights=Fraction(1, 2), activations=1, gradients=1, states=1)

    Args:
        network: Whose numbers they are.
        size: Bytes of every number; without it and without bits, a letter that the network does not have.
        bits: Bits of every number, or such as ``weights=8, activations=16``. Gradients are like activations, and what
            an optimizer keeps is like gradients, if nothing else is stated.

    Raises:
        ArgumentMistake: Both are given, or a size is not above 0.
        NotFound: There is no such kind of number.
    """
    if size != "" and bits != "":
        raise ArgumentMistake("sizes are given in bytes and in bits", hint="one of them says it")
    if bits == "":
        return NumberSizes(*[_letter(network) if size == "" else _positive(network, "bytes", size)] * len(KINDS))
    given = _by_kind(network, bits)
    every = given.get("")
    weights = given.get("weights", every)
    activations = given.get("activations", every)
    if weights is None or activations is None:
        raise ArgumentMistake("weights and activations need their bits", hint="such as weights=8, activations=16")
    gradients = given.get("gradients", activations)
    return NumberSizes(weights, activations, gradients, given.get("states", gradients))


def _by_kind(network: Subject, bits: Scalar | str) -> dict[str, Scalar]:
    """Bytes by kind; under no word, those of every kind."""
    if not isinstance(bits, str) or "=" not in bits:
        return {"": _bytes(network, bits)}
    found: dict[str, Scalar] = {}
    for part in bits.split(","):
        kind, _, size = (word.strip() for word in part.partition("="))
        if kind not in KINDS:
            hint = nearest(kind, KINDS) or f"there is {', '.join(KINDS)}"
            raise NotFound(f'no numbers of a network are called "{kind}"', hint)
        found[kind] = _bytes(network, size)
    return found


def _bytes(network: Subject, bits: Scalar | str) -> Scalar:
    """Eight bits are one byte."""
    size = _positive(network, "bits", bits)
    if isinstance(size, int | Fraction):
        return to_private(Fraction(size, 8))
    return to_private(to_public(size) / 8)


def _positive(network: Subject, name: str, given: Scalar | str) -> Scalar:
    read = read_value(name, given, lambda: network.symbols, network.limits)
    refuse_lists({name: read})
    size = cast("Scalar", read)
    is_positive = size > 0 if isinstance(size, int | Fraction) else to_public(size).is_positive is not False
    if not is_positive:
        raise ArgumentMistake(f"a number takes more than {size} {name}")
    return size


def _letter(network: Subject) -> str:
    """A letter that looks like no symbol of the network."""
    looks = {look(parameter.symbol) for parameter in network.parameters}
    return next(word for word in chain(("b", "B"), (f"b_{n}" for n in count(2))) if look(word) not in looks)


def optimizer_states(name: str) -> int:
    """How many numbers an optimizer keeps for every parameter.

    >>> optimizer_states("adam")
    2
    """
    if name not in OPTIMIZERS:
        raise NotFound(
            f'there is no optimizer "{name}"', nearest(name, OPTIMIZERS) or f"there is {', '.join(OPTIMIZERS)}"
        )
    return OPTIMIZERS[name]
