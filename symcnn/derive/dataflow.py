"""Which value each layer of a network reads, noted during the walk, with repeats in symbols as they stand.

A value is what an input or a layer leaves, what a turn starts from, or what leaves all turns: the last two are several
outputs, one for each number of turns, so that a layer's place does not say which value is meant.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.errors import Span
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar


class ReadValue(NamedTuple):
    """A value that is read."""

    value: int
    in_some_turn: bool
    """Whether it is that of a chosen turn of a repeat before."""


class MadeValue(NamedTuple):
    """What an input or a layer leaves."""

    value: int
    reads: tuple[ReadValue, ...]
    source: int
    """The layer's place in the derivation; below 0 for an input."""


class PutOut(NamedTuple):
    """A value that is used because the network puts it out."""

    read: ReadValue


class RepeatFlow(NamedTuple):
    """A repeat in symbols."""

    entry: int
    """The value that the first turn starts from."""
    start: int
    """The value that any turn starts from."""
    exit: int
    """The value that a turn hands on."""
    end: int
    """The value that leaves all turns."""
    inside: tuple[FlowStep, ...]
    index: Scalar  # type: ignore[assignment]  # no method of a tuple
    first: int
    last: Scalar
    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    before: int
    """How many turns of the repeat stand before its first."""
    is_case: bool
    """Whether it is a single turn that there may be none of."""
    domain: Exact
    """The domain in which the repeat stands."""


FlowStep = MadeValue | PutOut | RepeatFlow


class Flow:
    """What is noted of one walk."""

    def __init__(self) -> None:
        self.steps: list[FlowStep] = []
        self.entered: dict[int, Span] = {}
        """Where each input stands, by its source."""
        self._values = 0

    def value(self) -> int:
        """A value of its own."""
        self._values += 1
        return self._values

    def enter(self, source: int, span: Span) -> int:
        """What an input leaves."""
        self.entered[source] = span
        return self.make(source, ())

    def make(self, source: int, read: Iterable[State]) -> int:
        """What an input or a layer leaves that reads some states."""
        value = self.value()
        self.steps.append(MadeValue(value, tuple(map(_read, read)), source))
        return value

    def put_out(self, state: State) -> None:
        """Note an output."""
        self.steps.append(PutOut(_read(state)))

    @contextmanager
    def turn(self) -> Iterator[list[FlowStep]]:
        """Note what comes by itself, as what a turn does."""
        around, self.steps = self.steps, []
        try:
            yield self.steps
        finally:
            self.steps = around

    def repeat(self, turns: RepeatFlow) -> int:
        """What leaves a repeat."""
        self.steps.append(turns)
        return turns.end


def _read(state: State) -> ReadValue:
    return ReadValue(state.value, bool(state.turn))
