"""Counts a network under a convention: by layer, by term, in all, and what the convention leaves out.

In numbers and in symbols alike; inside a repeat in symbols every term is summed over the turns.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.conventions import EVERY
from symcnn.derive.quantities import is_idle
from symcnn.derive.rule_scope import rule_of
from symcnn.errors import Unavailable
from symcnn.formula import ONE
from symcnn.model.library import prelude
from symcnn.support.message import Message
from symcnn.support.record import Record
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.derive.conventions import Convention, Term
    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula
    from symcnn.model.steps import LayerStep
    from symcnn.support.scalar import Scalar

    Choice = Callable[[LayerStep], Formula | None]
    Column = list[Scalar | None]


class Amount(NamedTuple):
    """One term of the difference between a convention and the quantity from which it starts."""

    words: str
    value: Scalar
    layers: Scalar
    """How many layers it comes from; a repeat's count once for each turn."""


class Count(Record):
    """A network under one convention."""

    base: Scalar
    """The total of the quantity from which the convention starts."""
    amounts: tuple[Amount, ...]
    """What makes the total of it, term by term."""
    layers: tuple[Scalar | None, ...]
    """What each layer counts; None where the convention says nothing of it."""
    ignored: Mapping[str, Scalar]
    """The kinds of layers that count as nothing though they compute, with how many there are."""
    unknown: Mapping[str, Scalar]
    """The kinds of which the convention says nothing; then there is no total."""
    total: Scalar | None
    """The sum over the layers; None where some layer is unknown."""


def count(derivation: Derivation, convention: Convention) -> Count:
    """The network under the convention: by layer, by term, in all, and what the convention leaves out."""
    domain = derivation.domain
    base = _base(derivation, convention)
    columns = [(words, derivation.tally(choice)) for words, choice in _terms(convention)]
    turns = derivation.tally(lambda _: ONE)
    known = [_is_covered(convention, layer.step) for layer in derivation.layers]
    rows = zip(base, *(column for _, column in columns), strict=True)
    found = [domain.sum(value for value in row if value is not None) for row in rows]
    layers = tuple(value if is_known else None for value, is_known in zip(found, known, strict=True))
    names = [layer.step.layer.name for layer in derivation.layers]
    works = [convention.base == "macs" and not is_idle(layer.step.layer) for layer in derivation.layers]
    nothing = [is_work and value == 0 for is_work, value in zip(works, layers, strict=True)]
    return Count(
        domain.sum(base),
        tuple(_amounts(columns, names, turns, domain.sum)),
        layers,
        _grouped(names, turns, nothing, domain.sum),
        _grouped(names, turns, [not is_known for is_known in known], domain.sum),
        domain.sum(value for value in layers if value is not None) if all(known) else None,
    )


def is_shipped(step: LayerStep) -> bool:
    """Whether a layer comes with symcnn, and is not an author's own."""
    own = prelude().get(step.layer.name)
    return own is not None and own.span == step.layer.span


def _base(derivation: Derivation, convention: Convention) -> list[Scalar]:
    """The amounts, layer by layer, of the quantity from which the convention starts."""
    try:
        return derivation.terms(convention.base)
    except Unavailable as mistake:
        raise Unavailable(mistake.message, f"so the network cannot be counted as {convention.name}") from None


def _is_covered(convention: Convention, step: LayerStep) -> bool:
    """Whether the convention says what it counts of a layer; a layer that does no work needs no word."""
    speaks = convention.speaks_of(step.layer.name, is_shipped=is_shipped(step))
    return speaks or is_idle(step.layer) or _says_itself(convention, step)


def _says_itself(convention: Convention, step: LayerStep) -> bool:
    """Whether the layer is an author's own and states a rule named like the convention."""
    states = convention.rule != convention.base and rule_of(step.layer, convention.rule) is not None
    return states and not is_shipped(step)


def _terms(convention: Convention) -> Iterable[tuple[Callable[[str], Message], Choice]]:
    """The terms of a convention: for each its words, given some kinds of layers, and its formula for a layer."""
    for term in convention.terms:
        yield partial(Message, term.words.replace("{kinds}", "{}")), _choice(convention, term)
    without, own = (_read(text.format(convention)) for text in ("-{0.base}", "{0.rule} - {0.base}"))
    yield partial(Message, "not counted: {}"), lambda step: without if _is_ignored(convention, step) else None
    yield (
        (lambda kinds: Message("{}: by its own rule {}", kinds, convention.rule)),
        lambda step: own if _says_itself(convention, step) else None,
    )


def _choice(convention: Convention, term: Term) -> Choice:
    formula = _read(term.formula)

    def speaking(step: LayerStep) -> Formula | None:
        is_meant = EVERY in term.kinds or (step.layer.name in term.kinds and is_shipped(step))
        return formula if is_meant and not _says_itself(convention, step) else None

    return speaking


def _is_ignored(convention: Convention, step: LayerStep) -> bool:
    return step.layer.name in convention.ignored and is_shipped(step)


@cache
def _read(text: str) -> Formula:
    return parse_expression(text)


def _amounts(
    columns: Iterable[tuple[Callable[[str], Message], Column]],
    names: list[str],
    turns: Column,
    add: Callable[[Iterable[Scalar]], Scalar],
) -> Iterable[Amount]:
    for words, column in columns:
        places = [place for place, value in enumerate(column) if value is not None and value != 0]
        if places:
            kinds = ", ".join(dict.fromkeys(names[place] for place in places))
            total, layers = (add(_known(values, places)) for values in (column, turns))
            yield Amount(words(kinds), total, layers)


def _known(column: Column, places: Iterable[int]) -> Iterable[Scalar]:
    return (value for place in places if (value := column[place]) is not None)


def _grouped(
    names: list[str], turns: Column, chosen: list[bool], add: Callable[[Iterable[Scalar]], Scalar]
) -> Mapping[str, Scalar]:
    """How many layers there are of each kind, among those chosen."""
    found: dict[str, Column] = {}
    for name, turn, is_chosen in zip(names, turns, chosen, strict=True):
        if is_chosen:
            found.setdefault(name, []).append(turn)
    return {name: add(_known(values, range(len(values)))) for name, values in found.items()}
