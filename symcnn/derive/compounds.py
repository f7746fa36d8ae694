"""What stands inside blocks, loops, branches and other statements: layers together, by the label of the statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.evaluate import evaluate_scalar
from symcnn.derive.derivation import Compound
from symcnn.derive.quantities import BY_KEY
from symcnn.derive.rule_scope import Rules

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.derivation import LayerResult
    from symcnn.model.steps import CompoundStep
    from symcnn.model.volume import State
    from symcnn.support.scalar import Scalar


class Compounds:
    """The statements that ended so far and have layers inside, and the rows of layers of each, as they were then.

    Inside a turn of a loop the rows are those of that turn, behind the loop those of all turns together.
    """

    def __init__(self, found: dict[str, Compound], rows: dict[str, tuple[LayerResult, ...]]) -> None:
        self.found, self.rows = found, rows

    def copy(self) -> Compounds:
        """A copy; statements added to one are not added to the other."""
        return Compounds({**self.found}, {**self.rows})

    def close(self, step: CompoundStep, behind: State, layers: list[LayerResult]) -> None:
        """Note that a statement ended, and the state behind it."""
        before = step.received
        ends = before.volume, behind.volume, before.source, behind.source
        self.found[step.name] = Compound(step.name, step.call, *ends, step.begin, len(layers))
        self.rows[step.name] = tuple(layers[step.begin :])

    def amount(self, name: str, key: str, domain: Exact) -> Scalar | None:
        """A quantity of a layer or a statement; None if there is no such name, or a layer inside states no rule."""
        if key not in BY_KEY or name not in self.rows:
            return None
        terms = [_stated(row, key, domain) for row in self.rows[name]]
        known = [term for term in terms if term is not None]
        return domain.sum(known) if len(known) == len(terms) else None


def _stated(row: LayerResult, key: str, domain: Exact) -> Scalar | None:
    if key in row.totals:
        return row.totals[key]
    formula = BY_KEY[key].of(row.step)
    if formula is None or row.all_turns is not None:
        return None
    return evaluate_scalar(formula, Rules(row.step.layer, row.step.values, row.received, domain), domain)
