"""Knows which quotients are whole because they are assumed to be exact."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Min

from symcnn.algebra.quotients.construct import add, multiply, over, subtract, terms_of
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.monomials import has_power, merged, taken_apart
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.support.budget import tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Prove = Callable[[Expr], bool]

_PASSES = 20
"""Each pass puts what is whole for the terms that it stands for; more passes than that no formula has needed."""

_DEEPEST = 2
"""Whether a factor is whole may rest on further facts, that many times."""

_MOST_FACTORS = 200
"""Factors that one question looks at: most need a hundred, facts that lead from one to the next thousands."""


class _Asked(NamedTuple):
    """The answers to one question, in which equal factors come again and again."""

    prove: Prove
    served: dict[tuple[Expr, int], bool]
    """Whether a factor is whole, by how much deeper it may be asked."""


class Whole:
    """Sums known to be whole, each found by its leading term.

    >>> from sympy import Symbol
    >>> W = Symbol("W", integer=True, positive=True)
    >>> known = Whole().with_assumptions((W - 1) / 2)
    >>> known.split((W + 2) / 2, bool)
    (W/2 - 1/2, 3/2)
    """

    __slots__ = ("_by_lead", "_general")

    def __init__(
        self, by_lead: dict[Expr, list[tuple[Expr, Expr]]] | None = None, general: Iterable[tuple[Expr, Expr]] = ()
    ) -> None:
        self._by_lead = by_lead or {}
        self._general = tuple(general)

    def __bool__(self) -> bool:
        return bool(self._by_lead)

    def with_assumptions(self, *exprs: Expr) -> Whole:
        """A copy that knows of more whole values."""
        copy = Whole({lead: list(rows) for lead, rows in self._by_lead.items()}, self._general)
        for expr in exprs:
            copy.note(expr, general=True)
        return copy

    def note(self, expr: Expr, *, general: bool = False) -> None:
        """Take up one more sum; a general one also serves products of its leading term with whole factors."""
        total = merged(expanded(expr))
        lead = leading(total)
        if lead is None:
            return
        coefficient, rest = lead.as_coeff_Mul()
        self._by_lead.setdefault(rest, []).insert(0, (coefficient, total))
        if general:
            self._general += ((lead, total),)

    def split(self, expr: Expr, prove: Prove) -> tuple[Expr, Expr]:
        """An expanded sum as a part that is whole by what is known, and the rest."""
        rest, asked = merged(expr), _Asked(prove, {})
        exact = add(*(term for term in terms_of(rest) if has_power(term) and is_whole_term(term, prove)))
        rest = subtract(rest, exact)
        for _ in range(_PASSES):
            found = self._found(rest, asked, _DEEPEST)
            if found == 0:
                break
            exact, rest = add(exact, found), subtract(rest, found)
        return exact, rest

    def is_whole(self, expr: Expr, prove: Prove) -> bool:
        """Whether an expanded sum is certainly whole."""
        return self._is_whole(merged(expr), _Asked(prove, {}), _DEEPEST)

    def _is_whole(self, rest: Expr, asked: _Asked, deepest: int) -> bool:
        for _ in range(_PASSES):
            rest = add(*(term for term in terms_of(rest) if not is_whole_term(term, asked.prove)))
            found = self._found(rest, asked, deepest) if deepest else Integer(0)
            if found == 0:
                break
            rest = subtract(rest, found)
        return bool(rest == 0)

    def _found(self, expr: Expr, asked: _Asked, deepest: int) -> Expr:
        """Whole sums that make some terms vanish."""
        return add(*(self._standing_for(term, asked, deepest) for term in terms_of(expr)))

    def _standing_for(self, term: Expr, asked: _Asked, deepest: int) -> Expr:
        tick()
        coefficient, rest = term.as_coeff_Mul()
        if (coefficient.is_Integer and is_whole(rest)) or rest == 1:
            return Integer(0)
        for known, total in self._by_lead.get(rest, ()):
            if (coefficient / known).is_Integer:
                return multiply(coefficient / known, total)
        for lead, total in self._general:
            tick()
            ratio = _ratio(term, lead)
            if self._serves(ratio, asked, deepest):
                return merged(expanded(multiply(ratio, total)))
        return Integer(0)

    def _serves(self, ratio: Expr, asked: _Asked, deepest: int) -> bool:
        question = ratio, deepest
        if question not in asked.served:
            if len(asked.served) >= _MOST_FACTORS:
                return False
            found = is_whole_term(ratio, asked.prove) or (deepest > 0 and self._is_whole(ratio, asked, deepest - 1))
            asked.served[question] = found
        return asked.served[question]


@lru_cache(10_000)
def _ratio(term: Expr, lead: Expr) -> Expr:
    """The same few terms are asked for again and again while a network is derived."""
    return merged(over(term, lead))


def leading(expr: Expr) -> Expr | None:
    """The greatest term that is not whole by itself, in an order of SymPy's; None if all are."""
    terms = [term for term in terms_of(expr) if not is_whole(term) and not term.is_Number]
    return max(terms, key=lambda term: term.sort_key(), default=None)


def is_whole_term(term: Expr, prove: Prove) -> bool:
    """Whether a product is whole by its factors, where exponents are shown to be at least 0 by what is known.

    >>> from sympy import symbols
    >>> n = symbols("n", integer=True, positive=True)
    >>> is_whole_term(Min(1, n - 1) * 2**n / 4, lambda least: bool(least.is_nonnegative))
    True
    """
    if is_whole(term):
        return True
    if not has_power(term):
        return False
    coefficient, exponents = taken_apart(term)
    switches = [base for base in exponents if isinstance(base, Min) and is_switch(base, prove)]
    for base, exponent in exponents.items():
        least = exponent
        if base.is_Integer and base > 1:
            while not coefficient.is_Integer and coefficient.q % base == 0:
                coefficient, least = coefficient * base, subtract(least, Integer(1))
        if not is_whole(base) or not is_whole(exponent):
            return False
        if not (least.is_nonnegative or prove(least) or any(_is_on(least, switch, prove) for switch in switches)):
            return False
    return bool(coefficient.is_Integer)


def is_switch(least: Min, prove: Prove) -> bool:
    """Whether a minimum is 0 or 1.

    >>> from sympy import symbols
    >>> n, m = symbols("n m", integer=True, nonnegative=True)
    >>> is_switch(Min(1, n), lambda part: bool(part.is_nonnegative)), is_switch(Min(n, m), lambda part: True)
    (True, False)
    """
    return 1 in least.args and all(is_whole(part) and (part == 1 or prove(part)) for part in least.args)


def _is_on(least: Expr, switch: Min, prove: Prove) -> bool:
    """Whether something is at least 0 wherever a minimum is not 0."""
    return any(part != 1 and prove(subtract(add(least, Integer(1)), part)) for part in switch.args)
