"""One of two values by a condition that symbols leave open."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from symcnn.algebra.domains.assumption_symbols import opposite, said_of_symbols, sides_of
from symcnn.algebra.exact.evaluate import evaluate, truth
from symcnn.algebra.exact.values import along_axes, is_number
from symcnn.algebra.quotients.choice import chosen
from symcnn.algebra.quotients.numbers import to_plain, to_sympy
from symcnn.errors import ShapeMistake
from symcnn.formula import Formula, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.domains.assuming import AssumingDomain
    from symcnn.algebra.exact.values import Value
    from symcnn.formula import Comparator
    from symcnn.support.scalar import Scalar

ValuePair = tuple["Scalar", "Scalar"]
"""What is meant where a condition holds, and where it does not."""


def choice_between(formula: Formula, scope: Mapping[str, Value], domain: AssumingDomain) -> Value | None:
    """The value of ``a if c else b``, one for each axis where they are vectors; None where these are no numbers.

    What is asked for by a value that may not be meant is asked for only where it is.
    """
    then, condition, otherwise = formula.args
    first, second = _value(then, condition, scope, domain), _value(otherwise, _not(condition), scope, domain)
    pairs = _pairs(first, second)
    if pairs is None:
        return None
    found = tuple(_chosen(condition, pair, scope, domain) for pair in pairs)
    return found if isinstance(first, tuple) or isinstance(second, tuple) else found[0]


def _not(condition: Formula) -> Formula:
    return Formula("not", (condition,), span=condition.span)


def _value(part: Formula, condition: Formula, scope: Mapping[str, Value], domain: AssumingDomain) -> Value:
    """A value where a condition holds; what it asks for is asked for only there."""
    inside = domain.with_nonnegative(())
    with suppress(ShapeMistake):  # what contradicts what is known is never meant
        inside.assume(condition, scope)
    value = evaluate(part, scope, inside)
    plain = domain.with_nonnegative(())
    for asked, words in inside.pending_conditions():
        unless = [opposite(one, plain) for one in said_of_symbols(condition, scope, plain)]
        if asked.sides is None or opposite(asked, plain) not in unless:
            domain.ask(joined("or", [*unless, asked]), words)
    return value


def _pairs(first: Value, second: Value) -> list[ValuePair] | None:
    """Values that belong together, entry by entry."""
    sizes = {len(side) for side in (first, second) if isinstance(side, tuple)}
    return along_axes(first, second) if is_number(first) and is_number(second) and len(sizes) <= 1 else None


def _chosen(condition: Formula, values: ValuePair, scope: Mapping[str, Value], domain: AssumingDomain) -> Scalar:
    """One of two values by a condition, which may be made of others."""
    answer = truth(condition, scope, domain)
    if answer is not None:
        return values[0 if answer else 1]
    then, otherwise = values
    if condition.op == "not":
        return _chosen(condition.args[0], (otherwise, then), scope, domain)
    if condition.op == "and":
        for part in reversed(condition.args):
            then = _chosen(part, (then, otherwise), scope, domain)
        return then
    if condition.op == "or":
        for part in reversed(condition.args):
            otherwise = _chosen(part, (then, otherwise), scope, domain)
        return otherwise
    if condition.op != "compare":
        return _compared("!=", (cast("Scalar", evaluate(condition, scope, domain)), 0), values, domain)
    for pair in sides_of(condition, scope, domain):
        then = _compared(condition.comparator, pair, (then, otherwise), domain)
    return then


def _compared(relation: Comparator, sides: ValuePair, values: ValuePair, domain: AssumingDomain) -> Scalar:
    whole = all(domain.whole(side) is True for side in sides)
    left, right, one, other = map(to_sympy, (*sides, *values))
    return to_plain(chosen(relation, left, right, (one, other), whole=whole))
