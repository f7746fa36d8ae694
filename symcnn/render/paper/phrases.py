"""The English words of a paper's pages, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "conv": "conv",
    "depthwise": "depthwise conv",
    "conv_transpose": "up-conv",
    "locally_connected": "locally connected",
    "dense": "fully connected",
    "rbf": "RBF",
    "maxpool": "max pool",
    "avgpool": "average pool",
    "lppool": "power-average pool",
    "stochastic_pool": "stochastic pool",
    "subsample": "subsampling",
    "gap": "global average pool",
    "gmp": "global max pool",
    "adaptive_avgpool": "average pool",
    "adaptive_maxpool": "max pool",
    "fractional_maxpool": "fractional max pool",
    "max_unpool": "max unpool",
    "bn": "batch norm",
    "lrn": "LRN",
    "grn": "GRN",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "prelu": "PReLU",
    "selu": "SELU",
    "silu": "SiLU",
    "gelu": "GELU",
    "mul": "product",
}
"""What papers call the layers; any other is called by its own word."""

MEANINGS: Mapping[str, str] = {
    "kernel": "kernel size",
    "filters": "number of filters",
    "stride": "stride",
    "padding": "padding",
    "dilation": "dilation",
    "groups": "number of groups",
    "out_features": "number of outputs",
    "classes": "number of classes",
    "heads": "number of heads",
    "multiplier": "depth multiplier",
    "probability": "probability",
}
"""What an argument means, by its word in the definition of the layer."""

AXES: Mapping[str, str] = {"W": "width", "H": "height", "T": "length in time"}

HEADINGS: Mapping[str, str] = {"params": "parameters", "macs": "MACs"}

RELATIONS: Mapping[str, str] = {
    ">=": " is at least ",
    "<=": " is at most ",
    ">": " is greater than ",
    "<": " is less than ",
    "==": " equals ",
    "!=": " differs from ",
}


def kind_words(kind: str) -> str:
    """What papers call a layer.

    >>> kind_words("maxpool"), kind_words("channel_shuffle")
    ('max pool', 'channel shuffle')
    """
    return KINDS.get(kind, kind.replace("_", " "))
