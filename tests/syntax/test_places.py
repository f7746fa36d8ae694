"""Every node keeps the place that Lark gives it, though parts that rules only hand on are not visited."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import lark
import pytest

import symcnn
from symcnn.support.prebuilt import text_of
from symcnn.syntax.sources import grammar_path
from symcnn.syntax.tables import load_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPRESSIONS = """
let a = ((W)) + (2 * (H - 1)) ^ -(3) if not (W >= 2) and H < 3 <= W or true else [1, (2, 3), (), v[i, j]]
let b = max(W, sum(x[i + u] for u in F), ) - -E4.W / 'T' % 2
when (a == b) { C: conv(F = (3), stride=(1, 2)) } else { relu }
""".replace("'T'", '"T"')


@pytest.fixture(scope="module")
def plain() -> lark.Lark:
    return lark.Lark(text_of(grammar_path()), parser="lalr", propagate_positions=True, maybe_placeholders=True)


def places(node: Any) -> Iterator[tuple[str, int, int, int, int]]:
    """What each node is and where it stands, from left to right."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, lark.Tree):
            meta = part.meta
            found = (getattr(meta, key, -1) for key in ("start_pos", "end_pos", "line", "end_column"))
            yield (str(part.data), *found)  # type: ignore[misc]  # four numbers
            waiting += part.children


@pytest.mark.parametrize(
    "text", [EXPRESSIONS, *sorted({path.read_text("utf-8") for path in symcnn.zoo().values()})[::9]]
)
def test_places_are_those_of_lark(text: str, plain: lark.Lark) -> None:
    ours, theirs = load_parser().parse(text), plain.parse(text)
    assert ours == theirs
    assert list(places(ours)) == list(places(theirs))


def test_rules_that_hand_on_are_passed_over() -> None:
    """With this Lark; another one may keep its callbacks elsewhere, and only be slower."""
    callbacks = vars(load_parser())["_callbacks"]
    assert sum(isinstance(callback, itemgetter) for callback in callbacks.values()) == 10
