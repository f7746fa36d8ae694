"""Repeats whose turns take turns: one that asks for ``i % m`` does the same in every m-th turn.

So many turns together are one turn of a repeat of whole periods, behind which stand the turns of a period that is not
whole; of these there may be none.
"""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING

from symcnn.model.free_names import formulas_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.model.steps import RepeatStep, Step
    from symcnn.support.scalar import Scalar

MOST_TURNS = 12
"""A longer period is not looked for."""


def period_of(step: RepeatStep) -> int:
    """After how many turns the remainders of the index that the text asks for come again; 1 where it asks for none."""
    moduli = [
        node.args[1].value
        for formula in formulas_in(step.call)
        for node in formula.nodes("remainder")
        if step.counter in node.args[0].words()
    ]
    if step.scope is None or not moduli or not all(isinstance(modulus, int) and modulus > 0 for modulus in moduli):
        return 1
    period = lcm(*(modulus for modulus in moduli if isinstance(modulus, int)))
    return period if period <= MOST_TURNS else 1


def in_periods(step: RepeatStep, period: int, domain: Exact) -> tuple[RepeatStep, RepeatStep]:
    """The same turns as a repeat of whole periods and one of what is left."""
    periods = domain.floor(step.count, period)
    passed = domain.product([periods, period])

    def turns(name: str, number: Scalar) -> Iterator[Step]:
        for place in range(period):
            turn = domain.sum([domain.product([number, period]), place])
            yield from step.turn(_name(name, place, period, step.start), turn)

    def rest(name: str, number: Scalar) -> Iterator[Step]:
        return step.turn(f"rest/{name}", domain.sum([passed, number]))

    left = domain.sum([step.count, domain.negate(passed)])
    whole = step._replace(count=periods, turn=turns, start=0)
    return whole, step._replace(count=left, turn=rest, name=f"{step.name}/rest", start=0)


def _name(name: str, place: int, period: int, start: int) -> str:
    """The name of a turn within a period: its own number, or its index in terms of the period's.

    >>> _name("j", 0, 2, 0), _name("j", 1, 2, 0), _name("3", 1, 2, 0)
    ('2j', '2j+1', '6')
    """
    if name.isdecimal():
        return str((int(name) - 1) * period + place + 1)
    return f"{period}{name}+{place + start}" if place + start else f"{period}{name}"
