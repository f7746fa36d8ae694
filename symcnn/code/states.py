"""Sizes and depths where ways of a text come together again: what differs goes to a variable of ``__init__``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.source_lines import CodeLine
from symcnn.errors import ArgumentMistake
from symcnn.model.volume import Volume

if TYPE_CHECKING:
    from symcnn.code.class_scope import StatementPlace
    from symcnn.code.source_lines import CodeRow
    from symcnn.code.writer import ClassWriter
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree


class BodyEnd(NamedTuple):
    """The end of a body: what leaves it, and its lines, to which an assignment can be added."""

    place: StatementPlace
    rows: list[CodeRow]


def components(place: StatementPlace) -> list[Scalar]:
    """The depth, then the sizes."""
    return [place.volume.depth, *place.volume.sizes]


def with_components(place: StatementPlace, values: list[Scalar]) -> StatementPlace:
    """The same axes with another depth and other sizes."""
    return place.but(Volume(tuple(values[1:]), values[0]))


def words(statement: tree.Statement, place: StatementPlace, kind: str) -> list[str]:
    """The names of the variables for depth and sizes behind a statement, made from its label."""
    label = statement.label or kind
    return [f"{label}_{letter}" for letter in ("D", *place.letters[: place.axes])]


def joined_places(
    writer: ClassWriter, statement: tree.Statement, changes: list[BodyEnd], _rows: list[CodeRow]
) -> StatementPlace:
    """What leaves a choice between bodies: a variable, set in each of them, wherever they differ."""
    first, other = changes
    if first.place.axes != other.place.axes:
        raise ArgumentMistake("the number of axes behind this depends on the condition", statement.span)
    found: list[Scalar] = []
    scope = writer.draft.scope
    names = words(statement, first.place, "when")
    for word, one, two in zip(names, components(first.place), components(other.place), strict=True):
        if one == two or scope.domain.decide("==", one, two) is True:
            found.append(one)
            continue
        ident = scope.variables.fresh(word)
        for change, value in zip(changes, (one, two), strict=True):
            change.rows.append(CodeLine(f"{ident} = {scope.text(value)}", sets=ident))
        found.append(scope.like(ident, scope.domain.product([one, two])))
    return with_components(first.place, found)
