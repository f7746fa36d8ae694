"""Solves an equation about a network for one of its symbols, or for several."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from sympy import Symbol

from symcnn.algebra.exact.values import ListOfSymbols
from symcnn.algebra.solving.problem import Answer, Relation
from symcnn.algebra.solving.solve import solve as solve_relations
from symcnn.analysis.constraints import (
    Bound,
    budget_of,
    equation_constraints,
    may_be_a_fraction,
    more_of,
    network_constraints,
    new_symbols,
    read_bounds,
    with_hint,
)
from symcnn.analysis.equation_text import equation_text
from symcnn.analysis.solution import Ends, Solution
from symcnn.analysis.solutions import Solutions
from symcnn.analysis.subject import checked, from_zero
from symcnn.derive.equation import hidden
from symcnn.errors import ArgumentMistake, ManyChoices, ShapeMistake, Undecided
from symcnn.model.given_values import refuse_unknown, to_public
from symcnn.support.message import Message
from symcnn.support.names import entry_name
from symcnn.support.rounding import without_units
from symcnn.support.work import OutOfBudget
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symcnn.algebra.solving.problem import Budget
    from symcnn.analysis.equation_text import EquationLike
    from symcnn.analysis.subject import Subject

    Unknown = str | Symbol | Sequence[str | Symbol]


def solve(
    network: Subject,
    equation: EquationLike,
    unknown: Unknown,
    *,
    bounds: Mapping[str, Bound] | None = None,
    seconds: float = 10,
) -> Solution | Solutions:
    """All values of a symbol for which an equation between sizes or quantities holds.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); C1: conv(F, K, padding=P)")
    >>> print(symcnn.solve(net, "C1.W == W", "P"))
    P = (F − 1)/2 if F ≡ 1 (mod 2)

    Args:
        network: The network; its symbols without a value may stand in the answer.
        equation: A comparison in the language of sizes (``C1.W``), totals (``params``) and symbols; a number may have
            a prefix behind it that is no symbol, as in ``macs <= 1.5G``. Or a comparison of SymPy in the network's
            symbols, such as ``net.params <= 10**6`` and ``Eq(left, right)``.
        unknown: The symbol to solve for; several in a list, or parted by commas.
        bounds: For each of several unknowns but the last, its least and greatest value.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Returns:
        One `Solution`, or `Solutions` where there are several unknowns; its ``kind`` may be ``undecided``.

    Raises:
        TextError: The equation cannot be read, or names what the network does not have.
        Unavailable: Some layer states no rule for a quantity in it.
    """
    given = bounds or {}
    _check_bounds(given)
    network = checked(network)
    equation = without_units(equation_text(equation, network), network.symbols)
    *outer, last = unknown_names(unknown)
    found = read_bounds(given, (*outer, last), network)
    question = _Question(network, equation, last, found, budget_of(seconds, network.limits))
    if not outer:
        return _solve_one(question, {})
    choices = _choices(outer, question.bounds, network)
    rows = [_choice(question, dict(zip(outer, choice, strict=True))) for choice in choices]
    if all(row.cancels for row in rows):
        _solve_one(question, dict(zip(outer, choices[-1], strict=True)), must_occur=True)
    return Solutions(rows, question.bounds)


def unknown_names(unknown: Unknown) -> tuple[str, ...]:
    """The names of what is solved for, in their order.

    >>> unknown_names("F, P"), unknown_names(["F", "P"])
    (('F', 'P'), ('F', 'P'))
    """
    parts = unknown if isinstance(unknown, list | tuple) else str(unknown).split(",")
    names = tuple(str(part).strip() for part in parts) or ("",)
    for name in names:
        if names.count(name) > 1:
            raise ArgumentMistake(f"{name} is given twice")
    return names


def _check_bounds(bounds: Mapping[str, Bound]) -> None:
    """Refuse bounds that are no pairs."""
    given: Mapping[str, object] = bounds
    for name, ends in given.items():
        if not isinstance(ends, tuple) or len(ends) != 2:  # noqa: PLR2004 - a least and a greatest
            raise ArgumentMistake(f"the bounds of {name} are a least and a greatest value, such as (1, 9)")


class _Question(NamedTuple):
    """A question about a network, but for the values of further unknowns."""

    network: Subject
    equation: str
    name: str
    bounds: Mapping[str, Ends]
    budget: Budget


def _choice(question: _Question, given: Mapping[str, int]) -> Solution:
    """The solution for one choice of the other unknowns; none where the network cannot be."""
    unknown = known_symbol(question.network, question.name)
    try:
        question.budget.spend(1, "going through the choices")
        refusal = _refusal(question.network, given)
        if not refusal:
            return _solve_one(question, given)
        answer = Answer("none", unknown, reason=refusal)
    except OutOfBudget as reason:
        answer = Answer("undecided", unknown, tried=(str(reason), more_of(question.budget)))
    return Solution(answer, {}, given, about=(question.network,))


def _refusal(network: Subject, given: Mapping[str, int]) -> str:
    """Why there is no network with these numbers, whatever the other symbols are; empty where there may be one."""
    try:
        network.at(**given).derivation  # noqa: B018 - whether it can be derived is the question
    except Undecided:
        raise
    except (ShapeMistake, ArgumentMistake) as reason:
        return reason.message
    return ""


def _choices(outer: list[str], bounds: Mapping[str, Ends], network: Subject) -> list[tuple[int, ...]]:
    for name in outer:
        known_symbol(network, name)
        if may_be_a_fraction(name, network):
            hint = "only whole numbers are gone through; the last unknown is solved for, whatever it is"
            raise ArgumentMistake(f"{name} may be any fraction, so it stands last", hint=hint)
        if name not in bounds:
            raise ArgumentMistake(
                f"{name} needs a bound", hint=f"such as {name}=1..9; only the last unknown is solved for"
            )
    spans = [range(int(bounds[name][0]), int(bounds[name][1]) + 1) for name in outer]
    if prod(map(len, spans)) > MOST_CHOICES:
        hint = "narrower bounds help; with bounds for the last unknown too, all are tried where nothing else is open"
        raise ManyChoices(f"more than {MOST_CHOICES:,} choices of {', '.join(outer)}", hint=hint)
    return list(product(*spans))


MOST_CHOICES = 2_000


def _solve_one(question: _Question, given: Mapping[str, int], *, must_occur: bool = False) -> Solution:
    """The solution where the other unknowns have these values, for some of which this one may not matter."""
    name, network = question.name, question.network
    net = network.at(**given) if given else network
    new = new_symbols(parse_expression(question.equation, "equation", net.limits), net)
    net = net if name in new else with_unknown(net, name)
    symbol = new[name] if name in new else known_symbol(net, name)
    net.derivation  # noqa: B018 - what is no question of solving has bounds of its own
    try:
        with question.budget.watched():
            own, wanted = (
                network_constraints(net),
                equation_constraints(net, question.equation, symbol, must_occur=must_occur or not given),
            )
    except OutOfBudget as reason:
        answer = Answer("undecided", symbol, tried=(str(reason), more_of(question.budget)))
        return Solution(answer, net.derivation.roles, given, about=(network,))
    relations = [*wanted, *own.relations]
    if name in question.bounds:
        low, high = question.bounds[name]
        relations += [Relation(">=", symbol, to_public(low)), Relation("<=", symbol, to_public(high))]
    answer = with_hint(solve_relations(relations, symbol, budget=question.budget), question.budget)
    if answer.kind == "undecided" and name not in question.bounds and not may_be_a_fraction(name, net):
        others = sorted({str(other) for relation in relations for other in relation.symbols} - {name})
        answer = answer._replace(tried=(*answer.tried, _bounded(name, others)))
    solution = Solution(answer, net.derivation.roles, given, own.unread, (network,))
    solution.hidden = hidden(
        parse_expression(question.equation), net.derivation, {**net.open_symbols, **net.derivation.scope, **new}
    )
    solution.new = tuple(new)
    solution.cancels = not any(symbol in relation.symbols for relation in wanted)
    return solution


def _bounded(name: str, others: list[str]) -> str:
    """The hint that trying every value takes bounds of the unknown, and numbers for all other symbols."""
    example = f"{name}=1..99"
    if not others:
        return Message("every value is tried with --bound {}", example)
    return Message("every value is tried with numbers for {} and --bound {}", ", ".join(others), example)


def known_symbol(network: Subject, name: str) -> Symbol:
    """The symbol of that name, which has no value yet."""
    symbols = {**network.symbols, **network.open_symbols}
    refuse_unknown([name], symbols)
    found = symbols[name]
    if isinstance(found, tuple | ListOfSymbols):
        entry, length = entry_name(name, 1), getattr(found, "length", None)
        asked = f"solve for an entry, such as {entry}"
        hint = asked if length is None else f"with a number for {length}, {entry} is a symbol"
        raise ArgumentMistake(f"{name} is a list", hint=hint)
    if not isinstance(found, Symbol):
        raise ArgumentMistake(f"{name} has the value {found}, so there is nothing to solve for")
    return found


def with_unknown(network: Subject, name: str) -> Subject:
    """The network, its unknown from 0 on if it comes from a snippet whose layers let it be 0."""
    known_symbol(network, name)
    return from_zero(network, name)
