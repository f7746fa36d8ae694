"""The domain of SymPy expressions. Numbers stay Python's whole numbers and fractions until they meet a symbol."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from sympy import (
    Add,
    Expr,
    Integer,
    Max,
    Min,
    Mod,
    Mul,
    Pow,
    Rational,
    Symbol,
    default_sort_key,
    together,
)

from symcnn import formula as f
from symcnn.algebra.evaluate import evaluate
from symcnn.algebra.exact import Exact, Scalar
from symcnn.algebra.laws import expanded, is_whole
from symcnn.algebra.quotient import Quotient
from symcnn.algebra.relations import bounds, compared, lowest, normal, weakest
from symcnn.algebra.sums import add, like_terms, multiply
from symcnn.algebra.written import to_formula
from symcnn.errors import ArithmeticMistake, LimitExceeded
from symcnn.formula import Formula
from symcnn.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def make_symbol(name: str, kind: str = "", relation: str = ">=", bound: Any = 1) -> Any:
    """The one place where symbols are made, so that equal names are equal symbols.

    >>> make_symbol("W").is_positive, make_symbol("alpha", "real", ">", 0).is_integer
    (True, None)
    """
    if not kind:
        return Symbol(name, integer=True, positive=True)
    facts: dict[str, bool] = {"real": True} if kind == "real" else {"integer": True}
    lower = bound if relation in (">", ">=") else 0 if kind == "boolean" else None
    if lower is not None and (lower > 0 or (lower == 0 and relation == ">")):
        facts["positive"] = True
    elif lower == 0:
        facts["nonnegative"] = True
    return Symbol(name, **facts)


class Symbolic(Exact):
    """Exact arithmetic on numbers and on formulas with symbols.

    >>> domain = Symbolic()
    >>> W = domain.symbol("W")
    >>> domain.floor(domain.sum([W, -6]), 2)
    floor(W/2) - 3
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        super().__init__(limits)
        self.divisors: dict[Any, int] = {}
        """What is assumed to divide a symbol."""
        self.least: dict[Any, Any] = {}
        """What a symbol is assumed to be at least."""

    def symbol(self, name: str, kind: str = "", relation: str = "", bound: Scalar = 1) -> Scalar:
        """A symbol of a kind: a positive whole number unless declared otherwise."""
        return make_symbol(name, kind, relation, bound)

    def sum(self, terms: Iterable[Scalar]) -> Scalar:
        """The sum of any number of terms."""
        known = list(terms)
        return to_plain(add(*map(to_sympy, known))) if _symbolic(*known) else super().sum(known)

    def product(self, factors: Iterable[Scalar]) -> Scalar:
        """The product of any number of factors."""
        known = list(factors)
        return to_plain(multiply(*map(to_sympy, known))) if _symbolic(*known) else super().product(known)

    def negate(self, value: Scalar) -> Scalar:
        """``-value``."""
        return to_plain(multiply(Integer(-1), to_sympy(value))) if _symbolic(value) else super().negate(value)

    def divide(self, a: Scalar, b: Scalar) -> Scalar:
        """``a/b``."""
        if not _symbolic(a, b) or b == 0:
            return super().divide(a, b)
        return to_plain(multiply(to_sympy(a), 1 / to_sympy(b)))

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """``base^exponent``; whole exponents are bounded, since a power may be expanded later."""
        if not _symbolic(base, exponent):
            return super().power(base, exponent)
        if isinstance(exponent, int) and abs(exponent) > self.limits.exponent:
            raise LimitExceeded(f"an exponent above {self.limits.exponent:,}")
        if isinstance(exponent, Fraction):
            raise ArithmeticMistake(f"the exponent {exponent} is not a whole number")
        return to_plain(Pow(to_sympy(base), to_sympy(exponent)))

    def floor(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """The whole part of ``numerator/denominator``."""
        if not _symbolic(numerator, denominator) or denominator == 0:
            return super().floor(numerator, denominator)
        exact, rest = self._assumed_multiples(to_sympy(numerator), to_sympy(denominator))
        return to_plain(add(exact, Quotient(rest, denominator)))

    def ceiling(self, numerator: Scalar, denominator: Scalar = 1) -> Scalar:
        """``floor((a + b - 1)/b)`` where both are whole, so that equal sizes look equal."""
        if _symbolic(numerator, denominator) and is_whole(to_sympy(numerator)) and is_whole(to_sympy(denominator)):
            return self.floor(add(to_sympy(numerator), to_sympy(denominator), Integer(-1)), denominator)
        return super().ceiling(numerator, denominator)

    def remainder(self, a: Scalar, b: Scalar) -> Scalar:
        """``a mod b``; 0 where ``b`` is known to divide ``a``."""
        if not _symbolic(a, b) or b == 0:
            return super().remainder(a, b)
        _, rest = self._assumed_multiples(to_sympy(a), to_sympy(b))
        if rest == 0 or is_whole(rest / to_sympy(b)):
            return 0
        return Mod(to_sympy(a), to_sympy(b), evaluate=False)

    def extremum(self, function: str, values: list[Scalar]) -> Scalar:
        """The least or greatest value; values that are known not to win are left out."""
        if not _symbolic(*values):
            return super().extremum(function, values)
        kept: list[Scalar] = []
        for value in values:
            kept = self._insert(function, value, kept)
        if len(kept) == 1:
            return kept[0]
        return (Min if function == "min" else Max)(*map(to_sympy, kept), evaluate=False)

    def _insert(self, function: str, value: Scalar, kept: list[Scalar]) -> list[Scalar]:
        better, worse = ("<=", ">=") if function == "min" else (">=", "<=")
        if any(self.decide(worse, value, other) for other in kept):
            return kept
        return [other for other in kept if not self.decide(better, value, other)] + [value]

    def decide(self, relation: str, a: Scalar, b: Scalar) -> bool | None:
        """Whether the relation holds for all symbols (yes), for none (no), or depends on them (None)."""
        if not _symbolic(a, b):
            return super().decide(relation, a, b)
        relation, difference = compared(relation, to_sympy(a), to_sympy(b))
        low, high = bounds(expanded(difference), self.least)
        return _judge(relation, low, high)

    def whole(self, value: Scalar) -> bool | None:
        """Whether the value is a whole number."""
        if not _symbolic(value):
            return super().whole(value)
        _, rest = self._assumed_multiples(to_sympy(value), Integer(1))
        return True if is_whole(to_sympy(value)) or rest == 0 or is_whole(rest) else None

    def assume(self, condition: Formula, scope: Mapping[str, Any]) -> None:
        """Take ``symbol % number == 0`` and ``symbol >= number`` for granted wherever they help."""
        parts = condition.args if condition.op == "and" else (condition,)
        for part in parts:
            if part.op != "compare":
                continue
            left, right = (evaluate(side, scope, self) for side in part.args)
            if isinstance(left, Mod) and part.value == "==" and right == 0 and left.args[1].is_Integer:
                symbol, number = left.args
                self.divisors[symbol] = lcm(int(number), self.divisors.get(symbol, 1))
            elif isinstance(left, Symbol) and part.value in (">=", ">") and isinstance(right, int):
                bound = right + (part.value == ">" and bool(left.is_integer))
                known = self.least.get(left, lowest(left))
                self.least[left] = bound if known is None else max(bound, known)

    def condition(self, relation: str, left: Scalar, right: Scalar) -> Formula:
        """A comparison as a condition of the result, with one bare term on the left where that can be."""
        if isinstance(left, Mod) and relation == "==" and right == 0:
            return self.whole_condition(left.args[0] / left.args[1])
        return super().condition(*normal(relation, to_sympy(left), to_sympy(right)))

    def whole_condition(self, value: Scalar) -> Formula:
        """That a denominator divides its numerator."""
        above, below = together(to_sympy(value)).as_numer_denom()
        return Formula("compare", (Formula("remainder", (self.written(above), self.written(below))), f.ZERO), "==")

    def weakest(self, conditions: Iterable[Any]) -> Iterable[Any]:
        """The conditions without those that follow from others."""
        return weakest(conditions)

    def collect(self, values: Iterable[Scalar]) -> list[Scalar]:
        """Terms with the same sum, like terms together; linear in their number, unlike SymPy's sorted sum."""
        counts = like_terms(map(to_sympy, values))
        return [to_plain(multiply(coefficient, rest)) for rest, coefficient in counts.items() if coefficient != 0]

    def factors(self, value: Scalar) -> list[Scalar]:
        """The bases of a product's factors; a negative power is no factor that counts."""
        if not _symbolic(value):
            return super().factors(value)
        powers = [factor.as_base_exp() for factor in Mul.make_args(value)]
        return [to_plain(base if exponent.is_positive else Integer(-1)) for base, exponent in powers]

    def weight(self, value: Scalar) -> int:
        """How many nodes the value has."""
        return measured(value, self.limits.nodes)[0] if _symbolic(value) else 0

    def is_oversized(self, value: Scalar) -> bool:
        """Whether the value has more nodes, or more of them above one another, than the limits allow."""
        nodes, depth = measured(value, self.limits.nodes) if _symbolic(value) else (0, 0)
        return nodes > self.limits.nodes or depth > self.limits.nesting

    def symbols_in(self, value: Scalar) -> Iterable[str]:
        """The names of the symbols in a value."""
        if isinstance(value, Symbol):
            return (value.name,)
        return (symbol.name for symbol in sorted(value.free_symbols, key=default_sort_key)) if _symbolic(value) else ()

    def written(self, value: Scalar) -> Formula:
        """The value as a formula, its terms in SymPy's order."""
        return to_formula(value) if _symbolic(value) else super().written(value)

    def _assumed_multiples(self, numerator: Any, denominator: Any) -> tuple[Any, Any]:
        """The terms of a numerator that assumptions let divide evenly, divided; and the other terms."""
        if not self.divisors or not denominator.is_Integer:
            return Integer(0), numerator
        exact, rest = Integer(0), Integer(0)
        for term in Add.make_args(expanded(numerator)):
            coefficient, symbol = term.as_coeff_Mul()
            known = Rational(coefficient) * self.divisors.get(symbol, 0) / denominator
            exact, rest = (
                (add(exact, term / denominator), rest) if known and known.is_Integer else (exact, add(rest, term))
            )
        return exact, rest


def _symbolic(*values: Scalar) -> bool:
    return any(isinstance(value, Expr) and not value.is_Rational for value in values)


def to_sympy(value: Scalar) -> Any:
    """A number becomes one of SymPy's."""
    if isinstance(value, Expr):
        return value
    return Integer(value) if isinstance(value, int) else Rational(value.numerator, value.denominator)


def to_plain(expr: Any) -> Scalar:
    """A SymPy number becomes one of Python's."""
    if expr.is_Integer:
        return int(expr)
    return Fraction(int(expr.p), int(expr.q)) if expr.is_Rational else expr


def measured(expr: Any, most: int) -> tuple[int, int]:
    """Nodes of an expression, and how many stand above one another; counted to one above ``most`` at the most."""
    count, deepest, stack = 0, 0, [(expr, 1)]
    while stack and count <= most:
        node, level = stack.pop()
        count, deepest = count + 1, max(deepest, level)
        stack.extend((arg, level + 1) for arg in node.args)
    return count, deepest


def _judge(relation: str, low: Any, high: Any) -> bool | None:
    """What a value between two bounds (None: no bound) says about its relation to 0."""
    below = high is not None and high < 0
    above = low is not None and low > 0
    if relation == ">=":
        return True if low is not None and low >= 0 else False if below else None
    if relation == ">":
        return True if above else False if high is not None and high <= 0 else None
    equal = True if low == 0 == high else False if above or below else None
    return equal if relation == "==" or equal is None else not equal
