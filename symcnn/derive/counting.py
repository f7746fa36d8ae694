"""What a network costs under a counting convention: by layer, by term, in all, and what the convention leaves out.

In numbers and in symbols alike; inside a repeat in symbols every term is summed over the turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.conventions import EVERY, MOVING
from symcnn.derive.rules import rule_of
from symcnn.derive.tally import tally
from symcnn.errors import Unavailable
from symcnn.formula import ONE
from symcnn.model.library import prelude_layer
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.algebra.exact import Scalar
    from symcnn.derive.conventions import Convention, Term
    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.formula import Formula


class Amount(NamedTuple):
    """One term of the difference between a convention and the quantity from which it starts."""

    words: str
    value: Scalar
    layers: Scalar
    """How many layers it comes from; a repeat's count once for each turn."""


@dataclass(frozen=True)
class Count:
    """A network under one convention."""

    convention: Convention
    base: Scalar
    """The total of the quantity from which the convention starts."""
    amounts: tuple[Amount, ...]
    """What makes the total of it, term by term."""
    layers: tuple[Scalar, ...]
    """What each layer counts; None where the convention says nothing of it."""
    ignored: Mapping[str, Scalar]
    """The kinds of layers that count as nothing though they compute, with how many there are."""
    unknown: Mapping[str, Scalar]
    """The kinds of which the convention says nothing; then there is no total."""
    total: Scalar
    """The sum over the layers; None where some layer is unknown."""


def count(derivation: Derivation, convention: Convention) -> Count:
    """Count a network."""
    domain = derivation.domain
    spoken = [_speaks(convention, layer) for layer in derivation.layers]
    base = tally(derivation, _base_of(convention))
    turns = tally(derivation, lambda _: ONE)
    columns = [(words, tally(derivation, choice)) for words, choice in _terms(convention)]
    found = [domain.sum(filter(_is_value, row)) for row in zip(base, *(column for _, column in columns), strict=True)]
    layers = tuple(value if known else None for value, known in zip(found, spoken, strict=True))
    kinds = [layer.step.layer.name for layer in derivation.layers]
    counts_work = convention.base == "macs"
    nothing = [counts_work and value == 0 and kind not in MOVING for value, kind in zip(layers, kinds, strict=True)]
    sums = domain.sum
    return Count(
        convention,
        sums(filter(_is_value, base)),
        tuple(_amounts(columns, turns, sums)),
        layers,
        _grouped(kinds, turns, nothing, sums),
        _grouped(kinds, turns, [not known for known in spoken], sums),
        sums(layers) if all(spoken) else None,
    )


def is_shipped(layer: LayerResult) -> bool:
    """Whether a layer comes with symcnn, and is not an author's own."""
    own = prelude_layer(layer.step.layer.name)
    return own is not None and own.span == layer.step.layer.span


def _speaks(convention: Convention, layer: LayerResult) -> bool:
    kind = layer.step.layer.name
    return _says_itself(convention, layer) or convention.speaks_of(kind, is_shipped=is_shipped(layer))


def _says_itself(convention: Convention, layer: LayerResult) -> bool:
    """Whether an author's layer states a rule by the name of the convention."""
    return not is_shipped(layer) and convention.rule != convention.base and _stated(layer, convention.rule)


def _stated(layer: LayerResult, target: str) -> bool:
    return rule_of(layer.step.layer, target) is not None


def _base_of(convention: Convention) -> Callable[[LayerResult], Formula]:
    def choice(layer: LayerResult) -> Formula:
        if not _stated(layer, convention.base):
            message = f'layer "{layer.name}" ({layer.step.layer.name}) states no rule for {convention.base}'
            raise Unavailable(message, f"so it cannot be counted as {convention.name}")
        return _read(convention.base)

    return choice


def _terms(convention: Convention) -> Iterable[tuple[str, Callable[[LayerResult], Formula | None]]]:
    """The words of every term, and the formula that it has for a layer."""
    for term in convention.terms:
        yield term.words, lambda layer, term=term: _speaking(convention, term, layer)
    yield (
        "not counted",
        lambda layer: _read(f"-{convention.base}") if _is_ignored(convention, layer) else None,
    )
    own = f"{convention.rule} - {convention.base}"
    yield (
        f"by the layer's own rule for {convention.rule}",
        lambda layer: _read(own) if _says_itself(convention, layer) else None,
    )


def _speaking(convention: Convention, term: Term, layer: LayerResult) -> Formula | None:
    if _says_itself(convention, layer):
        return None
    speaks = EVERY in term.kinds or (layer.step.layer.name in term.kinds and is_shipped(layer))
    return _read(term.formula) if speaks else None


def _is_ignored(convention: Convention, layer: LayerResult) -> bool:
    return layer.step.layer.name in convention.ignored and is_shipped(layer)


@cache
def _read(text: str) -> Formula:
    return parse_expression(text)


def _amounts(
    columns: Iterable[tuple[str, list[Scalar]]], turns: list[Scalar], sums: Callable[[Iterable[Scalar]], Scalar]
) -> Iterable[Amount]:
    for words, column in columns:
        places = [place for place, value in enumerate(column) if value is not None and value != 0]
        if places:
            yield Amount(words, sums(column[place] for place in places), sums(turns[place] for place in places))


def _grouped(
    kinds: list[str], turns: list[Scalar], chosen: list[bool], sums: Callable[[Iterable[Scalar]], Scalar]
) -> Mapping[str, Scalar]:
    """How many layers there are of each kind, among those chosen."""
    found: dict[str, list[Scalar]] = {}
    for kind, turn, is_chosen in zip(kinds, turns, chosen, strict=True):
        if is_chosen:
            found.setdefault(kind, []).append(turn)
    return {kind: sums(values) for kind, values in found.items()}


def _is_value(value: Scalar) -> bool:
    return value is not None
