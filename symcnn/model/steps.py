"""What a network unrolls into: steps, each a value, and the place where a statement stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections import ChainMap, Counter
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from symcnn.algebra.exact import Scalar
    from symcnn.algebra.values import Value
    from symcnn.errors import Span
    from symcnn.formula import Formula
    from symcnn.model.volume import State, Volume
    from symcnn.syntax import tree


class InputStep(NamedTuple):
    """The network's input; ``letters`` name its axes."""

    volume: Volume
    letters: tuple[str, ...]
    span: Span


class LayerStep(NamedTuple):
    """One layer with its evaluated arguments; ``given`` are those that the author wrote."""

    layer: tree.Layer
    values: Mapping[str, Value]
    given: frozenset[str]
    name: str
    path: tuple[str, ...]
    call: tree.Statement


class MergeStep(NamedTuple):
    """Branches that come together: where each of them ends, and the layer that gathers them."""

    layer: tree.Layer
    ends: tuple[State, ...]
    name: str
    path: tuple[str, ...]
    call: tree.Merge


class RepeatStep(NamedTuple):
    """A repeat whose number of turns is a symbol: whoever takes it runs the turns that it needs."""

    count: Scalar
    turn: Callable[[str, Scalar], Iterator[Step]]
    """The steps of one turn, given its name in paths and the value of the index."""
    name: str
    call: tree.Repeat


class AssumeStep(NamedTuple):
    """A fact the author states, and whether it is known to hold (None: it is taken for granted)."""

    condition: Formula
    answer: bool | None


Step = InputStep | LayerStep | MergeStep | RepeatStep | AssumeStep


class Group(NamedTuple):
    """Where a statement stands: the path of labels above it, the scope of its names, the layers it can start from."""

    path: tuple[str, ...]
    scope: MutableMapping[str, Value]
    counts: Counter[str]
    labels: set[str]
    states: ChainMap[str, State]
    depth: int
