"""Functions of a few whole numbers that are true or false, each in its shortest form: a decision diagram.

A function is a number: 0 is never, 1 always, any other a node that asks for one of the numbers and goes on from there.
Nodes that are alike are one node, and one that leads to the same whatever the answer is left out; so that two functions
are equal if and only if they are the same number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NEVER, ALWAYS = 0, 1

ValueRanges = dict[int, range]
"""For some of the numbers the values that they may take."""


class DiagramError(Exception):
    """More nodes than a diagram may have."""


class _DecisionNode(NamedTuple):
    number: int
    """Which of the numbers is asked for."""
    answers: tuple[int, ...]


class Decisions:
    """Functions of numbers that each go over a range, the first of which is asked for first.

    >>> both = Decisions([range(3), range(3)])
    >>> first, second = both.at_least(0, 1), both.at_least(1, 2)
    >>> both.any_box(both.both(first, both.opposite(second)))
    {0: range(1, 3), 1: range(0, 2)}
    """

    def __init__(self, ranges: list[range], most: int = 100_000) -> None:
        self._ranges, self._most = ranges, most
        self._nodes: list[_DecisionNode] = [_DecisionNode(len(ranges), ()), _DecisionNode(len(ranges), ())]
        self._known: dict[_DecisionNode, int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._opposite = {NEVER: ALWAYS, ALWAYS: NEVER}

    def at_least(self, number: int, least: int) -> int:
        """That one of the numbers is at least so much."""
        return self._node(number, tuple(int(value >= least) for value in self._ranges[number]))

    def both(self, one: int, other: int) -> int:
        """That two functions hold."""
        one, other = min(one, other), max(one, other)
        if one in (NEVER, other):
            return one
        if one == ALWAYS:
            return other
        if (one, other) not in self._both:
            number = min(self._nodes[one].number, self._nodes[other].number)
            answers = zip(self._answers(one, number), self._answers(other, number), strict=True)
            self._both[one, other] = self._node(number, tuple(self.both(*pair) for pair in answers))
        return self._both[one, other]

    def opposite(self, function: int) -> int:
        """That a function does not hold."""
        if function not in self._opposite:
            number, answers = self._nodes[function]
            self._opposite[function] = self._node(number, tuple(map(self.opposite, answers)))
        return self._opposite[function]

    def either(self, one: int, other: int) -> int:
        """That one of two functions holds."""
        return self.opposite(self.both(self.opposite(one), self.opposite(other)))

    def inside(self, box: Mapping[int, range]) -> int:
        """That numbers lie in a box."""
        found = ALWAYS
        for number, values in box.items():
            beyond = self.at_least(number, values.stop)
            found = self.both(found, self.both(self.at_least(number, values.start), self.opposite(beyond)))
        return found

    def any_box(self, function: int) -> ValueRanges:
        """A box in which a function holds that holds somewhere."""
        box: ValueRanges = {}
        while function != ALWAYS:
            number, answers = self._nodes[function]
            low = next(place for place, answer in enumerate(answers) if answer != NEVER)
            high = next((place for place in range(low, len(answers)) if answers[place] != answers[low]), len(answers))
            box[number], function = self._ranges[number][low:high], answers[low]
        return box

    def greatest_box(self, function: int, box: ValueRanges) -> ValueRanges:
        """A box around another one that cannot be made larger without leaving where a function holds."""
        outside = self.opposite(function)

        def fits(larger: ValueRanges) -> bool:
            return self.both(self.inside(larger), outside) == NEVER

        for number in list(box):
            without = {other: values for other, values in box.items() if other != number}
            box = without if fits(without) else box
        for number in box:
            box = self._extended(box, number, fits)
        return box

    def _extended(self, box: ValueRanges, number: int, fits: Callable[[ValueRanges], bool]) -> ValueRanges:
        """The box with as many values of one number as fit, first smaller ones and then greater ones."""
        for step in (-1, 1):
            while (larger := _with_one_more(box[number], step, self._ranges[number])) and fits({**box, number: larger}):
                box = {**box, number: larger}
        return box

    def _answers(self, function: int, number: int) -> tuple[int, ...]:
        node = self._nodes[function]
        return node.answers if node.number == number else (function,) * len(self._ranges[number])

    def _node(self, number: int, answers: tuple[int, ...]) -> int:
        if len({*answers}) == 1:
            return answers[0]
        node = _DecisionNode(number, answers)
        if node not in self._known:
            if len(self._nodes) >= self._most:
                raise DiagramError
            self._known[node] = len(self._nodes)
            self._nodes.append(node)
        return self._known[node]


def _with_one_more(values: range, step: int, everything: range) -> range | None:
    """A range with one more value below or above; None where there is none."""
    more = values.start - 1 if step < 0 else values.stop
    return range(min(values.start, more), max(values.stop, more + 1)) if more in everything else None
