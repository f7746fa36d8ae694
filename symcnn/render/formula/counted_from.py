"""Shows sums from where their terms are shortest: Σ k[i] from 1, not Σ k[i + 1] from 0, and Σ 2^i, not Σ 2^(i + 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import Formula, name, number, plus

if TYPE_CHECKING:
    from collections.abc import Iterator


_LARGEST = 1_000
"""A power of a number that is written as a number."""


def counted_from(body: Formula, index: str) -> tuple[Formula, int]:
    """The body of a sum by the least that its first term adds to the index, and how much that is.

    >>> from symcnn.render.formula.text import to_text
    >>> from symcnn.syntax.parser import parse_expression
    >>> body, first = counted_from(parse_expression("k[i + 1]*k[i + 2]"), "i")
    >>> to_text(body), first
    ('k[i]·k[i + 1]', 1)
    >>> body, first = counted_from(parse_expression("2^(2*i + 2)*f[i + 1]"), "i")
    >>> to_text(body), first
    ('4^i·f[i]', 1)
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
    """What number is added to an index, as 1 is in ``2i + 2``, which is 2(i + 1); None where it is not that."""
    times = _times(formula, index)
    return None if times is None else sum(_numbers(formula)) // times


def _times(formula: Formula, index: str) -> int | None:
    """What an index is multiplied by, where nothing but numbers is added to it."""
    terms = formula.args if formula.op == "sum" else (formula,)
    others = [term for term in terms if not isinstance(term.value, int)]
    if len(others) != 1:
        return None
    factors = others[0].args if others[0].op == "product" else others
    names = [factor for factor in factors if factor.op == "name" and factor.value == index]
    numbers = [factor.value for factor in factors if isinstance(factor.value, int)]
    is_known = len(names) == 1 and len(names) + len(numbers) == len(factors) and len(numbers) <= 1
    return next(iter(numbers), 1) if is_known and min(numbers, default=1) > 0 else None


def _numbers(formula: Formula) -> list[int]:
    return [term.value for term in formula.args if isinstance(term.value, int)] if formula.op == "sum" else []


def _shifted(formula: Formula, index: str, by: int) -> Formula:
    times = _times(formula, index)
    if times is not None:
        return plus(formula, -by * times)
    args = tuple(_shifted(arg, index, by) for arg in formula.args)
    return _of_one_index(Formula(formula.op, args, formula.value, formula.span), index)


def _of_one_index(formula: Formula, index: str) -> Formula:
    """``2^(2i)`` as ``4^i``."""
    base, *exponents = formula.args if formula.op == "power" else (formula,)
    times = _times(exponents[0], index) if exponents and exponents[0].op == "product" else None
    if times is None or not isinstance(base.value, int) or base.value**times > _LARGEST:
        return formula
    return Formula("power", (number(base.value**times), name(index)), None, formula.span)
