"""Relations in which a value is chosen, as alternatives without a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.choice import ChosenValue
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Either, Relation
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.solving.problem import Plain, Proposition
    from symcnn.formula import Comparator

MOST_CASES = 64
"""Where choices would lead to more cases, none is looked at."""


def without_choices(relations: list[Proposition]) -> list[Proposition]:
    """The relations with the choices in them taken apart: one alternative for each case.

    >>> from sympy import Integer
    >>> from symcnn.algebra.quotients.choice import ChoiceIfZero
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> g, W = make_symbol("g"), make_symbol("W")
    >>> print(without_choices([Relation("==", W, ChoiceIfZero(g - 1, 144, 200))])[0])
    g = 1 and W = 144 or g ≠ 1 and W = 200
    """
    chosen = [one for one in relations if _choices_in(one)]
    if not chosen:
        return relations
    free = [one for one in relations if not _choices_in(one)]
    cases: list[tuple[Plain, ...]] = []
    for case in _cases(chosen):
        cases.append(tuple(cast("list[Plain]", case)))
        if len(cases) > MOST_CASES:
            raise Unable(Message("values are chosen in more than {} cases", MOST_CASES))
    return [*free, Either(tuple(cases))]


def _choices_in(condition: Proposition) -> list[ChosenValue]:
    if isinstance(condition, Either):
        return [node for case in condition.alternatives for one in case for node in _choices_in(one)]
    return [cast("ChosenValue", node) for part in condition.sides for node in nodes(part, ChosenValue)]


def _cases(relations: list[Proposition]) -> Iterator[list[Proposition]]:
    """The cases of choices, innermost first, each with the conditions that decide it."""
    found = [node for one in relations for node in _choices_in(one)]
    node = min((one for one in found if not one.args[0].has(ChosenValue)), key=str, default=None)
    if node is None:
        yield relations
        return
    alike = {one for one in found if type(one) is type(node) and one.args[0] == node.args[0]}
    compared = (node.relation, node.args[0]), node.negation()
    for (relation, difference), value in zip(compared, (1, 2), strict=True):
        constant, rest = difference.as_coeff_Add()
        said = Relation(cast("Comparator", relation), rest, -constant)
        for case in _cases([one.replaced({choice: choice.args[value] for choice in alike}) for one in relations]):
            yield [said, *case]
