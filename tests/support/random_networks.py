"""Networks at random, as texts: chains and branches of one to three axes, every kind of layer.

Branches that a merge brings together are made to agree: each ends in a crop and a convolution, or in a dense layer.
"""

from __future__ import annotations

import random
import re
from functools import cache
from math import prod
from typing import NamedTuple

from random_calls import draw_call
from random_writer import Room, Writer

import symcnn
from symcnn.errors import ArgumentMistake, ShapeMistake

WIDEST, DEEPEST, MOST = 14, 1000, 3000
"""Bounds on sizes, depth and values, so that a network stays small."""
MERGES = ("add", "maximum", "minimum", "average", "concat", "mul", "add_spread")
UNLIKE = ("affine_sample", "matmul", "grid_sample", "cross_attention")
"""Merges whose branches need not be alike."""
"""Merges whose branches must agree."""
WEIGHTED = {"conv", "depthwise", "linear", "dense", "bn", "layer_norm", "attention", "prelu"}
"""Layers whose weights are used once more."""
SYMBOL = re.compile(r"\b[A-DF-Z]\d+\b")
"""How symbols look here; E1, E2 and so on are labels."""


class Drawn(NamedTuple):
    """A text and the values of its symbols."""

    text: str
    values: dict[str, int]


class Branch(NamedTuple):
    """Statements, and what leaves them."""

    statements: tuple[str, ...]
    room: Room

    @property
    def written(self) -> str:
        return f"{{ {'; '.join(self.statements)} }}"


@cache
def leaves(text: str) -> Room | None:
    """What leaves a text in numbers; None where it is refused."""
    try:
        *sizes, depth = map(int, symcnn.parse(text).output)
    except (ShapeMistake, ArgumentMistake):  # the second where a loop meets other axes than its first turn
        return None
    return Room(tuple(sizes), depth)


def vector(sizes: tuple[int, ...]) -> str:
    return f"({''.join(f'{size}, ' for size in sizes).rstrip(' ')})"


def joined(kind: str, branches: list[Branch]) -> str:
    return f"{kind} {{ {' '.join(branch.written for branch in branches)} }}"


def draws_weights(call: str) -> bool:
    """Whether a call is one of a layer whose weights can be used again."""
    return call.split("(", maxsplit=1)[0] in WEIGHTED


class Author(Writer):
    """Writes one network."""

    def __init__(self, seed: int, share_of_symbols: float = 0) -> None:
        super().__init__(random.Random(seed), share_of_symbols)
        self.labels: dict[str, Room] = {}
        self.weighted: dict[str, tuple[Room, str]] = {}
        """Labelled layers that can be used once more: what they receive, and the call."""
        self.how_many_labels = 0
        self.blocks: list[str] = []

    def network(self) -> Drawn:
        """A text with an input or two and some statements."""
        axes = self.draw.choice([0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3])
        first, room = self.entry(axes)
        lines = [first]
        if self.sometimes(0.1):
            labels = [self.label(), self.label()]
            second, other = self.entry(axes)
            starts = [
                Branch((f"from {label} {{}}",), where) for label, where in zip(labels, (room, other), strict=True)
            ]
            merged = self.merged(self.draw.choice(MERGES), starts)
            lines = [f"{labels[0]}: {first}", f"{labels[1]}: {second}", *merged.statements]
            room = merged.room
        lines += self.chain(room, self.draw.randint(2, 7), 2).statements
        text = "\n".join([*self.blocks, *lines])
        values = {name: self.values[name] for name in SYMBOL.findall(text)}
        return Drawn(text, values)

    def entry(self, axes: int) -> tuple[str, Room]:
        """An input, and what it lets in."""
        room = Room(tuple(self.draw.randint(4, 12) for _ in range(axes)), self.draw.randint(1, 6))
        named = [self.number(size, letter) for size, letter in zip((*room.sizes, room.depth), "WHTD", strict=False)]
        return f"input({', '.join(named)})", room

    def label(self) -> str:
        self.how_many_labels += 1
        return f"E{self.how_many_labels}"

    def chain(self, room: Room, length: int, nesting: int) -> Branch:
        """A number of statements, one behind the other."""
        statements: list[str] = []
        outer = dict(self.labels), dict(self.weighted)
        for _ in range(length):
            found = self.statement(room, nesting)
            if self.sometimes(0.3):
                found = self.labelled(room, found)
            statements += found.statements
            room = found.room
        self.labels, self.weighted = outer
        return Branch(tuple(statements), room)

    def labelled(self, room: Room, found: Branch) -> Branch:
        """The same with a label, which those behind it may use."""
        label, (call, *others) = self.label(), found.statements
        if not call.startswith("head"):
            self.labels[label] = found.room
        if draws_weights(call):
            self.weighted[label] = room, call
        return found._replace(statements=(f"{label}: {call}", *others))

    def statement(self, room: Room, nesting: int) -> Branch:
        if nesting and self.sometimes(0.3):
            return self.merge(room, nesting - 1)
        kinds = {self.layer: 84, self.repeat: 4, self.loop: 2, self.block: 3, self.again: 5, self.head: 2}
        return self.draw.choices([*kinds], [*kinds.values()])[0](room)

    def layer(self, room: Room) -> Branch:
        """A call that fits."""
        for _ in range(20):
            call = draw_call(self, room)
            after = self.behind(room, call)
            if after and self.is_small(after):
                return Branch((call,), after)
        return Branch(("identity",), room)

    def repeat(self, room: Room) -> Branch:
        """A layer several times."""
        return self.fitting(room, f"repeat {self.draw.randint(2, 3)} {{ {draw_call(self, room)} }}")

    def loop(self, room: Room) -> Branch:
        """Convolutions from a table."""
        table = [(self.draw.randint(1, 3), self.draw.randint(1, 6)) for _ in range(self.draw.randint(1, 3))]
        return self.fitting(room, f"for (F, K) in {table} {{ conv(F, K, padding=same); relu }}")

    def block(self, room: Room) -> Branch:
        """A block of its own: a residual unit whose shortcut depends on what it receives."""
        name, kernel, dilation = f"unit{len(self.blocks) + 1}", self.draw.choice([1, 3]), self.draw.randint(1, 2)
        padding = dilation * (kernel - 1) // 2
        body = f"conv({kernel}, K, stride=S, padding={padding}, dilation={dilation}); bn"
        shortcut = "conv(1, K, stride=S, bias=false)"
        if not self.share_of_symbols:  # symbols would leave it open
            shortcut = f"when S != 1 or D != K {{ {shortcut} }}"
        self.blocks.append(f"block {name}(filters K, stride S = 1) {{ add {{ {{ {body} }} {{ {shortcut} }} }} relu }}")
        return self.fitting(room, f"{name}({self.draw.choice([room.depth, 5])}, {self.draw.randint(1, 2)})")

    def again(self, room: Room) -> Branch:
        """A layer once more with the same weights, which must meet the depth, and where it sees all, the sizes."""
        fitting = {
            label: call
            for label, (entry, call) in self.weighted.items()
            if entry == room or (entry.depth == room.depth and entry.axes == room.axes and call.startswith("conv"))
        }
        if not fitting:
            return self.layer(room)
        label = self.draw.choice(sorted(fitting))
        after = self.behind(room, fitting[label])
        return Branch((f"use {label}",), after) if after and self.is_small(after) else self.layer(room)

    def head(self, room: Room) -> Branch:
        """An output beside the main one."""
        return Branch((f"head {self.chain(room, self.draw.randint(1, 3), 0).written}",), room)

    def fitting(self, room: Room, call: str) -> Branch:
        """A statement if it fits, else a layer."""
        after = self.behind(room, call)
        return Branch((call,), after) if after and self.is_small(after) else self.layer(room)

    def merge(self, room: Room, nesting: int) -> Branch:
        """Branches, made to agree."""
        kind = self.draw.choice(MERGES)
        if kind == "mul" and room.axes and self.sometimes(0.5):
            gate = Branch(("gap", f"dense({room.depth})", "sigmoid"), Room((), room.depth))
            return Branch((joined(kind, self.shuffled([Branch((), room), gate])),), room)
        if room.axes and self.sometimes(0.2):
            return self.unlike(room)
        others = [self.branch(room, nesting) for _ in range(self.draw.choice([0, 1, 1, 1, 2]))]
        return self.merged(kind, self.shuffled([self.going_on(room, nesting), *others]))

    def unlike(self, room: Room) -> Branch:
        """Two branches that need not be alike."""
        kind = self.draw.choice(UNLIKE if room.axes > 1 else UNLIKE[1:2] + UNLIKE[3:])
        filters = self.draw.randint(1, 4)
        if kind == "affine_sample":
            return self.together(kind, room, f"dense({room.axes * (room.axes + 1)})", room)
        if kind == "grid_sample":
            size = vector(room.sizes)
            grid = f"dense({room.axes * (room.axes + 1)}); affine_grid({size})" if self.sometimes(0.5) else ""
            return self.together(kind, room, grid or f"conv(1, {room.axes})", room)
        if kind == "cross_attention":
            heads = self.draw.choice([h for h in (1, 2, 3) if room.depth % h == 0])
            bias = "" if self.sometimes(0.5) else ", bias=false"
            return self.together(f"{kind}({heads}{bias})", room, f"conv(1, {filters}); maxpool(1, 2)", room)
        if self.sometimes(0.5):
            place = f"interpolate({vector((*room.sizes[:-1], room.depth))}); conv(1, {filters})"
            return self.together(kind, room, place, Room(room.sizes, filters))
        place = f"interpolate({vector((*room.sizes[:-1], filters))})"
        return self.together(f"{kind}(transpose=true)", room, place, Room(room.sizes, filters))

    def together(self, kind: str, room: Room, second: str, after: Room) -> Branch:
        """What comes in, and a second branch."""
        return Branch((joined(kind, [Branch((), room), Branch((second,), room)]),), after)

    def merged(self, kind: str, branches: list[Branch]) -> Branch:
        """Some branches as one, each with an end that makes it agree with the others."""
        agreed = self.agreed(branches, kind)
        depths = [branch.room.depth for branch in agreed]
        after = Room(agreed[0].room.sizes, sum(depths) if kind == "concat" else depths[0])
        return Branch((joined(kind, agreed),), after)

    def branch(self, room: Room, nesting: int) -> Branch:
        """A chain from what the merge receives or from an earlier layer."""
        if self.labels and self.sometimes(0.3):
            label = self.draw.choice(sorted(self.labels))
            inner = self.chain(self.labels[label], self.draw.randint(0, 2), 0)
            return Branch((f"from {label} {inner.written}",), inner.room)
        return self.going_on(room, nesting)

    def going_on(self, room: Room, nesting: int) -> Branch:
        """A chain from what the merge receives, or nothing at all; one branch is such, so that nothing is left over."""
        return self.chain(room, self.draw.choice([0, 1, 1, 2, 3]), nesting)

    def agreed(self, branches: list[Branch], kind: str) -> list[Branch]:
        """The same branches, each with an end that makes it agree with the others."""
        axes = min(branch.room.axes for branch in branches)
        branches = [self.with_axes(branch, axes) for branch in branches]
        sizes = tuple(map(min, zip(*(branch.room.sizes for branch in branches), strict=False))) if axes else ()
        depth = self.draw.choice([branch.room.depth for branch in branches])
        return [
            self.ended(branch, Room(sizes, depth if kind != "concat" else branch.room.depth)) for branch in branches
        ]

    def ended(self, branch: Branch, wanted: Room) -> Branch:
        statements = [*branch.statements]
        if branch.room.sizes != wanted.sizes:
            statements.append(f"crop({vector(wanted.sizes)})")
        if branch.room.depth != wanted.depth:
            statements.append(f"conv(1, {wanted.depth})" if wanted.axes else f"dense({wanted.depth})")
        return Branch(tuple(statements), wanted)

    def with_axes(self, branch: Branch, axes: int) -> Branch:
        """The same values with fewer axes: the first of them become one, or none is left."""
        if branch.room.axes == axes:
            return branch
        if not axes:
            call = self.draw.choice(["gap", "flatten"])
        else:
            joined = branch.room.axes - axes + 1
            sizes = (prod(branch.room.sizes[:joined]), *branch.room.sizes[joined:])
            call = "tokens" if axes == 1 else f"reshape({vector(sizes)}, {branch.room.depth})"
        after = self.behind(branch.room, call)
        assert after is not None, call
        return Branch((*branch.statements, call), after)

    def changed(self, room: Room) -> Room:
        """The same, or with another size, another depth or no axes."""
        change = self.draw.choice(["nothing", "nothing", "size", "depth", "axes"])
        if change == "size":
            return room._replace(sizes=tuple(self.draw.choices([1, 2, 3, 4], k=room.axes)))
        if change == "depth":
            return room._replace(depth=self.draw.randint(1, 3))
        return room._replace(sizes=()) if change == "axes" else room

    def shuffled(self, branches: list[Branch]) -> list[Branch]:
        return self.draw.sample(branches, len(branches))

    def behind(self, room: Room, call: str) -> Room | None:
        return leaves(self.in_numbers("\n".join([*self.blocks, f"{room.written}; {call}"])))

    def in_numbers(self, text: str) -> str:
        """A text with the values of the symbols that were drawn so far."""
        return SYMBOL.sub(lambda found: str(self.values[found[0]]), text)

    def is_small(self, room: Room) -> bool:
        return max((0, *room.sizes)) <= WIDEST and room.depth <= DEEPEST and room.values <= MOST


def mergers(kind: str, how_many: int) -> dict[str, tuple[Room, ...]]:
    """Texts that bring together branches which may not agree, and what each branch leaves."""
    author = Author(how_many)
    found = {}
    for _ in range(how_many):
        axes = author.draw.choice([0, 1, 2, 3])
        first = Room(tuple(author.draw.choices([1, 2, 3, 4], k=axes)), author.draw.randint(1, 3))
        rooms = (first, *(author.changed(first) for _ in range(author.draw.choice([1, 1, 2]))))
        entry = Room((4,) * axes, 2)
        starts = [author.with_axes(Branch((), entry), room.axes) for room in rooms]
        branches = " ".join(author.ended(start, room).written for start, room in zip(starts, rooms, strict=True))
        found[f"{entry.written}; {kind} {{ {branches} }}"] = rooms
    return found
