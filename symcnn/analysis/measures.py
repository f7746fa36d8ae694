"""Quantities that plots can show: totals, sizes and totals of layers, formulas of these, receptive field, memory."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.equation import SEEN_KEYS, read_amount
from symcnn.derive.memory_amounts import MEMORY
from symcnn.derive.quantities import BY_KEY, DEPTH, HEADINGS
from symcnn.derive.receptive_field import SEEN, fields, of_field
from symcnn.errors import NameMistake, Unavailable, nearest
from symcnn.formula import Formula, name
from symcnn.model.foreign import quantity_hint
from symcnn.model.given_values import to_public
from symcnn.render.formula.text import to_text
from symcnn.render.languages.translate import ENGLISH
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sympy import Expr

    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import Derivation
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.support.scalar import Scalar


class Measure(NamedTuple):
    """A quantity of a network: the label of its axis, its unit, and the function that finds it."""

    heading: str
    unit: str
    """Measures of one unit share an axis."""
    of: Callable[[Subject], Scalar]


def seen(derivation: Derivation, key: str) -> Scalar:
    """The receptive field of a unit of the output, along the first axis."""
    field = fields(derivation)[-1]
    if not field:
        raise Unavailable("what the output sees of the input is not known", "some layer before it states no window")
    return of_field(field[0], key, derivation.domain)


KEPT: Mapping[str, str] = {
    "weights": "numbers stored",
    "running": "numbers kept at once in a run",
    "training": "numbers kept for the gradients",
}
"""Memory as a count of numbers, for one example; times the bytes for each number."""

TOTALS: Mapping[str, str] = {**HEADINGS, DEPTH.key: DEPTH.heading}
"""Quantities by their word, which a symbol of the same name does not hide."""

SIZES: Mapping[str, str] = {"W": "width", "H": "height", "T": "length", "D": "depth"}


def read_measures(
    text: str, words: Phrasebook = ENGLISH, names: Mapping[str, str] | None = None
) -> tuple[Measure, ...]:
    """The quantities of a list such as ``params, macs, C3.W``; symbols are shown by other names where they have some.

    >>> [measure.heading for measure in read_measures("params, C3.W, macs/params")]
    ['parameters', 'width of C3', 'MACs/parameters']
    """
    return tuple(_measure(word, words, names or {}) for word in words_of(text))


def amount_of(key: str, net: Subject) -> Expr:
    """A total, or any formula of what one asks of layers and of the network."""
    known, several = [*BY_KEY, DEPTH.key], len(words_of(key)) > 1
    if key in known:
        total: Expr = net.quantity(key)
        return total
    if several or (key.isidentifier() and key not in SEEN_KEYS):
        hint = quantity_hint(key, known) or f"there is {', '.join(known)}"
        raise Unavailable(
            f'there is no quantity "{key}"', "one quantity at a time, such as params" if several else hint
        )
    (measure,) = read_measures(key)
    return to_public(net.closed(measure.of(net)))


def words_of(text: str) -> list[str]:
    """The words of a list such as ``params, C3.W``, each once: those between the commas that stand outside of brackets.

    >>> words_of("params, max(macs, 2), params")
    ['params', 'max(macs, 2)']
    """
    return list(dict.fromkeys(_parted(text)))


def _parted(text: str) -> Iterator[str]:
    """The words between the commas that stand outside of brackets."""
    depth, word = 0, ""
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            yield word.strip()
            word = ""
        else:
            word += character
    yield word.strip()


def _measure(word: str, words: Phrasebook, names: Mapping[str, str]) -> Measure:
    special = next((column for column in SEEN if column.key == word), None)
    if special is not None:
        return Measure(words(special.heading), words(special.heading), lambda net: seen(net.derivation, word))
    if (kind := word.removeprefix("memory.")) in MEMORY:
        amount = MEMORY[kind]
        return Measure(words(KEPT[kind]), words("numbers kept"), lambda net: amount(net.derivation))
    if word in TOTALS:
        whole = _of_network(word)
        return Measure(heading_of(word, words), heading_of(word, words), lambda net: _of_formula(whole, net))
    formula = parse_expression(word, "of")
    heading = to_text(_with_headings(formula, words, names))
    label, _, part = word.rpartition(".")
    unit = _part_heading(part, words) if formula.op == "name" and label else heading
    return Measure(heading, unit, lambda net: _of_formula(formula, net))


@cache
def _of_network(word: str) -> Formula:
    return parse_expression(f"network.{word}", "of")


def _of_formula(formula: Formula, net: Subject) -> Scalar:
    """The value of a formula about a network."""
    try:
        return read_amount(formula, net.derivation, net.derivation.scope)
    except NameMistake as mistake:
        closer = nearest(mistake.span.text, (*KEPT, *(column.key for column in SEEN)))
        if closer:
            raise NameMistake(mistake.message, mistake.span, closer) from None
        raise


def _with_headings(formula: Formula, words: Phrasebook, names: Mapping[str, str]) -> Formula:
    """The formula with quantities replaced by the headings of their columns."""
    if formula.op == "name":
        word = str(formula.value)
        return name(names[word] if word in names else heading_of(word, words))
    args = tuple(_with_headings(arg, words, names) for arg in formula.args)
    return Formula(formula.op, args, formula.value)


def heading_of(word: str, words: Phrasebook = ENGLISH) -> str:
    """The title of an axis for a quantity, or for a part of a layer.

    >>> heading_of("macs"), heading_of("C1.D"), heading_of("C1.params")
    ('MACs', 'depth of C1', 'parameters of C1')
    """
    label, _, part = word.rpartition(".")
    if not label:
        return _heading_or_word(TOTALS, word, words)
    return words("{} of {}", _part_heading(part, words), label)


def _part_heading(part: str, words: Phrasebook) -> str:
    return _heading_or_word({**HEADINGS, **SIZES}, part, words)


def _heading_or_word(headings: Mapping[str, str], word: str, words: Phrasebook) -> str:
    """The heading of a word, or the word of an author as it is."""
    return words(headings[word]) if word in headings else word
