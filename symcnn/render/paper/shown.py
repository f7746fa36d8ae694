"""The work shown for a paper: step by step, layers with the same work together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.formats.latex_equations import Chain, align
from symcnn.render.formats.latex_lines import code, math, prose
from symcnn.render.paper.cells import letter_width
from symcnn.render.paper.display import Equation, headed, where
from symcnn.render.paper.layer_names import short_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.derive.work_shown import EqualityChain, LayerWork
    from symcnn.render.content.paper_options import PaperOptions

_MOST_NAMES, _SPARE = 6, 12.0


def work_shown(
    work: Sequence[LayerWork], totals: Iterable[EqualityChain], named: Iterable[EqualityChain], look: PaperOptions
) -> str:
    """A chain of equalities for each rule of each layer, and what named sizes stand for."""
    groups: dict[tuple[str, str, tuple[EqualityChain, ...]], list[str]] = {}
    short = short_names([layer.layer for layer in work])
    for layer in work:
        groups.setdefault((layer.call, layer.doc, layer.lines), []).append(short[layer.layer])
    parts = [_part(names, call, doc, lines, look) for (call, doc, lines), names in groups.items() if lines]
    sums = tuple(totals)
    if sums:
        parts.append(_part([look.words("total")], "", look.words("over all layers:"), sums, look))
    sizes = [
        Equation(math(line.target), line.stages, letter_width(str(line.target.value)[2:]), defines=line.target)
        for line in named
    ]
    return "\n\n".join([*parts, *where(sizes, look)])


def _part(names: Sequence[str], call: str, doc: str, lines: Iterable[EqualityChain], look: PaperOptions) -> str:
    words = look.words(", ").join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        words = look.words("{} and {} more", words, len(names) - _MOST_NAMES)
    shown = align([Chain(line.target, line.stages) for line in lines], look.width - _SPARE)
    said = f"{code(call)}{' ' * bool(call)}{prose(doc)}"
    return headed(prose(words), said, rf"\begingroup\allowdisplaybreaks{shown}\endgroup%")
