"""Conditions on the symbols that are not solved for: proved, refuted with a reason in words, or stated."""

from __future__ import annotations

from math import gcd, prod
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, Poly, PolynomialError, div

from symcnn.algebra.proofs.remainders import residue_of
from symcnn.algebra.quotients.bounds import MIRRORED, apart, lowest, normal
from symcnn.algebra.quotients.construct import add, least_denominator, multiply, negated, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.factors import factors_of, is_dense
from symcnn.algebra.solving.normalise import SIGNS_OF_NUMBERS, below_a_line, cleared
from symcnn.algebra.solving.problem import SIGNS, Divides, Proposition, Relation
from symcnn.algebra.solving.spelling import spelled
from symcnn.support.message import Message, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator


class Refuted(Reason):
    """A condition can never hold; the message says why."""


def condition_of(op: Comparator, difference: Expr, judge: Context) -> tuple[Proposition, ...]:
    """``difference op 0`` as a condition: none if it always holds; raises `Refuted` if it never does."""
    decided = judge.decide(op, difference)
    if decided:
        return ()
    stated = _stated_relation(op, _without_divisors(difference, judge))
    if decided is False:
        raise Refuted(Message("{} does not hold", str(stated)))
    return (stated,)


def _without_divisors(difference: Expr, judge: Context) -> Expr:
    """``R − F`` for ``R/(F − 1) − F/(F − 1)``: without divisors above 0, if it is no longer then."""
    bases = [base for base, _ in below_a_line(difference)]
    if not bases or not all(judge.decide(">", base) for base in bases):
        return difference
    found = cleared(difference, judge)
    return found if len(Add.make_args(found)) <= len(Add.make_args(difference)) else difference


def signs_of(expr: Expr, judge: Context) -> Iterator[tuple[int, tuple[Proposition, ...]]]:
    """The signs that an expression may have, each with what then holds of its symbols.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> n = make_symbol("n")
    >>> [(sign, *map(str, holds)) for sign, holds in signs_of(n - 1, Context())]
    [(1, 'n ≥ 2'), (0, 'n = 1')]
    >>> [(sign, *map(str, holds)) for sign, holds in signs_of((4*n**2 - 5*n + 1).expand(), Context())]
    [(1, 'n ≥ 2'), (0, 'n = 1')]
    """
    known, open_factor = _parted_by_sign(expr, judge)
    for op, sign in SIGNS_OF_NUMBERS:
        try:
            yield known * sign, condition_of(op, open_factor, judge)
        except Refuted:
            continue


def _parted_by_sign(expr: Expr, judge: Context) -> tuple[int, Expr]:
    """1 or −1, and what has to be multiplied with it to have the sign of an expression: of its factors the open one."""
    if not isinstance(expr, Add) or judge.sign(expr) is not None:
        return 1, expr
    factors = factors_of(expr)
    if factors is None:
        return 1, expr
    coefficient, powers = factors
    signs = [(1 if exponent % 2 == 0 and judge.decide("!=", base) else judge.sign(base)) for base, exponent in powers]
    left = [power for power, sign in zip(powers, signs, strict=True) if not sign]
    if len(left) > 1 or any(exponent % 2 == 0 for _, exponent in left):
        return 1, expr
    known = prod(sign for sign in signs if sign)
    return (known if coefficient > 0 else -known), left[0][0] if left else Integer(1)


def _stated_relation(op: Comparator, difference: Expr) -> Relation:
    """The relation as readers see it: a single term on the left if possible."""
    if op not in ("==", "!="):
        return _at_its_least(Relation(*normal(*_lowest(op, difference), Integer(0))))
    constant, rest = difference.as_coeff_Add()
    if rest.could_extract_minus_sign():
        constant, rest = -constant, negated(rest)
    factor, symbol = rest.as_coeff_Mul()
    if symbol.is_Symbol:
        return Relation(op, symbol, -constant / factor)
    return Relation(op, *apart(add(rest, constant)))


def _at_its_least(relation: Relation) -> Relation:
    """``C ≤ 1`` as ``C = 1`` where a symbol is nothing less."""
    symbol = relation.left
    is_least = relation.op == "<=" and symbol.is_Symbol and symbol.is_integer and relation.right == lowest(symbol)
    return relation._replace(op="==") if is_least else relation


def _lowest(op: Comparator, difference: Expr) -> tuple[Comparator, Expr]:
    """A comparison with 0 in lowest terms: ``9 − 2t > 0`` of whole numbers is ``4 − t ≥ 0``."""
    if op in ("<", "<="):
        op, difference = MIRRORED[op], negated(difference)
    terms = Add.make_args(difference)
    numbers = [term.as_coeff_Mul()[0] for term in terms]
    if op not in (">", ">=") or not all(
        number.is_Rational and is_whole(term / number) for term, number in zip(terms, numbers, strict=True)
    ):
        return op, difference
    difference = expanded(multiply(least_denominator(difference), difference))
    if op == ">":
        op, difference = ">=", subtract(difference, Integer(1))
    constant, rest = difference.as_coeff_Add()
    shared = Integer(gcd(*(int(term.as_coeff_Mul()[0]) for term in Add.make_args(rest))))
    if shared > 1:
        difference = add(expanded(rest / shared), Integer((constant / shared).__floor__()))
    return op, difference


def congruence(
    divisor: Expr, expr: Expr, judge: Context, source: Proposition, unknown: Expr
) -> tuple[Proposition, ...]:
    """The condition that a divisor divides an expression; where it never does, the error quotes ``source``."""
    if divisor.is_Rational:
        return _by_number(divisor, expr, source, unknown)
    rest = add(*(term for term in Add.make_args(expanded(expr)) if not is_whole(term / divisor)))
    rest = without_multiple(rest, divisor)
    if rest == 0:
        return ()
    divisor, rest = _without_common_number(divisor, rest, source, unknown)
    if judge.decide(">", divisor) is not True:
        return (Relation("==", Remainder(rest, divisor, evaluate=False)),)
    return (Divides(divisor, rest),)


def _without_common_number(divisor: Expr, expr: Expr, source: Proposition, unknown: Expr) -> tuple[Expr, Expr]:
    """``10`` by ``H`` for 40 by 4H; 40 by 3H never comes out even, since 3 does not divide 40."""
    number, rest = expanded(divisor).primitive()
    if not number.is_Integer or number == 1 or not (is_whole(rest) and is_whole(expr)):
        return divisor, expr
    is_open = _by_number(number, expr, source, unknown)
    return (divisor, expr) if is_open else (rest, expanded(expr / number))


def without_multiple(expr: Expr, divisor: Expr) -> Expr:
    """``99 − q`` as 100 where ``q + 1`` divides it: less the multiple of a sum that takes its symbols away."""
    return multiple_and_rest(expr, divisor)[1]


def multiple_and_rest(expr: Expr, divisor: Expr) -> tuple[Expr, Expr]:
    """How often a sum is taken away from another so that symbols are gone, and what is left.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> H = make_symbol("H")
    >>> multiple_and_rest(4*H + 1246, 4*H - 4)
    (1, 1250)
    >>> F = make_symbol("F")
    >>> multiple_and_rest(((F - 1)*(H - F) + 9).expand(), H - F)
    (F - 1, 9)
    """
    _, symbols = expanded(divisor).as_coeff_Add()
    factor, lead = Add.make_args(symbols)[0].as_coeff_Mul()
    shares = [term.as_coeff_Mul() for term in Add.make_args(expr)]
    times = add(*(share / factor for share, rest in shares if rest == lead))
    less = expanded(subtract(expr, multiply(times, divisor))) if times.is_Integer else expr
    if len(less.free_symbols) < len(expr.free_symbols):
        return times, less
    return _divided(expr, divisor) or (Integer(0), expr)


MOST_DIVIDED = 40
"""Terms of a sum that is divided by another."""


def _divided(expr: Expr, divisor: Expr) -> tuple[Expr, Expr] | None:
    """A whole polynomial and what is left of a division by another, if that has no symbols of the other."""
    if not isinstance(divisor, Add) or not expr.free_symbols & divisor.free_symbols:
        return None
    if len(Add.make_args(expr)) > MOST_DIVIDED or is_dense(expr):
        return None
    try:
        first = Poly(divisor).gens
        others = [one for one in Poly(expr).gens if one not in first]
        times, left = div(expr, divisor, *first, *others)
    except PolynomialError:
        return None
    is_apart = not left.free_symbols & divisor.free_symbols
    return (expanded(times), left) if is_apart and times != 0 and is_whole(expanded(times)) else None


def _by_number(divisor: Expr, expr: Expr, source: Proposition, unknown: Expr) -> tuple[Proposition, ...]:
    total = expanded(expr)
    scale = least_denominator(divisor, total)
    modulus = abs(int(divisor * scale))
    constant, others = 0, []
    for term in Add.make_args(total):
        coefficient, rest = multiply(scale, term).as_coeff_Mul()
        if rest == 1:
            constant += int(coefficient)
        elif not is_whole(rest):
            return (Divides(divisor, expr),)
        elif int(coefficient) % modulus:
            others.append((int(coefficient) % modulus, rest))
    if not others:
        if constant % modulus:
            raise Refuted(not_divisible(source, modulus, unknown))
        return ()
    return _stated(modulus, constant, others, source, unknown)


def _stated(
    modulus: int, constant: int, others: list[tuple[int, Expr]], source: Proposition, unknown: Expr
) -> tuple[Proposition, ...]:
    shared = gcd(modulus, *(coefficient for coefficient, _ in others))
    alone = shared if len(others) > 1 else others[0][0]
    found = residue_of(alone, constant, modulus)
    if found is None:
        raise Refuted(not_divisible(source, modulus, unknown))
    total = add(*(multiply(Integer(coefficient // alone), rest) for coefficient, rest in others))
    return (Relation("==", Remainder(total, Integer(found.modulus), evaluate=False), Integer(found.remainder)),)


def not_divisible(source: Proposition, modulus: int, unknown: Expr) -> str:
    """The reason in words: ``2·P = 3: the left side is even, the right side odd``."""
    if not isinstance(source, Relation):
        return Message("{} for no {}", str(source), unknown)
    left, right = _sides(source, unknown)
    said = f"{spelled(left)} {SIGNS['==']} {spelled(right)}"
    if modulus == 2:  # noqa: PLR2004 - even and odd have names
        return Message("{}: the left side is even, the right side odd", said)
    return Message("{}: {} divides the left side, not the right side", said, modulus)


def _sides(source: Relation, unknown: Expr) -> tuple[Expr, Expr]:
    """The unknown on the left, everything else on the right."""
    terms = Add.make_args(expanded(source.difference))
    left = add(*(term for term in terms if term.has(unknown)))
    right = subtract(left, source.difference)
    if left.could_extract_minus_sign():
        left, right = negated(left), negated(right)
    return left, expanded(right)
