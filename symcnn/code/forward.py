"""The lines of a method ``forward`` under way: calls are nested until they need a line of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.source_lines import CodeLine, parsed

if TYPE_CHECKING:
    from symcnn.code.source_lines import CodeRow

LONGEST = 60
"""Characters of nested calls that stand on one line."""


class Forward:
    """The expression computed so far, and the variable that takes it.

    >>> rows = []
    >>> forward = Forward(rows)
    >>> forward.apply("self.conv1"); forward.apply("self.relu1"); _ = forward.settle()
    >>> str(rows[0])
    'x = self.relu1(self.conv1(x))'
    """

    def __init__(self, rows: list[CodeRow], expr: str = "x", variable: str = "x") -> None:
        self.rows = rows
        self.expr = expr
        self.variable = variable
        self.is_one = True
        """Whether the expression holds together as it stands."""

    def apply(self, callee: str, *more: str) -> None:
        """Call a module or a function with the expression so far."""
        self.expr, self.is_one = f"{callee}({', '.join((self.expr, *more))})", True
        if len(self.expr) > LONGEST:
            self.settle()

    def join(self, expr: str, *, is_one: bool) -> None:
        """Go on from an expression."""
        self.expr, self.is_one = expr, is_one

    def settle(self, variable: str = "") -> str:
        """Give the expression a variable, its own one if none is named, and go on from there."""
        variable = variable or self.variable
        if self.expr == self.variable != variable and self._has_just_settled():
            last = self.rows.pop()
            assert isinstance(last, CodeLine)
            self.rows.append(last._replace(before=f"{variable} = "))
        elif self.expr != variable:
            self.rows.append(CodeLine(f"{variable} = ", parsed(self.expr)))
        self.join(variable, is_one=True)
        return variable

    def _has_just_settled(self) -> bool:
        """Whether the last line gives the variable its value."""
        last = self.rows[-1] if self.rows else None
        return isinstance(last, CodeLine) and last.before == f"{self.variable} = "

    def named(self) -> str:
        """The expression as a variable: that which it is, or its own."""
        return self.expr if self.expr.isidentifier() else self.settle()

    def factor(self) -> str:
        """The expression as an operand of a larger one, in brackets where it needs them."""
        return self.expr if self.is_one else f"({self.expr})"

    def branch(self, variable: str) -> Forward:
        """A branch that starts from the same expression and ends in another variable."""
        return Forward(self.rows, self.expr, variable)

    def inside(self, rows: list[CodeRow]) -> Forward:
        """The same expression, its further lines among those of a group."""
        return Forward(rows, self.expr, self.variable)
