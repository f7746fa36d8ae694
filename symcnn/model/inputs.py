"""What an input declares: sizes, the letters of its axes, and what a called network receives for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.values import Value, is_number
from symcnn.errors import ArgumentMistake, ShapeMistake
from symcnn.model.volume import AXES, Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.algebra.exact import Exact, Scalar
    from symcnn.errors import Told


def letters_of(statement: tree.Input) -> tuple[str, ...]:
    """An axis goes by the name that the author gave its size, else by W, H or T; so do axes that come later."""
    written = [argument.value for argument in statement.arguments[:-1]]
    given = [str(value.value) if value.op == "name" else letter for value, letter in zip(written, AXES, strict=False)]
    return (*given, *(letter for letter in AXES if letter not in given))[: len(AXES)]


def received_by(body: tree.Body, volume: Volume) -> dict[str, Value]:
    """What a called network's parameters are by default: the sizes it receives, if its input names them."""
    if body.kind != "network":
        return {}
    declared = next((s.arguments for s in body.statements if isinstance(s, tree.Input)), ())
    pairs = zip(declared, (*volume.sizes, volume.depth), strict=False)
    return {str(argument.value.value): size for argument, size in pairs if argument.value.op == "name"}


def _shown(argument: tree.Argument, value: Scalar, domain: Exact) -> tuple[str | Told, ...]:
    """What the author wrote, and what it came to where that is something else."""
    text = argument.value.span.text
    return (text,) if argument.value.op in ("number", "negative") else (f"{text}, which is ", domain.told(value))


def check_sizes(values: list[Value], arguments: tuple[tree.Argument, ...], domain: Exact) -> None:
    """Refuse what cannot be the sizes and the depth of an input."""
    for value, argument in zip(values, arguments, strict=True):
        if not is_number(value) or isinstance(value, tuple):
            raise ArgumentMistake("a size must be a number", argument.span)
        if domain.whole(value) is False or domain.decide(">=", value, 1) is False:
            shown = _shown(argument, value, domain)
            raise ShapeMistake(("a size must be a positive whole number, not ", *shown), argument.span)
