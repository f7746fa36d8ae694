"""The kinds of search, as rows."""

from __future__ import annotations

import amounts
import calls
import designs
import expressions
import figures
import given
import hangs
import networks
import pages
import programs
import pytorch
import questions
import recent
import relations
import several
from outcome import Kind


def _of_phrases(name: str, words: str, count: int) -> Kind:
    """Networks with so many phrases of a kind, in symbols against numbers."""
    return Kind(name, words, designs.with_phrases(name, count), recent.check)


KINDS = (
    Kind("networks", "networks in symbols against the same in numbers", programs.program, networks.check),
    Kind("designs", "networks as authors write them, in symbols against numbers", designs.text, networks.check),
    Kind("amounts", "memory, fields, operations, counts, forms against numbers", amounts.text, amounts.check),
    _of_phrases("recent", "choices, labels, turns, merges with arguments against numbers", 3),
    _of_phrases("turns", "repeats in one another, turns that are not alike against numbers", 2),
    _of_phrases("axes", "axes by their letters, windows, samples, folds against numbers", 3),
    _of_phrases("nested", "blocks in blocks, defaults, own layers, counts from and to symbols against numbers", 3),
    Kind("given", "formulas put in for symbols, against numbers put in at once", given.text, given.check),
    Kind("pytorch", "networks in symbols against PyTorch", pytorch.text, pytorch.check),
    Kind("calls", "single layers against PyTorch", calls.text, calls.check),
    Kind("expressions", "formulas under facts against counting", expressions.text, expressions.check),
    Kind("questions", "solve, sizes, compare against trying every value", questions.text, questions.check),
    Kind("relations", "solve for relations of symbols alone against every value", relations.text, relations.check),
    Kind("several", "several unknowns, all sizes, what leaves nothing over", several.text, several.check),
    Kind("pages", "pages of all formats, read back", pages.text, pages.check),
    Kind("figures", "figures that lose no layer", figures.text, figures.check),
    Kind("hangs", "large networks in symbols, within a bound on time", hangs.text, hangs.check, seconds=6),
)
BY_NAME = {kind.name: kind for kind in KINDS}
