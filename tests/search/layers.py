"""Statements of random networks: one row for each layer, loop and merge."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from writing import MERGES, Author, Place

Statement = Callable[[Author, Place], str]


def conv(w: Author, p: Place) -> str:
    more = w.options(p, stride=0.4, padding=0.5, dilation=0.15, padding_end=0.05, bias=0.1)
    groups = f", groups={w.pick('2', 'G', 'D', 'K')}" if w.sometimes(0.05) else ""
    return f"conv({w.kernel(p)}, {w.filters(p)}{more}{groups})"


def depthwise(w: Author, p: Place) -> str:
    return f"depthwise({w.kernel(p)}{w.options(p, stride=0.4, padding=0.4, dilation=0.1)})"


def separable(w: Author, p: Place) -> str:
    return f"separable({w.kernel(p)}, {w.filters(p)}{w.options(p, stride=0.3, padding=0.4)})"


def conv_transpose(w: Author, p: Place) -> str:
    far = f", output_padding={w.pick('0', '1', 'P')}" if w.sometimes(0.15) else ""
    if not far and w.sometimes(0.2):
        far = f", output_size={w.pick('W', '2*W', 'T', *(f'{label}.W' for label in w.known))}"
    more = w.options(p, stride=0.5, padding=0.3, padding_end=0.05, dilation=0.15)
    return f"conv_transpose({w.kernel(p)}, {w.filters(p)}{more}{far})"


def pooling(word: str) -> Statement:
    def row(w: Author, p: Place) -> str:
        if w.sometimes(0.3):
            return f"{word}(2)"
        more = w.options(p, stride=0.5, padding=0.3, ceil_mode=0.25)
        return f"{word}({w.kernel(p)}{more})"

    return row


def narrow_pooling(word: str) -> Statement:
    return lambda w, p: f"{word}({w.kernel(p)}{w.options(p, stride=0.5, ceil_mode=0.3)})"


def max_unpool(w: Author, p: Place) -> str:
    size = f", output_size={w.pick('W', *(f'{label}.W' for label in w.known))}" if w.sometimes(0.3) else ""
    return f"max_unpool({w.kernel(p)}{w.options(p, stride=0.5, padding=0.3)}{size})"


def sized(word: str) -> Statement:
    return lambda w, p: f"{word}({w.each(p, lambda: w.number(('1', '2', '3', '5'), ('T', 'W', 'M'), 0.2))})"


def pad(w: Author, p: Place) -> str:
    amount = w.number(("0", "1", "2", "3"), ("P", "Q", "W", "F", *p.indices), 0.2)
    return f"pad({amount}{w.options(p, padding_end=0.2)})"


def crop(w: Author, p: Place) -> str:
    sizes = ("W", "H", "T") if not w.known else ("W", f"{w.pick(*w.known)}.W")
    offset = f", offset={w.number(('0', '1', '2'), ('P', *p.indices), 0.1)}" if w.sometimes(0.3) else ""
    return f"crop({w.each(p, lambda: w.number(('1', '2', '4'), sizes, 0.3))}{offset})"


def trim(w: Author, p: Place) -> str:
    far = f", {w.pick('0', '1', 'P')}" if w.sometimes(0.4) else ""
    return f"trim({w.number(('0', '1', '1'), ('P', 'Q', *p.indices), 0.1)}{far})"


def stretched(word: str) -> Statement:
    """By a factor that is no whole number."""
    return lambda w, _p: f"{word}({w.pick('3/2', '1/2', '2/3', 'r', 'S/2', '1/S')})"


def pad_maps(w: Author, p: Place) -> str:
    before = f", before={w.pick('0', '1', 'P')}" if w.sometimes(0.3) else ""
    return f"pad_maps({w.number(('6', '8'), ('D', '2*D', 'D + K', *p.indices), 0.1)}{before})"


def unfold(w: Author, p: Place) -> str:
    return f"unfold({w.kernel(p)}{w.options(p, stride=0.4, dilation=0.1)}, padding={w.pick('0', '1', 'P')})"


def scaled(word: str) -> Statement:
    return lambda w, p: f"{word}({w.each(p, lambda: w.number(('1', '2', '2', '3'), ('S', 'r', 'R'), 0.1))})"


def divided(word: str) -> Statement:
    return lambda w, _p: f"{word}({w.number(('1', '2', '2', '3', '4'), ('G', 'n', 'K', 'D'), 0.08)})"


def narrow(w: Author, p: Place) -> str:
    return f"narrow({w.number(('0', '1'), ('P', 'k', *p.indices))}, {w.number(('1', '2', '3'), ('n', 'K', 'm'))})"


def dense(w: Author, p: Place) -> str:
    return f"{w.pick('dense', 'linear', 'linear')}({w.filters(p)}{w.options(p, bias=0.2)})"


def plain(*words: str) -> Statement:
    return lambda w, _p: w.pick(*words)


def block(w: Author, p: Place) -> str:
    """The body of a loop or a branch."""
    inner = p._replace(nesting=p.nesting - 1)
    return "; ".join(statement(w, inner) for _ in range(w.draw.choice([1, 1, 1, 2, 2, 3])))


def repeat(w: Author, p: Place) -> str:
    turns = w.pick("n", "n", "n", "n", "m", "m", "n - 1", "2*n", "n + 1", "2", "3", "n*m", "D")
    index = w.pick("i", "i", "j", "t") if w.sometimes(0.4) else ""
    inner = p._replace(indices=(*p.indices, index) if index else p.indices)
    return f"repeat {turns}{f' as {index}' if index else ''} {{ {block(w, inner)} }}"


def merge(w: Author, p: Place) -> str:
    branches = [f"{{ {block(w, p)} }}" if w.sometimes(0.7) else "{}" for _ in range(w.draw.choice([2, 2, 2, 3]))]
    if w.known and w.sometimes(0.2):
        branches[0] = f"{{ from {w.pick(*w.known)} {{ {block(w, p)} }} }}"
    if w.sometimes(0.1):
        branches[-1] = f"when {w.pick('1 == 1', '2 == 1', 'S >= 1')} {{ {branches[-1]} }}"
    return f"{w.pick(*MERGES)} {{ {' '.join(branches)} }}"


def gate(w: Author, _p: Place) -> str:
    """What scales maps: a branch without sizes."""
    pooled, scale = w.pick("gap", "gmp", "adaptive_avgpool(1)"), w.pick("sigmoid", "dense(D)", "linear(D)")
    return f"mul {{ {{}} {{ {pooled}; {scale} }} }}"


def head(w: Author, p: Place) -> str:
    return f"head {{ {block(w, p)} }}"


def again(w: Author, _p: Place) -> str:
    return f"use {w.pick(*w.known)}" if w.known else "relu"


class Row(NamedTuple):
    """A kind of statement, how often it comes, and whether it needs axes and holds others."""

    write: Statement
    weight: float
    axes: bool = True
    holds: bool = False


ROWS = (
    Row(conv, 20),
    Row(depthwise, 1.5),
    Row(separable, 1),
    Row(conv_transpose, 3),
    Row(pooling("maxpool"), 8),
    Row(pooling("avgpool"), 3),
    Row(narrow_pooling("lppool"), 1),
    Row(narrow_pooling("stochastic_pool"), 0.5),
    Row(max_unpool, 1),
    Row(sized("adaptive_avgpool"), 1),
    Row(sized("interpolate"), 0.7),
    Row(pad, 2.5),
    Row(crop, 1.5),
    Row(scaled("upsample"), 2),
    Row(stretched("upsample"), 0.7),
    Row(stretched("upsample_linear"), 0.3),
    Row(trim, 1),
    Row(pad_maps, 0.7, axes=False),
    Row(unfold, 0.5),
    Row(plain("rms_norm", "rms_norm(positions=true)", "layer_norm(positions=true)", "clip(0, 6)"), 0.7, axes=False),
    Row(scaled("pixel_shuffle"), 0.7),
    Row(scaled("pixel_unshuffle"), 1),
    Row(divided("split"), 1.5, axes=False),
    Row(divided("group_norm"), 0.7, axes=False),
    Row(divided("maxout"), 0.7, axes=False),
    Row(divided("channel_shuffle"), 0.3),
    Row(narrow, 1, axes=False),
    Row(dense, 1.5, axes=False),
    Row(plain("gap", "flatten", "tokens"), 0.7),
    Row(plain("relu", "bn", "layer_norm", "prelu(shared=false)", "glu", "layer_scale", "identity"), 3, axes=False),
    Row(repeat, 9, axes=False, holds=True),
    Row(merge, 5, axes=False, holds=True),
    Row(gate, 0.7),
    Row(head, 0.7, axes=False, holds=True),
    Row(again, 0.7, axes=False),
)


def statement(w: Author, place: Place) -> str:
    """One statement that may or may not fit."""
    rows = [row for row in ROWS if (place.axes or not row.axes) and (place.nesting or not row.holds)]
    row = w.draw.choices(rows, [row.weight for row in rows])[0]
    text = row.write(w, place)
    if place.nesting == 2 and not text.startswith(("head", "use")) and w.sometimes(0.15):
        label = w.label()
        w.known.append(label)
        return f"{label}: {text}"
    return text
