"""Calls of layers at random, one row for each layer: arguments stated or left out, one for all axes or one for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


class Room(NamedTuple):
    """What a layer receives: sizes and depth."""

    sizes: tuple[int, ...]
    depth: int

    @property
    def axes(self) -> int:
        return len(self.sizes)

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
        return {word: self.each(room.axes, *OPTIONS[word]) for word in words if self.sometimes()}


OPTIONS = {
    "stride": (1, 3, "S"),
    "padding": (0, 2, "P"),
    "padding_end": (0, 2, "P"),
    "dilation": (1, 2, "L"),
    "output_padding": (0, 2, "A"),
}
"""Least, most and letter."""
Arguments = dict[str, str]
"""Words and what stands behind them."""


def kernel(w: Writer, room: Room) -> Arguments:
    return {"kernel_size": w.each(room.axes, 1, 4, "F")}


def conv(w: Writer, room: Room) -> Arguments:
    groups = w.divisor(room.depth) if w.sometimes(0.3) else 1
    filters = w.number(groups * w.draw.randint(1, 4), "K")
    chosen = kernel(w, room) | {"filters": filters} | w.options(room, "stride", "padding", "dilation")
    return chosen | ({"groups": str(groups)} if groups > 1 else {}) | bias(w)


def bias(w: Writer) -> Arguments:
    return {"bias": w.truth()} if w.sometimes() else {}


def partial_conv(w: Writer, room: Room) -> Arguments:
    """A convolution whose filters see some of the maps."""
    filters = w.draw.randint(1, 4)
    chosen = kernel(w, room) | {"filters": str(filters)} | w.options(room, "stride", "padding") | bias(w)
    if w.sometimes(0.5):
        return chosen | {"links": w.number(w.draw.randint(filters, filters * room.depth), "N")}
    rows = [w.draw.sample(range(room.depth), w.draw.randint(1, room.depth)) for _ in range(filters)]
    return chosen | {"table": str(rows)}


def conv_transpose(w: Writer, room: Room) -> Arguments:
    groups = w.divisor(room.depth) if w.sometimes(0.3) else 1
    chosen = kernel(w, room) | {"filters": str(groups * w.draw.randint(1, 3))}
    chosen |= w.options(room, "stride", "padding", "output_padding", "dilation")
    return chosen | ({"groups": str(groups)} if groups > 1 else {}) | bias(w)


def subsample(w: Writer, room: Room) -> Arguments:
    return kernel(w, room) | w.options(room, "stride")


def maxpool(w: Writer, room: Room) -> Arguments:
    return kernel(w, room) | w.options(room, "stride", "padding", "dilation") | ceiling(w)


def avgpool(w: Writer, room: Room) -> Arguments:
    return kernel(w, room) | w.options(room, "stride", "padding") | ceiling(w)


def ceiling(w: Writer) -> Arguments:
    return {"ceil_mode": w.truth()} if w.sometimes() else {}


def dense(w: Writer, _room: Room) -> Arguments:
    return {"out_features": w.between(1, 9, "N")} | bias(w)


def rbf(w: Writer, _room: Room) -> Arguments:
    return {"classes": w.between(1, 9, "N")}


def crop(w: Writer, room: Room) -> Arguments:
    least = max(1, min(room.sizes) - 2)
    return {"size": w.each(room.axes, least, min(room.sizes) + w.sometimes(0.1), "T")}


def upsample(w: Writer, room: Room) -> Arguments:
    return {"scale": w.each(room.axes, 1, 2, "Z")}


def dropout(w: Writer, _room: Room) -> Arguments:
    return w.draw.choice([{}, {"probability": "0.1"}, {"probability": "1/4"}])


def nothing(_w: Writer, _room: Room) -> Arguments:
    return {}


class Row(NamedTuple):
    """How a layer's arguments are drawn, how often, and for how many axes."""

    layer: str
    arguments: Callable[[Writer, Room], Arguments]
    weight: float = 1
    axes: tuple[int, ...] = (1, 2, 3)


ANYWHERE = (0, 1, 2, 3)
ENDING = 0.3
"""The weight of what leaves no axes, so that most networks keep theirs for a while."""
CALLS = (
    Row("conv", conv, 10),
    Row("conv", partial_conv, 2),
    Row("conv_transpose", conv_transpose, 3),
    Row("subsample", subsample),
    Row("maxpool", maxpool, 3),
    Row("avgpool", avgpool, 3),
    Row("gap", nothing, ENDING),
    Row("dense", dense, ENDING, ANYWHERE),
    Row("rbf", rbf, ENDING, ANYWHERE),
    Row("flatten", nothing, ENDING, ANYWHERE),
    Row("bn", nothing, 3, ANYWHERE),
    Row("relu", nothing, 2, ANYWHERE),
    Row("sigmoid", nothing, 1, ANYWHERE),
    Row("tanh", nothing, 1, ANYWHERE),
    Row("softmax", nothing, 1, ANYWHERE),
    Row("dropout", dropout, 1, ANYWHERE),
    Row("identity", nothing, 1, ANYWHERE),
    Row("crop", crop),
    Row("upsample", upsample),
)


def draw_call(w: Writer, room: Room) -> str:
    """One call that may or may not fit what it receives."""
    rows = [row for row in CALLS if room.axes in row.axes]
    row = w.draw.choices(rows, [row.weight for row in rows])[0]
    words = row.arguments(w, room)
    return f"{row.layer}({', '.join(f'{word}={value}' for word, value in words.items())})" if words else row.layer
