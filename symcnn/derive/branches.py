"""Checks that branches agree where they meet, and says what would be needed where they cannot."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import Table
from symcnn.derive.derivation import StatedCondition
from symcnn.errors import ShapeMistake
from symcnn.formula import Formula, joined
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


_AGREE = "its branches agree along {}"


def check_branches(
    place: Origin, kind: str, volumes: tuple[Volume, ...], letters: tuple[str, ...]
) -> tuple[Volume, list[StatedCondition]]:
    """The volume that branches of a kind agree on, and the conditions under which they do."""
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
    conditions: list[StatedCondition] = []
    sizes = [_simplest([*column], place.domain) for column in zip(*(v.sizes for v in ranked), strict=True)]
    if merging.spreads and len(ranked) > 1:
        sizes, conditions = _spread(place, ranked, letters, volumes)
    else:
        for axis, letter in enumerate(letters[: len(sizes)]):
            conditions += _agreement(place, letter, [volume.sizes[axis] for volume in ranked], volumes)
    depths = [volume.depth for volume in volumes]
    if not merging.depths_agree:
        return Volume(tuple(sizes), depths[0]), conditions
    conditions += _agreement(place, "D", depths, volumes)
    return Volume(tuple(sizes), _simplest(depths, place.domain)), conditions


def depths_and_sizes(layer: LayerDefinition, volumes: tuple[Volume, ...]) -> dict[str, Value]:
    """What the rules of a merge know of its branches: their depths; their sizes too, where these need not agree."""
    kind, symbol = layer.parameters[0].kind, layer.parameters[0].symbol
    depths: dict[str, Value] = {symbol: Table(volume.depth for volume in volumes)}
    return depths if MERGES[kind].sizes_agree else {**depths, SIZES: Table(volume.sizes for volume in volumes)}


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
    place: Origin, ranked: list[Volume], letters: tuple[str, ...], volumes: tuple[Volume, ...]
) -> tuple[list[Scalar], list[StatedCondition]]:
    """The sizes of branches each two of which agree, where neither has a single place, and what that asks for."""
    conditions = [row for pair in combinations(ranked, 2) for row in _pair(place, pair, letters, volumes)]
    large = [v for v in ranked if any(place.domain.decide(">", size, 1) is True for size in v.sizes)]
    columns = list(zip(*(volume.sizes for volume in large[:1] or ranked), strict=True))
    if all(isinstance(condition.words, Message) and condition.words.key == _AGREE for condition in conditions):
        same = zip(*(volume.sizes for volume in ranked), strict=True)
        return [_simplest([*column], place.domain) for column in same], conditions
    return [place.domain.extremum("max", [*column]) for column in columns], conditions


def _pair(
    place: Origin, pair: tuple[Volume, Volume], letters: tuple[str, ...], volumes: tuple[Volume, ...]
) -> list[StatedCondition]:
    """Two branches agree, or one of them serves every position of the other."""
    one, other = pair
    same = _open(place.domain, [*zip(one.sizes, other.sizes, strict=True)])
    single = [_open(place.domain, [(size, 1) for size in volume.sizes]) for volume in pair]
    if [] in (same, *single):
        return []
    alternatives = [way for way in (same, *single) if way is not None]
    if alternatives in ([], [same]):
        rows = enumerate(letters[: len(one.sizes)])
        return [
            row for axis, letter in rows for row in _agreement(place, letter, [v.sizes[axis] for v in pair], volumes)
        ]
    parts = [joined("and", way) for way in dict.fromkeys(map(tuple, alternatives))]
    words = Message("its branches agree in their sizes, or one of them has a single place")
    return [StatedCondition(joined("or", parts), place.name, words)]


def _open(domain: Exact, pairs: list[tuple[Scalar, Scalar]]) -> list[Formula] | None:
    """What is left to ask for so that numbers are equal; None where some never are."""
    answers = [domain.decide("==", *pair) for pair in pairs]
    if False in answers:
        return None
    found = [domain.condition("==", *pair) for pair, answer in zip(pairs, answers, strict=True) if answer is None]
    return [*dict.fromkeys(found)]


def _agreement(place: Origin, letter: str, column: list[Scalar], volumes: tuple[Volume, ...]) -> list[StatedCondition]:
    words = Message(_AGREE, letter)
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
    """Each volume as the product of its sizes."""
    parts: list[str | FormulaText] = []
    for volume in volumes:
        for place, size in enumerate((*volume.sizes, volume.depth)):
            formula_text = domain.formula_text(size)
            sign = " × " if place else " and " if parts else ""
            parts += [f"{sign}(", formula_text, ")"] if formula_text.formula.op == "sum" else [sign, formula_text]
    return tuple(parts)


def _simplest(values: list[Scalar], domain: Exact) -> Scalar:
    """Of sizes that agree the one with the shortest formula."""
    return min(values, key=domain.weight)
