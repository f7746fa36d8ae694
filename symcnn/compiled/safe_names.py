"""Names of users as identifiers of a programming language, and their words as comments: nothing else gets through."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_C = (
    "auto break case char const continue default do double else enum extern float for goto if inline int long register "
    "restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof "
    "bool true false nullptr alignas alignof constexpr thread_local static_assert linux unix main whole size_t "
    "int64_t abs pow floor min max wchar_t ptrdiff_t max_align_t nullptr_t offsetof unreachable typeof_unqual"
)
_JAVASCRIPT = (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof var void while with yield undefined NaN Infinity "
    "BigInt Math Number Object Array"
)
_SQL = (
    "all and any array as asc asymmetric between both by case cast check collate column constraint create cross "
    "current_date current_time current_timestamp default desc describe distinct else end except exists false fetch "
    "filter for foreign from full glob grant group having ilike in inner intersect into is isnull join lambda lateral "
    "leading left like limit natural not notnull null offset on only or order outer over partition pivot placing "
    "positional primary qualify range references returning right row rows select semi show similar some summarize "
    "symmetric table then to trailing true union unique unpivot user using values variadic when where window with"
)
TAKEN = frozenset(keyword.kwlist) | frozenset(f"{_C} {_JAVASCRIPT} {_SQL}".split())
"""Words that mean something in one of the languages; a name has one identifier in all."""

_PYTHON = frozenset(("np", "min", "max", "range", "len", "sum", "abs", "pow", "int", "Fraction"))
_OURS = re.compile(
    r"[tis]\d+$|most\d+$|.*_broken$|.*_at$|least$|greatest$|divided$|remaining$|raised$|turns$|wide$|ratio$|fraction$|.*_above$|.*_below$|.*_many$|.*_grid$|legal$|out$|count$"
)
_HEADERS = re.compile(
    r"u?int(\d+|_\w+|max|ptr)_t$|(U?INT(\d+|_\w+|MAX|PTR)|SIZE|PTRDIFF|WCHAR|WINT|SIG_ATOMIC)_(MAX|MIN|C)$"
)
"""What the headers of C define that its source has."""
_SQL_FOLDED = frozenset(word.lower() for word in TAKEN)


def identifier(name: str, taken: Iterable[str] = (), *, folds_case: bool = True) -> str:
    """A name in letters, digits and underscores, which no language has a meaning for, and nothing else is called.

    >>> identifier("W"), identifier("n_1"), identifier("lambda"), identifier("W'"), identifier("C1.W")
    ('W', 'n_1', 'lambda_', 'W_u27', 'C1_W')
    >>> identifier("k[1]"), identifier("k[1]", ["k_1"])
    ('k_1', 'k_1_')
    >>> identifier("t1"), identifier("x", ["X"]), identifier("x", ["X"], folds_case=False)
    ('t1_', 'x_small', 'x')
    """
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign == "_") else _coded(sign) for sign in name)
    plain = plain.lstrip("_") or "x"
    plain = f"x{plain}" if plain[0].isdigit() else plain
    known = set(taken)
    folded = {word.lower() for word in known} if folds_case else set()
    if plain not in known and plain.lower() in folded:
        plain += "_small" if plain.islower() else "_capital"
    while (
        plain in _PYTHON
        or plain in known
        or _OURS.match(plain)
        or _HEADERS.match(plain)
        or plain.lower() in _SQL_FOLDED
        or plain.lower() in folded
    ):
        plain += "_"
    return plain


def _coded(sign: str) -> str:
    return "_" if sign in "./ -[" else "" if sign == "]" else f"_u{ord(sign):x}"


def identifiers(names: Iterable[str], taken: Iterable[str] = (), *, folds_case: bool = True) -> dict[str, str]:
    """Each name with an identifier of its own.

    >>> identifiers(["W", "w"]), identifiers(["W", "w"], folds_case=False)
    ({'W': 'W', 'w': 'w_small'}, {'W': 'W', 'w': 'w'})
    """
    found: dict[str, str] = {}
    before = tuple(taken)
    for name in names:
        found[name] = identifier(name, (*before, *found.values()), folds_case=folds_case)
    return found


_UNSAFE = re.compile(r"[^A-Za-z0-9 .,:;=<>()\[\]+*/_^%!-]")


def comment(words: str) -> str:
    """Words without anything that could end a comment, a string or a line in any of the languages.

    >>> comment('δ ≥ 5 */ " ')
    'delta >= 5 * /'
    >>> comment("filters of 网1")
    'filters of _u7f511'
    """
    words = "".join(_PLAIN.get(sign) or _spelled(sign) for sign in words)
    words = _UNSAFE.sub("?", words)
    while (apart := words.replace("*/", "* /").replace("/*", "/ *").replace("--", "- -")) != words:
        words = apart
    return words.replace("?", "").strip()


def _spelled(sign: str) -> str:
    """A Greek letter by its name, one of another script as identifiers have it; any other sign as it is."""
    words = unicodedata.name(sign, "").split() if not sign.isascii() else []
    if words[:1] == ["GREEK"]:
        return words[-1].lower()
    return _coded(sign) if words and sign.isalpha() else sign


_PLAIN = {"≥": ">=", "≤": "<=", "≠": "!=", "≡": "=", "−": "-", "·": "*", "⌊": "floor(", "⌋": ")", "²": "^2", "³": "^3"}
_PLAIN |= {"⌈": "ceil(", "⌉": ")", "…": "..", "\n": " ", **{sub: str(digit) for digit, sub in enumerate("₀₁₂₃₄₅₆₇₈₉")}}
