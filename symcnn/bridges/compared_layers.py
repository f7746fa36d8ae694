"""Layers of a model and of a text, side by side: which are alike, which part, and which only get other sizes."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence


class ComparedLayer(NamedTuple):
    """A layer that is held against one of the other network: what it is called, its word, and its numbers."""

    name: str
    word: str
    output: tuple[int, ...]
    params: int
    macs: int
    windows: tuple[tuple[int, int], ...] = ()
    """How many values a window spans along each axis, and in which steps; nothing for one that spans 1 or all."""
    arguments: Hashable = ()
    """What it is called with, whatever it receives."""

    @property
    def has_weights(self) -> bool:
        """Whether it has weights or multiply-accumulates."""
        return bool(self.params or self.macs)

    @property
    def kind(self) -> str:
        """Its word, or the one that says the same where sizes are the same."""
        return _ONE_KIND.get(self.word, self.word)

    @property
    def numbers(self) -> Hashable:
        """What is compared; a convolution may be written in several ways, so of one with weights no word."""
        *sizes, depth = self.output
        if self.has_weights:
            return self.output, self.params, self.macs, self.windows
        return self.kind, (depth,) if set(sizes) <= {1} else self.output, self.windows

    def is_written_as(self, other: ComparedLayer) -> bool:
        """Whether it has the word and the arguments of another layer, so that only what they get differs."""
        return (self.word, self.arguments) == (other.word, other.arguments)

    def __str__(self) -> str:
        words = ["×".join(map(str, self.output))]
        if self.windows:
            spans, steps = ("×".join(map(str, row)) for row in zip(*self.windows, strict=True))
            words.append(f"windows of {spans} in steps of {steps}")
        if self.has_weights:
            words += [f"{self.params:,} parameters", f"{self.macs:,} multiply-accumulates"]
        else:
            words.insert(0, self.word)
        return f"{self.name}: {', '.join(words)}"


_ONE_KIND = {
    **dict.fromkeys(("avgpool", "adaptive_avgpool", "gap"), "gap"),
    **dict.fromkeys(("maxpool", "adaptive_maxpool", "gmp"), "gmp"),
    **dict.fromkeys(("upsample", "interpolate"), "upsample"),
    **dict.fromkeys(("upsample_linear", "interpolate_linear"), "upsample_linear"),
}
"""Words of which several come to one thing where the sizes that leave are the same."""

ComparedPair: TypeAlias = "tuple[ComparedLayer | None, ComparedLayer | None]"
_Layers: TypeAlias = "Sequence[ComparedLayer]"


def pairs_of(mine: _Layers, yours: _Layers) -> list[ComparedPair]:
    """Each layer with its like, or with the one in its place, or alone; in order."""
    one, other = [layer.numbers for layer in mine], [layer.numbers for layer in yours]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    found: list[ComparedPair] = []
    for _, start, end, from_, to in matcher.get_opcodes():
        found += _in_stretch(mine[start:end], yours[from_:to])
    return _behind_alike(found)


def are_alike(pair: ComparedPair) -> bool:
    """Whether both are there, with the same numbers."""
    one, other = pair
    return one is not None and other is not None and one.numbers == other.numbers


_MOST_PAIRS = 10**6
"""Pairs of layers that are tried in one stretch."""


def _in_stretch(mine: _Layers, yours: _Layers) -> Iterator[ComparedPair]:
    """The layers of two stretches in pairs so that as much as can be is alike, written alike or named alike."""
    if len(mine) * len(yours) > _MOST_PAIRS or all(map(are_alike, zip_longest(mine, yours))):
        yield from zip_longest(mine, yours)
        return
    costs = [[_ALONE * (len(yours) - place) for place in range(len(yours) + 1)]]
    for layer in reversed(mine):
        row = [costs[0][-1] + _ALONE]
        for place in range(len(yours) - 1, -1, -1):
            both = costs[0][place + 1] + _cost(layer, yours[place])
            row.insert(0, min(both, costs[0][place] + _ALONE, row[0] + _ALONE))
        costs.insert(0, row)
    left, right = 0, 0
    while left < len(mine) or right < len(yours):
        here = costs[left][right]
        both = left < len(mine) and right < len(yours)
        if both and here == costs[left + 1][right + 1] + _cost(mine[left], yours[right]):
            yield mine[left], yours[right]
            left, right = left + 1, right + 1
        elif left < len(mine) and here == costs[left + 1][right] + _ALONE:
            yield mine[left], None
            left += 1
        else:
            yield None, yours[right]
            right += 1


_ALONE = 4
"""What a layer without one of the other network costs."""

_COSTS: tuple[Callable[[ComparedLayer, ComparedLayer], bool], ...] = (
    lambda one, other: one.numbers == other.numbers,
    lambda one, other: one.is_written_as(other),
    lambda one, other: _last(one.name) == _last(other.name),
    lambda one, other: one.kind == other.kind,
    lambda one, other: (one.has_weights, bool(one.windows)) == (other.has_weights, bool(other.windows)),
)
"""In which ways two layers are one, the cheapest first; others are never a pair."""


def _cost(one: ComparedLayer, other: ComparedLayer) -> int:
    return next((price for price, is_one in enumerate(_COSTS) if is_one(one, other)), 2 * _ALONE + 1)


def _last(name: str) -> str:
    return name.replace("/", ".").rsplit(".", 1)[-1]


def _behind_alike(pairs: list[ComparedPair]) -> list[ComparedPair]:
    """The pairs with layers that are alone behind what is like them: of four turns instead of three, the last one.

    A row of them starts with a layer that has weights, if it can.
    """
    start = 0
    while start < len(pairs):
        side, end = _missing(pairs[start]), start + 1
        while side is not None and end < len(pairs) and _missing(pairs[end]) == side:
            end += 1
        length = end - start
        while side is not None and _shift(pairs, start, length, length, side):
            start += length
        first = next((place for place in range(length) if _has_weights(pairs[start + place])), 0)
        start += first if first and side is not None and _shift(pairs, start, length, first, side) else 0
        start += length
    return pairs


def _has_weights(pair: ComparedPair) -> bool:
    return any(layer is not None and layer.has_weights for layer in pair)


def _missing(pair: ComparedPair) -> int | None:
    """Which of two is not there."""
    return pair.index(None) if None in pair else None


def _shift(pairs: list[ComparedPair], start: int, length: int, by: int, side: int) -> bool:
    """Bring a row of layers without a like behind the pairs that follow it, if its first ones are like these."""
    alone, behind = pairs[start : start + length], pairs[start + length : start + length + by]
    if len(behind) < by or not all(map(are_alike, behind)):
        return False
    made = [(two[0], one[1]) if side else (one[0], two[1]) for one, two in zip(behind, alone, strict=False)]
    rest: list[ComparedPair] = [(one[0], None) if side else (None, one[1]) for one in behind]
    if not all(map(are_alike, made)):
        return False
    pairs[start : start + length + by] = [*made, *alone[by:], *rest]
    return True
