"""Decomposes a graph into series and parallel parts, so that a drawing of it needs no crossings.

A node through which every way runs cuts the graph: in an order of the nodes in which each comes behind its sources, no
edge jumps over it. Between two cuts the rest falls into parts that no edge joins: branches, each taken apart likewise.
What neither cuts nor falls apart is a tangle, and is drawn as a column with arcs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.figures.graph import END, START, Graph, GraphNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from symcnn.formula import Formula


class Branches(NamedTuple):
    """Ways side by side, an empty one for the identity, and the node in which they meet, if it is drawn."""

    ways: tuple[Items, ...]
    merge: GraphNode | None


class Fork(NamedTuple):
    """A way that goes on, and others beside it that end: heads."""

    main: Items
    sides: tuple[Items, ...]


class Tangle(NamedTuple):
    """Nodes in order, and edges by their places among them; -1 is what comes before, their number what comes behind."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[tuple[int, int], ...]
    merge: GraphNode | None


class Times(NamedTuple):
    """The same several times, one behind the other: the first and, for what leaves it, the last."""

    turns: int | Formula
    body: Items
    last: Items


class SeriesPanel(NamedTuple):
    """A part with a name."""

    name: str
    body: Items


Item = GraphNode | Branches | Fork | Tangle | Times | SeriesPanel
Items = tuple[Item, ...]


def series_of(graph: Graph) -> Items:
    """The whole graph in series, its inputs included."""
    return _Parts(graph).whole()


class _Parts:
    """Takes one graph apart."""

    def __init__(self, graph: Graph) -> None:
        self.nodes = graph.nodes
        self.users: dict[int, list[int]] = {}
        for node in graph.nodes.values():
            for source in node.sources:
                self.users.setdefault(source, []).append(node.key)
        self.graph = graph
        self.main = self._before([graph.output])
        sides = self._sides()
        self.is_woven = sides is None
        """Whether a head leaves several nodes, so that all of the graph is one."""
        self.sides = sides or {}
        """The heads, by the node that they leave, until each has its place."""

    def whole(self) -> Items:
        """From the inputs to the output; heads where they leave."""
        starts = [key for key in self.graph.inputs if key in self.main]
        ends = [self.graph.output]
        if self.is_woven:
            ends = [key for key in self.nodes if key not in self.users]
            self.main = set(self.nodes)
        inner = sorted(self.main)
        if len(starts) == 1 and len(ends) == 1:
            first, last = starts[0], ends[0]
            found = [self.nodes[first]] if first == last else [self.nodes[first], *self._between(first, last, inner)]
            return self._with_sides(tuple(found))
        self._tie(starts, ends)
        return tuple(self._between(START, END, inner))

    def _tie(self, starts: Iterable[int], ends: Iterable[int]) -> None:
        """Put one place before all inputs and one behind all outputs."""
        self.users[START] = list(starts)
        for end in ends:
            self.users.setdefault(end, []).append(END)

    def _before(self, ends: Iterable[int]) -> set[int]:
        """Every node from which one of these can be reached."""
        found, waiting = set(), list(ends)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += self.nodes[key].sources
        return found

    # -- heads

    def _sides(self) -> dict[int, list[list[int]]] | None:
        """The parts that end beside the main way, by the node that they leave; None if one leaves several nodes."""
        found: dict[int, list[list[int]]] = {}
        for part in self._joined([key for key in self.nodes if key not in self.main]):
            sources = {source for key in part for source in self.nodes[key].sources if source in self.main}
            if len(sources) != 1:
                return None
            found.setdefault(sources.pop(), []).append(sorted(part))
        return found

    def _side(self, source: int, part: list[int]) -> Items:
        ends = [key for key in part if key not in self.users]
        if len(ends) == 1:
            return tuple(self._between(source, ends[0], part))
        self._tie([], ends)
        return tuple(self._between(source, END, part))

    def _with_sides(self, series: Items) -> Items:
        """Put heads beside what follows the nodes that they leave."""
        if not self.sides:
            return series
        found: list[Item] = []
        for place, item in enumerate(series):
            if isinstance(item, Branches):
                found.append(item._replace(ways=tuple(map(self._with_sides, item.ways))))
            else:
                found.append(item)
            node = node_of(item)
            sides = [self._side(node.key, part) for part in self.sides.pop(node.key, ())] if node else []
            if sides:
                long = place + 1 + _reach(series[place + 1 :], max(map(size_of, sides)))
                main = self._with_sides(series[place + 1 : long])
                return (*found, Fork(main, tuple(sides)), *self._with_sides(series[long:]))
        return tuple(found)

    # -- cuts and branches

    def _between(self, start: int, end: int, inner: list[int], *, is_way: bool = False) -> Iterator[Item]:
        """The items behind the start, up to the end and with it; on a way without the edge from one to the other."""
        inner = [key for key in inner if key not in (start, end)]
        cuts = [*self._cuts(start, end, inner, is_way=is_way), end]
        first, place = start, 0
        for cut in cuts:
            stop = place
            while stop < len(inner) and inner[stop] < cut:
                stop += 1
            direct = 0 if is_way and len(cuts) == 1 else self.users.get(first, ()).count(cut)
            yield from self._segment(first, cut, inner[place:stop], direct)
            first, place = cut, stop + 1

    def _cuts(self, start: int, end: int, inner: list[int], *, is_way: bool) -> list[int]:
        """The inner nodes over which no edge jumps."""
        order = {key: place for place, key in enumerate([start, *inner, end])}
        changes = [0] * (len(order) + 1)
        for key, place in order.items():
            for user in self.users.get(key, ()) if key != end else ():
                if user in order and not (is_way and (key, user) == (start, end)):
                    changes[place + 1] += 1
                    changes[order[user]] -= 1
        over, cuts = 0, []
        for key, place in order.items():
            over += changes[place]
            if over == 0 and key not in (start, end):
                cuts.append(key)
        return cuts

    def _segment(self, start: int, end: int, inner: list[int], direct: int) -> Iterator[Item]:
        """The items between two neighbouring cuts, and the second cut; ``direct`` edges join the two."""
        merge = self._drawn(end)
        if not inner and direct <= 1:
            if merge is not None:
                yield merge
            return
        parts = self._joined(inner)
        if len(parts) == 1 and not direct:
            yield self._tangle(start, end, inner, merge)
            return
        ways = [(self._rank(part, end), tuple(self._way(start, end, sorted(part)))) for part in parts]
        ways += [(self._rank([start], end), ())] * direct
        ways.sort(key=lambda way: way[0])
        yield Branches(tuple(way for _, way in ways), merge)

    def _way(self, start: int, end: int, part: list[int]) -> Iterator[Item]:
        """One branch, without the node in which it ends."""
        drawn = self._drawn(end)
        for item in self._between(start, end, part, is_way=True):
            if isinstance(item, Branches | Tangle) and drawn is not None and item.merge == drawn:
                yield item._replace(merge=None)
            elif item != drawn:
                yield item

    def _drawn(self, key: int) -> GraphNode | None:
        return self.nodes.get(key)

    def _rank(self, part: Iterable[int], end: int) -> int:
        """Where a branch stands among those that its merge receives."""
        if end not in self.nodes:
            return min(part)
        sources = self.nodes[end].sources
        return min((sources.index(key) for key in part if key in sources), default=len(sources))

    def _joined(self, keys: list[int]) -> list[list[int]]:
        """The nodes by whether edges join them, whichever way these run."""
        own, found, seen = set(keys), [], set()
        for key in keys:
            if key in seen:
                continue
            part, waiting = [], [key]
            seen.add(key)
            while waiting:
                part.append(waiting.pop())
                beside = (*self.nodes[part[-1]].sources, *self.users.get(part[-1], ()))
                fresh = [other for other in dict.fromkeys(beside) if other in own and other not in seen]
                seen.update(fresh)
                waiting += fresh
            found.append(part)
        return found

    def _tangle(self, start: int, end: int, inner: list[int], merge: GraphNode | None) -> Tangle:
        """What is woven together, and the heads that leave it on the way."""
        inner = sorted([*inner, *(key for node in inner for part in self.sides.pop(node, ()) for key in part)])
        order = {start: -1, **{key: place for place, key in enumerate(inner)}, end: len(inner)}
        edges = [(order[k], order[u]) for k in order if k != end for u in self.users.get(k, ()) if u in order]
        return Tangle(tuple(self.nodes[key] for key in inner), tuple(sorted(edges)), merge)


def _reach(series: Items, least: int) -> int:
    """How many of the items are as long as something else together."""
    long = 0
    for place, item in enumerate(series):
        if long >= least:
            return place
        long += size_of((item,))
    return len(series)


def size_of(series: Items) -> int:
    """How many nodes stand below one another."""
    return sum(_size(item) for item in series)


def _size(item: Item) -> int:
    if isinstance(item, Branches):
        return max(map(size_of, item.ways)) + 1
    if isinstance(item, Fork):
        return max(map(size_of, (item.main, *item.sides)))
    if isinstance(item, Tangle):
        return len(item.nodes) + 1
    return size_of(item.body) if isinstance(item, Times | SeriesPanel) else 1


def node_of(item: Item) -> GraphNode | None:
    """The node that an item ends with, if it ends with one."""
    if isinstance(item, Branches | Tangle):
        return item.merge
    if isinstance(item, Times):
        return node_of(item.last[-1])
    if isinstance(item, SeriesPanel):
        return node_of(item.body[-1])
    if isinstance(item, Fork):
        return node_of(item.main[-1]) if item.main else None
    return item


def nodes_in(series: Items) -> Iterator[GraphNode]:
    """Every node of a series."""
    for item in series:
        if isinstance(item, Branches):
            for way in item.ways:
                yield from nodes_in(way)
        elif isinstance(item, Fork):
            for way in (item.main, *item.sides):
                yield from nodes_in(way)
        elif isinstance(item, Tangle):
            yield from item.nodes
        elif isinstance(item, Times | SeriesPanel):
            yield from nodes_in(item.body)
        else:
            yield item
        if isinstance(item, Branches | Tangle) and item.merge is not None:
            yield item.merge
