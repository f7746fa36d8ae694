"""The laws of minima, maxima and remainders, as rows beside those of quotients."""

from __future__ import annotations

from math import gcd
from operator import ge, le
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Max, Min, Mul

from symcnn.algebra.quotients.construct import add, factors_of, like_terms, multiply, subtract, terms_of
from symcnn.algebra.quotients.extrema_in import EXTREMA, extrema_in
from symcnn.algebra.quotients.laws import Law, is_whole
from symcnn.algebra.quotients.monomials import merged
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_plain
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from fractions import Fraction

    from symcnn.formula import Comparator, Extremum
    from symcnn.support.scalar import Scalar


_Counts = dict[Expr, "Scalar"]
"""The numbers of a sum's terms."""
MOST = 4
"""A rounded quotient is taken into at most that many values."""


class Ranking(NamedTuple):
    """Tells of two values which is known not to win; ``seen`` tells of each at some points, or nothing.

    >>> ranking = Ranking("max", lambda relation, a, b: a >= b if relation == ">=" else a <= b)
    >>> ranking.winners([1, 3, 2]), ranking.beyond([2, 1, 4], [2])
    ([3], [4])
    """

    function: str
    decide: Callable[[Comparator, Expr, Expr], bool | None]
    seen: Callable[[Expr], Sequence[int | Fraction | None]] = lambda _: ()

    def winners(self, values: Iterable[Expr]) -> list[Expr]:
        """The values that may be the least (or greatest)."""
        kept: list[Expr] = []
        for value in values:
            if not any(self._loses(value, other) for other in kept):
                kept = [other for other in kept if not self._loses(other, value)] + [value]
        return kept

    def beyond(self, values: Iterable[Expr], ends: Sequence[Expr]) -> list[Expr]:
        """The values that may win over the least (or greatest) of others."""
        return [value for value in values if not any(self._loses(value, end) for end in ends)]

    def _loses(self, one: Expr, other: Expr) -> bool:
        """Whether the second value is known to be as good at least."""
        spend()
        relation: Comparator = ">=" if self.function == "min" else "<="
        holds = ge if self.function == "min" else le
        points = zip(self.seen(one), self.seen(other), strict=False)
        at_points = all(holds(x, y) for x, y in points if x is not None and y is not None)
        return at_points and self.decide(relation, one, other) is True


def without_lesser_sums(
    function: str, values: list[Expr], decide: Callable[[Comparator, Expr, int], bool | None]
) -> list[Expr]:
    """The values that no other leaves behind term by term: of ``2x + y`` and ``3x + y`` the second is greater.

    A proof of each comparison would find most of this too, one pair after the other; here terms are looked at once.

    >>> from sympy import symbols
    >>> x, y = symbols("x y", positive=True)
    >>> without_lesser_sums("max", [2*x + y, x + 2*y, 3*x + y], lambda relation, a, b: True)
    [x + 2*y, 3*x + y]
    """
    signs: dict[Expr, bool] = {Integer(1): True}

    def is_at_least_0(term: Expr) -> bool:
        if term not in signs:
            signs[term] = decide(">=", term, 0) is True
        return signs[term]

    def loses(one: _Counts, other: _Counts) -> bool:
        spend(len(one))
        less, more = (one, other) if function == "max" else (other, one)
        found = [(term, more.get(term, 0) - less.get(term, 0)) for term in {**one, **other}]
        return all(ahead >= 0 for _, ahead in found) and all(is_at_least_0(term) for term, ahead in found if ahead)

    kept: list[tuple[Expr, _Counts]] = []
    for value in values:
        terms = {term: to_plain(count) for term, count in like_terms([value]).items()}
        if not any(loses(terms, before) for _, before in kept):
            kept = [row for row in kept if not loses(row[1], terms)] + [(value, terms)]
    return [value for value, _ in kept]


def simplest(kind: type, values: list[Expr]) -> tuple[Expr, list[Expr]]:
    """What to add, and the values of which the least (or greatest) is to be taken.

    >>> from sympy import Symbol
    >>> a, b = Symbol("a"), Symbol("b")
    >>> simplest(Min, [a + 3, Min(a, b) + 3])
    (3, [a, b])
    """
    outside: Expr = Integer(0)
    for law in EXTREMES:
        added, values = law.apply(kind, values)
        outside = add(outside, added)
    return outside, values


def _nested(kind: type, values: list[Expr]) -> tuple[Expr, list[Expr]]:
    """Values in which extremes of the same kind are flattened, also those with a summand or a positive factor."""
    found: list[Expr] = []
    for value in values:
        inner = next((term for term in terms_of(value) if _is_multiple_of(kind, term)), None)
        if inner is None:
            found.append(value)
            continue
        coefficient, extreme = inner.as_coeff_Mul()
        others = subtract(value, inner)
        found += [add(others, expanded(multiply(coefficient, one))) for one in extreme.args]
    return Integer(0), found


def _is_multiple_of(kind: type, term: Expr) -> bool:
    coefficient, extreme = term.as_coeff_Mul()
    return isinstance(extreme, kind) and bool(coefficient > 0)


def _shared(_kind: type, values: list[Expr]) -> tuple[Expr, list[Expr]]:
    """Terms that all values have, and of the numbers the least."""
    if len(values) < 2 or any(value.is_number for value in values):  # noqa: PLR2004
        return Integer(0), values
    counts = [like_terms([value]) for value in values]
    shared = [multiply(n, rest) for rest, n in counts[0].items() if all(c.get(rest) == n for c in counts) and rest != 1]
    outside = add(*shared, min(c.get(Integer(1), Integer(0)) for c in counts))
    left = [subtract(value, outside) for value in values]
    return (Integer(0), values) if any(value.is_number for value in left) else (outside, left)


EXTREMES: tuple[Law[Callable[[type, list[Expr]], tuple[Expr, list[Expr]]]], ...] = (
    Law("nested extremes", "min(n·min(a, b) + c, d) = min(na + c, nb + c, d)", "all real, n > 0", _nested),
    Law("equal values", "min(a, a) = a", "a real", lambda _, values: (Integer(0), list(dict.fromkeys(values)))),
    Law("shared terms", "min(a + c, b + c) = min(a, b) + c", "a, b, c real", _shared),
)


def common_number(values: Sequence[Expr]) -> Expr:
    """The greatest whole number that divides every coefficient: ``min(2a, 2b) = 2*min(a, b)``; 1 beside fractions.

    >>> from sympy import symbols
    >>> a, b = symbols("a b")
    >>> common_number([4*a + 2, 6*b]), common_number([a/2, b])
    (2, 1)
    """
    numbers = [count for value in values for count in like_terms([value]).values()]
    if not all(count.is_Integer for count in numbers):
        return Integer(1)
    return Integer(gcd(*map(int, numbers)) or 1)


def both_values(total: Expr) -> Expr:
    """A sum in which the lesser and the greater of two values are the two: ``min(a, b) + max(a, b) = a + b``.

    >>> from sympy import symbols
    >>> x, y, z = symbols("x y z", positive=True)
    >>> both_values(3*z*Max(x, y) + 3*z*Min(x, y) + Max(x, z))
    3*x*z + 3*y*z + Max(x, z)
    """
    factors = [(term, factor) for term in terms_of(total) for factor in factors_of(term)]
    if not any(isinstance(node, Min) for _, node in factors):
        return total  # as most sums are, such as those with widths rounded up to a least one
    greater = [(term.as_coeff_Mul()[1], node) for term, node in factors if isinstance(node, Max)]
    counts = like_terms([total]) if greater else {}
    for term, node in greater:
        other = term.xreplace({node: Min(*node.args, evaluate=False)})
        if len(node.args) == PAIR and counts[term] == counts.get(other):
            total = add(total, *(multiply(-counts[one], one) for one in (term, other)))
            return both_values(add(total, expanded(multiply(counts[term], term / node, add(*node.args)))))
    return total


def both_values_inside(total: Expr) -> Expr:
    """The same where they stand in the factors of products, if multiplied out no such pair is left.

    >>> from sympy import symbols
    >>> x, y, z = symbols("x y z", positive=True)
    >>> both_values_inside(z*(Max(x, y) - 1) + z*Min(x, y))
    x*z + y*z - z
    """
    nested = [
        (term, node)
        for term in terms_of(total)
        for factor in factors_of(term)
        for inner in terms_of(factor)
        for node in factors_of(inner)
        if isinstance(node, EXTREMA)
    ]
    pairs = {frozenset(node.args) for _, node in nested if isinstance(node, Min)}
    pairs &= {frozenset(node.args) for _, node in nested if isinstance(node, Max)}
    if not pairs:
        return both_values(total)
    held = {term for term, node in nested if frozenset(node.args) in pairs}
    opened = both_values(add(*(expanded(term) if term in held else term for term in terms_of(total))))
    least = (node for node in extrema_in(opened) if isinstance(node, Min))
    return both_values(total) if any(frozenset(node.args) in pairs for node in least) else opened


PAIR = 2


def distributed(numerator: Expr) -> tuple[Extremum, list[Expr]] | None:
    """A numerator as a least or greatest value of sums, since rounding keeps the order of quotients."""
    for term in terms_of(numerator):
        coefficient, extreme = term.as_coeff_Mul()
        if isinstance(extreme, Min | Max) and len(extreme.args) <= MOST:
            others = subtract(numerator, term)
            kind: Extremum = "min" if isinstance(extreme, Min) == (coefficient > 0) else "max"
            return kind, [expanded(add(multiply(coefficient, value), others)) for value in extreme.args]
    return None


def remaining(numerator: Expr, denominator: Expr) -> Expr:
    """A numerator without the multiples of the denominator: ``(a + bm) mod m = a mod m`` for whole b.

    >>> from sympy import Symbol
    >>> W = Symbol("W", integer=True)
    >>> remaining(5 * W + 7, Integer(4))
    W + 3
    """
    kept = []
    for term in terms_of(expanded(numerator)):
        coefficient, rest = term.as_coeff_Mul()
        if denominator.is_Integer and coefficient.is_Integer and is_whole(rest):
            coefficient %= denominator
            nearer = rest != 1 and 2 * coefficient > denominator
            kept.append(multiply(coefficient - denominator if nearer else coefficient, rest))
        elif not is_whole(merged(Mul(term, 1 / denominator))):
            kept.append(term)
    return add(*kept)
