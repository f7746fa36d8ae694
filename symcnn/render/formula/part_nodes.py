"""The parts of formulas that are printed: each kept once, how often it is printed, and which name would save most."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symcnn.formula import Formula
from symcnn.support.work import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from fractions import Fraction

    from symcnn.formula import Operator

_LEAST_ALIKE = 5
"""Operations that a part like one that has a name saves, so that it does not stay long beside that letter."""
_LEAST_OPERATIONS = 2
"""What has fewer, such as ``W - 2``, reads as well as a letter; a call such as ``min(512, C)`` does not."""
NAMED: frozenset[Operator] = frozenset(("sum", "product", "power", "remainder", "call", "fold"))
"""Nodes that are a value by themselves."""
MARK = "?"
"""Begins the name of a part until it has its letter; no author's name does."""
_LeafValue: TypeAlias = "int | Fraction | str | None"
_PartPlaces = tuple[int, ...]
"""A node; or two factors that stand in some products."""
NodeShape: TypeAlias = "tuple[Operator, _LeafValue, tuple[NodeShape, ...]]"
"""A formula but for its numbers."""
PartShape: TypeAlias = "tuple[NodeShape, ...]"


class BestPart(NamedTuple):
    """The part whose name saves most, none if no name saves enough, and how many operations it saves."""

    part: _PartPlaces
    saved: int


class PartNodes:
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

    def shape(self, part: _PartPlaces) -> PartShape:
        """What parts have in common that differ in their numbers, and in whether they are rounded up or down."""
        return tuple(_shape(self.formula(place)) for place in part)

    def best(
        self,
        roots: Sequence[int],
        count: Callable[[Formula], int],
        least: int,
        sizes: set[str] | None,
        shapes: Sequence[PartShape] = (),
    ) -> BestPart:
        """The part whose name saves most, of equals the first; one of a shape that has names need not save as much.

        With sizes, only what an author would name, and formulas that are printed again count once.
        """
        roots = roots if sizes is None else [*dict.fromkeys(roots)]
        spend(len(self._nodes))
        found, most = _PartPlaces(), min(least, _LEAST_ALIKE if shapes else least) - 1
        for part, often in self._times(roots).items():
            if often < 2 or any(self._bound & self._names[place] or not self._names[place] for place in part):  # noqa: PLR2004
                continue
            if sizes is not None and not self._is_usual(part, sizes):
                continue
            seen = sum(count(self.formula(place)) for place in part) + len(part) - 1
            saved = (often - 1) * seen
            is_short = seen < _LEAST_OPERATIONS and self._nodes[part[0]][0] != "call"
            if not is_short and saved > most and (saved >= least or self.shape(part) in shapes):
                found, most = part, saved
        return BestPart(found, most)

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
            if op in NAMED and args not in pairs:  # a product of two parts is named as these are among other factors
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
        return op in NAMED or (op == "name" and str(value).startswith(MARK))

    def _is_behind(self, place: int) -> tuple[bool, bool]:
        op = self._nodes[place][0]
        return op == "reciprocal", op == "sum"

    def replaced(self, part: _PartPlaces, word: str) -> tuple[PartNodes, list[int], int]:
        """The same with a name for a part; where each node is in it; and where what the name stands for is."""
        new, places, value = PartNodes(), list[int](), -1
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


def _shape(formula: Formula) -> NodeShape:
    value = None if formula.op in ("number", "call") else formula.value
    return formula.op, value, tuple(map(_shape, formula.args))
