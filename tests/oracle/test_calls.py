"""Every layer by itself, called at random: where we refuse, PyTorch refuses, and elsewhere both say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch_agreement
from random_calls import CALLS, Row, lone_calls
from random_networks import MERGES, mergers

import symcnn
from symcnn.errors import ShapeMistake
from symcnn.model.library import prelude
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("torch")]

EACH = 80
"""Calls of each layer."""


@pytest.mark.parametrize("row", CALLS, ids=lambda row: f"{row.layer}-{row.arguments.__name__}")
def test_calls(row: Row, compared: Callable[..., None]) -> None:
    texts = lone_calls(row, EACH)
    refused = [text for text in texts if is_refused(text)]
    fitting = [text for text in texts if text not in refused]
    compared(calls=len(texts), refusals=len(refused))
    found = {text: torch_agreement.disagreements(symcnn.parse(text), {}, "cpu") for text in fitting}
    assert not {text: words for text, words in found.items() if words}
    assert len(fitting) >= EACH / 5
    if isinstance(prelude()[row.layer], tree.LayerDefinition):
        assert not [text for text in refused if not torch_agreement.refuses(text)]


@pytest.mark.parametrize("kind", MERGES)
def test_branches_that_may_not_agree(kind: str, compared: Callable[..., None]) -> None:
    """PyTorch repeats a branch of size 1 along an axis; here only layers do that say so."""
    merges = mergers(kind, 200)
    compared(merges=len(merges))
    ours = {text: is_refused(text) for text in merges}
    theirs = {text: torch_agreement.merge_refuses(kind, rooms) for text, rooms in merges.items()}
    assert ours == theirs
    assert 0.2 < sum(ours.values()) / len(ours) < 0.8


def is_refused(text: str) -> bool:
    try:
        symcnn.parse(text).derivation  # noqa: B018 - deriving is the question
    except ShapeMistake:
        return True
    return False
