"""Numbers and fraction bars put where they read best, once a form is found: what costs a reader less, part by part.

The search counts operations; of forms with equally many, here the one with fewer brackets and then the shorter one is
written: ``k(L - 4)/3 + 16`` for ``(k(L - 4) + 48)/3``, ``6W(W - 2n)`` for ``W(6W - 12n)``.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from symcnn.algebra.forms.nodes import FormNode, Leaf, Product, Sum, formula_of, product, total, with_terms_turned
from symcnn.algebra.forms.operation_count import cost
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.polynomial import Coefficient


def finished(node: FormNode) -> FormNode:
    """The form with every number and every bar where it costs least.

    >>> from symcnn.algebra.forms.nodes import leaf
    >>> from symcnn.algebra.forms.operation_count import operations
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> k = leaf(make_symbol("k"))
    >>> shown = finished(product(Fraction(1, 3), [(total([k, product(48, ())]), 1)]))
    >>> shown.terms[1].coefficient
    16
    """
    if isinstance(node, Leaf):
        return node
    spend()
    if isinstance(node, Sum):
        return with_terms_turned(_with_terms_open(total(map(finished, node.terms))))
    return _placed(product(node.coefficient, ((finished(factor), exponent) for factor, exponent in node.factors)))


def _placed(whole: FormNode) -> FormNode:
    """A product with its number and its bar where they cost least, among equals with its number in front."""
    found = list(_elsewhere(whole))
    front = _in_front(whole)
    return _cheapest([*(node for node in found if front and _in_front(node) > front), whole, *found])


def _in_front(node: FormNode) -> int:
    """The whole number before a product of two factors or more; 0 where there is none."""
    if not isinstance(node, Product) or len(node.factors) == 1 or node.coefficient.denominator != 1:
        return 0
    return abs(node.coefficient.numerator)


def _cheapest(found: list[FormNode]) -> FormNode:
    """What costs a reader least; one alone is not even measured."""
    return min(found, key=lambda node: cost(formula_of(node))) if len(found) > 1 else found[0]


def _with_terms_open(node: FormNode) -> FormNode:
    """A sum without brackets that only a number stands before, if that is no longer: ``36(1 - W) + n``."""
    if not isinstance(node, Sum):
        return node
    terms = [_opened(term) for term in node.terms]
    changed = any(new is not old for new, old in zip(terms, node.terms, strict=True))
    return _cheapest([node, total(terms)] if changed else [node])


def _opened(term: FormNode) -> FormNode:
    inside = _only_sum(term)
    if inside is None or not isinstance(term, Product):
        return term
    return _spread(inside, term.coefficient)


def _spread(node: Sum, number: Coefficient) -> FormNode:
    """A number times each of the terms, where it costs least in each."""
    return total(_placed(product(number, [(term, 1)])) for term in node.terms)


def _only_sum(node: FormNode) -> Sum | None:
    if isinstance(node, Product) and len(node.factors) == 1:
        factor, exponent = node.factors[0]
        return factor if exponent == 1 and isinstance(factor, Sum) else None
    return None


def _elsewhere(node: FormNode) -> Iterator[FormNode]:
    """The same product with a number taken into a sum or out of it, or all of it over one bar."""
    if not isinstance(node, Product):
        return
    for place, (factor, exponent) in enumerate(node.factors):
        if exponent != 1 or not isinstance(factor, Sum):
            continue
        rest = (*node.factors[:place], *node.factors[place + 1 :])
        for inside in dict.fromkeys([1 / Fraction(_content(factor)), Fraction(1, node.coefficient.denominator)]):
            if inside != 1:
                yield product(node.coefficient / inside, [*rest, (_scaled(factor, inside), 1)])
        if not rest and abs(node.coefficient) != 1:
            yield _spread(factor, node.coefficient)
            yield from _over_one_bar(node.coefficient, factor)


def _over_one_bar(coefficient: Coefficient, inside: Sum) -> Iterator[FormNode]:
    """``(a/S + 1)/2`` as ``(a + S)/(2S)``."""
    powers = [pair for term in inside.terms if isinstance(term, Product) for pair in term.factors]
    bar = {factor: -exponent for factor, exponent in powers if exponent < 0}
    if len(bar) == 1 and coefficient.denominator != 1:
        above = total(product(1, [(term, 1), *bar.items()]) for term in inside.terms)
        yield product(coefficient, [(above, 1), *((factor, -exponent) for factor, exponent in bar.items())])


def _content(node: Sum) -> int:
    """The greatest whole number in all terms."""
    numbers = [term.coefficient if isinstance(term, Product) else 1 for term in node.terms]
    return gcd(*(number.numerator for number in numbers)) if all(n.denominator == 1 for n in numbers) else 1


def _scaled(node: Sum, number: Coefficient) -> FormNode:
    return total(product(number, [(term, 1)]) for term in node.terms)
