"""Where a statement stands while a class is written: the module that holds its parts, what it receives, names, labels."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.identifiers import Identifiers

if TYPE_CHECKING:
    from symcnn.code.class_scope import Frame, Place
    from symcnn.code.forward import Forward
    from symcnn.code.source_lines import Row
    from symcnn.syntax import tree


class Holder(NamedTuple):
    """The module that parts become attributes of: ``self``, or a variable."""

    path: str
    names: Identifiers

    def attribute(self, label: str, word: str) -> str:
        """The path of a new part: by its label, or by a word with a number."""
        name = self.names.fresh(label.lstrip("_") or "v") if label else self.names.counted(word)
        return f"{self.path}.{name}"


class Known(NamedTuple):
    """A labelled statement: what left it, its module, the variable that holds its output, its names."""

    place: Place
    path: str
    variable: str
    statement: tree.Statement
    frame: Frame


class Flow:
    """The way from statement to statement."""

    def __init__(
        self,
        holder: Holder,
        rows: list[Row],
        place: Place | None,
        frame: Frame,
        labels: ChainMap[str, Known],
        forward: Forward | None,
    ) -> None:
        self.holder = holder
        self.rows = rows
        self._place = place
        self.frame = frame
        self.labels = labels
        self.forward = forward

    @property
    def place(self) -> Place:
        """What the next statement receives."""
        assert self._place is not None
        return self._place

    @place.setter
    def place(self, place: Place) -> None:
        self._place = place

    @property
    def begins(self) -> bool:
        """Whether nothing has come in yet."""
        return self._place is None

    def places(self) -> dict[str, Place]:
        """What left each labelled statement."""
        return {label: known.place for label, known in self.labels.items()}

    def inside(
        self, *, holder: Holder | None = None, rows: list[Row] | None = None, forward: Forward | None = None
    ) -> Flow:
        """A group of statements inside another: its own names and labels come to nothing behind it."""
        return Flow(
            holder or self.holder,
            self.rows if rows is None else rows,
            self._place,
            dict(self.frame),
            self.labels.new_child(),
            forward,
        )

    def attempt(self) -> Flow:
        """The same, to see where it leads: nothing of it is kept."""
        forward = self.forward.inside([]) if self.forward is not None else None
        holder = Holder(self.holder.path, self.holder.names.copy())
        return self.inside(holder=holder, rows=[], forward=forward)
