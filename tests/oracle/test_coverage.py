"""What the oracle can be asked: every layer of the prelude has a module, or a reason why not, and is drawn."""

from __future__ import annotations

from random_calls import CALLS
from random_networks import MERGES
from torch_agreement import NOT_COUNTED
from torch_model import NOT_OF_PYTORCH, ROWS

from symcnn.model.library import prelude
from symcnn.syntax import tree

LAYERS = {name for name, definition in prelude().items() if isinstance(definition, tree.Layer)}
BLOCKS = {*prelude()} - LAYERS


def test_every_layer_has_a_module_or_a_reason() -> None:
    assert {*ROWS, *NOT_OF_PYTORCH} == LAYERS
    assert not {*ROWS} & {*NOT_OF_PYTORCH}
    assert {*NOT_COUNTED} <= {*ROWS}


def test_every_layer_is_among_those_that_are_drawn() -> None:
    assert {row.layer for row in CALLS} == ({*ROWS} | BLOCKS) - {*MERGES, "affine_sample"}
