"""Formulas for numbers that were seen at several values of a symbol: a formula has to give every one of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from symcnn.bridges.model_lines import CallLine, MergeLine, RepeatLine, TextLine, TextLines
from symcnn.bridges.rounded_shares import TO_MULTIPLES, TO_QUARTERS, TO_WHOLE, TO_WIDTHS, shares_seen, times
from symcnn.bridges.skeleton import mapped, skeleton_of
from symcnn.bridges.traced import ImportRefused, Sampled

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from symcnn.bridges.traced import ArgumentValue


def fitted(
    values: Sequence[int | Fraction], points: Sequence[Mapping[str, int]], rounded: Container[str] = ()
) -> str | None:
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
    >>> places = [{"g": g, "n": n} for g, n in [(16, 8), (32, 8), (48, 8), (16, 16), (16, 24), (32, 16)]]
    >>> fitted((128, 256, 384, 192, 256, 384), places), fitted((24, 40, 56, 32, 40, 48), places)
    ('g*(n + 8)/2', 'g + n')

    Args:
        values: The number in each sample.
        points: The values of the symbols in each sample.
        rounded: Symbols of which other widths are rounded shares; what may be one is no quotient then.
    """
    symbols = [symbol for symbol in points[0] if len({point[symbol] for point in points}) > 1]
    for fits in (_whole, _to_multiple, _affine, _at_least, _rounded):
        for symbol in symbols:
            places = [point[symbol] for point in points]
            first = _to_multiple(symbol, places, values) if fits is _whole and symbol in rounded else None
            formula = fits(symbol, places, values)
            if formula:
                return first if first and "/" in formula else formula
    for one in symbols:
        for other in symbols[symbols.index(one) + 1 :]:
            products = [point[one] * point[other] for point in points]
            if formula := _affine(f"{one}*{other}", products, values) or _in_both(one, other, points, values):
                return formula
    return None


def _in_both(one: str, other: str, points: Sequence[Mapping[str, int]], values: Sequence[int | Fraction]) -> str | None:
    """``a*x + b*y + c + d*x*y``, as a product if it is one, where some point differs from the first in both."""
    if not SIZES.isdisjoint((one, other)):
        return None
    x, y = points[0][one], points[0][other]
    rows = [(point[one] - x, point[other] - y, value - values[0]) for point, value in zip(points, values, strict=True)]
    along = next((Fraction(rise) / right for right, down, rise in rows if right and not down), None)
    across = next((Fraction(rise) / down for right, down, rise in rows if down and not right), None)
    both = next(((right, down, rise) for right, down, rise in rows if right and down), None)
    if along is None or across is None or both is None:
        return None
    right, down, rise = both
    bent = (rise - along * right - across * down) / (right * down)
    if any(along * right + across * down + bent * right * down != rise for right, down, rise in rows):
        return None
    first, second = along - bent * y, across - bent * x
    constant = values[0] - first * x - second * y - bent * x * y
    if bent and constant * bent == first * second:
        lines = [_in_a_row([(Fraction(1), one)], second / bent), _in_a_row([(Fraction(1), other)], first / bent)]
        return times(bent, "*".join(line if line.isidentifier() else f"({line})" for line in lines))
    return _in_a_row([(bent, f"{one}*{other}"), (first, one), (second, other)], constant)


def _in_a_row(terms: Sequence[tuple[Fraction, str]], constant: Fraction) -> str:
    shown = [(slope, times(abs(slope), symbol)) for slope, symbol in terms if slope]
    shown += [(constant, str(abs(constant)))] if constant else []
    shown.sort(key=lambda term: term[0] < 0)
    first, *others = shown
    return "".join(["-" * (first[0] < 0) + first[1], *(f" {'-' if sign < 0 else '+'} {word}" for sign, word in others)])


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
_OFTEN = (1, 3, 6, 2, 4, 5)
"""How many times as many maps as a width layers inside of blocks have."""


def _to_multiple(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> str | None:
    """A share of the symbol rounded to a multiple, at least nine tenths of it: as MobileNets set their widths.

    No size comes of one by that, but two sizes may well agree with it. Of several shares what most samples say is
    tried first.

    >>> _to_multiple("percent", [50, 75, 100], [24, 32, 40])
    '8*max(floor(percent/20 + 1/2), ceil(9*percent/200))'

    What a layer has times as many maps as a width that was rounded is that often as much.

    >>> _to_multiple("percent", [100, 150, 200], [72, 120, 144])
    '24*max(floor(3*percent/100 + 1/2), ceil(27*percent/1000))'
    """
    if symbol in SIZES:
        return None
    for often, rounding in (*product(_OFTEN, TO_WIDTHS), (1, TO_QUARTERS)):
        share = rounding.share(places, [Fraction(value, often) for value in values])
        if share:
            return rounding.text(share, symbol, often)
    return None


def _at_least(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> str | None:
    """A width that is rounded to multiples, and does not go below a number: as the last layers of MobileNets.

    >>> _at_least("percent", [50, 75, 100, 125, 150], [1280, 1280, 1280, 1600, 1920])
    'max(1280, 8*max(floor(8*percent/5 + 1/2), ceil(36*percent/25)))'
    """
    least = min(values)
    if symbol in SIZES or values.count(least) < _TWICE or len(set(values)) < _ENOUGH:
        return None
    for rounding in TO_WIDTHS:
        for share in shares_seen(places, values):
            if all(
                max(least, rounding.of(share * place)) == value for place, value in zip(places, values, strict=True)
            ):
                return f"max({least}, {rounding.text(share, symbol)})"
    return None


def _rounded(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> str | None:
    """A share of the symbol rounded in another way, if there is enough to go by: as EfficientNets set their depths.

    Of several, one by which the first number is no rounded one, and of these the simplest.

    >>> _rounded("percent", [100, 120, 140, 180, 220], [0, 1, 1, 1, 2])
    'ceil(percent/100) - 1'
    """
    if symbol in SIZES or len(set(places)) <= _ENOUGH:
        return None
    found: list[tuple[bool, int, str]] = []
    for rounding, more in (*product(TO_WHOLE, (0, -1, 1)), *product(TO_MULTIPLES, (0,))):
        share = rounding.share(places, [value - more for value in values])
        if share:
            rounds_first = share * places[0] != values[0] - more
            text = rounding.text(share, symbol) + ("", " + 1", " - 1")[more]
            found.append((rounds_first, share.denominator, text))
    return min(found)[-1] if found else None


_TWICE = 2


def rounded_in(lines: TextLines, points: Sequence[Mapping[str, int]]) -> frozenset[str]:
    """The symbols of which some number is a share rounded to a multiple, and nothing else."""
    symbols = {symbol: [point[symbol] for point in points] for symbol in points[0]}
    sampled = [number.values for number in skeleton_of(lines).numbers if isinstance(number, Sampled)]
    varied = {symbol: places for symbol, places in symbols.items() if len(set(places)) > 1}
    return frozenset(
        symbol
        for symbol, places in varied.items()
        if any(not _whole(symbol, places, row) and _is_rounded(symbol, places, row) for row in sampled)
    )


def _is_rounded(symbol: str, places: Sequence[int], values: Sequence[int | Fraction]) -> bool:
    return any(fits(symbol, places, values) for fits in (_to_multiple, _at_least, _rounded))


def lifted(lines: TextLines, points: Sequence[Mapping[str, int]], rounded: Container[str] = ()) -> TextLines:
    """The lines with a formula for each number that differs between samples.

    Raises:
        ImportRefused: No formula gives a number in all samples; with these.
    """

    def put(value: ArgumentValue | Sampled, where: str) -> ArgumentValue:
        if isinstance(value, tuple):
            return tuple(put(part, where) for part in value)
        if not isinstance(value, Sampled):
            return value
        formula = fitted(value.values, points, rounded)
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
