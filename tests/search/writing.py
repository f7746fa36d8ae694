"""Networks in symbols at random, as texts: names, numbers and expressions wherever a size or an argument may stand.

Nothing is made to fit. What the network asks for comes out as conditions, and these are looked at as well.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = ("W", "W", "W", "W", "W", "H", "H", "T", "T", "D", "D", "L", "n", "i", "C")
RARE = ("X", "F", "E", "S", "N")
"""Names that mean something elsewhere in the language."""
DEPTHS = ("D", "D", "D", "D", "K", "C", "W", "k", "n")
KINDS = {"P": "integer >= 0", "Q": "integer >= 0", "q": "integer", "r": "real > 0"}
"""Names that a header declares otherwise, where there is a header."""
MERGES = ("add", "mul", "concat", "maximum", "minimum", "average", "add_spread")


class Place(NamedTuple):
    """Where a statement stands: how many axes there are, the indices of the loops around, and how deep."""

    axes: int
    indices: tuple[str, ...] = ()
    nesting: int = 2


class Author:
    """Writes one network."""

    def __init__(self, seed: object, *, size: int = 3) -> None:
        self.draw = random.Random(str(seed))
        self.size = size
        self.labels = 0
        self.known: list[str] = []
        """Labels that a branch may start from."""
        self.with_header = self.sometimes(0.5)
        self.definitions: list[str] = []

    def sometimes(self, chance: float) -> bool:
        return self.draw.random() < chance

    def pick(self, *options: str) -> str:
        return self.draw.choice(options)

    # -- numbers and expressions ---------------------------------------------------------------------------------------

    def name(self, *preferred: str) -> str:
        """One of these names, now and then any other."""
        return self.pick(*preferred) if self.sometimes(0.93) else self.pick("W", "D", "n", "K", "F", "S", "i", "m")

    def expression(self, names: Sequence[str], depth: int = 1) -> str:
        """A formula that is mostly a positive whole number."""
        a, b = self.pick(*names), self.pick(*names)
        c = self.draw.randint(2, 4)
        if depth and self.sometimes(0.3):
            a = f"({self.expression(names, depth - 1)})"
        return self.pick(
            f"{c}*{a}", f"{c}*{a}", f"{a} + {b}", f"{a} + {c - 1}", f"{a}*{b}", f"max(1, {a} - {b})", f"min({a}, {b})",
            f"min({a}, {c})", f"max({a}, {b})", f"floor({a}/{c}) + 1", f"ceil({a}/{c})", f"{a} % {c} + 1",
            f"({a} + {c})/{c}", f"{a}/{c}", f"floor(({a} + {b})/{c}) + 1", f"{a} - 1", f"2^{self.pick('n', 'm')}",
            f"max(1, {a} - {c})", f"({a} - {b})^2 + 1", f"abs({a} - {b}) + 1", f"{a} % ({b} + 1) + 1",
        )  # fmt: skip

    def number(self, plain: Sequence[str], names: Sequence[str], share: float = 0.12) -> str:
        """A number, a name or, for so large a share, an expression."""
        if self.sometimes(share):
            return self.expression(names)
        return self.name(*names) if self.sometimes(0.35) else self.pick(*plain)

    def each(self, place: Place, one: Callable[[], str]) -> str:
        """One number for all axes, or one for each."""
        if place.axes < 2 or self.sometimes(0.8):
            return one()
        return f"({', '.join(one() for _ in range(place.axes))})"

    def kernel(self, place: Place) -> str:
        names = ("F", "F", "F", "S", "k", "K", *place.indices)
        return self.each(place, lambda: self.number(("1", "2", "2", "3", "3", "3", "4", "5"), names, 0.08))

    def filters(self, place: Place) -> str:
        if place.indices and self.sometimes(0.25):
            i, k = self.pick(*place.indices), self.pick("k", "K", "D", "4")
            return self.pick(f"{k}*2^{i}", f"{k}*({i} + 1)", f"{i} + 1", f"{k} + {i}")
        return self.number(("1", "2", "3", "4", "6"), ("K", "k", "D", "D", "C", "m", "F"))

    # -- options of windows --------------------------------------------------------------------------------------------

    def stride(self, place: Place) -> str:
        return self.each(place, lambda: self.number(("1", "2", "2", "2", "3"), ("S", "S", "S", "k"), 0.06))

    def padding(self, place: Place) -> str:
        if self.sometimes(0.1):
            return self.pick("same", "same", "same_lower", "causal")
        if self.sometimes(0.1):
            return self.pick("floor(F/2)", "(F - 1)/2", "F - 1", *place.indices)
        return self.each(place, lambda: self.number(("0", "1", "1", "1", "2"), ("P", "P", "P", "Q"), 0.03))

    def dilation(self, place: Place) -> str:
        if place.indices and self.sometimes(0.3):
            i = self.pick(*place.indices)
            return self.pick(f"2^{i}", f"{i} + 1")
        return self.each(place, lambda: self.number(("1", "2", "2", "3"), ("L", "L", "r", "S"), 0.03))

    def truth(self, _place: Place) -> str:
        return self.pick("true", "true", "false")

    def options(self, place: Place, **chances: float) -> str:
        """Some of these options, each as often as it says."""
        ways = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation, "padding_end": self.far}
        chosen = [f"{word}={ways.get(word, self.truth)(place)}" for word in chances if self.sometimes(chances[word])]
        return "".join(f", {option}" for option in chosen)

    def far(self, place: Place) -> str:
        return self.each(place, lambda: self.number(("0", "1", "2"), ("P", "Q"), 0))

    # -- the whole -----------------------------------------------------------------------------------------------------

    def entry(self) -> tuple[str, int]:
        """An input: equal names, numbers among names, expressions."""
        axes = self.draw.choices([0, 1, 2, 3], [1, 10, 6, 2])[0]
        sizes = [self.size_of_input() for _ in range(axes)]
        if axes > 1 and self.sometimes(0.4):
            sizes = [self.pick(*sizes[:1], *sizes) for _ in sizes]
        return f"input({', '.join([*sizes, self.depth_of_input()])})", axes

    def size_of_input(self) -> str:
        if self.sometimes(0.12):
            return self.expression(("W", "H", "T", "D"))
        if self.sometimes(0.03):
            return self.pick(*RARE)
        return self.pick("4", "7", "8", "12", "16", "32") if self.sometimes(0.15) else self.pick(*SIZES)

    def depth_of_input(self) -> str:
        if self.sometimes(0.06):
            return self.expression(DEPTHS)
        return self.pick("1", "2", "3", "4", "6") if self.sometimes(0.25) else self.pick(*DEPTHS)

    def label(self) -> str:
        self.labels += 1
        return f"E{self.labels}"
