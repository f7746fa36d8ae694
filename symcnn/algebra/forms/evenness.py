"""Two symbols that play the same part in a sum, as width and height do, and whether a form lets both stand alike.

``22A*B - 108(A + B)`` shows that they do, ``A(22B - 108) - 108B`` does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.algebra.forms.areas import pairs
from symcnn.algebra.forms.nodes import FormNode, Leaf, Product

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from sympy import Expr

    from symcnn.algebra.forms.generators import Generators
    from symcnn.algebra.forms.terms import Terms

Swap: TypeAlias = "Mapping[Expr, Expr]"
"""Each of two symbols with the other one."""


class Twins(NamedTuple):
    """Two symbols that play the same part, and the generators that are the sizes of an area along both."""

    swap: Swap
    pairs: tuple[tuple[int, int], ...]


def twins(generators: Generators, terms: Terms) -> Twins | None:
    """Two symbols that may change places in terms that were multiplied out; None where there are none.

    >>> from symcnn.algebra.forms.generators import Generators
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, H, D = map(make_symbol, "WHD")
    >>> found = Generators()
    >>> twins(found, found.read(W*H + 2*W + 2*H + D)).swap == {W: H, H: W}
    True
    >>> twins(found, found.read(W*H + 2*W + H)) is None
    True
    """
    swaps: dict[tuple[Expr, Expr], list[tuple[int, int]]] = {}
    for pair in pairs(terms, generators.sums):
        left, right = map(generators.shown, pair)
        apart = [*(left.free_symbols - right.free_symbols), *(right.free_symbols - left.free_symbols)]
        if len(apart) == 2:  # noqa: PLR2004 - the two of them
            swaps.setdefault((apart[0], apart[1]), []).append(pair)
    both = (Twins({one: other, other: one}, tuple(found)) for (one, other), found in swaps.items())
    return next((found for found in both if _stays(generators, terms, found.swap)), None)


def _stays(generators: Generators, terms: Terms, swap: Swap) -> bool:
    """Whether the terms are the same once two symbols have changed places."""
    places = {place for monomial in terms for place, _ in monomial}
    if any(generators.sums[place] for place in places):
        return False
    goes_to = {place: generators.known_place(generators.shown(place).xreplace(swap)) for place in places}
    if None in goes_to.values():
        return False
    return terms == {tuple(sorted((goes_to[p] or 0, e) for p, e in m)): c for m, c in terms.items()}


def is_even(node: FormNode, swap: Swap) -> bool:
    """Whether a form is the same once two symbols have changed places, but for the order of terms and factors.

    >>> from symcnn.algebra.forms.nodes import leaf, product, total
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, H = map(make_symbol, "WH")
    >>> swap = {W: H, H: W}
    >>> is_even(total([leaf(W), leaf(H)]), swap), is_even(total([leaf(W), product(2, [(leaf(H), 1)])]), swap)
    (True, False)
    """
    return _unordered(node, {}) == _unordered(node, swap)


def _unordered(node: FormNode, swap: Swap) -> Hashable:
    """What is the same for forms that differ in the order of terms and factors."""
    if isinstance(node, Leaf):
        return node.expr.xreplace(swap)
    if isinstance(node, Product):
        return node.coefficient, frozenset((_unordered(factor, swap), e) for factor, e in node.factors)
    return frozenset(_unordered(term, swap) for term in node.terms)
