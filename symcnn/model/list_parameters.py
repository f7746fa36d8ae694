"""Parameters that are lists of symbols, ``k[1..L]``: how long they are, and what may be given for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from symcnn.algebra.exact.values import ListFrom1, ListOfSymbols, Table
from symcnn.errors import ArgumentMistake
from symcnn.support.names import list_of
from symcnn.syntax.tree import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.algebra.exact.values import Value

RawValue = TypeVar("RawValue")


def with_lengths(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """The parameters; a list whose length no parameter declares is followed by one for that length."""
    declared = {parameter.symbol for parameter in parameters}
    found: list[Parameter] = []
    for parameter in parameters:
        found.append(parameter)
        if parameter.length and parameter.length not in declared:
            declared.add(parameter.length)
            found.append(Parameter((), parameter.length, span=parameter.span))
    return tuple(found)


def lengths(parameters: tuple[Parameter, ...], values: Mapping[str, Value]) -> dict[str, Value]:
    """The lists among some values, counted from 1, and their lengths, which must agree with the lengths given."""
    found: dict[str, Value] = {}
    for parameter in parameters:
        entries = values.get(parameter.symbol) if parameter.length else None
        if not isinstance(entries, Table | ListOfSymbols):
            continue
        length = len(entries) if isinstance(entries, Table) else entries.length
        given = found.get(parameter.length, values.get(parameter.length, length))
        if given != length:
            words = f"{parameter.symbol} has {length} entries, but {parameter.length} is {given}"
            raise ArgumentMistake(
                words, parameter.span, f"a list says by itself how many: leave {parameter.length} out"
            )
        found |= {
            parameter.symbol: ListFrom1(entries) if isinstance(entries, Table) else entries,
            parameter.length: length,
        }
    return found


def no_such_entry(name: str, parameters: tuple[Parameter, ...], values: Callable[[], Mapping[str, Value]]) -> str:
    """A hint on a name that is no entry of a list: how long the list is; empty where there is no such list."""
    for parameter in parameters if list_of(name) else ():
        if parameter.length and parameter.symbol == list_of(name):
            known = values()[parameter.symbol]
            if isinstance(known, tuple):
                return f"entries count from 1 to {len(known)}"
            return f"give {parameter.length} a number first, such as {parameter.length}=3; then each entry is a symbol"
    return ""


def in_lists(parameters: tuple[Parameter, ...], values: Mapping[str, RawValue]) -> dict[str, RawValue | str]:
    """Values as they are given, where ``3,5,7`` for a list is ``[3, 5, 7]``."""
    lists = {parameter.symbol for parameter in parameters if parameter.length}
    return {name: _in_brackets(value) if name in lists else value for name, value in values.items()}


def _in_brackets(value: RawValue) -> RawValue | str:
    return f"[{value}]" if isinstance(value, str) and not value.strip().startswith("[") else value
