"""Formulas for numbers that were seen at several values of a symbol: a formula has to give every one of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symcnn.bridges.model_lines import CallLine, MergeLine, RepeatLine, TextLine, TextLines
from symcnn.bridges.skeleton import mapped
from symcnn.bridges.traced import ImportRefused, Sampled
from symcnn.bridges.unified import times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symcnn.bridges.traced import ArgumentValue


def fitted(values: Sequence[int | Fraction], points: Sequence[Mapping[str, int]]) -> str | None:
    """The simplest formula in one symbol, or in two, that gives every value; None where there is none.

    >>> fitted((256, 384, 640), [{"C": 64}, {"C": 96}, {"C": 160}])
    '4*C'
    >>> fitted((3, 4, 6), [{"n": 2}, {"n": 3}, {"n": 5}])
    'n + 1'
    >>> fitted((1, 2, 4), [{"n": 2}, {"n": 3}, {"n": 4}]) is None
    True
    >>> fitted((16, 24), [{"W": 256, "H": 256}, {"W": 320, "H": 384}])
    'H/16'
    >>> fitted((23, 27), [{"W": 360, "H": 480}, {"W": 424, "H": 608}]) is None
    True

    Args:
        values: The number in each sample.
        points: The values of the symbols in each sample.
    """
    symbols = [symbol for symbol in points[0] if len({point[symbol] for point in points}) > 1]
    for fits in (_whole, _to_multiple, _affine):
        for symbol in symbols:
            if formula := fits(symbol, [point[symbol] for point in points], values):
                return formula
    for one in symbols:
        for other in symbols[symbols.index(one) + 1 :]:
            products = [point[one] * point[other] for point in points]
            if formula := _affine(f"{one}*{other}", products, values):
                return formula
    return None


def _whole(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> str | None:
    """A line that a constructor would compute exactly: ``2*C + 3``, ``C/4``, ``(F - 1)/2``.

    ``2*C/25 + 8`` is one by chance: such widths are more likely rounded to multiples.
    """
    other = next(place for place in range(len(places)) if places[place] != places[0])
    slope = Fraction(values[other] - values[0]) / (places[other] - places[0])
    constant = values[0] - slope * places[0]
    is_chance = slope.denominator > 1 and constant and Fraction(constant).denominator == 1
    return None if is_chance else _affine(symbol, places, values)


def _affine(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> str | None:
    """``a*x + b`` through all points; of sizes and their products, none of them held out, there have to be three."""
    first = next(place for place in range(len(places)) if places[place] != places[0])
    slope = Fraction(values[first] - values[0]) / (places[first] - places[0])
    constant = values[0] - slope * places[0]
    if any(slope * place + constant != value for place, value in zip(places, values, strict=True)):
        return None
    if not slope or (constant and not SIZES.isdisjoint(symbol.split("*")) and len(set(places)) < _ENOUGH):
        return None
    product = times(slope, symbol)
    return product if not constant else f"{product} {'+' if constant > 0 else '-'} {abs(constant)}"


SIZES = frozenset({"W", "H", "T"})
_ENOUGH = 3
"""Values of a symbol through which a line with two unknowns says something."""
_MULTIPLES = (8, 4, 16, 32)


def _to_multiple(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> str | None:
    """A share of the symbol rounded to a multiple, at least nine tenths of it: as MobileNets set their widths.

    No size comes of one by that, but two sizes may well agree with it. Of several shares the simplest is tried first.

    >>> _to_multiple("percent", [50, 75, 100], [24, 32, 40])
    '8*max(floor(percent/20 + 1/2), ceil(9*percent/200))'
    """
    if symbol in SIZES:
        return None
    for multiple in _MULTIPLES:
        shares = {Fraction(value, place) for value, place in zip(values, places, strict=True)}
        for share in sorted(shares, key=lambda one: one.denominator):
            if all(_rounded(share * place, multiple) == value for place, value in zip(places, values, strict=True)):
                near = times(share / multiple, symbol)
                least = times(share * Fraction(9, 10) / multiple, symbol)
                return f"{multiple}*max(floor({near} + 1/2), ceil({least}))"
    return None


def _rounded(value: Fraction, multiple: int) -> int:
    near, least = (value / multiple + Fraction(1, 2)).__floor__(), (value * Fraction(9, 10) / multiple).__ceil__()
    return multiple * max(near, least)


def lifted(lines: TextLines, points: Sequence[Mapping[str, int]]) -> TextLines:
    """The lines with a formula for each number that differs between samples.

    Raises:
        ImportRefused: No formula gives a number in all samples; with these.
    """

    def put(value: ArgumentValue | Sampled, where: str) -> ArgumentValue:
        if isinstance(value, tuple):
            return tuple(put(part, where) for part in value)
        if not isinstance(value, Sampled):
            return value
        formula = fitted(value.values, points)
        if formula is None:
            raise ImportRefused(_unfitted(value, where, points))
        return formula

    def change(line: TextLine) -> TextLines:
        if isinstance(line, CallLine | MergeLine):
            arguments = tuple((name, put(value, f"{line.word}'s {name}")) for name, value in line.arguments)
            return (line._replace(arguments=arguments),)
        return (
            (line._replace(times=put(line.times, "how often lines are repeated")),)
            if isinstance(line, RepeatLine)
            else (line,)
        )

    return mapped(lines, change)


def _unfitted(value: Sampled, where: str, points: Sequence[Mapping[str, int]]) -> str:
    pairs = (
        f"{number} at {', '.join(f'{symbol} = {at}' for symbol, at in point.items())}"
        for number, point in zip(value.values, points, strict=True)
    )
    return f"no formula fits {where}: {'; '.join(pairs)}"
