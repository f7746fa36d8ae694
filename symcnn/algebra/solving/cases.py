"""Simplifies a union of ranges: drops conditions that always hold and cases that cannot be, joins neighbours."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Max, Min, Mod, Symbol

from symcnn.algebra.quotients.construct import add, multiply, subtract
from symcnn.algebra.quotients.min_max import Ranking
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.joins import JOINS
from symcnn.algebra.solving.normalise import normalised
from symcnn.algebra.solving.problem import Divides, Either, Proposition, Range, Relation
from symcnn.algebra.solving.remainder_forms import with_known_remainders, with_remainders
from symcnn.algebra.solving.restated import restated
from symcnn.algebra.solving.side_conditions import Refuted, condition_of
from symcnn.algebra.sums.put_in import put_in
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.algebra.solving.normalise import Context
    from symcnn.algebra.solving.problem import Budget
    from symcnn.formula import Comparator


def simplified_union(ranges: Iterable[Range], unknown: Symbol, judge: Context, budget: Budget) -> list[Range]:
    """The same values in fewer ranges and conditions; none where every case contradicts itself or what is known.

    >>> from symcnn.algebra.solving.problem import Budget
    >>> from symcnn.algebra.solving.normalise import Context
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> H, W = make_symbol("H"), make_symbol("W")
    >>> cases = [Range(H, conditions=(Relation(">=", H, 3),)), Range(H, conditions=(Relation("==", H, 2),))]
    >>> [piece.words(W) for piece in simplified_union(cases, W, Context(), Budget())]
    ['W ≥ H if H ≥ 2']
    >>> power = Relation("<=", 2**W, H)
    >>> cases = [Range(value=Integer(1)), Range(low=Integer(1), conditions=(Relation(">=", H, 3), power))]
    >>> [piece.words(W) for piece in simplified_union(cases, W, Context(), Budget())]
    ['W = 1', 'W ≥ 1 if H ≥ 3 and 2^W ≤ H']
    >>> cases[0] = cases[0]._replace(conditions=(Relation(">=", H, 2),))
    >>> [piece.words(W) for piece in simplified_union(cases, W, Context(), Budget())]
    ['W ≥ 1 if 2^W ≤ H']
    """
    kept: list[Range] = []
    for piece in ranges:
        budget.spend(1, "telling cases apart")
        settled = _settled(piece._replace(conditions=restated(piece.conditions, unknown)), judge)
        if settled is not None and settled not in kept:
            kept.append(settled)
    return _joined(kept, unknown, judge, budget)


def needed(conditions: Iterable[Proposition], judge: Context) -> tuple[Proposition, ...] | None:
    """The conditions that do not follow from the others; None where they contradict each other."""
    kept = list(dict.fromkeys(part for condition in conditions for part in _lighter(condition, judge)))
    for condition in sorted(kept, key=lambda one: -len(str(one))):
        others = judge.with_nonnegative(one for one in kept if one != condition)
        answer = None if others is None else others.holds(condition)
        if others is None or answer is False:
            return None
        if answer:
            kept.remove(condition)
    return None if judge.with_nonnegative(kept) is None else tuple(kept)


def _lighter(condition: Proposition, judge: Context) -> tuple[Proposition, ...]:
    """An "or" without cases that cannot be, and without what always holds in the others."""
    if not isinstance(condition, Either):
        return (condition,)
    possible = [case for case in condition.alternatives if judge.with_nonnegative(case) is not None]
    left = [tuple(one for one in case if not judge.holds(one)) for case in possible]
    return () if () in left else left[0] if len(left) == 1 else (Either(tuple(left)),)


# -- one range ---------------------------------------------------------------------------------------------------------


def _settled(piece: Range, judge: Context) -> Range | None:
    """A range with equations substituted and only needed conditions; None where it is empty."""
    if judge.with_nonnegative(piece.conditions) is None:
        return None
    with suppress(ArithmeticMistake):  # a divisor that an equation makes 0 is one that some condition forbids
        piece = _with_equations_put_in(piece)
    conditions = needed(piece.conditions, judge)
    inside = None if conditions is None else judge.with_nonnegative(conditions)
    if conditions is None or inside is None:
        return None
    low, high = _extreme(piece.low, Max, inside), _extreme(piece.high, Min, inside)
    if low is not None and high is not None:
        if inside.decide(">", low, high) or _decided(">=", high, low, inside) is False:
            return None
        pairs = ((one, other) for one in _values(low, Max) for other in _values(high, Min))
        if piece.modulus == 1 and any(inside.decide(">=", *pair) for pair in pairs):
            at_one = _at_one_value(piece, low, high, judge)
            return None if at_one is None else _settled(at_one, judge)
    return piece._replace(low=low, high=high, conditions=conditions).with_ends(
        lambda end: with_known_remainders(with_remainders(end), inside)
    )


def _decided(relation: Comparator, one: Expr, other: Expr, judge: Context) -> bool | None:
    """How two ends compare, once a quotient in them is undone: ``⌊−9/(H − M)⌋ ≥ 0`` is false if H > M."""
    found = judge.decide(relation, one, other)
    if found is not None or relation not in (">=", "<="):
        return found
    difference = subtract(one, other) if relation == ">=" else subtract(other, one)
    for term in Add.make_args(difference):
        factor, node = term.as_coeff_Mul()
        edge = subtract(term, difference) / factor  # what the quotient is then at least, or at most
        if isinstance(node, Quotient) and abs(factor) == 1 and edge.is_integer and judge.decide(">", node.denominator):
            edge = edge if factor > 0 else add(edge, Integer(1))
            apart = expanded(subtract(node.numerator, multiply(edge, node.denominator)))
            return judge.decide(">=" if factor > 0 else "<", apart)
    return None


def _at_one_value(piece: Range, low: Expr, high: Expr, judge: Context) -> Range | None:
    """``max(3, x) ≤ K ≤ 3``, whose ends meet if it is not empty, as ``K = 3 if x ≤ 3``; None where it is empty."""
    value = high if low.has(Max) else low
    met = [Relation("<=", one, other) for one in _values(low, Max) for other in _values(high, Min)]
    try:
        asked = [part for one in met for part in condition_of(one.op, one.difference, judge)]
    except Refuted:
        return None
    return piece._replace(low=None, high=None, value=value, conditions=(*piece.conditions, *asked))


def _with_equations_put_in(piece: Range) -> Range:
    """``H = 2`` put into all else that a range says."""
    for condition in piece.conditions:
        if not (isinstance(condition, Relation) and condition.op == "==" and condition.left.is_Symbol):
            continue
        symbol, value = condition.left, condition.right
        if value.has(symbol) or (value.is_Rational and not value.is_Integer):
            continue
        rule: dict[Expr, Expr] = {symbol: value}
        others = tuple(one if one == condition else one.replaced(rule) for one in piece.conditions)
        modulus, residue = (put_in(part, rule) for part in (piece.modulus, piece.residue))
        piece = piece.with_ends(partial(put_in, values=rule))
        piece = piece._replace(modulus=modulus, residue=residue, conditions=others)
    return piece


def _extreme(end: Expr | None, kind: type[Max | Min], judge: Context) -> Expr | None:
    """A greatest or least value without those that are known not to win."""
    if not isinstance(end, kind):
        return end

    def is_ahead(relation: Comparator, one: Expr, other: Expr) -> bool | None:
        return _decided(relation, one, other, judge)

    kept = Ranking("max" if kind is Max else "min", is_ahead).winners(_values(end, kind))
    return kept[0] if len(kept) == 1 else kind(*kept, evaluate=False)


def _values(end: Expr, kind: type[Max | Min]) -> Iterator[Expr]:
    """What a greatest or least value is taken of, of those inside it too; any other value is by itself."""
    node = next((term for term in Add.make_args(end) if isinstance(term, kind)), None)
    if node is None:
        yield end
    else:
        for value in node.args:
            yield from _values(add(subtract(end, node), value), kind)


# -- several -----------------------------------------------------------------------------------------------------------


def _joined(ranges: list[Range], unknown: Symbol, judge: Context, budget: Budget) -> list[Range]:
    """Two ranges become one as long as that is possible."""
    kept = list(ranges)
    found = True
    while found:
        found = False
        for one, other in combinations(kept, 2):
            budget.spend(1, "telling cases apart")
            both = _one_of(one, other, unknown, judge)
            if both is not None:
                place = kept.index(one)
                kept = [both if number == place else piece for number, piece in enumerate(kept) if piece is not other]
                found = True
                break
    return kept


def _one_of(a: Range, b: Range, unknown: Symbol, judge: Context) -> Range | None:
    """Both ranges as one, if one says it."""
    with suppress(ArithmeticMistake):  # a divisor that is 0 at the value of one of them
        for one, other in ((a, b), (b, a)):
            if _covers(one, other, unknown, judge):
                return one
    with suppress(ArithmeticMistake):
        for one, other in ((a, b), (b, a)):
            widened = _with_one_condition_less(one, other, unknown, judge)
            if widened is not None:
                return widened
    if a.conditions == b.conditions:
        return next(filter(None, (join(*pair, judge) for join in JOINS for pair in ((a, b), (b, a)))), None)
    for one, other in ((a, b), (b, a)):
        with suppress(ArithmeticMistake):
            if _with_equations_put_in(one._replace(conditions=other.conditions)) == other:
                return _either_way(one, other, judge)
    return None


def _covers(a: Range, b: Range, unknown: Symbol, judge: Context) -> bool:
    """Whether the values of the second range are known to be in the first wherever there are any."""
    inside = judge.with_nonnegative(b.conditions)
    rule: dict[Expr, Expr] = {} if b.value is None else {unknown: b.value}
    if inside is None or not all(inside.holds(condition.replaced(rule)) for condition in a.conditions):
        return False
    if a.value is not None or b.value is not None:
        return b.value is not None and _has(a, b.value, inside)
    if (a.strict_low, a.strict_high, a.modulus == 0) != (b.strict_low, b.strict_high, b.modulus == 0):
        return False
    if a.modulus not in (0, 1) and (a.modulus, a.residue, a.span) != (b.modulus, b.residue, b.span):
        return False
    return _is_behind(">=", b.low, a.low, Max, inside) and _is_behind("<=", b.high, a.high, Min, inside)


def _is_behind(op: Comparator, mine: Expr | None, its: Expr | None, kind: type[Max | Min], judge: Context) -> bool:
    """Whether an end lies within another, by one value of an extremum where that is enough."""
    if mine is None or its is None:
        return its is None
    return bool(judge.decide(op, mine, its)) or all(
        any(judge.decide(op, one, other) for one in _values(mine, kind)) for other in _values(its, kind)
    )


def _with_one_condition_less(a: Range, b: Range, unknown: Symbol, judge: Context) -> Range | None:
    """A range without a condition of its own, where that lets in another range and nothing else.

    ``n = 0``, or ``n ≥ 0`` with ``2^n ≤ T`` if ``T ≥ 2``: without ``T ≥ 2`` the second says both.
    """
    if unknown.is_integer is not True:
        return None
    for condition in b.conditions:
        if not isinstance(condition, Relation) or condition in a.conditions or unknown in condition.symbols:
            continue
        wider = b._replace(conditions=tuple(one for one in b.conditions if one != condition))
        let_in = (*wider.relations(unknown), *wider.conditions, condition.opposite)
        each = (part for one in (*a.relations(unknown), *a.conditions) for part in _each_value(one))
        asked = [one for one in each if one not in let_in]
        if _covers(wider, a, unknown, judge) and all(_follows(one, let_in, judge) for one in asked):
            return wider
    return None


def _each_value(condition: Proposition) -> Iterator[Proposition]:
    """``n ≤ min(1, T)`` as ``n ≤ 1`` and ``n ≤ T``."""
    kind = {"<=": Min, ">=": Max}.get(condition.op) if isinstance(condition, Relation) else None
    if kind is None or not isinstance(condition, Relation) or not isinstance(condition.right, kind):
        yield condition
    else:
        yield from (condition._replace(right=value) for value in condition.right.args)


def _follows(wanted: Proposition, given: tuple[Proposition, ...], judge: Context) -> bool:
    """Whether one holds wherever others do, since what is above or below it contradicts them."""
    if not isinstance(wanted, Relation) or wanted.op == "!=" or isinstance(wanted.left, Mod):
        return False
    beyond = [wanted.opposite] if wanted.op != "==" else [wanted._replace(op=op) for op in ("<", ">")]
    return all(judge.with_nonnegative((*given, one)) is None for one in beyond)


def _has(piece: Range, value: Expr, judge: Context) -> bool:
    """Whether a value is known to be in a range."""
    if piece.value is not None:
        return bool(judge.decide("==", piece.value, value))
    low = piece.low is None or judge.decide(">" if piece.strict_low else ">=", value, piece.low)
    high = piece.high is None or judge.decide("<" if piece.strict_high else "<=", value, piece.high)
    fits = piece.modulus in (0, 1) or (
        bool(piece.modulus.is_integer) and judge.divides(piece.modulus, subtract(value, piece.residue))
    )
    return bool(low and high and fits)


def _either_way(a: Range, b: Range, judge: Context) -> Range | None:
    """Two cases with the same values, which differ in one condition each."""
    shared = tuple(condition for condition in a.conditions if condition in b.conditions)
    mine, its = ([one for one in piece.conditions if one not in shared] for piece in (a, b))
    if len(mine) != 1 or len(its) != 1 or not all(isinstance(one, Relation) for one in (*mine, *its)):
        return None
    joined = _united(mine[0], its[0], shared, judge)
    return None if joined is None else a._replace(conditions=(*shared, *joined))


def _united(
    a: Proposition, b: Proposition, shared: tuple[Proposition, ...], judge: Context
) -> tuple[Proposition, ...] | None:
    """Two comparisons of which one must hold as one; empty if one always holds, None if no comparison states it."""
    if isinstance(a, Divides | Either) or isinstance(b, Divides | Either):
        return None
    without = judge.with_nonnegative((*shared, a.opposite))
    if without is None or without.holds(b):
        return ()
    for one, other in ((a, b), (b, a)):
        bound, equation = normalised(one, judge), normalised(other, judge)
        if (bound.op, equation.op) != (">=", "=="):
            continue
        more = add(bound.left, Integer(1))
        if 0 in (subtract(more, equation.left), add(more, equation.left)):
            return condition_of(">=", more, judge)
    return None
