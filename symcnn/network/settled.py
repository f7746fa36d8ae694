"""Values of a network that are found once, also where several threads ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

Settled = TypeVar("Settled")


class settled(Generic[Settled]):  # noqa: N801 - used as a decorator, as property is
    """A value of a network, found once, by whichever of several threads asks first; the others wait for it."""

    def __init__(self, find: Callable[[Any], Settled]) -> None:
        self._find = find
        self.__doc__ = find.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, network: None, owner: type) -> Self: ...
    @overload
    def __get__(self, network: object, owner: type) -> Settled: ...
    def __get__(self, network: Any, owner: type) -> Self | Settled:
        if network is None:
            return self
        with network._alone:  # noqa: SLF001 - the lock is there for this
            known = vars(network)
            if self._name not in known:
                known[self._name] = self._find(network)
        found: Settled = known[self._name]
        return found
