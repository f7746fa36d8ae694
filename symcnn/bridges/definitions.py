"""Layers that models have and the language's own library lacks; a text that needs one brings its definition along."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


DEFINITIONS: Mapping[str, str] = {
    "attend": _layer(
        "Attention without its projections: the depth holds queries, keys and values, in h heads.\n"
        "Vaswani et al. 2017, equation 1.",
        "attend(heads h)",
        'require D % (3*h) == 0 "the depth holds three parts of h heads"',
        {
            "D'": "D/3",
            "macs": "2*D/3*prod(X)^2",
            "multiplications": "macs",
            "additions": "(2*D/3*prod(X) - D/3 - h)*prod(X)",
            "divisions": "2*h*prod(X)^2",
            "exponentials": "h*prod(X)^2",
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
    "rms_norm": _layer(
        "Normalisation by the root of the mean square over the depth, at every position.\n"
        "Zhang and Sennrich 2019, equation 4; PyTorch, RMSNorm.",
        "rms_norm",
        "",
        {"params": "D", "multiplications": "2*units", "additions": "units", "divisions": "units"},
    ),
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
