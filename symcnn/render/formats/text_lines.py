"""Lines of text, long ones broken outside brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from symcnn.render.formats.text_digits import cell

if TYPE_CHECKING:
    from symcnn.derive.work_shown import EqualityChain

UNLIMITED = 1_000_000
"""The width of a pipe or a file: no line is folded."""

_SIGNS = frozenset("+−=×")
_OPENING, _CLOSING = frozenset("（《“"), frozenset("，。；：、？！）》”,.;:!?)")  # noqa: RUF001 - as Chinese has them


def broken_chain(chain: EqualityChain, width: int) -> list[str]:
    """A chain of equalities, broken at its equality signs where it is too long for a line."""
    target, *stages = [cell(part) for part in (chain.target, *chain.stages)]
    whole = "  " + " = ".join([target, *stages])
    if cell_len(whole) <= width:
        return [whole]
    shown: list[str] = []
    indent = " " * (2 + cell_len(target))
    for place, stage in enumerate(stages):
        start = f"  {target} = " if place == 0 else f"{indent} = "
        shown += wrapped(start + stage, width, cell_len(indent) + 5)
    return shown


def wrapped(text: str, width: int, indent: int) -> list[str]:
    """Lines of at most ``width`` columns, the later ones indented; broken outside brackets if that can be."""
    lines: list[str] = []
    rest = text
    while cell_len(rest) > width:
        cut = _cut(rest, width, indent)
        if cut is None:
            break
        lines.append(rest[:cut].rstrip())
        rest = " " * indent + rest[cut:].lstrip()
    return [*lines, rest]


def _cut(text: str, width: int, indent: int) -> int | None:
    """Where to break: before the last sign outside brackets that fits, else at the last blank that fits or the next."""
    depth, column, outside, anywhere = 0, 0, None, None
    for place, character in enumerate(text):
        if column > width:
            break
        depth += (character in "([⌊⌈") - (character in ")]⌋⌉")
        column += cell_len(character)
        if place > indent and (character == " " or _may_part(text[place - 1], character)):
            anywhere = place
            if character == " " and depth == 0 and text[place + 1 : place + 2] in _SIGNS:
                outside = place
    if outside is not None and outside > width // 3:
        return outside
    behind = text.find(" ", max(width, indent) + 1)
    return anywhere if anywhere is not None or behind < 0 else behind


def _may_part(before: str, behind: str) -> bool:
    """Whether a line may end between two characters without a blank, as in Chinese, but for its brackets and points."""
    return cell_len(before + behind) > 2 and before not in _OPENING and behind not in _CLOSING  # noqa: PLR2004 - narrow ones
