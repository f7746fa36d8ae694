"""Answers as SymPy expressions: ranges with their ends, also where these hold other symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sympy import And, Eq, Ge, Gt, Integer, Le, Lt, Ne, Or

from symcnn.algebra.quotients.construct import add, subtract
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.problem import Divides, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sympy import Basic, Expr

    from symcnn.algebra.solving.problem import Answer, Proposition, Range
    from symcnn.formula import Comparator

_RELATIONS: Mapping[Comparator, Callable[..., Basic]] = {"==": Eq, "!=": Ne, "<=": Le, ">=": Ge, "<": Lt, ">": Gt}


class AnswerRange(NamedTuple):
    """The values ``x`` with ``least <= x <= greatest`` and ``x mod modulus == residue``, where all conditions hold.

    It holds nothing where its least value is above its greatest.
    """

    least: Expr | None
    """None where there is no least value."""
    greatest: Expr | None
    modulus: Expr
    """1 where every whole number between the ends is meant, 0 where every number is."""
    residue: Expr
    conditions: tuple[Basic, ...]


def ranges_of(answer: Answer) -> tuple[AnswerRange, ...]:
    """The ranges of an answer, those with several remainders one by one.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); conv(F, K, padding=P); P1: maxpool(2)")
    >>> ranges_of(symcnn.solve(net, "P1.W == 8", "W").answer)[0].greatest
    F - 2*P + 16
    """
    given = tuple(map(as_sympy, answer.given))
    if answer.numbers is not None:
        return tuple(
            AnswerRange(_integer(piece.low), _integer(piece.high), Integer(piece.modulus), Integer(residue), given)
            for piece in answer.numbers.pieces
            for residue in piece.residues
        )
    return tuple(_range(single, given) for piece in answer.ranges for single in _single(piece))


def end_of(answer: Answer, which: Literal["least", "greatest"]) -> int | Expr | None:
    """The least or greatest of all values; None for several ranges with symbols, since some of them may be empty.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); C1: conv(F, K)")
    >>> end_of(symcnn.solve(net, "C1.W >= 10", "W").answer, "least")
    F + 9
    """
    if answer.numbers is not None:
        return answer.numbers.least if which == "least" else answer.numbers.greatest
    ends: list[Expr | None] = [getattr(piece, which) for piece in ranges_of(answer)]
    return ends[0] if len(ends) == 1 else None


def conditions_of(answer: Answer) -> list[tuple[Proposition, ...]]:
    """What must hold for each range, in their order."""
    if answer.numbers is not None:
        return [answer.given for piece in answer.numbers.pieces for _ in piece.residues]
    return [(*single.conditions, *answer.given) for piece in answer.ranges for single in _single(piece)]


def as_sympy(condition: Proposition) -> Basic:
    """A condition as an unevaluated SymPy relation."""
    if isinstance(condition, Relation):
        written: Basic = _RELATIONS[condition.op](condition.left, condition.right, evaluate=False)
        return written
    if isinstance(condition, Divides):
        divided: Basic = Eq(Remainder(condition.expr, condition.divisor, evaluate=False), 0, evaluate=False)
        return divided
    either: Basic = Or(*(And(*map(as_sympy, case)) for case in condition.alternatives))
    return either


def _integer(end: int | None) -> Expr | None:
    return None if end is None else Integer(end)


def _single(piece: Range) -> Iterator[Range]:
    yield from piece.single if piece.span > 1 else (piece,)


def _range(piece: Range, given: tuple[Basic, ...]) -> AnswerRange:
    conditions = (*map(as_sympy, piece.conditions), *given)
    if piece.value is not None:
        return AnswerRange(piece.value, piece.value, Integer(1), Integer(0), conditions)
    low = None if piece.strict_low else _up(piece.low, piece)
    high = None if piece.strict_high else _down(piece.high, piece)
    return AnswerRange(low, high, piece.modulus, piece.residue, conditions)


def _up(end: Expr | None, piece: Range) -> Expr | None:
    """The first value from an end on that has the residue."""
    if end is None or piece.modulus in (0, 1):
        return end
    return add(end, Remainder(subtract(piece.residue, end), piece.modulus)) if piece.modulus.is_integer else None


def _down(end: Expr | None, piece: Range) -> Expr | None:
    """The last value up to an end that has the residue."""
    if end is None or piece.modulus in (0, 1):
        return end
    return subtract(end, Remainder(subtract(end, piece.residue), piece.modulus)) if piece.modulus.is_integer else None
