"""Proves that a total with fractions in it is whole wherever there is a network, so that code may divide exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.quotients.whole_total import whole_total
from symcnn.compiled.gathering import wanted_formulas
from symcnn.compiled.wanted import WantedFormula, box_of, program_of, slots_of
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from sympy import Expr

    from symcnn.analysis.subject import Subject


def exact_in_code(net: Subject, value: Expr) -> Expr:
    """A value of a network; one with fractions that is shown to be whole is written as one exact quotient in code.

    >>> import symcnn
    >>> from sympy import ccode
    >>> net = symcnn.parse("input(W, 1); repeat n as i { conv(1, i + 1) }")
    >>> net.units, ccode(net.units)  # which is handed out through this function
    (W*(n - 1)*(n + 2)/2 + W, '((W*(n*n) + W*n)/(2))')

    Args:
        net: The network; its conditions count.
        value: What is handed out, with fractions in it.
    """
    try:
        wanted = wanted_formulas(net, (WantedFormula("value", net.derivation.written(value), ""),))
        slots = slots_of(wanted, None)
        (result,) = program_of(wanted, slots, box_of(wanted, slots)).results
    except SymcnnError:
        return value  # it has no steps, so nothing is known of it
    return whole_total(value) if result.below is None else value
