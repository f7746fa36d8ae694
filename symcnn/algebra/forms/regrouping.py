"""Writes once what terms of a factored sum still share: ``K*x*(a + b) + K*(c + d)`` becomes ``K*(x*(a + b) + c + d)``.

Greedy factoring takes a factor out of some terms, then another one out of what is left; the two may have a part in
common.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from symcnn.algebra.forms.nodes import FormNode, Leaf, Product, Sum, product, total
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_TERMS = 24
"""A longer sum stays as it is."""
_MOST_FACTORS = 4
"""With more factors not every order is tried in which they could be taken out."""


def regrouped(node: FormNode) -> FormNode:
    """A form without a factor in front of brackets that another term has too, if that is shorter."""
    while isinstance(node, Sum) and len(node.terms) <= _MOST_TERMS:
        spend(len(node.terms))
        shorter = min(
            (_taken_out(node, factor) for factor in list(_shared(node))[:_MOST_FACTORS]),
            key=lambda found: found.cost,
            default=node,
        )
        if shorter.cost >= node.cost:
            break
        node = shorter
    return node


def _shared(node: Sum) -> Iterator[FormNode]:
    """Factors of two terms or more, of which one has brackets; of all terms where none has."""
    grouped = {factor for term in node.terms if _has_brackets(term) for factor in _factors(term)}
    counts = Counter(factor for term in node.terms for factor in _factors(term))
    return (factor for factor, count in counts.items() if count > 1 and (not grouped or factor in grouped))


def _taken_out(node: Sum, factor: FormNode) -> FormNode:
    having = [term for term in node.terms if factor in _factors(term)]
    shared = [one for one in _factors(having[0]) if all(one in _factors(term) for term in having)]
    inside = regrouped(total(product(1, [(term, 1), *((one, -1) for one in shared)]) for term in having))
    group = product(1, [*((one, 1) for one in shared), (inside, 1)])
    return total(group if term is having[0] else term for term in node.terms if term is having[0] or term not in having)


def _factors(term: FormNode) -> tuple[FormNode, ...]:
    if isinstance(term, Product):
        return tuple(factor for factor, exponent in term.factors if exponent > 0)
    return (term,) if isinstance(term, Leaf) else ()


def _has_brackets(term: FormNode) -> bool:
    return isinstance(term, Product) and any(isinstance(factor, Sum) for factor, _ in term.factors)
