"""Runs of equal blocks in a network, inverted residuals among them: expansion, kernel, stride, maps, how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from symcnn.derive.groups import leaves
from symcnn.derive.layer_summary import is_shown, is_weighted, kernel_of
from symcnn.derive.structure import structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from symcnn.derive.derivation import Derivation, LayerResult
    from symcnn.derive.structure import Passage, StructureNode
    from symcnn.model.volume import Volume
    from symcnn.support.scalar import Scalar

RunKind: TypeAlias = Literal["inverted residual", "fused inverted residual", "layer", "block"]


class BlockRun(NamedTuple):
    """A block that comes so often one after another; its stride is that of the first."""

    kind: RunKind
    received: Volume
    output: Volume
    nodes: tuple[StructureNode, ...]
    times: Scalar = 1
    size: tuple[Scalar, ...] = ()
    """The kernel of an inverted residual."""
    stride: tuple[Scalar, ...] = ()
    """Of an inverted residual; empty for 1."""
    expanded: Scalar = 0
    """The maps of an inverted residual between its first and its last convolution."""
    expansion: Scalar = 0
    """These for each map that enters."""
    weighs: bool = False
    """Whether maps are weighed by what is made of all of them (squeeze and excitation)."""
    has_shortcut: bool = False
    """Whether what enters the first of the inverted residuals is added to what leaves it."""


def block_runs(derivation: Derivation) -> tuple[BlockRun, ...]:
    """The runs of a network in order, whatever its labels are.

    An inverted residual is recognised by its weights alone: a convolution of 1x1 that makes more maps, one that filters
    each map, and one of 1x1; the first is missing where nothing is expanded; in a fused one the first two are one.
    Sandler et al. 2018, arXiv:1801.04381, table 1; Tan and Le 2021, arXiv:2104.00298, figure 2.

    >>> from symcnn.api import load
    >>> runs = block_runs(load("mobilenet_v2").numbers().derivation)
    >>> [(run.kind, run.expansion, run.output.depth, run.times, run.stride) for run in runs][2]
    ('inverted residual', 6, 24, 2, (2, 2))
    """
    found: list[BlockRun] = []
    for run in _RunFinder(derivation).of(structure(derivation)):
        joint = _joint(derivation, found[-1], run) if found else None
        found[-1:] = [joint] if joint else [*found[-1:], run]
    return tuple(found)


def have_shortcuts(runs: Iterable[BlockRun]) -> bool:
    """Whether there are inverted residuals, and just those that keep sizes and maps have a shortcut."""
    inverted = [run for run in runs if run.kind in _PATTERNS.values()]
    return bool(inverted) and all(run.has_shortcut == (run.received == run.output) for run in inverted)


def _joint(derivation: Derivation, first: BlockRun, second: BlockRun) -> BlockRun | None:
    """Two inverted residuals as one run, if they agree but for the first stride, and the second has a shortcut."""
    if not second.has_shortcut or _agreeing(first) != _agreeing(second):
        return None
    times = derivation.domain.sum([first.times, second.times])
    nodes = (*first.nodes, *second.nodes)
    return first._replace(times=times, output=second.output, nodes=nodes)


def _agreeing(run: BlockRun) -> tuple[RunKind, tuple[Scalar, ...], Scalar, Scalar, bool]:
    return run.kind, run.size, run.expansion, run.output.depth, run.weighs


class _RunFinder:
    """Goes through the groups of a network."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation

    def of(self, nodes: Iterable[StructureNode]) -> Iterator[BlockRun]:
        """The runs of some nodes, not yet joined."""
        for node in nodes:
            layers = self._derivation.layers
            inverted = self._inverted(node) if node.kind in ("block", "merge") else None
            if inverted:
                yield inverted
            elif node.kind == "block":
                yield from self.of(node.turns[0].nodes)
            elif node.kind == "loop":
                for turn in node.turns:
                    yield from self._turn(node, turn)
            elif node.kind == "merge" or is_shown(layers[node.place]):
                yield self._run("layer" if node.kind == "layer" else "block", node, node.places)

    def _turn(self, node: StructureNode, turn: Passage) -> Iterator[BlockRun]:
        inner = list(self.of(turn.nodes))
        if len(inner) == 1 and inner[0].kind in _PATTERNS.values():
            yield inner[0]._replace(times=self._derivation.domain.product([inner[0].times, turn.times]))
        elif turn.times == 1:
            yield from inner
        elif inner:
            chosen = tuple(one for one in node.turns if one.nodes == turn.nodes)
            yield self._run("block", node._replace(turns=chosen, places=turn.places), turn.places)

    def _run(self, kind: RunKind, node: StructureNode, places: range) -> BlockRun:
        first = self._derivation.layers[places[0]]
        return BlockRun(kind, first.received, leaves(self._derivation, places), (node,))

    def _inverted(self, node: StructureNode) -> BlockRun | None:
        """A block, or a block beside a shortcut that holds nothing, as an inverted residual, if it is one."""
        path = _main_path(node, self._derivation)
        if path is None:
            return None
        weighted = [
            self._derivation.layers[place] for place in path.places if is_weighted(self._derivation.layers[place])
        ]
        roles = [_role(layer) for layer in weighted]
        kind = _PATTERNS.get(tuple(roles))
        if kind is None:
            return None
        filtered = weighted[roles.index("each" if "each" in roles else "wide")]
        entering, kernel = weighted[0].received.depth, kernel_of(filtered)
        expansion = self._derivation.domain.divide(filtered.output.depth, entering)
        if kind == "fused inverted residual" and expansion == 1:
            return None
        run = self._run(kind, node, node.places)
        return run._replace(
            size=kernel.size,
            stride=kernel.stride,
            expanded=filtered.output.depth,
            expansion=expansion,
            weighs=path.weighs,
            has_shortcut=node.kind == "merge",
        )


ConvolutionRole: TypeAlias = Literal["point", "each", "wide", "other"]
_PATTERNS: dict[tuple[ConvolutionRole, ...], RunKind] = {
    ("point", "each", "point"): "inverted residual",
    ("each", "point"): "inverted residual",
    ("wide", "point"): "fused inverted residual",
}
"""The convolutions of a block in order: of 1x1, of each map by itself, of more than one place and all maps."""


def _role(layer: LayerResult) -> ConvolutionRole:
    """What a layer with weights does in a block."""
    kernel = kernel_of(layer)
    if kernel.kind not in ("conv", "depthwise") or kernel.dilation:
        return "other"
    if kernel.kind == "depthwise" or kernel.groups == layer.received.depth:
        return "each" if layer.output.depth == layer.received.depth else "other"
    if kernel.groups is not None:
        return "other"
    return "wide" if any(size != 1 for size in kernel.size) else "other" if kernel.stride else "point"


class _MainPath(NamedTuple):
    """The layers of a block that follow one another."""

    places: tuple[int, ...] = ()
    weighs: bool = False


def _main_path(node: StructureNode, derivation: Derivation) -> _MainPath | None:
    """The layers of a node one after another, without those that weigh maps; None where it branches otherwise."""
    if node.kind == "layer":
        return _MainPath((node.place,))
    if node.kind == "block":
        return _joined([_main_path(one, derivation) for one in node.turns[0].nodes])
    if node.kind == "loop":
        return None
    filled = [turn for turn in node.turns if turn.nodes]
    if len(filled) != 1 or len(node.turns) != len(filled) + 1:
        return None
    kind = derivation.layers[node.place].step.layer.name
    if kind == "mul":
        return _MainPath(weighs=True)
    inner = _joined([_main_path(one, derivation) for one in filled[0].nodes])
    return inner if kind == "add" else None


def _joined(paths: Sequence[_MainPath | None]) -> _MainPath | None:
    known = [path for path in paths if path is not None]
    if len(known) < len(paths):
        return None
    return _MainPath(tuple(place for path in known for place in path.places), any(path.weighs for path in known))
