"""Long sums in groups of terms that share a factor, in time that grows with their length."""

from __future__ import annotations

from collections import Counter

from sympy import Add, Expr, Mul, Pow

from symcnn.algebra.forms.terms import PowersByPlace, Terms, shifted
from symcnn.algebra.quotients.construct import add, multiply
from symcnn.support.work import spend

_LONG = 48
"""From so many terms on."""

_VERY_MANY = 8
"""One in so many terms has to have a factor that is taken out, so that groups are few."""


def grouped(terms: Terms, most: int) -> tuple[list[tuple[PowersByPlace, Terms]], Terms]:
    """One group after another, until what is left is no longer long or shares too little; then what is in none.

    A group is a factor and what stands beside it.

    >>> k, a, b, c = (((place, 1),) for place in range(4))
    >>> grouped({(*k, *a): 2, (*k, *b): 1, c: 5}, 2)
    ([(((0, 1),), {((1, 1),): 2, ((2, 1),): 1})], {((3, 1),): 5})
    """
    groups = []
    while len(terms) > most and (factor := _foremost(terms)):
        inside = {term: c for term, c in terms.items() if factor[0] in term}
        terms = {term: c for term, c in terms.items() if term not in inside}
        groups.append((factor, shifted(inside, factor)))
    return groups, terms


def _foremost(terms: Terms) -> PowersByPlace:
    """The power that most terms have, if these are very many."""
    spend(len(terms))
    counts = Counter(power for term in terms for power in term if power[1] > 0)
    power, count = max(counts.items(), key=lambda counted: counted[1], default=((0, 0), 0))
    return (power,) if count > 1 and count * _VERY_MANY > len(terms) else ()


def shared_factors(expr: Expr) -> tuple[list[tuple[Expr, int]], Expr]:
    """What is no sum and a factor of all terms of a long sum, and the sum without it; of a short one nothing.

    >>> from sympy import symbols
    >>> W, *depths = symbols("W F:48", positive=True)
    >>> shared, inside = shared_factors(add(*(W * depth for depth in depths)))
    >>> shared, inside == add(*depths)
    ([(W, 1)], True)
    """
    terms = Add.make_args(expr)
    if len(terms) < _LONG:
        return [], expr
    spend(len(terms))
    shared = _powers(terms[0])
    for term in terms[1:]:
        powers = _powers(term)
        shared = {base: min(e, powers[base]) for base, e in shared.items() if base in powers}
        if not shared:
            return [], expr
    back = [Pow(base, -e) for base, e in shared.items()]
    return list(shared.items()), add(*(multiply(term, *back) for term in terms))


def _powers(term: Expr) -> dict[Expr, int]:
    """The factors of a term that are neither numbers nor sums, each with its whole positive exponent."""
    pairs = (factor.as_base_exp() for factor in Mul.make_args(term))
    return {base: int(e) for base, e in pairs if e.is_Integer and e > 0 and not (base.is_Add or base.is_Rational)}
