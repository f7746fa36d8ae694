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
from symcnn.derive.symbolic_loops import started_turns
from symcnn.formula import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from symcnn.derive.derivation import Derivation, FoundByLayer
    from symcnn.derive.symbolic_loops import Loop
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


class _DiffersByTurn(Exception):  # noqa: N818 - an answer, not a mistake
    """A layer has weights in some turns of a loop alone."""


class _Sources:
    """Whether layers have weights before them, in the first turn of the loops around them and in later ones.

    An answer is 1 or 0, or a formula that is one of them: a repeat without a turn hands on what stood before it.
    """

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._domain = derivation.domain
        self._outermost = tuple(reversed(derivation.loops))
        self._starts = started_turns(derivation.loops)
        self._found: dict[tuple[int, Turns], Scalar] = {}

    def needed(self, place: int) -> Scalar | None:
        """The gradients that a layer needs of what enters it through each branch, and of the values in it."""
        found = by_branch(self._derivation.layers[place].step)
        if found is None:
            return None
        entering, inside = found
        try:
            branches = [self._of_branch(place, number, formula) for number, formula in enumerate(entering)]
        except _DiffersByTurn:
            return None
        known = [one for one in branches if one is not None]
        return self._domain.sum([*known, self._in_turns(place, inside, {})]) if len(known) == len(branches) else None

    def _of_branch(self, place: int, number: int, formula: Formula) -> Scalar | None:
        """The gradients of what enters through a branch, less those of turns in which nothing before it has weights."""
        if formula == ZERO:
            return 0
        around = self._around(place)
        turns = [tuple(zip(around, firsts, strict=True)) for firsts in product((True, False), repeat=len(around))]
        layer = self._derivation.layers[place]
        read = layer.inputs[number], layer.starts[number]
        unneeded = [(self._otherwise(self._has_weights(*read, place, one)), one) for one in turns]
        if any(self._hangs_on_turns_of_others(share, around) for share, _ in unneeded):
            return None
        if all(share == 1 for share, _ in unneeded):
            return 0
        less = [self._in_turns(place, formula, dict(one), share) for share, one in unneeded if share != 0]
        return self._domain.sum([self._in_turns(place, formula, {}), *map(self._domain.negate, less)])

    def _in_turns(self, place: int, formula: Formula, turns: Mapping[str, bool], share: Scalar = 1) -> Scalar:
        """A formula in the first turn of some loops, in all later ones of others, and in all of those not named."""
        if formula == ZERO:
            return 0
        around = self._derivation.around(place)
        value = self._derivation.in_batch(OF_INPUTS, self._derivation.one_turn(place, formula))
        value = self._domain.product([share, value])
        for number, loop in reversed([*enumerate(around)]):
            outside = around[number - 1].domain if number else self._domain
            there = is_reached(outside.sum([loop.last, 1]), loop.first, outside)
            first = outside.product([there, loop.domain.put(value, {loop.index: loop.first})])
            every = loop.domain.series(value, loop.index, loop.first, loop.last)
            later = outside.sum([every, outside.negate(first)])
            value = {True: first, False: later, None: every}[turns.get(loop.loop.name)]
        return value

    def _otherwise(self, answer: Scalar) -> Scalar:
        return self._domain.sum([1, self._domain.negate(answer)])

    def _any(self, answers: Iterable[Scalar]) -> Scalar:
        found = {*answers, 0}
        return 1 if 1 in found else self._domain.extremum("max", [*found]) if len(found) > 1 else 0

    def _hangs_on_turns_of_others(self, answer: Scalar, around: list[str]) -> bool:
        """Whether it differs from turn to turn of a loop that the reader does not stand in."""
        others = (self._domain.index(loop.counter) for loop in self._outermost if loop.name not in around)
        return any(self._domain.put(answer, {index: 0}) != answer for index in others)

    def _is_needed(self, place: int, turns: Turns) -> Scalar:
        """Whether what enters a layer has come through weights."""
        if (place, turns) not in self._found:
            layer = self._derivation.layers[place]
            read = zip(layer.inputs, layer.starts, strict=True)
            self._found[place, turns] = self._any(self._has_weights(*one, place, turns) for one in read)
        return self._found[place, turns]

    def _has_weights(self, source: int, starts: str, reader: int, turns: Turns) -> Scalar:
        """Whether what a source hands on to a reader has come through weights."""
        return self._entered(source, starts, dict(turns), {*self._around(reader)})

    def _entered(self, source: int, starts: str, given: Mapping[str, bool], around: set[str]) -> Scalar:
        """Whether what a turn starts from has, or what a source hands on: the turn before may have left it."""
        starting = (loop for loop in self._outermost if loop.name in self._starts[starts])
        behind = [loop for loop in starting if source != loop.exit and not given.get(loop.name, True)]
        earlier = [self._handed_on(loop.exit, {**given, loop.name: True}, around) for loop in behind]
        return self._any([*earlier, self._handed_on(source, given, around)])

    def _handed_on(self, source: int, given: Mapping[str, bool], around: set[str]) -> Scalar:
        """Whether what a reader in some loops gets has; of a loop without a turn, that is what entered it."""
        if source < 0:
            return 0
        loop = next((one for one in self._loops(source) if one.exit == source and one.name not in around), None)
        if loop is None:
            return self._leaves(source, given)
        there, domain = self._there(loop), self._domain
        inside = self._handed_on(source, given, around | {loop.name})
        if there == 1:
            return inside
        before = self._entered(loop.source, loop.source_starts, given, around)
        if inside == before:
            return inside
        return domain.sum([domain.product([there, inside]), domain.product([self._otherwise(there), before])])

    def _there(self, loop: Loop) -> Scalar:
        """1 where a loop has a turn, else 0."""
        around = [self._domain, *(one.domain for one in self._derivation.around(loop.start))]
        domain = around[self._around(loop.start).index(loop.name)]
        return is_reached(domain.sum([loop.last, 1]), loop.first, domain)

    def _leaves(self, place: int, given: Mapping[str, bool]) -> Scalar:
        """Whether what a layer hands on has come through weights; of a loop that nobody is in, in its first turn."""
        turns = tuple((name, given.get(name, True)) for name in self._around(place))
        trained = self._trained(place)
        return 1 if trained == 1 else self._any([trained, self._is_needed(place, turns)])

    def _trained(self, place: int) -> Scalar:
        """1 where a layer has weights, else 0; only a layer of an author's own may have some for some values alone."""
        layer = self._derivation.layers[place]
        trained = layer.own.get("params")
        if trained is None or trained == 0:
            return 0
        around = self._derivation.around(place)
        domain = around[-1].domain if around else self._domain
        if layer.step.layer.span.source.is_prelude or domain.decide(">", trained, 0):
            return 1
        if any(domain.put(trained, {loop.index: loop.first}) != trained for loop in around):
            raise _DiffersByTurn
        return domain.extremum("min", [1, trained])

    def _around(self, place: int) -> list[str]:
        return [loop.name for loop in self._loops(place)]

    def _loops(self, place: int) -> Iterator[Loop]:
        """The loops around a place, outermost first."""
        return (loop for loop in self._outermost if loop.start <= place < loop.end)
