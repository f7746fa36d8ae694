"""What solving starts from: what an equation asks of a symbol, and what the network itself demands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.algebra.evaluate import evaluate
from symcnn.algebra.solving.answers import Relation
from symcnn.derive.equation import read_equation, read_names
from symcnn.errors import ArgumentMistake, TextError
from symcnn.model.parameters import bounds_of
from symcnn.settings import symbolic_domain, to_public
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.solving.answers import Condition
    from symcnn.derive.derivation import Condition as Stated
    from symcnn.formula import Formula
    from symcnn.network import Network


class Wanted(NamedTuple):
    """A relation, and the condition that asks for it (None: an assumption, or the header)."""

    relation: Condition
    stated: Stated | None = None


class Demands(NamedTuple):
    """What a network demands of a symbol."""

    wanted: tuple[Wanted, ...]
    unread: tuple[Formula, ...]
    """What is no comparison of formulas, and so cannot be looked at here."""

    @property
    def relations(self) -> list[Condition]:
        """What has to hold."""
        return [row.relation for row in self.wanted]


def asked(net: Network, equation: str, symbol: Any) -> list[Condition]:
    """The relations of an equation, which must speak of the symbol, though this may cancel."""
    formula = parse_expression(equation, "equation", net.limits)
    relations: list[Condition] = [
        Relation(relation, to_public(left), to_public(right))
        for relation, left, right in read_equation(formula, net.derivation, net.scope, net.closed)
    ]
    if not any(symbol in relation.symbols for relation in relations) and not _is_about(formula, net, symbol):
        found = sorted({str(known) for relation in relations for known in relation.symbols})
        hint = f"it speaks of {', '.join(found)}" if found else "both sides are numbers"
        raise ArgumentMistake(f"{symbol} does not occur in the equation", formula.span, hint)
    return relations


def _is_about(formula: Formula, net: Network, symbol: Any) -> bool:
    """Whether a symbol stands in what an equation speaks of, though it may cancel."""
    read = read_names(formula, net.derivation, net.scope).values()
    values = (entry for value in read for entry in (value if isinstance(value, tuple) else (value,)))
    return any(symbol in to_public(net.closed(value)).free_symbols for value in values)


def demands(net: Network, symbol: Any) -> Demands:
    """What the network itself demands of a symbol: its conditions, what it assumes, and the bounds in its header."""
    derivation = net.derivation
    scope = {**net.scope, **{str(word): word for word in net.definitions}}
    rows = [(stated.formula, stated) for stated in derivation.conditions]
    read = [
        (formula, stated, _relations(formula, net, scope))
        for formula, stated in [*rows, *((formula, None) for formula in derivation.assumptions)]
    ]
    wanted = [Wanted(relation, stated) for _, stated, relations in read for relation in relations]
    wanted += [Wanted(relation) for relation in _declared(net, symbol)]
    unread = [formula for formula, _, relations in read if not relations and _mentions(formula, symbol)]
    return Demands(tuple(row for row in wanted if symbol in row.relation.symbols), tuple(unread))


def _mentions(formula: Formula, symbol: Any) -> bool:
    return any(node.value == symbol.name for node in formula.names())


def _declared(net: Network, symbol: Any) -> list[Condition]:
    """The bounds in the header."""
    return [
        Relation(relation, symbol, to_public(bound))
        for parameter in net.parameters
        if parameter.symbol == symbol.name and parameter.bound is not None
        for relation, bound in bounds_of(parameter)
    ]


def _relations(formula: Formula, net: Network, scope: Mapping[str, Any]) -> list[Condition]:
    """A condition as relations; one that is no comparison of formulas cannot be used here."""
    if formula.op == "and":
        return [relation for part in formula.args for relation in _relations(part, net, scope)]
    if formula.op != "compare":
        return []
    sides = getattr(formula, "sides", None)
    try:
        # In a domain that knows no facts: what is assumed would be found to hold anyway, and say nothing.
        left, right = sides or (evaluate(side, scope, symbolic_domain(net.limits)) for side in formula.args)
        return [Relation(str(formula.value), net.closed(left), net.closed(right))]
    except TextError:
        return []
