"""The one evaluator of formulas, over any domain: a formula is compiled to a function once, when it is first used.

Each row of ``_MAKERS`` makes the function of an operator from those of its operands, so that a rule that is used again
is not looked at again. A function holds nothing of a domain; it is given one together with the scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from symcnn.algebra.exact.folds import FOLDS, check_range, once, over
from symcnn.algebra.exact.functions import FUNCTIONS
from symcnn.algebra.exact.values import (
    CONSTANTS,
    Nothing,
    Table,
    Value,
    conjunction,
    describe,
    is_scalar,
    per_axis,
    rows_per_axis,
)
from symcnn.errors import ArgumentMistake, NameMistake, TextError, nearest
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

Scope: TypeAlias = "Mapping[str, Value]"
"""Where names get their values, and :data:`RANK` that of axes."""

Code: TypeAlias = "Callable[[Scope, Exact], Value]"
"""What a formula is compiled to."""

Answer: TypeAlias = "Callable[[Scope, Exact], bool | None]"
"""What a condition is compiled to."""

RANK = ""
"""Where a scope holds the number of axes that a layer or a block receives: no name that anybody can write."""


def evaluate(formula: Formula, scope: Scope, domain: Exact) -> Value:
    """The value of a formula in a scope.

    >>> from symcnn.algebra.exact.arithmetic import Exact
    >>> from symcnn.formula import name, number, product
    >>> evaluate(product([number(2), name("P")]), {"P": (1, 3)}, Exact())
    (2, 6)
    """
    return compiled(formula)(scope, domain)


def evaluate_scalar(formula: Formula, scope: Scope, domain: Exact) -> Scalar:
    """The value of a formula of which its author knows that it is one number; nothing is checked."""
    return cast("Scalar", evaluate(formula, scope, domain))


def truth(formula: Formula, scope: Scope, domain: Exact) -> bool | None:
    """Whether a condition holds; a number counts as true where it is not 0."""
    return _answered(evaluate(formula, scope, domain), formula, domain)


def compiled(formula: Formula) -> Code:
    """The function of a formula, which counts its steps and knows its place where a mistake has none.

    It is kept beside the formula; that of a name or a number is as soon made again.
    """
    code: Code | None = getattr(formula, "compiled", None)
    if code is None:
        code = _with_place(formula, _MAKERS[formula.op](formula))
        if formula.op not in _LEAVES:
            object.__setattr__(formula, "compiled", code)
    return code


def _with_place(formula: Formula, run: Code) -> Code:
    steps = _steps(formula)

    def code(scope: Scope, domain: Exact) -> Value:
        spend(steps)
        try:
            return run(scope, domain)
        except TextError as mistake:
            if mistake.span.source.text:
                raise
            raise mistake.at(formula.span) from None

    return code


_LEAVES = frozenset(["number", "name", "text"])


def _steps(formula: Formula) -> int:
    """A step for a formula, and one for each operand that counts none by itself."""
    steps = 1
    for part in formula.args:
        if part.op in _LEAVES:
            steps += 1
        elif part.op == "reciprocal" or (part.op == "product" and formula.op == "call"):
            steps += _steps(part)
    return steps


def _part(formula: Formula) -> Code:
    """The function of an operand; a name and a number stand at the place of what is made of them."""
    return _MAKERS[formula.op](formula) if formula.op in _LEAVES else compiled(formula)


def _parts(formulas: tuple[Formula, ...]) -> list[Code]:
    return [_part(formula) for formula in formulas]


# -- names and numbers


def _constant(value: Value) -> Code:
    if isinstance(value, int):
        number = value
        return lambda _scope, domain: domain.number(number)
    return lambda _scope, _domain: value


def _number(formula: Formula) -> Code:
    number = formula.value
    return lambda _scope, domain: domain.number(number)  # type: ignore[arg-type]  # of a number


def _name(formula: Formula) -> Code:
    word = str(formula.value)
    if word in CONSTANTS:
        return _constant(CONSTANTS[word])

    def code(scope: Scope, _domain: Exact) -> Value:
        try:
            return scope[word]
        except KeyError:
            raise NameMistake(f'nothing here is called "{word}"', formula.span, nearest(word, scope)) from None

    return code


def _text(formula: Formula) -> Code:
    return lambda _scope, _domain: formula.value


# -- arithmetic, one entry per axis


def _sum(formula: Formula) -> Code:
    terms = _parts(formula.args)
    return lambda scope, domain: rows_per_axis(domain.sum, [term(scope, domain) for term in terms])


def _product(formula: Formula) -> Code:
    if any(factor.op == "reciprocal" for factor in formula.args):
        fraction = _fraction(formula)
        return lambda scope, domain: per_axis(domain.divide, *fraction(scope, domain))
    factors = _parts(formula.args)
    return lambda scope, domain: rows_per_axis(domain.product, [factor(scope, domain) for factor in factors])


def _fraction(formula: Formula) -> Callable[[Scope, Exact], tuple[Value, Value]]:
    """Numerator and denominator as written, so that one division (or one floor) is enough."""
    if formula.op != "product":
        whole = _part(formula)
        return lambda scope, domain: (whole(scope, domain), domain.number(1))
    above = [_part(factor) for factor in formula.args if factor.op != "reciprocal"]
    below = [_part(factor.args[0]) for factor in formula.args if factor.op == "reciprocal"]

    def code(scope: Scope, domain: Exact) -> tuple[Value, Value]:
        over, under = [factor(scope, domain) for factor in above], [factor(scope, domain) for factor in below]
        numerator = rows_per_axis(domain.product, over)
        return numerator, rows_per_axis(domain.product, under) if under else domain.number(1)

    return code


def _negative(formula: Formula) -> Code:
    part = _part(formula.args[0])
    return lambda scope, domain: per_axis(domain.negate, part(scope, domain))


def _remainder(formula: Formula) -> Code:
    above, below = _parts(formula.args)
    return lambda scope, domain: per_axis(domain.remainder, above(scope, domain), below(scope, domain))


def _power(formula: Formula) -> Code:
    base, exponent = _parts(formula.args)
    return lambda scope, domain: per_axis(domain.power, base(scope, domain), exponent(scope, domain))


# -- conditions: True, False, and None where symbols leave it open


def _answer(formula: Formula) -> Answer:
    """Whether a condition holds; a number counts as true where it is not 0."""
    code = _part(formula)
    if formula.op in ("compare", "and", "or", "not"):
        return cast("Answer", code)
    return lambda scope, domain: _answered(code(scope, domain), formula, domain)


def _answered(value: Value, formula: Formula, domain: Exact) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str | tuple | Nothing):
        raise ArgumentMistake(f"{describe(value)} stands where a condition is needed", formula.span)
    return domain.decide("!=", cast("Scalar", value), 0)  # nothing else is left


def _compare(formula: Formula) -> Code:
    """Vectors must agree on every axis; a list, a string and nothing can only be equal or unequal to something."""
    relation = formula.comparator
    left, right = _parts(formula.args)
    if relation not in ("==", "!="):
        return lambda scope, domain: _compared(formula, left(scope, domain), right(scope, domain), domain)
    word = CONSTANTS.get(str(formula.args[1].value)) if formula.args[1].op == "name" else None
    if isinstance(word, str | Nothing):
        return lambda scope, domain: _is_word(left(scope, domain), word) is (relation == "==")

    def code(scope: Scope, domain: Exact) -> bool | None:
        values = left(scope, domain), right(scope, domain)
        if not any(isinstance(value, str | Table | Nothing) for value in values):
            return _compared(formula, *values, domain)
        answer = _same(*values, domain)
        return answer if relation == "==" or answer is None else not answer

    return code


def _is_word(value: Value, word: str | Nothing) -> bool:
    return type(value) is type(word) and value == word  # SymPy would read a word as an expression


def _compared(formula: Formula, left: Value, right: Value, domain: Exact) -> bool | None:
    relation = formula.comparator
    answers = per_axis(lambda one, other: domain.decide(relation, one, other), left, right)
    return conjunction(list(answers)) if isinstance(answers, tuple) else answers


def _same(left: Value, right: Value, domain: Exact) -> bool | None:
    """Whether two values are equal, lists entry by entry."""
    if isinstance(left, tuple) and type(left) is type(right):
        pairs = zip(left, right, strict=True) if len(left) == len(right) else None
        return conjunction([_same(*pair, domain) for pair in pairs]) if pairs else False
    if is_scalar(left) and is_scalar(right):
        return domain.decide("==", left, right)
    return bool(left == right)


def _joined(formula: Formula) -> Code:
    """``and`` up to what does not hold, ``or`` up to what does."""
    answers = [_answer(part) for part in formula.args]
    last = formula.op == "or"

    def code(scope: Scope, domain: Exact) -> bool | None:
        is_open = False
        for answer in answers:
            # A part that may not be needed because of those before it assumes nothing.
            found = answer(scope, domain.with_nonnegative(()) if is_open else domain)
            if found is last:
                return last
            is_open = is_open or found is None
        return None if is_open else not last

    return code


def _not(formula: Formula) -> Code:
    part = _answer(formula.args[0])

    def code(scope: Scope, domain: Exact) -> bool | None:
        answer = part(scope, domain)
        return None if answer is None else not answer

    return code


def _if(formula: Formula) -> Code:
    then, condition, otherwise = formula.args
    first, answer, second = _part(then), _answer(condition), _part(otherwise)

    def code(scope: Scope, domain: Exact) -> Value:
        found = answer(scope, domain)
        if found is None:
            return domain.alternative(formula, scope)
        return first(scope, domain) if found else second(scope, domain)

    return code


# -- what has several entries


def _tuple(formula: Formula) -> Code:
    parts = _parts(formula.args)

    def code(scope: Scope, domain: Exact) -> Value:
        entries = tuple([part(scope, domain) for part in parts])
        if any(isinstance(entry, tuple) for entry in entries):
            raise ArgumentMistake("a tuple holds one value per axis, so no tuple and no list can stand in it")
        return entries

    return code


def _list(formula: Formula) -> Code:
    parts = _parts(formula.args)

    def code(scope: Scope, domain: Exact) -> Value:
        table = Table(part(scope, domain) for part in parts)
        check_range(table.size, domain)
        return table

    return code


def _index(formula: Formula) -> Code:
    """An entry of a list, or of an array that is a function of its indices, where a vector is one index per axis."""
    name, parts = _name(formula), _parts(formula.args)

    def code(scope: Scope, domain: Exact) -> Value:
        array = name(scope, domain)
        given = [part(scope, domain) for part in parts]
        indices = [entry for index in given for entry in (index if isinstance(index, tuple) else (index,))]
        if callable(array):
            return array(*indices)
        for index in indices:
            if not isinstance(array, tuple) or not isinstance(index, int) or not 0 <= index < len(array):
                raise ArgumentMistake(f'"{formula.value}" has no entry {index}')
            array = array[index]
        return array

    return code


def _fold(formula: Formula) -> Code:
    """``sum(body for u in F, c in D)``: the values of the body, gathered."""
    word = str(formula.value)
    gather = once(compiled(formula.args[0]))
    for index, extent in zip(formula.args[-2:0:-2], formula.args[:1:-2], strict=True):
        gather = over(formula, str(index.value), compiled(extent), gather)

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


def _call(formula: Formula) -> Code:
    word = str(formula.value)
    if word in ROUNDED:
        return _rounded(formula, ROUNDED[word])
    row, parts = FUNCTIONS.get(word), _parts(formula.args)

    def code(scope: Scope, domain: Exact) -> Value:
        if row is None:
            message = f'there is no function "{word}"'
            raise NameMistake(message, formula.span, nearest(word, [*FUNCTIONS, *ROUNDED]))
        values = [part(scope, domain) for part in parts]
        if not row.least <= len(values) <= row.most:
            raise ArgumentMistake(f'"{word}" does not take {len(values)} argument{"s" * (len(values) != 1)}')
        return row.apply(domain, cast("int", scope.get(RANK, 0)), values)

    return code


def _rounded(formula: Formula, method: str) -> Code:
    """A quotient that is rounded without being divided first."""
    if len(formula.args) != 1:
        return _too_many(formula)
    fraction = _fraction(formula.args[0])
    return lambda scope, domain: per_axis(getattr(domain, method), *fraction(scope, domain))


def _too_many(formula: Formula) -> Code:
    def code(_scope: Scope, _domain: Exact) -> Value:
        raise ArgumentMistake(f'"{formula.value}" takes 1 argument, not {len(formula.args)}')

    return code


ROUNDED: Mapping[str, str] = {"floor": "floor", "ceil": "ceiling"}
"""Functions that look into their argument."""

_MAKERS: Mapping[str, Callable[[Formula], Code]] = {
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
    "and": _joined,
    "or": _joined,
    "not": _not,
    "if": _if,
}
