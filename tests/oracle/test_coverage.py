"""What the oracle can be asked: every layer of prelude and zoo has a module, or a reason why not."""

from __future__ import annotations

from random_calls import CALLS
from random_networks import MERGES, UNLIKE
from torch_agreement import NOT_COUNTED
from torch_model import NOT_OF_PYTORCH, ROWS

from symcnn.api import zoo
from symcnn.model.library import prelude
from symcnn.model.shipped import shipped_program
from symcnn.syntax import tree

LAYERS = {name for name, definition in prelude().items() if isinstance(definition, tree.LayerDefinition)}
BLOCKS = {*prelude()} - LAYERS
OF_THE_ZOO = {layer.name for path in {*zoo().values()} for layer in shipped_program(path).layers}


def test_every_layer_has_a_module_or_a_reason() -> None:
    assert {*ROWS, *NOT_OF_PYTORCH} == LAYERS | OF_THE_ZOO
    assert not {*ROWS} & {*NOT_OF_PYTORCH}
    assert {*NOT_COUNTED} <= {*ROWS}


def test_every_layer_is_among_those_that_are_drawn() -> None:
    others = {*NOT_OF_PYTORCH, *MERGES, *UNLIKE, "subtract"}
    assert {row.layer for row in CALLS} == LAYERS - others | BLOCKS - {"deformable"}
