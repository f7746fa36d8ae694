"""Names that would be taken for each other are told apart: those that print alike, and those that spell another."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Self

from symcnn.names import LOWERED, Name, letter_by_letter, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Symbol(str):
    """A symbol among words: no language changes it, and a notation may show another."""

    __slots__ = ()


class Apart(Symbol):
    """A name that stands next to another only with a sign between, and may be shown in a way of its own."""

    shown: str
    """The name whose usual form is shown."""
    is_spelled: bool
    """Whether it is shown letter by letter, as its author spelled it."""

    def __new__(cls, word: str, shown: str = "", *, is_spelled: bool = False) -> Self:
        """A name, which programs still read as its author wrote it."""
        self = super().__new__(cls, word)
        self.shown, self.is_spelled = str(shown or word), is_spelled
        return self


def told_apart(words: Iterable[str]) -> dict[str, Apart]:
    """For every name that would be taken for another, or for a product, how it is shown; in order of appearance.

    Names that print alike are spelled out as their authors did; where that looks the same too, the later one has a
    number. Names that together spell another one keep a sign between them.

    >>> [(name.shown, name.is_spelled) for name in told_apart(["K1", "K₁", "n", "\N{MICRO SIGN}", "μ"]).values()]
    [('K1', True), ('μ_2', False)]
    >>> list(told_apart(["W", "H", "D", "WH"]))
    ['W', 'H']
    """
    names = list(dict.fromkeys(map(str, words)))
    by_look: dict[Name, list[str]] = {}
    for name in names:
        by_look.setdefault(look(name), []).append(name)
    taken = set(by_look)
    found = {name: one for alike in by_look.values() if len(alike) > 1 for name, one in _spelled(alike, taken)}
    long = [name for name in names if len(look(name).stem) > 1 or (name in found and found[name].is_spelled)]
    short = {letter: name for name in names if name not in long and (letter := _on_its_own(name))}
    spelling = {part for word in long for part in _spells(word, short)}
    return {
        name: one
        for name in names
        if (one := found.get(name) or Apart(name)).is_spelled or one.shown != name or name in spelling
    }


def _spelled(alike: list[str], taken: set[Name]) -> Iterator[tuple[str, Apart]]:
    seen: set[str] = set()
    for name in alike:
        if letter_by_letter(name) in seen:
            stem = name.rstrip("".join(LOWERED.values()))
            shown = next(word for n in count(2) if look(word := f"{stem}_{n}") not in taken)
            taken.add(look(shown))
            yield name, Apart(name, shown)
        else:
            seen.add(letter_by_letter(name))
            yield name, Apart(name, is_spelled=len(name) > 1 and (name.isascii() or not _is_lowered(name)))


def _is_lowered(name: str) -> bool:
    """Whether it is spelled as it is usually shown, its index below the line."""
    return name[-1] in LOWERED.values() and name.rstrip("".join(LOWERED.values())).isalpha()


def _on_its_own(name: str) -> str:
    """A name of one letter, with a number or without; empty for another."""
    stem, below, _ = look(name)
    return stem + below if not below or below.isdigit() else ""


def _spells(word: str, short: Mapping[str, str]) -> list[str]:
    """The names that side by side look like a word; none if they do not make up all of it."""
    letters = letter_by_letter(word)
    used = [part for part in short if part in letters and part != letters]
    lengths = {len(part) for part in used}
    reached = [True] + [False] * len(letters)
    for end in range(1, len(letters) + 1):
        reached[end] = any(n <= end and reached[end - n] and letters[end - n : end] in used for n in lengths)
    return [short[part] for part in used] if reached[-1] else []
