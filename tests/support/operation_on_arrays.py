"""The operation of a layer, ``y[i, k] = ...``, carried out on small arrays: on numbers, and on the terms themselves.

Where the operation stands in several lines, the last is what leaves the layer, and those before it name what it is
made of: ``m[k] = ...`` is an array like the input, made when it is read. Of an array's indices those called as in
``INDEX_LETTERS`` are positions, one number per axis; any other is one number.

It shows by counting that the rules beside the operation say the same as the operation does. What lies outside the
input (padding) is :data:`ABSENT`: a zero that ``max`` and ``min`` can tell from a zero and leave out. It stays absent
when it is multiplied, divided or negated, and is plain 0 everywhere else.
"""

from __future__ import annotations

import math
from collections import ChainMap
from itertools import product as box
from typing import TYPE_CHECKING, Any

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.as_written import INDEX_LETTERS
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import Value, describe, is_number
from symcnn.derive.rule_scope import Rules
from symcnn.errors import ArgumentMistake, ArithmeticMistake, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from symcnn.formula import Comparator, Extremum, Formula
    from symcnn.model.volume import Volume

    Scalar = Any  # here also a float, and a set of what an entry depends on
    from symcnn.syntax.tree import LayerDefinition, Rule

Index = tuple[int, ...]
"""One entry of an array: a position, one number per axis, and a depth; without axes the depth alone."""

Read = tuple[str, Index]
"""An array's name and the entry that is read."""

Term = frozenset[Read]
"""What is multiplied in one term of an operation."""

Trace = frozenset[Term]
"""The terms of a value, where numbers that the rule itself adds do not count."""


class _Absent(int):
    """The type of :data:`ABSENT`."""


ABSENT = _Absent(0)
"""What is read outside the input."""


def apply_operation(
    layer: LayerDefinition, arguments: Mapping[str, Value], volume: Volume, arrays: Mapping[str, Mapping[Index, Scalar]]
) -> dict[Index, Scalar]:
    """Every value that the layer puts out for the input ``arrays["x"]`` and the weights beside it.

    Whole numbers and fractions stay exact; only functions such as ``exp`` and ``sqrt`` make floats. A window
    without any value of the input has the maximum ``-inf``.
    """
    readers = {name: _reader(name, entries, volume) for name, entries in arrays.items()}
    values = _run(layer, arguments, volume, Reals(), readers)
    return {index: 0 if value is ABSENT else value for index, value in values}


def trace_operation(layer: LayerDefinition, arguments: Mapping[str, Value], volume: Volume) -> dict[Index, Trace]:
    """The terms of every value that the layer puts out, whatever the numbers in its arrays are.

    A term in which a weight or a bias stands is one link; one in which it is multiplied by an input is one
    multiply-accumulate; and the weights of all terms are the layer's parameters. Padding counts.
    """
    values = run_operation(layer, arguments, volume, Terms(), _tracer)
    return {index: value if isinstance(value, frozenset) else frozenset() for index, value in values}


def run_operation(
    layer: LayerDefinition,
    arguments: Mapping[str, Value],
    volume: Volume,
    domain: Exact,
    reader: Callable[[str], Any],
) -> Iterator[tuple[Index, Scalar]]:
    """Every value that the layer puts out, in any domain, where each array that it reads is as the reader makes it."""
    named = {rule.target for rule in _lines(layer)}
    read = set[str]().union(*(_arrays(rule.formula) for rule in _lines(layer)))
    return _run(layer, arguments, volume, domain, {name: reader(name) for name in read - {*arguments, "X"} - named})


class Reals(Exact):
    """Exact numbers, floats where a function has no exact values, and :data:`ABSENT`."""

    def product(self, factors: Iterable[Scalar]) -> Scalar:
        """Nothing times something is nothing."""
        known = list(factors)
        return ABSENT if any(factor is ABSENT for factor in known) else super().product(known)

    def negate(self, value: Scalar) -> Scalar:
        """``-value``."""
        return ABSENT if value is ABSENT else super().negate(value)

    def divide(self, a: Scalar, b: Scalar) -> Scalar:
        """``a/b``, exactly unless one is a float."""
        if a is not ABSENT and (isinstance(a, float) or isinstance(b, float)):
            if b == 0:
                raise ArithmeticMistake("division by zero")
            return a / b
        return ABSENT if a is ABSENT and b else super().divide(a, b)

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """``base^exponent``."""
        return float(base) ** exponent if isinstance(base, float) else super().power(base, exponent)

    def extremum(self, function: Extremum, values: list[Scalar]) -> Scalar:
        """The least or greatest value that is there; of no values, what never wins."""
        present = [value for value in values if value is not ABSENT]
        return super().extremum(function, present) if present else math.inf if function == "min" else -math.inf

    def function(self, name: str, values: list[Scalar]) -> Scalar:
        """The functions of Python's ``math``."""
        try:
            return float(getattr(math, name)(*values))
        except OverflowError:
            raise ArithmeticMistake(f"{name}({values[0]}) is too large for floating-point numbers") from None
        except ValueError:
            raise ArithmeticMistake(f"{name}({', '.join(map(str, values))}) has no real value") from None

    def _bounded(self, value: Any) -> Scalar:
        return value if isinstance(value, float) else super()._bounded(value)


class Terms(Reals):
    """Numbers of the rule itself, and for everything read from an array its :data:`Trace`.

    A sum has the terms of its addends, a product one for each way to choose a term from every factor, and none if it is
    multiplied by the number 0, such as ``bias=false``. Any other function makes one term of all that it depends on.
    """

    def sum(self, terms: Iterable[Scalar]) -> Scalar:
        """All terms of all addends."""
        known = list(terms)
        traces = [term for term in known if isinstance(term, frozenset)]
        return frozenset[Term]().union(*traces) if traces else super().sum(known)

    def product(self, factors: Iterable[Scalar]) -> Scalar:
        """Every choice of one term per factor."""
        known = list(factors)
        traces = [factor for factor in known if isinstance(factor, frozenset)]
        number = super().product(factor for factor in known if not isinstance(factor, frozenset))
        return frozenset(Term().union(*choice) for choice in box(*traces)) if traces and number else number

    def negate(self, value: Scalar) -> Scalar:
        """The same terms."""
        return value if isinstance(value, frozenset) else super().negate(value)

    def divide(self, a: Scalar, b: Scalar) -> Scalar:
        """The terms of the numerator; a denominator that is read is one factor of each."""
        return self.product([a, _one_term([b])]) if _read(a, b) and b else super().divide(a, b)

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """One term."""
        return _one_term([base, exponent]) if _read(base, exponent) else super().power(base, exponent)

    def floor(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """One term."""
        both = (numerator, denominator)
        return _one_term(both) if _read(*both) else super().floor(*both)

    def remainder(self, a: Scalar, b: Scalar) -> Scalar:
        """One term."""
        return _one_term([a, b]) if _read(a, b) else super().remainder(a, b)

    def extremum(self, function: Extremum, values: list[Scalar]) -> Scalar:
        """One term."""
        return _one_term(values) if _read(*values) else super().extremum(function, values)

    def function(self, name: str, values: list[Scalar]) -> Scalar:
        """One term."""
        return _one_term(values) if _read(*values) else super().function(name, values)

    def decide(self, relation: Comparator, a: Scalar, b: Scalar) -> bool | None:
        """What is read is not known."""
        return None if _read(a, b) else super().decide(relation, a, b)


def _read(*values: Scalar) -> bool:
    return any(isinstance(value, frozenset) for value in values)


def _one_term(values: Iterable[Scalar]) -> Trace:
    traces = (value for value in values if isinstance(value, frozenset))
    return frozenset([Term().union(*(term for trace in traces for term in trace))])


def _run(
    layer: LayerDefinition, arguments: Mapping[str, Value], volume: Volume, domain: Exact, arrays: Mapping[str, Value]
) -> Iterator[tuple[Index, Scalar]]:
    """The operation at every index: the last runs over the output depth, one before it over the output positions."""
    *made, rule = _lines(layer)
    rules = Rules(layer, arguments, volume, domain)
    scope: ChainMap[str, Value] = ChainMap({**arrays}, rules)
    for line in made:
        scope.maps[0][line.target] = _made(line, scope, domain)
    *position, depth = rule.indices
    for index in box(*(range(int(size)) for size in rules.vector("X'") if position), range(int(rules.scalar("D'")))):
        here: dict[str, Value] = {**dict.fromkeys(position, index[:-1]), depth: index[-1]}
        value = evaluate(rule.formula, scope.new_child(here), domain)
        if isinstance(value, tuple) or not is_number(value):
            raise ArgumentMistake(f"{describe(value)} stands where a number is needed", rule.formula.span)
        yield index, value


def _made(line: Rule, scope: ChainMap[str, Value], domain: Exact) -> Callable[..., Scalar]:
    """An array that a line of the operation makes; every entry is worked out once."""
    known: dict[Index, Scalar] = {}
    positions = [name for name in line.indices if name in INDEX_LETTERS]

    def read(*index: int) -> Scalar:
        if index not in known:
            axes = (len(index) - len(line.indices) + len(positions)) // max(len(positions), 1)
            rest, here = list(index), dict[str, Value]()
            for name in line.indices:
                taken = axes if name in positions else 1
                here[name] = tuple(rest[:taken]) if name in positions else rest[0]
                del rest[:taken]
            known[index] = evaluate(line.formula, scope.new_child(here), domain)
        return known[index]

    return read


def _lines(layer: LayerDefinition) -> list[Rule]:
    """The lines of the operation, the last of which says what leaves the layer."""
    lines = [rule for rule in layer.rules if rule.indices]
    if not lines:
        raise Unavailable(f'layer "{layer.name}" states no operation', "add a line such as y[i, k] = x[i, k]")
    return lines


def _arrays(formula: Formula) -> set[str]:
    found = {str(formula.value)} if formula.op == "index" else set()
    return found.union(*(_arrays(part) for part in formula.args))


def _reader(name: str, entries: Mapping[Index, Scalar], volume: Volume) -> Callable[..., Scalar]:
    """An array as a function of its indices; only the input may be read outside, and only beside its positions."""

    def read(*index: int) -> Scalar:
        if index in entries:
            return entries[index]
        fits = name == "x" and len(index) == len(volume.sizes) + 1 and 0 <= index[-1] < volume.depth
        if not fits or all(0 <= place < size for place, size in zip(index, volume.sizes, strict=False)):
            raise ArgumentMistake(f'"{name}" has no entry {index}')
        return ABSENT

    return read


def _tracer(name: str) -> Callable[..., Trace]:
    return lambda *index: frozenset([Term([(name, index)])])
