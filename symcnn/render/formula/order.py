"""Arranges a formula for printing: the textbook order of terms and factors, and the names of its symbols.

A formula that comes out of the algebra has no order of its own. Here it gets the one that the field's papers use:
``⌊(W − F + 2P)/S⌋ + 1`` and ``K(F²D + 1)``. Each symbol is ranked by the letter whose part it plays, so that a network
written in ``i, k, p, s`` comes out in the same order as one written in ``W, F, P, S``.
"""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.quantities import Heading
from symcnn.formula import Formula
from symcnn.render.formula.apart import renamed_apart
from symcnn.render.formula.bound_indices import with_fresh_indices
from symcnn.render.formula.powers import tidied
from symcnn.support.names import look, parted
from symcnn.support.record import Record, field
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Size(NamedTuple):
    """How a size is shown: as received by a layer, as it leaves one, and before the name of the layer it leaves."""

    received: str
    output: str
    named: str


class Notation(Record):
    """The order of terms in a sum and of factors in a product, and symbols for the letters of the rules.

    A letter without a symbol keeps its own.
    """

    terms: str = "XFLPSGTKND"
    factors: str = "LGSPFTDKNX"
    has_sums_last: bool = True
    """Whether ``K(F²D + 1)`` is written, and not ``(F²D + 1)K``, where D comes before K."""
    name: str = "textbook"
    source: str = ""
    letters: Mapping[str, str] = field(default={})
    axes: Mapping[int, tuple[Size, ...]] = field(default={})
    """By the number of axes, the size along each."""
    depth: Size | None = None
    is_numbered: bool = False
    """Whether an argument with a value for each axis has the axis's number as its index, or its letter."""
    own: Mapping[str, str] = field(default={})
    """Symbols for names that authors gave."""


TEXTBOOK = Notation()

_LETTERS = dict.fromkeys("WH", "X")
"""Letters of axes, for symbols that no derivation has given a part."""


def arrange(formula: Formula, roles: Mapping[str, str], notation: Notation = TEXTBOOK) -> Formula:
    """The formula in textbook order.

    >>> from symcnn.formula import name, number, total
    >>> [term.value for term in arrange(total([number(1), name("P"), name("W")]), {}).args]
    ['W', 'P', 1]
    """
    return Arranger(roles, notation).arrange(formula)


def ordered(formula: Formula) -> Formula:
    """The formula in textbook order, every name as it is.

    >>> from symcnn.formula import name, number, total
    >>> [term.value for term in ordered(total([number(1), name("P"), name("W")])).args]
    ['W', 'P', 1]
    """
    return Arranger({}).ordered(formula)


class Arranger:
    """Puts any number of formulas of one network in order, its symbols by the names that a notation has for them."""

    def __init__(
        self,
        roles: Mapping[str, str],
        notation: Notation = TEXTBOOK,
        names: Mapping[str, str] | None = None,
        beside: Iterable[str] = (),
        own: Iterable[str] = (),
        headings: Iterable[str] = (),
    ) -> None:
        self._roles = roles
        self._seen = {name: place for place, name in enumerate(roles)}
        self._rows = _rows_of_numbered(roles)
        """Symbols that differ by a number, under each of them."""
        self._notation = notation
        self._given = names or {}
        self._own = tuple(own)
        """Symbols of the whole network, which no index of a sum looks like."""
        self._known = dict.fromkeys([*roles, *self._given, *beside])
        """Names that may stand on one page, in order of appearance."""
        self._headings = tuple(headings)
        """Words of quantities that stand in formulas, which no symbol looks like."""
        self._ranks: dict[str, dict[str, tuple[int, int, str]]] = {}
        """Where a symbol stands, by the order of parts."""
        self.names = self._renamed_apart()
        """A symbol of the network, and what is shown for it."""

    def with_headings(self, headings: Iterable[str]) -> Arranger:
        """The same for formulas in which words of quantities stand."""
        return Arranger(self._roles, self._notation, self._given, self._known, self._own, headings)

    def _renamed_apart(self) -> Mapping[str, str]:
        shown = {name: self._given.get(name, name) for name in self._known}
        apart = renamed_apart(shown.values(), self._headings)
        return {**self._given, **{name: apart[new] for name, new in shown.items() if new in apart}}

    def _meet(self, formula: Formula) -> None:
        """Names that no role announced are distinguished from the others too."""
        if formula.words() <= self._known.keys():
            return
        words = (str(node.value) for node in formula.named() if not isinstance(node.value, Heading))
        new = dict.fromkeys(word for word in words if word not in self._known)
        if new:
            self._known.update(new)
            self.names = self._renamed_apart()

    def named(self, names: Mapping[str, str]) -> Arranger:
        """The same order with other names."""
        return Arranger(self._roles, self._notation, names, self._known, self._own, self._headings)

    def of_shown(self) -> Arranger:
        """The same order for formulas that have the names of the notation already."""
        return Arranger({self.names.get(word, word): role for word, role in self._roles.items()}, self._notation)

    def renamed(self, formula: Formula) -> Formula:
        """The formula as it stands, in the names of the notation."""
        self._meet(formula)
        return self.bound_apart(renamed(formula, self.names))

    def bound_apart(self, shown: Formula) -> Formula:
        """A formula in the names of the notation, its indices distinct from all other names."""
        return with_fresh_indices(shown, (self.names.get(word, word) for word in self._own))

    def arrange(self, formula: Formula) -> Formula:
        """The formula in the order and in the names of the notation."""
        return self.renamed(self.ordered(formula))

    def assumed(self, formula: Formula) -> Formula:
        """What is assumed, as its author wrote it, or else in order."""
        return self.renamed(formula) if formula.span.text else self.arrange(formula)

    def ordered(self, formula: Formula) -> Formula:
        """The formula in the order, in its own names."""
        if not formula.args:
            return formula
        spend(len(formula.args))
        args = [self.ordered(arg) for arg in formula.args]
        if formula.op == "sum":
            args.sort(key=self._term_key)
            first = next((place for place, term in enumerate(args) if not term.negated), 0)
            args.insert(0, args.pop(first))
        elif formula.op in ("product", "power"):
            row = tidied(args) if formula.op == "product" else tidied([Formula("power", tuple(args))])
            if row.op != "product":
                return row
            args = list(row.args)
            above = sorted((arg for arg in args if arg.op != "reciprocal"), key=self._factor_key)
            args = above + [arg for arg in args if arg.op == "reciprocal"]
            return self._parted(Formula("product", tuple(args), None, formula.span))
        return Formula(formula.op, tuple(args), formula.value, formula.span)

    def _parted(self, formula: Formula) -> Formula:
        """A product with its sums behind its other factors."""
        if not self._notation.has_sums_last:
            return formula
        args = sorted(formula.args, key=lambda arg: (arg.op == "reciprocal", _is_sum(arg)))
        return Formula("product", tuple(args), None, formula.span)

    def arrange_given(self, formula: Formula) -> Formula:
        """A formula as written, in which what was put in is brought into order, and products have their sums last."""
        self._meet(formula)
        if formula.op == "given":
            return Formula("given", (self.arrange(formula.args[0]),), None, formula.span)
        args = tuple(map(self.arrange_given, formula.args))
        shown = renamed(Formula(formula.op, args, formula.value, formula.span), self.names, deep=False)
        return self._parted(shown) if shown.op == "product" else shown

    def _places(self, formula: Formula, row: str) -> set[tuple[int, int, str]]:
        """Rank of the part, order of appearance, and name of every symbol."""
        ranks = self._ranks.setdefault(row, {})
        return {ranks.get(word) or self._rank(word, row) for word in formula.words()}

    def _rank(self, word: str, row: str) -> tuple[int, int, str]:
        """The same of one symbol, found once: a long formula has it very often. Numbered ones stay in their order."""
        alike = self._rows.get(word, [word])
        rank = min(_place(self._roles.get(one) or _LETTERS.get(one[0], one[0]), row) for one in alike)
        seen = sorted(self._seen.get(one, len(self._seen)) for one in alike)
        self._ranks[row].update((one, (rank, place, one)) for one, place in zip(alike, seen, strict=True))
        return self._ranks[row][word]

    def _term_key(self, term: Formula) -> tuple[bool, tuple[int, int, str], int, int]:
        """Numbers last; otherwise by the foremost symbol, sizes in the order of the layers, higher degrees first."""
        places = self._places(term, self._notation.terms)
        return not places, min(places, default=(0, 0, "")), self._divisor(term), -_degree(term)

    def _divisor(self, formula: Formula) -> int:
        """By how much the sizes in a term were divided: each layer that halves them comes after those before it."""
        found, stack = 1, [(formula, False)]
        while stack:
            node, rounded = stack.pop()
            if rounded and node.op == "reciprocal" and isinstance(node.args[0].value, int):
                found = max(found, node.args[0].value)
            rounded = rounded or (node.op == "call" and any(map(self._is_size, node.words())))
            stack.extend((arg, rounded) for arg in node.args if arg.args)
        return found

    def _is_size(self, word: str) -> bool:
        return (self._roles.get(word) or _LETTERS.get(word[0], word[0])) == "X"

    def _factor_key(self, factor: Formula) -> tuple[bool, tuple[int, int, str]]:
        """Numbers first; otherwise by the hindmost part, and within one part in order of appearance."""
        if factor.op == "name":  # most factors of long formulas
            row = self._notation.factors
            return True, self._ranks.setdefault(row, {}).get(str(factor.value)) or self._rank(str(factor.value), row)
        places = self._places(factor, self._notation.factors)
        if not places:
            return False, (0, 0, "")
        rank = max(places)[0]
        return True, min([place for place in places if place[0] == rank])


def _rows_of_numbered(names: Iterable[str]) -> Mapping[str, list[str]]:
    """``c1`` and ``c2`` in the order of their numbers, under each of the names."""
    rows: dict[str, list[str]] = {}
    for name in names:
        if parted(name).below.isdigit():
            rows.setdefault(parted(name).stem, []).append(name)
    in_order = [sorted(row, key=lambda one: int(parted(one).below)) for row in rows.values()]
    return {name: row for row in in_order for name in row}


def _place(letter: str, row: str) -> int:
    return row.index(letter) if letter in row else len(row)


def _is_sum(formula: Formula) -> bool:
    return formula.op == "sum" or (formula.op == "given" and _is_sum(formula.args[0]))


def renamed(formula: Formula, names: Mapping[str, str], *, deep: bool = True) -> Formula:
    """The formula with other names for some of its symbols, put in for all at once."""
    if not names:
        return formula
    args = tuple(renamed(arg, names) for arg in formula.args) if deep else formula.args
    is_named = formula.op in ("name", "index") and not isinstance(formula.value, Heading)
    return Formula(formula.op, args, names.get(str(formula.value), formula.value) if is_named else formula.value)


def distinct(names: Iterable[tuple[str, str]], kept: Iterable[str]) -> dict[str, str]:
    """New names of which no two are alike, and none is like a name that is kept: a later one gets an index.

    >>> distinct([("F", "k"), ("W", "i")], ["k"])
    {'F': 'k_2', 'W': 'i'}
    """
    taken, found = set(map(look, kept)), dict[str, str]()
    for old, new in names:
        indexed = (f"{new}_{place}" for place in count(2))
        free = next(word for word in chain([new], indexed) if look(word) not in taken)
        taken.add(look(free))
        found[old] = free
    return found


def _degree(formula: Formula) -> int:
    if formula.op == "power" and isinstance(formula.args[1].value, int):
        return formula.args[1].value * _degree(formula.args[0])
    if formula.op in ("name", "index"):
        return 1
    if formula.op == "product":
        return sum(_degree(arg) for arg in formula.args)
    return max((_degree(arg) for arg in formula.args), default=0)
