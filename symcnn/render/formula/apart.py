"""Renames symbols that would be taken for each other: those that print alike, and those that spell another."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Self

from symcnn.support.names import LOWERED, Name, letter_by_letter, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class SymbolWord(str):
    """A symbol among words: no language changes it, and a notation may show another."""

    __slots__ = ()


class SeparatedName(SymbolWord):
    """A name that stands next to another only with a sign between, and may be shown in a way of its own."""

    shown: str
    """The name whose usual form is shown."""
    spelled: str
    """What is shown letter by letter, as its author spelled it, with the rest below; empty for the usual form."""

    def __new__(cls, word: str, shown: str = "", *, spelled: str = "") -> Self:
        """A name, which programs still read as its author wrote it."""
        self = super().__new__(cls, word)
        self.shown, self.spelled = str(shown or word), str(spelled)
        return self

    @property
    def parted(self) -> Name:
        """What is spelled, what stands below it, and how many primes."""
        bare = self.rstrip("'")
        return Name(self.spelled, bare[len(self.spelled) + 1 :], len(self) - len(bare))

    def followed(self, more: str) -> SeparatedName:
        """A longer name that is shown as this one is, with what follows.

        >>> renamed_apart(["mu", "μ"])["mu"].followed("_C1").spelled, SeparatedName("μ", "μ_2").followed("_C1").shown
        ('mu', 'μ_2_C1')
        """
        return SeparatedName(f"{self}{more}", f"{self.shown}{more}", spelled=self.spelled)


def followed(word: str, more: str) -> str:
    """A longer name, renamed where the shorter one is."""
    return word.followed(more) if isinstance(word, SeparatedName) else f"{word}{more}"


def shown_look(word: str) -> Name:
    """What a name looks like where it may be renamed."""
    if not isinstance(word, SeparatedName) or not word.spelled:
        return look(word.shown if isinstance(word, SeparatedName) else word)
    stem, below, primes = word.parted
    return Name(letter_by_letter(stem), letter_by_letter(below), primes)


def renamed_apart(words: Iterable[str], headings: Iterable[str] = ()) -> dict[str, SeparatedName]:
    """For every name that would be taken for another, or for a product, how it is shown; in order of appearance.

    Names that print alike are spelled out as their authors did; where that looks the same too, the later one has a
    number, as has one that looks like a heading. What begins with such a name, as the size behind a layer does, begins
    with what is shown for it. Names that together spell another one keep a sign between them.

    >>> [name.spelled or name.shown for name in renamed_apart(["K1", "K₁", "n", "\N{MICRO SIGN}", "μ"]).values()]
    ['K1', 'μ_2']
    >>> list(renamed_apart(["W", "H", "D", "WH"]))
    ['W', 'H']
    """
    names = list(dict.fromkeys(map(str, words)))
    by_look: dict[Name, list[str]] = {}
    for name in names:
        by_look.setdefault(look(name), []).append(name)
    said = set(map(look, headings))
    taken = {*by_look, *said}
    found = {
        name: one
        for like, alike in by_look.items()
        if len(alike) > 1 or like in said
        for name, one in _spelled(alike, taken, like in said)
    }
    found.update(_begun(names, found))
    long = [name for name in names if len(look(name).stem) > 1 or (name in found and found[name].spelled)]
    short = {letter: name for name in names if name not in long and (letter := _on_its_own(name))}
    spelling = {part for word in long for part in _spells(word, short)}
    return {
        name: one
        for name in names
        if (one := found.get(name) or SeparatedName(name)).spelled or one.shown != name or name in spelling
    }


def _spelled(alike: list[str], taken: set[Name], is_said: bool) -> Iterator[tuple[str, SeparatedName]]:  # noqa: FBT001
    seen: set[str] = set()
    for name in alike:
        if letter_by_letter(name) in seen or is_said:
            stem = name.rstrip("".join(LOWERED.values()))
            shown = next(word for n in count(2) if look(word := f"{stem}_{n}") not in taken)
            taken.add(look(shown))
            yield name, SeparatedName(name, shown)
        else:
            seen.add(letter_by_letter(name))
            is_spelled = len(name) > 1 and (name.isascii() or not _is_lowered(name))
            yield name, SeparatedName(name, spelled=name if is_spelled else "")


def _begun(names: Iterable[str], found: Mapping[str, SeparatedName]) -> Iterator[tuple[str, SeparatedName]]:
    """Names that begin with one that is renamed: each is shown as that one is, with the rest as its index."""
    for name in names:
        starts = (name[:end] for end, letter in enumerate(name) if letter in "_'" and name[end:] != "_")
        start = next((start for start in starts if start in found), None)
        if start is not None:
            yield name, found[start].followed(name[len(start) :])


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
