"""English names of things in a paper's pages, from which the words of other languages are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.languages.translate import ENGLISH, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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

AXES: Mapping[str, str] = {"W": "width of the {}", "H": "height of the {}", "T": "length in time of the {}"}

RELATIONS: Mapping[str, str] = {
    ">=": "{} is at least {}",
    "<=": "{} is at most {}",
    ">": "{} is greater than {}",
    "<": "{} is less than {}",
    "==": "{} equals {}",
    "!=": "{} differs from {}",
}


def kind_words(kind: str, words: Phrasebook = ENGLISH) -> str:
    """What papers call a layer.

    >>> kind_words("maxpool"), kind_words("channel_shuffle")
    ('max pool', 'channel shuffle')
    """
    return words.known(KINDS.get(kind, kind.replace("_", " ")))


def listed(items: Iterable[str], words: Phrasebook = ENGLISH) -> str:
    """Several things as part of a sentence; a word without blanks of its own has them beside letters of another script.

    >>> listed("abc")
    'a, b and c'
    """
    *before, last = items
    if not before:
        return last
    several, joint = words(", ").join(before), words(" and ")
    blanks = [" " * (not joint.startswith(" ") and side.isascii()) for side in (several[-1:], last[:1])]
    return f"{several}{blanks[0]}{joint}{blanks[1]}{last}"


def clauses(items: Iterable[str], words: Phrasebook = ENGLISH) -> str:
    """Formulas that follow one another in a sentence; where a comma is as wide as a letter, no blank stands behind it.

    >>> clauses(["a = 1", "b = 2"])
    'a = 1, b = 2'
    """
    comma = words(",")
    return (comma + " " * comma.isascii()).join(items)
