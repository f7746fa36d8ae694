"""The one evaluator of formulas, over any domain."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from itertools import product as box
from math import prod
from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.functions import FOLDS, FUNCTIONS
from symcnn.algebra.exact.values import CONSTANTS, Nothing, Table, Value, conjunction, describe, is_scalar, per_axis
from symcnn.errors import ArgumentMistake, LimitExceeded, NameMistake, TextError, nearest
from symcnn.support.work import spend

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

Scope = Mapping[str, Value]
"""Where names get their values, and :data:`RANK` that of axes."""

RANK = ""
"""Where a scope holds the number of axes that a layer or a block receives: no name that anybody can write."""


def evaluate(formula: Formula, scope: Scope, domain: Exact) -> Value:
    """The value of a formula in a scope.

    >>> from symcnn.algebra.exact.arithmetic import Exact
    >>> from symcnn.formula import name, number, product
    >>> evaluate(product([number(2), name("P")]), {"P": (1, 3)}, Exact())
    (2, 6)
    """
    spend()
    try:
        return _OPERATORS[formula.op](formula, scope, domain)
    except TextError as mistake:
        if mistake.span.source.text:
            raise
        raise mistake.at(formula.span) from None


def evaluate_scalar(formula: Formula, scope: Scope, domain: Exact) -> Scalar:
    """The value of a formula of which its author knows that it is one number; nothing is checked."""
    return cast("Scalar", evaluate(formula, scope, domain))


def truth(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    """Whether a condition holds; a number counts as true where it is not 0."""
    value = evaluate(formula, scope, domain)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str | tuple | Nothing):
        raise ArgumentMistake(f"{describe(value)} stands where a condition is needed", formula.span)
    return domain.decide("!=", cast("Scalar", value), 0)  # nothing else is left


def _number(formula: Formula, _scope: Scope, domain: Exact) -> Value:
    return domain.number(formula.value)  # type: ignore[arg-type]  # of a number


def _name(formula: Formula, scope: Scope, domain: Exact) -> Value:
    word = str(formula.value)
    if word in CONSTANTS:
        constant = CONSTANTS[word]
        return domain.number(constant) if isinstance(constant, int) else constant
    try:
        return scope[word]
    except KeyError:
        raise NameMistake(f'nothing here is called "{word}"', formula.span, nearest(word, scope)) from None


def _sum(formula: Formula, scope: Scope, domain: Exact) -> Value:
    terms = [evaluate(term, scope, domain) for term in formula.args]
    return per_axis(lambda *addends: domain.sum(addends), *terms)


def _product(formula: Formula, scope: Scope, domain: Exact) -> Value:
    above, below = _fraction(formula, scope, domain)
    return above if below is None else per_axis(domain.divide, above, below)


def _fraction(formula: Formula, scope: Scope, domain: Exact) -> tuple[Value, Value]:
    """Numerator and denominator as written, so that one division (or one floor) is enough; None for no denominator."""
    if formula.op != "product":
        return evaluate(formula, scope, domain), None
    above = [evaluate(factor, scope, domain) for factor in formula.args if factor.op != "reciprocal"]
    below = [evaluate(factor.args[0], scope, domain) for factor in formula.args if factor.op == "reciprocal"]

    def multiply(*factors: Scalar) -> Scalar:
        return domain.product(factors)

    return per_axis(multiply, *above), per_axis(multiply, *below) if below else None


def _negative(formula: Formula, scope: Scope, domain: Exact) -> Value:
    return per_axis(domain.negate, evaluate(formula.args[0], scope, domain))


def _remainder(formula: Formula, scope: Scope, domain: Exact) -> Value:
    return per_axis(domain.remainder, *(evaluate(part, scope, domain) for part in formula.args))


def _power(formula: Formula, scope: Scope, domain: Exact) -> Value:
    return per_axis(domain.power, *(evaluate(part, scope, domain) for part in formula.args))


def _compare(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    """Vectors must agree on every axis; a list, a string and nothing can only be equal or unequal to something."""
    left, right = (evaluate(part, scope, domain) for part in formula.args)
    relation = formula.comparator
    if any(isinstance(value, str | Table | Nothing) for value in (left, right)) and relation in ("==", "!="):
        answer = _same(left, right, domain)
        return answer if relation == "==" or answer is None else not answer
    answers = per_axis(lambda a, b: domain.decide(relation, a, b), left, right)
    return conjunction(list(answers)) if isinstance(answers, tuple) else answers


def _same(left: Value, right: Value, domain: Exact) -> bool | None:
    """Whether two values are equal, lists entry by entry."""
    if isinstance(left, tuple) and type(left) is type(right):
        pairs = zip(left, right, strict=True) if len(left) == len(right) else None
        return conjunction([_same(*pair, domain) for pair in pairs]) if pairs else False
    if is_scalar(left) and is_scalar(right):
        return domain.decide("==", left, right)
    return bool(left == right)


def _and(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    answers: list[bool | None] = []
    for part in formula.args:
        answers.append(truth(part, scope, _behind(answers, domain)))
        if answers[-1] is False:
            break
    return conjunction(answers)


def _or(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    answers: list[bool | None] = []
    for part in formula.args:
        answers.append(truth(part, scope, _behind(answers, domain)))
        if answers[-1]:
            return True
    return None if None in answers else False


def _behind(answers: list[bool | None], domain: Exact) -> Exact:
    """A part that may not be needed because of those before it assumes nothing."""
    return domain.with_nonnegative(()) if None in answers else domain


def _not(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    answer = truth(formula.args[0], scope, domain)
    return None if answer is None else not answer


def _if(formula: Formula, scope: Scope, domain: Exact) -> Value:
    then, condition, otherwise = formula.args
    answer = truth(condition, scope, domain)
    if answer is None:
        return domain.alternative(formula, scope)
    return evaluate(then if answer else otherwise, scope, domain)


def _tuple(formula: Formula, scope: Scope, domain: Exact) -> Value:
    entries = tuple(evaluate(entry, scope, domain) for entry in formula.args)
    if any(isinstance(entry, tuple) for entry in entries):
        raise ArgumentMistake("a tuple holds one value per axis, so no tuple and no list can stand in it")
    return entries


def _list(formula: Formula, scope: Scope, domain: Exact) -> Value:
    table = Table(evaluate(entry, scope, domain) for entry in formula.args)
    _check_range(table.size, domain)
    return table


def _text(formula: Formula, _scope: Scope, _domain: Exact) -> Value:
    return formula.value


def _index(formula: Formula, scope: Scope, domain: Exact) -> Value:
    """An entry of a list, or of an array that is a function of its indices, where a vector is one index per axis."""
    array = _name(formula, scope, domain)
    given = [evaluate(index, scope, domain) for index in formula.args]
    indices = [entry for index in given for entry in (index if isinstance(index, tuple) else (index,))]
    if callable(array):
        return array(*indices)
    for index in indices:
        if not isinstance(array, tuple) or not isinstance(index, int) or not 0 <= index < len(array):
            raise ArgumentMistake(f'"{formula.value}" has no entry {index}')
        array = array[index]
    return array


def _fold(formula: Formula, scope: Scope, domain: Exact) -> Value:
    """``sum(body for u in F, c in D)``: a number n stands for 0 ... n - 1, a vector for its box, a list for itself."""
    if formula.value not in FOLDS:
        message = f'"{formula.value}" cannot gather the values of a range'
        raise NameMistake(message, formula.span, nearest(str(formula.value), FOLDS))
    if not domain.enumerates:
        return domain.fold(formula, scope)
    ranges = list(formula.args[1:])
    values: list[Value] = []
    _gather(formula, ranges, scope, domain, values)
    return FOLDS[str(formula.value)](domain, [value for value in values if value is not None])


def _gather(fold: Formula, ranges: list[Formula], scope: Scope, domain: Exact, values: list[Value]) -> None:
    if not ranges:
        values.append(evaluate(fold.args[0], scope, domain))
        domain.gathered.total += 1
        _check_range(domain.gathered.total, domain)
        return
    index, extent, *rest = ranges
    length = evaluate(extent, scope, domain)
    if hasattr(length, "free_symbols"):
        values.append(_series(fold, ranges, cast("Scalar", length), scope, domain))
        return
    for entry in _entries(length, domain):
        _gather(fold, rest, _with(index, entry, scope), domain, values)


def _series(fold: Formula, ranges: list[Formula], length: Scalar, scope: Scope, domain: Exact) -> Value:
    """A sum over a range whose length is a symbol, in closed form where there is one."""
    if fold.value != "sum":
        raise ArgumentMistake("only a sum can go over a range whose length is a symbol", fold.span)
    name, _, *rest = ranges
    domain.count(length)
    index = domain.index(str(name.value))
    values: list[Value] = []
    _gather(fold, rest, _with(name, index, scope), domain, values)
    last = domain.sum([length, -1])
    return per_axis(lambda value: domain.series(value, index, 0, last), FOLDS["sum"](domain, values))


def _with(name: Formula, value: Value, scope: Scope) -> Scope:
    return ChainMap({str(name.value): value}, scope)  # type: ignore[arg-type]  # only read from


def _entries(extent: Value, domain: Exact) -> Iterable[Value]:
    if isinstance(extent, Table):
        return extent
    given = extent if isinstance(extent, tuple) else (extent,)
    lengths = [length for length in given if isinstance(length, int) and length >= 0]
    if len(lengths) < len(given):
        raise ArgumentMistake("a range needs a whole number, not below 0")
    _check_range(prod(lengths), domain)
    ranges = [range(length) for length in lengths]
    return box(*ranges) if isinstance(extent, tuple) else ranges[0]


def _check_range(count: int, domain: Exact) -> None:
    if count > domain.limits.range:
        raise LimitExceeded(f"a range of more than {domain.limits.range:,} values")


def _call(formula: Formula, scope: Scope, domain: Exact) -> Value:
    function = str(formula.value)
    if function in ROUNDED:
        if len(formula.args) != 1:
            raise ArgumentMistake(f'"{function}" takes 1 argument, not {len(formula.args)}')
        above, below = _fraction(formula.args[0], scope, domain)
        return per_axis(getattr(domain, ROUNDED[function]), above, domain.number(1) if below is None else below)
    if function not in FUNCTIONS:
        message = f'there is no function "{function}"'
        raise NameMistake(message, formula.span, nearest(function, [*FUNCTIONS, *ROUNDED]))
    values = [evaluate(argument, scope, domain) for argument in formula.args]
    row = FUNCTIONS[function]
    if not row.least <= len(values) <= row.most:
        raise ArgumentMistake(f'"{function}" does not take {len(values)} argument{"s" * (len(values) != 1)}')
    return row.apply(domain, cast("int", scope.get(RANK, 0)), values)


ROUNDED: Mapping[str, str] = {"floor": "floor", "ceil": "ceiling"}
"""Functions that look into their argument, since a quotient is rounded without being divided first."""

_OPERATORS: Mapping[str, Callable[[Formula, Scope, Exact], Value]] = {
    "number": _number,
    "name": _name,
    "text": _text,
    "sum": _sum,
    "product": _product,
    "negative": _negative,
    "remainder": _remainder,
    "power": _power,
    "call": _call,
    "index": _index,
    "fold": _fold,
    "tuple": _tuple,
    "list": _list,
    "compare": _compare,
    "and": _and,
    "or": _or,
    "not": _not,
    "if": _if,
}
