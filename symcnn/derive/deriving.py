"""Derives a network whose parameters have values, or are symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.derive.requirements import NOTHING_MORE
from symcnn.derive.walk import Walk
from symcnn.support.gc_pause import collector_paused

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.values import Value
    from symcnn.derive.derivation import Derivation
    from symcnn.derive.requirements import RequiresByLayer
    from symcnn.model.library import Library
    from symcnn.model.steps import BlockStep
    from symcnn.syntax import tree


def derive(
    library: Library,
    body: tree.Body | None,
    scope: dict[str, Value],
    given: BlockStep,
    domain: Exact,
    *,
    is_exact: bool = False,
    more: RequiresByLayer = NOTHING_MORE,
) -> Derivation:
    """Derive a network (or, without a body, the snippet that the text is) whose parameters have the values in scope.

    ``given`` are those of them that somebody put in, with the kinds that they must have.
    """
    if is_exact:
        domain.assume_exact()
    with collector_paused():
        return Walk(library, body, domain, domain.limits, more).run(scope, given)
