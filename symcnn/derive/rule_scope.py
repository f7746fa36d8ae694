"""The scope in which a layer's rules are evaluated: arguments, the volume it receives, and its other rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.evaluate import RANK, evaluate
from symcnn.algebra.exact.values import CONSTANTS, Value
from symcnn.errors import NameMistake
from symcnn.formula import call, name, product
from symcnn.model.volume import Volume, scope_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.arithmetic import Exact, Found
    from symcnn.errors import Span
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar
    from symcnn.syntax.tree import LayerDefinition

UNITS_RULE = product([call("prod", name("X'")), name("D'")])
"""The one rule that holds for every layer."""


def rule_of(layer: LayerDefinition, target: str) -> Formula | None:
    """The formula of a layer for a quantity or a size; None if it states none."""
    if target == "units":
        return UNITS_RULE
    return next((rule.formula for rule in layer.rules if rule.target == target and not rule.indices), None)


class Rules(Mapping[str, Value]):
    """Names to values; a rule is evaluated once, on the first use of its name."""

    def __init__(
        self,
        layer: LayerDefinition,
        arguments: Mapping[str, Value],
        volume: Volume,
        domain: Exact,
        *,
        shares: bool = False,
    ) -> None:
        self.layer = layer
        self.domain = domain
        self.known: dict[str, Value] = {**arguments, **scope_of(volume)}
        self._open: list[str] = []
        self._shares = shares
        """Whether answers are shared with layers for which the names in a formula mean the same."""

    def __getitem__(self, target: str) -> Value:
        if target not in self.known:
            self.known[target] = self._evaluate(target)
        return self.known[target]

    def scalar(self, target: str) -> Scalar:
        """What a rule that speaks of one number comes to; :mod:`symcnn.derive.requirements` refuses anything else."""
        return cast("Scalar", self[target])

    def vector(self, target: str) -> tuple[Scalar, ...]:
        """What a rule that speaks of each axis comes to; :mod:`symcnn.derive.requirements` refuses anything else."""
        return cast("tuple[Scalar, ...]", self[target])

    @property
    def output(self) -> Volume:
        """What leaves the layer."""
        return Volume(self.vector("X'"), self.scalar("D'"))

    def __contains__(self, target: object) -> bool:
        return target in self.known or rule_of(self.layer, str(target)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter({*self.known, "units", *(rule.target for rule in self.layer.rules if not rule.indices)})

    def __len__(self) -> int:
        return len(set(self))

    def put(self, target: str, value: Value) -> None:
        """Replace a value, such as a size that got a name of its own."""
        self.known[target] = value

    def _evaluate(self, target: str) -> Value:
        formula = rule_of(self.layer, target)
        if formula is None:
            raise KeyError(target)
        if target in self._open:
            message = f'the rules of layer "{self.layer.name}" need {target} to compute {target}'
            raise NameMistake(message, formula.span)
        self._open.append(target)
        value = self.once(target, formula, lambda: evaluate(formula, self, self.domain))
        self._open.pop()
        return value

    def once(self, what: str | Span, formula: Formula, find: Callable[[], Found]) -> Found:
        """What rests on a formula of the layer, found once for all calls where the formula's names mean the same."""
        if not self._shares:
            return find()
        known, question, domain = self.known, (self.layer.span, what), self.domain
        names = domain.once(question, lambda: {str(node.value) for node in formula.named()} - CONSTANTS.keys())
        try:
            values = tuple([known[name] for name in names])
        except KeyError:
            return find()
        return domain.once((*question, known[RANK], values), find)
