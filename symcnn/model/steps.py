"""What a network unrolls into: steps, each a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.errors import Span
    from symcnn.formula import Formula
    from symcnn.model.parameters import BoundArguments
    from symcnn.model.volume import State, Volume
    from symcnn.support.scalar import Scalar


class InputStep(NamedTuple):
    """An input of the network; its letters distinguish the axes, its names are those that the author gave the sizes."""

    volume: Volume
    letters: tuple[str, ...]
    names: tuple[str, ...]
    name: str
    span: Span


class EntryStep(NamedTuple):
    """The input that a called network declares, which must be what it gets."""

    volume: Volume
    name: str
    span: Span


class LayerStep(NamedTuple):
    """One layer with its evaluated arguments; ``given`` are those that the author wrote."""

    layer: tree.LayerDefinition
    values: Mapping[str, Value]
    given: frozenset[str]
    name: str
    path: tuple[str, ...]
    call: tree.Statement
    twin: str = ""
    """The layer whose weights it uses, if these are not its own."""

    @property
    def parameters(self) -> tuple[tree.Parameter, ...]:
        """What its arguments are."""
        return self.layer.parameters

    @property
    def branches(self) -> tuple[Scalar, ...]:
        """The depths of the branches that it brings together."""
        depths = self.values[self.layer.parameters[0].symbol] if isinstance(self.call, tree.Merge) else ()
        return cast("tuple[Scalar, ...]", depths)


class BlockStep(NamedTuple):
    """Values that get names: the evaluated arguments of a block or a network, before what it is made of; or a let."""

    parameters: tuple[tree.Parameter, ...]
    values: Mapping[str, Value]
    given: frozenset[str]
    name: str


class MergeStep(NamedTuple):
    """Branches that come together: where each of them ends, and the layer that gathers them."""

    layer: tree.LayerDefinition
    bound: BoundArguments
    ends: tuple[State, ...]
    name: str
    path: tuple[str, ...]
    call: tree.Merge


class RepeatStep(NamedTuple):
    """A repeat whose number of turns is a symbol; the walk runs the turns that it needs."""

    count: Scalar  # type: ignore[assignment]  # no method of a tuple
    turn: Callable[[str, Scalar], Iterator[Step]]
    """The steps of one turn, given its name in paths and the value of the index."""
    name: str
    call: tree.Repeat | tree.ForEach
    scope: Mapping[str, Value] | None = None
    """All that a turn reads from outside; None where it may read labels too."""
    start: int = 0
    """What the index is in the first turn."""

    @property
    def counter(self) -> str:
        """What the author calls the index; empty where it has no name."""
        return self.call.index if isinstance(self.call, tree.Repeat) else ""

    @property
    def ends_at(self) -> Span:
        """Where the text says how many turns there are."""
        return self.call.turns.span


class AssumeStep(NamedTuple):
    """A fact the author states, whether it is known to hold (None: it is assumed), and what it says then."""

    condition: Formula
    answer: bool | None
    said: tuple[Formula, ...] = ()
    """The same of the symbols that names in it stand for."""


class CompoundStep(NamedTuple):
    """The end of a block, a loop, a branch or another statement with layers inside."""

    name: str
    received: State
    begin: int
    """How many layers stand before those inside."""
    call: tree.Statement


class HeadStep(NamedTuple):
    """An output beside the main one: where it ends."""

    name: str
    end: State
    span: Span


Step = InputStep | EntryStep | BlockStep | LayerStep | MergeStep | RepeatStep | AssumeStep | CompoundStep | HeadStep
