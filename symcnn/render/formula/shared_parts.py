"""Parts that occur often on a page, named once: which of them, and by what letters.

What a name saves is counted in operations that a reader sees: those of the part, for each time that it occurs but the
first. The part that saves most is named, then the next one in what is left, so that names stand in one another.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.errors import NotFound, nearest
from symcnn.formula import Formula, name
from symcnn.render.formula.apart import shown_look
from symcnn.render.formula.order import renamed
from symcnn.render.formula.part_nodes import MARK, NAMED, PartNodes, PartShape

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence


LEAST_SAVED: Mapping[str, int | None] = MappingProxyType({"often": 40, "all": 1, "none": None})
"""Operations that the first name saves at least, by what a user asks for; None where nothing is named."""
_LEAST_BESIDE = 15
"""Operations that each further one saves."""
_LEAST_TOGETHER = 60
"""Operations that all names together save at least, where the first one alone does not save enough."""
_MOST_NAMES = 99
_WITH_SIZES, _WITHOUT = "ABEQRUVYZ", "cabeqruvyz"
"""Letters for parts that have a size in them, such as areas, and for all others, such as rounded depths; a part of one
size alone has the small letter of that size. The first that is free is taken."""


PartMeanings: TypeAlias = "tuple[tuple[Formula, Formula], ...]"
"""Letters and what they stand for."""


class NamedParts(NamedTuple):
    """Formulas with names in them, and what the names stand for, each behind those that stand in it."""

    formulas: tuple[Formula, ...]
    definitions: PartMeanings = ()

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
    compound = (factor.op in NAMED or (factor.op == "name" and factor.value in named) for factor in value.args)
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
        where: ``often``: products of sizes, and rounded widths, each of which saves fifteen operations, if one of them
            saves forty or all together save sixty; ``all``: whatever is repeated; ``none``.
        count: The operations that are seen in a formula.
        taken: Names that mean something else on the page.
        sizes: Names of sizes; what they stand in has a capital letter.

    Raises:
        NotFound: ``where`` is another word.
    """
    least = least_saved(where)
    if least is None or not any(formula.args for formula in formulas):
        return NamedParts(tuple(formulas))
    nodes, sized = PartNodes(), {*sizes}
    roots, parts = list(map(nodes.add, formulas)), list[int]()
    usual = sized if where == "often" else None
    each, saved, shapes = min(least, _LEAST_BESIDE), list[int](), list[PartShape]()
    while len(parts) < _MOST_NAMES and (best := nodes.best([*roots, *parts], count, each, usual, shapes)).part:
        word = f"{MARK}{len(parts)}"
        shapes.append(nodes.shape(best.part))
        sized |= {word} if nodes.holds(best.part, sized) else set()
        nodes, places, value = nodes.replaced(best.part, word)
        saved.append(best.saved)
        roots, parts = [places[root] for root in roots], [*(places[part] for part in parts), value]
    if not saved or max(saved[0], sum(saved) - _LEAST_TOGETHER + least) < least:
        return NamedParts(tuple(formulas))
    values = {f"{MARK}{number}": nodes.formula(part) for number, part in enumerate(parts)}
    return _lettered(list(map(nodes.formula, roots)), values, set(taken), frozenset(sizes))


class PartNaming(NamedTuple):
    """What names parts of the formulas of a page, given all of these at once."""

    where: str = "none"
    count: Callable[[Formula], int] = lambda _: 0
    taken: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    axes: tuple[Formula, ...] = ()
    """Two sizes of the input along which parts may go alike."""
    over_letters: Callable[[PartMeanings], Callable[[Formula], Formula]] | None = None
    """What brings formulas into the form of the page as if each letter were a symbol; None for a form without."""

    def of(self, formulas: Sequence[Formula], beside: Iterable[str] = ()) -> NamedParts:
        """Formulas with names in them; ``beside`` are more names that mean something else."""
        return named_parts(formulas, self.where, self.count, {*self.taken, *beside}, self.sizes)

    def totals(self, named: NamedParts) -> Callable[[Formula, Formula], Formula]:
        """What writes a total with letters, given as it is formed and as it is added up: the shorter one of the two."""
        form = self.over_letters(named.definitions) if self.over_letters and named.definitions else None

        def shorter(total: Formula, added: Formula) -> Formula:
            if form is None or not added.words() & self.sizes:
                return named.put(total)
            return min(named.put(total), named.put(form(added)), key=self.count)

        return shorter


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
