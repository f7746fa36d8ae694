"""Which input sizes near those that were given a network takes, found by deriving it in numbers."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, NamedTuple, Self

from symcnn.errors import Source, Span, SymcnnError
from symcnn.formula import number
from symcnn.model.inputs import letters_of
from symcnn.model.volume import has_depth_first
from symcnn.network.binding import Parametrized
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.derive.derivation import Derivation

NEAR = 64
"""How far from a size both a smaller and a larger one are looked for."""
FAR = 1024
"""How far a single one is looked for."""
SECONDS = 2.0
"""Processor time that looking along one axis may take."""


class GivenSize(NamedTuple):
    """A size of the input that is a number: its place, the letter it goes by, and the parameter it is, if it is one."""

    place: int
    letter: str
    parameter: str
    value: int


class Nearby(Parametrized):
    """What can be derived again with other sizes."""

    def _derive(self) -> Derivation:
        """Everything derived."""
        raise NotImplementedError

    def sizes_that_would_do(self) -> str:
        """The nearest sizes below and above that the whole network takes; empty where none were found.

        >>> import symcnn
        >>> symcnn.load("unet").numbers(W=256, H=256).sizes_that_would_do()
        'W = H = 252 or 268 would do'

        An input whose depth seems to be written first is turned round instead.

        >>> symcnn.parse("input(1, 28, 28); conv(5, 6)").sizes_that_would_do()
        'the depth of an input comes last, as in input(28, 28, 1)'
        """
        entry = self._entry()
        volume = [self._number(argument) for argument in entry.arguments] if entry else []
        if has_depth_first(volume):
            return f"the depth of an input comes last, as in input({', '.join(map(str, [*volume[1:], volume[0]]))})"
        given = self._given_sizes()
        for group in _groups(given):
            found = self._around(group, process_time() + SECONDS)
            if found:
                equal = " = ".join(dict.fromkeys(size.letter for size in group))
                return f"{equal} = {' or '.join(map(str, found))} would do"
        return ""

    def _around(self, group: tuple[GivenSize, ...], deadline: float) -> list[int]:
        """The nearest values below and above for all sizes of a group at once."""
        below = above = None
        start = group[0].value
        for distance in range(1, FAR + 1):
            if (below and above) or (distance > NEAR and (below or above)) or process_time() > deadline:
                break
            if below is None and start > distance and self._takes(group, start - distance):
                below = start - distance
            if above is None and self._takes(group, start + distance):
                above = start + distance
        return [size for size in (below, above) if size]

    def _takes(self, group: Iterable[GivenSize], value: int) -> bool:
        try:
            self._with_size(group, value)._derive()
        except SymcnnError:
            return False
        return True

    def _entry(self) -> tree.Input | None:
        statements = self._library.program.statements if self._body is None else self._body.statements
        return next((statement for statement in statements if isinstance(statement, tree.Input)), None)

    def _given_sizes(self) -> list[GivenSize]:
        entry = self._entry()
        if entry is None or len(entry.arguments) < 2:  # noqa: PLR2004 - a size and the depth
            return []
        found = []
        for place, (argument, letter) in enumerate(zip(entry.arguments[:-1], letters_of(entry), strict=False)):
            value = self._number(argument)
            if value is not None:
                parameter = str(argument.value.value) if argument.value.op == "name" else ""
                found.append(GivenSize(place, parameter or letter, parameter, value))
        return found

    def _number(self, argument: tree.Argument) -> int | None:
        """A whole number that is written, or that a parameter has."""
        written = argument.value
        value = self._scope.get(str(written.value)) if written.op == "name" else written.value
        return value if written.op in ("name", "number") and isinstance(value, int) else None

    def _with_size(self, group: Iterable[GivenSize], value: int) -> Self:
        """The network with a value for some sizes of its input."""
        values = {**self._values, **{size.parameter: value for size in group if size.parameter}}
        written = {size.place for size in group if not size.parameter}
        library, body = self._library, self._body
        if written and body is not None:
            body = body.replaced(statements=_rewritten(body.statements, written, value))
        elif written:
            program = library.program
            program = program.replaced(statements=_rewritten(program.statements, written, value))
            library = library.replaced(program=program)
        kind = type(self)
        return kind(
            library, body, values, self.limits, is_exact=self._is_exact, framework=self._framework, batch=self._batch
        )


def _groups(given: list[GivenSize]) -> list[tuple[GivenSize, ...]]:
    """Equal sizes together first, then each by itself; the sizes of one parameter are one."""
    equal = [tuple(other for other in given if other.value == size.value) for size in given]
    alone = [tuple(other for other in given if other.letter == size.letter) for size in given]
    return list(dict.fromkeys([*(group for group in equal if len(group) > 1), *alone]))


def _rewritten(statements: tuple[tree.Statement, ...], places: set[int], value: int) -> tuple[tree.Statement, ...]:
    """Statements in which the input has a number at some places."""
    place = next(place for place, statement in enumerate(statements) if isinstance(statement, tree.Input))
    entry = statements[place]
    assert isinstance(entry, tree.Input)
    arguments = tuple(
        argument.replaced(value=number(value)) if at in places else argument
        for at, argument in enumerate(entry.arguments)
    )
    before = entry.span.source  # what is kept goes by the text, so that it has to hold all of it
    source = Source(f"{before.name} at {value} for {sorted(places)}", before.text)
    written = entry.replaced(arguments=arguments, span=Span(source, 0, len(source.text)))
    return (*statements[:place], written, *statements[place + 1 :])
