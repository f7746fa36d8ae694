"""How calls are written: which arguments stand without a name, and which are left out since they are the default."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, cast

from symcnn.model.layers_brought_along import brought_along
from symcnn.model.library import from_prelude
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue

IN_PLACE: Mapping[str, tuple[str, ...]] = {
    "conv": ("kernel_size", "filters"),
    "conv_transpose": ("kernel_size", "filters"),
    "depthwise": ("kernel_size",),
    "fixed_filter": ("kernel_size",),
    "dense": ("out_features",),
    "linear": ("out_features",),
    "maxpool": ("kernel_size",),
    "avgpool": ("kernel_size",),
    "max_unpool": ("kernel_size",),
    "adaptive_avgpool": ("size",),
    "adaptive_maxpool": ("size",),
    "interpolate": ("size",),
    "interpolate_linear": ("size",),
    "upsample": ("scale",),
    "upsample_linear": ("scale",),
    "pixel_shuffle": ("scale",),
    "pixel_unshuffle": ("scale",),
    "group_norm": ("groups",),
    "channel_shuffle": ("groups",),
    "dropout": ("probability",),
    "leaky_relu": ("slope",),
    "elu": ("alpha",),
    "celu": ("alpha",),
    "pad": ("padding",),
    "trim": ("cropping",),
    "reshape": ("sizes", "depth"),
    "permute": ("order",),
    "split": ("parts", "part"),
    "narrow": ("start", "length"),
    "class_token": ("count",),
    "lrn": ("size",),
    "affine_grid": ("size",),
    "crop": ("size",),
    "attend": ("heads",),
    "attention": ("heads",),
    "repeat_vector": ("count",),
    "without_tokens": ("count",),
    "separable": ("kernel_size", "filters"),
    "own_values": ("sizes", "maps"),
    "attend_to": ("heads",),
    "plus_trained": ("numbers",),
    "times_trained": ("numbers",),
    "with_trained": ("numbers",),
    "pad_maps": ("filters",),
    "interpolate_cubic": ("size",),
    "upsample_cubic": ("scale",),
    "unfold": ("kernel_size",),
    "fold": ("size", "kernel_size"),
}
"""The arguments that stand first and without a name."""

DEFAULTS: Mapping[str, ArgumentValue] = {
    "stride": 1,
    "padding": 0,
    "output_padding": 0,
    "dilation": 1,
    "groups": 1,
    "bias": True,
    "multiplier": 1,
    "affine": True,
    "tracked": True,
    "shared": False,
    "trained": True,
    "ceil_mode": False,
    "count_include_pad": True,
    "align_corners": False,
    "slope": Fraction(1, 100),
    "probability": Fraction(1, 2),
    "alpha": 1,
    "beta": Fraction(3, 4),
    "count": 1,
    "products": 0,
}
"""What is left out: the default in the layer's own definition, or this where that is a formula or a block's."""

_SAME_AS: Mapping[tuple[str, str], str] = {
    ("maxpool", "stride"): "kernel_size",
    ("avgpool", "stride"): "kernel_size",
    ("max_unpool", "stride"): "kernel_size",
    ("pad", "padding_end"): "padding",
    ("trim", "cropping_end"): "cropping",
}
"""CallArguments whose default is another argument."""


def call_text(word: str, arguments: CallArguments, in_place: tuple[str, ...] | None = None) -> str:
    """A call as its author would write it.

    >>> call_text("conv", (("kernel_size", 3), ("filters", 64), ("stride", 1), ("padding", (1, 0)), ("bias", False)))
    'conv(3, 64, padding=(1, 0), bias=false)'
    """
    given = dict(arguments)
    first = [name for name in (IN_PLACE.get(word, ()) if in_place is None else in_place) if name in given]
    if (
        first
        and word in {"dropout", "leaky_relu", "class_token", "elu", "celu"}
        and given.get(first[0]) == DEFAULTS[first[0]]
    ):
        first = []
    named = [name for name in given if name not in first and not _left_out(word, name, given)]
    if word == "permute":
        return f"permute([{', '.join(map(value_text, cast('tuple[ArgumentValue, ...]', given['order'])))}])"
    words = [value_text(given[name]) for name in first] + [f"{name}={value_text(given[name])}" for name in named]
    return f"{word}({', '.join(words)})" if words else word


def _left_out(word: str, name: str, given: Mapping[str, ArgumentValue]) -> bool:
    if (word, name) in _SAME_AS:
        return given[name] == given[_SAME_AS[word, name]]
    own = _own_default(word, name)
    return name in DEFAULTS and value_text(given[name]) == (value_text(DEFAULTS[name]) if own is None else own)


@cache
def _own_default(word: str, name: str) -> str | None:
    """The default in a layer's own definition; nothing where it has none, None where a formula says which it is."""
    definition = from_prelude(word) or brought_along(word)
    if not isinstance(definition, tree.LayerDefinition):
        return None
    default = next((one.default for one in definition.parameters if name in one.words), None)
    if default is None:
        return ""
    return None if default.value is None else value_text(default.value)


def value_text(value: ArgumentValue) -> str:
    """A value in the language.

    >>> value_text((Fraction(1, 5), True, "2*K"))
    '(0.2, true, 2*K)'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"({', '.join(map(value_text, value))}{',' * (len(value) == 1)})"
    if isinstance(value, Fraction):
        return _decimal(value)
    return "none" if value is None else str(value)


def _decimal(number: Fraction) -> str:
    """A decimal number where it ends, else a quotient."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return f"{number.numerator}/{number.denominator}"
    digits = next(n for n in range(1000) if (number * 10**n).denominator == 1)
    if not digits:
        return str(number.numerator)
    whole = f"{abs(int(number * 10**digits)):0{digits + 1}}"
    return f"{'-' * (number < 0)}{whole[:-digits]}.{whole[-digits:]}"
