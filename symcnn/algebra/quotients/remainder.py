"""The node for a remainder ``a mod b``, simplified by the laws of this room.

SymPy's ``Mod`` takes whole factors out of what it divides: of ``(2*(a mod 5)) mod 5`` it makes ``2*(a mod 5)``, which
is 8 for a = 4. So only what :func:`symcnn.algebra.quotients.min_max.remaining` says is done here.
"""

from __future__ import annotations

from sympy import Expr, Mod

from symcnn.algebra.quotients.code_printing import written_in_code
from symcnn.algebra.quotients.laws import is_whole
from symcnn.algebra.quotients.min_max import remaining
from symcnn.errors import ArithmeticMistake


@written_in_code("remainder")
class Remainder(Mod):
    """``a - b*floor(a/b)``, so of the sign of b, and less than it.

    >>> from sympy import Integer, Symbol
    >>> a = Symbol("a", integer=True, positive=True)
    >>> Remainder(5*a + 7, 4)
    Mod(a + 3, 4)
    >>> Remainder(2*Remainder(a, 5), 5).subs(a, 4)
    3
    """

    is_Function = False  # noqa: N815 - or SymPy's printer to Rust would make floating point of it
    name = "Mod"
    """SymPy's printer to SMT-LIB asks for it."""

    @classmethod
    def eval(cls, above: Expr, below: Expr) -> Expr | None:
        """The number where there is one, else the node without what the divisor divides anyway; None to keep it."""
        if below == 0:
            raise ArithmeticMistake("division by zero")
        if isinstance(above, Mod) and above.args[1] == below:
            return above
        left = remaining(above, below)
        if left.is_Rational and (below.is_Rational or left == 0):
            return left % below if below.is_Rational else left
        return cls(left, below) if left != above else None

    def _eval_is_integer(self) -> bool | None:
        return True if all(map(is_whole, self.args)) else None


Remainder.__name__ = "Mod"
"""SymPy's printers, those to code too, go by the name."""
