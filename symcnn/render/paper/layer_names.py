"""Names of layers short enough to read, by one rule for all of a network: labels go that tell nothing apart."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_Path: TypeAlias = "tuple[str, ...]"
_PAIR = 2


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Each name without the labels between its first and its last that no name needs.

    A label is left out wherever it occurs, or nowhere, so that layers of one block keep names alike.

    >>> short_names(["net/a/x1/conv1", "net/a/x2/conv1", "net/b/x1/fc"])
    {'net/a/x1/conv1': 'a/x1/conv1', 'net/a/x2/conv1': 'a/x2/conv1', 'net/b/x1/fc': 'b/fc'}
    >>> names = ["fc", "c/add1/1/conv1", "c/add1/2/conv1", "c/add1", "c/repeat1/i/add1/1/conv1", "c/repeat1/i/add1"]
    >>> [*short_names(names).values()]
    ['fc', 'c/conv1', 'c/add1/conv1', 'c/add1', 'c/repeat1/conv1', 'c/repeat1/add1']
    >>> [*short_names(["left", "below/left", "below/below/left", "below/below/below", "out"]).values()]
    ['left', 'below/left', 'below2/left', 'below3', 'out']
    """
    whole = [tuple(name.split("/")) for name in dict.fromkeys(names)]
    kept = {path: tuple(range(len(path))) for path in whole}
    shown = {path: "/".join(path) for path in whole}
    for shorten in _ways(whole):
        changed = {path: less for path, places in kept.items() if (less := shorten(path, places)) != places}
        tried = shown | {path: "/".join([path[place] for place in places]) for path, places in changed.items()}
        if len({*tried.values()}) == len(tried):
            kept |= changed
            shown = tried
    counted = {path: _counted([path[place] for place in places]) for path, places in kept.items()}
    if len({*counted.values()}) == len(counted):
        shown = counted
    return {"/".join(path): text for path, text in shown.items()}


def _counted(labels: Sequence[str]) -> str:
    """The labels of a name; one that comes again and again, as in a block within itself, once with its number."""
    runs = [(label, len([*run])) for label, run in groupby(labels)]
    return "/".join(
        f"{label}{count}" if count > 1 and not label[-1].isdecimal() else "/".join([label] * count)
        for label, count in runs
    )


_Shorten: TypeAlias = "Callable[[_Path, tuple[int, ...]], tuple[int, ...]]"
"""The places of the labels that stay, of those that stayed so far."""


def _ways(whole: Sequence[_Path]) -> Iterator[_Shorten]:
    """Ways to leave labels out, to be tried one after another; each is taken only if all names stay different."""
    behind = _labels_behind(whole)
    yield _leaving_out(_shared(whole))
    yield _leaving_out({path[: n + 1] for path in whole for n in range(1, len(path) - 1) if len(behind[path[:n]]) == 1})
    yield from _branches(whole, behind)
    yield from _words(whole)


def _labels_behind(whole: Sequence[_Path]) -> Mapping[_Path, set[str]]:
    behind: defaultdict[_Path, set[str]] = defaultdict(set)
    for path in whole:
        for place, label in enumerate(path):
            behind[path[:place]].add(label)
    return behind


def _leaving_out(gone: set[_Path]) -> _Shorten:
    """Leave out the labels to which some paths lead, but never a name's last label."""

    def shorten(path: _Path, places: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(n for n in places if n == len(path) - 1 or path[: n + 1] not in gone)

    return shorten


def _shared(whole: Sequence[_Path]) -> set[_Path]:
    """The paths to the first labels, as far as all names share them and none of them ends there."""
    first = whole[0] if whole else ()
    least = min(map(len, whole), default=0) - 1
    same = next((n for n in range(least) if any(path[n] != first[n] for path in whole)), max(least, 0))
    return {first[: n + 1] for n in range(same)}


def _branches(whole: Sequence[_Path], behind: Mapping[_Path, set[str]]) -> Iterator[_Shorten]:
    """Ways for pairs of branches: the first branch loses its number, and the second all but the word of the merge."""
    pairs = [path for path in whole if len(behind[path]) == _PAIR]
    firsts = {(*path, min(behind[path])) for path in pairs}

    def without_first(path: _Path, places: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(n for n in places if n == len(path) - 1 or not {path[: n + 1], path[: n + 2]} & firsts)

    yield without_first
    yield _leaving_out({(*path, max(behind[path])) for path in pairs})


def _words(whole: Sequence[_Path]) -> Iterator[_Shorten]:
    """Ways that leave out all labels of one word, the innermost first; the first label of a name stays."""
    deepest: dict[str, int] = {}
    for path in whole:
        for place, label in enumerate(path[1:-1], 1):
            if not label.isdecimal():
                deepest[_word(label)] = max(deepest.get(_word(label), 0), place)
    for word in sorted(deepest, key=lambda word: (-deepest[word], word)):
        yield _without_word(word)


def _without_word(word: str) -> _Shorten:
    def shorten(path: _Path, places: tuple[int, ...]) -> tuple[int, ...]:
        inner = (n for n in places[1:-1] if _word(path[n]) != word)
        return (*places[:1], *inner, *places[1:][-1:])

    return shorten


@lru_cache(1024)
def _word(label: str) -> str:
    """A label without the number that makes it differ from others of its kind."""
    return label.rstrip("0123456789_") or label
