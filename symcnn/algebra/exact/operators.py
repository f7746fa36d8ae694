"""Compiles operators: what each makes of its operands, one entry per axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.folds import FOLDS, check_range, once, over
from symcnn.algebra.exact.functions import FUNCTIONS
from symcnn.algebra.exact.values import (
    CONSTANTS,
    NOTHING,
    RANK,
    ListOfSymbols,
    Table,
    Value,
    is_scalar,
    per_axis,
    rows_per_axis,
)
from symcnn.errors import ArgumentMistake, NameMistake, nearest
from symcnn.formula import EVENLY
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.folds import Code
    from symcnn.algebra.exact.values import Scope
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


def number(formula: Formula, _operands: list[Code]) -> Code:
    """A number of the formula itself."""
    value = formula.value
    return lambda _scope, domain: domain.number(value)  # type: ignore[arg-type]  # of a number


def text(formula: Formula, _operands: list[Code]) -> Code:
    """A string."""
    return lambda _scope, _domain: formula.value


def name(formula: Formula, _operands: list[Code]) -> Code:
    """What a name stands for in a scope, if it is no constant."""
    word = str(formula.value)
    if word in CONSTANTS:
        return _constant(CONSTANTS[word])

    def code(scope: Scope, _domain: Exact) -> Value:
        try:
            return scope[word]
        except KeyError:
            hint = nearest(word, scope) or f"name it in the brackets of the header, or give it a value: let {word} = 3"
            raise NameMistake(f'nothing here is called "{word}"', formula.span, hint) from None

    return code


def _constant(value: Value) -> Code:
    if isinstance(value, int):
        whole = value
        return lambda _scope, domain: domain.number(whole)
    return lambda _scope, _domain: value


def total(_formula: Formula, operands: list[Code]) -> Code:
    """A sum."""
    return lambda scope, domain: rows_per_axis(domain.sum, [term(scope, domain) for term in operands])


def product(formula: Formula, operands: list[Code]) -> Code:
    """A product, and one division by all divisors."""
    if any(factor.op == "reciprocal" for factor in formula.args):
        fraction = _fraction(formula, operands)
        return lambda scope, domain: per_axis(domain.divide, *fraction(scope, domain))
    return lambda scope, domain: rows_per_axis(domain.product, [factor(scope, domain) for factor in operands])


_NO_VALUE = "a layer is no value; it stands behind a label, as in C1: conv(3, 8)"
_OTHERWISE = {"range": "a loop over whole numbers is repeat 3 as i { ... }, where i counts from 0"}
"""How what functions of other languages do is written here."""


def _fraction(formula: Formula, operands: list[Code]) -> Callable[[Scope, Exact], tuple[Value, Value]]:
    """Numerator and denominator as written, so that one division (or one floor) is enough."""
    if formula.op != "product":
        (whole,) = operands
        return lambda scope, domain: (whole(scope, domain), domain.number(1))
    pairs = list(zip(formula.args, operands, strict=True))
    above = [code for factor, code in pairs if factor.op != "reciprocal"]
    below = [code for factor, code in pairs if factor.op == "reciprocal"]

    def code(scope: Scope, domain: Exact) -> tuple[Value, Value]:
        over, under = [factor(scope, domain) for factor in above], [factor(scope, domain) for factor in below]
        numerator = rows_per_axis(domain.product, over)
        return numerator, rows_per_axis(domain.product, under) if under else domain.number(1)

    return code


def negative(_formula: Formula, operands: list[Code]) -> Code:
    """A change of sign."""
    (part,) = operands
    return lambda scope, domain: per_axis(domain.negate, part(scope, domain))


def remainder(_formula: Formula, operands: list[Code]) -> Code:
    """``a % b``."""
    above, below = operands
    return lambda scope, domain: per_axis(domain.remainder, above(scope, domain), below(scope, domain))


def power(_formula: Formula, operands: list[Code]) -> Code:
    """``a^b``."""
    base, exponent = operands
    return lambda scope, domain: per_axis(domain.power, base(scope, domain), exponent(scope, domain))


def vector(_formula: Formula, operands: list[Code]) -> Code:
    """One value per axis."""

    def code(scope: Scope, domain: Exact) -> Value:
        entries = tuple([part(scope, domain) for part in operands])
        if any(isinstance(entry, tuple) for entry in entries):
            raise ArgumentMistake("a tuple holds one value per axis, so no tuple and no list can stand in it")
        return entries

    return code


def table(_formula: Formula, operands: list[Code]) -> Code:
    """A list."""

    def code(scope: Scope, domain: Exact) -> Value:
        made = Table(part(scope, domain) for part in operands)
        check_range(made.size, domain)
        return made

    return code


def _written_list(word: str) -> str:
    """The hint on how a list of symbols is declared."""
    return f"a parameter {word}[1..L] is a list of L symbols; let {word} = [a, b, c] is one of three"


def index(formula: Formula, operands: list[Code]) -> Code:
    """An entry of a list, or of an array that is a function of its indices, where a vector is one index per axis."""
    word = str(formula.value)

    def code(scope: Scope, domain: Exact) -> Value:
        try:
            array = scope[word]
        except KeyError:
            hint = nearest(word, scope) or _written_list(word)
            raise NameMistake(f'nothing here is called "{word}"', formula.span, hint) from None
        given = [part(scope, domain) for part in operands]
        indices = [entry for place in given for entry in (place if isinstance(place, tuple) else (place,))]
        if callable(array):
            return array(*indices)
        if isinstance(array, ListOfSymbols):
            return _entry_of_symbols(array, indices, formula, domain)
        for one in indices:
            place = getattr(one, "value", one)  # in work shown, a number has its formula
            first = array.first if isinstance(array, Table) else 0
            if not isinstance(array, tuple) or not isinstance(place, int) or not first <= place < first + len(array):
                hint = f"entries count from {first}; for F in {word} goes through all of them"
                raise ArgumentMistake(f'"{word}" has no entry {place}', formula.span, hint * isinstance(array, tuple))
            array = array[place - first]
        return array

    return code


def _entry_of_symbols(listed: ListOfSymbols, indices: list[Value], formula: Formula, domain: Exact) -> Scalar:
    """An entry of a list of symbols, which must be known to be there."""
    place = indices[0] if len(indices) == 1 else NOTHING
    if not is_scalar(place):
        raise ArgumentMistake(f'an entry of "{listed.name}" has one number', formula.span)
    there = domain.whole(place), domain.decide(">=", place, 1), domain.decide("<=", place, listed.length)
    if there != (True, True, True):
        known = "{} has no entry " if False in there else "it is not known that {} has an entry "
        hint = ("entries count from 1 to ", domain.formula_text(listed.length))
        words = (Message(known, f'"{listed.name}"'), domain.formula_text(place))
        raise ArgumentMistake(words, formula.span, hint)
    return listed.at(place)


def fold(formula: Formula, operands: list[Code]) -> Code:
    """``sum(body for u in F, c in D)``: the values of the body, gathered."""
    word = str(formula.value)
    body, *extents = operands
    gather = once(body)
    for counter, extent in zip(formula.args[-2:0:-2], reversed(extents), strict=True):
        gather = over(formula, str(counter.value), extent, gather)

    def code(scope: Scope, domain: Exact) -> Value:
        if word not in FOLDS:
            message = f'"{word}" cannot gather the values of a range'
            raise NameMistake(message, formula.span, nearest(word, FOLDS))
        if not domain.enumerates:
            return domain.fold(formula, scope)
        values: list[Value] = []
        gather(scope, domain, values)
        return FOLDS[word](domain, [value for value in values if value is not None])

    return code


def call(formula: Formula, operands: list[Code]) -> Code:
    """A function of some arguments."""
    word = str(formula.value)
    if word in ROUNDED and len(formula.args) == 1:
        fraction = _fraction(formula.args[0], operands)
        return lambda scope, domain: per_axis(getattr(domain, ROUNDED[word]), *fraction(scope, domain))
    row = FUNCTIONS.get(word)

    def code(scope: Scope, domain: Exact) -> Value:
        if word in ROUNDED:
            raise ArgumentMistake(f'"{word}" takes 1 argument, not {len(operands)}')
        if row is None:
            message = f'there is no function "{word}"'
            hint = _OTHERWISE.get(word) or nearest(word, [*FUNCTIONS, *ROUNDED], 0.7) or _NO_VALUE
            raise NameMistake(message, formula.span, hint)
        values = [part(scope, domain) for part in operands]
        if not row.least <= len(values) <= row.most:
            raise ArgumentMistake(f'"{word}" does not take {len(values)} argument{"s" * (len(values) != 1)}')
        return row.apply(domain, cast("int", scope.get(RANK, 0)), values)

    return code


ROUNDED: Mapping[str, str] = {"floor": "floor", "ceil": "ceiling", EVENLY: "evenly"}
"""Functions that look into their argument, since a quotient is rounded without being divided first."""
