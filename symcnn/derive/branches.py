"""Checks that branches agree where they meet, and says what would be needed where they cannot."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import Table
from symcnn.derive.derivation import StatedCondition
from symcnn.errors import ShapeMistake
from symcnn.formula import LOOSE, joined
from symcnn.model.parameters import MERGES
from symcnn.model.rule_names import SIZES
from symcnn.model.volume import Volume
from symcnn.support.message import Message

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.derive.requirements import Origin
    from symcnn.errors import FormulaText
    from symcnn.support.scalar import Scalar
    from symcnn.syntax.tree import LayerDefinition


def check_branches(
    place: Origin, kind: str, volumes: tuple[Volume, ...], letters: tuple[str, ...], along: int | None = None
) -> tuple[Volume, list[StatedCondition]]:
    """The volume that branches of a kind agree on, and the conditions under which they do.

    Along the axis ``along`` they stand one behind another, and need not agree; what they have there is the first's.
    """
    merging = MERGES[kind]
    if not merging.sizes_agree:
        return volumes[0], []
    ranked = [v for v in volumes if not (merging.spreads and _is_one_place(v, place.domain))] or [
        max(volumes, key=lambda v: len(v.sizes))
    ]
    if len({len(volume.sizes) for volume in ranked}) > 1:
        raise ShapeMistake(
            (f"{place.name}: its branches have different numbers of axes: ", *_shapes(volumes, place.domain)),
            place.span,
            _with_axes(ranked, place.domain),
        )
    columns = [*zip(*(volume.sizes for volume in ranked), strict=True)]
    depths = [volume.depth for volume in volumes]
    if along is not None:
        columns[along] = columns[along][:1]
    has_depth = merging.depths_agree or along is not None
    if has_depth:
        columns.append(tuple(depths))
    agree = _spread if merging.spreads else _alike
    named = zip((*letters[: len(ranked[0].sizes)], "D"), columns, strict=False)
    found = [agree(place, letter, [*column], volumes) for letter, column in named]
    sizes, conditions = [size for size, _ in found], [row for _, rows in found for row in rows]
    depth = sizes.pop() if has_depth else depths[0]
    return Volume(tuple(sizes), depth), conditions


def _alike(
    place: Origin, letter: str, column: list[Scalar], volumes: tuple[Volume, ...]
) -> tuple[Scalar, list[StatedCondition]]:
    """What branches agree on along one axis, as the shortest formula; and what that asks for."""
    return _simplest(column, place.domain), _agreement(place, letter, column, volumes)


def depths_and_sizes(layer: LayerDefinition, volumes: tuple[Volume, ...], along: int | None = None) -> dict[str, Value]:
    """What the rules of a merge know of its branches: their depths, or what they have along an axis; or all sizes."""
    kind, symbol = layer.parameters[0].kind, layer.parameters[0].symbol
    rows = [volume.depth if along is None else volume.sizes[along] for volume in volumes]
    depths: dict[str, Value] = {symbol: Table(rows)}
    agree = MERGES[kind].sizes_agree and not MERGES[kind].spreads
    return depths if agree else {**depths, SIZES: Table(volume.sizes for volume in volumes)}


def _with_axes(volumes: list[Volume], domain: Exact) -> tuple[str | FormulaText, ...]:
    """What makes branches alike of which some have axes and some have none."""
    bare = next((volume for volume in volumes if not volume.sizes), None)
    if bare is None:
        return ("flatten gives a branch no axes, and reshape gives it those that it should have",)
    sizes = max(volumes, key=lambda volume: len(volume.sizes)).sizes
    ones = "(1,)" if len(sizes) == 1 else f"({', '.join('1' * len(sizes))})"
    listed = [part for size in sizes for part in (", ", domain.formula_text(size))][1:]
    opening, closing = ("((", "))") if len(sizes) > 1 else ("(", ")")
    words = f"reshape({ones}, ", domain.formula_text(bare.depth), f") and upsample{opening}"
    return (*words, *listed, f"{closing} on the branch without axes would put it at every place")


def _is_one_place(volume: Volume, domain: Exact) -> bool:
    """Whether a volume has no sizes, or is known to have none but 1."""
    return all(domain.decide("==", size, 1) is True for size in volume.sizes)


def _spread(
    place: Origin, letter: str, column: list[Scalar], volumes: tuple[Volume, ...]
) -> tuple[Scalar, list[StatedCondition]]:
    """What branches have along one axis, where 1 serves every place of the others; and what that asks for."""
    domain = place.domain
    several = [size for size in column if domain.decide("==", size, 1) is not True] or column[:1]
    pairs = [pair for pair in combinations(several, 2) if domain.decide("==", *pair) is not True]
    conditions = [row for pair in pairs for row in _alike_or_one(place, letter, pair, volumes)]
    large = [size for size in several if domain.decide(">", size, 1) is True]
    if large or all(condition.words == _agree(letter) for condition in conditions):
        return _simplest(large or several, domain), conditions
    return domain.extremum("max", several), conditions


def _alike_or_one(
    place: Origin, letter: str, pair: tuple[Scalar, Scalar], volumes: tuple[Volume, ...]
) -> list[StatedCondition]:
    """Two numbers are equal, or one of them is 1."""
    domain = place.domain
    ones = [(size, 1) for size in pair if domain.decide("==", size, 1) is None]
    if not ones:
        return _agreement(place, letter, [*pair], volumes)
    open_pairs = [one for one in (pair, *ones) if domain.decide("==", *one) is None]
    asked = dict.fromkeys(domain.condition("==", *one) for one in open_pairs)
    words = Message("its branches agree along {}, or one of them has 1 there", letter)
    return [StatedCondition(joined("or", [*asked]), place.name, words)]


def _agree(letter: str) -> Message:
    return Message("its branches agree along {}", letter)


def _agreement(place: Origin, letter: str, column: list[Scalar], volumes: tuple[Volume, ...]) -> list[StatedCondition]:
    words = _agree(letter)
    conditions = []
    for other in column[1:]:
        answer = place.domain.decide("==", column[0], other)
        if answer is False:
            raise _mismatch(place, letter, column[0], other, volumes)
        if answer is None:
            conditions.append(StatedCondition(place.domain.condition("==", column[0], other), place.name, words))
    return conditions


def _mismatch(place: Origin, letter: str, first: Scalar, other: Scalar, volumes: tuple[Volume, ...]) -> ShapeMistake:
    part = "in depth" if letter == "D" else f"along {letter}"
    layer = "convolution with " if all(volume.sizes for volume in volumes) else "dense layer of "
    units = " filters" if all(volume.sizes for volume in volumes) else " units"
    apart = place.domain.sum([other, place.domain.negate(first)])
    text = place.domain.formula_text
    hint = (
        (f"a {layer}", text(first), f"{units} on the other branch would make them agree")
        if letter == "D"
        else (
            text(other),
            " would have to be ",
            text(first),
            f", {_signed(apart)}; padding, cropping or the stride decides that",
        )
    )
    message = (f"{place.name}: its branches part {part}: ", *_shapes(volumes, place.domain))
    return ShapeMistake(message, place.span, hint)


def _signed(apart: Scalar) -> str:
    if not isinstance(apart, int):
        return "which it is not"
    return f"which is {abs(apart)} {'less' if apart > 0 else 'more'}"


def _shapes(volumes: tuple[Volume, ...], domain: Exact) -> tuple[str | FormulaText, ...]:
    """The volumes, each as the product of its sizes."""
    parts: list[str | FormulaText] = []
    for volume in volumes:
        for place, size in enumerate((*volume.sizes, volume.depth)):
            formula_text = domain.formula_text(size)
            sign = " × " if place else " and " if parts else ""
            parts += [f"{sign}(", formula_text, ")"] if formula_text.formula.op in LOOSE else [sign, formula_text]
    return tuple(parts)


def _simplest(values: list[Scalar], domain: Exact) -> Scalar:
    """The size with the shortest formula, of some that agree."""
    return min(values, key=domain.weight)
