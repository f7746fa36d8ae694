"""Convolution and pooling in PyTorch: rows from a layer to the module that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import CAUSAL, NOTHING, SAME_LOWER, is_scalar
from symcnn.code.source_lines import PythonCall
from symcnn.code.transposed_ends import cut_off, says_alike
from symcnn.formula import Formula, product

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.layer_call import LayerCall
    from symcnn.code.transposed_ends import CutEnds

TORCH = "PyTorch"
MOST_AXES = 3
"""Axes along which PyTorch has windows."""


def kind(call: LayerCall, word: str) -> str:
    """The name of a class for the number of axes: ``nn.Conv2d``."""
    if call.axes > MOST_AXES:
        raise call.refused(TORCH, f"along {call.axes} axes")
    return f"nn.{word}{max(call.axes, 1)}d"


def surrounded(call: LayerCall, value: str = "0.0") -> PythonCall | None:
    """A module that pads, where the layer itself cannot say it: ``same``, or another padding behind."""
    if call.value("padding") == CAUSAL:
        raise call.refused(TORCH, "with causal padding; padding and padding_end say the same in numbers")
    lower = call.value("padding") == SAME_LOWER
    if call.is_same() or lower:
        dilation = (
            call.option("dilation", default=1) if any(p.symbol == "L" for p in call.definition.parameters) else ()
        )
        window = (
            call.whole("kernel_size"),
            call.whole("stride"),
            *(f"dilation={o.partition('=')[2]}" for o in dilation),
        )
        options = (*((f"value={value}",) if value != "0.0" else ()), *(("lower=True",) if lower else ()))
        return call.helper("SamePad", *window, *options)
    if call.is_given("padding_end"):
        pairs = zip(call.entries("padding"), call.entries("padding_end"), strict=True)
        sides = ", ".join(call.scope.whole(side) for pair in pairs for side in pair)
        return PythonCall(kind(call, "ConstantPad"), (f"({sides})", value))
    return None


def windowed(call: LayerCall, module: Callable[[tuple[str, ...]], PythonCall], value: str = "0.0") -> PythonCall:
    """A module with padding of its own, or behind another that pads."""
    around = surrounded(call, value)
    if around is None:
        return module(call.option("padding", default=0))
    return PythonCall("nn.Sequential", (around, module(())))


# -- convolution -------------------------------------------------------------------------------------------------------


def _convolution(call: LayerCall, maps: tuple[str, ...], *more: str) -> PythonCall:
    options = (*call.option("dilation", default=1), *more, *call.flag("bias"))
    if call.is_same() and call.value("stride") == 1:
        return PythonCall(kind(call, "Conv"), (*maps, call.whole("kernel_size"), 'padding="same"', *options))
    return windowed(
        call,
        lambda padding: PythonCall(
            kind(call, "Conv"),
            (*maps, call.whole("kernel_size"), *call.option("stride", default=1), *padding, *options),
        ),
    )


def _conv(call: LayerCall) -> PythonCall:
    if call.is_given("table") or call.is_given("links"):
        return _partial(call)
    return _convolution(call, (call.depth, call.whole("filters")), *call.option("groups", default=1))


def _partial(call: LayerCall) -> PythonCall:
    table = call.maps_seen()
    options = (*call.option("stride", default=1), *call.option("dilation", default=1), *call.flag("bias"))
    return windowed(
        call,
        lambda padding: call.helper(
            "PartialConv", kind(call, "Conv"), table, call.whole("kernel_size"), *padding, *options
        ),
    )


def _depthwise(call: LayerCall) -> PythonCall:
    call.need_not_say("multiplier")  # the depth that leaves it says it
    groups = () if call.depth == "1" else (f"groups={call.depth}",)
    return _convolution(call, (call.depth, call.depth_out), *groups)


def _locally_connected(call: LayerCall) -> PythonCall:
    positions = call.scope.text(tuple(call.output.sizes))
    channels = f"({call.depth}, {call.whole('filters')})"
    around = surrounded(call)
    if around is None and call.value("padding") != 0:
        pairs = [side for side in call.entries("padding") for _ in range(2)]
        sides = ", ".join(map(call.scope.whole, pairs))
        around = PythonCall(kind(call, "ConstantPad"), (f"({sides})", "0.0"))
    options = (*call.flag("bias"), *call.flag("shared_bias", "shared", default=False))
    window = (call.each("kernel_size"), call.each("stride"), positions)
    module = call.helper("LocallyConnected", channels, *window, *options)
    return module if around is None else PythonCall("nn.Sequential", (around, module))


def _conv_transpose(call: LayerCall) -> PythonCall:
    """A transposed convolution; PyTorch cuts both ends alike, so the rest is a padding below 0 behind it."""
    domain, ends = call.scope.domain, cut_off(call)
    if any(domain.decide("<", end.added, end.limit) is False for end in ends):
        raise call.refused(TORCH, "whose stride or output padding may be too large for it")
    plain = says_alike(call)
    words = ("padding", "output_padding")
    options = [option for word in words for option in call.option(word, default=0)] if plain else _shared(call, ends)
    options += [*call.option("groups", default=1), *call.flag("bias"), *call.option("dilation", default=1)]
    window = (call.depth, call.whole("filters"), call.whole("kernel_size"), *call.option("stride", default=1))
    made = PythonCall(kind(call, "ConvTranspose"), (*window, *options))
    if all(domain.decide("==", end.near, end.far) for end in ends):
        return made
    sides = [domain.sum([end.both, domain.negate(side)]) for end in ends for side in (end.near, end.far)]
    cut = f"({', '.join(map(call.scope.text, sides))})"
    return PythonCall("nn.Sequential", (made, PythonCall(kind(call, "ConstantPad"), (cut, "0.0"))))


def _shared(call: LayerCall, ends: list[CutEnds]) -> list[str]:
    """The options ``padding``, cut off both ends of every axis, and ``output_padding``, added behind."""
    found = []
    for word, values in (("padding", [end.both for end in ends]), ("output_padding", [end.added for end in ends])):
        if any(value != 0 for value in values):
            alike = all(value == values[0] for value in values)
            found.append(f"{word}={call.scope.text(values[0] if alike else tuple(values))}")
    return found


# -- pooling -----------------------------------------------------------------------------------------------------------


def _strided(call: LayerCall) -> tuple[str, ...]:
    """The kernel, and the stride where it is not the kernel's size."""
    own = call.value("stride") == call.value("kernel_size")
    return (call.whole("kernel_size"), *(() if own else call.option("stride")))


def _without_ceiling(call: LayerCall) -> None:
    if call.is_given("padding_end") and call.value("ceil_mode") != 0:
        raise call.refused(TORCH, "with padding of its own behind and ceiling")


def _maxpool(call: LayerCall) -> PythonCall:
    _without_ceiling(call)
    options = (*call.option("dilation", default=1), *call.flag("ceil_mode", default=False))
    made = kind(call, "MaxPool")
    return windowed(call, lambda padding: PythonCall(made, (*_strided(call), *padding, *options)), 'float("-inf")')


def _avgpool(call: LayerCall) -> PythonCall:
    _without_ceiling(call)
    if call.is_given("divisor") and call.axes == 1:
        raise call.refused(TORCH, "with a divisor along one axis")
    options = (*call.flag("ceil_mode", default=False), *call.option("divisor", "divisor_override"))
    around = surrounded(call)
    if around is None:
        counted = call.flag("count_include_pad")
        made = (*_strided(call), *call.option("padding", default=0), *options, *counted)
        return PythonCall(kind(call, "AvgPool"), made)
    pool = PythonCall(kind(call, "AvgPool"), (*_strided(call), *options))
    includes = call.value("count_include_pad")
    if includes == 0 and not call.is_given("divisor"):
        return call.helper("CountedAverage", around, pool)
    if not is_scalar(includes) or includes not in (0, 1):
        raise call.refused(TORCH, "whose counting of padding an argument decides")
    return PythonCall("nn.Sequential", (around, pool))


def _lppool(call: LayerCall) -> PythonCall:
    window = _strided(call)
    if call.axes == 1:  # there PyTorch takes numbers only
        window = tuple(call.scope.whole(call.entries(word)[0]) for word in ("kernel_size", "stride"))
    options = call.flag("ceil_mode", default=False)
    return PythonCall(kind(call, "LPPool"), (call.real("norm"), *window, *options))


def _stochastic_pool(call: LayerCall) -> PythonCall:
    pool = PythonCall(kind(call, "AvgPool"), (*_strided(call), *call.flag("ceil_mode", default=False)))
    return call.helper("StochasticPool", pool)


def _subsample(call: LayerCall) -> PythonCall:
    pool = PythonCall(kind(call, "AvgPool"), _strided(call))
    return call.helper("Subsample", call.depth, pool, call.scope.whole(product(call.entries("kernel_size"))))


def _max_unpool(call: LayerCall) -> PythonCall:
    call.needed.add("unpool")
    return PythonCall(kind(call, "MaxUnpool"), (*_strided(call), *call.option("padding", default=0)))


def to_one(word: str) -> Callable[[LayerCall], PythonCall]:
    """A row for a class that makes one number of a map."""
    return lambda call: PythonCall("nn.Sequential", (PythonCall(kind(call, word), ("1",)), PythonCall("nn.Flatten")))


def to_size(word: str) -> Callable[[LayerCall], PythonCall]:
    """A row for a class that makes as many values along each axis as are wanted."""
    return lambda call: PythonCall(kind(call, word), (call.whole("size"),))


def _fractional_maxpool(call: LayerCall) -> PythonCall:
    if call.axes == 1:
        raise call.refused(TORCH, "along one axis")
    return PythonCall(kind(call, "FractionalMaxPool"), (call.whole("kernel_size"), f"output_size={call.each('size')}"))


def _pad(call: LayerCall) -> PythonCall:
    pairs = zip(call.entries("padding"), call.entries("padding_end"), strict=True)
    sides = [side for pair in pairs for side in pair]
    return PythonCall(kind(call, "ConstantPad"), (f"({', '.join(map(call.scope.whole, sides))})", "0.0"))


def _trim(call: LayerCall) -> PythonCall:
    """Padding below 0 takes values away."""
    pairs = zip(call.entries("cropping"), call.entries("cropping_end"), strict=True)
    sides = [call.scope.whole(Formula("negative", (side,))) for pair in pairs for side in pair]
    return PythonCall(kind(call, "ConstantPad"), (f"({', '.join(sides)})", "0.0"))


def _glp(call: LayerCall) -> PythonCall:
    return call.helper("WholeNorm", call.real("norm"))


def _crop(call: LayerCall) -> PythonCall:
    call.needed.add("crop")
    offset = () if call.value("offset") is NOTHING else (f"offset={call.each('offset')}",)
    return call.helper("Crop", call.each("size"), *offset)


WINDOWS: Mapping[str, Callable[[LayerCall], PythonCall]] = {
    "conv": _conv,
    "depthwise": _depthwise,
    "locally_connected": _locally_connected,
    "conv_transpose": _conv_transpose,
    "subsample": _subsample,
    "maxpool": _maxpool,
    "avgpool": _avgpool,
    "lppool": _lppool,
    "stochastic_pool": _stochastic_pool,
    "max_unpool": _max_unpool,
    "gap": to_one("AdaptiveAvgPool"),
    "gmp": to_one("AdaptiveMaxPool"),
    "adaptive_avgpool": to_size("AdaptiveAvgPool"),
    "adaptive_maxpool": to_size("AdaptiveMaxPool"),
    "fractional_maxpool": _fractional_maxpool,
    "pad": _pad,
    "crop": _crop,
    "trim": _trim,
    "glp": _glp,
}
