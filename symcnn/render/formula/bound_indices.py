"""Renames indices of sums that equal some other name: ``(k + 1)·Σ[j = 0…n − 1] W^j``."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from symcnn.formula import Formula
from symcnn.render.formula.apart import shown_look
from symcnn.support.names import INDICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from symcnn.support.names import Name


def with_fresh_indices(formula: Formula, others: Iterable[str] = ()) -> Formula:
    """The formula with another letter for each index that looks like a symbol in it, an outer index, or some others.

    >>> from symcnn.render.formula.text import to_text
    >>> from symcnn.syntax.parser import parse_expression
    >>> to_text(with_fresh_indices(parse_expression("(k + 1)*sum(W^k for k in n)")))
    '(k + 1)Σ[i = 0…n − 1] W^i'
    """
    if not any(True for _ in formula.folds()):
        return formula
    return _apart(formula, {}, {*map(shown_look, (*formula.free_names(), *others))})


def _apart(formula: Formula, letters: Mapping[str, str], taken: AbstractSet[Name]) -> Formula:
    if formula.op == "name":
        return Formula("name", (), letters.get(str(formula.value), formula.value), formula.span)
    if formula.op != "fold":
        return Formula(
            formula.op, tuple(_apart(arg, letters, taken) for arg in formula.args), formula.value, formula.span
        )
    body, *ranges = formula.args
    parts: list[Formula] = []
    for index, extent in zip(ranges[::2], ranges[1::2], strict=True):
        shown = _letter(str(index.value), taken)
        parts += [Formula("name", (), shown, index.span), _apart(extent, letters, taken)]
        letters, taken = {**letters, str(index.value): shown}, taken | {shown_look(shown)}
    return Formula("fold", (_apart(body, letters, taken), *parts), formula.value, formula.span)


def _letter(index: str, taken: AbstractSet[Name]) -> str:
    """The index itself, or the first letter for one that is free."""
    wanted = chain([index] if "'" not in index else [], INDICES, (f"{INDICES[0]}_{n}" for n in count(2)))
    return next(word for word in wanted if shown_look(word) not in taken)
