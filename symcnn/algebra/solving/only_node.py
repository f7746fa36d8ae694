"""Relations whose unknown stands in one quotient or remainder: which one, and what they say of what is divided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Mod, Mul

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.bounds import MIRRORED
from symcnn.algebra.quotients.construct import add, multiply, negated, over
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.solving.problem import Proposition, Range, Relation
from symcnn.algebra.solving.side_conditions import congruence
from symcnn.support.message import Message

if TYPE_CHECKING:
    from sympy import Symbol

    from symcnn.algebra.solving.normalise import Context
    from symcnn.formula import Comparator


class OnlyNode(NamedTuple):
    """``factor·node + rest``, where no other quotient or remainder has the unknown in it."""

    node: Expr
    factor: Expr
    rest: Expr


def only_node(difference: Expr, kind: type[Expr], unknown: Symbol) -> OnlyNode:
    """The only node of a kind with the unknown in it; beside a factor with symbols the unknown stands nowhere else.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, H = make_symbol("W"), make_symbol("H")
    >>> only_node(H*Quotient(W, 2) + Quotient(W, 2) - 9, Quotient, W)
    OnlyNode(node=floor(W/2), factor=H + 1, rest=-9)
    """
    shares: dict[Expr, list[Expr]] = {}
    others = []
    for term in Add.make_args(difference):
        inside = [part for part in Mul.make_args(term) if isinstance(part, kind) and part.has(unknown)]
        if len(inside) == 1 and not (share := over(term, inside[0])).has(unknown):
            shares.setdefault(inside[0], []).append(share)
        else:
            others.append(term)
    rest = add(*others)
    if not shares:
        missing = "there is no remainder" if kind is Mod else "there is no quotient"
        raise Unable("" if rest.has(kind) or rest.free_symbols != {unknown} else missing)
    if len(shares) > 1 or any(part.has(unknown) for part in rest.atoms(Quotient, Mod)):
        raise Unable("the unknown stands in several quotients or remainders")
    ((node, found),) = shares.items()
    factor = add(*found)
    if rest.has(unknown) and not factor.is_Rational:
        raise Unable("")
    return OnlyNode(node, factor, rest)


def without_quotient(
    relation: Relation, found: OnlyNode, unknown: Symbol, judge: Context
) -> tuple[list[Relation], tuple[Proposition, ...]]:
    """``c⌊n/d⌋ + b op 0`` as comparisons of n, and what holds of other symbols beside them.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> W, n = make_symbol("W"), make_symbol("n")
    >>> wanted = Relation("==", 2*Quotient(W, 3) - n)
    >>> relations, conditions = without_quotient(wanted, only_node(wanted.left, Quotient, W), W, Context())
    >>> print(*relations, *conditions, sep=", ")
    W ≥ 3·n/2, W < 3·n/2 + 3, n ≡ 0 (mod 2)
    """
    (above, below), factor, rest = found.node.args, found.factor, found.rest
    conditions: tuple[Proposition, ...] = ()
    if not rest.has(unknown):
        sign = known_sign(factor, judge)
        size, opposite = multiply(sign, factor), multiply(-sign, rest)
        least = multiply(Integer(-1), Quotient(-opposite, size)) if relation.op != "==" else expanded(opposite / size)
        most = Quotient(opposite, size) if relation.op != "==" else least
        if relation.op == "==":
            conditions = congruence(size, opposite, judge, relation, unknown)
    elif abs(factor) == 1 and is_whole(rest):
        sign, least = factor, multiply(-factor, rest)
        most = least
    else:
        raise Unable("a multiple of a quotient stands beside the unknown")
    if relation.op == ">":
        raise Unable("a strict comparison of what is not whole")
    relations = []
    if relation.op == "==" or sign > 0:
        relations.append(Relation(">=", above, expanded(multiply(least, below))))
    if relation.op == "==" or sign < 0:
        relations.append(Relation("<", above, expanded(multiply(add(most, Integer(1)), below))))
    return relations, conditions


def compared_remainder(op: Comparator, remainder: OnlyNode, judge: Context) -> Range:
    """``factor·remainder + rest op 0`` for a sign of comparison: which remainders the values leave.

    >>> from symcnn.algebra.quotients.remainder import Remainder
    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> from symcnn.algebra.solving.normalise import Context
    >>> W, n = make_symbol("W"), make_symbol("n")
    >>> compared_remainder(">=", OnlyNode(Remainder(W, 2**n, evaluate=False), Integer(-1), n), Context()).words(W)
    'every W if W mod 2^n ≤ n'
    """
    turned = op if known_sign(remainder.factor, judge) > 0 else MIRRORED[op]
    return Range(conditions=(Relation(turned, remainder.node, expanded(negated(remainder.rest) / remainder.factor)),))


def known_sign(factor: Expr, judge: Context) -> Expr:
    """1 or −1; raises `Unable` where it is not known that a factor is above 0, or below."""
    sign = judge.sign(factor)
    if not sign:
        raise Unable(Message("the sign of {} is not known", factor))
    return Integer(sign)
