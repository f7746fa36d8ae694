"""Quantities that are computed when somebody asks for them: any formula in a layer's own rules, summed over all turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.evaluate import evaluate
from symcnn.derive.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.formula import Formula


class Around(NamedTuple):
    """A loop around a layer: the domain in which its index runs, the index, its first and its last value."""

    domain: Exact
    index: Scalar
    first: Scalar
    last: Scalar


def tally(derivation: Derivation, choice: Callable[[LayerResult], Formula | None]) -> list[Scalar | None]:
    """For every layer the value of the formula that speaks of it, inside a loop that of all turns together.

    The choice says which formula that is, written over the layer's rules and arguments; None where there is none.
    """
    values = []
    for place, layer in enumerate(derivation.layers):
        formula = choice(layer)
        values.append(None if formula is None else _all_turns(derivation, place, formula))
    return values


def one_turn(derivation: Derivation, place: int, formula: Formula) -> Scalar:
    """The value of a formula among the rules of the layer at a place; inside a loop, in one turn."""
    loops = _around(derivation, place)
    return _evaluated(derivation.layers[place], formula, loops[-1].domain if loops else derivation.domain)


def _all_turns(derivation: Derivation, place: int, formula: Formula) -> Scalar:
    """Inner loops are summed first, each in the domain in which its index runs."""
    value = one_turn(derivation, place, formula)
    for loop in reversed(_around(derivation, place)):
        value = loop.domain.series(value, loop.index, loop.first, loop.last)
    return value


def _around(derivation: Derivation, place: int) -> list[Around]:
    """The loops around a layer, outermost first; a derivation lists inner loops before the ones around them."""
    domain, found = derivation.domain, []
    for loop in reversed(derivation.loops):
        if loop.start <= place < loop.end:
            index = domain.index(loop.counter)
            domain = domain.turning(index, loop.first, loop.last)
            found.append(Around(domain, index, loop.first, loop.last))
    return found


def _evaluated(layer: LayerResult, formula: Formula, domain: Exact) -> Scalar:
    return evaluate(formula, Rules(layer.step.layer, layer.step.values, layer.received, domain), domain)
