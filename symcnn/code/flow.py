"""Where a statement stands while a class is written: what holds its parts, what it receives, names and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections import ChainMap

    from symcnn.code.class_scope import NameFrame, StatementPlace
    from symcnn.code.forward import Forward
    from symcnn.code.identifiers import Identifiers
    from symcnn.code.source_lines import CodeRow
    from symcnn.syntax import tree


class PartHolder(NamedTuple):
    """The module that parts become attributes of: ``self``, or a variable."""

    path: str
    names: Identifiers

    def attribute(self, label: str, word: str) -> str:
        """The path of a new part: by its label, or by a word with a number."""
        name = self.names.fresh(label.lstrip("_") or "v") if label else self.names.counted(word)
        return f"{self.path}.{name}"


class LabelledStatement(NamedTuple):
    """A labelled statement: what left it, its module, the variable that holds its output, its names."""

    place: StatementPlace
    path: str
    variable: str
    statement: tree.Statement
    frame: NameFrame


class CodeFlow:
    """The way from statement to statement."""

    def __init__(
        self,
        holder: PartHolder,
        rows: list[CodeRow],
        place: StatementPlace | None,
        frame: NameFrame,
        labels: ChainMap[str, LabelledStatement],
        forward: Forward | None,
    ) -> None:
        self.holder = holder
        self.rows = rows
        self._place = place
        self.frame = frame
        self.labels = labels
        self.forward = forward

    @property
    def place(self) -> StatementPlace:
        """The sizes, depth and axes that the next statement receives."""
        assert self._place is not None
        return self._place

    @place.setter
    def place(self, place: StatementPlace) -> None:
        self._place = place

    @property
    def begins(self) -> bool:
        """Whether nothing has come in yet."""
        return self._place is None

    def places(self) -> dict[str, StatementPlace]:
        """The sizes, depth and axes behind each labelled statement."""
        return {label: known.place for label, known in self.labels.items()}

    def inside(
        self, *, holder: PartHolder | None = None, rows: list[CodeRow] | None = None, forward: Forward | None = None
    ) -> CodeFlow:
        """A group of statements inside another: its own names and labels come to nothing behind it."""
        return CodeFlow(
            holder or self.holder,
            self.rows if rows is None else rows,
            self._place,
            dict(self.frame),
            self.labels.new_child(),
            forward,
        )

    def attempt(self) -> CodeFlow:
        """A copy for an attempt, of which nothing is kept."""
        forward = self.forward.inside([]) if self.forward is not None else None
        holder = PartHolder(self.holder.path, self.holder.names.copy())
        return self.inside(holder=holder, rows=[], forward=forward)
