"""What has quantities: layers and networks."""

from __future__ import annotations

from typing import Any


class Counted:
    """What has quantities: a layer, or a network as the sum over its layers. All are closed forms."""

    def quantity(self, key: str) -> Any:
        """A quantity by its word: ``units``, ``params``, ``connections`` or ``macs``."""
        raise NotImplementedError

    @property
    def params(self) -> Any:
        """Trainable parameters.

        Returns:
            A count, as a number or expression of SymPy. Weights and biases, each once however often it is used.

        Raises:
            Unavailable: Some layer states no rule for it.
        """
        return self.quantity("params")

    @property
    def connections(self) -> Any:
        """Links through which a weight or a bias reaches an output unit.

        Returns:
            A count: each weight and bias as often as it is used for one example.

        Raises:
            Unavailable: Some layer states no rule for it.

        References:
            LeCun, Bottou, Bengio and Haffner 1998, section II.B.
        """
        return self.quantity("connections")

    @property
    def macs(self) -> Any:
        """Multiply-accumulates.

        Returns:
            A count for one example: products of a weight and an input, each added up; padding counts.

        Raises:
            Unavailable: Some layer states no rule for it.
        """
        return self.quantity("macs")

    @property
    def units(self) -> Any:
        """Values that leave it.

        Returns:
            A count for one example: the product of the output's sizes and depth.
        """
        return self.quantity("units")
