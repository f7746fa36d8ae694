"""Finds what a word of another framework is here; hints on unknown words are looked up here first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.errors import nearest
from symcnn.model.foreign_words import (
    ALSO,
    ARGUMENTS,
    BY_KERNEL,
    CAUSAL,
    COLUMNS,
    EXPLAINED,
    FILLING,
    LAYERS,
    LEFT_OUT,
    NOT_HERE,
    QUANTITIES,
    SAME,
    SAME_LOWER,
    VAGUE,
    VALID,
    VALUES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.formula import Formula
    from symcnn.syntax.tree import Invocation, Parameter

_DIMENSIONS = re.compile(r"[123]d$")


def _folded(word: str) -> str:
    """A word as the tables have it: lower case, no underscores or hyphens, no number of axes at its end."""
    return _DIMENSIONS.sub("", word.lower().replace("_", "").replace("-", ""))


def _turned(table: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for here, words in table.items():
        for word in words.split():
            found.setdefault(_folded(word), []).append(here)
    return found


_LAYER, _ABSENT, _ARGUMENT, _EXPLANATION, _VALUE, _QUANTITY, _COLUMN = map(
    _turned, (LAYERS, NOT_HERE, ARGUMENTS, EXPLAINED, VALUES, QUANTITIES, COLUMNS)
)
_VAGUE = frozenset(map(_folded, VAGUE.split()))


def layer_hint(word: str, known: Iterable[str]) -> str:
    """A hint on a word that is no layer here: the layer that another framework calls so, or the most similar name.

    >>> layer_hint("BatchNorm2d", []), layer_hint("fc", [])
    ('did you mean "bn"?', 'did you mean "dense"?')
    """
    names, folded = list(known), _folded(word).removeprefix("lazy")
    if word.lower() in names and folded not in _LAYER:
        return nearest(word, names)
    for here in _LAYER.get(folded, ()):
        other = ALSO.get(here) if folded in _VAGUE else None
        return f'did you mean "{here}"' + (f' or "{other}"?' if other else "?")
    return next(iter(_ABSENT.get(folded, ())), "") or nearest(word, names)


def argument_hint(word: str, parameters: Iterable[Parameter]) -> str:
    """A hint on a word that is no argument here: the argument that another framework calls so, or why there is none.

    >>> argument_hint("in_channels", [])
    'the depth of what enters is known; leave it out'
    """
    folded, words = _folded(word), [name for parameter in parameters for name in (*parameter.words, parameter.symbol)]
    here = next((name for name in _ARGUMENT.get(folded, ()) if name in words), None)
    if here is not None:
        return f'did you mean "{here}"?'
    return next(iter(_EXPLANATION.get(folded, ())), "") or nearest(word, words)


def quantity_hint(word: str, known: Iterable[str]) -> str:
    """A hint on the word of another tool for a quantity.

    >>> quantity_hint("flops", [])
    'did you mean "macs"? a multiply-accumulate is two FLOPs'
    """
    return next(iter(_QUANTITY.get(_folded(word), ())), "") or nearest(word, known)


def column_hint(word: str, known: Iterable[str]) -> str:
    """A hint on the word of another tool for a column of a table.

    >>> column_hint("kernel_size", [])
    'the definition of each layer, which is shown anyway, has its arguments'
    """
    return next(iter(_COLUMN.get(_folded(word), ())), "") or quantity_hint(word, known)


def value_hint(word: str, call: Invocation | None = None, parameter: Parameter | None = None) -> str | None:
    """A hint on a value of another framework; empty for a word that is none, None where nothing here means it.

    >>> value_hint("SAME"), value_hint("K"), value_hint("None")
    ('write same: padding=same', '', 'leave it out')
    """
    folded = _folded(word)
    if folded in BY_KERNEL:
        return f"write {BY_KERNEL[folded].format(*_widths(call))}" if _takes(parameter, "padding") else None
    hint = next(iter(_VALUE.get(folded, ())), "") if word not in _OURS else ""
    if parameter is not None and hint == LEFT_OUT:
        default = parameter.default
        return "write false" if parameter.kind == "boolean" else hint if default is not None else None
    return hint if hint not in _FOR or _takes(parameter, _FOR[hint]) else None


def _takes(parameter: Parameter | None, kind: str) -> bool:
    """Whether an argument may be of a kind; an unknown argument may."""
    return parameter is None or parameter.kind == kind


_FOR = {
    "write true": "boolean", "write false": "boolean",
    **dict.fromkeys((SAME, SAME_LOWER, CAUSAL, FILLING, VALID), "padding"),
}  # fmt: skip
"""Hints that help arguments of one kind only."""


_OURS = frozenset({"true", "false", "none", "same", "same_lower", "causal", "valid"})


def _widths(call: Invocation | None) -> tuple[str, str]:
    """The paddings F - 1 (times the dilation) and floor(F/2) of a call, in numbers where these are known."""
    given = {argument.name: argument.value for argument in call.arguments} if call else {}
    first = call.arguments[0].value if call and call.arguments and not call.arguments[0].name else None
    kernel = next((given[name] for name in ("F", "kernel_size", "kernel") if name in given), first)
    dilation = next((given[name] for name in ("L", "dilation") if name in given), None)
    size, step = _number(kernel), 1 if dilation is None else _number(dilation)
    if size is None or step is None:
        shown = kernel.span.text if kernel is not None and kernel.op in ("name", "number") else "F"
        times = "" if dilation is None else f"*{dilation.span.text if dilation.op in ('name', 'number') else 'L'}"
        return (f"({shown} - 1){times}" if times else f"{shown} - 1"), f"floor({shown}/2)"
    return str((size - 1) * step), str(size // 2)


def _number(formula: Formula | None) -> int | None:
    return formula.value if formula is not None and isinstance(formula.value, int) else None
