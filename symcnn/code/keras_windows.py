"""Convolution and pooling in Keras: rows from a layer to the lines that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.exact.values import CAUSAL, is_vector
from symcnn.code.source_lines import PythonCall
from symcnn.code.transposed_ends import cut_off, says_alike

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.layer_call import LayerCall
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar

KERAS = "Keras"
MOST_AXES = 3
"""Axes along which Keras has windows."""


class KerasStep(NamedTuple):
    """A layer that is made and called; or a function of a helper's, which takes what comes as its first argument."""

    made: PythonCall
    is_function: bool = False
    takes_name: bool = False
    """Whether it is what a label names."""


KerasSteps = tuple[KerasStep, ...]


def kind(call: LayerCall, word: str) -> str:
    """The name of a class for the number of axes: ``layers.Conv2D``."""
    if not 1 <= call.axes <= MOST_AXES:
        raise call.refused(KERAS, f"along {call.axes} axes")
    return f"layers.{word}{call.axes}D"


def named(head: str, *args: str | PythonCall) -> KerasStep:
    """A layer that a label names."""
    return KerasStep(PythonCall(head, args), takes_name=True)


def helped(call: LayerCall, name: str, *args: str | PythonCall) -> KerasStep:
    """A call of a function that the file has to hold."""
    return KerasStep(call.helper(name, *args), is_function=True)


# -- padding -----------------------------------------------------------------------------------------------------------


def _each(call: LayerCall, word: str) -> tuple[int, ...]:
    """An argument for each axis; what is computed of symbols does the arithmetic of numbers."""
    value = call.value(word)
    each = tuple(value) if isinstance(value, tuple) and is_vector(value) else (value,) * call.axes
    return cast("tuple[int, ...]", each)


def _keeps_sizes(call: LayerCall) -> bool:
    """Whether padding leaves the sizes as they are: Keras' word for that is shorter."""
    has_dilation = any(p.symbol == "L" for p in call.definition.parameters)
    dilations = _each(call, "dilation") if has_dilation else (1,) * call.axes
    decide = call.scope.domain.decide
    return all(
        stride == 1 and padding != 0 and decide("==", 2 * padding, dilation * (kernel - 1)) is True
        for padding, kernel, stride, dilation in zip(
            _each(call, "padding"), _each(call, "kernel_size"), _each(call, "stride"), dilations, strict=True
        )
    )


def sides(call: LayerCall, near: str = "padding", far: str = "padding_end") -> str:
    """What lies before and behind the values of each axis, the last axis first."""
    ends = call.entries(far) if call.is_given(far) else call.entries(near)
    pairs = list(zip(call.entries(near), ends, strict=True))
    said = [f"({call.scope.whole(one)}, {call.scope.whole(other)})" for one, other in reversed(pairs)]
    return f"({', '.join(said)}{',' * (len(said) == 1)})"


def both_ends(call: LayerCall, near: str, far: str) -> str:
    """The argument of a layer that pads or crops: a number where ends are alike, and so are axes."""
    if not call.is_given(far) or call.value(far) == call.value(near):
        return call.whole(near)
    text = sides(call, near, far)
    return text[1:-2] if call.axes == 1 else text


def zeros_around(call: LayerCall) -> KerasSteps:
    """A layer that pads with zeros."""
    return (KerasStep(PythonCall(kind(call, "ZeroPadding"), (both_ends(call, "padding", "padding_end"),))),)


def _padding(call: LayerCall) -> tuple[KerasSteps, tuple[str, ...]]:
    """What stands before a convolution, and its own argument."""
    if call.value("padding") == CAUSAL:
        if call.axes != 1 or call.definition.name != "conv":
            raise call.refused(KERAS, "with causal padding along these axes")
        return (), ('padding="causal"',)
    if call.is_same() or (not call.is_given("padding_end") and _keeps_sizes(call)):
        return (), ('padding="same"',)
    if call.value("padding") == 0 and not call.is_given("padding_end"):
        return (), ()
    return zeros_around(call), ()


# -- convolution -------------------------------------------------------------------------------------------------------


def _conv(call: LayerCall) -> KerasSteps:
    if call.is_given("table") or call.is_given("links"):
        return _partial(call)
    return _convolution(call, *call.option("groups", default=1))


def _convolution(call: LayerCall, *more: str, word: str = "Conv", filters: str = "") -> KerasSteps:
    around, padding = _padding(call)
    options = (*call.option("stride", "strides", 1), *padding, *call.option("dilation", "dilation_rate", 1), *more)
    if word == "Conv":
        _refuse_strides_with_dilation(call)
    first = () if word != "Conv" else (filters or call.whole("filters"),)
    made = named(kind(call, word), *first, call.whole("kernel_size"), *options, *call.flag("bias", "use_bias"))
    return (*around, made)


def _partial(call: LayerCall) -> KerasSteps:
    _refuse_strides_with_dilation(call)
    table = call.maps_seen()
    around, padding = _padding(call)
    options = (*call.option("stride", "strides", 1), *padding, *call.option("dilation", "dilation_rate", 1))
    kind_ = kind(call, "Conv")
    window = (kind_, table, call.whole("kernel_size"), *options, *call.flag("bias", "use_bias"))
    return (*around, helped(call, "partial_conv", *window))


def _refuse_strides_with_dilation(call: LayerCall) -> None:
    """Keras has one of the two at a time, but for depthwise convolutions; what arguments decide it says itself."""
    if all(any(call.scope.domain.decide(">", one, 1) for one in _each(call, word)) for word in ("stride", "dilation")):
        raise call.refused(KERAS, "with a stride and dilation")


def _depthwise(call: LayerCall) -> KerasSteps:
    if call.axes == MOST_AXES:
        call.need_not_say("multiplier")
        return _convolution(call, f"groups={call.depth}", filters=call.depth_out)
    return _convolution(call, *call.option("multiplier", "depth_multiplier", 1), word="DepthwiseConv")


def _conv_transpose(call: LayerCall) -> KerasSteps:
    """Keras cuts nothing off a transposed convolution, so that a layer behind does it."""
    _refuse_strides_with_dilation(call)
    if call.value("groups") != 1:
        raise call.refused(KERAS, "with groups")
    options = (*call.option("stride", "strides", 1),)
    more = (*call.option("dilation", "dilation_rate", 1), *call.flag("bias", "use_bias"))
    window = (call.whole("filters"), call.whole("kernel_size"), *options)
    head = kind(call, "Conv") + "Transpose"
    if call.is_same() and not call.is_given("output_size"):
        return (named(head, *window, 'padding="same"', *more),)
    made, crops = named(head, *window, *more), _cut_off(call)
    if all(near == far == 0 for near, far in crops):
        return (made,)
    ends = [f"({call.scope.text(near)}, {call.scope.text(far)})" for near, far in reversed(crops)]
    alike = all(near == far for near, far in crops)
    is_short = alike and says_alike(call)
    cropped = call.whole("padding") if is_short else (ends[0] if call.axes == 1 else f"({', '.join(ends)})")
    return made, KerasStep(PythonCall(kind(call, "Cropping"), (cropped,)))


def _cut_off(call: LayerCall) -> list[tuple[Scalar, Scalar]]:
    """What is cut off both ends of each axis; where strides leave gaps, Keras has one behind the last kernel too.

    Less than nothing is no cropping for Keras, which says so itself where it hangs on a symbol.
    """
    found, domain = list[tuple["Scalar", "Scalar"]](), call.scope.domain
    for end, kernel, stride in zip(cut_off(call), _each(call, "kernel_size"), _each(call, "stride"), strict=True):
        gap = domain.extremum("max", [0, domain.sum([stride, domain.negate(kernel)])])
        more = () if call.value("dilation") != 1 else (gap,)
        far = domain.sum([end.far, domain.negate(end.added), *more])
        if domain.decide(">=", far, 0) is False:
            raise call.refused(KERAS, "whose output padding is more than its padding")
        found.append((end.near, far))
    return found


# -- pooling -----------------------------------------------------------------------------------------------------------


def _strided(call: LayerCall) -> tuple[str, ...]:
    """The kernel, and the stride where it is not the kernel's size."""
    own = call.value("stride") == call.value("kernel_size")
    return (call.whole("kernel_size"), *(() if own else call.option("stride", "strides")))


def _refuse_odd_windows(call: LayerCall) -> None:
    if call.value("dilation") != 1:
        raise call.refused(KERAS, "with dilation")
    if call.value("padding") == CAUSAL:
        raise call.refused(KERAS, "with causal padding")


def _around(call: LayerCall) -> str:
    """Padding on all sides, with what the last window hangs over in ceiling mode; empty where there is none."""
    ceiling = call.value("ceil_mode")
    if ceiling == 0 and call.value("padding") == 0 and not call.is_given("padding_end"):
        return ""
    if ceiling == 0:
        return sides(call)
    if ceiling != 1:
        raise call.refused(KERAS, "whose ceiling an argument decides")
    call.needed.add("hanging")
    return f"hanging(x, {sides(call)}, {_all_axes(call, 'kernel_size')}, {_all_axes(call, 'stride')})"


def _all_axes(call: LayerCall, word: str) -> str:
    entries: tuple[Formula, ...] = call.entries(word)
    said = ", ".join(call.scope.whole(entry) for entry in reversed(entries))
    return f"({said}{',' * (call.axes == 1)})"


def _maxpool(call: LayerCall) -> KerasSteps:
    _refuse_odd_windows(call)
    if call.is_same():
        return (named(kind(call, "MaxPooling"), *_strided(call), 'padding="same"'),)
    around = _around(call)
    before = (helped(call, "padded", around, 'float("-inf")'),) if around else ()
    return (*before, named(kind(call, "MaxPooling"), *_strided(call)))


def _avgpool(call: LayerCall) -> KerasSteps:
    _refuse_odd_windows(call)
    if call.is_given("divisor"):
        raise call.refused(KERAS, "with a divisor")
    counted = call.value("count_include_pad")
    if call.is_same() and counted == 0:
        return (named(kind(call, "AveragePooling"), *_strided(call), 'padding="same"'),)
    if call.is_same() or counted not in (0, 1):
        raise call.refused(KERAS, "that counts padding so")
    around, made = _around(call), PythonCall(kind(call, "AveragePooling"), _strided(call))
    if not around or (call.value("ceil_mode") == 0 and counted == 1):
        return (*(zeros_around(call) if around else ()), KerasStep(made, takes_name=True))
    within = sides(call) if counted == 1 else f"((0, 0),) * {call.axes}"
    return (helped(call, "counted_average", made, around, within),)


def _subsample(call: LayerCall) -> KerasSteps:
    pool = PythonCall(kind(call, "AveragePooling"), _strided(call))
    entries = call.entries("kernel_size")
    window = entries[0] if len(entries) == 1 else None
    said = call.scope.whole(window) if window else " * ".join(map(_factor(call), entries))
    call.needed.add("Subsample")
    return KerasStep(pool), named("Subsample", said)


def _factor(call: LayerCall) -> Callable[[Formula], str]:
    def text(entry: Formula) -> str:
        said = call.scope.whole(entry)
        return said if said.isalnum() else f"({said})"

    return text


def pooled(word: str) -> Callable[[LayerCall], KerasSteps]:
    """A row for a class that makes one number of a map."""
    return lambda call: (named(kind(call, word)),)


def sized(word: str) -> Callable[[LayerCall], KerasSteps]:
    """A row for a class that makes as many values along each axis as are wanted."""
    return lambda call: (named(kind(call, word), call.whole("size")),)


KERAS_WINDOWS: Mapping[str, Callable[[LayerCall], KerasSteps]] = {
    "conv": _conv,
    "depthwise": _depthwise,
    "conv_transpose": _conv_transpose,
    "maxpool": _maxpool,
    "avgpool": _avgpool,
    "subsample": _subsample,
    "gap": pooled("GlobalAveragePooling"),
    "gmp": pooled("GlobalMaxPooling"),
    "adaptive_avgpool": sized("AdaptiveAveragePooling"),
    "adaptive_maxpool": sized("AdaptiveMaxPooling"),
    "pad": zeros_around,
    "trim": lambda call: (
        KerasStep(PythonCall(kind(call, "Cropping"), (both_ends(call, "cropping", "cropping_end"),))),
    ),
}
"""Layer of the prelude to the lines that it is."""
