"""Chooses the name that a notation gives to a symbol: by its role, if it has a letter that is usual for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.model.volume import AXES, usual
from symcnn.render.formula.order import TEXTBOOK, Arranger, Notation, Size, distinct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula

USUAL: Mapping[str, frozenset[str]] = {
    "X": frozenset({"W", "H", "T", "i", "L_in", "W_in", "H_in"}),
    "D": frozenset({"D", "C_in"}),
    "F": frozenset({"F", "k", "kernel_size"}),
    "S": frozenset({"S", "s", "stride"}),
    "P": frozenset({"P", "p", "padding"}),
    "L": frozenset({"L", "d", "dilation"}),
    "G": frozenset({"G", "g", "groups"}),
    "K": frozenset({"K", "C_out", "out_channels"}),
    "N": frozenset({"N", "out_features"}),
}
"""Names of a part that some notation uses; any other name is the author's own, and stays."""

_INDEXED = re.compile(r"([^\W\d_]+)_?(\d+)")
_NAMED = re.compile(r"([^\W\d_]+)_(\w+)")


def arranger_of(derivation: Derivation, notation: Notation = TEXTBOOK) -> Arranger:
    """The arranger that sets the formulas of a derivation in a notation."""
    return common_arranger([derivation], notation)


def common_arranger(
    derivations: Sequence[Derivation], notation: Notation = TEXTBOOK, taken: Iterable[str] = ()
) -> Arranger:
    """The arranger for several derivations; a symbol that they share has the part that it has in the first."""
    roles = {word: role for derivation in reversed(derivations) for word, role in derivation.roles.items()}
    turns = {loop.counter for derivation in derivations for loop in derivation.loops}
    own = [word for word in roles if word not in turns]
    return Arranger(roles, notation, names_of(derivations, notation, taken), [*beside(derivations), *taken], own)


def beside(derivations: Iterable[Derivation]) -> Iterator[str]:
    """The names that play no part in a layer: of turns, in calls, in conditions and assumptions, and all parameters."""
    for derivation in derivations:
        for loop in derivation.loops:
            yield loop.counter
            yield from words_of(map(derivation.written, (loop.first, loop.last)))
        for layer in derivation.layers:
            yield from layer.mentioned
        yield from words_of((*derivation.assumptions, *(condition.formula for condition in derivation.conditions)))
        yield from derivation.scope


def names_of(derivations: Sequence[Derivation], notation: Notation, taken: Iterable[str] = ()) -> dict[str, str]:
    """The name in a notation of every symbol whose name there differs.

    A symbol that a notation lists by itself has what is listed; one that goes by a usual letter of its part, with an
    index or without, has what the notation has for the part.
    """
    if notation is TEXTBOOK:
        return {}
    named: dict[str, str] = {}
    for derivation in derivations:
        axes, letters = _axes(derivation), derivation.letters
        for word, role in derivation.roles.items():
            named[word] = named.get(word) or _name(word, role, (axes, letters), notation)
    counters = [loop.counter for derivation in derivations for loop in derivation.loops]
    kept = [*(word for word, new in named.items() if word == new), *counters, *taken]
    return distinct([(word, new) for word, new in named.items() if word != new], kept)


def size_letters(derivation: Derivation, notation: Notation, count: int) -> list[str]:
    """The letters before a layer's name in the names of its output sizes, along so many axes, and of its depth."""
    sizes = _sizes(_axes(derivation), derivation.letters, notation)
    letters = [size.named for size in sizes[:count]]
    return [*letters, *derivation.letters[len(letters) : count], notation.depth.named if notation.depth else "D"]


def kernel_letter(notation: Notation) -> str:
    """What stands before the name of a layer for the size of its kernel."""
    return notation.letters.get("F", "F")


_Axes = tuple[tuple[str, ...], tuple[str, ...]]
"""The sizes of the input as they are written, and the letters of its axes."""


def _axes(derivation: Derivation) -> tuple[str, ...]:
    return tuple(str(derivation.written(size).value) for size in derivation.input.sizes)


def _sizes(axes: tuple[str, ...], letters: tuple[str, ...], notation: Notation) -> list[Size]:
    """The size along each axis; where all are one and axes have numbers, that of a single axis.

    Axes without numbers have the size of their letter: H is H_in, whether it stands first or second.
    """
    count = 1 if notation.is_numbered and len(set(axes)) == 1 else len(axes)
    row = notation.axes.get(count, ())
    if notation.is_numbered or len(row) < count:
        return list(row) * (len(axes) if count == 1 else 1)
    own = usual(letters)[:count]
    return [row[sorted(own, key=AXES.index).index(letter)] for letter in own]


def _name(word: str, role: str, axes: _Axes, notation: Notation) -> str:
    if word in notation.own:
        return notation.own[word]
    if role == "X":
        return _size_name(word, axes, notation)
    if role == "D" and notation.depth:
        return _sized(word, role, notation.depth)
    symbol = notation.letters.get(role)
    return word if symbol is None else _with_index(word, role, symbol)


def _with_index(word: str, role: str, symbol: str) -> str:
    """The symbol, with the index that the author gave; the author's word where it is not a usual one."""
    usual = USUAL.get(role, frozenset())
    if word in usual:
        return symbol
    indexed = _INDEXED.fullmatch(word)
    return f"{symbol}_{indexed[2]}" if indexed and indexed[1] in usual else word


def _size_name(word: str, axes: _Axes, notation: Notation) -> str:
    """A size by its axis; one that the derivation named, as ``W_C1``, by its axis and its layer."""
    (written, letters), stem = axes, word.partition("_")[0]
    sizes = _sizes(written, letters, notation)
    by_letter = letters.index(stem) if stem in letters else AXES.find(word[0])
    place = written.index(word) if word in written else by_letter
    if not 0 <= place < len(sizes):
        return word
    return _sized(word, "X", sizes[place])


def _sized(word: str, role: str, size: Size) -> str:
    named = _NAMED.fullmatch(word)
    if word not in USUAL[role] and named and named[1] in USUAL[role] and not named[2].isdigit():
        return f"{size.named}_{named[2]}"
    return _with_index(word, role, size.received)


def letter_names(letters: Iterable[str], axes: tuple[str, ...], notation: Notation) -> dict[str, str]:
    """The name in a notation of every letter of the rules whose name there differs; ``F_W`` is F along the axis W.

    >>> from symcnn.render.formula.notations import DUMOULIN
    >>> letter_names(["W", "W'", "F_W", "N"], ("W",), DUMOULIN)
    {'W': 'i', "W'": 'o', 'F_W': 'k_1'}
    """
    pairs = [(letter, _letter(letter, axes, notation)) for letter in dict.fromkeys(letters)]
    kept = [letter for letter, new in pairs if letter == new]
    return distinct([(letter, new) for letter, new in pairs if letter != new], kept)


def _letter(word: str, axes: tuple[str, ...], notation: Notation) -> str:
    bare, is_output = word.rstrip("'"), word.endswith("'")
    sizes = dict(zip(reversed(axes), reversed(_sizes(axes, axes, notation)), strict=False))
    if notation.depth:
        sizes["D"] = notation.depth
    if bare in sizes:
        return sizes[bare].output if is_output else sizes[bare].received
    stem, _, axis = word.partition("_")
    if stem in sizes and axis:
        return f"{sizes[stem].named}_{axis}"
    if stem in notation.letters and axis in axes:
        return f"{notation.letters[stem]}_{axes.index(axis) + 1 if notation.is_numbered else axis}"
    return notation.letters.get(word) or notation.own.get(word, word)


def words_of(formulas: Iterable[Formula]) -> Iterator[str]:
    """The names in some formulas, and those of arrays."""
    return (str(node.value) for formula in formulas for node in formula.named())


def renamed_words(text: str, names: Mapping[str, str]) -> str:
    """Words with symbols among them, these by their new names; the word "a" is no symbol."""
    return re.sub(r"[^\W\d]\w*", lambda match: names.get(match[0], match[0]) if match[0] != "a" else "a", text)
