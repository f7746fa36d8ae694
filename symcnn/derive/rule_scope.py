"""The scope in which a layer's rules are evaluated: arguments, the volume it receives, and its other rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import CONSTANTS, RANK, Value
from symcnn.errors import NameMistake
from symcnn.formula import call, name, product
from symcnn.model.volume import Volume, scope_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.algebra.exact.arithmetic import Exact, Found
    from symcnn.errors import Span
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar
    from symcnn.syntax.tree import LayerDefinition

UNITS_RULE = product([call("prod", name("X'")), name("D'")])
"""The one rule that holds for every layer."""


def rule_of(layer: LayerDefinition, target: str) -> Formula | None:
    """The formula of a layer for a quantity or a size; None if it states none."""
    return UNITS_RULE if target == "units" else layer.formulas.get(target)


class Rules(dict[str, Value]):
    """Names to values; a rule is evaluated once, on the first use of its name.

    What is known is found as in any dictionary, since every name of every rule is looked up here.
    """

    def __init__(
        self,
        layer: LayerDefinition,
        arguments: Mapping[str, Value],
        volume: Volume,
        domain: Exact,
        *,
        shares: bool = False,
    ) -> None:
        super().__init__(arguments)
        self.update(scope_of(volume))
        self.layer = layer
        self.domain = domain
        self._open: list[str] = []
        self._shares = shares
        """Whether answers are shared with layers for which the names in a formula mean the same."""

    def __missing__(self, target: str) -> Value:
        formula = rule_of(self.layer, target)
        if formula is None:
            raise KeyError(target)
        if self.domain.is_exact:
            formula = self.layer.even_formulas.get(target, formula)
        if target in self._open:
            message = f'the rules of layer "{self.layer.name}" need {target} to compute {target}'
            raise NameMistake(message, formula.span)
        self._open.append(target)
        self[target] = value = evaluate(formula, self, self.domain)
        self._open.pop()
        return value

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

    @property
    def known(self) -> set[str]:
        """The names that have their values by now."""
        return set(self.keys())

    def __contains__(self, target: object) -> bool:
        return super().__contains__(target) or rule_of(self.layer, str(target)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter({*self.known, "units", *self.layer.formulas})

    def __len__(self) -> int:
        return len(set(self))

    def once(self, what: Span, formula: Formula, find: Callable[[], Found]) -> Found:
        """What rests on a formula of the layer, found once for all calls where the formula's names mean the same."""
        names = {str(node.value) for node in formula.named()} - CONSTANTS.keys()
        if not (self._shares and names <= self.known):
            return find()
        values = tuple([self[name] for name in sorted(names)])
        return self.domain.once((self.layer.span, what, self[RANK], values), find)
