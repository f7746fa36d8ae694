"""Ways to decide a comparison, as rows: each says what it rests on, and tests check each by counting.

A row answers yes or no for all numbers that the symbols may stand for and that fulfil the facts, or None: not by this.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sympy import Dummy, Expr, Integer, Max, Min, Mod, default_sort_key

from symcnn.algebra.proofs.assumption import Assumption
from symcnn.algebra.proofs.periodic import least_and_greatest, periodic
from symcnn.algebra.proofs.whole import Whole, is_switch
from symcnn.algebra.quotients.bounds import bounds, compared, judged
from symcnn.algebra.quotients.construct import like_terms, multiply, negated, over, replaced, subtract, terms_of
from symcnn.algebra.quotients.extrema_in import extrema_in
from symcnn.algebra.quotients.growing import bound_of_growing
from symcnn.algebra.quotients.laws import Law, is_whole
from symcnn.algebra.quotients.min_max import PAIR
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient, quotients_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.algebra.proofs.remainders import Residue
    from symcnn.algebra.quotients.bounds import SymbolicInterval
    from symcnn.formula import Comparator, Formula


class KnownFacts(NamedTuple):
    """What was assumed of symbols, in the forms that proofs use, and what proofs and points that refute them ask."""

    assumptions: tuple[Assumption, ...] = ()
    """All assumptions, in order."""
    unused: tuple[Formula, ...] = ()
    """What the author assumed and no proof can use."""
    least: Mapping[Expr, Expr] = MappingProxyType({})
    most: Mapping[Expr, Expr] = MappingProxyType({})
    residues: Mapping[Expr, Residue] = MappingProxyType({})
    whole: Whole = Whole()
    nonnegative: tuple[Expr, ...] = ()
    equal: Mapping[Expr, Expr] = MappingProxyType({})
    """Symbols that are another expression."""

    def bounds(self, expr: Expr) -> SymbolicInterval:
        """Between which numbers an expanded sum lies."""
        raise NotImplementedError

    def is_above_0(self, expr: Expr) -> bool:
        """Whether an expression is above 0, as divisors have to be."""
        raise NotImplementedError

    def proves(self, difference: Expr) -> bool:
        """Whether an expanded sum is at least 0 by the facts."""
        raise NotImplementedError

    def refutes(self, difference: Expr) -> bool:
        """Whether a value is below 0 somewhere."""
        raise NotImplementedError

    def holds_where(self, case: Assumption, relation: Comparator, difference: Expr) -> bool:
        """Whether a comparison of a sum with 0 is shown to hold wherever the facts and one more do."""
        raise NotImplementedError

    def residue(self, expr: Expr) -> Residue:
        """What an expanded sum leaves."""
        raise NotImplementedError


def _by_facts(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    if not facts.assumptions:
        return None
    opposite = expanded(negated(difference))
    step = Integer(1) if is_whole(difference) else Integer(0)
    if relation == ">=":
        if facts.proves(difference):
            return True
        return False if step and facts.proves(subtract(opposite, step)) else None
    if relation == ">":
        return False if facts.proves(opposite) else None
    if step and (facts.proves(subtract(difference, step)) or facts.proves(subtract(opposite, step))):
        return relation == "!="
    return relation == "==" if facts.proves(difference) and facts.proves(opposite) else None


def _by_remainder(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    if relation not in ("==", "!="):
        return None
    modulus, remainder = facts.residue(difference)
    return relation == "!=" if remainder % modulus else None


def _by_one_period(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    rests = [term.as_coeff_Mul()[1] for term in terms_of(difference)]
    if not any(isinstance(rest, Quotient | Mod) for rest in rests) or None in map(periodic, rests):
        return None
    ends = {symbol: facts.bounds(symbol)[0] for symbol in difference.free_symbols}
    least: dict[Expr, Expr] = {symbol: end for symbol, end in ends.items() if end is not None}
    return judged(relation, *least_and_greatest(difference, least, facts.residues))


def _by_growth(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    if relation in (">=", ">") and facts.refutes(difference):
        return None
    answer = judged(relation, bound_of_growing(difference, facts.least), None)
    if answer is None and relation in ("==", "!="):
        answer = judged(relation, bound_of_growing(expanded(negated(difference)), facts.least), None)
    return answer


def _by_assumption(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    said = [subtract(one.left, one.right) for one in facts.assumptions if one.relation == "!="]
    if relation not in ("==", "!=") or not said:
        return None
    same = _without_factor(difference)
    return relation == "!=" if any(same == _without_factor(expanded(one)) for one in said) else None


def _by_strict(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    above = [compared(one.relation, one.left, one.right) for one in facts.assumptions if one.relation in (">", "<")]
    strict = [expanded(fact) for found, fact in above if found == ">"]
    if not strict:
        return None
    if _is_above(facts, difference, strict):
        return relation != "=="
    return relation == "!=" if _is_above(facts, expanded(negated(difference)), strict) else None


def _is_above(facts: KnownFacts, difference: Expr, strict: list[Expr]) -> bool:
    """Whether a sum is above 0, as one of these is: it is at least that many times it."""
    terms = like_terms([difference])
    for fact in strict:
        shares = {terms.get(rest, Integer(0)) / number for rest, number in like_terms([fact]).items()}
        if any(share > 0 and facts.proves(expanded(subtract(difference, multiply(share, fact)))) for share in shares):
            return True
    return False


def _by_quotients(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    if relation != ">=" or not facts.nonnegative:
        return None
    found = {node: facts.is_above_0(node.denominator) for node in quotients_in(difference)}
    least: dict[Expr, Expr] = {}
    for quotient, is_known in found.items():
        if is_known and facts.proves(expanded(subtract(quotient.numerator, quotient.denominator))):
            least[quotient] = Integer(1)
        elif is_known and facts.proves(expanded(quotient.numerator)):
            least[quotient] = Integer(0)
    low = bounds(difference, {**facts.least, **least})[0] if least else None
    return True if low is not None and low >= 0 else None


def _by_division(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    for node in quotients_in(difference):
        above, below = node.args
        if below.is_Integer or not facts.is_above_0(below):
            continue
        left = Dummy("left", integer=is_whole(above) and is_whole(below), nonnegative=True)
        rest = expanded(replaced(difference, {node: over(subtract(above, left), below)}))
        if len(terms_of(rest)) > len(terms_of(difference)):
            continue
        if judged(relation, *bounds(rest, facts.least)):
            return True
        most = subtract(subtract(below, Integer(1)), left)
        if left.is_integer and judged(relation, *bounds(expanded(replaced(rest, {left: most})), facts.least)):
            return True
    return None


def _by_switches(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    if relation not in (">=", ">"):
        return None
    least = (node for node in _with_one_value(difference) if isinstance(node, Min))
    switches = [node for node in least if 1 in node.args and len(node.args) == PAIR]
    if not 0 < len(switches) <= MOST_SWITCHES:
        return None
    node = min(switches, key=default_sort_key)
    if not is_switch(node, lambda part: decided(facts, ">=", expanded(part)) is True):
        return None
    part = next(part for part in node.args if part != 1)
    cases = (Assumption(">=", part, Integer(1)), Integer(1)), (Assumption("==", part, Integer(0)), Integer(0))
    return _in_all(cases, node, facts, relation, difference)


def _by_cases(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    nodes = _with_one_value(difference) if relation in (">=", ">") else frozenset()
    if not 0 < len(nodes) <= MOST_SWITCHES or facts.refutes(difference):
        return None
    node = min(nodes, key=default_sort_key)
    if len(node.args) != PAIR:
        return None
    one, other = node.args
    greater, less = (one, other) if isinstance(node, Max) else (other, one)
    cases = (Assumption(">=", greater, less), one), (Assumption(">=", less, greater), other)
    return _in_all(cases, node, facts, relation, difference)


def _with_one_value(difference: Expr) -> frozenset[Expr]:
    """Minima and maxima, but for those that hang on the index of a sum and are this for one term, that for another."""
    return frozenset(node for node in extrema_in(difference) if node.free_symbols <= difference.free_symbols)


def _in_all(
    cases: Iterable[tuple[Assumption, Expr]], node: Expr, facts: KnownFacts, relation: Comparator, difference: Expr
) -> bool | None:
    """Whether a comparison holds in each case, with what the node is there in its place."""
    held = (facts.holds_where(case, relation, difference.xreplace({node: value})) for case, value in cases)
    return True if all(held) else None


MOST_SWITCHES = 2
"""Each of them doubles the cases."""


def _without_factor(difference: Expr) -> Expr:
    """A sum up to a number and its sign."""
    rest = difference.primitive()[1]
    lead = max(terms_of(rest), key=lambda term: term.as_coeff_Mul()[1].sort_key())
    return negated(rest) if lead.as_coeff_Mul()[0] < 0 else rest


PROOFS: tuple[Law[Callable[[KnownFacts, Comparator, Expr], bool | None]], ...] = (
    Law(
        "bounds",
        "every term lies between two numbers, so their sum does",
        "the bounds below",
        lambda facts, relation, difference: judged(relation, *facts.bounds(difference)),
    ),
    Law(
        "facts",
        "d ≥ 0 where d − t·f ≥ 0, for a fact f ≥ 0, or for two",
        "t ≥ 0, every divisor in t above 0",
        _by_facts,
    ),
    Law("assumed", "what is not 0 is not 0 when it is multiplied", "by a number other than 0", _by_assumption),
    Law(
        "strict",
        "d > 0 where d − t·f ≥ 0, for a fact f > 0",
        "a number t > 0; of real symbols, since whole ones have f ≥ 1",
        _by_strict,
    ),
    Law(
        "remainder",
        "a sum that always leaves a remainder is never 0: 2W = 2F + 1 has no solution",
        "each term a whole number times a whole one",
        _by_remainder,
    ),
    Law(
        "one period",
        "what repeats up to a slope is at least 0 if it is so over one period, and no slope is negative",
        "whole symbols with a least value; divisors are numbers above 0, periods of up to 600 points",
        _by_one_period,
    ),
    Law(
        "quotients",
        "⌊a/b⌋ is at least 1 where a ≥ b by the facts, and at least 0 where a ≥ 0",
        "b > 0",
        _by_quotients,
    ),
    Law("division", "a − b⌊a/b⌋ is at least 0, and at most b − 1 of whole numbers", "b > 0", _by_division),
    Law(
        "switches",
        "what is so with 0 where a = 0, and with 1 where a ≥ 1, in place of min(1, a) is so",
        "a ≥ 0, a whole; one or two such minima",
        _by_switches,
    ),
    Law(
        "cases",
        "what is so with a where a ≥ b, and with b where b ≥ a, in place of max(a, b) is so; min(a, b) likewise",
        "one or two minima and maxima",
        _by_cases,
    ),
    Law(
        "growth",
        "each symbol as its least value and a rest: SW − S is y + xy at S = 1 + x, W = 1 + y",
        "x, y ≥ 0, symbols of their own that may be 0",
        _by_growth,
    ),
)


def decided(facts: KnownFacts, relation: Comparator, difference: Expr) -> bool | None:
    """Whether an expanded sum is ``>=``, ``>``, ``==`` or ``!=`` 0: by the first row that decides it.

    >>> from symcnn.algebra.proofs.facts import Facts
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> decided(Facts(), "==", 2*make_symbol("W") - 2*make_symbol("F") - 1)
    False
    """
    answers = (proof.apply(facts, relation, difference) for proof in PROOFS)
    return next((answer for answer in answers if answer is not None), None)
