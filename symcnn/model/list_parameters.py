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
    """The parameters, and behind each list the symbol of its length where nothing else declares that."""
    declared = {one.symbol for one in parameters}
    found: list[Parameter] = []
    for one in parameters:
        found.append(one)
        if one.length and one.length not in declared:
            declared.add(one.length)
            found.append(Parameter((), one.length, span=one.span))
    return tuple(found)


def lengths(parameters: tuple[Parameter, ...], values: Mapping[str, Value]) -> dict[str, Value]:
    """The lists among some values, counted from 1, and how long they are, which must not contradict what is given."""
    found: dict[str, Value] = {}
    for one in parameters:
        entries = values.get(one.symbol) if one.length else None
        if not isinstance(entries, Table | ListOfSymbols):
            continue
        length = len(entries) if isinstance(entries, Table) else entries.length
        given = found.get(one.length, values.get(one.length, length))
        if given != length:
            words = f"{one.symbol} has {length} entries, but {one.length} is {given}"
            raise ArgumentMistake(words, one.span, f"a list says by itself how many: leave {one.length} out")
        found |= {one.symbol: ListFrom1(entries) if isinstance(entries, Table) else entries, one.length: length}
    return found


def no_such_entry(name: str, parameters: tuple[Parameter, ...], values: Callable[[], Mapping[str, Value]]) -> str:
    """What would help where a name is no entry of a list: how long it is; empty where there is no such list."""
    for one in parameters if list_of(name) else ():
        if one.length and one.symbol == list_of(name):
            known = values()[one.symbol]
            if isinstance(known, tuple):
                return f"entries count from 1 to {len(known)}"
            return f"give {one.length} a number first, such as {one.length}=3; then each entry is a symbol"
    return ""


def in_lists(parameters: tuple[Parameter, ...], values: Mapping[str, RawValue]) -> dict[str, RawValue | str]:
    """Values as they are given, where ``3,5,7`` for a list is ``[3, 5, 7]``."""
    lists = {one.symbol for one in parameters if one.length}
    return {name: _in_brackets(value) if name in lists else value for name, value in values.items()}


def _in_brackets(value: RawValue) -> RawValue | str:
    return f"[{value}]" if isinstance(value, str) and not value.strip().startswith("[") else value
