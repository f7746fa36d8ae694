"""The cost of a formula in operations that a reader sees: the measure by which forms are compared.

=====================================  ================================================================
what is seen                           what it counts
=====================================  ================================================================
``a + b - c``                          one for each sign between terms; a leading minus counts nothing
``a*b*c``, ``a/b``                     one for each factor or divisor after the first; ``-1*a`` is ``-a``
``1/a``, ``3/4``                       one
``a^b``                                one
``floor``, ``ceil``, any function      one, whatever the number of its arguments
``a mod b``, ``a == b``, ``if``        one
``a and b and c``                      one for each word between them
``sum(body for u in range)``           one, besides its body and range
numbers, names, brackets, indices      nothing
=====================================  ================================================================
"""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from symcnn import formula as f
from symcnn.algebra.forms.to_formula import to_formula
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sympy import Expr


def operations(value: Formula | Expr) -> int:
    """How many operations a reader sees in a formula, or in an expression printed as it stands.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> K, F, D = map(make_symbol, "KFD")
    >>> operations(K*(F**2*D + 1))
    4
    """
    count, stack = 0, [value if isinstance(value, Formula) else to_formula(value)]
    while stack:
        node = stack.pop()
        count += _COUNTS[node.op](node) if node.op in _COUNTS else 0
        stack.extend(node.args)
    return count


class FormCost(NamedTuple):
    """The cost of reading a formula; costs are compared field by field, operations first."""

    operations: int
    brackets: int
    length: int


def cost(formula: Formula) -> FormCost:
    """Operations, then pairs of brackets around sums, then signs and digits.

    >>> from symcnn.syntax.parser import parse_expression
    >>> cost(parse_expression("K*(F^2*D + 1)"))
    FormCost(operations=4, brackets=1, length=5)
    """
    brackets, length, stack = 0, 0, [formula]
    while stack:
        node = stack.pop()
        bound = node.args[: _BINDING.get(node.op, 0)]
        brackets += sum(arg.op == "sum" for arg in bound)
        length += len(str(node.value)) if node.op in _SPELT else 0
        stack.extend(node.args)
    return FormCost(operations(formula), brackets, length)


def _between(node: Formula) -> int:
    return len(node.args) - 1


def _product(node: Formula) -> int:
    """A factor -1 is a sign; above a fraction bar stands at least a 1."""
    below = sum(factor.op == "reciprocal" for factor in node.args)
    above = len(node.args) - below
    return max(above - (above > 1 and _is_sign(node.args[0])), 1) + below - 1


def _is_sign(factor: Formula) -> bool:
    return factor in (f.number(-1), Formula("negative", (f.ONE,)))


_BINDING: Mapping[str, int | None] = MappingProxyType({"product": None, "negative": None, "power": 1})
"""How many of its arguments an operation puts in brackets if they are sums; None for all."""
_SPELT = frozenset({"number", "name", "index", "call"})
_COUNTS: Mapping[str, Callable[[Formula], int]] = MappingProxyType(
    {
        "number": lambda node: int(isinstance(node.value, Fraction)),
        "sum": _between,
        "product": _product,
        **dict.fromkeys(("power", "remainder", "call", "fold", "compare", "not", "if"), lambda _: 1),
        "and": _between,
        "or": _between,
    }
)
"""The table above; nodes that are not in it count nothing themselves."""
