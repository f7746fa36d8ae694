"""Receptive field, jump and padding of a unit, axis by axis, from the ``window`` of every layer.

A window of k values with stride s and padding p makes of (R, J, P) the field ``R + (k - 1)J``, the jump ``sJ`` and the
padding ``P + pJ``; the input has (1, 1, 0). Araujo, Norris and Sim 2019. Where all windows of a chain are rounded down,
its size is ``floor((W + 2P - R)/J) + 1``. A window may state a fourth number z, where the layer first repeats its input
z times, as an upsampling does: behind it, what units see depends on their place, and is found by going through the
places (:mod:`symcnn.derive.field_phases`) or in a formula (:mod:`symcnn.derive.field_zooms`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.derive.field_values import Field
from symcnn.derive.field_walk import FieldWalk
from symcnn.derive.quantities import Quantity

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.derivation import Derivation
    from symcnn.derive.field_values import Misaligned, Seen
    from symcnn.support.scalar import Scalar


SEEN = (
    Quantity("field", "receptive field", "how many values of the input a unit sees, along each axis"),
    Quantity("jump", "jump", "how many values of the input lie between what two neighbours see"),
    Quantity("start", "start", "where in the input begins what the first unit sees; below 0 in the padding"),
)
"""What a table can show of a field, as columns."""


def fields(derivation: Derivation) -> list[Seen]:
    """What a unit sees behind each layer, where a loop's layers stand for any turn; and last, behind the network."""
    walk = derivation.once(_walked)
    return [*map(_known, walk.seen[1:]), _known(walk.seen_from(derivation.output.source))]


def field_behind(derivation: Derivation, name: str) -> Seen:
    """What a unit sees behind a statement with layers inside; in a loop around it, in any turn of that loop."""
    walk, inside = derivation.once(_walked), derivation.compounds[name]
    own = [loop for loop in derivation.loops if inside.start <= loop.start and loop.end <= inside.end]
    ends = [loop for loop in own if loop.exit == inside.source and (loop.name + "/").startswith(name + "/")]
    if ends and inside.source + 1 not in walk.behind:
        return None
    return _known(walk.seen_from(inside.source) if ends else walk.seen[max(inside.source + 1, 0)])


def field_leaving(derivation: Derivation, places: range) -> Seen:
    """What a unit sees behind layers that follow one another: of a loop among them behind all of its turns."""
    walk, last = derivation.once(_walked), places[-1]
    loops = [loop for loop in derivation.loops if loop.exit == last] if len(places) > 1 else []
    inside = [loop for loop in loops if places.start <= loop.start and loop.end <= places.stop]
    if not inside:
        return _known(walk.seen[last + 1])
    return _known(walk.seen_from(last)) if len(inside) == len(loops) and last + 1 in walk.behind else None


def alignment(derivation: Derivation) -> list[Misaligned]:
    """Where branches meet whose windows are not known to be centred alike; axes of one name may say the same once."""
    names = {letter: name for end in derivation.inputs for letter, name in zip(end.letters, end.names, strict=False)}
    found: dict[Misaligned, Misaligned] = {}
    for apart in derivation.once(_walked).apart:
        if apart.answer is not True:
            found.setdefault(apart._replace(letter=names.get(apart.letter) or apart.letter), apart)
    return list(found.values())


def of_field(field: Field, key: str, domain: Exact) -> Scalar:
    """The number that a column shows."""
    return {"field": field.size, "jump": field.jump}[key] if key != "start" else domain.negate(field.padding)


def _known(seen: Seen) -> Seen:
    """What is seen where size, jump and start are known along every axis."""
    return seen if seen is not None and all(field.has_jump for field in seen) else None


def _walked(derivation: Derivation) -> FieldWalk:
    walk = FieldWalk(derivation, [(Field(1, 1, 0),) * len(derivation.input.sizes)])
    walk.go(0, len(derivation.layers), derivation.loops)
    return walk
