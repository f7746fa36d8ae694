"""Sums of products: products, exact quotients, factors, merging, and the shortest nestings of all small sums."""

from __future__ import annotations

from itertools import pairwise
from itertools import product as box
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add

from symcnn.algebra.forms.generators import Generators
from symcnn.algebra.forms.merging import merged, parts
from symcnn.algebra.forms.rational import cannot_factor, factorised
from symcnn.algebra.forms.savings import Savings
from symcnn.algebra.forms.shortest import Search
from symcnn.algebra.forms.splitting import divided, split
from symcnn.algebra.forms.terms import (
    Terms,
    content,
    gather,
    gathered_powers,
    magnitude,
    multiplied,
    raised,
    shifted,
    times,
)
from symcnn.algebra.quotients.symbol import make_symbol

if TYPE_CHECKING:
    from symcnn.algebra.exact.polynomial import Coefficient
    from symcnn.algebra.forms.terms import PowersByPlace

COEFFICIENTS = st.one_of(st.integers(-4, 4), st.fractions(-3, 3, max_denominator=4))
MONOMIALS = st.dictionaries(st.integers(0, 3), st.integers(1, 3), max_size=3).map(
    lambda row: tuple(sorted(row.items()))
)
SUMS = st.lists(st.tuples(MONOMIALS, COEFFICIENTS), min_size=1, max_size=5).map(gather).filter(bool)
POINTS = [*box([-2, 3], repeat=4)]
WIDE = settings(max_examples=700, deadline=None, database=None, derandomize=True)


def value_of_terms(terms: Terms, point: tuple[Coefficient, ...]) -> Coefficient:
    total: Coefficient = 0
    for monomial, coefficient in terms.items():
        term = coefficient
        for place, exponent in monomial:
            term *= point[place] ** exponent
        total += term
    return total


@pytest.mark.slow
@WIDE
@given(a=SUMS, b=SUMS)
def test_products_and_exact_quotients(a: Terms, b: Terms) -> None:
    both = multiplied(a, b)
    for point in POINTS:
        assert value_of_terms(both, point) == value_of_terms(a, point) * value_of_terms(b, point), (a, b, point)
    assert divided(both, b) == a, (a, b)
    remainder = {**both, (): both.get((), 0) + 1}
    quotient = divided(gather(remainder.items()), b)
    assert quotient is None or multiplied(quotient, b) == gather(remainder.items()), (a, b)


@pytest.mark.slow
@WIDE
@given(terms=SUMS, a=SUMS, b=SUMS)
def test_merging_keeps_the_value_and_costs_no_more(terms: Terms, a: Terms, b: Terms) -> None:
    """Generators 2 and 3 stand for two sums in 0 and 1."""
    inner = [gather((tuple(pair for pair in m if pair[0] < 2), c) for m, c in part.items()) for part in (a, b)]
    sums = [None, None, *(part if len(part) > 1 else None for part in inner)]
    found = merged(terms, sums, len)
    assert len(found) <= len(terms) + sum(max(len(part) - 1, 0) for part in inner), (terms, sums)
    for x, y in box([-2, 3], repeat=2):
        point = (x, y, *(value_of_terms(part, (x, y, 0, 0)) if part else 5 for part in sums[2:]))
        assert value_of_terms(found, point) == value_of_terms(terms, point), (terms, sums)


@WIDE
@given(terms=SUMS)
def test_parts_have_nothing_in_common(terms: Terms) -> None:
    groups = parts(terms, [None] * 4)
    assert gather(item for group in groups for item in group.items()) == terms
    used = [{place for monomial in group for place, _ in monomial} for group in groups]
    assert sum(map(len, used)) == len(set().union(*used)), groups


@pytest.mark.slow
@WIDE
@given(a=SUMS, b=SUMS, degree=st.integers(1, 3))
def test_factors_multiply_to_what_was_split(a: Terms, b: Terms, degree: int) -> None:
    whole = raised(multiplied(a, b), degree) if len(a) * len(b) <= 6 else multiplied(a, b)
    number, monomial = content(whole)
    rest = shifted(whole, monomial, number)
    product: Terms = {(): 1}
    factors = split(rest)
    for factor, exponent in factors:
        product = multiplied(product, raised(factor, exponent))
    assert not factors or product == rest, rest


@WIDE
@given(a=SUMS)
def test_squares_and_cubes_are_found(a: Terms) -> None:
    number, monomial = content(a)
    root = shifted(a, monomial, number)
    if len(root) > 1:
        for degree in (2, 3):
            factors = split(raised(root, degree))
            assert [exponent for _, exponent in factors] == [degree] or len(factors) > 1, root


@WIDE
@given(roots=st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 4)), min_size=2, max_size=4))
def test_linear_factors_are_found(roots: list[tuple[int, int]]) -> None:
    whole: Terms = {(): 1}
    for above, below in roots:
        whole = multiplied(whole, gather([(((0, 1),), below), ((), above)]))
    number, monomial = content(whole)
    rest = shifted(whole, monomial, number)
    if len(rest) > 2:
        factors = split(rest)
        assert factors, rest
        assert all(len(factor) <= 2 or exponent > 1 for factor, exponent in factors), rest


def test_short_forms_of_all_small_sums_against_every_nesting() -> None:
    """Every sum of up to four monomials in three letters: no form with fewer operations exists among all nestings."""
    letters = [(), ((0, 1),), ((1, 1),), ((0, 1), (1, 1)), ((0, 1), (2, 1)), ((1, 1), (2, 1)), ((0, 1), (1, 1), (2, 1))]
    worse = []
    for chosen in box([0, 1], repeat=len(letters)):
        terms: Terms = {m: 1 for m, kept in zip(letters, chosen, strict=True) if kept}
        if not 2 <= len(terms) <= 4:
            continue
        generators = Generators()
        for name in "abc":
            generators.place(make_symbol(name))
        found = Search(generators).best(terms).cost
        best = fewest(frozenset(terms), {})
        if found > best:
            worse.append((terms, found, best))
    assert not worse


def fewest(monomials: frozenset[Any], known: dict[Any, int]) -> int:
    """The fewest operations of any nesting: some of the terms with a letter pulled out, the rest beside them."""
    if monomials in known:
        return known[monomials]
    best = sum(max(len(m) - 1, 0) for m in monomials) + len(monomials) - 1
    for letter in {pair for m in monomials for pair in m}:
        having = [m for m in monomials if letter in m]
        for pick in box([0, 1], repeat=len(having)):
            group = frozenset(m for m, kept in zip(having, pick, strict=True) if kept)
            if len(group) < 2:
                continue
            inside = frozenset(tuple(pair for pair in m if pair != letter) for m in group)
            others = monomials - group
            cost = 1 + fewest(inside, known) + (1 + fewest(others, known) if others else 0)
            best = min(best, cost)
    known[monomials] = best
    return best


FEW = st.lists(st.tuples(MONOMIALS, st.integers(1, 3)), min_size=1, max_size=3).map(gather)


@settings(WIDE, max_examples=300)
@given(FEW, st.one_of(FEW, st.just({(): 1})))
def test_what_cannot_factor_has_one_factor(a: Terms, b: Terms) -> None:
    terms = multiplied(a, b)
    if cannot_factor(terms):
        found = factorised(terms)
        assert found is not None
        assert [exponent for _, exponent in found[1]] == [1]


def test_most_small_sums_are_seen_not_to_factor() -> None:
    """x·y + z, x² + y and x + 1, but neither x·y + x nor (x + 1)(y + 1)."""
    one, x, y, z = (gather([(powers, 1)]) for powers in ((), ((0, 1),), ((1, 1),), ((2, 1),)))
    seen = [gather([*multiplied(x, y).items(), *z.items()]), gather([*raised(x, 2).items(), *y.items()]), {**x, **one}]
    assert all(map(cannot_factor, seen))
    assert not cannot_factor(gather([*multiplied(x, y).items(), *x.items()]))
    assert not cannot_factor(multiplied({**x, **one}, {**y, **one}))


def operations_in(monomial: PowersByPlace, number: Coefficient) -> int:
    """Operations in a term of symbols: one less than it has factors, and one for each power and for a lone divisor."""
    factors = len(monomial) + (number not in (1, -1) or not any(e > 0 for _, e in monomial))
    return factors - 1 + sum(abs(e) != 1 for _, e in monomial)


def best_of_all(terms: Terms) -> tuple[PowersByPlace, Coefficient] | None:
    """What saves most of the three lowest powers of each generator and of the numbers, by writing the sums out."""
    best: tuple[PowersByPlace, Coefficient] | None = None
    most = 0
    for place in range(9):
        for e in sorted({e for m in terms for its, e in m if its == place})[:3]:
            inside = {m: c for m, c in terms.items() if any(its == place and f / e >= 1 for its, f in m)}
            left = {times(m, ((place, e),), -1): c for m, c in inside.items()}
            written = [sum(operations_in(*item) for item in rows.items()) for rows in (inside, left)]
            if written[0] - written[1] - 1 - operations_in(((place, e),), 1) > most:
                best, most = (((place, e),), 1), written[0] - written[1] - 1 - operations_in(((place, e),), 1)
    numbers = [magnitude(c) for m, c in terms.items() if m]
    for number in sorted({*numbers} - {1}):
        saved = numbers.count(number) - 1
        if saved > most or (saved == most > 0 and number >= 100):
            best, most = ((), number), saved
    return best


def test_savings_kept_while_terms_are_taken_away_are_those_of_what_is_left() -> None:
    draw = Random(11)
    for _ in range(40):
        powers = ([(draw.randrange(9), draw.choice([1, 1, 2, 3, -1])) for _ in range(3)] for _ in range(30))
        terms = gather((gathered_powers(row), draw.choice([1, 1, 2, -1, 144])) for row in powers)
        savings = Savings(terms, operations_in, lambda _: False)
        while terms:
            assert savings.best() == best_of_all(terms), terms
            gone = dict(draw.sample(sorted(terms.items()), min(len(terms), 4)))
            savings.take(gone)
            terms = {m: c for m, c in terms.items() if m not in gone}


def test_long_sums_are_factored_alike_where_savings_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, symbols = Random(5), [make_symbol(f"F_{i}") for i in range(40)]
    for turn in range(6):
        addends = [a * b * draw.choice([1, 9, 9, 25]) + b for a, b in pairwise(symbols)]
        addends += [draw.choice(symbols) * (draw.choice(symbols) + 1) for _ in range(turn)]
        if turn == 1:  # what is left when `x` was taken out has a divisor in common
            x, below = make_symbol("x"), make_symbol("b")
            addends = [*(x * addend for addend in addends), *(a / below for a in symbols)]
        kept, anew = Generators(), Generators()
        found = Search(kept).best(kept.expanded(kept.read(Add(*addends))))
        with monkeypatch.context() as patch:
            patch.setattr(Search, "_what_is_left", lambda self, terms, _: self.pulled(terms))
            assert Search(anew).best(anew.expanded(anew.read(Add(*addends)))) == found
