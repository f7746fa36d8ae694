"""Which parts of a page get a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.derive.derivation import Derivation
    from symcnn.formula import Formula
    from symcnn.render.content.network_page import NetworkPage


def naming(where: str) -> Callable[[NetworkPage, Derivation], NetworkPage]:
    """What gives letters to the parts of a page, by the word of a user.

    Raises:
        NotFound: The word is none of ``all``, ``often``, ``none``.
    """
    from symcnn.render.content.network_table import with_parts_named
    from symcnn.render.formula.shared_parts import least_saved

    least_saved(where)
    return lambda page, derivation: with_parts_named(page, derivation, where, _operations)


def _operations(formula: Formula) -> int:
    from symcnn.algebra.forms.operation_count import operations

    return operations(formula)
