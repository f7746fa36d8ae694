"""Whole texts at random: a header or none, what is assumed, an input, statements, and now and then a network called."""

from __future__ import annotations

import re

from layers import statement
from reading import names
from writing import KINDS, Author, Place

INDEX = re.compile(r"\bas (\w+)")
NOT_NAMES = re.compile(
    r"\b\w+(?=\s*[({:=])|\bE\d+(\.\w+)?|\b(as|repeat|from|use|true|false|same|same_lower|exact|and|or|if|else)\b"
)


def assumption(w: Author) -> str:
    """Facts of every shape, about names that are often used."""
    a, b = w.pick("W", "W", "W", "H", "D", "F", "P"), w.pick("F", "F", "n", "D", "K", "P", "S", "H")
    c, small = w.draw.randint(2, 8), w.draw.randint(0, 2)
    return w.pick(
        f"{a} % {c} == 0", f"{a} % {c} <= {small}", f"{a} % {c} == {small % c}", f"floor({a}/{c}) == {small}",
        f"{a} % {b} <= 0", f"{a} % {b} == 0", f"{a}*{b} <= {small * c}", f"{a}*{b} <= {a}", f"{b}*{b} <= 50",
        f"{a} == {b}", f"{a} == {c}*{b}", f"{a} == {c}", f"{a} % 2^n == 0", f"({a} - {c + 5}) % {c} == 0", "exact",
        f"{a} >= {c}", f"{a} <= {c}", f"{a} >= {b}", f"{a} + 2*P >= F", f"{a} > {c}*{b}", f"{a} % (2*{b}) == 0",
        f"floor({a}/{c}) >= {b}", f"{a} >= {c} and {b} <= {c}", f"max({a}, {b}) <= {c}", f"{a} != {b}",
        f"min({a}, {c}) == {c}", f"ceil({a}/{b}) <= {small + 1}", f"{a} - {b} == {small}",
    )  # fmt: skip


def called(w: Author, axes: int) -> tuple[str, str]:
    """A definition and its call: a block, or a network whose input may say one name twice."""
    place = Place(axes, (), 1)
    body = "; ".join(statement(w, place) for _ in range(w.draw.choice([1, 2, 2])))
    if w.sometimes(0.5):
        return f"block unit(K, S = 1) {{ {body} }}", f"unit({w.filters(place)})"
    sizes = [w.pick("A", "A", "U") for _ in range(axes)]
    outer = f"M = {w.pick('2', '3')}, F = 2, P = 1, k = 3"
    symbols = sorted({*sizes, "B"})
    inside = re.sub(r"\b[WHTXLCS]\b", sizes[0] if sizes else "B", re.sub(r"\b[DKnmGRriQ]\b", "B", body))
    return f"network Part({', '.join(symbols)}, {outer}) {{ input({', '.join([*sizes, 'B'])}); {inside} }}", "Part(M=3)"


def pyramid(w: Author) -> tuple[list[str], int]:
    """Halvings by a symbol, with what is mostly assumed of them, and now and then one before them."""
    a = w.pick("W", "W", "D", "n")
    fact = w.pick(f"{a} % 2^n == 0", f"{a} % 2^n == 0", f"{a} % 2^(n + 1) == 0", f"{a} >= 2^n", "exact")
    half = w.pick("maxpool(2)", "conv(3, 4, stride=2, padding=1)", "avgpool(2)", "conv(2, D, stride=2)")
    again = w.pick("", f"{half}\n", "maxpool(2)\n")
    size = w.pick(a, a, f"2*{a}", f"{a}/2")
    return [f"assume {fact}", f"input({size}, {w.depth_of_input()})", f"{again}repeat n {{ {half} }}"], 1


def program(seed: object, *, size: int = 3) -> str:
    """One text."""
    w = Author(seed, size=size)
    if w.sometimes(0.06):
        lines, axes = pyramid(w)
    else:
        entry, axes = w.entry()
        lines = [f"assume {assumption(w)}" for _ in range(w.draw.choice([0, 0, 0, 0, 1, 1, 2]))]
        lines.append(entry)
    definitions = ""
    for _ in range(w.draw.randint(1, w.size)):
        if w.sometimes(0.06) and not definitions:
            definitions, call = called(w, axes)
            lines.append(call)
        else:
            lines.append(statement(w, Place(axes)))
    if w.sometimes(0.15):
        lines.append(w.pick("dense(10)", "gap; dense(M)", "dense(D)"))
    body = "\n".join(lines)
    if not w.with_header and "Part(" not in body:
        return f"{definitions}\n{body}".strip()
    parameters = ", ".join(f"{name}: {KINDS[name]}" if name in KINDS else name for name in parameters_of(body))
    return f"{definitions}\nnetwork Whole({parameters}) {{\n{body}\n}}".strip()


def parameters_of(body: str) -> list[str]:
    """The names in a body that are neither words, labels nor indices of loops alone."""
    found = names(NOT_NAMES.sub(" ", body.replace("'", "")).replace("{", " ").replace("}", " ").replace(";", " "))
    words = {word for word in found if word not in PLAIN_LAYERS}
    return sorted(words)


PLAIN_LAYERS = {
    *("relu", "bn", "layer_norm", "glu", "layer_scale", "identity", "gap", "gmp", "flatten", "tokens", "sigmoid"),
    *("assume", "input", "network", "block", "head", "use", "padding", "stride"),
}
