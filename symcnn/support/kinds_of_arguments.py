"""Says what an argument of Python's face must be, where something else was given and the function broke on it.

Annotations tell which kinds there are. They are looked at only after a function has failed, so that a call that works
costs nothing, and whatever behaves like a word or a number may stand for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from importlib import import_module
from itertools import islice
from math import isfinite
from numbers import Integral, Real
from os import PathLike
from types import FunctionType
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from symcnn.errors import ArgumentMistake, SymcnnError
from symcnn.limits import Limits
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from inspect import BoundArguments

TakenArguments = ParamSpec("TakenArguments")
Returned = TypeVar("Returned")
PublicClass = TypeVar("PublicClass", bound=type)

_BROKEN = (TypeError, AttributeError, ValueError, ArithmeticError, LookupError)
"""What a function ends in that was given a value of a kind it knows nothing of."""
_LONGEST = 40
"""Characters of a value that a message shows."""
_MOST = 1_000
"""Entries of a list that are looked at."""


class _Allowed(NamedTuple):
    """What an annotation allows: what a value must be, the words for that, and what its entries must be."""

    kinds: tuple[type, ...]
    words: str
    entries: type = object


_KINDS: Mapping[str, _Allowed] = {
    "str": _Allowed((str,), "a string"),
    "int": _Allowed((Integral,), "a whole number"),
    "float": _Allowed((Real,), "a number"),
    "str | int | slice": _Allowed((str, Integral, slice), "a string or a whole number"),
    "str | float": _Allowed((str, Real), "a string or a number"),
    "str | Path": _Allowed((str, PathLike), "a path"),
    "str | Path | Model": _Allowed((str, PathLike), "a model or the path of one"),
    "Iterable[str]": _Allowed((Iterable,), "a list of strings", str),
    "str | Iterable[str]": _Allowed((Iterable,), "a string, or a list of strings", str),
    "str | Iterable[Any]": _Allowed((Iterable,), "a string, or a list of numbers"),
    "tuple[int, ...]": _Allowed((Iterable,), "a list of whole numbers", Integral),
    "Mapping[str, tuple[int, ...]]": _Allowed((Mapping,), "a mapping from arguments to lists of numbers", str),
    "Mapping[str, Bound]": _Allowed((Mapping,), "a mapping from names of symbols to bounds", str),
    "Mapping[str, int]": _Allowed((Mapping,), "a mapping from names of symbols to numbers", str),
    "ValuesBySymbol": _Allowed((Mapping,), "a mapping from names of symbols to values", str),
    "Limits": _Allowed((Limits,), "limits, such as Limits(work=1000)"),
    "Progress": _Allowed((Callable,), "a function"),  # type: ignore[arg-type]  # it is asked as a class is
}
"""The kinds, by annotation."""
_ANYTHING = _Allowed((object,), "anything")


def checks_arguments(function: Callable[TakenArguments, Returned]) -> Callable[TakenArguments, Returned]:
    """A function that says of an argument of the wrong kind what it must be.

    >>> @checks_arguments
    ... def shout(word: str) -> str:
    ...     return word.upper()
    >>> shout({})
    Traceback (most recent call last):
    ...
    symcnn.errors.ArgumentMistake: word must be a string, not {}
    """

    @wraps(function)
    def run(*args: TakenArguments.args, **named: TakenArguments.kwargs) -> Returned:
        try:
            return function(*args, **named)
        except _BROKEN as reason:
            if isinstance(reason, SymcnnError):
                raise
            signature = import_module("inspect").signature(function)
            try:
                bound = signature.bind(*args, **named)
            except TypeError:
                raise reason from None  # there is no such argument
            for message in _wrong(bound):
                raise ArgumentMistake(message) from None
            raise

    return run


def with_checked_arguments(kind: PublicClass) -> PublicClass:
    """A class all public methods of which, also those that it has from others, check their arguments."""
    for name in dir(kind):
        method = getattr(kind, name)
        if isinstance(method, FunctionType) and (not name.startswith("_") or name == "__getitem__"):
            setattr(kind, name, checks_arguments(method))
    return kind


def _wrong(bound: BoundArguments) -> Iterator[str]:
    """What is wrong with arguments of known kinds; as they are by default they are right."""
    for name, value in bound.arguments.items():
        parameter = bound.signature.parameters[name]
        allowed = _KINDS.get(str(parameter.annotation).removesuffix(" | None"), _ANYTHING)
        if parameter.kind is parameter.VAR_KEYWORD:
            each = [*value.items()]
        else:
            each = [(name, one) for one in (value if parameter.kind is parameter.VAR_POSITIONAL else (value,))]
        for word, one in each:
            inside = islice(one, _MOST) if allowed.entries is not object and isinstance(one, Iterable) else ()
            fits = isinstance(one, allowed.kinds) and all(isinstance(entry, allowed.entries) for entry in inside)
            if one is not parameter.default and (not fits or (isinstance(one, Real) and not isfinite(one))):
                shown = repr(one)
                shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
                yield Message("{} must be {}, not {}", word, Message(allowed.words), shown)
