"""Relations between several quotients and remainders by numbers, one case for each residue of the unknown.

With ``x = m·t + r`` every ``⌊(s·x + a)/d⌋`` whose d divides s·m is ``s·(x − r)/d + ⌊(s·r + a)/d⌋``, whatever a is.
"""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Mod, Rational

from symcnn.algebra.proofs.undecided import Unable
from symcnn.algebra.quotients.construct import add, multiply, subtract
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.lines import line
from symcnn.algebra.solving.normalise import nodes
from symcnn.algebra.solving.problem import Divides, Plain, Relation
from symcnn.algebra.sums.put_in import put_in

if TYPE_CHECKING:
    from sympy import Symbol

MOST_RESIDUES = 16
"""Cases that are looked at one by one."""


def residue_cases(relation: Relation, unknown: Symbol) -> list[list[Plain]]:
    """Alternatives in which the unknown stands in no quotient and no remainder; raises `Unable` without a way.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, F = make_symbol("W"), make_symbol("F")
    >>> for case in residue_cases(Relation("==", Quotient(W - F, 2) - Quotient(W, 2) + 3), W):
    ...     print(*case, sep=", ")
    3 − ⌊F/2 + 1/2⌋ = 0, 2 divides W
    3 − ⌊F/2⌋ = 0, 2 divides W − 1
    """
    found = [node for node in nodes(relation.left, (Quotient, Mod)) if node.has(unknown)]
    slopes = {node: _slope(node, unknown) for node in found}
    modulus = lcm(*(int(node.args[1]) // gcd(slope, int(node.args[1])) for node, slope in slopes.items()))
    if not found or modulus > MOST_RESIDUES:
        raise Unable("")
    cases: list[list[Plain]] = []
    for residue in map(Integer, range(modulus)):
        split = {node: _at(node, slope, residue, unknown) for node, slope in slopes.items()}
        left = expanded(put_in(relation.left, split))
        cases.append([Relation(relation.op, left), Divides(Integer(modulus), subtract(unknown, residue))])
    return cases


def _slope(node: Expr, unknown: Symbol) -> int:
    """What the unknown is multiplied with in a whole numerator, over a number."""
    above, below = node.args
    slope, rest = line(above, unknown)
    if not (slope.is_Integer and below.is_Integer and below > 0 and is_whole(rest)):
        raise Unable("")
    return int(slope)


def _at(node: Expr, slope: int, residue: Expr, unknown: Symbol) -> Expr:
    """A quotient or a remainder where the unknown leaves a residue."""
    above, below = node.args
    there = expanded(put_in(above, {unknown: residue}))
    if isinstance(node, Mod):
        return Remainder(there, below)
    return add(multiply(Rational(slope, int(below)), subtract(unknown, residue)), Quotient(there, below))
