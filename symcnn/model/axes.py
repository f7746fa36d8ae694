"""Axes as arguments: the letter that a page shows for one, or its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import NOTHING
from symcnn.errors import ArgumentMistake
from symcnn.model.parameters import AXIS, MERGES, match, spelled
from symcnn.model.volume import AXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.syntax.tree import Invocation, LayerDefinition, Parameter


def with_axes(
    layer: LayerDefinition, values: Mapping[str, Value], call: Invocation, count: int, letters: tuple[str, ...]
) -> Mapping[str, Value]:
    """The arguments of a layer, each axis by its number; the depth, along which a layer goes anyway, is ``none``.

    Raises:
        ArgumentMistake: There is no such axis; with those that there are.
    """
    asked = [p for p in layer.parameters if p.kind == AXIS and values.get(p.symbol, NOTHING) is not NOTHING]
    if not asked:
        return values
    known = {"D": count}
    for names in (letters, AXES):
        for number, letter in enumerate(names[:count]):
            known.setdefault(letter, number)
    placed: dict[str, Value] = {}
    for parameter in asked:
        given = values[parameter.symbol]
        place = known.get(given) if isinstance(given, str) else given
        if not isinstance(place, int) or place > count:
            raise _no_axis(parameter, given, layer, call, (*letters[:count], "D"))
        placed[parameter.symbol] = NOTHING if place == count else place
    return {**values, **placed}


def chosen_axis(layer: LayerDefinition, values: Mapping[str, Value]) -> int | None:
    """The number of the axis that an argument of a layer names; None for the depth."""
    chosen = (values.get(p.symbol) for p in layer.parameters if p.kind == AXIS)
    return next((value for value in chosen if isinstance(value, int)), None)


def _no_axis(
    parameter: Parameter, value: Value, layer: LayerDefinition, call: Invocation, letters: tuple[str, ...]
) -> ArgumentMistake:
    given = match(call, tuple(p for p in layer.parameters if p.kind not in MERGES)).get(parameter.symbol)
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    there = ", ".join(f'"{letter}"' for letter in letters)
    hint = f"{spelled(parameter)} can be {there}"
    return ArgumentMistake(f"there is no axis {shown} here", given.span if given else call.span, hint)
