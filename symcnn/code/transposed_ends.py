"""What a transposed convolution cuts off the ends of each axis, however its author says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.values import SAME_LOWER

if TYPE_CHECKING:
    from symcnn.code.layer_call import LayerCall
    from symcnn.support.scalar import Scalar


class CutEnds(NamedTuple):
    """How many values of what the windows cover are cut off in front and behind, and what is added behind."""

    near: Scalar
    far: Scalar
    both: Scalar
    """As many of these as are surely cut off either end."""
    added: Scalar
    limit: Scalar
    """The stride or the dilation, whichever is greater: more than what may be added."""


def says_alike(call: LayerCall) -> bool:
    """Whether a number says what is cut off both ends of each axis."""
    return not (isinstance(call.value("padding"), str) or call.is_given("padding_end") or call.is_given("output_size"))


def cut_off(call: LayerCall) -> list[CutEnds]:
    """The ends of each axis, in the order of the language."""
    return [_ends(call, axis) for axis in range(call.axes)]


def _ends(call: LayerCall, axis: int) -> CutEnds:
    domain = call.scope.domain
    stride, dilation = _entry(call, "stride", axis), _entry(call, "dilation", axis)
    limit = domain.extremum("max", [stride, dilation])
    window = domain.product([dilation, domain.sum([_entry(call, "kernel_size", axis), -1])])
    covered = domain.sum([window, 1])
    taken = domain.product([domain.sum([call.received.sizes[axis], -1]), stride])
    word = call.value("padding")
    if isinstance(word, str):
        given = call.is_given("output_size")
        left = [taken, domain.negate(_entry(call, "output_size", axis))] if given else [domain.negate(stride)]
        return _filling(call, domain.sum([covered, *left]), limit, lower=word == SAME_LOWER)
    padding = _entry(call, "padding", axis)
    far = _entry(call, "padding_end", axis) if call.is_given("padding_end") else padding
    added = _entry(call, "output_padding", axis)
    if call.is_given("output_size"):
        made = domain.sum([taken, covered, domain.negate(padding), domain.negate(far)])
        added = domain.sum([_entry(call, "output_size", axis), domain.negate(made)])
    is_less = domain.decide("<=", padding, far)
    both = 0 if is_less is None else padding if is_less else far
    return CutEnds(padding, far, both, added, limit)


def _filling(call: LayerCall, beyond: Scalar, limit: Scalar, *, lower: bool) -> CutEnds:
    """Half of what there is beyond a stride's share at either end; an odd value lies behind, or in front."""
    domain = call.scope.domain
    cut = domain.extremum("max", [0, beyond])
    less = domain.floor(cut, 2)
    more = domain.sum([cut, domain.negate(less)])
    near, far = (more, less) if lower else (less, more)
    return CutEnds(near, far, less, domain.extremum("max", [0, domain.negate(beyond)]), limit)


def _entry(call: LayerCall, word: str, axis: int) -> Scalar:
    value = call.value(word)
    return cast("Scalar", value[axis] if isinstance(value, tuple) else value)
