"""Matches the arguments of a call with the parameters of a definition, and checks their kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, cast, overload

from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import (
    CONSTANTS,
    FILLING,
    NOTHING,
    ListOfSymbols,
    Table,
    Value,
    describe,
    is_number,
    is_scalar,
)
from symcnn.errors import ArgumentMistake, NameMistake, nearest
from symcnn.formula import ZERO, Formula
from symcnn.model.foreign import argument_hint, value_hint
from symcnn.model.list_parameters import lengths
from symcnn.support.message import Message
from symcnn.support.names import entry_name
from symcnn.syntax.parameter_kinds import declaring_hint
from symcnn.syntax.tree import Call

if TYPE_CHECKING:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.errors import FormulaText, Span
    from symcnn.formula import Comparator
    from symcnn.support.scalar import Numbers, Scalar
    from symcnn.syntax.tree import Argument, Invocation, Parameter

Evaluated = Callable[["Formula"], Value]


class BoundArguments(NamedTuple):
    """The arguments of a call: the value of every parameter, and which of them the author wrote."""

    values: Mapping[str, Value]
    given: frozenset[str]


class Merging(NamedTuple):
    """What the branches that a layer brings together must agree in."""

    depths_agree: bool = False
    sizes_agree: bool = True
    spreads: bool = False
    """Whether a branch without sizes serves every position."""


def match(call: Invocation, parameters: tuple[Parameter, ...]) -> dict[str, Argument]:
    """Which argument each parameter gets, by symbol; positions first, then words or symbols."""
    by_word = {word: parameter for parameter in parameters for word in (*parameter.words, parameter.symbol)}
    matched: dict[str, Argument] = {}
    for position, argument in enumerate(call.arguments):
        parameter = by_word.get(argument.name) if argument.name else _at(position, call, parameters)
        if parameter is None:
            message = f'"{call.name}" has no argument "{argument.name}"'
            hint = argument_hint(argument.name, parameters) or _usage(call, parameters)
            raise ArgumentMistake(message, argument.span, hint)
        if parameter.symbol in matched:
            raise ArgumentMistake(f'"{call.name}" gets its argument {parameter.symbol} twice', argument.span)
        matched[parameter.symbol] = argument
    return matched


def bind(
    call: Invocation,
    parameters: tuple[Parameter, ...],
    matched: Mapping[str, Argument],
    outer: Evaluated,
    inner: Mapping[str, Value],
    domain: Exact,
) -> dict[str, Value]:
    """The value of each parameter: arguments in the caller's scope, defaults in the definition's own."""
    values: dict[str, Value] = {}
    for parameter in parameters:
        argument = matched.get(parameter.symbol)
        if argument is not None:
            value = _of_argument(argument.value, call, parameter, outer)
            values[parameter.symbol] = int(value) if isinstance(value, bool) else value
            check(values[parameter.symbol], parameter, domain, argument.value)
        elif parameter.default is not None:
            value = values[parameter.symbol] = evaluate(parameter.default, {**inner, **values}, domain)
            if value is not NOTHING:
                held = by_default(parameter)
                check(int(value) if isinstance(value, bool) else value, held, domain, parameter.default, call.span)
        else:
            message = f'"{call.name}" needs its argument {spelled(parameter)}'
            raise ArgumentMistake(message, call.span, _usage(call, parameters))
        values.update(lengths((parameter,), values))
    return values


def _of_argument(written: Formula, call: Invocation, parameter: Parameter, outer: Evaluated) -> Value:
    """The value of an argument; a word of another framework that nothing defines differs from any other name."""
    try:
        return outer(written)
    except NameMistake as mistake:
        hint = hint_for(written, call, parameter) if written.op == "name" and mistake.span == written.span else ""
        if not hint:
            raise
        raise NameMistake(foreign_word(written), written.span, hint) from None


def hint_for(written: Formula, call: Invocation | None, parameter: Parameter | None) -> str:
    """How a word of another framework is written as an argument, or what that must be; empty for any other name."""
    hint = value_hint(str(written.value), call, parameter)
    return hint or "" if hint is not None or parameter is None else f"{spelled(parameter)} is {needed_words(parameter)}"


def taken_by(written: Formula, call: Invocation, parameters: tuple[Parameter, ...]) -> Parameter | None:
    """The parameter whose argument a formula is."""
    by_word = {word: parameter for parameter in parameters for word in (*parameter.words, parameter.symbol)}
    for place, argument in enumerate(call.arguments):
        if argument.value is written:
            return by_word.get(argument.name) if argument.name else dict(enumerate(parameters)).get(place)
    return None


def foreign_word(written: Formula) -> str:
    """The message about a word of another framework."""
    return f'"{written.value}" is a word of another language'


def check(value: Value, parameter: Parameter, domain: Exact, written: Formula, at: Span | None = None) -> None:
    """Refuse a value of the wrong kind: by default an argument is a positive whole number.

    ``at`` is the call that leaves the value to a default, which may stand in another text.
    """
    if value is NOTHING and parameter.default is not None and parameter.default.value == "none":
        return
    if parameter.kind == PADDING and isinstance(value, str) and value in FILLING:
        return
    if parameter.kind == AXIS and isinstance(value, str):
        return  # which letters there are is known where the axes are
    if parameter.length and isinstance(value, Table):
        _check_entries(value, parameter, domain, written, at)
        return
    if parameter.length:
        fits = isinstance(value, ListOfSymbols)
    elif parameter.kind in STRUCTURES:
        fits = isinstance(value, STRUCTURES[parameter.kind])
    elif parameter.kind == AXIS:
        fits = isinstance(value, int) and value >= 0
    else:
        fits = _number_fits(value, parameter, domain)
    if not fits:
        raise ArgumentMistake(
            (f"{spelled(parameter)} must be {needed_words(parameter)}, not ", *_shown_value(value, written, domain)),
            at or written.span,
            _hint(value, parameter, written),
        )


def _check_entries(
    listed: Table, parameter: Parameter, domain: Exact, written: Formula, at: Span | None = None
) -> None:
    """Each entry of a list is held to the kind of the list."""
    parts = written.args if written.op == "list" else (Formula("text"),) * len(listed)
    for place, (entry, part) in enumerate(zip(listed, parts, strict=True), 1):
        check(entry, parameter.replaced(symbol=entry_name(parameter.symbol, place), length=""), domain, part, at)


def _hint(value: Value, parameter: Parameter, written: Formula) -> str:
    if isinstance(value, str):
        return _string_hint(value, written)
    own = "" if parameter.kind or parameter.words else declaring_hint(parameter.symbol, written)
    return _AXIS_HINT if parameter.kind == AXIS else own


def _string_hint(word: str, written: Formula) -> str:
    """What a string means that stands for a value."""
    if word in FILLING:
        return f"give it by name: padding={word}"
    if word in CONSTANTS and written.op == "text" and written.span.text:
        return f"words stand without quotes: {word}"
    return value_hint(word) or ""


PADDING = "padding"
"""The kind of a parameter that is a number of values or a word."""

AXIS = "axis"
"""The kind of a parameter that is one of the axes, the depth the last of them."""

_AXIS_HINT = 'axes are counted from 0, and the depth is "D"'

MERGES: Mapping[str, Merging] = {
    "alike": Merging(depths_agree=True),
    "stacked": Merging(),
    "spread": Merging(depths_agree=True, spreads=True),
    "separate": Merging(sizes_agree=False),
}
"""Kinds of the parameter by which a layer of branches gets their depths, and so says what they must agree in."""

STRUCTURES: Mapping[str, type] = {"table": Table, "text": str, **dict.fromkeys(MERGES, Table)}
_WORDS: Mapping[str, str] = {
    "": "a positive whole number",
    "integer": "a whole number",
    "real": "a number",
    "boolean": "true or false",
    "table": "a list",
    "text": "a string",
    PADDING: "a whole number, not below 0, same, same_lower or causal",
    AXIS: 'an axis such as "W" or the number of one',
    "alike": "branches of the same sizes and depth",
    "stacked": "branches of the same sizes",
    "spread": "branches of the same depth, and of the same sizes where they have any",
    "separate": "branches",
}
_BOUNDED: Mapping[str, str] = {"integer": "a whole number {}", "real": "a number {}"}
NO_NUMBERS = (*STRUCTURES, AXIS)
"""Kinds of what no symbol can stand for."""
KINDS = tuple(word for word in _WORDS if word)
"""What can stand behind the colon of a parameter."""
_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "real": ("float", "double", "number", "rational", "fraction", "decimal"),
    "text": ("string", "str"),
    "table": ("list", "array", "tuple", "vector", "matrix"),
}
"""What other languages call kinds."""
_POSITIVE = ("natural", "positive", "nat", "size")
"""Words for a positive whole number, which has no kind here."""


def kind_hint(word: str) -> str:
    """What may be meant by a kind that there is not.

    >>> kind_hint("float"), kind_hint("natural")
    ('did you mean "real"?', 'a positive whole number needs no kind')
    """
    if word.lower() in _POSITIVE:
        return "a positive whole number needs no kind"
    known = next((kind for kind, words in _ELSEWHERE.items() if word.lower() in words), "")
    plain = [kind for kind in KINDS if kind not in MERGES]
    found = f'did you mean "{known}"?' if known else nearest(word, KINDS)
    return found or f"there is {', '.join(plain)}; for branches {', '.join(MERGES)}"


NUMBERS = ("", "integer", "real")
"""Kinds of which a list of symbols can be."""


def is_computed(parameter: Parameter) -> bool:
    """Whether a default is a formula or a name, whose values may be others than the kind allows."""
    return parameter.default is not None and parameter.default.op != "number"


def by_default(parameter: Parameter) -> Parameter:
    """The parameter whose kind a default must fit: without a kind 0 will do too, as in ``padding P = (F - 1)/2``."""
    return parameter if parameter.kind else parameter.replaced(kind="integer", relation=">=", bound=ZERO)


def takes_default(parameter: Parameter) -> bool:
    """Whether its default stands for it where it has no value: what is no number, or chooses between structures."""
    return parameter.kind in NO_NUMBERS or (parameter.kind == "boolean" and parameter.default is not None)


def bounds_of(parameter: Parameter) -> tuple[tuple[Comparator, int | Fraction], ...]:
    """The comparisons that a value must pass: a parameter without a kind is at least 1."""
    if not parameter.kind:
        return ((">=", 1),)
    if parameter.kind == "boolean":
        return ((">=", 0), ("<=", 1))
    if parameter.kind == PADDING:
        return ((">=", 0),)
    bound = parameter.bound.value if parameter.bound else None
    return ((cast("Comparator", parameter.relation), bound),) if isinstance(bound, int | Fraction) else ()


@overload
def entries(value: Numbers) -> tuple[Scalar, ...]: ...
@overload
def entries(value: Value) -> tuple[Value, ...]: ...
def entries(value: Value) -> tuple[Value, ...]:
    """A vector's entries; a scalar as the only one."""
    return value if isinstance(value, tuple) else (value,)


def needed_words(parameter: Parameter) -> str:
    """What a value must be, in words."""
    return Message("a list, each entry {}", _entry_words(parameter)) if parameter.length else _entry_words(parameter)


def _entry_words(parameter: Parameter) -> str:
    """The requirement on one value, or on one entry of a list, in words."""
    words = Message(_WORDS[parameter.kind])
    if parameter.bound is None:
        return words
    bound = f"{parameter.relation} {parameter.bound.span.text or parameter.bound.value}"
    return Message(_BOUNDED.get(parameter.kind, "{1} {0}"), bound, words)


def _number_fits(value: Value, parameter: Parameter, domain: Exact) -> bool:
    if not is_number(value):
        return False
    whole = parameter.kind == "real" or all(domain.whole(entry) is not False for entry in entries(value))
    pairs = [(relation, entry, bound) for entry in entries(value) for relation, bound in bounds_of(parameter)]
    return whole and all(domain.decide(*pair) is not False for pair in pairs)


def _shown_value(value: Value, written: Formula, domain: Exact) -> tuple[str | FormulaText, ...]:
    """What the author wrote, and what it came to where that is something else; or what was given."""
    words = written.span.text
    if not is_scalar(value):
        return (words or (str(value) if is_number(value) else describe(value)),)
    told = domain.formula_text(value) if hasattr(type(value), "free_symbols") else str(value)
    return (words, " (which is ", told, ")") if words not in ("", str(told)) else (told,)


def spelled(parameter: Parameter) -> str:
    """``F (kernel_size)``: the symbol and the first word."""
    return f"{parameter.symbol} ({parameter.words[0]})" if parameter.words else parameter.symbol


def _usage(call: Invocation, parameters: tuple[Parameter, ...]) -> str:
    braces = "" if isinstance(call, Call) else " { … }"
    return f"it is called as {signature(call.name, parameters)}{braces}" if parameters else ""


def signature(name: str, parameters: tuple[Parameter, ...]) -> str:
    """The call as a definition allows it: words, symbols and defaults; of a merge, braces for its branches."""
    written = [_shown(parameter) for parameter in parameters if parameter.kind not in MERGES]
    if len(written) == len(parameters):
        return f"{name}({', '.join(written)})"
    return f"{name}({', '.join(written)}) {{ … }}" if written else f"{name} {{ … }}"


def _shown(parameter: Parameter) -> str:
    words = " ".join((*parameter.words[:1], parameter.symbol))
    if parameter.default is None:
        return words
    default = parameter.default.args[0] if parameter.default.op == "if" else parameter.default
    return f"{words} = {default.span.text}"


def _at(position: int, call: Invocation, parameters: tuple[Parameter, ...]) -> Parameter:
    argument = call.arguments[position]
    if any(earlier.name for earlier in call.arguments[:position]):
        raise ArgumentMistake("an argument without a name stands behind one with a name", argument.span)
    if position >= len(parameters):
        takes = f"{len(parameters)} argument{'s' * (len(parameters) != 1)}" if parameters else "no arguments"
        raise ArgumentMistake(f'"{call.name}" takes {takes}', argument.span, _usage(call, parameters))
    return parameters[position]
