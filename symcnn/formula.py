"""Formulas as a tree: what the parser builds, rules are stored in, and every printer prints.

It holds an expression before any evaluation, in the author's order. Values that come out of a derivation are turned
back into this form to be set as text or LaTeX, so that there is one printer per format.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from symcnn.errors import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.support.scalar import Sides

Comparator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
"""The sign of a comparison."""

Connective: TypeAlias = Literal["and", "or"]
"""What joins conditions."""

Operator: TypeAlias = Literal[
    "number", "name", "text", "given", "sum", "product", "negative", "reciprocal", "remainder", "power", "call",
    "index", "fold", "tuple", "list", "compare", "and", "or", "not", "if",
]  # fmt: skip
"""What a node of a formula is."""

EVENLY = "divided evenly"
"""The function of a quotient that must be whole, which no author can write."""

Extremum: TypeAlias = Literal["min", "max"]
"""The least or the greatest of some values."""


class Formula:
    """One node: an operator, its operands, and for leaves, calls and comparisons a value.

    ==============  ======================================  ============================================
    ``op``          ``args``                                ``value``
    ==============  ======================================  ============================================
    ``number``      none                                    a whole number or a fraction
    ``name``        none                                    the name, with its primes
    ``text``        none                                    the string
    ``given``       the formula put in for a name           none; printed as its argument
    ``sum``         two or more terms                       none
    ``product``     two or more factors                     none
    ``negative``    one                                     none
    ``reciprocal``  one; only inside a product              none
    ``remainder``   two                                     none, or how a language says that it is whole
    ``power``       base, exponent                          none
    ``call``        arguments                               the function's name
    ``index``       indices                                 the array's name
    ``fold``        body, then index and range alternately  the reduction's name
    ``tuple``       entries, one per axis                   none
    ``list``        entries                                 none
    ``compare``     two                                     one of ``== != < <= > >=``
    ``and or not``  conditions                              none, or the phrase of a language
    ``if``          value, condition, other value           none, or the phrase of a language
    ==============  ======================================  ============================================
    """

    # Written out: every run would wait for a dataclass to be compiled.
    __slots__ = ("args", "compiled", "hashed", "op", "span", "value")

    op: Operator
    args: tuple[Formula, ...]
    value: int | Fraction | str | None
    span: Span
    compiled: object
    """What is made of it once, when it is first evaluated."""
    hashed: int
    """Its hash, which takes a walk over all of it, once it was asked for."""

    def __init__(
        self,
        op: Operator,
        args: tuple[Formula, ...] = (),
        value: int | Fraction | str | None = None,
        span: Span = NOWHERE,
    ) -> None:
        _set_op(self, op)
        _set_args(self, args)
        _set_value(self, value)
        _set_span(self, span)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Formula) or type(other) is not type(self):
            return NotImplemented
        return (self.op, self.args, self.value) == (other.op, other.args, other.value)

    def __hash__(self) -> int:
        try:
            return self.hashed
        except AttributeError:
            found = hash((self.op, self.args, self.value))
            _set_hashed(self, found)
            return found

    def __repr__(self) -> str:
        return f"{type(self).__name__}(op={self.op!r}, args={self.args!r}, value={self.value!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a formula is frozen")

    def __reduce__(self) -> tuple[type[Formula], tuple[object, ...]]:
        return Formula, (self.op, self.args, self.value, self.span)

    def names(self) -> Iterator[Formula]:
        """Every name that occurs, from left to right."""
        return self._all("name")

    def nodes(self, *ops: Operator) -> Iterator[Formula]:
        """Every part with one of some operators, from left to right."""
        return self._all(*ops)

    def calls(self) -> Iterator[Formula]:
        """Every function that is called, from left to right."""
        return self._all("call")

    def named(self) -> Iterator[Formula]:
        """Every name that occurs, also that of an array of which an entry is taken, from left to right."""
        return self._all("name", "index")

    def words(self) -> set[str]:
        """The names that `named` meets, each once; they are gathered in one go, since long formulas have them often."""
        found, stack = set(), [self]
        while stack:
            node = stack.pop()
            if node.op in {"name", "index"}:
                found.add(str(node.value))
            for arg in node.args:
                if arg.args:
                    stack.append(arg)
                elif arg.op in {"name", "index"}:
                    found.add(str(arg.value))
        return found

    def folds(self) -> Iterator[Formula]:
        """Every sum over a range and its like, from left to right."""
        return self._all("fold")

    def free_names(self) -> set[str]:
        """The names that its value depends on: all but the indices of sums.

        >>> from symcnn.syntax.parser import parse_expression
        >>> sorted(parse_expression("k + sum(i*sum(j for j in i) for i in n)").free_names())
        ['k', 'n']
        """
        if self.op in ("name", "index"):
            own = {str(self.value)}
            return own.union(*(arg.free_names() for arg in self.args))
        if self.op != "fold":
            return set().union(*(arg.free_names() for arg in self.args))
        found = self.args[0].free_names()
        for index, extent in zip(self.args[-2:0:-2], self.args[:1:-2], strict=True):
            found = (found - {str(index.value)}) | extent.free_names()
        return found

    def unbound(self) -> Iterator[Formula]:
        """Every name that occurs, from left to right, but for those that count the values of a range.

        >>> from symcnn.syntax.parser import parse_expression
        >>> [node.value for node in parse_expression("k + sum(i*K for i in n)").unbound()]
        ['k', 'K', 'n']
        """
        if self.op == "name":
            yield self
        elif self.op != "fold":
            for arg in self.args:
                yield from arg.unbound()
        else:
            kept = self.free_names()
            yield from (node for node in self.names() if node.value in kept)

    def _all(self, *ops: Operator) -> Iterator[Formula]:
        stack = [self]
        while stack:
            node = stack.pop()
            if node.op in ops:
                yield node
            if node.args:
                stack.extend(reversed(node.args))

    @property
    def comparator(self) -> Comparator:
        """The sign of a comparison."""
        assert self.op == "compare"
        return cast("Comparator", self.value)

    @property
    def sides(self) -> Sides | None:
        """The expressions that a comparison was written from, where it came out of a derivation in symbols."""
        return None

    @property
    def negated(self) -> bool:
        """Whether it prints with a leading minus."""
        if self.op == "number":
            return isinstance(self.value, int | Fraction) and self.value < 0
        if self.op == "product":
            return self.args[0].op == "number" and self.args[0].negated
        return self.op == "negative"


_set_op, _set_args, _set_value, _set_span, _set_hashed = (
    vars(Formula)[field].__set__ for field in ("op", "args", "value", "span", "hashed")
)
"""A formula is frozen but for these."""

ZERO = Formula("number", value=0)
ONE = Formula("number", value=1)


def number(value: int | Fraction) -> Formula:
    """A number; a fraction with denominator 1 becomes whole."""
    return Formula("number", value=value.numerator if value.denominator == 1 else value)


def name(value: str) -> Formula:
    """A name."""
    return Formula("name", value=value)


def total(terms: Iterable[Formula]) -> Formula:
    """The sum of any number of terms."""
    kept = tuple(terms)
    return Formula("sum", kept) if len(kept) > 1 else kept[0] if kept else ZERO


def plus(formula: Formula, more: int) -> Formula:
    """A formula and a whole number more, in one number with those that it has.

    >>> plus(total([name("n"), number(1)]), -1)
    Formula(op='name', args=(), value='n')
    """
    terms = formula.args if formula.op == "sum" else (formula,)
    constant = sum(term.value for term in terms if isinstance(term.value, int)) + more
    rest = [term for term in terms if not isinstance(term.value, int)]
    return total([*rest, *([number(constant)] if constant else [])])


def product(factors: Iterable[Formula]) -> Formula:
    """The product of any number of factors, which begins with no divisor.

    >>> halves = Formula("reciprocal", (name("x"),))
    >>> product([halves, halves]).args[0] == ONE
    True
    """
    kept = tuple(factors)
    if not kept or kept[0].op == "reciprocal":
        kept = (ONE, *kept)
    return kept[0] if len(kept) == 1 else Formula("product", kept)


LOOSE = ("sum", "if", "remainder")
"""Operations that need brackets beside a sign for a product."""


def as_factor(formula: Formula, text: str) -> str:
    """The text of a formula as a factor of a product: a sum, a choice and a remainder in brackets.

    >>> as_factor(Formula("sum", (name("W"), ONE)), "W + 1"), as_factor(name("W"), "W")
    ('(W + 1)', 'W')
    """
    return f"({text})" if formula.op in LOOSE else text


def joined(op: Connective, conditions: Iterable[Formula]) -> Formula:
    """Conditions, at least one, that hold together (``and``), or of which one holds (``or``).

    >>> joined("or", [name("A")]).op, joined("or", [name("A"), name("B")]).op
    ('name', 'or')
    """
    kept = tuple(conditions)
    return kept[0] if len(kept) == 1 else Formula(op, kept)


def negative(formula: Formula) -> Formula:
    """The formula with its sign changed; a number keeps being a number."""
    if formula.op == "number" and isinstance(formula.value, int | Fraction):
        return number(-formula.value)
    if formula.op == "negative":
        return formula.args[0]
    return Formula("negative", (formula,))


def call(function: str, *args: Formula) -> Formula:
    """A function of some arguments."""
    return Formula("call", args, function)
