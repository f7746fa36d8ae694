"""Evaluates a network at many values of one symbol: exact numbers, and where it cannot be, why.

A few values are derived in numbers, one by one. For many it is derived once, with the symbol left, and the values are
put into its named sizes, its conditions and its quantities; where that does not go through, in numbers again.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate_scalar, truth
from symcnn.errors import (
    ArgumentMistake,
    ArithmeticMistake,
    ShapeMistake,
    SymcnnError,
    Unavailable,
)
from symcnn.model.given_values import no_default, refuse_unknown, to_private
from symcnn.render.formula.text import to_text
from symcnn.support.gc_pause import collector_paused
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.analysis.measures import Measure
    from symcnn.analysis.subject import Subject
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

FEW = 4
"""As many values are derived faster one by one."""

REASONS = 2
"""The most reasons that are listed."""

CANNOT_BE = (ShapeMistake, ArgumentMistake, ArithmeticMistake)
"""Mistakes by which a network says that a value does not suit it."""


class SweepPoint(NamedTuple):
    """One value of the symbol: the amounts there, or why there are none."""

    at: int | Fraction
    amounts: tuple[Scalar, ...] = ()
    reason: str = ""


class Sweep(NamedTuple):
    """A network over one symbol."""

    points: tuple[SweepPoint, ...]

    @property
    def gaps(self) -> tuple[SweepPoint, ...]:
        """The points at which the network cannot be."""
        return tuple(point for point in self.points if point.reason)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of the gaps, each once; of many the first few, and an ellipsis."""
        found = list(dict.fromkeys(point.reason for point in self.gaps))
        return (*found[:REASONS], *(["…"] if len(found) > REASONS else []))


def sweep(net: Subject, measures: tuple[Measure, ...], symbol: str, values: tuple[int | Fraction, ...]) -> Sweep:
    """The amounts of a network at every value of a symbol.

    >>> import symcnn
    >>> from symcnn.analysis.measures import read_measures
    >>> net = symcnn.parse("input(W, W, 3); conv(5, 8)")
    >>> first, *others = sweep(net, read_measures("macs"), "W", (4, 5, 6)).points
    >>> first.at, first.amounts, first.reason
    (4, (), 'conv1: the kernel must fit into the padded input, but 4 ≥ 5 does not hold along W')
    >>> others
    [SweepPoint(at=5, amounts=(600,), reason=''), SweepPoint(at=6, amounts=(2400,), reason='')]
    """
    with collector_paused():
        formulas = _Formulas.of(net, measures, symbol) if len(values) > FEW else None
        points = tuple(_point(net, measures, symbol, value, formulas) for value in values)
    if all(point.reason for point in points):
        _amounts(net, measures, symbol, values[-1])  # raises what is wrong there
        raise ArgumentMistake(f"the network cannot be at any of these values of {symbol}", hint=points[-1].reason)
    return Sweep(points)


def left_open(net: Subject, symbol: str) -> Subject:
    """The network with every symbol but one at its default."""
    refuse_unknown([symbol], [*net.symbols, *net.open_symbols])
    if symbol not in net.open_symbols:
        raise ArgumentMistake(f"{symbol} has a value already", hint="a symbol is drawn over or set, not both")
    return net.with_defaults([symbol])


def _point(
    net: Subject, measures: tuple[Measure, ...], symbol: str, value: int | Fraction, formulas: _Formulas | None
) -> SweepPoint:
    try:
        found = None if formulas is None or value < 1 else formulas.at(net, value)
        return SweepPoint(value, _amounts(net, measures, symbol, value)) if found is None else found
    except CANNOT_BE as mistake:
        return SweepPoint(value, reason=mistake.message)


def _amounts(net: Subject, measures: tuple[Measure, ...], symbol: str, value: int | Fraction) -> tuple[Scalar, ...]:
    """The amounts at one value, derived anew in numbers; other symbols may stay where no amount has them."""
    try:
        there = net.numbers(**{symbol: value})
    except Unavailable as missing:
        there = net.at(**{symbol: value}).with_defaults(())
        found = tuple(to_private(measure.of(there)) for measure in measures)
        left = {free.name for amount in found if not isinstance(amount, int | Fraction) for free in amount.free_symbols}
        if left - there.open_symbols.keys():  # entries of a list
            raise missing from None
        if left:
            ordered = dict.fromkeys((*there.symbols, *there.open_symbols))
            raise no_default([name for name in ordered if name in left]) from None
        return found
    return tuple(_number(measure, there) for measure in measures)


def _number(measure: Measure, net: Subject) -> Scalar:
    """The amount of a measure, which must be a number."""
    amount = to_private(measure.of(net))
    if isinstance(amount, int | Fraction):
        return amount
    free = ", ".join(sorted(symbol.name for symbol in amount.free_symbols))
    raise Unavailable(f"no value is given for {free}" if free else f"{measure.heading} is no exact number there")


class _Formulas(NamedTuple):
    """A derivation with one symbol left, ready to take values."""

    symbol: str
    known: dict[str, Any]
    definitions: tuple[tuple[str, Formula], ...]
    conditions: tuple[tuple[Formula, str], ...]
    amounts: tuple[Formula, ...]

    @classmethod
    def of(cls, net: Subject, measures: tuple[Measure, ...], symbol: str) -> _Formulas | None:
        """The formulas; None where the network cannot be derived with a symbol in it, or other symbols are left."""
        if {free.name for free in net.free_symbols} != {symbol}:
            return None
        try:
            derivation = net.derivation
            amounts = tuple(derivation.written(measure.of(net)) for measure in measures)
        except SymcnnError:
            return None
        conditions = [
            (c.formula, Message("{} ({}: {})", to_text(c.formula), c.layer, c.words)) for c in derivation.conditions
        ]
        conditions += [(formula, Message("{} (assumed)", to_text(formula))) for formula in derivation.assumptions]
        definitions = tuple((d.name, derivation.written(d.value)) for d in derivation.definitions)
        known = {name: value for name, value in derivation.scope.items() if not hasattr(type(value), "free_symbols")}
        return cls(symbol, known, definitions, tuple(conditions), amounts)

    def at(self, net: Subject, value: int | Fraction) -> SweepPoint | None:
        """The point at a value that the symbol may have; None where the formulas do not say."""
        net.at(**{self.symbol: value})  # raises if the header says otherwise
        exact, scope = Exact(net.limits), {**self.known, self.symbol: value}
        try:
            for name, formula in self.definitions:
                scope[name] = evaluate_scalar(formula, scope, exact)
            for formula, reason in self.conditions:
                answer = truth(formula, scope, exact)
                if answer is not True:
                    return None if answer is None else SweepPoint(value, reason=reason)
            return SweepPoint(value, tuple(evaluate_scalar(formula, scope, exact) for formula in self.amounts))
        except SymcnnError:
            return None
