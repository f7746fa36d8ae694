"""A node of ONNX's graphs, and what it says in the order of the tensor's axes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from symcnn.bridges.model_lines import FIRST_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue


class OnnxNode(NamedTuple):
    """A node: its attributes, the shapes of the volumes that it reads and of its weights, values of small constants."""

    name: str
    given: Mapping[str, Any]
    volumes: tuple[tuple[int, ...], ...]
    weights: tuple[tuple[int, ...], ...]
    values: tuple[Any, ...]
    output: tuple[int, ...] = ()
    shuffles: bool = False
    """Whether it belongs to a shuffle of channels."""

    @property
    def axes(self) -> int:
        """How many axes enter."""
        return len(self.volumes[0]) - 2

    def along(self) -> CallArguments:
        """The axis along which it goes, counted from the last one, unless that is the depth; the batch is none."""
        axis = self.given.get("axis", 1)
        place = axis if axis >= 0 else axis + len(self.volumes[0])
        if not place >= 1:
            raise ValueError("along the batch, or an axis of a volume whose sizes are not known")
        return (("axis", place - len(self.volumes[0])),) if place >= FIRST_SIZE else ()


ALL_BEHIND = "all_behind"
"""The attribute that we give a softmax which goes along its axis and all behind it together."""

NodeCalls: TypeAlias = "list[tuple[str, CallArguments]]"
NodeRow: TypeAlias = "Callable[[OnnxNode], NodeCalls]"


_DIGITS = 6
"""Of a number that a file holds as a float of 32 bits."""


def exact(number: float) -> Fraction:
    """A number as its author wrote it."""
    return Fraction(str(round(number, _DIGITS)))


def plain(word: str) -> NodeRow:
    """A layer without arguments."""
    return lambda _node: [(word, ())]


def per_axis(row: Sequence[int]) -> ArgumentValue:
    """One number where all are equal, or a tuple."""
    return row[0] if len(set(row)) == 1 else tuple(row)
