"""What a formula may evaluate to besides a scalar: vectors with one entry per axis, lists, strings, nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias, TypeGuard, TypeVar, cast

from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symcnn.algebra.exact.shown_formula import Shown
    from symcnn.support.scalar import Numbers, Scalar

Array: TypeAlias = "Callable[..., Value]"
"""What an operation reads, as a function of indices."""

Value: TypeAlias = "Scalar | Shown | tuple[Value, ...] | str | Nothing | ListOfSymbols | Array | None"
"""A scalar of the domain (one that computes nothing has ``Shown``), a vector (a tuple, one entry per axis), a
:class:`Table`, a string, ``NOTHING``, an array, or for conditions True, False and None (undecided)."""

Scope: TypeAlias = "Mapping[str, Value]"
"""Where names get their values, and :data:`RANK` that of axes."""

RANK = ""
"""Where a scope holds the number of axes that a layer or a block receives: no name that anybody can write."""

Made = TypeVar("Made")


class Table(tuple["Value", ...]):  # noqa: SLOT001 - a tuple with a field can have no slots
    """A list of the language: ``[[0, 1], [1, 2]]``."""

    first: ClassVar[int] = 0
    """Where its entries count from."""
    size: int
    """How many entries it has, those of its own lists included."""

    def __new__(cls, entries: Iterable[Value]) -> Self:
        """A list of some entries."""
        self = super().__new__(cls, entries)
        self.size = sum(entry.size if isinstance(entry, Table) else 1 for entry in self)
        return self


class ListFrom1(Table):
    """The value of ``k[1..L]``, whose entries count from 1."""

    first = 1


class ListOfSymbols:
    """A list whose entries are symbols, counted from 1, as many as a value says: ``k[1..L]``."""

    __slots__ = ("at", "length", "name")

    def __init__(self, name: str, length: Scalar, at: Callable[[Scalar], Scalar]) -> None:
        self.name, self.length, self.at = name, length, at

    def __repr__(self) -> str:
        return f"{self.name}[1..{self.length}]"


class Nothing:
    """The type of ``none``: an argument that was left out."""

    def __repr__(self) -> str:
        return "none"


NOTHING = Nothing()
_NO_NUMBERS = (str, Table, bool, Nothing, ListOfSymbols, type(None))

SAME = "same"
"""Padding that makes the output as large as the input, divided by the stride and rounded up; the odd value behind."""

SAME_LOWER = "same_lower"
"""The same with the odd value in front."""

CAUSAL = "causal"
"""Padding in front alone, as much as a window has behind its first value: no output depends on what comes later."""

CONSTANTS: dict[str, Value] = {
    "true": 1, "false": 0, "none": NOTHING, "same": SAME, "same_lower": SAME_LOWER, "causal": CAUSAL, "valid": 0,
}  # fmt: skip
"""Words that no author can redefine."""

FILLING = (SAME, SAME_LOWER, CAUSAL)
"""Paddings that fill up until there is a window for every stride."""


class _Kinds(dict[type, bool]):
    """Whether the values of a type are numbers, found once for each type."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = not issubclass(kind, (tuple, *_NO_NUMBERS))
        return self[kind]


_IS_SCALAR = _Kinds()


def per_axis(function: Callable[..., Made], *values: Value) -> Made | tuple[Made, ...]:
    """Apply a scalar function; where a vector is among the values, axis by axis, each scalar serving every axis.

    >>> per_axis(lambda a, b: a + b, (1, 2), 10)
    (11, 12)
    """
    for value in values:
        if not _IS_SCALAR[type(value)]:
            return tuple([function(*row) for row in _rows(values)])
    return function(*values)


def rows_per_axis(function: Callable[[Sequence[Scalar]], Made], values: Sequence[Value]) -> Made | tuple[Made, ...]:
    """Apply a function that takes any number of scalars, axis by axis.

    >>> rows_per_axis(sum, [(1, 2), 10, 100])
    (111, 112)
    """
    for value in values:
        if not _IS_SCALAR[type(value)]:
            return tuple([function(row) for row in _rows(values)])
    return function(cast("Sequence[Scalar]", values))


def _rows(values: Sequence[Value]) -> Iterable[tuple[Scalar, ...]]:
    """The values of each axis."""
    lengths = set()
    for value in values:
        if not is_number(value):
            raise ArgumentMistake(f"{describe(value)} stands where a number is needed")
        if isinstance(value, tuple):
            lengths.add(len(value))
    if len(lengths) > 1:
        few, many = min(lengths), max(lengths)
        raise ArgumentMistake(f"a value for {many} axes meets one for {few}; there must be one entry per axis")
    axes = lengths.pop()
    columns = [cast("tuple[Scalar, ...]", value if isinstance(value, tuple) else (value,) * axes) for value in values]
    return zip(*columns, strict=True)


def is_number(value: Value) -> TypeGuard[Numbers]:
    """Whether a value is a scalar or a vector."""
    if not isinstance(value, tuple):
        return _IS_SCALAR[type(value)]
    return not isinstance(value, Table) and all(_IS_SCALAR[type(entry)] for entry in value)


def along_axes(left: Numbers, right: Numbers) -> list[tuple[Scalar, Scalar]]:
    """Two values as pairs, one for each axis, each scalar serving every axis.

    >>> along_axes((1, 2), 0), along_axes(3, 4), along_axes((), 1)
    ([(1, 0), (2, 0)], [(3, 4)], [])
    """
    axes = next((len(side) for side in (left, right) if isinstance(side, tuple)), 1)  # there may be none
    one, other = (side if isinstance(side, tuple) else (side,) * axes for side in (left, right))
    return list(zip(one, other, strict=True))


def is_scalar(value: Value) -> TypeGuard[Scalar]:
    """Whether a value is one number."""
    return _IS_SCALAR[type(value)]


def is_vector(value: Value) -> TypeGuard[tuple[Scalar, ...]]:
    """Whether a value has one scalar for each axis."""
    return isinstance(value, tuple) and is_number(value)


def describe(value: Value) -> str:
    """The kind of a value in words, for errors."""
    kinds = {
        str: "a string",
        Table: "a list",
        ListFrom1: "a list",
        ListOfSymbols: "a list",
        bool: "a condition",
        type(None): "an undecided condition",
    }
    return kinds.get(
        type(value), "nothing (none)" if value is NOTHING else "a tuple" if isinstance(value, tuple) else "a number"
    )


def conjunction(answers: list[bool | None]) -> bool | None:
    """Three-valued and: no if any is no, else undecided if any is undecided.

    >>> conjunction([True, None]), conjunction([None, False])
    (None, False)
    """
    return False if False in answers else None if None in answers else True
