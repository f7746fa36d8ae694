"""What is shared out as evenly as can be: all shares together are what was shared out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sympy import Expr, Integer

from symcnn.algebra.quotients.construct import add, divide_terms, factors_of, multiply, subtract, terms_of
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.quotient import Quotient

if TYPE_CHECKING:
    from collections.abc import Mapping


def shares_together(total: Expr) -> Expr:
    """A sum in which ``⌊a/n⌋ + ⌊(a + 1)/n⌋ + … + ⌊(a + n - 1)/n⌋`` is a.

    >>> from sympy import symbols
    >>> C, D = symbols("C D", integer=True, positive=True)
    >>> shares_together(3*D*Quotient(C, 2) + 3*D*Quotient(C + 1, 2) + Quotient(C, 3))
    3*C*D + floor(C/3)
    """
    nodes = [(term, node) for term in terms_of(total) for node in factors_of(term) if isinstance(node, Quotient)]
    divisors = Counter(node.denominator for _, node in nodes)
    alike: dict[tuple[Expr, Expr], dict[Expr, Expr]] = {}
    for term, node in nodes:
        parts = node.denominator
        if parts.is_Integer and divisors[parts] >= parts and is_whole(node.numerator):
            alike.setdefault((divide_terms(term, node), parts), {})[node.numerator] = term
    for (times, parts), terms in alike.items():
        least = _least_share(terms, int(parts)) if len(terms) >= parts else None
        if least is not None:
            shares = (terms[add(least, Integer(more))] for more in range(int(parts)))
            return shares_together(add(subtract(total, add(*shares)), multiply(times, least)))
    return total


def _least_share(terms: Mapping[Expr, Expr], parts: int) -> Expr | None:
    """The a of which all of ``a, a + 1, …, a + n - 1`` are there."""
    return next((one for one in terms if all(add(one, Integer(more)) in terms for more in range(1, parts))), None)
