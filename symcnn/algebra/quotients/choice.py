"""The nodes for one of two values, chosen by how a difference compares with 0: ``144 if g == 1 else 200``.

SymPy's ``Piecewise`` looks at conditions as sets of real numbers, and holds what is no expression; here a condition is
a difference that is 0, or at least 0, and all others are made of these two. ``rewrite(Piecewise)`` gives SymPy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sympy import Basic, Eq, Expr, Ge, Integer, Piecewise, true

from symcnn.algebra.quotients.code_printing import chosen_in_code
from symcnn.algebra.quotients.construct import add, negated, terms_of
from symcnn.algebra.quotients.numbers import to_sympy
from symcnn.formula import Formula, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sympy.printing.printer import Printer

    from symcnn.formula import Comparator


def _of_both(name: str) -> Callable[[ChosenValue], bool | None]:
    """What SymPy asks a node about itself, where both of its values answer alike."""

    def answer(node: ChosenValue) -> bool | None:
        answers = {getattr(value, name) for value in node.alternatives}
        return answers.pop() if len(answers) == 1 else None

    return answer


@chosen_in_code
class ChosenValue(Expr):
    """One of two values; the classes below say when which."""

    __slots__ = ()
    is_commutative = True
    is_Atom = False
    relation: ClassVar[Comparator]

    def __new__(cls, difference: Expr | int, then: Expr | int, otherwise: Expr | int) -> Expr:  # type: ignore[misc]
        """The value where it is known which, else the node."""
        apart, one, other = map(to_sympy, (difference, then, otherwise))
        apart = cls._usual(apart)
        answer = cls._answer(apart)
        if answer is not None:
            return one if answer else other
        one, other = cls._known(one, apart, 1), cls._known(other, apart, 2)
        return one if one == other else Expr.__new__(cls, apart, one, other)

    @classmethod
    def _usual(cls, difference: Expr) -> Expr:
        """The representative of all differences that compare alike with 0."""
        return difference.primitive()[1]

    @classmethod
    def _answer(cls, difference: Expr) -> bool | None:
        raise NotImplementedError

    @classmethod
    def _known(cls, value: Expr, difference: Expr, place: int) -> Expr:
        """A value without the same choice inside."""
        same = {node: node.args[place] for node in value.atoms(cls) if node.args[0] == difference}
        return value.xreplace(same) if same else value

    @property
    def alternatives(self) -> tuple[Expr, Expr]:
        """The value where the comparison holds, and the one where it does not."""
        return self.args[1], self.args[2]

    def replaced(self, replace: Callable[[Expr], Expr]) -> Expr:
        """The node with its parts replaced; what is not chosen need not have a value then."""
        apart = replace(self.args[0])
        answer = self._answer(self._usual(apart))
        if answer is not None:
            return replace(self.args[1 if answer else 2])
        return self.func(apart, *map(replace, self.args[1:]))

    def _xreplace(self, rule: Mapping[Expr, Expr]) -> tuple[Expr, bool]:
        if self in rule:
            return rule[self], True
        found = self.replaced(lambda part: part.xreplace(rule))
        return found, found is not self and found != self

    def _eval_subs(self, old: Basic, new: Basic) -> Expr:
        return self.replaced(lambda part: part.subs(old, new))

    _eval_is_integer, _eval_is_rational, _eval_is_real = map(_of_both, ("is_integer", "is_rational", "is_real"))
    _eval_is_finite, _eval_is_zero = map(_of_both, ("is_finite", "is_zero"))
    _eval_is_positive, _eval_is_nonnegative = map(_of_both, ("is_positive", "is_nonnegative"))

    def _eval_rewrite_as_Piecewise(self, difference: Expr, then: Expr, otherwise: Expr, **_: bool) -> Expr:  # noqa: N802
        compared = (Eq if self.relation == "==" else Ge)(difference, 0)
        rewritten: Expr = Piecewise((then, compared), (otherwise, true))
        return rewritten

    def _sympystr(self, printer: Printer) -> str:
        return printer._print(self.rewrite(Piecewise))

    _latex = _sympystr

    def _formula(self, convert: Callable[[Expr], Formula]) -> Formula:
        """Choices by several conditions that share a value as one, with ``and`` or ``or``."""
        conditions, (then, otherwise) = [self.condition(convert)], self.alternatives
        while isinstance(then, ChosenValue) and then.args[2] == otherwise:
            conditions.append(then.condition(convert))
            then = then.args[1]
        if len(conditions) == 1:
            while isinstance(otherwise, ChosenValue) and otherwise.args[1] == then:
                conditions.append(otherwise.condition(convert))
                otherwise = otherwise.args[2]
            return Formula("if", (convert(then), joined("or", conditions), convert(otherwise)))
        return Formula("if", (convert(then), joined("and", conditions), convert(otherwise)))

    def condition(self, convert: Callable[[Expr], Formula]) -> Formula:
        """The comparison, with what is subtracted on the other side."""
        constant, rest = self.args[0].as_coeff_Add()
        terms = terms_of(rest)
        above = [term for term in terms if not term.could_extract_minus_sign()]
        below = [negated(term) for term in terms if term.could_extract_minus_sign()]
        word: str = self.relation
        if not above:
            above, below, constant, word = below, above, -constant, {">=": "<="}.get(word, word)
        left, right = add(*above, *([constant] if constant > 0 and below else [])), None
        right = add(*below, *([-constant] if not (constant > 0 and below) else []))
        return Formula("compare", (convert(left), convert(right)), word)

    def negation(self) -> tuple[str, Expr]:
        """How the difference compares with 0 where the comparison does not hold."""
        return {"==": ("!=", self.args[0]), ">=": ("<", self.args[0])}[self.relation]


class ChoiceIfZero(ChosenValue):
    """The first value where the difference is 0.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> g = make_symbol("g")
    >>> groups = ChoiceIfZero(g - 1, 144, ChoiceIfZero(g - 2, 200, 240))
    >>> [groups.subs(g, number) for number in (1, 2, 3)]
    [144, 200, 240]
    """

    __slots__ = ()
    relation = "=="

    @classmethod
    def _usual(cls, difference: Expr) -> Expr:
        content = difference.primitive()[1]
        return negated(content) if content.could_extract_minus_sign() else content

    @classmethod
    def _answer(cls, difference: Expr) -> bool | None:
        return bool(difference == 0) if difference.is_Number else difference.is_zero


class ChoiceIfNotBelowZero(ChosenValue):
    """The first value where the difference is at least 0.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W = make_symbol("W")
    >>> [ChoiceIfNotBelowZero(W - 5, W, 5).subs(W, number) for number in (3, 7)]
    [5, 7]
    """

    __slots__ = ()
    relation = ">="

    @classmethod
    def _answer(cls, difference: Expr) -> bool | None:
        return bool(difference >= 0) if difference.is_Number else difference.is_nonnegative


def chosen(relation: Comparator, left: Expr, right: Expr, values: tuple[Expr, Expr], *, whole: bool) -> Expr:
    """One of two values by a comparison; ``whole`` says that both sides are whole numbers.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> g = make_symbol("g")
    >>> chosen("!=", g, Integer(1), (Integer(5), g), whole=True).subs(g, 1)
    1
    """
    then, otherwise = values
    if relation in ("==", "!="):
        found = (then, otherwise) if relation == "==" else (otherwise, then)
        return ChoiceIfZero(add(left, negated(right)), *found)
    if relation in ("<=", "<"):
        left, right, relation = right, left, ">=" if relation == "<=" else ">"
    difference = add(left, negated(right))
    if relation == ">=":
        return ChoiceIfNotBelowZero(difference, then, otherwise)
    if whole:
        return ChoiceIfNotBelowZero(add(difference, Integer(-1)), then, otherwise)
    return ChoiceIfNotBelowZero(negated(difference), otherwise, then)
