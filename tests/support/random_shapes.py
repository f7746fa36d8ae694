"""Calls at random of layers that move values: resizing, cropping, other shapes, columns of windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from random_writer import Room, Writer

Arguments = dict[str, str]
"""Words and what stands behind them."""


def kernel(w: Writer, room: Room) -> Arguments:
    return {"kernel_size": w.each(room.axes, 1, 4, "F")}


def wanted(w: Writer, room: Room) -> Arguments:
    """As many values along each axis as are wanted, whatever comes."""
    return {"size": w.each(room.axes, 1, 8, "T")}


def roi_align(w: Writer, room: Room) -> Arguments:
    ratio = {"sampling_ratio": w.each(room.axes, 1, 3, "S")} if w.sometimes() else {}
    return {"output_size": w.each(room.axes, 1, 4, "T")} | ratio


def affine_grid(w: Writer, _room: Room) -> Arguments:
    """Along two axes, whose rows come in, or sometimes along three."""
    return {"size": w.each(3 if w.sometimes(0.2) else 2, 1, 4, "T")}


def pad(w: Writer, room: Room) -> Arguments:
    far = {"padding_end": w.each(room.axes, 0, 2, "P")} if w.sometimes() else {}
    return {"padding": w.each(room.axes, 0, 2, "P")} | far


def crop(w: Writer, room: Room) -> Arguments:
    least = max(1, min(room.sizes) - 2)
    offset = {"offset": w.each(room.axes, 0, 2, "P")} if w.sometimes(0.3) else {}
    return {"size": w.each(room.axes, least, min(room.sizes) + w.sometimes(0.1), "T")} | offset


def trim(w: Writer, room: Room) -> Arguments:
    far = {"cropping_end": w.each(room.axes, 0, 2, "P")} if w.sometimes() else {}
    return {"cropping": w.each(room.axes, 0, 1, "P")} | far


def pad_maps(w: Writer, room: Room) -> Arguments:
    before = {"before": w.between(0, 2, "P")} if w.sometimes() else {}
    return {"filters": w.number(room.depth + w.draw.randint(0, 3), "K")} | before


def unfold(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | w.options(room, "stride", "padding", "dilation")
    return {word: value for word, value in chosen.items() if value not in {"same", "same_lower", "causal", "valid"}}


def fold(w: Writer, room: Room) -> Arguments:
    """Windows of one value, so that many fit; a kernel that need not divide the depth."""
    rows = w.draw.choice([n for n in range(1, 9) if not room.sizes[0] % n])
    size = f"({rows}, {room.sizes[0] // rows})" if w.sometimes(0.5) else str(room.sizes[0])
    return {"size": size, "kernel_size": "1" if w.sometimes(0.7) else "2"}


def clip(w: Writer, _room: Room) -> Arguments:
    return {word: w.draw.choice(["-1", "0", "1/2"]) for word in ("min", "max") if w.sometimes()}


def positions(w: Writer, room: Room) -> Arguments:
    if not room.axes or not w.sometimes():
        return {}
    each = "".join(f"{w.truth()}, " for _ in range(room.axes)).rstrip(" ")
    return {"positions": w.truth() if w.sometimes() else f"({each})"}


def upsample(w: Writer, room: Room) -> Arguments:
    """By a whole number, or by a fraction that floating point holds exactly, so that PyTorch rounds no other way."""
    return {"scale": w.draw.choice(["3/2", "1/2", "0.75"]) if w.sometimes(0.3) else w.each(room.axes, 1, 2, "Z")}


def upsample_linear(w: Writer, room: Room) -> Arguments:
    return upsample(w, room) | ({"align_corners": w.truth()} if w.sometimes() else {})


def interpolate_linear(w: Writer, room: Room) -> Arguments:
    return wanted(w, room) | ({"align_corners": w.truth()} if w.sometimes() else {})


def reshape(w: Writer, room: Room) -> Arguments:
    """The same number of values, factored anew."""
    left = room.values + w.sometimes(0.1)
    sizes = []
    for _ in range(w.draw.randint(1, 3)):
        sizes.append(w.draw.choice([n for n in range(1, 13) if not left % n]))
        left //= sizes[-1]
    return {"sizes": f"({''.join(f'{size}, ' for size in sizes).rstrip(' ')})", "depth": str(left)}


def permute(w: Writer, room: Room) -> Arguments:
    return {"order": str(w.draw.sample(range(room.axes + 1), room.axes + 1))}


def split(w: Writer, room: Room) -> Arguments:
    place = w.draw.randint(0, room.axes) if w.sometimes() else room.axes
    whole = (*room.sizes, room.depth)[place]
    parts = w.draw.randint(1, 3) if w.sometimes(0.1) else w.divisor(whole)
    chosen = {"parts": w.number(parts, "N"), "part": str(w.draw.randint(0, parts - 1 + w.sometimes(0.1)))}
    return chosen | ({} if place == room.axes else {"axis": str(place)})


def axis(w: Writer, room: Room) -> Arguments:
    return {"axis": str(w.draw.randint(0, room.axes))} if w.sometimes(0.7) else {}


def narrow(w: Writer, room: Room) -> Arguments:
    start = w.draw.randint(0, room.depth - 1)
    most = room.depth - start + w.sometimes(0.1)
    return {"start": str(start), "length": w.between(1, most, "N")}


def dividing(word: str) -> Callable[[Writer, Room], Arguments]:
    """A number that divides the depth, most of the time."""

    def drawn(w: Writer, room: Room) -> Arguments:
        return {word: w.number(w.draw.randint(1, 4) if w.sometimes(0.1) else w.divisor(room.depth), "G")}

    return drawn


def shuffled(w: Writer, room: Room) -> Arguments:
    return {"scale": w.each(room.axes, 1, 2, "Z")} | ({"block_first": w.truth()} if w.sometimes() else {})
