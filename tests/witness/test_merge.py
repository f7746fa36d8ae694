"""Merges by hand: every branch is built as an array, and the arrays are put on, behind or over one another.

A merge has an input from each branch, and the operation of a layer reads only one; so merges state none, and what they
do is done here.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from sampling import sample

import symcnn

Sliding = Callable[..., list[list[int]]]
Index = tuple[int, ...]
Array = dict[Index, Any]
"""What stands at every index; here the units that were put together there."""

Values = Mapping[str, int]


class Builder:
    """What a branch makes of an input with some sizes and a depth, index by index; None if a window does not fit."""

    def __init__(self, sizes: Index, values: Values, sliding: Sliding) -> None:
        self.sizes, self.values, self.sliding = sizes, values, sliding

    def build(self, branch: str) -> list[Index] | None:
        """The indices of what the branch puts out."""
        F, K, S, P, D = (self.values[name] for name in "FKSPD")  # noqa: N806
        if branch == "gap; dense(K)":
            return [(k,) for k in range(K)]
        columns: dict[str, tuple[Callable[[int], list[Any]], int]] = {
            "": (lambda size: list(range(size)), D),
            "conv(F, K, padding=P)": (lambda size: self.sliding(size, F, 1, P), K),
            "conv(1, K, stride=S)": (lambda size: self.sliding(size, 1, S), K),
            "maxpool(F, S)": (lambda size: self.sliding(size, F, S), D),
            "upsample(S)": (lambda size: [place for place in range(size) for _ in range(S)], D),
        }
        along, depth = columns[branch]
        lengths = [len(along(size)) for size in self.sizes]
        return list(product(*map(range, lengths), range(depth))) if all(lengths) else None


BRANCHES = ["", "conv(F, K, padding=P)", "conv(1, K, stride=S)", "maxpool(F, S)", "upsample(S)", "gap; dense(K)"]


def lay_on(arrays: list[Array]) -> Array | None:
    """Value upon value: every array has the same indices."""
    first, *others = arrays
    if any(other.keys() != first.keys() for other in others):
        return None
    return {index: tuple(array[index] for array in arrays) for index in first}


def put_behind(arrays: list[Array]) -> Array | None:
    """One map behind another: every array has the same positions."""
    if len({frozenset(index[:-1] for index in array) for array in arrays}) > 1:
        return None
    maps = [(n, k) for n, array in enumerate(arrays) for k in sorted({index[-1] for index in array})]
    positions = {index[:-1] for index in arrays[0]}
    return {(*at, row): arrays[n][(*at, k)] for row, (n, k) in enumerate(maps) for at in positions}


def spread(arrays: list[Array]) -> Array | None:
    """Value upon value, where one index along an axis, or none at all, is first laid out over those of the others."""
    axes = max(len(next(iter(array))) for array in arrays)
    whole = [{(*[0] * (axes - len(index)), *index): v for index, v in array.items()} for array in arrays]
    longest = [max(map(len, column)) for column in zip(*(indices_along(array, axes) for array in whole), strict=True)]
    return lay_on([laid_out(array, longest) for array in whole])


def indices_along(array: Array, axes: int) -> list[set[int]]:
    """The indices that occur along each axis, the depth the last."""
    return [{index[axis] for index in array} for axis in range(axes)]


def laid_out(array: Array, longest: list[int]) -> Array:
    """An array repeated along every axis along which it has one index."""
    found = indices_along(array, len(longest))
    single = [len(column) == 1 for column in found]
    spreads = [range(n) if one else sorted(column) for n, one, column in zip(longest, single, found, strict=True)]
    return {
        index: array[tuple(0 if one else place for place, one in zip(index, single, strict=True))]
        for index in product(*spreads)
    }


MERGES = {
    "add": lay_on, "concat": put_behind, "mul": spread, "maximum": lay_on, "minimum": lay_on, "average": lay_on,
    "add_spread": spread,
}  # fmt: skip
ONE_LESS = {
    "add": "additions", "mul": "multiplications", "maximum": "comparisons", "minimum": "comparisons",
    "average": "additions", "add_spread": "additions",
}  # fmt: skip
"""What it takes to make one value of several."""


def network(kind: str, branches: tuple[str, ...], axes: int) -> str:
    """A merge in which everything is a symbol."""
    sizes = ", ".join("UVY"[:axes])
    inner = " ".join(f"{{ {branch} }}" for branch in branches)
    return f"network one({sizes}, D, F, K, S, P: integer >= 0) {{ input({sizes}, D); {kind} {{ {inner} }} }}"


def draw_values(draw: random.Random, axes: int) -> tuple[Index, dict[str, int]]:
    """Small sizes, and arguments with which branches often agree."""
    sizes = tuple(draw.randint(1, 5) for _ in range(axes))
    padding, depth = draw.randint(0, 1), draw.randint(1, 3)
    kernel, filters = draw.choice([1, 2 * padding + 1, 2, 3]), draw.choice([depth, depth, draw.randint(1, 3)])
    values = {"D": depth, "F": kernel, "K": filters, "S": draw.choice([1, 1, 2, 3]), "P": padding}
    return sizes, {**dict(zip("UVY", sizes, strict=False)), **values}


def count(kind: str, branches: tuple[str, ...], builder: Builder, counts: Any) -> Any:
    """Put the arrays of all branches together and count; None if they do not fit."""
    built = [builder.build(branch) for branch in branches]
    arrays = [{index: (n, index) for index in indices} for n, indices in enumerate(built) if indices is not None]
    together = MERGES[kind](arrays) if len(arrays) == len(built) else None
    if together is None:
        return None
    output = tuple(len(set(column)) for column in zip(*together, strict=True))
    taken = {ONE_LESS[kind]: sum(len(values) - 1 for values in together.values())} if kind in ONE_LESS else {}
    taken |= {"divisions": len(together)} if kind == "average" else {}
    return counts(output, len(together), 0, 0, 0, 0, taken)


def compare(kind: str, branches: tuple[str, ...], how_many: int, sliding: Sliding, witness: Any) -> list[bool]:
    """Which of some settings fit; every one must be derived as it is counted."""
    draw = random.Random(f"{kind} {branches}")
    fits = []
    for _ in range(how_many):
        axes = draw.choice([1, 2, 2, 3])
        sizes, values = draw_values(draw, axes)
        builder = Builder(sizes, values, sliding)
        counted = count(kind, branches, builder, witness.Counts)
        witness.agrees(network(kind, branches, axes), values, counted)
        fits.append(counted is not None)
    return fits


@pytest.mark.slow
@pytest.mark.parametrize("kind", MERGES)
@pytest.mark.parametrize(("how_many_branches", "how_many"), [(2, 25), (3, 12)])
def test_branches(kind: str, how_many_branches: int, how_many: int, sliding: Sliding, witness: Any) -> None:
    together = combinations_with_replacement(BRANCHES, how_many_branches)
    fits = [fit for branches in together for fit in compare(kind, branches, how_many, sliding, witness)]
    assert 0.1 < sum(fits) / len(fits) < 0.8


def test_only_a_product_spreads_a_branch_without_sizes(witness: Any) -> None:
    values = {"W": 3, "D": 2}
    text = "network one(W, D) {{ input(W, D); {} {{ {{}} {{ gap }} }} }}"
    witness.refuses(text.format("add"), values)
    witness.refuses(text.format("concat"), values)
    witness.agrees(text.format("mul"), values, witness.Counts((3, 2), 6, 0, 0, 0))


@pytest.mark.parametrize("sizes", [(4,), (3, 4), (2, 3, 2)], ids=str)
def test_a_spatial_transformer(sizes: Index, witness: Any) -> None:
    """What the second branch gives are the rows of an affine map; the operations are those of sampling by hand."""
    axes = len(sizes)
    x, counted = witness.array("x", *sizes, 2), Counter[str]()
    rows = [[Fraction(n == m) for m in range(axes)] + [Fraction(0)] for n in range(axes)]
    assert sample(x, rows, counted) == x  # the identity
    names = ", ".join("UVY"[:axes])
    for given in (axes * (axes + 1), axes * (axes + 1) + 1):
        text = f"network one({names}, D) {{ input({names}, D); affine_sample {{ {{}} {{ dense({given}) }} }} }}"
        values = {**dict(zip("UVY", sizes, strict=False)), "D": 2}
        fits = given == sum(map(len, rows))
        result = witness.Counts((*sizes, 2), len(x), 0, 0, 0, 0, dict(counted))
        witness.agrees(text, values, result if fits else None)


def test_a_merge_in_a_branch(witness: Any) -> None:
    """Two times two maps side by side, laid on four."""
    text = "network one(W, H, D, K) { input(W, H, D); add { { concat { { conv(1, K) } { conv(1, K) } } } {} } }"
    for W, H, D, K in product((1, 3), (2, 4), (2, 3, 4), (1, 2)):  # noqa: N806
        maps = [(branch, k) for branch in range(2) for k in range(K)]
        units = list(product(range(W), range(H), maps))
        fits = len(maps) == len(range(D))
        values = {"W": W, "H": H, "D": D, "K": K}
        witness.agrees(text, values, witness.Counts((W, H, D), len(units), 0, 0, 0) if fits else None)


WAYS: list[list[list[str]]] = [
    [["conv(3, 4, padding=1)", "relu", "conv(3, 4, padding=1)"], []],
    [["conv(1, 4)"], ["conv(1, 2)", "bn", "conv(1, 2)", "conv(3, 4, padding=1)"], ["maxpool(3, 1, 1)"]],
    [["conv_transpose(3, 4, padding=1)"], ["conv(1, 4)"]],
]


@pytest.mark.parametrize("kind", MERGES)
@pytest.mark.parametrize("ways", WAYS, ids=range(len(WAYS)))
def test_what_branches_cost_is_added_up_and_the_longest_way_counts(kind: str, ways: list[list[str]]) -> None:
    """Layers one behind another cost and take what they did before, wherever the branches come together."""
    branches = " ".join(f"{{ {'; '.join(way)} }}" for way in ways)
    merged = symcnn.parse(f"input(6, 5, 4); {kind} {{ {branches} }}")
    alone = [symcnn.parse(f"input(6, 5, 4); {'; '.join(['identity', *way])}") for way in ways]
    for quantity in ("params", "connections", "macs"):
        assert getattr(merged, quantity) == sum(getattr(way, quantity) for way in alone)
    assert merged.depth == max(sum(layer.startswith("conv") for layer in way) for way in ways)
