"""Gathers from a network what is to be compiled: formulas of quantities, their symbols, and all conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symcnn.analysis.measures import read_measures, words_of
from symcnn.compiled.wanted import Variable, Wanted, WantedFormula
from symcnn.derive.equation import read_equation
from symcnn.derive.meanings import parts
from symcnn.errors import ArgumentMistake
from symcnn.formula import Formula, name, number
from symcnn.model.free_names import EXACT
from symcnn.model.parameters import bounds_of
from symcnn.render.formula.text import to_text
from symcnn.support.message import Message
from symcnn.support.rounding import without_units
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from fractions import Fraction

    from sympy import Symbol

    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import Derivation
    from symcnn.support.scalar import Scalar
    from symcnn.syntax.tree import Parameter


def wanted_of(net: Subject, of: str) -> Wanted:
    """The formulas to compile for some quantities of a network.

    >>> import symcnn
    >>> wanted = wanted_of(symcnn.parse("input(W, W, 3); conv(5, 8)"), "params, macs")
    >>> [variable.name for variable in wanted.variables], [one.key for one in wanted.formulas]
    (['W'], ['params', 'macs'])
    >>> [words for _, words in wanted.conditions]
    ['W ≥ 1', 'W ≥ 5 (conv1: the kernel must fit into the padded input)']

    Args:
        net: The network; what has a value in it is no argument any more.
        of: Quantities, sizes of layers, or formulas of these, with commas between them.

    Raises:
        Unavailable: Some layer states no rule for a quantity.
        NameMistake: There is no such quantity or layer.
    """
    keys = words_of(of)
    if not all(keys):
        raise ArgumentMistake("no quantity is asked for", hint="such as params, macs or C1.W")
    derivation = net.derivation
    formulas = tuple(
        WantedFormula(key, derivation.written(measure.of(net)), str.__str__(measure.heading))
        for key, measure in zip(keys, read_measures(of), strict=True)
    )
    return wanted_formulas(net, formulas)


def wanted_formulas(net: Subject, formulas: tuple[WantedFormula, ...]) -> Wanted:
    """The formulas to compile, given in the symbols of a network, with its conditions."""
    conditions = (*declared(net), *net.derivation.once(_derived))
    mentioned = [one.formula for one in formulas] + [formula for formula, _ in conditions]
    definitions = tuple(_needed(net.derivation, mentioned))
    return Wanted(net.name, tuple(_variables(net)), definitions, conditions, formulas)


def without_symbols(wanted: Wanted, left: Collection[str]) -> Wanted | None:
    """The formulas to compile without some symbols: no condition on them; None if a formula has one.

    >>> import symcnn
    >>> wanted = wanted_of(symcnn.parse("input(W, W, 3); conv(F, 8)"), "params")
    >>> [words for _, words in without_symbols(wanted, ["W"]).conditions], without_symbols(wanted, ["F"])
    (['F ≥ 1'], None)
    """
    unknown = set(left)
    for key, formula in wanted.definitions:
        if formula.free_names() & unknown:
            unknown.add(key)
    if any(one.formula.free_names() & unknown for one in wanted.formulas):
        return None
    return wanted._replace(
        variables=tuple(one for one in wanted.variables if one.name not in unknown),
        definitions=tuple((key, formula) for key, formula in wanted.definitions if key not in unknown),
        conditions=tuple(row for row in wanted.conditions if not row[0].free_names() & unknown),
    )


def with_conditions(net: Subject, wanted: Wanted, where: str) -> Wanted:
    """The formulas with a user's conditions beside those of the network; named sizes in them are put in."""
    if not where.strip():
        return wanted
    derivation = net.derivation
    asked_for = parse_expression(without_units(where, net.symbols), "where")
    pairs = read_equation(asked_for, derivation, derivation.scope, net.closed)
    asked = [
        (Formula("compare", (derivation.written(left), derivation.written(right)), relation), where)
        for relation, left, right in pairs
    ]
    return wanted._replace(conditions=(*wanted.conditions, *asked))


def _needed(derivation: Derivation, formulas: list[Formula]) -> list[tuple[str, Formula]]:
    """The named sizes that formulas use, directly or not, in order."""
    used = set().union(*(formula.words() for formula in formulas))
    found = []
    for definition in reversed(derivation.definitions):
        if definition.name in used:
            formula = derivation.written(definition.value)
            used |= formula.words()
            found.append((definition.name, formula))
    return found[::-1]


def _variables(net: Subject) -> Iterator[Variable]:
    """Each symbol that has no value: those of the header in its order, then those that values brought along."""
    free = dict(net.open_symbols)
    means = dict(net.derivation.once(_meanings))
    declared = {p.symbol: p for p in net.parameters if getattr(net.symbols[p.symbol], "name", "") == p.symbol}
    for word in (*(p.symbol for p in net.parameters if p.symbol in free), *free):
        symbol = free.pop(word, None)
        if symbol is not None:
            low, high = _bounds(declared[word]) if word in declared else (None, None)
            least = _least_of(symbol)
            low = least if low is None else low if least is None else max(low, least)
            default = getattr(net, "defaults", {}).get(word) if word in declared else None
            yield Variable(word, symbol.is_integer is True, low, high, default, means.get(word, ""))


def _meanings(derivation: Derivation) -> tuple[tuple[str, Message], ...]:
    """The meaning of each symbol, by its name."""
    return tuple((name, Message("{} of {}", part.word, part.of)) for name, part in parts(derivation).items())


def _least_of(symbol: Symbol) -> int | None:
    """The least value of a symbol, as derivations take it."""
    if symbol.is_positive:
        return 1 if symbol.is_integer else 0
    return 0 if symbol.is_nonnegative else None


def _bounds(parameter: Parameter) -> tuple[int | Fraction | None, int | Fraction | None]:
    low: int | Fraction | None = None
    high: int | Fraction | None = None
    whole = parameter.kind != "real"
    for relation, bound in bounds_of(parameter):
        if relation in (">=", ">"):
            low = bound + 1 if whole and relation == ">" else bound
        elif relation in ("<=", "<"):
            high = bound - 1 if whole and relation == "<" else bound
    return low, high


Conditions = tuple[tuple[Formula, str], ...]


def declared(net: Subject) -> Iterator[tuple[Formula, str]]:
    """What the header demands of each symbol, and of each value that has symbols in it."""
    symbols, scope = net.symbols, net.derivation.scope
    declared = set()
    for parameter in net.parameters:
        value = symbols[parameter.symbol]
        if getattr(value, "free_symbols", None):
            formula = net.derivation.written(cast("Scalar", scope[parameter.symbol]))
            declared.add(str(formula.value) if formula.op == "name" else "")
            for relation, bound in bounds_of(parameter):
                yield _stated(Formula("compare", (formula, number(bound)), relation))
    for symbol in net.open_symbols.values():
        least = _least_of(symbol)
        if least is not None and symbol.name not in declared:
            relation = ">=" if symbol.is_integer or not symbol.is_positive else ">"
            yield _stated(Formula("compare", (name(symbol.name), number(least)), relation))


def _stated(formula: Formula) -> tuple[Formula, str]:
    return formula, to_text(formula)


def _derived(derivation: Derivation) -> Conditions:
    """The conditions of the layers, and what was assumed."""
    known = [formula for formula in derivation.assumptions if not (formula.op == "name" and formula.value == EXACT)]
    return (
        *(
            (condition.formula, Message("{} ({}: {})", to_text(condition.formula), condition.layer, condition.words))
            for condition in derivation.conditions
        ),
        *((formula, Message("{} (assumed)", to_text(formula))) for formula in known),
    )
