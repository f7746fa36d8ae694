"""What kind a parameter is of where its declaration states none."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from symcnn.formula import Formula

ParameterKind: TypeAlias = "tuple[str, str, Formula | None]"
"""A word, and the relation to a bound."""


def unstated_kind(default: Formula | None) -> ParameterKind:
    """None, which is a positive whole number; but where the default is 0, a whole number from there on.

    >>> from symcnn.formula import ONE, ZERO
    >>> unstated_kind(ONE)[:2], unstated_kind(ZERO)[:2]
    (('', ''), ('integer', '>='))
    """
    is_zero = default is not None and (default.op, default.value) == ("number", 0)
    return ("integer", ">=", default) if is_zero else ("", "", None)
