"""Repeats whose last turn is not like the others: one that asks for ``i == n - 1`` is carried out by itself.

The turns before it are a repeat of their own. That there is a last turn is a condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.model.free_names import formulas_in
from symcnn.model.label_targets import LAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.model.steps import RepeatStep, Step
    from symcnn.support.scalar import Scalar

MOST_LAST_TURNS = 2
"""Turns at the end that are carried out by themselves; where more would have to be, the repeat counts as unsolved."""


class EndTurns(NamedTuple):
    """The number of turns at the end that are derived by themselves, and the least number of turns that takes."""

    many: int
    least: int

    def before(self, step: RepeatStep, domain: Exact) -> RepeatStep:
        """The repeat without its last turns."""
        return step._replace(count=domain.sum([step.count, -self.many]))

    def turns(self, step: RepeatStep, domain: Exact) -> Iterator[Iterator[Step]]:
        """The steps of each of the last turns."""
        for behind in reversed(range(self.many)):
            number: Scalar = domain.sum([step.count, -1 - behind])
            yield step.turn(f"{LAST}-{behind}" if behind else LAST, number)


ALL_ALIKE = EndTurns(0, 0)
WAYS = tuple(EndTurns(many, least) for many in range(1, MOST_LAST_TURNS + 1) for least in (many, many + 1))
"""How it is tried; a turn that is first and last at once may be like neither."""


def compares_turns(step: RepeatStep) -> bool:
    """Whether the text compares the index of a repeat with something that has a name."""
    comparisons = (node for formula in formulas_in(step.call) for node in formula.nodes("compare"))
    return any(
        step.counter in one.words() and step.counter not in other.words() and other.words()
        for node in comparisons
        for one, other in (node.args, node.args[::-1])
    )
