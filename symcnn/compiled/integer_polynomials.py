"""Polynomials with whole coefficients over the steps of a program, and the steps that compute them.

A polynomial is a dictionary from monomials to coefficients, a monomial a sorted tuple of steps with exponents above 0.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.compiled.program_steps import Steps

Powers: TypeAlias = tuple[tuple[int, int], ...]
"""Steps with their exponents, in the order of the steps."""

StepPolynomial: TypeAlias = dict[Powers, int]
"""Coefficients, none of them 0, by what they belong to."""

NONE: Powers = ()


def constant(value: int) -> StepPolynomial:
    """A number."""
    return {NONE: value} if value else {}


def single(step: int) -> StepPolynomial:
    """The polynomial of one step."""
    return {((step, 1),): 1}


def is_one(polynomial: StepPolynomial) -> bool:
    """Whether it is the number 1."""
    return polynomial == {NONE: 1}


def number_of(polynomial: StepPolynomial) -> int | None:
    """The number that it is, if it is one."""
    if not polynomial:
        return 0
    return polynomial[NONE] if len(polynomial) == 1 and NONE in polynomial else None


def add(terms: Iterable[StepPolynomial]) -> StepPolynomial:
    """The sum.

    >>> add([single(1), constant(2), single(1)])
    {((1, 1),): 2, (): 2}
    """
    found: StepPolynomial = {}
    for term in terms:
        for powers, coefficient in term.items():
            found[powers] = found.get(powers, 0) + coefficient
    return {powers: coefficient for powers, coefficient in found.items() if coefficient}


def multiply(one: StepPolynomial, other: StepPolynomial) -> StepPolynomial:
    """The product, expanded.

    >>> multiply(add([single(1), constant(2)]), single(1))
    {((1, 2),): 1, ((1, 1),): 2}
    """
    if len(other) == 1:
        return _by_term(one, *other.items())
    if len(one) == 1:
        return _by_term(other, *one.items())
    return add({times(a, b): m * n} for a, m in one.items() for b, n in other.items())


def _by_term(polynomial: StepPolynomial, term: tuple[Powers, int]) -> StepPolynomial:
    """Times one term, which keeps all terms apart."""
    powers, number = term
    if not powers:
        return polynomial if number == 1 else {own: number * value for own, value in polynomial.items()}
    return {times(own, powers): number * value for own, value in polynomial.items()}


def times(one: Powers, other: Powers) -> Powers:
    """The product of monomials."""
    if not one or not other:
        return one or other
    if one[-1][0] < other[0][0]:
        return (*one, *other)
    exponents = dict(one)
    for step, exponent in other:
        exponents[step] = exponents.get(step, 0) + exponent
    return tuple(sorted(exponents.items()))


def over(one: Powers, other: Powers) -> Powers:
    """A monomial divided by one that divides it."""
    less = dict(other)
    return tuple((step, left) for step, exponent in one if (left := exponent - less.get(step, 0)))


def common(polynomial: StepPolynomial) -> tuple[int, Powers]:
    """The greatest number and monomial that divide every term."""
    shared: dict[int, int] | None = None
    for powers in polynomial:
        own = dict(powers)
        shared = own if shared is None else {s: min(e, own[s]) for s, e in shared.items() if s in own}
    return gcd(*polynomial.values()), tuple(sorted((shared or {}).items()))


def reduced(above: StepPolynomial, below: StepPolynomial) -> tuple[StepPolynomial, StepPolynomial]:
    """A fraction without the factors that all terms of both share.

    >>> reduced({((1, 2),): 4}, {((1, 1),): 6})
    ({((1, 1),): 2}, {(): 3})
    """
    if is_one(below) or not above:
        return (above, below) if above else (above, constant(1))
    (count, powers), (other, others) = common(above), common(below)
    number = gcd(count, other)
    known = dict(others)
    shared = tuple((step, min(exponent, known[step])) for step, exponent in powers if step in known)
    if number == 1 and not shared:
        return above, below
    return _without(above, number, shared), _without(below, number, shared)


def _without(polynomial: StepPolynomial, number: int, shared: Powers) -> StepPolynomial:
    return {over(powers, shared): coefficient // number for powers, coefficient in polynomial.items()}


def emitted(polynomial: StepPolynomial, steps: Steps) -> int:
    """The step that computes a polynomial: what most terms share is taken out first, as in Horner's form.

    >>> from symcnn.compiled.step_bounds import WholeRange
    >>> from symcnn.compiled.program_steps import Steps
    >>> steps = Steps([WholeRange(1, 9), WholeRange(1, 9)])
    >>> x, y = steps.made("input", value=0), steps.made("input", value=1)
    >>> place = emitted({((x, 1), (y, 1)): 2, ((x, 1),): 3}, steps)
    >>> [step.op for step in steps.all[2:]]
    ['const', 'mul', 'const', 'add', 'mul']
    """
    if len(polynomial) < 2:  # noqa: PLR2004
        return _monomial(polynomial, steps)
    uses: dict[int, int] = {}
    for powers in polynomial:
        for step, _ in powers:
            uses[step] = uses.get(step, 0) + 1
    if max(uses.values(), default=1) == 1:
        return _added(polynomial, steps)
    most = max(uses, key=lambda step: (uses[step], -len(steps.all[step].args), -step))
    return _taken_out(polynomial, most, steps)


def _taken_out(polynomial: StepPolynomial, step: int, steps: Steps) -> int:
    """The step of a polynomial from which one step, in its least power, is taken out of the terms that have it."""
    having = {powers: c for powers, c in polynomial.items() if any(one == step for one, _ in powers)}
    if len(having) == len(polynomial):
        _, shared = common(having)
    else:
        shared = ((step, min(dict(powers)[step] for powers in having)),)
    inner = emitted(_without(having, 1, shared), steps)
    product = steps.made("mul", *_sorted(_monomial({shared: 1}, steps), inner))
    rest = {powers: c for powers, c in polynomial.items() if powers not in having}
    return steps.made("add", product, emitted(rest, steps)) if rest else product


def _sorted(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one <= other else (other, one)


def _added(polynomial: StepPolynomial, steps: Steps) -> int:
    """Term by term; a number comes last."""
    terms = sorted(polynomial.items(), key=lambda item: (item[0] == NONE, item[1] < 0))
    total = _monomial(dict(terms[:1]), steps)
    for powers, coefficient in terms[1:]:
        total = steps.made("add", total, _monomial({powers: coefficient}, steps))
    return total


def _monomial(polynomial: StepPolynomial, steps: Steps) -> int:
    if not polynomial:
        return steps.number(0)
    ((powers, coefficient),) = polynomial.items()
    factors = [_raised(step, exponent, steps) for step, exponent in powers]
    if not factors:
        return steps.number(coefficient)
    product = factors[0]
    for factor in factors[1:]:
        product = steps.made("mul", product, factor)
    return product if coefficient == 1 else steps.made("mul", product, steps.number(coefficient))


def _raised(step: int, exponent: int, steps: Steps) -> int:
    """A power by squaring."""
    if exponent == 1:
        return step
    half = _raised(step, exponent // 2, steps)
    square = steps.made("mul", half, half)
    return steps.made("mul", square, step) if exponent % 2 else square
