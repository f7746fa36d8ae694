"""Combines divisibility conditions: one congruence for each symbol, implied ones dropped, contradictions refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple

from sympy import Expr, Integer, Mod

from symcnn.algebra.proofs.remainders import EVERY, Residue, residue_of_symbol, whole_where
from symcnn.algebra.proofs.stated_formulas import stated
from symcnn.algebra.quotients.construct import divide_terms, subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.errors import ShapeMistake
from symcnn.support.message import joined_sentences
from symcnn.support.requirement import AnyRequirement, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.proofs.facts import Facts
    from symcnn.algebra.proofs.whole import Whole


class Congruence(NamedTuple, Generic[AnyRequirement]):
    """A condition ``symbol ≡ r (mod m)``."""

    place: int
    condition: AnyRequirement
    symbol: Expr
    residue: Residue


def divisible(condition: Requirement) -> tuple[Expr, Expr] | None:
    """Numerator and denominator, where a condition says that one divides the other."""
    if condition.formula.value != "==" or condition.formula.sides is None:
        return None
    left, right = condition.formula.sides
    if not isinstance(left, Mod):
        return None
    return expanded(subtract(left.args[0], right)), left.args[1]


def combined(
    conditions: Iterable[AnyRequirement], facts: Facts
) -> tuple[dict[int, AnyRequirement], dict[Expr, Residue]]:
    """The conditions by their place, congruences put together, and what they leave of each symbol."""
    kept = dict(enumerate(conditions))
    parts = {place: part for place, row in kept.items() if (part := divisible(row)) is not None}
    found: dict[Expr, list[Congruence[AnyRequirement]]] = {}
    for place, (above, below) in parts.items():
        congruence = _of_one_symbol(place, kept[place], above, below)
        if congruence is not None:
            found.setdefault(congruence.symbol, []).append(congruence)
    residues = dict(facts.residues)
    for symbol, rows in found.items():
        residues[symbol] = _joined(rows, facts)
        _put_one(kept, rows, residues[symbol], facts)
    single = {row.place for rows in found.values() for row in rows}
    left = {place: part for place, part in parts.items() if place not in single}
    _drop_implied(kept, left, residues, facts)
    known = _knowing(facts.whole, (part for place, part in left.items() if place in kept), facts)
    for symbol, rows in found.items():
        if known.is_whole(whole_where(symbol, residues[symbol]), facts.proves):
            kept.pop(rows[0].place, None)
    return kept, residues


def _of_one_symbol(
    place: int, condition: AnyRequirement, above: Expr, below: Expr
) -> Congruence[AnyRequirement] | None:
    alone = residue_of_symbol(above, below)
    if alone is None:
        return None
    symbol, residue = alone
    if residue is None:
        raise ShapeMistake(f"{condition.layer} needs {above} to be a multiple of {below}, which no {symbol} makes it")
    return Congruence(place, condition, symbol, residue)


def _joined(rows: list[Congruence[AnyRequirement]], facts: Facts) -> Residue:
    known = facts.residues.get(rows[0].symbol, EVERY)
    for row in rows:
        joined = known.joined(row.residue)
        if joined is None:
            raise ShapeMistake(_contradiction(row, rows, facts))
        known = joined
    return known


def _contradiction(row: Congruence[AnyRequirement], rows: list[Congruence[AnyRequirement]], facts: Facts) -> str:
    needs = f"{row.condition.layer} needs {_words(row.symbol, row.residue)}"
    for other in rows:
        if other.residue.joined(row.residue) is None:
            return f"{needs}, but {other.condition.layer} needs {_words(other.symbol, other.residue)}"
    assumed = facts.residues.get(row.symbol, EVERY)
    if assumed.joined(row.residue) is None:
        return f"{needs}, but {_words(row.symbol, assumed)} is assumed"
    return f"{needs}, which does not go together with what {rows[0].condition.layer} and the layers after it need"


def _words(symbol: Expr, residue: Residue) -> str:
    return f"{symbol} ≡ {residue.remainder} (mod {residue.modulus})"


def _put_one(
    kept: dict[int, AnyRequirement],
    rows: list[Congruence[AnyRequirement]],
    residue: Residue,
    facts: Facts,
) -> None:
    """Put one condition in place of several, with the layer of the strongest and all reasons."""
    for row in rows:
        del kept[row.place]
    if facts.residues.get(rows[0].symbol, EVERY).implies(residue):
        return
    strongest = max(rows, key=lambda row: row.residue.modulus).condition
    formula = stated(
        "==", Remainder(rows[0].symbol, Integer(residue.modulus), evaluate=False), Integer(residue.remainder)
    )
    words = joined_sentences(dict.fromkeys(row.condition.words for row in rows))
    kept[rows[0].place] = strongest._replace(formula=formula, words=words)


def _drop_implied(
    kept: dict[int, AnyRequirement],
    parts: Mapping[int, tuple[Expr, Expr]],
    residues: Mapping[Expr, Residue],
    facts: Facts,
) -> None:
    """Leave out what is divisible because other things are; the greatest divisors are looked at first."""
    known = facts.whole.with_assumptions(*(whole_where(symbol, residue) for symbol, residue in residues.items()))
    for place in sorted(parts, key=lambda place: (*_greatest_first(parts[place][1]), place)):
        if known.is_whole(divide_terms(*parts[place]), facts.proves):
            del kept[place]
        else:
            known = _knowing(known, [parts[place]], facts)


def _greatest_first(divisor: Expr) -> tuple[int, int]:
    number, rest = divisor.as_coeff_Mul()
    return -int(number), -len(rest.free_symbols)


def _knowing(known: Whole, parts: Iterable[tuple[Expr, Expr]], facts: Facts) -> Whole:
    """The facts about whole quotients, with those that pairs add: the first of a pair is a multiple of the second."""
    for part in parts:
        _, rest = known.split(expanded(divide_terms(*part)), facts.proves)
        known = known.with_assumptions(rest)
    return known
