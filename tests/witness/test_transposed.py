"""Transposed convolutions counted by hand: every input value is scattered over the output, product by product."""

from __future__ import annotations

import random
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

Index = tuple[int, ...]


class Setting(NamedTuple):
    """One transposed convolution; everything per axis."""

    sizes: Index
    depth: int
    kernel: Index
    filters: int
    stride: Index
    padding: Index
    extra: Index
    dilation: Index
    groups: int = 1
    bias: int = 1

    @property
    def values(self) -> dict[str, int]:
        """The values of the names that ``general`` uses."""
        vectors = zip("XFSPAL", (self.sizes, self.kernel, *self[4:8]), strict=True)
        entries = {f"{letter}{axis}": v for letter, vector in vectors for axis, v in enumerate(vector, 1)}
        return {**entries, "D": self.depth, "K": self.filters, "G": self.groups, "B": self.bias}

    @property
    def output(self) -> Index | None:
        """What the products cover along each axis, the extra places behind it, and the padding off both ends."""
        lengths = []
        for size, taps, stride, padding, extra, dilation in zip(self.sizes, self.kernel, *self[4:8], strict=True):
            covered = range(1 + max(stride * at + dilation * tap for at in range(size) for tap in range(taps)))
            places = [*covered, *["extra"] * extra]
            left = places[padding : max(0, len(places) - padding)]
            if not left:
                return None
            lengths.append(len(left))
        return (*lengths, self.filters)

    @property
    def products(self) -> Iterator[tuple[Index, Index, Index]]:
        """Every product, also those that padding cuts off: where it is added, which input is read, which weight."""
        wide, many = self.depth // self.groups, self.filters // self.groups
        for group, c, n in product(range(self.groups), range(wide), range(many)):
            channel, k = group * wide + c, group * many + n
            for at, tap in product(product(*map(range, self.sizes)), product(*map(range, self.kernel))):
                columns = zip(at, tap, self.stride, self.padding, self.dilation, strict=True)
                place = tuple(s * i + d * u - p for i, u, s, p, d in columns)
                yield (*place, k), (*at, channel), (*tap, c, k)


def general(axes: int) -> str:
    """A network of one transposed convolution in which everything is a symbol."""
    every = range(1, axes + 1)
    F, S, P, A, L = (f"({', '.join(f'{letter}{axis}' for axis in every)},)" for letter in "FSPAL")  # noqa: N806
    names = [f"{letter}{axis}" for letter in "XFSL" for axis in every]
    names += [f"{letter}{axis}: integer >= 0" for letter in "PA" for axis in every]
    sizes = ", ".join(f"X{axis}" for axis in every)
    call = f"conv_transpose({F}, K, {S}, {P}, {A}, dilation={L}, groups=G, bias=B)"
    return f"network one({', '.join(names)}, D, K, G, B: boolean) {{ input({sizes}, D); {call} }}"


def particular(s: Setting) -> str:
    """A snippet of one transposed convolution in numbers."""
    more = f"dilation={s.dilation}, groups={s.groups}, bias={s.bias}"
    call = f"conv_transpose({s.kernel}, {s.filters}, {s.stride}, {s.padding}, {s.extra}, {more})"
    return f"input({', '.join(map(str, s.sizes))}, {s.depth}); {call}"


def count(setting: Setting, counts: Any) -> Any:
    """Go through every product, those that the padding cuts off among them, and every bias."""
    if setting.output is None:
        return None
    made = list(setting.products)
    biased = list(product(*map(range, setting.output))) if setting.bias else []
    weights = {weight for _, _, weight in made} | {("bias", unit[-1]) for unit in biased}
    operations = dict.fromkeys(("multiplications", "additions"), len(made))  # every product is added to what is there
    links = len(made) + len(biased)
    return counts(setting.output, prod(setting.output), len(weights), links, len(made), operations=operations)


def settings(axes: int, how_many: int) -> list[Setting]:
    """Small transposed convolutions drawn at random, such as leave nothing among them."""
    draw = random.Random(axes)

    def vector(low: int, high: int) -> Index:
        return tuple(draw.randint(low, high) for _ in range(axes))

    made = []
    for _ in range(how_many):
        groups = draw.choice([1, 1, 2, 3])
        depth, filters = groups * draw.randint(1, 2), groups * draw.randint(1, 2)
        sizes, kernel = vector(1, 5 - axes), vector(1, 5 - axes)
        stride, padding, dilation = vector(1, 3), vector(0, 4 - axes), vector(1, 3)
        small = tuple(draw.randrange(max(pair)) for pair in zip(stride, dilation, strict=True))
        extra = draw.choice([(0,) * axes, small, small, vector(0, 2)])
        more = (stride, padding, extra, dilation, groups, draw.randint(0, 1))
        made.append(Setting(sizes, depth, kernel, filters, *more))
    return made


@pytest.mark.parametrize(("axes", "how_many"), [(1, 300), (2, 200), (3, 50)])
def test_sizes_and_counts(axes: int, how_many: int, witness: Any) -> None:
    cases = settings(axes, how_many)
    counted = [count(setting, witness.Counts) for setting in cases]
    assert how_many // 50 < counted.count(None) < how_many // 2
    for setting, result in zip(cases, counted, strict=True):
        witness.agrees(general(axes), setting.values, result)


def test_every_square_one_on_a_grid(witness: Any) -> None:
    header = "W, H, D, F, K, S, P: integer >= 0, A: integer >= 0"
    text = f"network one({header}) {{ input(W, H, D); conv_transpose(F, K, stride=S, padding=P, output_padding=A) }}"
    for W, H, F, S, P, A in product((1, 3), (1, 4), (1, 2, 4), (1, 2, 3), (0, 1, 2), (0, 1, 2)):  # noqa: N806
        setting = Setting((W, H), 2, (F, F), 3, (S, S), (P, P), (A, A), (1, 1))
        values = {"W": W, "H": H, "D": 2, "F": F, "K": 3, "S": S, "P": P, "A": A}
        witness.agrees(text, values, count(setting, witness.Counts))


def test_what_is_left_out(witness: Any) -> None:
    text = "network one(W, H, D, F, K) { input(W, H, D); conv_transpose(F, K) }"
    for W, H, F in product(range(1, 4), range(1, 4), range(1, 5)):  # noqa: N806
        setting = Setting((W, H), 2, (F, F), 3, (1, 1), (0, 0), (0, 0), (1, 1))
        values = {"W": W, "H": H, "D": 2, "F": F, "K": 3}
        witness.agrees(text, values, count(setting, witness.Counts))


@pytest.mark.parametrize(("depth", "filters", "groups"), [(3, 2, 2), (2, 3, 2), (4, 6, 3), (1, 4, 2), (4, 1, 4)])
def test_groups_must_divide_both_depths(depth: int, filters: int, groups: int, witness: Any) -> None:
    setting = Setting((5,), depth, (2,), filters, (1,), (0,), (0,), (1,), groups)
    assert depth % groups or filters % groups
    witness.refuses(general(1), setting.values)


def test_it_needs_axes(witness: Any) -> None:
    witness.refuses("network one(D, K) { input(D); conv_transpose(2, K) }", {"D": 4, "K": 3})


def fitting(axes: int, how_many: int) -> list[Setting]:
    return [setting for setting in settings(axes, 2 * how_many) if setting.output][:how_many]


def by_scattering(setting: Setting, arrays: Any) -> dict[Index, int]:
    """The transposed convolution itself: what falls outside the output is dropped."""
    x, w, b = arrays["x"], arrays["w"], arrays["b"]
    assert setting.output
    y = {unit: setting.bias * b[unit[-1:]] for unit in product(*map(range, setting.output))}
    for unit, read, weight in setting.products:
        if unit in y:
            y[unit] += w[weight] * x[read]
    return y


@pytest.mark.parametrize(("axes", "how_many"), [(1, 60), (2, 30), (3, 8)])
def test_the_operation(axes: int, how_many: int, witness: Any) -> None:
    cases = fitting(axes, how_many)
    assert len({setting.groups for setting in cases}) > 1
    assert any(any(setting.extra) for setting in cases)
    for setting in cases:
        arrays = {
            "x": witness.array(setting, *setting.sizes, setting.depth),
            "w": witness.array("w", *setting.kernel, setting.depth // setting.groups, setting.filters),
            "b": witness.array("b", setting.filters),
        }
        text = particular(setting)
        assert witness.computes(text, arrays) == by_scattering(setting, arrays), text


@pytest.mark.parametrize(("axes", "how_many"), [(1, 60), (2, 20), (3, 4)])
def test_the_terms_of_the_operation(axes: int, how_many: int, witness: Any) -> None:
    """What the operation reads inside the input is what is scattered into the output, term by term."""
    for setting in fitting(axes, how_many):
        inside = {("x", index) for index in product(*map(range, (*setting.sizes, setting.depth)))}
        terms = witness.terms(particular(setting))
        read = {u: {t for t in trace if all(r in inside for r in t if r[0] == "x")} for u, trace in terms.items()}
        assert setting.output
        scattered: dict[Index, set[frozenset[tuple[str, Index]]]]
        scattered = {u: {frozenset([("b", u[-1:])])} if setting.bias else set() for u in terms}
        for unit, at, weight in setting.products:
            if unit in scattered:
                scattered[unit].add(frozenset([("x", at), ("w", weight)]))
        assert read == scattered, setting


@pytest.mark.parametrize(("axes", "how_many"), [(1, 40), (2, 12)])
def test_it_is_the_transpose_of_the_convolution(axes: int, how_many: int, witness: Any) -> None:
    """With the same weights, y·conv(x) = conv_transpose(y)·x; the output padding restores what a stride left over."""
    tested = 0
    for s in settings(axes, 4 * how_many):
        columns = zip(s.sizes, s.kernel, s.stride, s.padding, s.dilation, strict=True)
        left_over = tuple(size + 2 * p - d * (f - 1) - 1 for size, f, _, p, d in columns)
        if min(left_over) < 0:
            continue
        extra = tuple(rest % stride for rest, stride in zip(left_over, s.stride, strict=True))
        call = f"({s.kernel}, {{}}, {s.stride}, {s.padding}, {{}} dilation={s.dilation}, bias=false)"
        forward = f"input({', '.join(map(str, s.sizes))}, {s.depth}); conv{call.format(s.filters, '')}"
        x, w = witness.array(s, *s.sizes, s.depth), witness.array("w", *s.kernel, s.depth, s.filters)
        nothing = {(k,): 0 for k in range(max(s.depth, s.filters))}
        to = witness.computes(forward, {"x": x, "w": w, "b": nothing})
        *sizes, _ = (max(column) + 1 for column in zip(*to, strict=True))
        backward = (
            f"input({', '.join(map(str, sizes))}, {s.filters}); conv_transpose{call.format(s.depth, f'{extra},')}"
        )
        y = witness.array("y", *sizes, s.filters)
        turned = {(*tap, k, c): value for (*tap, c, k), value in w.items()}
        back = witness.computes(backward, {"x": y, "w": turned, "b": nothing})
        assert back.keys() == x.keys(), backward
        assert sum(y[i] * to[i] for i in y) == sum(back[i] * x[i] for i in x), backward
        tested += 1
    assert tested >= how_many
