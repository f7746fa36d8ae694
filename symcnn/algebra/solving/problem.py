"""The data types of solving: relations, budgets, ranges with symbolic ends, answers."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from sympy import Expr, Integer, Mod, Symbol

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.quotients.bounds import OPPOSITE
from symcnn.algebra.quotients.construct import subtract
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.solving.spelling import domain_words, spelled
from symcnn.algebra.sums.put_in import put_in
from symcnn.formula import ZERO, Comparator, Formula, joined
from symcnn.support.budget import Deadline, watched
from symcnn.support.message import ALSO, INSTEAD, Message, joined_sentences
from symcnn.support.work import OutOfBudget, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from symcnn.algebra.integer_sets.sets import IntegerSet
    from symcnn.support.scalar import Scalar

SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
"""The relations, and how they are written."""
AnswerKind: TypeAlias = Literal["all", "none", "set", "symbolic", "undecided"]


class _RelationParts(NamedTuple):
    op: Comparator
    left: Expr
    right: Expr


class Relation(_RelationParts):
    """One comparison of two expressions; whole numbers and fractions are taken as SymPy's.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> print(Relation(">=", 2*make_symbol("P"), 3))
    2·P ≥ 3
    """

    __slots__ = ()

    def __new__(cls, op: Comparator, left: Scalar, right: Scalar = 0) -> Relation:  # noqa: PYI034 - a tuple of its own kind
        """A comparison: ``== != < <= > >=``."""
        return super().__new__(cls, op, to_sympy(left), to_sympy(right))

    @property
    def difference(self) -> Expr:
        """``left - right``."""
        return subtract(self.left, self.right)

    @property
    def sides(self) -> tuple[Expr, Expr]:
        """What is compared."""
        return self.left, self.right

    @property
    def symbols(self) -> set[Expr]:
        """The symbols on both sides."""
        return set(self.left.free_symbols | self.right.free_symbols)

    def replaced(self, values: dict[Expr, Expr]) -> Relation:
        """The same comparison with expressions put in for symbols."""
        return Relation(self.op, put_in(self.left, values), put_in(self.right, values))

    @property
    def opposite(self) -> Relation:
        """What holds where this does not."""
        return self._replace(op=OPPOSITE[self.op])

    def formula(self) -> Formula:
        """To be set as text or LaTeX."""
        left = to_form(self.left, "shortest" if isinstance(self.left, Mod) else "given")
        return Formula("compare", (left, to_form(self.right, "given")), self.op)

    def __str__(self) -> str:
        if isinstance(self.left, Mod) and self.op in ("==", "!="):
            sign, (expr, modulus) = "≡" if self.op == "==" else "≢", self.left.args
            right = self.right.args[0] if isinstance(self.right, Mod) and self.right.args[1] == modulus else self.right
            return f"{spelled(expr)} {sign} {spelled(right)} (mod {spelled(modulus)})"
        left = spelled(self.left)
        if isinstance(self.left, Mod):
            above, below = map(spelled, self.left.args)
            left = f"{above if self.left.args[0].is_Symbol else f'({above})'} mod {below}"
        return f"{left} {SIGNS[self.op]} {spelled(self.right)}"


class _Division(NamedTuple):
    divisor: Expr
    expr: Expr


class Divides(_Division):
    """That a positive divisor divides an expression without remainder; ``Divides(1, e)`` says that e is whole.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> print(Divides(4, make_symbol("W") + 2))
    4 divides W + 2
    """

    __slots__ = ()

    def __new__(cls, divisor: Scalar, expr: Scalar) -> Divides:  # noqa: PYI034 - a tuple of its own kind
        """Divisor first."""
        return super().__new__(cls, to_sympy(divisor), to_sympy(expr))

    @property
    def sides(self) -> tuple[Expr, Expr]:
        """What divides, and what it divides."""
        return self.divisor, self.expr

    @property
    def symbols(self) -> set[Expr]:
        """The symbols in both."""
        return set(self.divisor.free_symbols | self.expr.free_symbols)

    def replaced(self, values: dict[Expr, Expr]) -> Divides:
        """The same statement with expressions put in for symbols."""
        return Divides(put_in(self.divisor, values), put_in(self.expr, values))

    def formula(self) -> Formula:
        """To be set as text or LaTeX."""
        return Formula("compare", (Formula("remainder", (to_form(self.expr), to_form(self.divisor))), ZERO), "==")

    def __str__(self) -> str:
        if self.divisor == 1:
            return Message("{} is a whole number", spelled(self.expr))
        return Message("{} divides {}", spelled(self.divisor), spelled(self.expr))


class Either(NamedTuple):
    """That all conditions of some alternative hold.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n, W = make_symbol("n"), make_symbol("W")
    >>> print(Either((((Relation("==", n, 1),), (Relation(">=", W, 5), Relation(">=", n, 2))))))
    n = 1 or W ≥ 5 and n ≥ 2
    """

    alternatives: tuple[tuple[Proposition, ...], ...]

    @property
    def symbols(self) -> set[Expr]:
        """The symbols in all of them."""
        return set().union(*(condition.symbols for case in self.alternatives for condition in case))

    def replaced(self, values: dict[Expr, Expr]) -> Either:
        """The same statement with expressions put in for symbols."""
        return Either(tuple(tuple(one.replaced(values) for one in case) for case in self.alternatives))

    def formula(self) -> Formula:
        """To be set as text or LaTeX."""
        cases = ([one.formula() for one in case] for case in self.alternatives)
        return Formula("or", tuple(joined("and", case) for case in cases))

    def __str__(self) -> str:
        return joined_sentences((joined_sentences(map(str, case), ALSO) for case in self.alternatives), INSTEAD)


Plain = Relation | Divides
"""What may hold of symbols, without "or"."""

Proposition = Plain | Either
"""What may hold of symbols."""


class Range(NamedTuple):
    """Values between two ends, None where there is none; every end is an expression without the unknown.

    The values are those ``x`` with ``low <= x <= high`` and ``x ≡ residue (mod modulus)``. A range with ``low > high``
    holds nothing. Of a real unknown, modulus 0 means every value between the ends, and a strict end is left out.
    ``value`` stands where there is exactly one value. All of it holds where the conditions hold.
    """

    low: Expr | None = None
    high: Expr | None = None
    modulus: Expr = Integer(1)
    residue: Expr = Integer(0)
    value: Expr | None = None
    conditions: tuple[Proposition, ...] = ()
    strict_low: bool = False
    strict_high: bool = False
    span: int = 1
    """How many residues in a row there are, from ``residue`` on; more than one only where both are numbers."""

    def where(self, conditions: Iterable[Proposition]) -> Range:
        """The same where other conditions hold too, which come first."""
        return self._replace(conditions=(*conditions, *self.conditions))

    def with_ends(self, change: Callable[[Expr], Expr]) -> Range:
        """The same with its ends, or its one value, changed."""
        low, high, value = (None if end is None else change(end) for end in (self.low, self.high, self.value))
        return self._replace(low=low, high=high, value=value)

    def relations(self, unknown: Symbol) -> tuple[Proposition, ...]:
        """What the range says about the unknown, without its conditions."""
        if self.value is not None:
            return (Relation("==", unknown, self.value),)
        found: list[Proposition] = []
        if self.low is not None:
            found.append(Relation(">" if self.strict_low else ">=", unknown, self.low))
        if self.high is not None:
            found.append(Relation("<" if self.strict_high else "<=", unknown, self.high))
        if self.modulus not in (0, 1):
            found += self._remainders(unknown) if self.span > 1 else [self._congruence(unknown)]
        return tuple(found)

    def _remainders(self, unknown: Symbol) -> list[Proposition]:
        """Between which numbers the remainder lies."""
        remainder = Remainder(unknown, self.modulus, evaluate=False)
        above = [Relation(">=", remainder, self.residue)] if self.residue != 0 else []
        return [*above, Relation("<=", remainder, self.residue + self.span - 1)]

    @property
    def single(self) -> tuple[Range, ...]:
        """The same as ranges of one residue each."""
        return tuple(self._replace(residue=self.residue + step, span=1) for step in range(self.span))

    def _congruence(self, unknown: Symbol) -> Proposition:
        if not self.modulus.is_integer:
            return Divides(Integer(1), (unknown - self.residue) / self.modulus)
        return Relation("==", Remainder(unknown, self.modulus, evaluate=False), self.residue)

    def words(self, unknown: Symbol) -> str:
        """The range in words, its conditions last: ``P = F/2 − 1/2 if F ≡ 1 (mod 2)``."""
        said = joined_sentences(map(str, self.relations(unknown)), ALSO) or Message("every {}", unknown)
        return Message("{} if {}", said, joined_sentences(map(str, self.conditions), ALSO)) if self.conditions else said


class Answer(NamedTuple):
    """What is known about an unknown.

    ==============  ==============================================================================================
    ``kind``        what holds
    ==============  ==============================================================================================
    ``all``         every value that the unknown may have does, as far as what is ``given`` holds
    ``none``        no value does; ``reason`` names the relation that fails
    ``set``         exactly the whole numbers in ``numbers`` do
    ``symbolic``    exactly the values in some range of ``ranges`` do whose conditions hold
    ``undecided``   nothing is claimed; ``tried`` names each method and why it failed
    ==============  ==============================================================================================
    """

    kind: AnswerKind
    unknown: Symbol
    numbers: IntegerSet | None = None
    ranges: tuple[Range, ...] = ()
    reason: str = ""
    tried: tuple[str, ...] = ()
    given: tuple[Proposition, ...] = ()
    """Conditions without the unknown that hold for all of the answer."""

    @property
    def words(self) -> str:
        """The answer as one line of text."""
        said = self._words
        if not self.given or self.kind not in GIVES:
            return said
        return f"{said} {'and' if ' if ' in said else 'if'} {' and '.join(map(str, self.given))}"

    @property
    def _words(self) -> str:
        if self.kind == "set" and self.numbers is not None:
            return self.numbers.words(self.unknown)
        if self.kind == "symbolic":
            return "; ".join(piece.words(self.unknown) for piece in self.ranges)
        if self.kind == "all":
            return f"every {spelled(self.unknown)}{domain_words(self.unknown)}"
        if self.kind == "none":
            return f"no {spelled(self.unknown)}: {self.reason}"
        return "not decided: " + "; ".join(self.tried)


GIVES: tuple[AnswerKind, ...] = ("all", "set", "symbolic")
"""The kinds of answers that give values."""


class Budget:
    """How much work solving may do: steps of any kind, and seconds of processor time counted from now.

    >>> budget = Budget(steps=10)
    >>> budget.spend(3, "counting")
    >>> budget.steps
    7
    """

    def __init__(self, steps: int = 400_000, seconds: float | None = None, work: Work | None = None) -> None:
        self.steps = steps
        self.most = steps
        self.work = work
        """The bound for work that knows of no budget; None: the caller counts it."""
        self.deadline = None if seconds is None else Deadline.after(seconds)

    def spend(self, steps: int, doing: str, *what: object) -> None:
        """Count steps; raises `OutOfBudget` where they or the time are used up, which says what was being done."""
        self.steps -= steps
        if self.steps < 0:
            said = Message(
                "the limit of {} steps was reached while {}", f"{self.most:,}", Message(doing, *map(str, what))
            )
            raise OutOfBudget(said, self)
        if self.deadline is not None and self.deadline.is_over:
            self.deadline.check(Message(doing, *map(str, what)))

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of it."""
        return self.steps < 0 or (self.deadline is not None and self.deadline.is_over)

    def shared(self, among: int) -> Budget:
        """The share of one among several questions that are left, at least what is left of its time."""
        budget = Budget(self.steps, work=self.work)
        budget.deadline = None if self.deadline is None else self.deadline.share(among)
        return budget

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this runs, work that knows no budget is counted by it, and stopped when its time is up."""
        with watched(self.deadline), self.work.counting() if self.work else nullcontext():
            yield

    def ran_out(self, reason: OutOfBudget) -> bool:
        """Whether it is this budget that is used up, and not that of a question around it, which is to learn of it."""
        return reason.of is not None and any(reason.of is one for one in (self, self.deadline, self.work))
