"""Shows sums from where their terms are shortest: Σ k[i] from 1, not Σ k[i + 1] from 0, and Σ 2^i, not Σ 2^(i + 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import Formula, plus

if TYPE_CHECKING:
    from collections.abc import Iterator


def counted_from(body: Formula, index: str) -> tuple[Formula, int]:
    """The body of a sum by the least that its first term adds to the index, and how much that is.

    >>> from symcnn.render.formula.text import to_text
    >>> from symcnn.syntax.parser import parse_expression
    >>> body, first = counted_from(parse_expression("k[i + 1]*k[i + 2]"), "i")
    >>> to_text(body), first
    ('k[i]·k[i + 1]', 1)
    """
    first = min(_added_anywhere(body, index), default=0)
    return (_shifted(body, index, first), first) if first > 0 else (body, 0)


def _added_anywhere(formula: Formula, index: str) -> Iterator[int]:
    """What is added to the index wherever it stands."""
    more = _added(formula, index)
    if more is not None:
        yield more
        return
    for arg in formula.args:
        yield from _added_anywhere(arg, index)


def _added(formula: Formula, index: str) -> int | None:
    """What number is added to an index; None where it is not that."""
    terms = formula.args if formula.op == "sum" else (formula,)
    numbers = [term.value for term in terms if isinstance(term.value, int)]
    names = [term for term in terms if term.op == "name" and term.value == index]
    return sum(numbers) if len(names) == 1 and len(names) + len(numbers) == len(terms) else None


def _shifted(formula: Formula, index: str, by: int) -> Formula:
    if _added(formula, index) is not None:
        return plus(formula, -by)
    args = tuple(_shifted(arg, index, by) for arg in formula.args)
    return Formula(formula.op, args, formula.value, formula.span)
