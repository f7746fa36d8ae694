"""Collects what solving starts from: the constraints of an equation and those of the network."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.algebra.exact.arithmetic import RELATIONS
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import is_number
from symcnn.algebra.proofs.facts import Facts
from symcnn.algebra.quotients.bounds import OPPOSITE
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.problem import Budget, Either, Relation
from symcnn.derive.equation import read_equation, read_names
from symcnn.errors import ArgumentMistake, NameMistake, TextError, nearest
from symcnn.formula import Comparator, Connective, Formula
from symcnn.model.free_names import EXACT
from symcnn.model.given_values import read_value, symbolic_domain, to_public
from symcnn.model.parameters import bounds_of
from symcnn.support.message import Message
from symcnn.support.work import Work
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sympy import Expr, Symbol

    from symcnn.algebra.solving.problem import Answer, Proposition
    from symcnn.analysis.solution import Ends
    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import StatedCondition as Stated
    from symcnn.limits import Limits


MORE = Message("more is tried with a larger --seconds")
"""What raises the bound of a question."""


def with_hint(answer: Answer, budget: Budget) -> Answer:
    """The answer, with the option that raises the budget where that ran out."""
    if answer.kind != "undecided" or not (budget.is_spent or (budget.work and budget.work.is_spent)):
        return answer
    return answer._replace(tried=(*answer.tried, more_of(budget)))


def more_of(budget: Budget) -> str:
    """The hint on which option raises the bound that was reached."""
    return budget.work.more if budget.work and budget.work.is_spent else MORE


class Constraint(NamedTuple):
    """A relation, and the condition that asks for it (None: an assumption, or the header)."""

    relation: Proposition
    stated: Stated | None = None


class Constraints(NamedTuple):
    """The constraints of a network on its symbols."""

    wanted: tuple[Constraint, ...]
    unread: tuple[Formula, ...]
    """What is no comparison of formulas, and so cannot be looked at here."""

    @property
    def relations(self) -> list[Proposition]:
        """The relations of all constraints."""
        return [row.relation for row in self.wanted]


MOST_STEPS = 400_000
"""Steps of solving, or more where a user grants more time than usual."""


def budget_of(seconds: float, limits: Limits, shares: int = 1) -> Budget:
    """The budget of a question, or of one of several that share its steps."""
    steps = max(MOST_STEPS, int(MOST_STEPS * seconds / 10))
    return Budget(steps // shares, seconds, Work(limits.work // shares))


def equation_constraints(net: Subject, equation: str, symbol: Any, *, must_occur: bool = True) -> list[Proposition]:
    """The relations of an equation, which must speak of the symbol, though this may cancel or be known to be others."""
    formula = parse_expression(equation, "equation", net.limits)
    new = new_symbols(formula, net)
    scope = {**net.open_symbols, **net.derivation.scope, **new}
    derivation = net.derivation.replaced(domain=symbolic_domain(net.limits)) if _adds(new, net) else net.derivation
    compared, asked = derivation.domain.aside(lambda: read_equation(formula, derivation, scope, net.closed))
    relations: list[Proposition] = [
        Relation(relation, to_public(left), to_public(right)) for relation, left, right in compared
    ]
    relations += [relation for condition in asked for relation in _relations(condition, net, scope) or ()]
    if any(symbol in relation.symbols for relation in relations):
        return relations
    equal = getattr(net.derivation.domain, "facts", Facts()).equal
    if symbol in equal:
        return [*relations, Relation("==", symbol, equal[symbol])]
    if must_occur and not _is_about(formula, net, symbol, scope):
        found = sorted({str(known) for relation in relations for known in relation.symbols})
        hint = f"it speaks of {', '.join(found)}" if found else "both sides are numbers"
        raise ArgumentMistake(f"{symbol} does not occur in the equation", formula.span, hint)
    return relations


NEW = re.compile(r"[^\W\d_](_?\d+)?")
"""What may be a symbol of the equation alone: a letter, perhaps with a number. A longer word is more likely a slip."""


def new_symbols(formula: Formula, net: Subject) -> dict[str, Symbol]:
    """Letters of an equation that the network does not have: positive whole numbers of their own.

    >>> import symcnn
    >>> new_symbols(parse_expression("C1.W == T"), symcnn.parse("input(W, W, 3); C1: conv(F, K)"))
    {'T': T}
    """
    names = dict.fromkeys(str(node.value) for node in formula.names())
    known = {*net.derivation.scope, *net.symbols, *net.open_symbols}
    return {name: make_symbol(name) for name in names if name not in known and NEW.fullmatch(name)}


def _adds(new: Mapping[str, Symbol], net: Subject) -> bool:
    """Whether an equation brings symbols into a network that has none."""
    return bool(new) and not net.free_symbols


def _is_about(formula: Formula, net: Subject, symbol: Any, scope: Mapping[str, Any]) -> bool:
    """Whether a value that an equation names has the symbol in it, even where it cancels."""
    read = read_names(formula, net.derivation, scope).values()
    values = (entry for value in read for entry in (value if isinstance(value, tuple) else (value,)))
    return any(symbol in to_public(net.closed(value)).free_symbols for value in values)


def known_signs(relations: Iterable[Proposition]) -> list[tuple[Comparator, Expr]]:
    """Differences whose relation to 0 some propositions state: ``(">=", W - 3)``."""
    return [(relation.op, relation.difference) for relation in relations if isinstance(relation, Relation)]


def network_constraints(net: Subject) -> Constraints:
    """The constraints of the network itself: its conditions, its assumptions, and the bounds in its header."""
    derivation = net.derivation
    scope = {**net.derivation.scope, **{str(word): word for word in net.definitions}}
    rows = [(stated.formula, stated) for stated in derivation.conditions]
    read = [
        (formula, stated, _relations(formula, net, scope))
        for formula, stated in [
            *rows,
            *((formula, None) for formula in derivation.assumptions if not _is_exact(formula)),
        ]
    ]
    wanted = [Constraint(relation, stated) for _, stated, relations in read for relation in relations or ()]
    wanted += [Constraint(relation) for relation in _declared(net)]
    unread = tuple(formula for formula, _, relations in read if relations is None)
    return Constraints(tuple(row for row in wanted if row.relation.symbols or not _holds(row.relation)), unread)


def _is_exact(formula: Formula) -> bool:
    """Whether a condition is the word ``exact``, which is no fact about symbols."""
    return formula.op == "name" and formula.value == EXACT


def _holds(relation: Proposition) -> bool:
    """Whether a comparison of numbers is true."""
    return isinstance(relation, Relation) and RELATIONS[relation.op](relation.difference, 0)


def _declared(net: Subject) -> list[Proposition]:
    """The bounds in the header."""
    return [
        Relation(relation, net.symbols[parameter.symbol], to_public(bound))
        for parameter in net.parameters
        if (parameter.bound is not None or parameter.kind == "boolean")
        and getattr(net.symbols.get(parameter.symbol), "is_Symbol", False)
        for relation, bound in bounds_of(parameter)
    ]


def _relations(formula: Formula, net: Subject, scope: Mapping[str, Any]) -> list[Proposition] | None:
    """A condition as relations that hold together; None where it is of another kind."""
    if formula.op in ("and", "or"):
        read = [_relations(part, net, scope) for part in formula.args]
        parts = [part for part in read if part is not None]
        if len(parts) < len(read):
            return None
        return (
            [Either(tuple(map(tuple, parts)))]
            if formula.op == "or"
            else [relation for part in parts for relation in part]
        )
    if formula.op == "not":
        opposite = _opposite(formula.args[0])
        return None if opposite is None else _relations(opposite, net, scope)
    return _comparison(formula, net, scope) if formula.op == "compare" else None


def _comparison(formula: Formula, net: Subject, scope: Mapping[str, Any]) -> list[Proposition] | None:
    try:
        # In a domain that knows no facts: what is assumed would be found to hold anyway, and say nothing.
        left, right = formula.sides or (evaluate(side, scope, symbolic_domain(net.limits)) for side in formula.args)
    except TextError:
        return None
    if not is_number(left) or not is_number(right) or isinstance(left, tuple) or isinstance(right, tuple):
        return None
    return [Relation(formula.comparator, net.closed(left), net.closed(right))]


def _opposite(formula: Formula) -> Formula | None:
    """The negation of a condition; None where it cannot be written as comparisons."""
    if formula.op == "compare":
        return Formula("compare", formula.args, OPPOSITE[formula.comparator])
    if formula.op == "not":
        return formula.args[0]
    parts = tuple(map(_opposite, formula.args)) if formula.op in _DUAL else (None,)
    return None if None in parts else Formula(_DUAL[formula.op], tuple(part for part in parts if part is not None))


_DUAL: Mapping[str, Connective] = {"and": "or", "or": "and"}


Bound = tuple["int | Fraction | str", "int | Fraction | str"]
"""A least and a greatest value, or how they are written."""


def read_bounds(bounds: Mapping[str, Bound], unknowns: tuple[str, ...], network: Subject) -> dict[str, Ends]:
    """Least and greatest values of unknowns; a bound of another symbol, or one that leaves no value, is an error."""
    found: dict[str, Ends] = {}
    for name, ends in bounds.items():
        low, high = (_end(name, end, network) for end in ends)
        if name not in unknowns and name in {*network.symbols, *network.open_symbols}:
            hint = f"a fact about another symbol stands in the text: assume {name} >= {low} and {name} <= {high}"
            raise ArgumentMistake(f"{name} has a bound, but is not what is solved for", hint=hint)
        if name not in unknowns:
            hint = nearest(name, unknowns) or f"it is solved for {', '.join(unknowns)}"
            raise NameMistake(f'there is a bound for "{name}", which is not what is solved for', hint=hint)
        if low > high:
            raise ArgumentMistake(
                f"no {name} is at least {low} and at most {high}", hint="the least value stands first"
            )
        if not all(isinstance(end, int) for end in (low, high)) and not may_be_a_fraction(name, network):
            hint = f"{name} is a whole number; a header declares what may be a fraction: {name}: real > 0"
            raise ArgumentMistake(f"{name} lies between whole numbers, not {low} and {high}", hint=hint)
        found[name] = low, high
    return found


def _end(name: str, value: int | Fraction | str, network: Subject) -> int | Fraction:
    read = read_value(name, value, dict, network.limits)
    if not isinstance(read, int | Fraction):
        raise ArgumentMistake(f"the bounds of {name} are numbers, not {value}", hint=f"such as {name}=1..9")
    return read


def may_be_a_fraction(name: str, network: Subject) -> bool:
    """Whether a symbol is declared to take fractions."""
    return name in network.open_symbols and not getattr(network.open_symbols[name], "is_integer", True)
