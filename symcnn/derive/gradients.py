"""The work of training beside the forward pass: gradients of what enters each layer, and of its weights.

A product of a weight and an input has two derivatives, so each gradient takes as many multiply-accumulates as the layer
itself; where both factors are inputs, as in a product of matrices, both derivatives are gradients of inputs. What has
no weights before it needs no gradient of its input: nobody asks how the loss depends on the network's input. A layer of
several products, such as attention, states those for what enters it and those for the values between them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from symcnn.derive.gradient_rules import FORWARD, OF_INPUTS, OF_WEIGHTS, by_branch
from symcnn.derive.reached import is_reached
from symcnn.formula import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.derive.derivation import Around, Derivation, FoundByLayer, Loop
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

Turns = tuple[tuple[str, bool], ...]
"""Of each loop around a layer, by name and outermost first, whether it is in its first turn."""


def of_inputs(derivation: Derivation) -> list[Scalar | None]:
    """The gradients of what enters each layer, without those that nobody needs."""
    sources = _Sources(derivation)
    return [sources.needed(place) for place in range(len(derivation.layers))]


def of_training(derivation: Derivation) -> list[Scalar | None]:
    """Forward pass and both gradients."""
    columns = [derivation.stated(key) for key in (FORWARD, OF_INPUTS, OF_WEIGHTS)]
    add = derivation.domain.sum
    return [None if None in row else add(v for v in row if v is not None) for row in zip(*columns, strict=True)]


FOLDS: Mapping[str, FoundByLayer] = {OF_INPUTS: of_inputs, "training_macs": of_training}
"""Quantities of a layer that hang on the layers around it."""


class _Sources:
    """Which layers have weights before them, in the first turn of the loops around them and in later ones."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._domain = derivation.domain
        self._outermost = tuple(reversed(derivation.loops))
        self._found: dict[tuple[int, Turns], bool] = {}

    def needed(self, place: int) -> Scalar | None:
        """The gradients that a layer needs of what enters it through each branch, and of the values in it."""
        found = by_branch(self._derivation.layers[place].step)
        if found is None:
            return None
        entering, inside = found
        branches = [self._of_branch(place, number, formula) for number, formula in enumerate(entering)]
        return self._domain.sum([*branches, self._in_turns(place, inside, {})])

    def _of_branch(self, place: int, number: int, formula: Formula) -> Scalar:
        """The gradients of what enters through a branch, less those of turns in which nothing before it has weights."""
        if formula == ZERO:
            return 0
        around = self._around(place)
        turns = [tuple(zip(around, firsts, strict=True)) for firsts in product((True, False), repeat=len(around))]
        source = self._derivation.layers[place].inputs[number]
        unneeded = [one for one in turns if not self._has_weights(source, place, one)]
        if len(unneeded) == len(turns):
            return 0
        less = [self._domain.negate(self._in_turns(place, formula, dict(one))) for one in unneeded]
        return self._domain.sum([self._in_turns(place, formula, {}), *less])

    def _in_turns(self, place: int, formula: Formula, turns: Mapping[str, bool]) -> Scalar:
        """A formula in the first turn of some loops, in all later ones of others, and in all of those not named."""
        if formula == ZERO:
            return 0
        value = self._derivation.in_batch(OF_INPUTS, self._derivation.one_turn(place, formula))
        for loop in reversed(self._derivation.around(place)):
            first, every = self._first(value, loop), loop.domain.series(value, loop.index, loop.first, loop.last)
            later = loop.domain.sum([every, loop.domain.negate(first)])
            value = {True: first, False: later, None: every}[turns.get(loop.loop.name)]
        return value

    def _first(self, value: Scalar, loop: Around) -> Scalar:
        """What the first turn has, if there is one."""
        there = is_reached(loop.domain.sum([loop.last, 1]), loop.first, loop.domain)
        return loop.domain.product([there, loop.domain.put(value, {loop.index: loop.first})])

    def _is_needed(self, place: int, turns: Turns) -> bool:
        """Whether what enters a layer has come through weights."""
        if (place, turns) not in self._found:
            sources = self._derivation.layers[place].inputs
            self._found[place, turns] = any(self._has_weights(source, place, turns) for source in sources)
        return self._found[place, turns]

    def _has_weights(self, source: int, reader: int, turns: Turns) -> bool:
        """Whether what a source hands on to a reader has come through weights."""
        given = dict(turns)
        behind = [loop for loop in self._loops(reader) if loop.source == source != loop.exit and not given[loop.name]]
        if any(self._leaves(loop.exit, {**given, loop.name: True}) for loop in behind):
            return True
        return source >= 0 and self._leaves(source, given)

    def _leaves(self, place: int, given: Mapping[str, bool]) -> bool:
        """Whether what a layer hands on has come through weights; of a loop that nobody is in, in its first turn."""
        turns = tuple((name, given.get(name, True)) for name in self._around(place))
        trained = self._derivation.layers[place].own.get("params")
        return (trained is not None and trained != 0) or self._is_needed(place, turns)

    def _around(self, place: int) -> list[str]:
        return [loop.name for loop in self._loops(place)]

    def _loops(self, place: int) -> Iterator[Loop]:
        """The loops around a place, outermost first."""
        return (loop for loop in self._outermost if loop.start <= place < loop.end)
