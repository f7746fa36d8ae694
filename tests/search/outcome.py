"""What a check of one program found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Finding(NamedTuple):
    """A disagreement: what kind it is, such as ``too strict``, and in words what differs where."""

    sort: str
    words: str


@dataclass
class Outcome:
    """Counts of what was compared, and the first disagreement."""

    counts: Counter[str] = field(default_factory=Counter)
    finding: Finding | None = None

    def count(self, what: str, many: int = 1) -> None:
        self.counts[what] += many

    def wrong(self, sort: str, words: str) -> None:
        """Note a disagreement; the first one stays."""
        self.finding = self.finding or Finding(sort, words)


class Kind(NamedTuple):
    """One kind of search: its name, what it looks for, how a text is drawn from a seed, how a text is checked."""

    name: str
    title: str
    draw: Callable[[int], str]
    check: Callable[[str, Outcome], None]
    seconds: float = 20
    """Processor time that a check may take before it counts as one that hangs."""
