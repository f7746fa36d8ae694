"""The domain that computes nothing: formulas with their arguments written in place, so that the work can be shown.

Constants of a layer's own rule (and defaults that the author did not write) vanish where they do nothing: ``/1``,
``+ 0``, ``1*``. What the author gave stays, even where it does nothing: ``(5*5*1 + 1)*6``.
"""

from __future__ import annotations

from collections import ChainMap
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from symcnn import formula as f
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.folds import FOLDS
from symcnn.algebra.exact.shown_formula import NamedArray, Shown, given
from symcnn.algebra.exact.values import Table, per_axis
from symcnn.formula import Comparator, Extremum, Formula
from symcnn.support.names import INDICES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symcnn.algebra.exact.shown_formula import ShownValue
    from symcnn.algebra.exact.values import Value
    from symcnn.support.scalar import Scalar

INDEX_LETTERS: Mapping[str, str] = {"i": "ijlmpq", "u": "uvtsrz"}
"""Names for the components of a vector index, in this order; letters that are used otherwise are passed over."""

_HELD = "\0"
"""Before an index name that is provisional until all names of its sum are known."""


def shown(formula: Formula, scope: Mapping[str, Value], domain: Exact) -> ShownValue:
    """The value of a formula about numbers in the domain that computes nothing."""
    return cast("ShownValue", evaluate(formula, scope, domain))  # that domain makes nothing else of numbers


class Unevaluated(Exact):
    """Builds formulas; decisions are left to an inner domain, if there is one.

    >>> domain = Unevaluated()
    >>> domain.product([domain.number(1), given(f.name("F"))]).formula.value
    'F'
    """

    enumerates = False

    def __init__(
        self,
        inner: Exact | None = None,
        taken: frozenset[str] = frozenset(),
        fractions: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._inner = inner
        self._taken = taken
        self._fractions = fractions
        """Letters without a value that may stand for a fraction."""

    def index_names(self, letter: str, axes: int) -> list[Formula]:
        """The names of a vector index on each axis."""
        free = [word for word in INDEX_LETTERS.get(letter, "") if word not in self._taken]
        return [
            f.name(word)
            for word in (free if len(free) >= axes else [f"{letter}{n}" for n in range(1, axes + 1)])[:axes]
        ]

    def _value(self, method: str, *operands: Shown | list[Shown]) -> Scalar | None:
        """The inner domain's result; None if the value of an operand is not known."""
        flat = [entry for operand in operands for entry in (operand if isinstance(operand, list) else [operand])]
        if self._inner is None or any(entry.value is None for entry in flat):
            return None
        plain = [[s.value for s in operand] if isinstance(operand, list) else operand.value for operand in operands]
        compute: Callable[..., Scalar] = getattr(self._inner, method)
        return compute(*plain)

    def number(self, value: int | Fraction) -> Shown:
        """A constant of the layer's own rule."""
        return Shown(f.number(value), value, literal=True)

    def counted(self, value: int) -> Shown:
        """A number found by counting what the author gave; it stays visible."""
        return given(f.number(value), value)

    def sum(self, terms: Iterable[Shown]) -> Shown:
        """A flat sum, in which the rule's own numbers are added up."""
        known = list(terms)
        addends = [addend for term in known for addend in _parts("sum", term)]
        numbers = [addend for addend in addends if addend.op == "number"]
        if len(numbers) != 1 or addends[-1] == f.ZERO:
            constant = f.number(sum(Fraction(addend.value or 0) for addend in numbers))
            addends = [addend for addend in addends if addend.op != "number"]
            addends += [constant] if constant != f.ZERO or not addends else []
        if len(addends) == 1 and addends[0].op == "number":
            return self.number(addends[0].value)  # type: ignore[arg-type]  # of a number
        return Shown(f.total(addend for addend in addends if addend != f.ZERO), self._value("sum", known))

    def product(self, factors: Iterable[Shown]) -> Shown:
        """A flat product; a repeated symbol becomes a power."""
        known = list(factors)
        literal: int | Fraction = 1
        kept: list[Formula] = []
        for factor in known:
            if factor.literal:
                literal *= cast("int | Fraction", factor.value)
            else:
                kept.extend(_parts("product", factor))
        if literal == 0 or not kept:
            return self.number(literal)
        if literal == -1:
            return Shown(f.negative(f.product(_powers(kept))), self._value("product", known))
        row = [*([f.number(literal)] if literal != 1 else []), *_powers(kept)]
        return Shown(f.product(row), self._value("product", known))

    def negate(self, value: Shown) -> Shown:
        """A sum changes the sign of each term."""
        if value.formula.op == "sum":
            formula = f.total(f.negative(term) for term in value.formula.args)
        else:
            formula = f.negative(value.formula)
        return Shown(formula, self._value("negate", value), value.literal)

    def divide(self, a: Shown, b: Shown) -> Shown:
        """A quotient; a divisor 1 of the rule vanishes."""
        if b.literal and b.value == 1:
            return a
        quotient = f.product([*_parts("product", a), Formula("reciprocal", (b.formula,))])
        return Shown(quotient, self._value("divide", a, b))

    def power(self, base: Shown, exponent: Shown) -> Shown:
        """A power."""
        if exponent.literal and exponent.value == 1:
            return base
        return Shown(Formula("power", (base.formula, exponent.formula)), self._value("power", base, exponent))

    def floor(self, numerator: Shown, denominator: Shown) -> Shown:
        """A quotient rounded down; without brackets if nothing is divided."""
        return self._rounded("floor", numerator, denominator)

    def ceiling(self, numerator: Shown, denominator: Shown) -> Shown:
        """A quotient rounded up."""
        return self._rounded("ceiling", numerator, denominator)

    def _rounded(self, method: str, numerator: Shown, denominator: Shown) -> Shown:
        if denominator.literal and denominator.value == 1 and self._is_whole(numerator):
            return numerator
        word = "floor" if method == "floor" else "ceil"
        inside = self.divide(numerator, denominator).formula
        return Shown(f.call(word, inside), self._value(method, numerator, denominator))

    def _is_whole(self, one: Shown) -> bool:
        """Whether nothing is rounded: neither by how it is written nor by what it comes to."""
        if _divides(one.formula) or any(str(name.value) in self._fractions for name in one.formula.names()):
            return False
        return one.value is None or (self._inner or Exact()).whole(one.value) is True

    def remainder(self, a: Shown, b: Shown) -> Shown:
        """``a mod b``."""
        return Shown(Formula("remainder", (a.formula, b.formula)), self._value("remainder", a, b))

    def extremum(self, function: Extremum, values: Sequence[Shown | NamedArray]) -> Shown:
        """The least or greatest of some values."""
        formulas = tuple(one.formula for one in values)
        known = [one.value for one in values if isinstance(one, Shown) and one.value is not None]
        value = self._inner.extremum(function, known) if self._inner and len(known) == len(values) else None
        is_one = len(set(formulas)) == 1 and isinstance(values[0], Shown)  # and no list, which goes by its name
        return Shown(formulas[0] if is_one else f.call(function, *formulas), value)

    def alternative(self, formula: Formula, scope: Mapping[str, Value]) -> Shown:
        """Both values and the condition between them, which compares two formulas axis by axis."""
        then, condition, otherwise = formula.args
        first, second = (cast("Shown", shown(value, scope, self)).formula for value in (then, otherwise))
        return Shown(Formula("if", (first, self._condition(condition, scope), second)), None)

    def _condition(self, condition: Formula, scope: Mapping[str, Value]) -> Formula:
        """A condition with all values substituted, without parts that are decided already."""
        if condition.op in ("and", "or"):
            open_parts = [part for part in condition.args if truth(part, scope, self) is None]
            parts = tuple(self._condition(part, scope) for part in open_parts)
            return f.joined(condition.op, parts)
        if condition.op == "not":
            return Formula("not", (self._condition(condition.args[0], scope),))
        if condition.op != "compare":
            return self.written(cast("Shown", shown(condition, scope, self)))
        left, right = (shown(side, scope, self) for side in condition.args)
        written = per_axis(lambda a, b: Formula("compare", (a.formula, b.formula), condition.value), left, right)
        return f.joined("and", written) if isinstance(written, tuple) else written

    def function(self, name: str, values: list[Shown]) -> Shown:
        """A function without exact values."""
        return Shown(f.call(name, *(one.formula for one in values)), None)

    def decide(self, relation: Comparator, a: Shown | int, b: Shown | int) -> bool | None:
        """The inner domain's answer; None if a value is not known."""
        left, right = (side.value if isinstance(side, Shown) else side for side in (a, b))
        if left is None or right is None:
            return None
        return (self._inner or Exact()).decide(relation, left, right)

    def fold(self, formula: Formula, scope: Mapping[str, Value]) -> ShownValue:
        """A sum over ranges, written with one index per axis; over a list, entry by entry."""
        body, *ranges = formula.args
        indices = {str(index.value) for index in ranges[::2]}
        for place in range(0, len(ranges), 2):
            is_known = _is_known(ranges[place + 1], scope, indices)
            entries = evaluate(ranges[place + 1], scope, self) if is_known else None
            if isinstance(entries, Table):
                rest = (*ranges[:place], *ranges[place + 2 :])
                inside = Formula(formula.op, (body, *rest), formula.value, formula.span) if rest else body
                name = str(ranges[place].value)
                each = [evaluate(inside, ChainMap({name: entry}, scope), self) for entry in entries]  # type: ignore[arg-type]
                return cast("ShownValue", FOLDS[str(formula.value)](self, each))
        inner: ChainMap[str, Value] = ChainMap({}, scope)  # type: ignore[arg-type]  # only read from
        parts: list[Formula] = []
        for index, extent in zip(ranges[::2], ranges[1::2], strict=True):
            inner[str(index.value)], row = self._index(str(index.value), shown(extent, inner, self))
            parts.extend(row)

        def gathered(entry: Shown) -> Shown:
            return Shown(_lettered(Formula("fold", (entry.formula, *parts), formula.value)), None)

        return per_axis(gathered, evaluate(body, inner, self))

    def _index(self, letter: str, extent: ShownValue | NamedArray) -> tuple[ShownValue, list[Formula]]:
        if isinstance(extent, NamedArray):  # a list that goes by its name
            return extent(Shown(f.name(_HELD + letter), None)), [f.name(_HELD + letter), f.call("len", extent.formula)]
        if not isinstance(extent, tuple):
            return Shown(f.name(_HELD + letter), None), [f.name(_HELD + letter), extent.formula]
        names = [f.name(f"{_HELD}{name.value}") for name in self.index_names(letter, len(extent))]
        row = [part for name, length in zip(names, extent, strict=True) for part in (name, length.formula)]
        return tuple(Shown(name, None) for name in names), row

    def written(self, value: Shown | int) -> Formula:
        """The formula itself."""
        return value.formula if isinstance(value, Shown) else f.number(value)


def _is_known(extent: Formula, scope: Mapping[str, Value], indices: set[str]) -> bool:
    """Whether a range does not hang on another index of its sum."""
    names = {str(name.value) for name in extent.named()}
    return names.isdisjoint(indices) and all(name in scope for name in names)


def _lettered(fold: Formula) -> Formula:
    """A sum over a range, each index called as it wants to be if that is no name of what was put in."""
    taken = {str(node.value) for node in fold.named()}
    letters: dict[str, str] = {}
    for index in fold.args[1::2]:
        wanted = str(index.value).removeprefix(_HELD)
        letters[str(index.value)] = next(one for one in (wanted, *INDICES, f"{wanted}_0") if one not in taken)
        taken.add(letters[str(index.value)])
    return _with_letters(fold, letters)


def _with_letters(formula: Formula, letters: Mapping[str, str]) -> Formula:
    if formula.op == "name":
        return f.name(letters.get(str(formula.value), str(formula.value)))
    args = tuple(_with_letters(arg, letters) for arg in formula.args)
    return Formula(formula.op, args, formula.value, formula.span) if args else formula


def _parts(op: str, value: Shown) -> tuple[Formula, ...]:
    """The terms of a sum, or the factors of a product, or the formula itself."""
    return value.formula.args if value.formula.op == op else (value.formula,)


def _powers(factors: list[Formula]) -> list[Formula]:
    """Neighbours that are the same and not numbers become one power."""
    rows: list[tuple[Formula, int]] = []
    for factor in factors:
        if rows and rows[-1][0] == factor and not _is_number(factor):
            rows[-1] = (factor, rows[-1][1] + 1)
        else:
            rows.append((factor, 1))
    return [base if times == 1 else Formula("power", (base, f.number(times))) for base, times in rows]


def _is_number(formula: Formula) -> bool:
    return formula.op == "number" or (formula.op == "given" and formula.args[0].op == "number")


def _divides(formula: Formula) -> bool:
    """Whether a division, or an entry that may be a fraction, stands in the formula outside any rounded quotient."""
    rounded = formula.op == "call" and formula.value in ("floor", "ceil")
    return not rounded and (formula.op in ("reciprocal", "index") or any(_divides(arg) for arg in formula.args))
