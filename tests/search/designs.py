"""Networks as authors write them, most of which fit: what the rows of ``layers`` do not reach.

Sizes that are kept, symbols of every declared kind, ``let``, ``when`` and ``for``, blocks with parameters and defaults
and such as call themselves, several inputs and heads, shared weights, width multipliers, far paddings, turns that may
be none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reading import names
from writing import Author

from symcnn.model.library import prelude

if TYPE_CHECKING:
    from collections.abc import Callable

DECLARED = {
    "P": "integer >= 0", "Q": "integer >= 0", "q": "integer", "x": "integer", "y": "integer >= -2",
    "w": "real", "z": "integer <= 2", "v": "integer >= 2", "r": "real > 0", "u": "real >= 0", "m": "integer >= 0",
}  # fmt: skip
"""How a header declares these names; all others are positive whole numbers."""
SIGNED = ("q", "x", "y", "z")
FACTS = (
    "F % 2 == 1", "W % 2 == 0", "W % 4 == 0", "W % 2^n == 0", "W >= 2^n", "D % 2 == 0", "D % K == 0", "K % G == 0 and D % G == 0",
    "W % 3 == 1 or W % 3 == 2", "W == 8 or W == 12", "W != 5", "F != 2", "x != 0", "x >= 1 or x <= -2", "q % 2 == 0",
    "abs(x) <= 3", "min(W, H) >= 6", "max(F, K) <= 5", "x + q >= 0", "x*q >= 1", "0 <= P < F", "q < 0", "W == H",
    "2*P == F - 1", "W % 8 <= 3", "W % 6 > 1", "not W % 4 == 0", "W - F >= 2*P", "x % 3 == 2", "n >= 2", "m <= 1", "exact",
    "W == 2*H or W == H", "q == -2 or q == 3", "D == K", "n == m + 1", "W >= F and H >= F", "floor(W/2) >= F",
)  # fmt: skip


def kept(w: Author) -> str:
    """A layer that keeps the sizes."""
    return w.pick(
        f"conv(3, {depth(w)}, padding=1)", f"conv(3, {depth(w)}, padding=1, bias=false)", f"conv(1, {depth(w)})",
        f"conv(F, {depth(w)}, padding=same)", f"conv(F, {depth(w)}, padding=(F - 1)/2)", f"conv(3, {depth(w)}, padding=L, dilation=L)",
        f"conv(2*P + 1, {depth(w)}, padding=P)", f"conv(F, {depth(w)}, padding=floor(F/2))", "depthwise(3, padding=1)", "bn", "relu",
        f"maxpool(3, 1, 1); conv(1, {depth(w)})", f"conv(2, {depth(w)}, padding=0, padding_end=1)", f"conv(3, {depth(w)}, padding=2, padding_end=0)",
        f"locally_connected(3, {depth(w)}, padding=1)", "layer_norm", f"conv(F, {depth(w)}, padding=P, padding_end=F - 1 - P)", "avgpool(3, 1, 1)",
        f"pad(P); conv(2*P + 1, {depth(w)})", f"conv(3, {depth(w)}, padding=1, groups=G)", "group_norm(G)", f"separable(3, {depth(w)}, padding=same)",
    )  # fmt: skip


def depth(w: Author) -> str:
    """How many filters: numbers, symbols, multiples of a width multiplier, a depth plus a signed symbol."""
    return w.pick(
        "4", "8", "K", "K", "K", "D", "2*K", "C", "3", "floor(8*r)", "ceil(r*D)", "max(1, floor(4*u))", "max(1, ceil(w))", "8*r", "max(1, D + x)", "K + q",
        "max(1, x)", "abs(x) + 1", "v", "2*max(1, floor(r*3 + 1/2))", "floor(D/2) + 1", "G*K", "K + m", "2^m", "min(K, 4)", "x^2 + 1",
        "max(2, q % 4)", "K/2", "D/G", "(x % 3) + 1", "max(1, ceil(x/2))", "floor(K/(-3)) + K + 1", "v - 1", "K*(P + 1)",
    )  # fmt: skip


def down(w: Author) -> str:
    """A layer that makes the sizes smaller."""
    k = depth(w)
    return w.pick(
        "maxpool(2)", "avgpool(2)", "maxpool(3, 2, padding=1)", f"conv(3, {k}, stride=2, padding=1)", f"conv(2, {k}, stride=2)",
        f"conv(S, {k}, stride=S)", "maxpool(S)", "maxpool(S, S)", "maxpool(3, 2, ceil_mode=true)", f"conv(3, {k}, stride=2, padding=0, padding_end=1)",
        f"conv(F, {k}, stride=S, padding=same)", f"conv(4, {k}, stride=2, padding=1)", f"conv(W, {k})", f"conv(3, {k}, stride=W)", "maxpool(F, 2)",
        f"conv(F, {k}, stride=F)", f"conv(3, {k}, dilation=W)", f"conv(max(1, x), {k})", f"conv(v, {k}, stride=v - 1)", f"conv(5, {k}, stride=2, padding=2)",
        "avgpool(P + 1)", "maxpool(2, padding_end=1)", f"conv(m + 1, {k}, stride=m + 1)", "crop(W - q)", "crop(min(W, H))", "adaptive_avgpool(3)",
        "maxpool(F, S, padding=floor(F/2), ceil_mode=true)", "pixel_unshuffle(2)", f"conv(2^m, {k}, stride=2^m)", "avgpool(abs(x) + 1, 1)",
    )  # fmt: skip


def up(w: Author) -> str:
    return w.pick(
        "upsample(2)", f"conv_transpose(2, {depth(w)}, stride=2)", f"conv_transpose(4, {depth(w)}, stride=2, padding=1)", "upsample(S)",
        f"conv_transpose(F, {depth(w)})", "pad(P)", "pad(max(0, x))", "pad(P, padding_end=Q)", f"conv_transpose(3, {depth(w)}, stride=2, padding=1, output_padding=1)",
        "interpolate(2*W)", "pixel_shuffle(2)", "pad(m)", "pad(x)", "pad(q % 3)", "upsample(2^m)", "pad(floor(P/2), padding_end=ceil(P/2))", "max_unpool(2)",
    )  # fmt: skip


def some(w: Author, nesting: int, most: int = 2) -> str:
    return "; ".join(statement(w, nesting) for _ in range(w.draw.randint(1, most)))


def residual(w: Author, nesting: int) -> str:
    k = depth(w)
    short = w.pick("{}", f"{{ conv(1, {k}) }}", f"{{ conv(1, {k}) }}")
    return f"{w.pick('add', 'add', 'maximum')} {{ {{ {w.pick(kept(w), some(w, nesting - 1))}; conv(3, {k}, padding=1) }} {short} }}"


def beside(w: Author, nesting: int) -> str:
    branches = [w.pick("{}", f"{{ {kept(w)} }}", f"{{ {kept(w)}; {kept(w)} }}", f"{{ {some(w, nesting - 1)} }}") for _ in range(w.draw.choice([2, 2, 3]))]
    return f"concat {{ {' '.join(branches)} }}"


def parted(w: Author, _nesting: int) -> str:
    """Parts of the depth that go their own ways."""
    return w.pick(
        f"concat {{ {{ split(2, 0) }} {{ split(2, 1); {kept(w)} }} }}", f"concat {{ {{ split(G) }} {{ split(G, G - 1); {kept(w)} }} }}",
        f"concat {{ {{ narrow(0, K); {kept(w)} }} {{ narrow(K, D - K) }} }}", "concat { { narrow(P, 2) } {} }", "narrow(max(0, x), K)", "narrow(m, v)",
        "concat { { narrow(0, floor(D/2)) } { narrow(floor(D/2), ceil(D/2)) } }", "split(2, m)", "mul { {} { split(2); split(D) } }", "channel_shuffle(G)",
    )  # fmt: skip


def gate(w: Author, _nesting: int) -> str:
    inner = w.pick("gap; linear(D/2); relu; linear(D); sigmoid", "gap; dense(max(1, floor(D/16))); dense(D)", "adaptive_avgpool(1); conv(1, D)", "maxpool(W)", "conv(1, 1)")
    return w.pick(f"mul {{ {{}} {{ {inner} }} }}", "squeeze_excite(2)", "squeeze_excite(v)", f"mul {{ {{ {kept(w)} }} {{ {inner} }} }}")


def repeated(w: Author, nesting: int) -> str:
    """Turns in numbers and symbols, some of which may be none."""
    turns = w.pick("n", "n", "n", "m", "m", "2", "n - 1", "max(0, x)", "P", "floor(n/2)", "min(n, 2)", "v", "v - 2", "n*m", "2^m", "0", "1", "q % 3", "abs(x)", "m + 1", "n - m")
    inner = w.pick(kept(w), kept(w), f"{kept(w)}; {kept(w)}", down(w), up(w), "conv(F, D)", "conv(3, D, padding=1)", "conv(3, K)", residual(w, nesting - 1), dense_block(w), some(w, nesting - 1))
    if w.sometimes(0.3):
        inner = f"{inner}; {w.pick('conv(3, K*2^i, padding=1)', 'conv(3, K + i, padding=1)', 'pad(i)', 'conv(i + 1, K)', 'conv(3, K*(i + 1), padding=2^i, dilation=2^i)', 'conv(3, D, padding=1)', 'conv(n - i, K)', 'crop(W)')}"
        return f"repeat {turns} as i {{ {inner} }}"
    return f"repeat {turns} {{ {inner} }}"


def dense_block(w: Author) -> str:
    return w.pick("concat { {} { conv(3, k, padding=1) } }", "concat { {} { conv(1, 4*k); conv(3, k, padding=1) } }", "concat { {} {} }", "concat { {} { maxpool(3, 1, 1) } }")


def listed(w: Author, nesting: int) -> str:
    """A loop through a list."""
    return w.pick(
        f"for k in [1, 3, 5] {{ conv(k, {depth(w)}, padding=floor(k/2)) }}", f"for (f, c) in [(3, K), (1, 2*K), (F, D)] {{ conv(f, c) }}",
        f"for c in [K, 2*K, 4*K] {{ conv(3, c, padding=1); maxpool(2) }}", f"for c in [K, D] {{ repeat n {{ conv(3, c, padding=1) }} }}",
        f"for s in [1, 2] {{ {some(w, nesting - 1, 1)} }}", "for (n1, c) in [(n, K), (2, D), (m, 4)] { repeat n1 { conv(3, c, padding=1) } }",
    )  # fmt: skip


def called(w: Author, _nesting: int) -> str:
    """A block of the few below."""
    name, arguments = w.pick(*(f"{name} {argument}" for name, (_, options) in BLOCKS.items() for argument in options)).split(" ", 1)
    w.definitions = list(dict.fromkeys([*w.definitions, name]))
    return f"{name}{arguments}"


BLOCKS = {
    "pair": ("block pair(K, S = 1, B: boolean = true) { conv(3, K, S, padding=1, bias=B); conv(3, K, padding=1) }", ("(K)", "(2*D, 2)", "(4, S=S)", "(D, B=false)")),
    "basic": ("block basic(K, S = 1) { add { { conv(3, K, stride=S, padding=1); conv(3, K, padding=1) } { when S != 1 or D != K { conv(1, K, stride=S) } } } }",
              ("(D)", "(D, 2)", "(4)", "(K, 2)", "(2*D)")),
    "tree": ("block tree(n, K) { when n > 1 { concat { { tree(n - 1, K) } { conv(1, K) } } } else { conv(3, K, padding=1) } }", ("(2, K)", "(3, 2)", "(1, D)")),
    "halves": ("block halves(t: integer >= 0, K = 2*D) { when t > 0 { conv(3, K, padding=1); maxpool(2); halves(t - 1) } }", ("(2)", "(0)", "(1, K)", "(2, 4)")),
    "unet": ("block unet(t: integer >= 0, K) { conv(3, K, padding=1); when t > 0 { concat { {} { maxpool(2); unet(t - 1, 2*K); upsample(2) } } } }", ("(1, K)", "(2, 2)")),
    "stack": ("block stack(n, K = D, F = 3) { let P = floor(F/2)\n repeat n { conv(F, K, padding=P) } }", ("(n)", "(m + 1)", "(n, K)", "(2, F=F)", "(n, K, 5)")),
    "own": ("layer own(size F, stride S = 1, count n: integer >= 0 = 0) { require X >= F and n <= D \"it must fit\"\n X' = floor((X - F)/S) + 1; D' = D + n; params = F*n; connections = 0; macs = units*F; depth = 1; window = (F, S, 0) }",
            ("(2)", "(F, 2)", "(3, S, P)", "(2, 1, n)")),
    "squash": ("block squash(s: integer, K = 4) { when s < 0 { conv(1 - s, K) } else { pad(s) } }", ("(0)", "(-2)", "(3)", "(1 - 4, K)")),
    "sized": ("block sized(K) { let A = X\n conv(3, K); crop(min(X, A)) }", ("(K)", "(2)")),
}  # fmt: skip


def skip(w: Author, nesting: int) -> str:
    """From an earlier layer, with what makes the sizes agree."""
    if not w.known:
        return kept(w)
    one = w.pick(*w.known)
    return w.pick(
        f"concat {{ {{ from {one} {{ {some(w, nesting - 1, 1)} }} }} {{ {kept(w)} }} }}", f"concat {{ {{ from {one} {{ crop(3) }} }} {{ crop(3) }} }}",
        f"add {{ {{ from {one} {{ conv(1, K) }} }} {{ conv(3, K, padding=1) }} }}", f"crop({one}.W)", f"interpolate({one}.W)", f"conv(3, {one}.D, padding=1)",
        f"interpolate({one}.X); concat {{ {{}} {{ from {one} {{}} }} }}", f"pad(max(0, {one}.W - 4))", f"conv(1, {one}.D + 1)", f"concat {{ {{ from {one} {{}} }} {{ upsample(2) }} }}",
    )  # fmt: skip


def again(w: Author, _nesting: int) -> str:
    """Weights once more."""
    if not w.known:
        return kept(w)
    one = w.pick(*w.known)
    return w.pick(f"use {one}", f"conv(1, D); use {one}", f"concat {{ {{ use {one} }} {{ use {one} }} }}", f"repeat n {{ use {one} }}", f"repeat 2 {{ use {one} }}")


def decided(w: Author, nesting: int) -> str:
    """A choice; where symbols leave it open, the network is not derived."""
    asked = w.pick("D >= 1", "W > 0", "K + 1 > K", "F % 2 == 1", "n >= 1", "v >= 2 and P >= 0", "x^2 >= 0", "W != W + P + 1", "m < 0", "not K == 0", "W >= 4", "floor(K/2) <= K", "x % 2 < 2", "q*q < 0")
    return f"when {asked} {{ {some(w, nesting - 1, 1)} }}{w.pick('', ' else { relu }', f' else {{ {kept(w)} }}')}"


def named(w: Author, nesting: int) -> str:
    """A value with a name, then its use."""
    w.labels += 1
    name = f"V{w.labels}"
    what = w.pick("2*K", "floor(W/2)", "K + D", "ceil(x/2)", "max(1, x)", "D % 3 + 1", "F - 1", "min(F, S)", "n*K", "abs(q) + 1", "2^n", "r*4", "W - F", "1 - x")
    return f"let {name} = {what}; {w.pick(f'conv(3, {name}, padding=1)', f'conv({name}, K)', f'pad({name})', f'conv(1, {name} + K)', f'repeat {name} {{ conv(1, D) }}', f'crop({name})', f'conv(3, {name}); conv(1, 2*{name})')}"


def other(w: Author, _nesting: int) -> str:
    """Layers that are seldom used."""
    return w.pick(
        "tokens; position_embedding; attention(G)", "tokens; class_token; linear(K)", "reshape((W, 2), K)", "permute([1, 0])", "permute([2, 0, 1])", "flatten; dense(K)",
        "glu", "maxout(2)", "lrn", "prelu", "dropout(u)", "upsample_linear(2)", "interpolate_linear(W + 1)", "fractional_maxpool(2, 3)", "gap; dense(K)", "linear(2*D)",
        "adaptive_maxpool(min(W, 3))", "grn", "instance_norm(true)", "patch_embed(4, K)", "patch_embed(S, K)", "subsample(2)", "layer_scale", "reshape(W, D)", "rbf(K)",
        "conv((3, 1), K, padding=(1, 0))", "conv((F, 1), K, stride=(1, S))", "maxpool((2, 1))", "pad((P, 0), padding_end=(0, Q))", "conv((1, W), K)", "conv((3, F), K, dilation=(L, 1))",
    )  # fmt: skip


def headed(w: Author, nesting: int) -> str:
    return f"head {{ {w.pick(some(w, nesting - 1), 'gap; dense(10)', 'conv(1, K)', 'dense(M)')} }}"


def plain(write: Callable[[Author], str]) -> Callable[[Author, int], str]:
    return lambda w, _nesting: write(w)


ROWS: tuple[tuple[Callable[[Author, int], str], float, bool], ...] = (
    (plain(kept), 6, False), (plain(down), 5, False), (plain(up), 3, False), (residual, 2.5, True), (beside, 2, True), (parted, 1.5, True), (gate, 1, False),
    (repeated, 6, True), (listed, 1, True), (called, 3, True), (skip, 2, True), (again, 1, False), (decided, 1, True), (named, 1.5, False), (other, 2, False), (headed, 0.7, True),
)  # fmt: skip
"""Each with its weight, and whether it holds others."""


def statement(w: Author, nesting: int) -> str:
    rows = [(write, weight) for write, weight, holds in ROWS if nesting > 0 or not holds]
    text = w.draw.choices([write for write, _ in rows], [weight for _, weight in rows])[0](w, nesting)
    if nesting == 2 and w.sometimes(0.2) and not text.startswith(("let", "head", "use", "when")):
        label = w.label()
        w.known.append(label)
        first, _, rest = text.partition("; ") if "{" not in text else (text, "", "")
        return f"{label}: {first}; {rest}" if rest else f"{label}: {first}"
    return text


def entry(w: Author) -> list[str]:
    """One input or two."""
    size = lambda: w.pick("W", "W", "W", "W", "H", "8", "16", "W + 2*P", "2*W", "v", "W*2^n", "H + W", "max(4, x)", "W + m")  # noqa: E731 - one line
    d = w.pick("D", "D", "D", "3", "1", "K", "2*D", "G*K", "W", "v")
    axes = w.draw.choices([0, 1, 2, 3], [1, 6, 5, 1])[0]
    sizes = [size()] * axes if w.sometimes(0.4) else [size() for _ in range(axes)]
    first = f"input({', '.join([*sizes, d])})"
    if w.sometimes(0.88) or not axes:
        return [first]
    w.known += ["left", "right"]
    ends = w.pick("{ from left { conv(3, K, padding=1) } } { from right { conv(1, D) } }", "{ from left {} } { from right {} }", "{ from left { maxpool(2) } } { from right { maxpool(2) } }")
    second = [size() for _ in sizes] if w.sometimes(0.3) else sizes
    return [f"left: {first}", f"right: input({', '.join([*second, w.pick('1', 'D', 'K', d)])})", f"concat {{ {ends} }}"]


def text(seed: object, most: int = 4) -> str:
    """One network."""
    w = Author(f"design {seed}")
    lines = entry(w)
    lines += [statement(w, 2) for _ in range(w.draw.randint(1, most))]
    if w.sometimes(0.2):
        lines.append(w.pick("dense(10)", "gap; dense(M)", "flatten; dense(K)"))
    used = symbols_of("\n".join(lines))
    fitting = [fact for fact in FACTS if symbols_of(fact) <= used]
    facts = [f"assume {fact}" for fact in w.draw.sample(fitting, min(len(fitting), w.draw.choice([0, 0, 0, 1, 1, 2])))]
    body = "\n".join([*facts, *lines])
    definitions = "\n".join(BLOCKS[name][0] for name in w.definitions)
    header = ", ".join(f"{name}: {DECLARED[name]}" if name in DECLARED else name for name in sorted(symbols_of(body)))
    return f"{definitions}\nnetwork Whole({header}) {{\n{body}\n}}".strip()


OWN = re.compile(r"let (\w+)|for (\w+) in|for \((\w+), (\w+)\)|as (\w+)|(\w+)\(")
"""What is named inside: values, indices, and layers."""
NOT_SYMBOLS = re.compile(r"\bE\d+\.\w|(from|use) \w+|\b\w+:|\b(?!V\d)\w+\s*=(?!=)")


def symbols_of(body: str) -> set[str]:
    """The names in a body that a header must list."""
    own = {name for found in OWN.findall(body) for name in found}
    return {name for name in names(NOT_SYMBOLS.sub(" ", body)) if name not in own and name not in WORDS}


WORDS = {
    *("assume", "input", "network", "block", "head", "use", "from", "repeat", "for", "in", "let", "when", "else", "as", "and", "or", "not"),
    *("same", "exact", "true", "false", "add", "concat", "mul", "maximum", "X"), *prelude(),
}  # fmt: skip
