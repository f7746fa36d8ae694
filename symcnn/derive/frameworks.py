"""What frameworks refuse, as rows: limits of their own that no layer has as such.

A formula holds beyond them: a window may have padding on more than half of it. Whoever wants to build a network in a
framework asks for its limits by name; each is then held against every layer as a requirement is. Conditions are texts
in the language, over the names of the layer's own rules. They were read in the sources and seen in what the frameworks
do; ``tests/published/frameworks.cases`` holds their answers.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from symcnn.errors import NotFound, nearest
from symcnn.support.message import Message
from symcnn.syntax.parser import parse_expression
from symcnn.syntax.tree import Require

if TYPE_CHECKING:
    from collections.abc import Mapping


class Limit(NamedTuple):
    """A condition that a framework sets for some layers."""

    layers: tuple[str, ...]
    condition: str
    words: str


class Framework(NamedTuple):
    """A framework and its limits."""

    title: str
    version: str
    limits: tuple[Limit, ...]


POOLS = ("maxpool", "avgpool")
CONVOLUTIONS = ("conv", "depthwise")
_ALIKE = "P != causal and P != same_lower and (E == none or E == P)"
_BOTH_SIDES = "the padding is the same on both sides"
_NO_FAR = "(fills(P) and (P != causal or L*(F - 1) < F)) or (not fills(P) and P < F and (E == none or E < F))"

FRAMEWORKS: Mapping[str, Framework] = {
    "torch": Framework(
        "PyTorch",
        "2.13.0",
        (
            Limit(POOLS, "fills(P) or 2*P <= F", "the padding must be at most half the window"),
            Limit((*CONVOLUTIONS, "conv_transpose", *POOLS), _ALIKE, _BOTH_SIDES),
            Limit(CONVOLUTIONS, "P != same or S == 1", "padding same goes with stride 1"),
            Limit((*POOLS, "conv_transpose"), "not fills(P)", "the padding is a number of values"),
            Limit(
                ("conv_transpose",),
                "A < max(S, L)",
                "the output padding must be smaller than the stride or the dilation",
            ),
            Limit(("avgpool",), "L == 1", "an average has no dilation"),
            Limit(("lppool",), "not fills(P) and P == 0 and (E == none or E == 0)", "a power average has no padding"),
            Limit(("lppool",), "L == 1", "a power average has no dilation"),
            Limit(
                ("avgpool", "lppool", "stochastic_pool"),
                "len(X) < 3 or X >= F",
                "along three axes the window must fit into the input without padding",
            ),
            Limit(
                ("fractional_maxpool",), "len(X) < 3 or X >= N + F", "along three axes the windows leave a value over"
            ),
            Limit(("instance_norm",), "R or prod(X) > 1", "a mean is taken over more than one position"),
        ),
    ),
    "keras": Framework(
        "Keras",
        "3.15.1",
        (
            Limit(("conv", "conv_transpose"), "max(S) == 1 or max(L) == 1", "the stride or the dilation must be 1"),
            Limit(("conv_transpose",), "A < S", "the output padding must be smaller than the stride"),
            Limit(
                ("conv",),
                "P == same or (P == causal and len(X) == 1) or (not fills(P) and P == 0 and (E == none or E == 0))",
                "the padding is valid, same or, along one axis, causal; a layer of its own pads otherwise",
            ),
            Limit(
                ("depthwise", *POOLS, "conv_transpose"),
                "P == same or (not fills(P) and P == 0 and (E == none or E == 0))",
                "the padding is valid or same; a layer of its own pads otherwise",
            ),
            Limit(POOLS, "not C", "no window hangs over"),
            Limit(("maxpool", "avgpool"), "L == 1", "pooling has no dilation"),
            Limit(
                ("conv_transpose",),
                "P == same or A > 0 or L*(F - 1) + 1 >= S",
                "without padding the window must be at least as large as the stride",
            ),
            Limit(("depthwise",), "len(X) < 3", "there are two axes at most"),
            Limit(("upsample_linear",), "len(X) == 2", "there are two axes"),
            Limit(("upsample", "upsample_linear"), "Z % 1 == 0", "the scale is a whole number"),
        ),
    ),
    "onnx": Framework(
        "ONNX Runtime",
        "1.32.0",
        (
            Limit((*POOLS, "lppool"), _NO_FAR, "the padding on either side must be smaller than the window"),
            Limit(CONVOLUTIONS, "not fills(P) or P == causal or L == 1", "padding same goes with dilation 1"),
            Limit(
                (*POOLS, "lppool"),
                "not fills(P) or P == causal or L == 1 or F == 1",
                "padding same goes with dilation 1",
            ),
            Limit(
                ("maxpool",),
                "not fills(P) or P == causal or L > 1 or (X' - 1)*S + F >= X",
                "with padding same the windows must reach to the end",
            ),
            Limit(
                ("conv_transpose",),
                "not fills(P) or P == causal or L*(F - 1) + 1 >= S",
                "with padding same the window must be at least as large as the stride",
            ),
            Limit(("conv_transpose",), "A < S", "the output padding must be smaller than the stride"),
        ),
    ),
}


def framework(name: str) -> Framework:
    """The framework of that name.

    >>> framework("torch").title
    'PyTorch'
    """
    if name not in FRAMEWORKS:
        hint = nearest(name, FRAMEWORKS) or f"there is {', '.join(FRAMEWORKS)}"
        raise NotFound(f'there is no framework "{name}"', hint)
    return FRAMEWORKS[name]


@cache
def limits_of(name: str) -> Mapping[str, tuple[Require, ...]]:
    """What a framework asks for, by layer; nothing for no framework.

    >>> [str(require.words) for require in limits_of("torch")["instance_norm"]]
    ['PyTorch: a mean is taken over more than one position']
    """
    found: dict[str, tuple[Require, ...]] = {}
    asked = framework(name) if name else Framework("", "", ())
    for number, limit in enumerate(asked.limits):
        condition = parse_expression(limit.condition, f"{name}:{number}")
        require = Require(condition, Message("{}: {}", asked.title, Message(limit.words)))
        for layer in limit.layers:
            found[layer] = (*found.get(layer, ()), require)
    return found
