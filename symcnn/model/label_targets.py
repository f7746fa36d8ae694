"""What labels stand for, also inside the turns of a loop before: ``from down[n - 1 - i].left``; and who sees them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from symcnn.errors import ArgumentMistake, NameMistake, ShapeMistake, nearest
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from collections import ChainMap
    from collections.abc import Mapping, MutableMapping

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.errors import Span
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree


LAST = "last"
"""What the last turn of a repeat in symbols is called where it is not like the others."""


class LabelsOfTurns:
    """The labels of each turn that was carried out by itself, and of the one that stands for all others."""

    def __init__(self, count: Scalar, start: int = 0) -> None:
        self._count, self._start = count, start
        self._separate: dict[Scalar, Mapping[str, LabelTarget]] = {}
        self._general: tuple[Scalar, Mapping[str, LabelTarget]] | None = None

    def keep(self, name: str, index: Scalar, labels: Mapping[str, LabelTarget]) -> None:
        """Keep the labels of a turn; its name is its number, counted from 1, or for any turn the index."""
        if name.startswith(LAST) or (name.isdecimal() and isinstance(index, int)):
            self._separate[index] = labels
        elif not name.isdecimal():
            self._general = index, labels

    def at(self, place: Scalar, label: str, domain: Exact, span: Span) -> LabelTarget:
        """The target of a label in a turn, given by its index, which must be that of one of the turns."""
        self._require_turn(place, domain, span)
        if place in self._separate:
            return _labelled(self._separate[place], label, span)
        if self._general is None:
            words = "which turn that is must be known: its turns have no common formula"
            raise ArgumentMistake(words, span, "a number says which")
        index, labels = self._general
        target = _labelled(labels, label, span)
        for turn, other in self._separate.items():
            if domain.decide("!=", place, turn) is not True:
                _require_alike(
                    _put(target.state, index, turn, domain), _labelled(other, label, span).state, domain, span
                )
        return target._replace(state=_put(target.state, index, place, domain))

    def _require_turn(self, place: Scalar, domain: Exact, span: Span) -> None:
        first, last, text = self._start, domain.sum([self._count, self._start - 1]), domain.formula_text
        answers = domain.whole(place), domain.decide(">=", place, first), domain.decide("<=", place, last)
        if answers != (True, True, True):
            words = "there is no turn " if False in answers else "it is not known that there is a turn "
            raise ShapeMistake((words, text(place)), span, (f"turns count from {first} to ", text(last)))


def _labelled(labels: Mapping[str, LabelTarget], label: str, span: Span) -> LabelTarget:
    if label not in labels:
        hint = nearest(label, labels) or f"there is {', '.join(sorted(labels))}" if labels else ""
        raise NameMistake(f'no statement in these turns is labelled "{label}"', span, hint)
    return labels[label]


def _put(state: State, index: Scalar, turn: Scalar, domain: Exact) -> State:
    """The state in some turn, from that in turn ``index``."""
    put = {index: turn}
    sizes = tuple(domain.put(size, put) for size in state.volume.sizes)
    depth = None if state.weighted_depth is None else domain.put(state.weighted_depth, put)
    chosen = (*((one, domain.put(other, put)) for one, other in state.turn), (index, turn))
    volume = Volume(sizes, domain.put(state.volume.depth, put))
    return state._replace(volume=volume, weighted_depth=depth, pools=None, turn=chosen)


def _require_alike(formula: State, turn: State, domain: Exact, span: Span) -> None:
    """One formula holds for all turns that may be meant."""
    pairs = zip((*formula.volume.sizes, formula.volume.depth), (*turn.volume.sizes, turn.volume.depth), strict=False)
    if len(formula.volume.sizes) != len(turn.volume.sizes) or not all(domain.decide("==", *pair) for pair in pairs):
        words = "what leaves the first turns there is not what the formula of the others says"
        raise ArgumentMistake(words, span, "a number says which turn is meant")


class LabelTarget(NamedTuple):
    """The target of a label: what left its statement, the statement, and the group in which it stands."""

    state: State
    statement: tree.Statement
    group: StatementGroup
    turns: LabelsOfTurns | None = None
    """Of a loop: what the labels inside its turns stand for."""
    before: State | None = None
    """What the statement received."""

    @property
    def name(self) -> str:
        """The label with the labels above it."""
        return "/".join((*self.group.path, self.statement.label))

    def end(self, side: str) -> LabelTarget:
        """What the statement received as what it stands for, or with ``output`` what left it."""
        return self._replace(state=self.before) if side == "input" and self.before else self


class OpenedStatement(NamedTuple):
    """Where a statement begins: what it receives, and how many layers stand before."""

    state: State
    layers: int


class Costs(Protocol):
    """The derivation so far, as far as a text can ask for it."""

    def placed_layers(self) -> int:
        """How many layers there are."""

    def amount(self, name: str, key: str) -> Scalar | None:
        """A quantity of a layer, or of all that stands inside a statement, by its path; None if nobody states it."""


ENDS = ("input", "output")
"""Behind a label, what the statement receives and what leaves it: ``A.input.W``."""


class StatementGroup(NamedTuple):
    """Where a statement stands: the path of labels above it, the scope of its names, the labels it can start from."""

    path: tuple[str, ...]
    scope: MutableMapping[str, Value]
    counts: Counter[str]
    labels: set[str]
    known: ChainMap[str, LabelTarget]
    depth: int
    letters: tuple[str, ...] = ()
    """What the input of a called network calls the axes; empty where they keep their letters."""

    def inside(
        self, labels: tuple[str, ...], scope: MutableMapping[str, Value], known: ChainMap[str, LabelTarget]
    ) -> StatementGroup:
        """The group that a block call, a branch or one turn of a repeat makes."""
        return StatementGroup((*self.path, *labels), scope, Counter(), set(), known, self.depth + 1, self.letters)
