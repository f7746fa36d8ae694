"""Draws a chain as boxes scaled by size: stacks of maps for a small network, slabs in perspective for a large one."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

from symcnn.render.figures.boxed import marked
from symcnn.render.figures.metrics import width
from symcnn.render.figures.scale import Scale, known
from symcnn.render.figures.shapes import Anchor, Box, Polyline, Shape, Text, TextShape
from symcnn.render.figures.solids import MOST_MAPS, SLANT, Solid, bar, slab, stack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.render.figures.graph import GraphNode
    from symcnn.render.figures.labels import Labels

_HIGHEST = 84.0, 64.0, 48.0, 36.0
"""The height of the greatest volume, as there is room."""
_STACKS = 62.0, 46.0, 34.0, 26.0
"""The side of the greatest map, as there is room."""
_DEEPEST_STACK = 64
"""The depth up to which a volume is drawn as a stack of maps."""
_MOST_STACKS, _PLANE = 10, 2
_LETTERS, _PITCH = 6.0, 9.0
_BETWEEN = 3.0
_THICKNESS = 5.0, 4.2, 3.5, 2.8, 2.2, 1.7, 1.3


def boxes(nodes: Sequence[GraphNode], labels: Labels, wide: float) -> list[Shape]:
    """The nodes of a chain, from left to right."""
    if _is_small(nodes):
        return _stacks(nodes, labels, wide)
    return _slabs(nodes, labels, wide)


def _is_small(nodes: Sequence[GraphNode]) -> bool:
    """Whether every volume with sizes has few maps, as in LeNet-5."""
    maps = [known(node.numbers.depth) for node in nodes if node.numbers and _has_sizes(node)]
    return bool(maps) and max(maps) <= _DEEPEST_STACK and len(nodes) <= _MOST_STACKS and _axes(nodes) == _PLANE


def _axes(nodes: Sequence[GraphNode]) -> int:
    return max(len(node.output.sizes) for node in nodes)


def _has_sizes(node: GraphNode) -> bool:
    """Whether it is more than a row of units: has an axis that is not 1."""
    volume = node.numbers or node.output
    return any(size != 1 for size in volume.sizes)


# -- stacks of maps


def _stacks(nodes: Sequence[GraphNode], labels: Labels, wide: float) -> list[Shape]:
    heads = [_head(node, labels) for node in nodes]
    feet = [[line for line in (node.brief, *marked(node, labels)) if line] for node in nodes]
    for highest in _STACKS:
        solids = _placed(nodes, Scale([node.numbers for node in nodes], highest), heads, feet, _LETTERS)
        if solids[-1].right <= wide:
            break
    shapes: list[Shape] = [shape for solid in solids for shape in solid.shapes]
    for pair, node in zip(pairwise(solids), nodes[1:], strict=True):
        shapes += _links(*pair, node)
    return shapes + _captions(solids, heads, feet, _LETTERS)


def _placed(
    nodes: Sequence[GraphNode], scale: Scale, heads: Sequence[list[Text]], feet: Sequence[list[Text]], letters: float
) -> list[Solid]:
    """Stacks from left to right, far enough from one another for what is written above and below them."""
    solids: list[Solid] = []
    edge = 0.0
    for node, head, foot in zip(nodes, heads, [*feet[1:], []], strict=True):
        wide = _stack(node, scale, 0).width
        beside = max(0.0, (max(width(line, letters) for line in head) - wide) / 2)
        solids.append(_stack(node, scale, edge + beside))
        right = solids[-1].right
        below = max((width(line, letters) for line in foot), default=0.0)
        edge = right + max(beside + letters, below - wide / 2 + letters, 2.3 * letters)
    return solids


def _head(node: GraphNode, labels: Labels) -> list[Text]:
    """The lines above a solid: the name, and maps with sizes."""
    return [line for line in ((node.name,), labels.maps(node.output)) if line != ("",)]


def _stack(node: GraphNode, scale: Scale, left: float) -> Solid:
    if not _has_sizes(node):
        return bar(left, scale.bar(node.numbers), node.role, 10)
    depth = int(known(node.numbers.depth)) if node.numbers else 1
    return stack(left, min(depth, MOST_MAPS), scale.back(node.numbers), scale.high(node.numbers), node.role)


def _captions(
    solids: Sequence[Solid], heads: Sequence[list[Text]], feet: Sequence[list[Text]], letters: float
) -> list[Shape]:
    """Volumes above, and below between two volumes what leads from one to the other."""
    top = min(-solid.high / 2 for solid in solids)
    bottom = max(solid.high / 2 for solid in solids)
    shapes: list[Shape] = []
    for solid, head in zip(solids, heads, strict=True):
        for line, text in enumerate(reversed(head)):
            place = solid.left + solid.width / 2, top - letters * (1.1 + 1.25 * line)
            shapes.append(TextShape(*place, text, size=letters, bold=line == 1))
    for (before, after), foot in zip(pairwise(solids), feet[1:], strict=True):
        middle = ((before.left + before.right) + (after.left + after.right)) / 4
        for row, text in enumerate(foot):
            shapes.append(TextShape(middle, bottom + letters * (1.6 + 1.25 * row), text, size=letters, color="small"))
    return shapes


def _links(before: Solid, after: Solid, node: GraphNode) -> list[Shape]:
    """How a unit looks back: a window that narrows to it, or lines from every unit to every other."""
    left, top, right, bottom = before.face
    to_left, to_top, to_right, to_bottom = after.face
    if not _has_sizes(node) or node.kernel == 0:
        ends = ((right, top), (right + before.slant, bottom)), ((to_left, to_top), (to_left + after.slant, to_bottom))
        return [Polyline((a, b), color="faint", width=0.4) for a in ends[0] for b in ends[1]]
    return _window((left, top, right, bottom), (to_left + to_right) / 2, (to_top + to_bottom) / 2, node)


def _window(face: tuple[float, float, float, float], x: float, y: float, node: GraphNode) -> list[Shape]:
    """A window on the front map, and lines from its corners to a unit of the next."""
    left, top, right, bottom = face
    size = known(node.numbers.sizes[0]) * 1.0 if node.numbers else 8
    share = min(0.55, max(0.22, node.kernel / (size + node.kernel)))
    wide, high = (right - left) * share, (bottom - top) * share
    corner = right - wide - 2.5, top + 2.5
    unit = 2.4
    window = Box(*corner, wide, high, "none", corner=0, is_frame=True)
    target = Box(x - unit / 2, y - unit / 2, unit, unit, "white", corner=0, is_frame=True)
    ends = ((corner[0] + wide, corner[1]), (corner[0] + wide, corner[1] + high))
    lines = [Polyline((a, (target.x, target.y + n * unit)), color="line", width=0.4) for n, a in enumerate(ends)]
    return [window, target, *lines]


# -- slabs


def _slabs(nodes: Sequence[GraphNode], labels: Labels, wide: float) -> list[Shape]:
    for highest, thickness in product(_HIGHEST, _THICKNESS):
        solids = _row(nodes, Scale([node.numbers for node in nodes], highest, thickness), highest * (1 + SLANT))
        if solids[-1].right <= wide:
            break
    shapes: list[Shape] = [shape for solid in solids for shape in solid.shapes]
    return shapes + _upright(solids, nodes, labels)


def _row(nodes: Sequence[GraphNode], scale: Scale, longest: float) -> list[Solid]:
    """Slabs one behind the other, those of equal sizes close together."""
    solids: list[Solid] = []
    for node in nodes:
        left = 0.0
        if solids:
            far = node.numbers is None or node.output.sizes != nodes[len(solids) - 1].output.sizes
            left = max(solids[-1].right + (_BETWEEN if far else 1.2), solids[-1].left + _PITCH)
        solids.append(_slab(node, scale, left, longest))
    return solids


def _slab(node: GraphNode, scale: Scale, left: float, longest: float) -> Solid:
    if node.output.sizes and (node.numbers is None or _has_sizes(node)):
        return slab(left, scale.thick(node.numbers), scale.high(node.numbers), scale.back(node.numbers), node.role)
    return bar(left, min(scale.bar(node.numbers), longest), node.role)


def _upright(solids: Sequence[Solid], nodes: Sequence[GraphNode], labels: Labels) -> list[Shape]:
    """The calls that lead to each slab above it, and its volume below, side by side where there is room."""
    heads: list[Text] = [_call(node, labels) for node in nodes]
    feet: list[Text] = [labels.volume(node.output) for node in nodes]
    top = min(-solid.high / 2 for solid in solids) - 4
    bottom = max(solid.high / 2 for solid in solids) + 4
    return [*_line_of(solids, heads, top, "start"), *_line_of(solids, feet, bottom, "end")]


def _call(node: GraphNode, labels: Labels) -> Text:
    marks = tuple(part for line in marked(node, labels) for part in (", ", *line))
    if node.role == "input":
        return (*node.title, *marks)
    call = node.brief if len(node.title) > 1 else node.title  # what stands for several has only a name
    return (*((node.name, ": ") if node.name else ()), *call, *marks)


def _line_of(solids: Sequence[Solid], texts: Sequence[Text], y: float, anchor: Anchor) -> list[Shape]:
    middles = [(solid.face[0] + solid.face[2]) / 2 for solid in solids]
    halves = [width(text, _LETTERS) / 2 for text in texts]
    pairs = zip(pairwise(middles), pairwise(halves), strict=True)
    is_flat = all(b - a >= half + other + 3 for (a, b), (half, other) in pairs)
    place: Callable[[float, Text], TextShape] = lambda x, text: TextShape(x, y, text, anchor, _LETTERS, upright=True)  # noqa: E731
    if is_flat:
        place = lambda x, text: TextShape(x, y + (4 if anchor == "end" else -4), text, "middle", _LETTERS)  # noqa: E731
    return [place(x, text) for x, text in zip(middles, texts, strict=True)]
