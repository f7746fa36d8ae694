"""Rewrites products for reading: powers of one number as one power, and one divisor, its exponents without a minus.

``2·2^i`` is ``2^(i + 1)``, ``W/2/2^i`` is ``W/2^(i + 1)``, and ``W·2^(−n)`` is ``W/2^n``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.formula import ONE, Formula, negative, number, product, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def tidied(factors: Iterable[Formula]) -> Formula:
    """The product of some factors, divisors among them as reciprocals.

    >>> from symcnn.formula import name
    >>> tidied([number(2), Formula("power", (number(2), name("i")))]).args[1].op
    'sum'
    """
    above, below = _parted(factors)
    bases = {row.args[0].value for row in (*above, *below) if _is_exponential(row)}
    for base in bases:
        if isinstance(base, int) and base > 1:
            above, below = _joined(base, above, below)
    divisor = [Formula("reciprocal", (product(below),))] if below else []
    return product([*(factor for factor in above if factor != ONE), *divisor])


def _parted(factors: Iterable[Formula]) -> tuple[list[Formula], list[Formula]]:
    """The factors above and below the line of a fraction, with no minus in front of an exponent."""
    sides: tuple[list[Formula], list[Formula]] = ([], [])
    for factor in factors:
        for part, under in _sided(factor):
            exponents = _terms(part.args[1]) if part.op == "power" else []
            turned = bool(exponents) and all(term.negated for term in exponents if term.op != "number")
            turned = turned and any(term.op != "number" for term in exponents)
            shown = Formula("power", (part.args[0], _sum([negative(part.args[1])]))) if turned else part
            sides[under is not turned].append(shown)
    return sides


def _sided(formula: Formula, *, under: bool = False) -> Iterator[tuple[Formula, bool]]:
    """The factors of products in each other, and whether they stand below the line."""
    if formula.op == "reciprocal":
        yield from _sided(formula.args[0], under=not under)
    elif formula.op == "product":
        for part in formula.args:
            yield from _sided(part, under=under)
    else:
        yield formula, under


def _is_exponential(formula: Formula) -> bool:
    return formula.op == "power" and formula.args[0].op == "number" and formula.args[1].op != "number"


def _joined(base: int, above: list[Formula], below: list[Formula]) -> tuple[list[Formula], list[Formula]]:
    """All powers of a number in one, together with a number that is such a power itself."""
    kept_above, gained = _exponents_of(base, above)
    kept_below, lost = _exponents_of(base, below)
    exponent = _sum([*gained, *map(negative, lost)])
    symbols = [term for term in _terms(exponent) if term.op != "number"]
    if all(term.negated for term in symbols) and (symbols or exponent.negated):
        return kept_above, [*kept_below, _power(base, _sum([negative(exponent)]))]
    return [*kept_above, _power(base, exponent)], kept_below


def _exponents_of(base: int, factors: list[Formula]) -> tuple[list[Formula], list[Formula]]:
    """The factors that are no powers of the base, and the exponents of those that are."""
    kept, exponents = [], []
    for factor in factors:
        if _is_exponential(factor) and factor.args[0].value == base:
            exponents.append(factor.args[1])
        elif (power := _power_of(base, factor)) is not None:
            exponents.append(number(power))
        else:
            kept.append(factor)
    return kept, exponents


def _power_of(base: int, factor: Formula) -> int | None:
    """How often a number is the base times itself; None for any other factor, and for 1."""
    value, power = factor.value, 0
    if factor.op != "number" or not isinstance(value, int) or value <= 1:
        return None
    while value % base == 0:
        value, power = value // base, power + 1
    return power if value == 1 else None


def _sum(exponents: list[Formula]) -> Formula:
    """Like terms together, one without a minus first, the number last: ``2i + 1``, ``n - i - 1``."""
    counts: dict[Formula, int] = {}
    for term in (term for part in exponents for term in _terms(part)):
        times, rest = _counted(term)
        counts[rest] = counts.get(rest, 0) + times
    constant = counts.pop(ONE, 0)
    shown = sorted(counts.items(), key=lambda item: item[1] < 0)
    others = [_times(times, rest) for rest, times in shown if times]
    return total([*others, *([number(constant)] if constant or not others else [])])


def _counted(term: Formula) -> tuple[int, Formula]:
    """How often what stands in a term."""
    if term.op == "negative":
        times, rest = _counted(term.args[0])
        return -times, rest
    if isinstance(term.value, int):
        return term.value, ONE
    first, *others = term.args if term.op == "product" else (term,)
    return (first.value, product(others)) if others and isinstance(first.value, int) else (1, term)


def _times(times: int, rest: Formula) -> Formula:
    shown = rest if abs(times) == 1 else product([number(abs(times)), rest])
    return negative(shown) if times < 0 else shown


def _terms(formula: Formula) -> list[Formula]:
    if formula.op == "negative" and formula.args[0].op == "sum":
        return [negative(term) for term in _terms(formula.args[0])]
    return list(formula.args) if formula.op == "sum" else [formula]


def _power(base: int, exponent: Formula) -> Formula:
    if isinstance(exponent.value, int):
        return number(base**exponent.value) if exponent.value >= 0 else Formula("power", (number(base), exponent))
    return Formula("power", (number(base), exponent))
