"""Converts SymPy expressions to sums of products over generators, and numbers the generators.

A generator is whatever is not a number, a sum, a product or a whole power: a symbol, a quotient, a remainder, a
minimum, a power with a symbolic exponent, any node of somebody else's. A sum that stands in a product or under a power
is a generator too, without its content and its sign, so that ``2*W + 2`` and ``W + 1`` are one; it can be multiplied
out later.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from sympy import Add, Expr

from symcnn.algebra.exact.polynomial import Coefficient, plain
from symcnn.algebra.forms.exponentials import apart, is_exponential
from symcnn.algebra.forms.terms import (
    PowersByPlace,
    Terms,
    content,
    gather,
    gathered_powers,
    has_mixed_signs,
    has_turned_signs,
    most_terms,
    multiplied,
    raised,
    shifted,
    times,
)
from symcnn.algebra.forms.to_formula import is_turned
from symcnn.algebra.quotients.construct import negated

_DEEPEST = 12
"""Sums within sums; what stands deeper is one generator, printed as it stands."""


class Generators:
    """The generators met so far, each at its place.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> found = Generators()
    >>> found.read(make_symbol("K")*(2*make_symbol("W") + 2))
    {((0, 1), (2, 1)): 2}
    >>> found.expressions
    [K, W, None]
    """

    def __init__(self) -> None:
        self.expressions: list[Expr | None] = []
        """What each stands for; None for a sum."""
        self.sums: list[Terms | None] = []
        """The terms of each that is a sum."""
        self._places: dict[Expr | frozenset[tuple[PowersByPlace, Coefficient]], int] = {}
        self._depth = 0

    def read(self, expr: Expr) -> Terms:
        """The terms of an expression; sums in products stay together."""
        return gather(pair for addend in Add.make_args(expr) for pair in self._read_term(addend))

    def _read_term(self, term: Expr) -> list[tuple[PowersByPlace, Coefficient]]:
        """A product, as its terms: one, or several where it is a number times a sum."""
        number: Coefficient = 1
        monomial: PowersByPlace = ()
        for factor in term.args if term.is_Mul else (term,):
            if factor.is_Rational:
                number = number * (int(factor.p) if factor.q == 1 else Fraction(int(factor.p), int(factor.q)))
            else:
                coefficient, found = self._read_factor(factor)
                number, monomial = number * coefficient, times(monomial, found)
        return [(monomial, number)]

    def _read_factor(self, factor: Expr) -> tuple[Coefficient, PowersByPlace]:
        base, exponent = factor, 1
        if factor.is_Pow and factor.exp.is_Integer:
            base, exponent = factor.base, int(factor.exp)
        if is_exponential(factor):
            number, powers = apart(factor)
            return number, gathered_powers((self.place(expr), e) for expr, e in powers)
        if is_turned(base):
            return -1 if exponent % 2 else 1, ((self.place(negated(base)), exponent),)
        if not base.is_Add or self._depth >= _DEEPEST:
            return 1, ((self.place(base), exponent),)
        self._depth += 1
        coefficient, monomial = self._read_sum(base)
        self._depth -= 1
        return _power(coefficient, exponent), tuple((place, exponent * e) for place, e in monomial)

    def _read_sum(self, expr: Expr) -> tuple[Coefficient, PowersByPlace]:
        """A sum as content times a generator; a single term, where the terms turn out alike."""
        terms = self.read(expr)
        if not terms:
            return 1, ((self.place(expr), 1),)
        number, monomial = content(terms)
        rest = shifted(terms, monomial, number)
        turned = shifted(rest, (), -1)
        met = self._has_met(turned)
        if met or (has_turned_signs(rest) and not has_mixed_signs(rest)):
            number, rest = -number, turned
        return number, monomial if len(rest) == 1 else times(monomial, ((self.sum_place(rest), 1),))

    def is_turned(self, terms: Terms) -> bool:
        """Whether of a sum and the same with all signs changed the other one stands for both, the first met if any."""
        turned = shifted(terms, (), -1)
        return self._has_met(turned) or (has_turned_signs(terms) and not self._has_met(terms))

    def _has_met(self, terms: Terms) -> bool:
        return frozenset(terms.items()) in self._places

    def place(self, expr: Expr) -> int:
        """The place of what is no sum."""
        return self._enter(expr, expr, None)

    def known_place(self, expr: Expr) -> int | None:
        """The place of what is no sum, if it was met."""
        return self._places.get(expr)

    def sum_place(self, terms: Terms) -> int:
        """The place of a sum without content and with the sign that it is met with."""
        return self._enter(frozenset(terms.items()), None, terms)

    def shown(self, place: int) -> Expr:
        """What the generator at a place stands for, if it is no sum."""
        expr = self.expressions[place]
        assert expr is not None
        return expr

    def is_symbol(self, place: int) -> bool:
        """Whether it stands for a symbol, and not for a sum or what a layer makes of a size."""
        expr = self.expressions[place]
        return expr is not None and bool(expr.is_Symbol)

    def _enter(
        self, key: Expr | frozenset[tuple[PowersByPlace, Coefficient]], expr: Expr | None, terms: Terms | None
    ) -> int:
        place = self._places.setdefault(key, len(self.sums))
        if place == len(self.sums):
            self.expressions.append(expr)
            self.sums.append(terms)
        return place

    def size(self, terms: Terms) -> int:
        """How many terms there are at most once everything is multiplied out."""
        return sum(
            prod(most_terms(self.size(inner), e) for place, e in monomial if e > 0 and (inner := self.sums[place]))
            for monomial in terms
        )

    def expanded(self, terms: Terms, only: int | None = None) -> Terms:
        """Multiplied out: no sum is left as a generator, other than below a fraction bar.

        On request only sums in which one generator stands are multiplied out.
        """
        found: list[tuple[PowersByPlace, Coefficient]] = []
        for monomial, coefficient in terms.items():
            opened = [(p, e) for p, e in monomial if e > 0 and self._is_sum_with(p, only)]
            product: Terms = {tuple(power for power in monomial if power not in opened): coefficient}
            for place, exponent in opened:
                product = multiplied(product, raised(self.expanded(self.sums[place] or {}, only), exponent))
            found.extend(product.items())
        return gather(found)

    def _is_sum_with(self, place: int, only: int | None) -> bool:
        """Whether a generator is a sum, with another one in it if one is given."""
        inner = self.sums[place]
        if inner is None or only is None:
            return inner is not None
        return any(p == only or self._is_sum_with(p, only) for monomial in inner for p, _ in monomial)


def _power(coefficient: Coefficient, exponent: int) -> Coefficient:
    return coefficient if exponent == 1 else plain(Fraction(coefficient) ** exponent)
