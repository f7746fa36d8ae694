"""The parts of a name: its stem, its index, its primes; Greek letters that words stand for; and what looks alike."""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are what this is about

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Container, Mapping

_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK: Mapping[str, str] = dict(zip(_WORDS.split(), "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True))

INDICES = "ijlmr"
"""Letters for the index of a repeat or a sum without a name of its own, or whose name is taken."""

LOWERED = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))
_RISEN = str.maketrans({low: digit for digit, low in LOWERED.items()})

_NAME = re.compile(r"^([^\W\d_₀-₉]+)_?(.*?)('*)$")

_NUMBERED = re.compile(r"(\d+)_([^\W\d_].*)")

_LOOKS = {
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",
    "ϜοϲνϹ": "FocvC",
    "АВЕЅІЈКМНОРСТУХԌԚԜ": "ABESIJKMHOPCTYXGQW",
    "аеѕіјорсухԁһԛԝӏ": "aesijopcyxdhqwl",
    "ГЛПФ": "ΓΛΠΦ",
    "∑∏∆": "ΣΠΔ",
}
"""Letters of other scripts, and the letters that they look like."""
_LIKE = str.maketrans({one: other for row, others in _LOOKS.items() for one, other in zip(row, others, strict=True)})


_ENTRY = re.compile(r"(.+)\[(\d+)\]")


def entry_name(listed: str, place: int) -> str:
    """The name of an entry of a list of symbols.

    >>> entry_name("k", 2)
    'k[2]'
    """
    return f"{listed}[{place}]"


def list_of(name: str) -> str:
    """The list that a name is an entry of; empty for any other name.

    >>> list_of("k[2]"), list_of("k_2")
    ('k', '')
    """
    match = _ENTRY.fullmatch(name)
    return match[1] if match else ""


OF_FORMULAS = frozenset(("if", "else", "and", "or", "not", "for", "in"))
"""Words of the language that stand in formulas: a formula with a symbol called so would say something else."""


def is_symbol_name(word: str) -> bool:
    """Whether a symbol can be called so, or an entry of a list of symbols.

    >>> [is_symbol_name(word) for word in ("W", "k[2]", "2*W", "k[i]", "", "if")]
    [True, True, False, False, False, False]
    """
    name = list_of(word) or word
    return name.isidentifier() and name not in OF_FORMULAS


def by_name(word: str) -> tuple[str, int, str]:
    """The key by which names are sorted, the entries of a list as they follow each other.

    >>> sorted(["k[10]", "W", "k[2]"], key=by_name)
    ['W', 'k[2]', 'k[10]']
    """
    return list_of(word) or word, len(word), word


def next_label(word: str, counts: Counter[str], taken: Container[str]) -> str:
    """The label of the next statement without one: its word and the next number that no label has yet.

    Digits that end the word stay apart from the number.

    >>> from collections import Counter
    >>> counts = Counter()
    >>> [next_label(word, counts, {"conv1"}) for word in ("conv", "conv", "relu6")]
    ['conv2', 'conv3', 'relu6_1']
    """
    stem = f"{word}_" if word[-1:].isdigit() else word
    while True:
        counts[word] += 1
        label = f"{stem}{counts[word]}"
        if label not in taken:
            return label


class Name(NamedTuple):
    """The parts of a name: its stem, the index below it, and the number of primes."""

    stem: str
    below: str
    primes: int


@lru_cache(10_000)
def parted(word: str) -> Name:
    """A name in parts: one letter or a Greek word with an index; a word of several parts stays one word.

    >>> [tuple(parted(word)) for word in ("W_in", "alpha_2'", "K₁", "kernel_size", "k[2]")]
    [('W', 'in', 0), ('alpha', '2', 1), ('K', '1', 0), ('kernel_size', '', 0), ('k', '2', 0)]
    """
    entry = _ENTRY.fullmatch(word)
    match = _NAME.match(f"{entry[1]}_{entry[2]}" if entry and "_" not in word else word)
    if match is None:
        return Name(word, "", 0)
    stem, index, primes = match.groups()
    index = index.translate(_RISEN)
    is_symbol = len(stem) == 1 or stem in GREEK or index.isdigit()
    return Name(stem, index, len(primes)) if is_symbol else Name(word.rstrip("'"), "", len(primes))


def below(index: str) -> tuple[str, ...]:
    """The parts of an index: a number, and the layer behind it.

    >>> below("1_maxpool2"), below("maxpool2"), below("")
    (('1', 'maxpool2'), ('maxpool2',), ())
    """
    numbered = _NUMBERED.fullmatch(index)
    return (numbered[1], numbered[2]) if numbered else (index,) * bool(index)


@lru_cache(10_000)
def look(word: str) -> Name:
    """The look of a name on any page: two names with one look would print alike.

    >>> look("K1") == look("K_1") == look("K₁"), look("lambda") == look("λ"), look("W_in") == look("W_out")
    (True, True, False)
    """
    stem, below, primes = parted(word)
    return Name(_letters(stem), _letters(below), primes)


def letter_by_letter(word: str) -> str:
    """The look of a name where it is written as its author spelled it.

    >>> letter_by_letter("K_1") == letter_by_letter("K1"), letter_by_letter("\N{MICRO SIGN}") == letter_by_letter("μ")
    (False, True)
    """
    return "".join(letter if "₀" <= letter <= "₉" else _plain(letter) for letter in word)


def _letters(word: str) -> str:
    return _plain(GREEK.get(word, word))


def _plain(letters: str) -> str:
    """Letters in their plain form: no ligatures, no wide forms, digits of one kind, and Latin where they look so."""
    plain = unicodedata.normalize("NFKC", letters).translate(_LIKE)
    return "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in plain)
