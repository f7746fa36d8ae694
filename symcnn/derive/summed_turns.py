"""The quantities of all turns of a loop together, each summed when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.support.scalar import Scalar


class SummedTurns(Mapping[str, "Scalar"]):
    """What the quantities of one turn add up to: a turn that is only tried is never asked for them.

    >>> from symcnn.algebra.domains.indexed import Indexed
    >>> domain = Indexed()
    >>> n, i = domain.symbol("n"), domain.index("i")
    >>> SummedTurns({"units": 2**i}, domain, (i, 0, n - 1))["units"]
    2**n - 1
    """

    __slots__ = ("_domain", "_found", "_one_turn", "_turns")

    def __init__(self, one_turn: Mapping[str, Scalar], domain: Exact, turns: tuple[Scalar, Scalar, Scalar]) -> None:
        self._one_turn, self._domain, self._turns = one_turn, domain, turns
        self._found: dict[str, Scalar] = {}

    def __getitem__(self, key: str) -> Scalar:
        if key not in self._found:
            self._found[key] = self._domain.series(self._one_turn[key], *self._turns)
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._one_turn)

    def __len__(self) -> int:
        return len(self._one_turn)
