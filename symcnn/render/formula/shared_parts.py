"""Parts that occur often on a page, named once: which of them, and by what letters.

What a name saves is counted in operations that a reader sees: those of the part, for each time that it occurs but the
first. The part that saves most is named, then the next one in what is left, so that names stand in one another.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import combinations, product
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.errors import NotFound, nearest
from symcnn.formula import Formula, name
from symcnn.render.formula.apart import shown_look
from symcnn.render.formula.order import renamed
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from symcnn.formula import Operator

LEAST_SAVED: Mapping[str, int | None] = MappingProxyType({"often": 40, "all": 1, "none": None})
"""Operations that the first name saves at least, by what a user asks for; None where nothing is named."""
_LEAST_BESIDE = 15
"""Operations that each further one saves, so that of like parts some do not stay long beside the letters of others."""
_MOST_NAMES = 99
_LEAST_OPERATIONS = 2
"""What has fewer, such as ``W - 2``, reads as well as a letter."""
_NAMED: frozenset[Operator] = frozenset(("sum", "product", "power", "remainder", "call", "fold"))
"""Nodes that are a value by themselves."""
_MARK = "?"
"""Begins the name of a part until it has its letter; no author's name does."""
_WITH_SIZES, _WITHOUT = "ABEQRUVYZ", "cabeqruvyz"
"""Letters for parts that have a size in them, such as areas, and for all others, such as rounded depths; a part of one
size alone has the small letter of that size. The first that is free is taken."""


class NamedParts(NamedTuple):
    """Formulas with names in them, and what the names stand for, each behind those that stand in it."""

    formulas: tuple[Formula, ...]
    definitions: tuple[tuple[Formula, Formula], ...] = ()

    def needed(self, formulas: Iterable[Formula]) -> tuple[tuple[Formula, Formula], ...]:
        """What those names stand for that occur in some formulas, or in what others stand for."""
        words, found = {str(node.value) for formula in formulas for node in formula.names()}, []
        for word, value in reversed(self.definitions):
            if str(word.value) in words:
                found.append((word, value))
                words.update(str(node.value) for node in value.names())
        return tuple(reversed(found))

    def put(self, formula: Formula) -> Formula:
        """A formula with the names in place of what they stand for, as those have that the names were made from."""
        if not formula.args or not self.definitions:
            return formula
        named = {str(word.value) for word, _ in self.definitions}
        words = {_factors(value): word for word, value in self.definitions}
        pairs = [(value.args, word) for word, value in self.definitions if _is_pair(value, named)]
        return _put(formula, words, pairs)


def _is_pair(value: Formula, named: set[str]) -> bool:
    """Whether a name stands for two factors that may stand among others."""
    compound = (factor.op in _NAMED or (factor.op == "name" and factor.value in named) for factor in value.args)
    return value.op == "product" and len(value.args) == 2 and all(compound)  # noqa: PLR2004


def _factors(value: Formula) -> Hashable:
    """What is the same for products of the same factors, in whatever order."""
    return frozenset(Counter(value.args).items()) if value.op == "product" else value


def _put(
    formula: Formula, words: Mapping[Hashable, Formula], pairs: Sequence[tuple[tuple[Formula, ...], Formula]]
) -> Formula:
    args = tuple(_put(arg, words, pairs) for arg in formula.args)
    found = formula if args == formula.args else Formula(formula.op, args, formula.value)
    if not args or formula.op != "product" or _factors(found) in words:
        return words.get(_factors(found), found) if args else found
    left = [*args]
    for (one, other), word in pairs:
        if one in left and other in left:
            left[left.index(one)] = word
            left.remove(other)
    left.sort(key=_is_behind)
    return words.get(_factors(whole := Formula("product", tuple(left))), whole)


def _is_behind(factor: Formula) -> tuple[bool, bool]:
    """By which factors are sorted where a sum has become a letter: it stands before other sums."""
    return factor.op == "reciprocal", factor.op == "sum"


def least_saved(where: str) -> int | None:
    """What a name has to save, by the word of a user.

    >>> least_saved("often")
    40

    Raises:
        NotFound: The word is none of ``all``, ``often``, ``none``.
    """
    if where not in LEAST_SAVED:
        hint = nearest(where, LEAST_SAVED) or f"there is {', '.join(LEAST_SAVED)}"
        raise NotFound(f'there is no way of naming "{where}"', hint)
    return LEAST_SAVED[where]


def named_parts(
    formulas: Sequence[Formula],
    where: str,
    count: Callable[[Formula], int],
    taken: Iterable[str] = (),
    sizes: Iterable[str] = (),
) -> NamedParts:
    """Name what occurs often in the formulas of a page.

    >>> from symcnn.algebra.forms.operation_count import operations
    >>> from symcnn.syntax.parser import parse_expression
    >>> sums = [parse_expression(f"{n}*floor(W/2)*floor(H/2)") for n in (2, 3)]
    >>> shown = named_parts(sums, "all", operations, sizes=["W", "H"])
    >>> [str(word.value) for word, _ in shown.definitions], [len(each.args) for each in shown.formulas]
    (['A'], [2, 2])

    Args:
        formulas: As they are printed, in the order of the page.
        where: ``often``: products of sizes, and rounded widths, if the first letter saves forty operations and each
            further one fifteen; ``all``: whatever is repeated; ``none``.
        count: The operations that are seen in a formula.
        taken: Names that mean something else on the page.
        sizes: Names of sizes; what they stand in has a capital letter.

    Raises:
        NotFound: ``where`` is another word.
    """
    least = least_saved(where)
    if least is None or not any(formula.args for formula in formulas):
        return NamedParts(tuple(formulas))
    nodes, sized = _Nodes(), {*sizes}
    roots, parts = list(map(nodes.add, formulas)), list[int]()
    usual = sized if where == "often" else None
    while len(parts) < _MOST_NAMES and (best := nodes.best([*roots, *parts], count, least, usual)):
        word = f"{_MARK}{len(parts)}"
        sized |= {word} if nodes.holds(best, sized) else set()
        nodes, places, value = nodes.replaced(best, word)
        least = min(least, _LEAST_BESIDE)
        roots, parts = [places[root] for root in roots], [*(places[part] for part in parts), value]
    values = {f"{_MARK}{number}": nodes.formula(part) for number, part in enumerate(parts)}
    return _lettered(list(map(nodes.formula, roots)), values, set(taken), frozenset(sizes))


class PartNaming(NamedTuple):
    """What names parts of the formulas of a page, given all of these at once."""

    where: str = "none"
    count: Callable[[Formula], int] = lambda _: 0
    taken: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    axes: tuple[Formula, ...] = ()
    """Two sizes of the input along which parts may go alike."""

    def of(self, formulas: Sequence[Formula], beside: Iterable[str] = ()) -> NamedParts:
        """Formulas with names in them; ``beside`` are more names that mean something else."""
        return named_parts(formulas, self.where, self.count, {*self.taken, *beside}, self.sizes)


_LeafValue: TypeAlias = "int | Fraction | str | None"
_PartPlaces = tuple[int, ...]
"""A node; or two factors that stand in some products."""


class _Nodes:
    """Formulas of which each part is kept once, however often it is printed, behind what it is made of."""

    def __init__(self) -> None:
        self._places: dict[tuple[object, ...], int] = {}
        self._nodes: list[tuple[Operator, _LeafValue, tuple[int, ...]]] = []
        self._known: dict[int, Formula] = {}
        self._names: list[frozenset[str]] = []
        """The names in each node, those that are bound in a sum among them."""
        self._bound: set[str] = set()

    def add(self, formula: Formula) -> int:
        """The place of a formula."""
        return self._keep(formula.op, formula.value, tuple(map(self.add, formula.args)))

    def _keep(self, op: Operator, value: _LeafValue, args: tuple[int, ...]) -> int:
        key = op, type(value), value, args
        place = self._places.setdefault(key, len(self._nodes))
        if place == len(self._nodes):
            self._nodes.append((op, value, args))
            own = frozenset([str(value)] if op in ("name", "index") else ())
            self._names.append(own.union(*(self._names[arg] for arg in args)))
            if op == "fold":
                self._bound.update(*(self._names[index] for index in args[1::2]))
        return place

    def formula(self, place: int) -> Formula:
        """The formula at a place."""
        if place not in self._known:
            op, value, args = self._nodes[place]
            self._known[place] = Formula(op, tuple(map(self.formula, args)), value)
        return self._known[place]

    def best(
        self, roots: Sequence[int], count: Callable[[Formula], int], least: int, sizes: set[str] | None
    ) -> _PartPlaces:
        """The part whose name saves most, of equals the first; none if no name saves enough.

        With sizes, only what an author would name, and formulas that are printed again count once.
        """
        roots = roots if sizes is None else [*dict.fromkeys(roots)]
        spend(len(self._nodes))
        found, most = _PartPlaces(), least - 1
        for part, often in self._times(roots).items():
            if often < 2 or any(self._bound & self._names[place] or not self._names[place] for place in part):  # noqa: PLR2004
                continue
            if sizes is not None and not self._is_usual(part, sizes):
                continue
            seen = sum(count(self.formula(place)) for place in part) + len(part) - 1
            if seen >= _LEAST_OPERATIONS and (often - 1) * seen > most:
                found, most = part, (often - 1) * seen
        return found

    def _times(self, roots: Sequence[int]) -> dict[_PartPlaces, int]:
        """How often each part is printed."""
        times = [0] * len(self._nodes)
        for root in roots:
            times[root] += 1
        found: dict[_PartPlaces, int] = {}
        for place in range(len(self._nodes) - 1, -1, -1):
            op, _, args = self._nodes[place]
            for arg in args:
                times[arg] += times[place]
            pairs = [*combinations(filter(self._is_compound, args), 2)] if op == "product" else []
            if op in _NAMED and args not in pairs:  # a product of two parts is named as these are among other factors
                found[place,] = times[place]
            for pair in pairs:
                if pair[0] != pair[1]:
                    found[pair] = found.get(pair, 0) + times[place]
        return found

    def _is_usual(self, part: _PartPlaces, sizes: set[str]) -> bool:
        """Whether an author would name it: a product of sizes, a call without any, or a sum over an index."""
        op, _, args = self._nodes[part[0]]
        if len(part) == 1 and op not in ("product", "power"):
            return op == "fold" or (op == "call" and not self.holds(part, sizes))
        factors = part if len(part) > 1 else args[:1] if op == "power" else args
        return all(self._is_compound(place) and self.holds([place], sizes) for place in factors)

    def holds(self, places: Iterable[int], sizes: set[str]) -> bool:
        """Whether a size stands in some nodes."""
        return any(self._names[place] & sizes for place in places)

    def _is_compound(self, place: int) -> bool:
        op, value, _ = self._nodes[place]
        return op in _NAMED or (op == "name" and str(value).startswith(_MARK))

    def _is_behind(self, place: int) -> tuple[bool, bool]:
        op = self._nodes[place][0]
        return op == "reciprocal", op == "sum"

    def replaced(self, part: _PartPlaces, word: str) -> tuple[_Nodes, list[int], int]:
        """The same with a name for a part; where each node is in it; and where what the name stands for is."""
        new, places, value = _Nodes(), list[int](), -1
        for place, (op, said, args) in enumerate(self._nodes):
            kept = [places[arg] for arg in args]
            if len(part) > 1 and op == "product" and set(part) <= set(args):
                kept[args.index(part[0])] = new._keep("name", word, ())
                del kept[args.index(part[1])]
            if op == "product":
                kept.sort(key=new._is_behind)  # where a sum has become a letter it stands before other sums
            is_the_part = op == "product" and len(kept) == 1  # there was no other factor
            places.append(kept[0] if is_the_part else new._keep(op, said, tuple(kept)))
            if (place,) == part:
                value, places[place] = places[place], new._keep("name", word, ())
        if len(part) > 1:
            value = new._keep("product", None, tuple(places[factor] for factor in part))
        return new, places, value


def _lettered(
    formulas: Sequence[Formula], values: Mapping[str, Formula], taken: set[str], sizes: frozenset[str]
) -> NamedParts:
    """Letters for what was named, in the order in which a reader needs them."""
    order = list(_ordered(formulas, values))
    inside: dict[str, set[str]] = {}
    for word in order:
        own = values[word].free_names()
        inside[word] = own.union(*(inside.get(name, ()) for name in own)) - values.keys()
    taken |= {str(node.value) for formula in (*formulas, *values.values()) for node in formula.named()}
    stems = {shown_look(word).stem for word in taken}
    alike: dict[str, list[str]] = {}
    for word in order:
        alike.setdefault(_letters(inside[word], sizes), []).append(word)
    letters: dict[str, str] = {}
    for choice, words in alike.items():
        letter = next(letter for letter in (*choice, *map("".join, product(choice, repeat=2))) if letter not in stems)
        stems.add(letter)
        letters.update({word: letter if len(words) == 1 else f"{letter}_{n}" for n, word in enumerate(words, 1)})
    put = partial(renamed, names=letters)
    return NamedParts(tuple(map(put, formulas)), tuple((name(letters[word]), put(values[word])) for word in order))


def _letters(names: set[str], sizes: frozenset[str]) -> str:
    """What a part with these names may be called, the usual letter first."""
    met = sorted(names & sizes)
    own = met[0].lower() if len(met) == 1 == len(names) and len(met[0]) == 1 and met[0].isupper() else ""
    return own + (_WITH_SIZES if met else _WITHOUT)


def _ordered(formulas: Iterable[Formula], values: Mapping[str, Formula]) -> dict[str, None]:
    """The names of parts that occur, each behind those that it is made of."""
    found: dict[str, None] = {}
    for formula in formulas:
        for node in formula.names():
            word = str(node.value)
            if word in values and word not in found:
                found.update(_ordered([values[word]], {k: v for k, v in values.items() if k not in found}))
                found[word] = None
    return found
