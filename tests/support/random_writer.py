"""What a random network is written with: rooms, numbers, symbols, and arguments for all axes or for each."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random


class Room(NamedTuple):
    """What a layer receives: sizes and depth."""

    sizes: tuple[int, ...]
    depth: int

    @property
    def axes(self) -> int:
        return len(self.sizes)

    @property
    def values(self) -> int:
        return prod((*self.sizes, self.depth))

    @property
    def written(self) -> str:
        return f"input({', '.join(map(str, (*self.sizes, self.depth)))})"


class Writer:
    """Draws parts of a text; a number may become a symbol, whose value is remembered."""

    def __init__(self, draw: random.Random, share_of_symbols: float = 0) -> None:
        self.draw = draw
        self.share_of_symbols = share_of_symbols
        self.values: dict[str, int] = {}

    def number(self, value: int, letter: str) -> str:
        """A number as it stands, or a symbol for it; what may be 0 stays a number, as a symbol is at least 1."""
        if not value or self.draw.random() >= self.share_of_symbols:
            return str(value)
        name = f"{letter}{len(self.values) + 1}"
        self.values[name] = value
        return name

    def between(self, low: int, high: int, letter: str) -> str:
        return self.number(self.draw.randint(low, high), letter)

    def each(self, axes: int, low: int, high: int, letter: str) -> str:
        """One number for all axes, or one for each."""
        if self.draw.random() < 0.6 or not axes:
            return self.between(low, high, letter)
        return "(" + "".join(f"{self.between(low, high, letter)}, " for _ in range(axes)).rstrip(" ") + ")"

    def sometimes(self, chance: float = 0.4) -> bool:
        return self.draw.random() < chance

    def truth(self) -> str:
        return self.draw.choice(["true", "false"])

    def divisor(self, *numbers: int) -> int:
        """A number that divides all of them."""
        return self.draw.choice([n for n in range(1, 9) if not any(number % n for number in numbers)])

    def options(self, room: Room, *words: str) -> dict[str, str]:
        """Some of the options that windows have."""
        chosen = {word: self.each(room.axes, *OPTIONS[word]) for word in words if self.sometimes()}
        if "padding_end" in words and self.sometimes(0.25):
            chosen.pop("padding_end", None)
            chosen["padding"] = self.draw.choice(["same", "same_lower", "causal", "valid"])
        return chosen


OPTIONS = {
    "stride": (1, 3, "S"),
    "padding": (0, 2, "P"),
    "padding_end": (0, 2, "P"),
    "dilation": (1, 2, "L"),
    "output_padding": (0, 2, "A"),
}
"""Least, most and letter."""
