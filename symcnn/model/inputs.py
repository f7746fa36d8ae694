"""What an input declares: sizes, the letters of its axes, and what a called network receives for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import Value, is_scalar
from symcnn.errors import ArgumentMistake, ShapeMistake
from symcnn.model.rule_names import GIVEN, STATED
from symcnn.model.volume import AXES, Volume, apart
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.errors import FormulaText
    from symcnn.support.scalar import Scalar

_TAKEN = GIVEN | STATED
"""What else a layer has: ``C1.D`` is its depth, ``C1.params`` what it counts."""


def letters_of(statement: tree.Input) -> tuple[str, ...]:
    """An axis goes by the name that the author gave its size, the first one if several have it; else by W, H or T."""
    return apart(names_of(statement), _TAKEN)


def names_of(statement: tree.Input) -> tuple[str, ...]:
    """The names of the sizes, as written; empty where a size is no name."""
    written = [argument.value for argument in statement.arguments[:-1]][: len(AXES)]
    return tuple(str(value.value).rpartition(".")[2] if value.op == "name" else "" for value in written)


def entry_of(body: tree.Body) -> tree.Input | None:
    """The input that a network declares; a block receives whatever there is."""
    inputs = (statement for statement in body.statements if isinstance(statement, tree.Input))
    return next(inputs, None) if body.kind == "network" else None


def received_by(entry: tree.Input, body: tree.Body, volume: Volume, domain: Exact) -> dict[str, Value]:
    """What a called network's parameters are by default: the sizes it receives, if its input names them.

    What is named twice has to be one size, and is the simplest of those that it stands for.
    """
    inside = {statement.name for statement in body.statements if isinstance(statement, tree.Let)}
    received: dict[str, list[Scalar]] = {}
    for argument, size in zip(entry.arguments, (*volume.sizes, volume.depth), strict=False):
        if argument.value.op == "name" and argument.value.value not in inside:
            received.setdefault(str(argument.value.value), []).append(size)
    return {name: min(sizes, key=domain.weight) for name, sizes in received.items()}


def _shown(argument: tree.Argument, value: Scalar, domain: Exact) -> tuple[str | FormulaText, ...]:
    """What the author wrote, and what it came to where that is something else."""
    text = argument.value.span.text
    return (
        (text,) if argument.value.op in ("number", "negative") else (f"{text}, which is ", domain.formula_text(value))
    )


def check_sizes(values: list[Value], arguments: tuple[tree.Argument, ...], domain: Exact) -> list[Scalar]:
    """The sizes and the depth of an input; what cannot be these is refused."""
    sizes: list[Scalar] = []
    for value, argument in zip(values, arguments, strict=True):
        if not is_scalar(value):
            raise ArgumentMistake("a size must be a number", argument.span)
        if domain.whole(value) is False or domain.decide(">=", value, 1) is False:
            shown = _shown(argument, value, domain)
            raise ShapeMistake(("a size must be a positive whole number, not ", *shown), argument.span)
        sizes.append(value)
    return sizes
