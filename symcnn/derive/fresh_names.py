"""Chooses names for what a derivation introduces: sizes, indices, states; none looks like a name of the author."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from symcnn.model.parameters import entries
from symcnn.support.names import look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value


class KnownNames:
    """Which names mean something.

    >>> names = KnownNames()
    >>> names.keep(["i", "W_1"])
    >>> names.fresh("i", "j"), names.fresh("W1"), names.several(["D", "D"])
    ('j', 'W1_', ['D', 'D__'])
    >>> names.behind("μ", "C1"), names.behind("W", "1")
    ('μ_C1', 'W_1_')
    """

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._kept: set[object] = set()
        """What the names of the network look like on a page."""
        self._taken: set[str] = set()

    def keep(self, names: Iterable[str]) -> None:
        """Let nothing else get some names, but for those that are taken for a while only."""
        kept = [name for name in names if name not in self._taken]
        self._names.update(kept)
        self._kept.update(map(look, kept))

    @contextmanager
    def taken(self, *names: str) -> Iterator[None]:
        """Let nothing else get some names for a while."""
        self._taken.update(names)
        try:
            yield
        finally:
            self._taken.difference_update(names)

    def fresh(self, *wanted: str) -> str:
        """The first of some names that looks like nothing in the network yet; the last one is made longer."""
        looks = self._kept.union(map(look, self._taken))
        return next((name for name in wanted if look(name) not in looks), "") or self.fresh(f"{wanted[-1]}_")

    def behind(self, letter: str, layer: str) -> str:
        """The name of a size by its axis and the layer that it leaves, which is shown as that axis is."""
        name = f"{letter}_{layer.replace('/', '_')}"
        while name in self._names or name in self._taken:
            name += "_"
        return name

    def several(self, wanted: Iterable[str]) -> list[str]:
        """For each name that is wanted one that nothing is called yet, no two alike."""
        found: list[str] = []
        for name in wanted:
            with self.taken(*found):
                found.append(self.fresh(name))
        return found


def parts_of(values: Mapping[str, Value], domain: Exact) -> tuple[tuple[str, str], ...]:
    """The symbols in the values of letters, each with its letter."""
    found = [
        (letter, entry) for letter, value in values.items() if not isinstance(value, int) for entry in entries(value)
    ]
    return tuple((name, letter) for letter, entry in found for name in domain.symbols_in(entry))
