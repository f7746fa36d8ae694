"""The zoo's totals: what the printed form costs, and each other form of the same total.

    python tests/benchmarks/forms.py [name ...]

Operations are counted as a reader sees them (`symcnn/algebra/forms/operation_count.py`); a form that has a symbol, as
``by`` and ``horner`` have, is tried with every symbol and counted where it is shortest.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr

import symcnn
from symcnn.algebra.forms.forms import FORMS, to_form
from symcnn.algebra.forms.operation_count import operations
from symcnn.render.formula.order import arrange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.support.scalar import Scalar

TOTALS = ("units", "params", "connections", "macs")
PRINTED = "shortest"
OTHERS = tuple(name for name in FORMS if name != PRINTED)


class Row(NamedTuple):
    """One total."""

    network: str
    quantity: str
    costs: dict[str, int]

    @property
    def least(self) -> int:
        """The operations of the shortest of the other forms."""
        return min(self.costs[name] for name in OTHERS)

    @property
    def is_longer(self) -> bool:
        """Whether another form is shorter by more than a tenth."""
        return 10 * self.costs[PRINTED] > 11 * self.least


def rows(names: Iterable[str]) -> Iterator[Row]:
    """The totals in symbols, each value once: members of a family often share theirs."""
    met: set[Scalar] = set()
    for network in names:
        derivation = symcnn.load(network).derivation
        for quantity in TOTALS:
            if None in derivation.stated(quantity):
                continue
            value = derivation.domain.sum(derivation.collected(quantity))
            if isinstance(value, Expr) and value not in met:
                met.add(value)
                yield Row(network, quantity, {form: least(value, form) for form in FORMS})


def least(value: Expr, form: str) -> int:
    """Operations of a form as it is printed."""
    symbols = sorted(value.free_symbols, key=str) if form in ("by", "horner") else []
    return min(operations(arrange(to_form(value, form, symbol), {})) for symbol in [*symbols, *[None] * (form != "by")])


def main() -> None:
    """Derive, count and print."""
    names, started = sys.argv[1:] or symcnn.zoo(), time.process_time()
    print(f"{'network':<26}{'total':<13}{''.join(f'{name:>10}' for name in (PRINTED, *OTHERS))}")
    longer = shorter = count = 0
    for row in rows(names):
        mark = "  a tenth longer" if row.is_longer else ""
        counts = "".join(f"{row.costs[name]:>10}" for name in (PRINTED, *OTHERS))
        print(f"{row.network:<26}{row.quantity:<13}{counts}{mark}", flush=True)
        count, longer = count + 1, longer + row.is_longer
        shorter += row.costs[PRINTED] > row.least
    print(f"{count} totals; another form is shorter in {shorter}, by more than a tenth in {longer}")
    print(f"{time.process_time() - started:.0f} s of the processor")


if __name__ == "__main__":
    main()
