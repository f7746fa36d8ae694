"""One layer of a network as a Python value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcnn.derive.quantities import BY_KEY
from symcnn.errors import Unavailable
from symcnn.model.foreign import quantity_hint
from symcnn.network.counted import Counted, handed_out
from symcnn.support.kinds_of_arguments import with_checked_arguments

if TYPE_CHECKING:
    from sympy import Expr

    from symcnn.derive.derivation import LayerResult
    from symcnn.derive.field_values import Field
    from symcnn.model.volume import Volume
    from symcnn.network.printing import Printed
    from symcnn.support.scalar import Scalar


class Sighted(Counted):
    """What units see the input through: a layer, or a statement with layers inside."""

    _network: Printed
    _called = "layer"

    @property
    def name(self) -> str:
        """Its label or its word with a number, with the labels above it."""
        raise NotImplementedError

    @property
    def _received(self) -> Volume:
        raise NotImplementedError

    @property
    def _left(self) -> Volume:
        raise NotImplementedError

    def _amount(self, key: str) -> Scalar | None:
        raise NotImplementedError

    def _lacking(self, key: str) -> str:
        """The rule without which there is no such quantity."""
        return key

    def _field(self) -> tuple[Field, ...]:
        raise NotImplementedError

    def _closed(self, value: Any) -> Any:
        return self._network.closed(value)

    def _sizes(self, volume: Volume) -> tuple[Expr, ...]:
        return tuple(handed_out(self._network, self._closed(size)) for size in (*volume.sizes, volume.depth))

    @property
    def receptive_field(self) -> tuple[Any, ...]:
        """How many values of the padded input a unit of its output sees, along each axis.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, H, D); conv(F, 8); maxpool(2); C2: conv(3, 8)")
        >>> net["C2"].receptive_field, net["C2"].jump
        ((F + 5, F + 5), (2, 2))

        Returns:
            One size for each axis, in values of the input.

        Raises:
            Unavailable: Some layer before it states no window, or branches differ in step and none sees everything.

        References:
            Dumoulin and Visin 2016; Araujo, Norris and Sim 2019.
        """
        return tuple(self._closed(field.size) for field in self._field())

    @property
    def jump(self) -> tuple[Any, ...]:
        """How many values of the input lie between what two neighbours of its output see, along each axis.

        Returns:
            One distance for each axis, in values of the input: the product of the strides.

        Raises:
            Unavailable: As for `receptive_field`.
        """
        return tuple(self._closed(field.jump) for field in self._field())

    @property
    def start(self) -> tuple[Any, ...]:
        """Where in the input begins what the first unit of its output sees, along each axis; below 0 in the padding.

        >>> import symcnn
        >>> symcnn.parse("input(W, D); conv(3, 8, padding=1); C2: conv(5, 8, stride=2, padding=2)")["C2"].start
        (-3,)

        Returns:
            One position for each axis, in values of the input, from 0.

        Raises:
            Unavailable: As for `receptive_field`.
        """
        return tuple(-self._closed(field.padding) for field in self._field())

    @property
    def input(self) -> tuple[Any, ...]:
        """Sizes and depth that it receives.

        Returns:
            One size for each axis, in values, and the depth last.
        """
        return self._sizes(self._received)

    @property
    def output(self) -> tuple[Any, ...]:
        """Sizes and depth that leave it, of a loop behind all of its turns.

        Returns:
            One size for each axis, in values, and the depth last.
        """
        return self._sizes(self._left)

    def quantity(self, key: str) -> Any:
        """A quantity by its word, in a repeat that of all turns; Unavailable if no rule is stated for it.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, D); repeat n { conv(3, D, padding=1) }")
        >>> net.layers[0].params == net.params, net.layers[0].params
        (True, D*n*(3*D + 1))

        Args:
            key: The word of a quantity, such as ``params`` or ``additions``.

        Raises:
            Unavailable: It, or a layer inside, states no rule for it, or there is no such quantity.
        """
        return self._stated(key, self._amount(key))

    def _stated(self, key: str, value: Scalar | None) -> Any:
        if value is None and key not in BY_KEY:
            raise Unavailable(f'there is no quantity "{key}"', quantity_hint(key, BY_KEY))
        if value is None:
            raise Unavailable(f'{self._called} "{self.name}" states no rule for {self._lacking(key)}')
        return handed_out(self._network, self._closed(value))

    def explain(self, format: str = "text") -> str:
        """The work shown for it."""
        return self._network.explain(self.name, format)

    def _repr_html_(self) -> str:
        return self.explain("html")


@with_checked_arguments
class Layer(Sighted):
    """One layer of a network; its values are closed forms.

    >>> import symcnn
    >>> layer = symcnn.parse("input(W, H, D); C1: conv(5, 6)")["C1"]
    >>> layer.params, layer.macs
    (150*D + 6, 150*D*(H - 4)*(W - 4))
    """

    def __init__(self, network: Printed, place: int) -> None:
        self._network = network
        self._place = place

    @property
    def _result(self) -> LayerResult:
        return self._network.derivation.layers[self._place]

    @property
    def _received(self) -> Volume:
        return self._result.received

    @property
    def _left(self) -> Volume:
        return self._result.output

    def _amount(self, key: str) -> Scalar | None:
        return self._network.derivation.of_all_turns(self._place, key)

    def _lacking(self, key: str) -> str:
        return BY_KEY[key].lacking(self._result.step)

    def _field(self) -> tuple[Field, ...]:
        return self._network._seen(self._place)

    @property
    def name(self) -> str:
        """The label, with the labels above it."""
        return self._result.name

    @property
    def kind(self) -> str:
        """The layer's word, such as conv."""
        return self._result.step.layer.name

    def in_one_turn(self, key: str) -> Any:
        """A quantity by its word, in a repeat that of one turn, which may depend on the turn.

        >>> import symcnn
        >>> symcnn.parse("input(W, D); repeat n { conv(3, D, padding=1) }").layers[0].in_one_turn("params")
        D*(3*D + 1)

        Args:
            key: The word of a quantity.

        Raises:
            Unavailable: The layer states no rule for it.
        """
        return self._stated(key, self._network.derivation.of_layer(self._place, key))

    def __repr__(self) -> str:
        return f"<Layer {self.name}: {self._result.written}>"
