"""Layers that models have and the prelude lacks: a text that is made of a model brings their definitions along."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from symcnn.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.syntax import tree

_NOTHING = (
    "params",
    "buffers",
    "connections",
    "macs",
    "multiplications",
    "additions",
    "comparisons",
    "divisions",
    "exponentials",
)


def _layer(doc: str, header: str, requires: str, rules: Mapping[str, str]) -> str:
    given = {"X'": "X", "D'": "D", **dict.fromkeys(_NOTHING, "0"), "depth": "0", **rules}
    inner = [f"    {requires}", ""] if requires else []
    rows = [f"    {name} = {rule}" for name, rule in given.items()]
    return "\n".join([f'"""\n{doc}\n"""', f"layer {header} {{", *inner, *rows, "}", ""])


def _of_maps(what: str, **rules: str) -> str:
    return _layer(f"{what} of all maps, at every position.", "{}", "", {"D'": "1", **rules})


_OVER_MAPS = {
    "mean": _of_maps("Mean", additions="(D - 1)*prod(X)", divisions="prod(X)"),
    "sum": _of_maps("Sum", additions="(D - 1)*prod(X)"),
    "max": _of_maps("Maximum", comparisons="(D - 1)*prod(X)"),
    "min": _of_maps("Minimum", comparisons="(D - 1)*prod(X)"),
    "variance": _of_maps("Variance", multiplications="D*prod(X)", additions="(3*D - 2)*prod(X)", divisions="2*prod(X)"),
    "deviation": _of_maps(
        "Standard deviation",
        multiplications="D*prod(X)",
        additions="(3*D - 2)*prod(X)",
        divisions="2*prod(X)",
        exponentials="prod(X)",
    ),
    "norm": _of_maps("Length", multiplications="D*prod(X)", additions="(D - 1)*prod(X)", exponentials="prod(X)"),
}

_POINTWISE = {
    "exponential": ("Exponential of every value.", "exponentials"),
    "logarithm": ("Logarithm of every value.", "exponentials"),
    "square_root": ("Square root of every value, or one divided by it.", "exponentials"),
    "absolute": ("Every value without its sign.", "comparisons"),
    "square": ("Square of every value.", "multiplications"),
    "reciprocal": ("One divided by every value.", "divisions"),
    "sine": ("Sine or cosine of every value.", "exponentials"),
    "error_function": ("Error function of every value.", "exponentials"),
}

_TRAINED = {
    "plus_trained": ("added to every value", "additions"),
    "times_trained": ("by which every value is multiplied", "multiplications"),
    "with_trained": ("that take part in every value", "multiplications"),
}
_NUMBERS = "numbers n: integer >= 0, products m: integer >= 0 = 0"

DEFINITIONS: Mapping[str, str] = {
    "attend": _layer(
        "Attention without its projections, along the last axis: the depth holds queries, keys, values, in h heads.\n"
        "n trained numbers, which take m products, are added before the softmax. Vaswani et al. 2017, equation 1.",
        "attend(heads h, numbers n: integer >= 0 = 0, products m: integer >= 0 = 0)",
        'require D % (3*h) == 0 "the depth holds three parts of h heads"',
        {
            "D'": "D/3",
            "params": "n",
            "macs": "2*D/3*prod(X)*last(X) + m",
            "multiplications": "macs",
            "additions": "(2*D/3*last(X) - D/3 - h + (h*last(X) if n > 0 else 0))*prod(X)",
            "divisions": "2*h*prod(X)*last(X)",
            "exponentials": "h*prod(X)*last(X)",
        },
    ),
    "attend_to": _layer(
        "Attention without its projections, along the last axis: queries, keys, values are branches, in h heads;\n"
        "g of these share keys and values. n trained numbers, which take m products, are added before the softmax.\n"
        "Vaswani et al. 2017, equation 1.",
        "attend_to(branches M: separate, heads h, shared g = 1, numbers n: integer >= 0 = 0,\n"
        "                products m: integer >= 0 = 0)",
        'require len(M) == 3 and D == g*M[1] "queries, keys and values are three branches, two of one depth"',
        {
            "D'": "g*M[2]",
            "params": "n",
            "macs": "(D + g*M[2])*prod(X)*last(sizes[1]) + m",
            "multiplications": "macs",
            "additions": "((D + g*M[2] + (h if n > 0 else 0))*last(sizes[1]) - g*M[2] - h)*prod(X)",
            "divisions": "2*h*prod(X)*last(sizes[1])",
            "exponentials": "h*prod(X)*last(sizes[1])",
        },
    ),
    "one_token": _layer(
        "The first token of a sequence.", "one_token", 'require len(X) == 1 "tokens stand in one row"', {"X'": "()"}
    ),
    "without_tokens": _layer(
        "A sequence without its first n tokens.",
        "without_tokens(count n)",
        'require len(X) == 1 "tokens stand in one row"',
        {"X'": "X - n"},
    ),
    "put_back": _layer(
        "The first branch with some of its values replaced by those of the second.",
        "put_back(branches M: separate)",
        'require len(M) == 2 "two branches"',
        {},
    ),
    "fixed_filter": _layer(
        "Every map by itself with a filter that is not trained.",
        "fixed_filter(kernel_size kernel F, stride S = 1, padding P: integer >= 0 = 0)",
        'require X + 2*P >= F "the window must fit into the padded input"',
        {
            "X'": "floor((X + 2*P - F)/S) + 1",
            "buffers": "prod(F)*D",
            "macs": "prod(F)*units",
            "multiplications": "macs",
            "additions": "macs - units",
            "window": "(F, S, P)",
        },
    ),
    "divide": _layer(
        "The first branch divided by the second, where 1 along an axis or in depth serves every place.",
        "divide(branches M: spread)",
        "",
        {"divisions": "units"},
    ),
    "subtract_spread": _layer(
        "The second branch taken off the first, where 1 along an axis or in depth serves every place.",
        "subtract_spread(branches M: spread)",
        "",
        {"additions": "units"},
    ),
    "own_values": _layer(
        "Values that depend on no input: n trained numbers, and what m products make of them.",
        "own_values(sizes T, maps K, numbers n: integer >= 0 = 0, products m: integer >= 0 = 0)",
        "",
        {"X'": "box(T)", "D'": "K", "params": "n", "macs": "m", "multiplications": "macs"},
    ),
    **{f"{word}_of_maps": text.replace("{}", f"{word}_of_maps", 1) for word, text in _OVER_MAPS.items()},
    **{word: _layer(doc, word, "", {rule: "units"}) for word, (doc, rule) in _POINTWISE.items()},
    **{
        word: _layer(
            f"n trained numbers {doc}, each perhaps in several places; m products make them.",
            f"{word}({_NUMBERS})",
            "",
            {"params": "n", "macs": "m", rule: "units + m" if rule == "multiplications" else "units"},
        )
        for word, (doc, rule) in _TRAINED.items()
    },
    "shift": _layer(
        "A trained number for each map, added at every position.", "shift", "", {"params": "D", "additions": "units"}
    ),
}
"""Each definition by its word."""


def definitions_for(words: Iterable[str]) -> list[str]:
    """The definitions of those words that need one.

    >>> definitions_for(["conv"])
    []
    """
    return [DEFINITIONS[word] for word in dict.fromkeys(words) if word in DEFINITIONS]


@cache
def brought_along(word: str) -> tree.LayerDefinition | None:
    """The definition of a word as a tree, if it is one of these."""
    return parse(DEFINITIONS[word]).layers[0] if word in DEFINITIONS else None
