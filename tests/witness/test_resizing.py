"""Padding, cropping and resizing by hand: places laid on and taken off one by one, values repeated and shared out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast

if TYPE_CHECKING:
    from collections.abc import Iterator

Index = tuple[int, ...]

NAMES = "UVY"


def places_kept(size: int, wanted: int) -> list[int]:
    """Places taken off the far and the near end in turn, until as many are left as are wanted."""
    places = list(range(size))
    while len(places) > wanted:
        places.pop(-1 if (size - len(places)) % 2 == 0 else 0)
    return places


def shapes(axes: int, largest: int) -> Iterator[tuple[Index, Index]]:
    """Sizes, and sizes or factors to go with them."""
    every = list(product(range(1, largest + 1), repeat=axes))
    yield from list(product(every, every))[:: (1, 3, 41)[axes - 1]]


def gather(x: dict[Index, Any], columns: list[list[int]], depth: int) -> dict[Index, Any]:
    """Along every axis the places of the input that stand one behind another in the output."""
    to = product(*(range(len(column)) for column in columns), range(depth))
    return {(*at, k): x[(*(column[i] for column, i in zip(columns, at, strict=True)), k)] for *at, k in to}


def network(axes: int, layer: str) -> str:
    """Sizes U, V, Y; T1, T2, T3 are what the layer makes of them."""
    given = [f"T{axis}" for axis in range(1, axes + 1)]
    sizes = ", ".join(NAMES[:axes])
    return f"network one({sizes}, D, {', '.join(given)}) {{ input({sizes}, D); {layer}(({', '.join(given)},)) }}"


def values(sizes: Index, given: Index, depth: int) -> dict[str, int]:
    return {**dict(zip(NAMES, sizes, strict=False)), **{f"T{n}": v for n, v in enumerate(given, 1)}, "D": depth}


@pytest.mark.parametrize(("axes", "largest"), [(1, 8), (2, 4), (3, 3)])
def test_crop(axes: int, largest: int, witness: Any) -> None:
    text = network(axes, "crop")
    for sizes, wanted in shapes(axes, largest):
        if any(left > size for size, left in zip(sizes, wanted, strict=True)):
            witness.refuses(text, values(sizes, wanted, 2))
            continue
        columns = [places_kept(*pair) for pair in zip(sizes, wanted, strict=True)]
        output = (*map(len, columns), 2)
        witness.agrees(text, values(sizes, wanted, 2), witness.Counts(output, prod(output), 0, 0, 0, 0, {}))
        x = witness.array("x", *sizes, 2)
        particular = f"input({', '.join(map(str, sizes))}, 2); crop({wanted})"
        assert witness.computes(particular, {"x": x}) == gather(x, columns, 2), particular


@pytest.mark.parametrize(("axes", "largest"), [(1, 8), (2, 4), (3, 3)])
def test_upsample(axes: int, largest: int, witness: Any) -> None:
    text = network(axes, "upsample")
    for sizes, factors in shapes(axes, largest):
        pairs = zip(sizes, factors, strict=True)
        columns = [[place for place in range(size) for _ in range(factor)] for size, factor in pairs]
        output = (*map(len, columns), 2)
        witness.agrees(text, values(sizes, factors, 2), witness.Counts(output, prod(output), 0, 0, 0, 0, {}))
        x = witness.array("x", *sizes, 2)
        particular = f"input({', '.join(map(str, sizes))}, 2); upsample({factors})"
        assert witness.computes(particular, {"x": x}) == gather(x, columns, 2), particular


@pytest.mark.parametrize(("axes", "largest"), [(1, 8), (2, 4), (3, 3)])
def test_interpolate(axes: int, largest: int, witness: Any) -> None:
    """Every place of the output on the ruler of the input."""
    text = network(axes, "interpolate")
    for sizes, wanted in shapes(axes, largest):
        pairs = zip(sizes, wanted, strict=True)
        columns = [[int(Fraction(size, many) * place) for place in range(many)] for size, many in pairs]
        output = (*wanted, 2)
        witness.agrees(text, values(sizes, wanted, 2), witness.Counts(output, prod(output), 0, 0, 0, 0, {}))
        x = witness.array("x", *sizes, 2)
        particular = f"input({', '.join(map(str, sizes))}, 2); interpolate({wanted})"
        assert witness.computes(particular, {"x": x}) == gather(x, columns, 2), particular


@pytest.mark.parametrize("sizes", [(5,), (4, 5), (2, 3, 4)], ids=str)
def test_crop_from_an_offset(sizes: Index, witness: Any) -> None:
    names = ", ".join(NAMES[: len(sizes)])
    text = f"network one({names}, T, O: integer >= 0) {{ input({names}, 2); crop(T, offset=O) }}"
    x = witness.array("x", *sizes, 2)
    for wanted, offset in product(range(1, 6), range(4)):
        columns = [list(range(size))[offset : offset + wanted] for size in sizes]
        output = (*map(len, columns), 2) if {*map(len, columns)} == {wanted} else None
        counted = witness.Counts(output, prod(output), 0, 0, 0, 0, {}) if output else None
        witness.agrees(text, {**dict(zip(NAMES, sizes, strict=False)), "T": wanted, "O": offset}, counted)
        if output:
            particular = f"input({', '.join(map(str, sizes))}, 2); crop({wanted}, offset={offset})"
            assert witness.computes(particular, {"x": x}) == gather(x, columns, 2)


@pytest.mark.parametrize("sizes", [(5,), (4, 5), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("near", [0, 1, 3])
@pytest.mark.parametrize("far", [None, 0, 1, 2])
def test_trim(sizes: Index, near: int, far: int | None, witness: Any) -> None:
    """Keras, Cropping: so many places off each end."""
    columns = [list(range(size))[near : size - (near if far is None else far)] for size in sizes]
    output = (*map(len, columns), 2)
    given = str(near) if far is None else f"{near}, {far}"
    particular = f"input({', '.join(map(str, sizes))}, 2); trim({given})"
    if not all(output):
        witness.refuses(particular, {})
        return
    x = witness.array("x", *sizes, 2)
    assert witness.computes(particular, {"x": x}) == gather(x, columns, 2)
    names = ", ".join(NAMES[: len(sizes)])
    text = f"network one({names}, P: integer >= 0, E: integer >= 0) {{ input({names}, 2); trim(P, E) }}"
    values = {**dict(zip(NAMES, sizes, strict=False)), "P": near, "E": near if far is None else far}
    witness.agrees(text, values, witness.Counts(output, prod(output), 0, 0, 0, 0, {}))


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("given", ["2", "3/2", "1/2", "size=5", "size=(7, 2)"])
def test_cubic(given: str, corners: bool, torch: Any, witness: Any) -> None:
    for sizes in [(4, 4), (5, 3), (2, 6)]:
        x = witness.array((given, sizes), *sizes, 1)
        tensor = torch.tensor([[[[float(x[(i, j, 0)]) for j in range(sizes[1])] for i in range(sizes[0])]]]).double()
        options: dict[str, Any] = {"mode": "bicubic", "align_corners": corners}
        options |= (
            {"size": (5, 5) if given == "size=5" else (7, 2)}
            if "=" in given
            else {"scale_factor": float(Fraction(given))}
        )
        theirs = torch.nn.functional.interpolate(tensor, **options)[0, 0]
        layer = "interpolate_cubic" if "=" in given else "upsample_cubic"
        text = f"input({sizes[0]}, {sizes[1]}, 1); {layer}({given}, align_corners={str(corners).lower()})"
        y = witness.computes(text, {"x": x})
        expected = {(i, j, 0): theirs[i, j].item() for i, j in product(*map(range, theirs.shape))}
        assert {index: float(value) for index, value in y.items()} == pytest.approx(expected, abs=1e-9), text


@pytest.mark.parametrize("layer", ["upsample_cubic(3/2)", "interpolate_cubic(4)"])
@pytest.mark.parametrize("sizes", [(4,), (2, 4), (2, 2, 2)], ids=str)
def test_what_cubic_takes(layer: str, sizes: Index, witness: Any) -> None:
    """Four values around along every axis, and a fixed weight for each of them together."""
    text = f"input({', '.join(map(str, sizes))}, 2); {layer}"
    output = tuple(4 if "interpolate" in layer else size * 3 // 2 for size in sizes)
    units, around = prod(output) * 2, len(list(product(range(4), repeat=len(sizes))))
    operations = {"multiplications": around * units, "additions": (around - 1) * units}
    witness.agrees(text, {}, witness.Counts((*output, 2), units, 0, 0, 0, 0, operations))


FRACTIONS = [Fraction(1, 3), Fraction(1, 2), Fraction(3, 4), Fraction(3, 2), Fraction(7, 3), Fraction(2)]


@pytest.mark.parametrize("scale", FRACTIONS, ids=str)
def test_upsample_by_a_fraction(scale: Fraction, witness: Any) -> None:
    """As many places as fit into the stretched ruler; each shows the value whose stretched place it stands on."""
    text = f"network one(U, D) {{ input(U, 6, D); upsample({scale}) }}"
    for size in range(1, 13):
        rulers = [[int(place / scale) for place in range(40) if place + 1 <= scale * n] for n in (size, 6)]
        output = (*map(len, rulers), 2)
        counted = witness.Counts(output, prod(output), 0, 0, 0, 0, {}) if all(output) else None
        witness.agrees(text, {"U": size, "D": 2}, counted)
        if counted:
            x = witness.array("x", size, 6, 2)
            assert witness.computes(f"input({size}, 6, 2); upsample({scale})", {"x": x}) == gather(x, rulers, 2)


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("scale", [Fraction(1, 2), Fraction(3, 4), Fraction(3, 2), Fraction(5, 2)], ids=str)
def test_linear_by_a_fraction(scale: Fraction, corners: bool, torch: Any, witness: Any) -> None:
    """PyTorch keeps to the factor that is given, also where the size is rounded down."""
    for size in range(2, 10):
        x = witness.array((scale, size), size, 1)
        tensor = torch.tensor([[[float(x[(at, 0)]) for at in range(size)]]], dtype=torch.float64)
        options = {"scale_factor": float(scale), "mode": "linear", "align_corners": corners}
        theirs = torch.nn.functional.interpolate(tensor, **options)[0, 0].tolist()
        text = f"input({size}, 1); upsample_linear({scale}, align_corners={str(corners).lower()})"
        assert [float(value) for value in witness.computes(text, {"x": x}).values()] == pytest.approx(theirs), text


def between(size: int, many: int, corners: bool) -> list[list[tuple[int, Fraction]]]:
    """For every place of the output the places around it and their shares, by distance; ends are repeated."""
    shares = []
    for place in range(many):
        middle = Fraction(2 * place + 1, 2) * Fraction(size, many) - Fraction(1, 2)
        at = Fraction(place * (size - 1), max(1, many - 1)) if corners else middle
        near = Fraction(min(max(at, Fraction(0)), Fraction(size - 1)))
        left = int(near)
        shares.append([(left, 1 - (near - left)), (min(left + 1, size - 1), near - left)])
    return shares


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("layer", some_fast(["upsample_linear", "interpolate_linear"], 2))
@pytest.mark.parametrize(("axes", "largest"), [(1, 7), (2, 4), (3, 3)])
def test_linear(layer: str, axes: int, largest: int, corners: bool, witness: Any) -> None:
    text = network(axes, layer).replace(",)) }", f",), align_corners={str(corners).lower()}) }}")
    for sizes, given in list(shapes(axes, largest))[:: (1, 2, 6)[axes - 1]]:
        scaled = zip(sizes, given, strict=True)
        wanted = tuple(size * factor for size, factor in scaled) if layer == "upsample_linear" else given
        columns = [between(size, many, corners) for size, many in zip(sizes, wanted, strict=True)]
        x, y = witness.array("x", *sizes, 2), {}
        products = sums = 0
        for *at, k in product(*map(range, wanted), range(2)):
            around = list(product(*(column[place] for column, place in zip(columns, at, strict=True))))
            terms = [prod(share for _, share in corner) * x[(*(place for place, _ in corner), k)] for corner in around]
            products, sums = products + len(terms), sums + len(terms) - 1
            y[(*at, k)] = sum(terms)
        operations = {"multiplications": products, "additions": sums}
        witness.agrees(text, values(sizes, given, 2), witness.Counts((*wanted, 2), len(y), 0, 0, 0, 0, operations))
        numbers = f"{layer}({given}, align_corners={str(corners).lower()})"
        particular = f"input({', '.join(map(str, sizes))}, 2); {numbers}"
        assert witness.computes(particular, {"x": x}) == y, particular


@pytest.mark.parametrize("sizes", [(3,), (2, 3), (1, 2, 2)], ids=str)
@pytest.mark.parametrize("end", [None, 0, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_pad(sizes: Index, padding: int, end: int | None, witness: Any) -> None:
    x = witness.array("x", *sizes, 2)
    far = padding if end is None else end
    rows = [[*[None] * padding, *range(size), *[None] * far] for size in sizes]
    to = product(*(range(len(row)) for row in rows), range(2))
    y = {(*at, k): x.get((*(row[place] for row, place in zip(rows, at, strict=True)), k), 0) for *at, k in to}
    names = NAMES[: len(sizes)]
    more = "" if end is None else ", E"
    declared = "P: integer >= 0, E: integer >= 0"
    text = f"network one({', '.join(names)}, {declared}) {{ input({', '.join(names)}, 2); pad(P{more}) }}"
    numbers = {**dict(zip(names, sizes, strict=True)), "P": padding, "E": far}
    output = (*map(len, rows), 2)
    witness.agrees(text, numbers, witness.Counts(output, len(y), 0, 0, 0, 0, {}))
    particular = f"input({', '.join(map(str, sizes))}, 2); pad({padding}{'' if end is None else f', {end}'})"
    assert witness.computes(particular, {"x": x}) == y


BLOCKS = [((4,), (2,)), ((4, 6), (2, 3)), ((4, 2, 6), (2, 2, 3)), ((3, 3), (1, 3)), ((6, 4), (2, 2)), ((4, 4), (3, 2))]


def cut(sizes: Index, block: Index, depth: int) -> dict[tuple[Index, int], Index]:
    """Where a value of the cut volume comes from: blocks along every axis become maps, the last axis first."""
    within = list(product(*map(range, block)))
    blocks = product(*(range(size // length) for size, length in zip(sizes, block, strict=True)))
    taken = {}
    for at, k, (number, place) in product(blocks, range(depth), list(enumerate(within))):
        source = tuple(b * length + p for b, length, p in zip(at, block, place, strict=True))
        taken[(at, k * len(within) + number)] = (*source, k)
    return taken


@pytest.mark.parametrize(("sizes", "block"), BLOCKS, ids=str)
def test_pixel_shuffle_there_and_back(sizes: Index, block: Index, witness: Any) -> None:
    text = network(len(sizes), "pixel_unshuffle")
    numbers = values(sizes, block, 2)
    if any(size % length for size, length in zip(sizes, block, strict=True)):
        witness.refuses(text, numbers)
        return
    taken = cut(sizes, block, 2)
    small = (*(size // length for size, length in zip(sizes, block, strict=True)), 2 * prod(block))
    witness.agrees(text, numbers, witness.Counts(small, len(taken), 0, 0, 0, 0, {}))
    x = witness.array("x", *sizes, 2)
    cut_up = {(*at, k): x[source] for (at, k), source in taken.items()}
    assert witness.computes(f"input({', '.join(map(str, sizes))}, 2); pixel_unshuffle({block})", {"x": x}) == cut_up
    *inner, depth = small
    back = network(len(sizes), "pixel_shuffle")
    witness.agrees(back, values(tuple(inner), block, depth), witness.Counts((*sizes, 2), len(x), 0, 0, 0, 0, {}))
    witness.refuses(back, values(tuple(inner), block, depth + 1) if prod(block) > 1 else {**numbers, "D": 0})
    particular = f"input({', '.join(map(str, small))}); pixel_shuffle({block})"
    assert witness.computes(particular, {"x": cut_up}) == x


@pytest.mark.parametrize(("sizes", "block"), BLOCKS[:4], ids=str)
def test_places_of_a_block_before_the_maps(sizes: Index, block: Index, witness: Any) -> None:
    """ONNX, DepthToSpace (DCR) and SpaceToDepth; TensorFlow, with the depth last."""
    within, depth = list(product(*map(range, block))), 2
    x = witness.array("x", *sizes, depth)
    blocks = product(*(range(size // length) for size, length in zip(sizes, block, strict=True)))
    cut_up = {
        (*at, number * depth + k): x[(*(b * n + p for b, n, p in zip(at, block, place, strict=True)), k)]
        for at, (number, place), k in product(blocks, list(enumerate(within)), range(depth))
    }
    text = f"input({', '.join(map(str, sizes))}, {depth}); pixel_unshuffle({block}, block_first=true)"
    assert witness.computes(text, {"x": x}) == cut_up
    small = (*(size // length for size, length in zip(sizes, block, strict=True)), depth * prod(block))
    back = f"input({', '.join(map(str, small))}); pixel_shuffle({block}, block_first=true)"
    assert witness.computes(back, {"x": cut_up}) == x


@pytest.mark.parametrize("layer", ["crop", "upsample"])
def test_one_number_serves_every_axis(layer: str, witness: Any) -> None:
    single, both = (f"input(5, 4, 2); {layer}({given})" for given in ("3", "(3, 3)"))
    x = {"x": witness.array("x", 5, 4, 2)}
    assert witness.computes(single, x) == witness.computes(both, x)
    witness.agrees(
        f"network one(T) {{ input(5, 4, 2); {layer}(T) }}",
        {"T": 3},
        witness.Counts((3, 3, 2), 18, 0, 0, 0) if layer == "crop" else witness.Counts((15, 12, 2), 360, 0, 0, 0),
    )


MOVING = [
    "trim(0)", "crop(2)", "upsample(2)", "interpolate(3)", "pad(1)", "pixel_shuffle(1)", "pixel_unshuffle(1)",
]  # fmt: skip


@pytest.mark.parametrize("layer", MOVING)
def test_resizing_needs_axes_and_reads_no_weights(layer: str, witness: Any) -> None:
    witness.refuses(f"network one(D) {{ input(D); {layer} }}", {"D": 4})
    assert witness.traces(f"input(3, 4, 2); {layer}") == (0, 0, 0)
    assert not any(witness.operates(f"input(3, 4, 2); {layer}").values())
