"""What has quantities: layers and networks.

Expressions of SymPy may be compiled by ``sympy.lambdify``: that is exact on Python's whole numbers. On NumPy arrays it
overflows without a word, and where a value may be a fraction it is floating point; ``network.function`` does neither.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sympy import Expr

    from symcnn.analysis.subject import Subject


def handed_out(network: Subject, value: Expr) -> Expr:
    """A value in closed form; one with fractions that is shown to be whole stays so in code that SymPy makes of it."""
    if not value.args or not importlib.import_module("symcnn.algebra.quotients.code_printing").has_quotients(value):
        return value
    if network.derivation.domain.whole(value):
        whole: Expr = importlib.import_module("symcnn.algebra.quotients.whole_total").whole_total(value)
        return whole
    found: Expr = importlib.import_module("symcnn.compiled.proved_whole").exact_in_code(network, value)
    return found


class Counted:
    """What has quantities: a layer, or a network as the sum over its layers. All are closed forms."""

    def quantity(self, key: str) -> Any:
        """A quantity by its word: ``units``, ``params``, ``connections`` or ``macs``."""
        raise NotImplementedError

    @property
    def params(self) -> Any:
        """Trainable parameters.

        Returns:
            A count, as a number or expression of SymPy. Weights and biases, each once however often it is used. For
            many values, above all in NumPy arrays, ``network.function("params")`` is exact where ``lambdify`` wraps.

        Raises:
            Unavailable: Some layer states no rule for it.
        """
        return self.quantity("params")

    @property
    def connections(self) -> Any:
        """Links through which a weight or a bias reaches an output unit.

        Returns:
            A count: each weight and bias as often as it is used for one example; ``network.function("connections")``
            is exact on NumPy arrays too.

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
            A count for one example: products of a weight and an input, each added up; padding counts. For many values,
            above all in NumPy arrays, ``network.function("macs")`` is exact where ``lambdify`` wraps.

        Raises:
            Unavailable: Some layer states no rule for it.
        """
        return self.quantity("macs")

    @property
    def units(self) -> Any:
        """Values that leave it.

        Returns:
            A count for one example: the product of the output's sizes and depth; ``network.function("units")`` is
            exact on NumPy arrays too.
        """
        return self.quantity("units")
