"""The meaning of a network's symbols, from the part that each plays where it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.model.parameters import entries
from symcnn.model.volume import usual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.derive.derivation import Derivation
    from symcnn.support.scalar import Scalar


class SymbolRole(NamedTuple):
    """The part that a symbol plays: a word, the layer or loop that it belongs to, and whether it is all of it."""

    symbol: str
    word: str
    """``axis W``, ``depth``, ``turns``, ``turn``, or an argument's word in the definition of the layer."""
    of: str
    is_whole: bool = True


def parts(derivation: Derivation) -> dict[str, SymbolRole]:
    """The part that each symbol plays, in order of appearance.

    >>> from symcnn.api import parse
    >>> [(part.word, part.of) for part in parts(parse("input(W, W, D); C1: conv(F, 2*K)").derivation).values()]
    [('axis W', 'input'), ('depth', 'input'), ('kernel_size', 'C1'), ('filters', 'C1')]
    """
    found: dict[str, SymbolRole] = {}
    defined = {definition.name for definition in derivation.definitions}
    for part in (*_inputs(derivation), *_loops(derivation), *_arguments(derivation)):
        if part.symbol not in defined:
            found.setdefault(part.symbol, part)
    order = {symbol: place for place, symbol in enumerate(derivation.roles)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))


def _inputs(derivation: Derivation) -> Iterator[SymbolRole]:
    for end in derivation.inputs:
        volume = end.volume
        words = [*(f"axis {axis}" for axis in usual(end.letters)[: len(volume.sizes)]), "depth"]
        for word, value in zip(words, (*volume.sizes, volume.depth), strict=True):
            for symbol in derivation.domain.symbols_in(value):
                yield SymbolRole(symbol, word, end.name, derivation.written(value).op == "name")


def _loops(derivation: Derivation) -> Iterator[SymbolRole]:
    for loop in derivation.loops:
        yield SymbolRole(loop.counter, "turn", loop.name)
        turns = derivation.domain.sum([loop.last, 1])
        for symbol in derivation.domain.symbols_in(turns):
            yield SymbolRole(symbol, "turns", loop.name, derivation.written(turns).op == "name")


def _arguments(derivation: Derivation) -> Iterator[SymbolRole]:
    seen = set()
    for layer in derivation.layers:
        words = {parameter.symbol: parameter.words for parameter in layer.step.layer.parameters}
        for letter, value in layer.step.values.items():
            for entry in entries(value):
                if entry in seen:
                    continue
                seen.add(entry)
                for symbol in derivation.domain.symbols_in(entry):
                    whole = derivation.written(cast("Scalar", entry)).op == "name"
                    yield SymbolRole(symbol, (*words.get(letter, ()), letter)[0], layer.name, whole)
