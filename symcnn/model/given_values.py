"""Reads the values that a user gives to symbols, and chooses the domain that they need."""

from __future__ import annotations

import importlib
from contextlib import suppress
from fractions import Fraction
from functools import cache
from operator import index
from typing import TYPE_CHECKING, TypeVar, cast

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.polynomial import plain
from symcnn.algebra.exact.values import ListFrom1, ListOfSymbols, Table, Value, describe, is_scalar
from symcnn.errors import ArgumentMistake, NameMistake, Unavailable, nearest, printable
from symcnn.model.foreign import value_hint
from symcnn.model.parameters import foreign_word
from symcnn.support.gc_pause import collector_paused
from symcnn.support.names import entry_name, is_symbol_name, list_of
from symcnn.support.work import counted
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

    from sympy import Expr

    from symcnn.formula import Formula
    from symcnn.limits import Limits
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree

GivenValue = TypeVar("GivenValue")
"""A value as a user gives it."""


def read_value(name: str, value: object, symbols: Callable[[], Mapping[str, Expr]], limits: Limits) -> Value:
    """An exact number, or an expression in symbols: the network's own, or new ones."""
    if isinstance(value, str):
        return _read_text(name, value, symbols, limits)
    if isinstance(value, float):
        hint = f'write {name}="{value}" or a Fraction; no formula holds floating point'
        raise ArgumentMistake(f"{name} = {value} is not an exact number", hint=hint)
    if _is_truth(value):
        return int(bool(value))
    if isinstance(value, int | Fraction):
        return to_private(value)
    if isinstance(value, list | tuple):
        return Table(read_value(name, entry, symbols, limits) for entry in value)
    if hasattr(type(value), "free_symbols") and _with_sympy("symcnn.algebra.forms.to_formula").is_formula(value):
        for called in symbols_in([value]):
            if not is_symbol_name(called.rstrip("'")):
                hint = "a name is letters, digits and _, and no word of the language such as if"
                raise NameMistake(f'no symbol can be called "{printable(called)}"', hint=hint)
        return to_private(_with_own_symbols(cast("Expr", value), symbols()))
    with suppress(TypeError):  # a whole number of NumPy, PyTorch and others says which it is; an array does not
        return index(value)  # type: ignore[arg-type]
    raise ArgumentMistake(f"{name} = {value} is not an exact number or formula")


def no_default(missing: Sequence[str], *, is_list: bool = False) -> Unavailable:
    """The error that symbols have neither a value nor a default."""
    first = missing[0]
    hint = f"give each a number, such as --set {first}=32, or in Python {first}=32"
    if is_list:
        hint = f"give the list its entries, such as {first}=3,5,7"
    return Unavailable(f"no default is given for {', '.join(missing)}", hint)


def _is_truth(value: object) -> bool:
    """Whether a value is true or false: of Python, of SymPy or of NumPy, neither of which is imported for it."""
    kind = type(value)
    return kind is bool or (kind.__module__.split(".")[0], kind.__name__) in _TRUTHS


_TRUTHS = frozenset({("sympy", "BooleanTrue"), ("sympy", "BooleanFalse"), ("numpy", "bool"), ("numpy", "bool_")})


def in_order(values: Mapping[str, GivenValue], limits: Limits) -> Iterator[dict[str, GivenValue]]:
    """The values in the order of their dependencies: each after those that it refers to; those of a circle at once.

    >>> from symcnn.limits import DEFAULT
    >>> [*in_order({"K": "n + 1", "n": "m", "m": 3}, DEFAULT)], [*in_order({"W": "H", "H": "2*W", "K": "W"}, DEFAULT)]
    ([{'m': 3}, {'n': 'm'}, {'K': 'n + 1'}], [{'W': 'H', 'H': '2*W'}, {'K': 'W'}])
    """
    later = dict(values)
    names = {name: _names_in(name, value, limits) - {name} for name, value in values.items()}
    for name in filter(list_of, values):  # which entries there are is said by another value
        names[name] |= {other for other in values if not list_of(other)}
    while later:
        ready = [name for name in later if names[name].isdisjoint(later)] or _circle(names, later)
        yield {name: later.pop(name) for name in ready}


def _circle(names: Mapping[str, set[str]], later: Iterable[str]) -> list[str]:
    """Of names each of which refers to others, those of a circle that refers to nothing outside of it."""
    among = {name: names[name].intersection(later) for name in later}
    reached = {name: {name} for name in among}
    for _ in among:
        reached = {name: found.union(*(among[other] for other in found)) for name, found in reached.items()}
    least = min(reached.values(), key=len)
    return [name for name in among if name in least]


def refuse_unknown(
    names: Iterable[str], known: Iterable[str], hint_for: Callable[[str], str] = lambda _: "", *, whose: str = ""
) -> None:
    """Raise for the first name that is no symbol of the network; ``whose`` names it where there are several."""
    words = dict.fromkeys(known)
    for name in names:
        if name not in words:
            hint = hint_for(name) or nearest(name, words) or f"it has {', '.join(words) or 'no symbols'}"
            message = f'{whose} has no symbol "{name}"' if whose else f'this network has no symbol "{name}"'
            raise NameMistake(message, hint=hint)


def refuse_lists(values: Mapping[str, Value]) -> None:
    """Raise for the first value that is a list: a symbol inside another value stands for a number."""
    for name, value in values.items():
        if not is_scalar(value):
            raise ArgumentMistake(f"{name} must be a number, not {describe(value)}")


def _names_in(name: str, value: object, limits: Limits) -> set[str]:
    """The names that a value refers to."""
    if isinstance(value, list | tuple):
        return {found for entry in value for found in _names_in(name, entry, limits)}
    if not isinstance(value, str):
        return symbols_in([value])
    if not any(map(str.isalpha, value)):
        return set()
    named = parse_expression(value, f"{name} =", limits).named()
    return {name for node in named for name in (str(node.value), *_entry_of(node))}


def _entry_of(node: Formula) -> tuple[str, ...]:
    """The name of the entry, ``k[2]``, where a formula is an entry of a list of symbols; else nothing."""
    place = node.args[0].value if node.op == "index" else None
    return (entry_name(str(node.value), place),) if isinstance(place, int) else ()


def symbols_in(values: Iterable[object]) -> set[str]:
    """The names of the symbols in some values."""
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return {symbol.name for part in parts for symbol in getattr(part, "free_symbols", ())}


def replaced(value: Value, read: Mapping[str, Value]) -> Value:
    """A value with some of its symbols replaced."""
    if isinstance(value, Table):
        return type(value)(replaced(entry, read) for entry in value)
    found = {symbol: read[symbol.name] for symbol in getattr(value, "free_symbols", ()) if symbol.name in read}
    if not found:
        return value
    rule = {symbol: to_public(cast("Scalar", new)) for symbol, new in found.items()}
    put_in: Callable[..., Expr] = _with_sympy("symcnn.algebra.sums.put_in").put_in
    return to_private(put_in(value, rule))


def _with_own_symbols(value: Expr, symbols: Mapping[str, Expr]) -> Expr:
    """The expression with the network's symbols: SymPy has different symbols that print alike."""
    return value.xreplace({symbol: symbols[symbol.name] for symbol in value.free_symbols if symbol.name in symbols})


def _read_text(name: str, text: str, symbols: Callable[[], Mapping[str, Expr]], limits: Limits) -> Value:
    """A value written in the language; true and false may be written as in Python."""
    if text.strip() in ("True", "False"):
        return int(text.strip() == "True")
    formula = parse_expression(text, f"{name} =", limits)
    names = {str(node.value) for node in formula.named()}
    domain = symbolic_domain(limits) if names else Exact(limits)
    known = symbols() if names else {}
    hint = value_hint(text.strip()) if text.strip() in names - known.keys() else ""
    if hint:
        raise NameMistake(foreign_word(formula), formula.span, hint)
    scope: dict[str, Value] = {word: domain.symbol(word) for word in names - known.keys()}
    scope |= {word: to_private(known[word]) for word in names & known.keys()}
    with counted(limits):
        return evaluate(formula, scope, domain)


@cache
def _with_sympy(module: str) -> ModuleType:
    """A module that imports SymPy; only here is that done, so that a run in numbers never waits for it."""
    with collector_paused():
        return importlib.import_module(module)


def symbolic_domain(limits: Limits) -> Exact:
    """The domain of SymPy expressions."""
    domain: Exact = _with_sympy("symcnn.algebra.domains.indexed").Indexed(limits)
    return domain


def domain_of(values: Iterable[Value], limits: Limits) -> Exact:
    """The smallest domain that holds the values."""
    return Exact(limits) if not any(map(_is_symbolic, values)) else symbolic_domain(limits)


def _is_symbolic(value: Value) -> bool:
    return any(map(_is_symbolic, value)) if isinstance(value, tuple) else hasattr(type(value), "free_symbols")


def make_symbol(domain: Exact, parameter: tree.Parameter) -> Scalar:
    """The symbol of a parameter that has no value."""
    bound = parameter.bound.value if parameter.bound else 1
    return domain.symbol(parameter.symbol, parameter.kind, parameter.relation, bound)  # type: ignore[arg-type]


def declare_brought(domain: Exact, parameters: Iterable[tree.Parameter], values: Mapping[str, Value]) -> None:
    """Let a domain know how the header declares those of its symbols that values brought along."""
    brought = symbols_in(values.values())
    for parameter in parameters:
        listed = values.get(parameter.symbol) if parameter.length else None
        places = range(1, len(listed) + 1) if isinstance(listed, Table) else ()
        words = (parameter.symbol, *(entry_name(parameter.symbol, place) for place in places))
        for word in brought.intersection(words):
            make_symbol(domain, parameter.replaced(symbol=word, length=""))


def make_list(domain: Exact, parameter: tree.Parameter, length: Scalar) -> Value:
    """The list of symbols of a parameter without a value: one symbol for each entry where the length is a number."""
    if isinstance(length, int):
        words = (entry_name(parameter.symbol, place) for place in range(1, length + 1))
        return ListFrom1(make_symbol(domain, parameter.replaced(symbol=word)) for word in words)
    made: Callable[..., Value] = _with_sympy("symcnn.algebra.domains.lists").list_of_symbols
    return made(parameter.symbol, make_symbol(domain, parameter), length)


def make_whole_number(name: str) -> Expr:
    """A symbol for a whole number that may be 0."""
    symbol: Expr = _with_sympy("symcnn.algebra.quotients.symbol").make_symbol(name, "integer", ">=", 0)
    return symbol


def to_public(value: Scalar) -> Expr:
    """A number of ours as SymPy's own."""
    convert: Callable[[Scalar], Expr] = _with_sympy("symcnn.algebra.quotients.numbers").to_sympy
    return convert(value)


def to_private(value: Scalar) -> Scalar:
    """A value with SymPy's numbers as Python's; a list of symbols stays."""
    if isinstance(value, ListOfSymbols | Table):
        return value
    if isinstance(value, int | Fraction):
        return plain(value)
    convert: Callable[[Expr], Scalar] = _with_sympy("symcnn.algebra.quotients.numbers").to_plain
    return convert(value)
