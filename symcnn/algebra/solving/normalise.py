"""Relations brought to one form before they are solved: a difference and 0, no fractions, no common factors."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import permutations
from math import gcd
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Max, Min, Mod, Mul, Pow, Rational, Symbol, nan, zoo

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.forms.exponentials import is_exponential, root_of
from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.facts import Contradiction, Facts
from symcnn.algebra.quotients.bounds import MIRRORED, compared, judged
from symcnn.algebra.quotients.common_factors import shared_powers
from symcnn.algebra.quotients.construct import add, divide_terms, least_denominator, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.min_max import PAIR
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.problem import Divides, Either, Plain, Proposition, Relation
from symcnn.algebra.sums.series import Series
from symcnn.errors import ArithmeticMistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.formula import Comparator

SIGNS_OF_NUMBERS: tuple[tuple[Comparator, int], ...] = ((">", 1), ("<", -1), ("==", 0))
"""How a number compares with 0 that has a sign."""

MOST_TERMS = 24
"""A longer sum is judged by the bounds of its terms alone, and no facts are made of it."""


class Context:
    """Decides comparisons by what is known of the symbols: their kinds, and facts about them.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, H = make_symbol("W"), make_symbol("H")
    >>> judge = Context().with_nonnegative([Relation(">=", H, 3)])
    >>> judge.decide(">", H, 2), judge.decide(">", W, 2), judge.with_nonnegative([Relation("==", H, 2)])
    (True, None, None)
    """

    def __init__(self, facts: Facts = Facts()) -> None:  # noqa: B008 - a value
        self._facts = facts
        self._known: dict[tuple[Comparator, Expr, Expr], bool | None] = {}

    def with_nonnegative(self, conditions: Iterable[Proposition]) -> Context | None:
        """A context that assumes some conditions as well; None where no numbers fulfil them together."""
        facts = self._facts
        for condition in sorted(conditions, key=lambda one: len(one.symbols)):
            for assumption in _as_facts(condition):
                try:
                    facts = facts.with_assumptions(assumption)
                except Contradiction:
                    return None
        return self if facts is self._facts else Context(facts)

    def holds(self, condition: Proposition) -> bool | None:
        """Whether a condition holds for all symbols (yes), for none (no), or depends on them (None)."""
        if isinstance(condition, Either):
            answers = [[self.holds(one) for one in case] for case in condition.alternatives]
            return True if any(map(all, answers)) else False if all(False in case for case in answers) else None
        found = divisibility(condition, self)
        if found is not None and self.divides(*found):
            return True
        return None if isinstance(condition, Divides) else self.decide(*condition)

    def divides(self, divisor: Expr, expr: Expr) -> bool:
        """Whether a divisor is known to divide an expression."""
        share, whole = divide_terms(expanded(expr), divisor), self._facts.whole
        return bool(is_whole(share)) or (bool(whole) and whole.is_whole(share, self._facts.proves))

    def decide(self, op: Comparator, left: Expr, right: Expr = Integer(0)) -> bool | None:  # noqa: B008 - a constant
        """Whether a comparison holds for all symbols (yes), for none (no), or depends on them (None)."""
        left, right = to_sympy(left), to_sympy(right)
        question = op, left, right
        if question not in self._known:
            self._known[question] = self._decided(op, left, right)
        return self._known[question]

    def sign(self, expr: Expr) -> int | None:
        """1, −1 or 0 where that is the sign for all symbols."""
        return next((sign for op, sign in SIGNS_OF_NUMBERS if self.decide(op, expr)), None)

    def _decided(self, op: Comparator, left: Expr, right: Expr) -> bool | None:
        facts = self._facts
        sign = None if left.free_symbols or right.free_symbols else sign_of_number(subtract(left, right))
        if sign is not None:
            return bool(RELATIONS[op](sign, 0))
        left, right = facts.put(left), facts.put(right)
        if facts.equal and (left.has(nan, zoo) or right.has(nan, zoo)):  # something is divided by 0
            return None
        relation, difference = compared(op, left, right, facts.is_above_0)
        difference = expanded(difference)
        if len(Add.make_args(difference)) <= MOST_TERMS:
            return facts.judges(relation, difference)
        return judged(relation, *facts.bounds(difference))


def sign_of_number(number: Expr) -> int | None:
    """The sign of ``r + q·sqrt(d)``; None for a number of another kind.

    >>> from sympy import sqrt
    >>> sign_of_number(sqrt(2) - Rational(7, 5))
    1
    """
    if number.is_Rational:
        return int(bool(number > 0)) - int(bool(number < 0))
    rest, surd = number.as_coeff_Add()
    factor, root = surd.as_coeff_Mul()
    if not (isinstance(root, Pow) and root.exp == Rational(1, 2) and root.base.is_Rational and rest.is_Rational):
        return None
    return sign_of_number(factor if factor**2 * root.base > rest**2 else rest)  # SymPy leaves no root of a square


def divisibility(condition: Plain, judge: Context) -> Divides | None:
    """``a mod m = r`` with 0 ≤ r < m as what it says of divisors; None for another comparison."""
    if isinstance(condition, Divides):
        return condition
    op, left, right = condition
    if op != "==" or not isinstance(left, Mod) or not judge.decide(">", left.args[1]):
        return None
    if right != 0 and not (judge.decide(">=", right) and judge.decide("<", right, left.args[1])):
        return None
    return Divides(left.args[1], subtract(left.args[0], right))


def _as_facts(condition: Proposition) -> list[Assumption]:
    """A condition as what facts are made of; none of one that would cost too much."""
    if isinstance(condition, Either):
        return []
    if isinstance(condition, Divides):
        condition = Relation("==", Remainder(condition.expr, condition.divisor, evaluate=False))
    terms = sum(len(Add.make_args(side)) for side in (condition.left, condition.right))
    return [Assumption(*condition)] if terms <= MOST_TERMS else []


def normalised(relation: Relation, judge: Context) -> Relation:
    """The relation as ``difference op 0`` with op one of ``== != >= >``, without fractions and common factors.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F, P = (make_symbol(name) for name in "WFP")
    >>> print(normalised(Relation("<=", W*F/2, P*W), Context()))
    −F + 2·P ≥ 0
    """
    op, difference, _ = compared_with_0(relation, judge)
    if op == ">" and is_whole(difference):
        op, difference = ">=", subtract(difference, Integer(1))
    return Relation(op, difference)


def compared_with_0(relation: Relation, judge: Context) -> Relation:
    """A relation as a comparison with 0; a strict one stays, since a product may be above 0 but not its predecessor."""
    op, left, right = relation
    if op in ("<=", "<"):
        op, left, right = MIRRORED[op], right, left
    return Relation(op, cleared(expanded(over_one_base(subtract(left, right))), judge))


def over_one_base(expr: Expr) -> Expr:
    """``4^n`` beside ``2^n`` as ``2^(2*n)``, so that powers of one number meet.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n = make_symbol("n")
    >>> over_one_base(4**n - 2**(2*n) + 2**n), over_one_base(4**n + 1)
    (2**n, 4**n + 1)
    """
    powers = (node for node in nodes(expr, Pow) if is_exponential(node) and node.base.is_Integer)
    roots = {node: root_of(node.base) for node in powers}
    bases = Counter(root for root, _ in set(roots.values()))
    put = {node: root ** (times * node.exp) for node, (root, times) in roots.items() if bases[root] > 1}
    return expr.xreplace(put) if put else expr


def cleared(difference: Expr, judge: Context) -> Expr:
    """A sum but for what is positive: none of its symbols stands below a line, and its terms share nothing."""
    for _ in range(20):
        divisor = next(below_a_line(difference), None)
        if divisor is None:
            break
        base, exponent = divisor
        is_open = exponent % 2 == 1 and not base.is_positive and not judge.decide(">", base)
        is_below = is_open and judge.decide("<", base)
        more = base ** (exponent + int(is_open and not is_below))
        difference = add(*(expanded(multiply(term, more)) for term in Add.make_args(difference)))
        difference = negated(difference) if is_below else difference
    return _without_content(multiply(least_denominator(difference), difference))


def below_a_line(difference: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Bases and positive exponents of what stands below a line."""
    for term in Add.make_args(difference):
        for factor in Mul.make_args(term):
            if factor.is_Pow and factor.exp.could_extract_minus_sign() and not factor.is_Rational:
                whole_exponent = factor.exp.is_Integer or factor.base.is_positive
                if whole_exponent:
                    yield factor.base, -factor.exp


def _without_content(difference: Expr) -> Expr:
    """The sum divided by what all of its terms share and what is positive."""
    terms = Add.make_args(difference)
    shared = shared_powers(map(_powers, terms))
    number = 0
    for term in terms:
        coefficient, _ = term.as_coeff_Mul()
        number = gcd(number, int(coefficient)) if coefficient.is_Integer else 1
    if number <= 1 and not shared:
        return difference
    divisor = multiply(Rational(max(number, 1)), *(base**exponent for base, exponent in shared.items()))
    return add(*(term / divisor for term in terms))


def _powers(term: Expr) -> dict[Expr, Expr]:
    """Positive symbols in a product, and their whole exponents; SymPy would ask long about quotients, in vain."""
    found = (factor.as_base_exp() for factor in Mul.make_args(term.as_coeff_Mul()[1]))
    whole = ((base, e) for base, e in found if e.is_Integer and e > 0 and not isinstance(base, Quotient))
    return {base: exponent for base, exponent in whole if base.is_positive}


def nodes(expr: Expr, kinds: type[Expr] | tuple[type[Expr], ...]) -> Iterator[Expr]:
    """The nodes of some kinds in an expression, outer ones first, each once; none that hangs on the index of a sum."""
    seen, stack = set(), [expr]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, kinds):
            yield node
        if isinstance(node, Series):
            yield from (inner for inner in nodes(node.body, kinds) if not inner.has(node.index))
            stack += [node.first, node.last]
        else:
            stack.extend(node.args)


def divided_by(condition: Plain, unknown: Symbol) -> list[Expr]:
    """The quotients and remainders by something in which the unknown stands, outer ones first."""
    found = (node for side in condition.sides for node in nodes(side, (Quotient, Mod)))
    return [node for node in found if node.args[1].has(unknown)]


def requirements(conditions: list[Plain], unknown: Symbol, judge: Context) -> list[Plain]:
    """That what the unknown divides by is positive, or not 0 below a line."""
    found: dict[Plain, None] = {}
    for condition in conditions:
        for node in divided_by(condition, unknown):
            if judge.decide(">", node.args[1]) is not True:
                found[Relation(">", node.args[1])] = None
        for side in condition.sides:
            for base, _ in (divisor for node in nodes(side, (Mul, Add)) for divisor in below_a_line(node)):
                if base.has(unknown) and judge.decide(">", base) is not True:
                    found[Relation("!=", base)] = None
        if isinstance(condition, Divides) and condition.divisor.has(unknown):
            found[Relation(">", condition.divisor)] = None
    return list(found)


def split(relation: Relation, unknown: Symbol) -> list[list[Relation]] | None:
    """Alternatives, each a list of relations, in which one Min or Max that holds the unknown is gone; None without one.

    In ``±extremum + rest >= 0`` it often needs no comparison of its arguments. Where several compare the same, such as
    ``min(1, n)`` and ``max(1, n)``, all of them are gone.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n = make_symbol("n")
    >>> split(Relation(">=", 2 ** Max(2, n) + Min(1, n - 1) - 9), n)[1]
    [Relation(op='>=', left=n - 6, right=0), Relation(op='<=', left=n - 1, right=1)]
    """
    node = next((node for node in nodes(relation.left, (Min, Max)) if node.has(unknown)), None)
    if node is None:
        return None
    coefficient = next(
        (term.as_coeff_Mul()[0] for term in Add.make_args(relation.left) if term.as_coeff_Mul()[1] == node), None
    )
    others = relation.left if coefficient is None else add(relation.left, multiply(-coefficient, node))
    alike = _has_alike(relation.left, node)
    if coefficient is not None and not others.has(node) and not alike:
        together = isinstance(node, Min) == bool(coefficient > 0)
        put = [relation._replace(left=relation.left.xreplace({node: argument})) for argument in node.args]
        if relation.op in (">=", ">"):
            return [put] if together else [[part] for part in put]
        if relation.op == "==" and not others.has(unknown):  # one is met, and no other lies on this side of it
            beyond: Comparator = ">=" if together else "<="
            return [[one._replace(op=beyond) if one != met else one for one in put] for met in put]
    better: Comparator = "<=" if isinstance(node, Min) else ">="
    cases = []
    for argument in node.args[::-1] if alike and isinstance(node, Max) else node.args:  # by which of two is less
        with suppress(ArithmeticMistake):  # nothing holds where it divides by 0
            left = relation.left.xreplace({node: argument, **_settled_beside(node, argument, relation.left)})
            order = [Relation(better, argument, other) for other in node.args if other != argument]
            cases.append([relation._replace(left=left), *order])
    return cases


def _has_alike(expr: Expr, node: Expr) -> bool:
    """Whether there is another extremum of two values that lie as far apart as those of one."""
    apart = subtract(*node.args) if len(node.args) == PAIR else None
    others = (other for other in nodes(expr, (Min, Max)) if other != node and len(other.args) == PAIR)
    return apart is not None and any(subtract(*other.args) in (apart, negated(apart)) for other in others)


def _settled_beside(node: Expr, argument: Expr, expr: Expr) -> dict[Expr, Expr]:
    """The minima and maxima of two values that are settled where one is an argument of its own.

    Where ``min(C, 8)`` is C, so is ``min(C, 16)``, and ``max(C + 1, 9)`` is 9: n of them make n + 1 cases, not 2^n.
    """
    sign = Integer(1 if isinstance(node, Min) else -1)
    at_most_0 = [multiply(sign, subtract(argument, other)) for other in node.args if other != argument]
    found: dict[Expr, Expr] = {}
    for extremum in nodes(expr, (Min, Max)):
        for low, high in permutations(extremum.args) if len(extremum.args) == PAIR else ():
            beyond = (subtract(subtract(low, high), known) for known in at_most_0)
            if any(more.is_Rational and more <= 0 for more in beyond):
                found[extremum] = low if isinstance(extremum, Min) else high
    return found
