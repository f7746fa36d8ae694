"""Repeats in symbols, as a derivation keeps them, and what a turn of one starts from.

The first turn starts from what some layer left, which a label may name as well: both have one source, and from the
second turn on they are two things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.model.volume import Volume
    from symcnn.support.scalar import Scalar


class Loop(NamedTuple):
    """A repeat in symbols: its rows stand for every turn from the first to the last."""

    name: str
    counter: str
    first: Scalar
    last: Scalar
    source: int
    """The layer that its first turn starts from; -1 is the input."""
    start: int
    """The place of the first layer that stands for all turns."""
    end: int
    """The place behind the last of these layers."""
    exit: int
    """The layer that a turn hands on to the next, which is no head's; the source where it hands on what it received."""
    entered: Volume
    """What a turn receives."""
    left: Volume
    """What leaves all turns together."""
    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    """How many turns the repeat has, those before its first and those behind its last among them."""
    before: int
    """How many turns of the repeat stand before its first."""
    is_case: bool = False
    """Whether it is a single turn that there may be none of."""
    source_starts: str = ""
    """The loop around it of which a turn starts from what its first turn starts from; empty where a layer left it."""


class Around(NamedTuple):
    """A loop around a layer: the domain in which its index runs, the index, its first and its last value."""

    loop: Loop
    domain: Exact
    index: Scalar  # type: ignore[assignment]  # no method of a tuple
    first: Scalar
    last: Scalar


def started_turns(loops: Iterable[Loop]) -> Mapping[str, tuple[str, ...]]:
    """For each loop those of which its first turn starts from what a turn starts from, itself first; for "" none."""
    found: dict[str, tuple[str, ...]] = {"": ()}
    by_name = {loop.name: loop for loop in loops}

    def of(name: str) -> tuple[str, ...]:
        if name not in found:
            found[name] = (name, *of(by_name[name].source_starts))
        return found[name]

    for name in by_name:
        of(name)
    return found
