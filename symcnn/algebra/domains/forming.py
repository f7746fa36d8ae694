"""A value as a formula in a form, its sums over an index first put together where that makes it shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.forms.operation_count import operations
from symcnn.algebra.quotients.numbers import is_symbolic, to_sympy
from symcnn.algebra.sums.joined_sums import with_sums_joined
from symcnn.algebra.sums.sums_together import with_sums_together

if TYPE_CHECKING:
    from symcnn.formula import Formula
    from symcnn.support.scalar import Scalar


def in_form(value: Scalar, form: str, symbol: str) -> Formula:
    """The value as a formula, written in a form.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, D = make_symbol("K"), make_symbol("D")
    >>> operations(in_form(K*D + K, "shortest", ""))
    2
    """
    if not is_symbolic(value):
        return to_form(value, form, symbol or None)
    given = with_sums_joined(to_sympy(value))
    options = [given, with_sums_together(given)] if form == "shortest" else [given]
    return min((to_form(one, form, symbol or None) for one in dict.fromkeys(options)), key=operations)
