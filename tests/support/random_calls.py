"""Calls of layers at random, one row for each layer: arguments stated or left out, fitting or not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from random_shapes import (
    Arguments,
    affine_grid,
    axis,
    clip,
    crop,
    dividing,
    fold,
    interpolate_linear,
    kernel,
    narrow,
    pad,
    pad_maps,
    permute,
    positions,
    reshape,
    roi_align,
    shuffled,
    split,
    trim,
    unfold,
    upsample,
    upsample_linear,
    wanted,
)
from random_writer import Room, Writer
from without_arguments import WITHOUT_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable


def bias(w: Writer) -> Arguments:
    return {"bias": w.truth()} if w.sometimes() else {}


def ceiling(w: Writer, chosen: Arguments) -> Arguments:
    """Ceiling mode, not with other padding on the far side: PyTorch has no word for where windows start then."""
    return {"ceil_mode": w.truth()} if "padding_end" not in chosen and w.sometimes() else {}


# -- convolution -------------------------------------------------------------------------------------------------------


def conv(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | filters(w, room)
    return chosen | w.options(room, "stride", "padding", "padding_end", "dilation") | bias(w)


def filters(w: Writer, room: Room) -> Arguments:
    """Filters, sometimes in groups, which need not always divide."""
    if not w.sometimes(0.3):
        return {"filters": w.between(1, 9, "K")}
    groups = w.draw.randint(1, 3) if w.sometimes(0.1) else w.divisor(room.depth)
    some = w.draw.randint(1, 9) if w.sometimes(0.1) else groups * w.draw.randint(1, 4)
    return {"filters": w.number(some, "K"), "groups": w.number(groups, "G")}


def partial_conv(w: Writer, room: Room) -> Arguments:
    """A convolution whose filters see some of the maps."""
    rows = w.draw.randint(1, 4)
    chosen = kernel(w, room) | {"filters": str(rows)} | w.options(room, "stride", "padding", "padding_end") | bias(w)
    if w.sometimes(0.5):
        return chosen | {"links": w.between(1, rows * room.depth, "N")}
    table = [w.draw.sample(range(room.depth), w.draw.randint(1, room.depth)) for _ in range(rows)]
    return chosen | {"table": str(table)}


def depthwise(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | ({"multiplier": w.between(1, 3, "Q")} if w.sometimes() else {})
    return chosen | w.options(room, "stride", "padding", "padding_end", "dilation") | bias(w)


def separable(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | {"filters": w.between(1, 9, "K")}
    return chosen | w.options(room, "stride", "padding", "dilation") | bias(w)


def squeeze_excite(w: Writer, room: Room) -> Arguments:
    inner = {"ratio": w.number(w.divisor(room.depth), "R")} if w.sometimes(0.5) else {"channels": w.between(1, 9, "C")}
    return inner | bias(w) | ({"hard": w.truth()} if w.sometimes() else {})


def patch_embed(w: Writer, room: Room) -> Arguments:
    return kernel(w, room) | {"filters": w.between(1, 9, "K")} | bias(w)


def locally_connected(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | {"filters": w.between(1, 4, "K")} | w.options(room, "stride", "padding", "padding_end")
    return chosen | bias(w) | ({"shared_bias": w.truth()} if w.sometimes() else {})


def conv_transpose(w: Writer, room: Room) -> Arguments:
    """Cut off alike or otherwise, sometimes to a size that is given back, which need not be one that can be."""
    chosen = kernel(w, room) | filters(w, room)
    chosen |= w.options(room, "stride", "padding", "padding_end", "dilation") | bias(w)
    if chosen.get("padding") == "causal":
        chosen["padding"] = "same"
    if chosen.get("padding") not in {"same", "same_lower"} and w.sometimes():
        return chosen | w.options(room, "output_padding")
    return chosen | ({"output_size": w.each(room.axes, 1, 12, "T")} if w.sometimes(0.2) else {})


# -- pooling -----------------------------------------------------------------------------------------------------------


def strided(w: Writer, room: Room) -> Arguments:
    return kernel(w, room) | w.options(room, "stride")


def strided_ceiling(w: Writer, room: Room) -> Arguments:
    return strided(w, room) | ceiling(w, {})


def lppool(w: Writer, room: Room) -> Arguments:
    return strided_ceiling(w, room) | ({"norm": w.draw.choice(["1", "2", "3/2"])} if w.sometimes() else {})


def maxpool(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | w.options(room, "stride", "padding", "padding_end", "dilation")
    return chosen | ceiling(w, chosen)


def avgpool(w: Writer, room: Room) -> Arguments:
    chosen = kernel(w, room) | w.options(room, "stride", "padding", "padding_end")
    chosen |= ceiling(w, chosen)
    chosen |= {"count_include_pad": w.truth()} if w.sometimes(0.2) else {}
    return chosen | ({"divisor": w.between(1, 9, "N")} if room.axes > 1 and w.sometimes(0.2) else {})


def max_unpool(w: Writer, room: Room) -> Arguments:
    size = {"output_size": w.each(room.axes, 1, 12, "T")} if w.sometimes(0.2) else {}
    return kernel(w, room) | w.options(room, "stride", "padding") | size


def fractional_maxpool(w: Writer, room: Room) -> Arguments:
    return {"kernel_size": w.each(room.axes, 1, 3, "F"), "size": w.each(room.axes, 1, 5, "T")}


def group_norm(w: Writer, room: Room) -> Arguments:
    return dividing("groups")(w, room) | affine(w, room)


def attention(w: Writer, room: Room) -> Arguments:
    return dividing("heads")(w, room) | bias(w)


def window_attention(w: Writer, room: Room) -> Arguments:
    """A window that mostly divides all sizes, sometimes moved."""
    size = w.divisor(*room.sizes) if w.sometimes(0.9) else w.draw.randint(1, 4)
    shift = {"shift": str(w.draw.randint(0, size - 1) if w.sometimes(0.9) else size)} if w.sometimes() else {}
    return {"window": w.number(size, "M")} | dividing("heads")(w, room) | shift | bias(w)


# -- dense layers, normalisation, activation ---------------------------------------------------------------------------


def dense(w: Writer, _room: Room) -> Arguments:
    return {"out_features": w.between(1, 9, "N")} | bias(w)


def rbf(w: Writer, _room: Room) -> Arguments:
    return {"classes": w.between(1, 9, "N")}


def embedding(w: Writer, _room: Room) -> Arguments:
    return {"vocabulary": w.between(5, 50, "V"), "size": w.between(1, 9, "K")}


def class_token(w: Writer, _room: Room) -> Arguments:
    return {"count": w.between(1, 2, "N")} if w.sometimes() else {}


def affine(w: Writer, _room: Room) -> Arguments:
    return {"affine": w.truth()} if w.sometimes() else {}


def tracked(w: Writer, room: Room) -> Arguments:
    return affine(w, room) | ({"tracked": w.truth()} if w.sometimes() else {})


def layer_norm(w: Writer, room: Room) -> Arguments:
    return affine(w, room) | bias(w) | positions(w, room)


def rms_norm(w: Writer, room: Room) -> Arguments:
    return affine(w, room) | positions(w, room)


def softmax(w: Writer, room: Room) -> Arguments:
    if w.sometimes(0.3):
        return axis(w, room)
    return positions(w, room) | ({"each_map": w.truth()} if w.sometimes() else {})


def lrn(w: Writer, _room: Room) -> Arguments:
    return {"size": w.between(1, 5, "N")}


def option(word: str, *values: str) -> Callable[[Writer, Room], Arguments]:
    """One argument that may be left out."""
    return lambda w, _room: {word: w.draw.choice(values)} if w.sometimes() else {}


def nothing(_w: Writer, _room: Room) -> Arguments:
    return {}


class Row(NamedTuple):
    """How a layer's arguments are drawn, how often, for how many axes and for which depths."""

    layer: str
    arguments: Callable[[Writer, Room], Arguments] = nothing
    weight: float = 1
    axes: tuple[int, ...] = (1, 2, 3)
    depths: range = range(1, 10_000)


ANYWHERE = (0, 1, 2, 3)
ENDING = 0.3
"""The weight of what leaves no axes, so that most networks keep theirs for a while."""
CALLS = (
    Row("conv", conv, 10),
    Row("conv", partial_conv, 2),
    Row("depthwise", depthwise, 2),
    Row("separable", separable),
    Row("squeeze_excite", squeeze_excite),
    Row("patch_embed", patch_embed),
    Row("locally_connected", locally_connected),
    Row("conv_transpose", conv_transpose, 3),
    Row("subsample", strided),
    Row("maxpool", maxpool, 3),
    Row("avgpool", avgpool, 3),
    Row("lppool", lppool),
    Row("stochastic_pool", strided_ceiling),
    Row("max_unpool", max_unpool),
    Row("gap", nothing, ENDING),
    Row("gmp", nothing, ENDING),
    Row("glp", option("norm", "1", "2"), ENDING),
    Row("adaptive_avgpool", wanted),
    Row("adaptive_maxpool", wanted),
    Row("fractional_maxpool", fractional_maxpool, 1, (2, 3)),
    Row("dense", dense, ENDING, ANYWHERE),
    Row("linear", dense, 1, ANYWHERE),
    Row("rbf", rbf, ENDING, ANYWHERE),
    Row("embedding", embedding, 4, ANYWHERE, range(1, 2)),
    Row("attention", attention, 1, ANYWHERE),
    Row("window_attention", window_attention, 1),
    Row("class_token", class_token, 2, (1,)),
    Row("position_embedding", option("trained", "true", "false"), 1, ANYWHERE),
    Row("bn", tracked, 2, ANYWHERE),
    Row("instance_norm", tracked),
    Row("layer_norm", layer_norm, 1, ANYWHERE),
    Row("group_norm", group_norm, 1, ANYWHERE),
    Row("rms_norm", rms_norm, 1, ANYWHERE),
    Row("lrn", lrn),
    Row("grn"),
    Row("leaky_relu", option("slope", "0.2", "1/10"), 1, ANYWHERE),
    Row("prelu", option("shared", "true", "false"), 1, ANYWHERE),
    Row("elu", option("alpha", "0.5", "2"), 1, ANYWHERE),
    Row("celu", option("alpha", "0.5", "2"), 1, ANYWHERE),
    Row("softmax", softmax, 0.5, ANYWHERE),
    Row("log_softmax", axis, 0.5, ANYWHERE),
    Row("clip", clip, 1, ANYWHERE),
    Row("hard_sigmoid", option("alpha", "0.2", "1/4"), 0.5, ANYWHERE),
    Row("gelu", option("approximate", "true", "false"), 0.5, ANYWHERE),
    Row("glu", nothing, 1, ANYWHERE),
    Row("maxout", dividing("pieces"), 1, ANYWHERE),
    Row("dropout", option("probability", "0.1", "1/4"), 1, ANYWHERE),
    Row("stochastic_depth", option("probability", "0.1", "1/4"), 1, ANYWHERE),
    *(Row(layer, nothing, 0.5, ANYWHERE) for layer in (*WITHOUT_ARGUMENTS, "selu", "tokens")),
    Row("pad", pad),
    Row("crop", crop),
    Row("trim", trim),
    Row("pad_maps", pad_maps, 1, ANYWHERE),
    Row("repeat_vector", lambda w, _room: {"count": w.between(1, 3, "N")}, 1, (0,)),
    Row("unfold", unfold, 1, (1, 2)),
    Row("fold", fold, 1, (1,)),
    Row("upsample_cubic", upsample_linear, 1, (2,)),
    Row("interpolate_cubic", interpolate_linear, 1, (2,)),
    Row("upsample", upsample),
    Row("upsample_linear", upsample_linear),
    Row("interpolate", wanted),
    Row("roi_align", roi_align, 0.5, (2, 3)),
    Row("affine_grid", affine_grid, 1, (0,), range(6, 7)),
    Row("interpolate_linear", interpolate_linear),
    Row("pixel_shuffle", shuffled),
    Row("pixel_unshuffle", shuffled),
    Row("flatten", nothing, ENDING, ANYWHERE),
    Row("reshape", reshape, 1, ANYWHERE),
    Row("permute", permute, 1, ANYWHERE),
    Row("split", split, 1, ANYWHERE),
    Row("narrow", narrow, 1, ANYWHERE),
    Row("channel_shuffle", dividing("groups")),
)


def draw_call(w: Writer, room: Room) -> str:
    """One call that may or may not fit what it receives."""
    rows = [row for row in CALLS if room.axes in row.axes and room.depth in row.depths]
    return written(w, room, w.draw.choices(rows, [row.weight for row in rows])[0])


def written(w: Writer, room: Room, row: Row) -> str:
    """A call of a row's layer."""
    words = row.arguments(w, room)
    return f"{row.layer}({', '.join(f'{word}={value}' for word, value in words.items())})" if words else row.layer


def lone_calls(row: Row, how_many: int) -> list[str]:
    """Texts of an input and one call, which may or may not fit."""
    w = Writer(random.Random(row.layer))
    texts = []
    for _ in range(how_many):
        sizes = tuple(w.draw.randint(1, 6) for _ in range(w.draw.choice(row.axes)))
        room = Room(sizes, w.draw.choice([depth for depth in range(1, 9) if depth in row.depths]))
        texts.append(f"{room.written}; {written(w, room, row)}")
    return texts
