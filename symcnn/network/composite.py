"""What stands inside a block, a loop or another statement, as a Python value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.network.layer import Layer, Sighted
from symcnn.support.kinds_of_arguments import with_checked_arguments

if TYPE_CHECKING:
    from symcnn.derive.derivation import Compound
    from symcnn.derive.field_values import Field
    from symcnn.model.volume import Volume
    from symcnn.network.printing import Printed
    from symcnn.support.scalar import Scalar


@with_checked_arguments
class Composite(Sighted):
    """The layers inside a block, a loop, a branch or another statement, together.

    >>> import symcnn
    >>> net = symcnn.parse("block b(K) { conv(3, K); conv(1, K) } input(W, W, 3); A: b(8); dense(10)")
    >>> net["A"].params, net["A"].input, net["A"].output
    (296, (W, W, 3), (W - 2, W - 2, 8))
    """

    _called = "a layer in"

    def __init__(self, network: Printed, name: str) -> None:
        self._network = network
        self._name = name

    @property
    def name(self) -> str:
        """Its label or its word with a number, with the labels above it."""
        return self._name

    @property
    def _inside(self) -> Compound:
        return self._network.derivation.compounds[self._name]

    @property
    def _received(self) -> Volume:
        return self._inside.received

    @property
    def _left(self) -> Volume:
        return self._inside.output

    def _amount(self, key: str) -> Scalar | None:
        return self._network.derivation.of_compound(self._name, key)

    def _field(self) -> tuple[Field, ...]:
        return self._network._seen_behind(self._name)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers inside, in order."""
        return tuple(Layer(self._network, place) for place in range(self._inside.start, self._inside.end))

    def __repr__(self) -> str:
        count = self._inside.end - self._inside.start
        return f"<Composite {self.name}: {count} layer{'s' * (count != 1)}>"
