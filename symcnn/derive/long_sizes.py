"""When sizes get names: where a layer would put out formulas that are too long to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.derive.rule_scope import Rules
    from symcnn.model.steps import LayerStep
    from symcnn.model.volume import Volume

NAME_ABOVE = 20
"""Where the formula of a size would have more nodes than this, the sizes it is made of get names."""


def grows(step: LayerStep, rules: Rules, volume: Volume) -> bool:
    """Whether a layer would put out formulas that are too long with the sizes as they are."""
    domain = rules.domain
    weight = _weight(volume, domain)
    if weight <= 1:
        return False
    symbols = sum(domain.weight(value) == 1 for value in step.values.values())
    return weight + 3 * symbols > NAME_ABOVE or _weight(rules.output, domain) > NAME_ABOVE


def _weight(volume: Volume, domain: Exact) -> int:
    return max(domain.weight(size) for size in (*volume.sizes, volume.depth))
