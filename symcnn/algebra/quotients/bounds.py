"""Bounds of a formula by those of its symbols, and comparisons in normal form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sympy import Expr, Integer, Max, Min, Mod, Pow

from symcnn.algebra.quotients.choice import ChosenValue
from symcnn.algebra.quotients.common_factors import over_divisors, without_powers
from symcnn.algebra.quotients.construct import add, factors_of, multiply, negated, subtract, terms_of
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.algebra.quotients.intervals import ends_of_product, ends_of_sum
from symcnn.algebra.quotients.laws import Law, is_above_0, is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.limits import DEFAULT
from symcnn.support.work import spend

if TYPE_CHECKING:
    from symcnn.formula import Comparator
    from symcnn.support.scalar import Scalar

NONE: Mapping[Expr, Expr] = MappingProxyType({})
"""No bounds."""

Above0 = Callable[[Expr], bool]
"""Whether a divisor is known to be above 0."""

SymbolicInterval = tuple[Expr | None, Expr | None]
"""The least and the greatest value, None where there is no such number."""

OPPOSITE: Mapping[Comparator, Comparator] = {"==": "!=", "!=": "==", "<=": ">", ">=": "<", "<": ">=", ">": "<="}
"""What holds where a comparison does not."""

MIRRORED: Mapping[Comparator, Comparator] = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "==", "!=": "!="}
"""The same comparison with its sides exchanged."""


def bounds(
    expr: Expr,
    least: Mapping[Expr, Expr],
    most: Mapping[Expr, Expr] = NONE,
    shown: Callable[[Expr], bool] | None = None,
    known: dict[Expr, SymbolicInterval] | None = None,
) -> SymbolicInterval:
    """A lower and an upper bound of an expanded sum, each None where there is none.

    Every symbol lies between its assumed bounds, so a term with a positive coefficient is at least its value there.
    ``shown`` tells of an exponent whether it is known to be at least 0 by other means; ``known`` remembers ends.
    """
    given = Given(least, most, shown, {} if known is None else known)
    return bounds_of_terms([term.as_coeff_Mul() for term in terms_of(expr)], given)


def bounds_of_terms(rows: Collection[tuple[Expr, Expr]], given: Given) -> SymbolicInterval:
    """The same of the terms of a sum, each a number and what it multiplies."""
    spend(len(rows))
    return ends_of_sum((number, _product_ends(rest, given)) for number, rest in rows)


class Given(NamedTuple):
    """What is known of the symbols."""

    least: Mapping[Expr, Expr]
    most: Mapping[Expr, Expr]
    shown: Callable[[Expr], bool] | None
    known: dict[Expr, SymbolicInterval] | None = None

    def ends(self, expr: Expr) -> SymbolicInterval:
        """Bounds of a part."""
        return bounds(expr, *self)


def _product_ends(monomial: Expr, given: Given) -> SymbolicInterval:
    factors = () if monomial == 1 else factors_of(monomial)
    return ends_of_product(factors, lambda factor: _factor_ends(factor, given))


def _factor_ends(factor: Expr, given: Given) -> SymbolicInterval:
    """Bounds of a symbol, a power or a node."""
    if factor in given.least or factor in given.most or factor.is_Symbol:
        return given.least.get(factor, _by_itself(factor)), given.most.get(factor)
    known = {} if given.known is None else given.known
    if factor not in known:
        found = (rule.ends(factor, given) for rule in BOUNDS if isinstance(factor, rule.kinds))
        known[factor] = next((ends for ends in found if ends is not None), (None, None))
    return known[factor]


def _by_itself(symbol: Expr) -> Expr | None:
    if symbol.is_integer and symbol.is_positive:
        return Integer(1)
    return Integer(0) if symbol.is_nonnegative else None


def _whole_power(power: Expr, given: Given) -> SymbolicInterval | None:
    least, most = given.ends(power.base)
    if not power.exp.is_Integer or power.exp < 0 or least is None or least < 0:
        return None
    return _at_least(least, power.exp), _raised(most, power.exp)


def _below_the_line(power: Expr, given: Given) -> SymbolicInterval | None:
    least, most = given.ends(power.base)
    if not power.exp.is_Integer or power.exp > 0 or least is None or least < 0 or most == 0:
        return None
    low = _raised(most, power.exp) or Integer(0)
    if least == 0:
        return (low, None) if power.base.is_positive else None
    return low, _raised(least, power.exp)


def _power_of_symbols(power: Expr, given: Given) -> SymbolicInterval | None:
    least, most = given.ends(power.base)
    if power.exp.is_Integer or least is None or least < 1:
        return None
    low, high = given.ends(power.exp)
    if (low is None or low < 0) and given.shown is not None and given.shown(power.exp):
        low = Integer(0)
    lowest_power = _at_least(least, Integer(low.__floor__())) if low is not None and low >= 0 else Integer(0)
    if high is not None and high <= 0:
        return lowest_power, _raised(least, high) or Integer(1)
    return lowest_power, _raised(most, high)


def _raised(base: Expr | None, exponent: Expr | None) -> Expr | None:
    """A power of two ends; none where it would have more bits than are computed, which is no bound."""
    if base is None or exponent is None or not exponent.is_Integer:
        return None
    return base**exponent if _bits(base) * abs(exponent) <= DEFAULT.bits else None


def _at_least(base: Expr, exponent: Expr) -> Expr:
    """A power, or a lesser one that does not have too many bits."""
    if _bits(base) * exponent <= DEFAULT.bits:
        return base**exponent
    return base ** Integer(DEFAULT.bits // _bits(base)) if base >= 1 else Integer(0)


def _bits(number: Expr) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def _quotient_ends(quotient: Quotient, given: Given) -> SymbolicInterval | None:
    (low, high), (least, most) = given.ends(quotient.numerator), given.ends(quotient.denominator)
    if least is None or least < 0:
        return None
    if least == 0:
        return (Integer(0) if low is not None and low >= 0 else None), None
    if low is not None:
        divisor = most if low >= 0 else least
        low = Integer(0) if divisor is None else (low / divisor).__floor__()
    if high is not None and (high < 0 or (high == 0 and quotient.numerator.is_negative)):
        return low, Integer(-1)
    return low, None if high is None else Integer((high / least).__floor__())


def _remainder_ends(remainder: Expr, given: Given) -> SymbolicInterval:
    least, most = given.ends(remainder.args[1])
    step = 1 if is_whole(remainder.args[0]) and is_whole(remainder.args[1]) else 0
    low = None if least is None else min(least + step, Integer(0))
    return low, None if most is None else max(most - step, Integer(0))


def _choice_ends(choice: ChosenValue, given: Given) -> SymbolicInterval:
    (low, high), (least, most) = map(given.ends, choice.alternatives)
    lowest_end = None if low is None or least is None else min(low, least)
    return lowest_end, None if high is None or most is None else max(high, most)


def outer_ends(extremum: Expr, ends: list[SymbolicInterval]) -> SymbolicInterval:
    """The bounds of a least or greatest value from those of its values."""
    lows, highs = zip(*ends, strict=True)
    known = [low for low in lows if low is not None], [high for high in highs if high is not None]
    complete = len(known[0]) == len(lows), len(known[1]) == len(highs)
    if isinstance(extremum, Min):
        return (min(known[0]) if complete[0] else None), min(known[1], default=None)
    return max(known[0], default=None), (max(known[1]) if complete[1] else None)


class Bounding(NamedTuple):
    """One row: between which numbers a power or a node lies, from those of its parts; None where it does not apply."""

    name: str
    words: str
    conditions: str
    kinds: type | tuple[type, ...]
    ends: Callable[[Any, Given], SymbolicInterval | None]


BOUNDS: tuple[Bounding, ...] = (
    Bounding("power", "bᵏ lies between the powers of the ends of b", "b ≥ 0, k a number above 0", Pow, _whole_power),
    Bounding("divisor", "1/bᵏ lies between the reciprocals", "b > 0, k a number above 0", Pow, _below_the_line),
    Bounding("power of symbols", "bⁿ lies between the powers of the ends of b and n", "b ≥ 1", Pow, _power_of_symbols),
    Bounding("quotient", "⌊a/b⌋ lies between the quotients of the ends", "b > 0", Quotient, _quotient_ends),
    Bounding("remainder", "a mod b lies between 0 and b, and is not b", "b ≠ 0", Mod, _remainder_ends),
    Bounding(
        "extremum",
        "min(a, b) lies between the least of the ends",
        "a, b real",
        (Min, Max),
        lambda node, given: outer_ends(node, list(map(given.ends, node.args))),
    ),
    Bounding("choice", "a if c else b lies between the outer ends of both", "a, b real", ChosenValue, _choice_ends),
    Bounding("entry", "kᵢ lies between the ends of k", "k a list", ListEntry, lambda k, given: given.ends(k.args[0])),
)


def lowest(factor: Expr) -> Expr | None:
    """A lower bound of a symbol or a node by itself, without facts; None where none is known."""
    return bounds(factor, NONE)[0]


def compared(relation: Comparator, left: Expr, right: Expr, above_0: Above0 = is_above_0) -> tuple[Comparator, Expr]:
    """The same comparison as ``>=``, ``==`` or ``!=`` between one difference and 0.

    ``floor(a/b) + c >= 0`` holds exactly where ``a + b*c >= 0`` does, for whole c and positive b.
    """
    if relation in ("<=", "<"):
        left, right, relation = right, left, MIRRORED[relation]
    found = relation, subtract(left, right)
    for row in COMPARISONS:
        while (rewritten := row.apply(*found, above_0)) is not None:
            found = rewritten
    return found


def _strict(relation: Comparator, difference: Expr, _above_0: Above0) -> tuple[Comparator, Expr] | None:
    return (">=", subtract(difference, Integer(1))) if relation == ">" and is_whole(difference) else None


def _without_divisors(relation: Comparator, difference: Expr, above_0: Above0) -> tuple[Comparator, Expr] | None:
    """A difference multiplied with its divisors, as long as there are symbols among them, and ``2^-n`` too."""
    if (plainer := without_powers(difference, above_0)) != difference:
        return relation, plainer
    factors = (factor for term in terms_of(difference) for factor in factors_of(term))
    if not any(factor.is_Pow and factor.exp.is_Integer and factor.exp < 0 for factor in factors):
        return None
    above, below = over_divisors(difference)
    cleared = expanded(above)
    return (relation, cleared) if cleared != difference and above_0(below) else None


def _without_quotient(relation: Comparator, difference: Expr, above_0: Above0) -> tuple[Comparator, Expr] | None:
    terms = terms_of(difference)
    quotients = [term for term in terms if isinstance(term, Quotient)]
    others = add(*(term for term in terms if not isinstance(term, Quotient)))
    if relation != ">=" or len(quotients) != 1 or not is_whole(others) or not above_0(quotients[0].denominator):
        return None
    return relation, expanded(add(quotients[0].numerator, multiply(quotients[0].denominator, others)))


COMPARISONS: tuple[Law[Callable[[Comparator, Expr, Above0], tuple[Comparator, Expr] | None]], ...] = (
    Law("next number", "a > 0 where a − 1 ≥ 0", "a whole", _strict),
    Law("divisors", "a/b ≥ 0 where a ≥ 0; also with > and =", "b > 0", _without_divisors),
    Law("rounding", "⌊a/b⌋ + c ≥ 0 where a + bc ≥ 0", "c whole, b > 0", _without_quotient),
)


def normal(relation: Comparator, left: Expr, right: Expr) -> tuple[Comparator, Expr, Expr]:
    """The same comparison in the form ``W >= 32``: what is positive on the left, the rest on the right."""
    if relation in ("==", "!=") and not (subtract(left, right).has(Quotient) or _share_a_term(left, right)):
        left, right = _without_common(*((right, left) if left.is_number else (left, right)))
        return relation, left, right
    relation, difference = compared(relation, left, right)
    constant, rest = difference.as_coeff_Add()
    factor = rest.as_coeff_Mul()[0]
    if relation == ">=" and factor.is_Rational and factor > 0 and is_whole(rest / factor):
        constant, rest = (constant / factor).__floor__(), rest / factor
    left, right = apart(add(rest, constant))
    if relation in ("==", "!="):
        left, right = _without_common(left, right)
    turned = rest == 0 or all(term.could_extract_minus_sign() for term in terms_of(rest))
    return MIRRORED[relation] if turned else relation, left, right


def _without_common(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Both sides over the whole number that divides all their terms: ``2P = 2`` is ``P = 1``."""
    common, first = left.as_coeff_Mul()
    if common.is_Integer and abs(common) > 1 and not first.is_Add:
        share, second = right.primitive() if right.is_Add else right.as_coeff_Mul()
        if share.is_Integer and share % common == 0:
            return first, multiply(share / common, second)
    return left, right


def apart(difference: Expr) -> tuple[Expr, Expr]:
    """A difference as two sides: what is positive, and with the other sign the rest, its number among that.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> apart(make_symbol("b") - 5), apart(5 - make_symbol("b"))
    ((b, 5), (b, 5))
    """
    constant, rest = difference.as_coeff_Add()
    terms = terms_of(rest)
    positive = add(*(term for term in terms if not term.could_extract_minus_sign()))
    negative = add(*(negated(term) for term in terms if term.could_extract_minus_sign()))
    if positive == 0:
        return negative, constant
    return positive, subtract(negative, constant)


def _share_a_term(left: Expr, right: Expr) -> bool:
    """Whether two sums have a term in common but for its factor: ``T - W + 3 = 4`` is better written ``T = W - 1``."""
    mine, its = ({term.as_coeff_Mul()[1] for term in terms_of(side) if term != 0} for side in (left, right))
    return bool(mine & its) and not left.is_number


def judged(relation: Comparator, low: Scalar | None, high: Scalar | None) -> bool | None:
    """Whether a value between two bounds (None: no bound) stands in a relation to 0; None where that is open."""
    below = high is not None and high < 0
    above = low is not None and low > 0
    if relation == ">=":
        return True if low is not None and low >= 0 else False if below else None
    if relation == ">":
        return True if above else False if high is not None and high <= 0 else None
    equal = True if low == 0 == high else False if above or below else None
    return equal if relation == "==" or equal is None else not equal
