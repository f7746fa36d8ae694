"""What stands around a pasted model: what is done with it behind its layers, and what changes none of them."""

from __future__ import annotations

import ast

from symcnn.bridges.pasted_keras import KERAS
from symcnn.bridges.pasted_layers import TORCH

READ_OVER = frozenset({"print", "summary", "compile", "to", "cuda", "cpu", "eval", "train", "float", "half"})
"""What is done with a model and says nothing of its layers."""
ADDS = frozenset({"add", "append", "add_module"})
_CHANGES = ADDS | {"insert", "extend", "pop", "register_module", "layers", "build"}
"""What may change the layers of a model."""
_LAYERS = frozenset({*TORCH, *KERAS, "Sequential", "Model"})


def last_word(function: ast.expr) -> str:
    """What is called, without what it belongs to; "" where that has no name."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_layer(node: ast.expr) -> bool:
    """Whether a layer is called here, and no input."""
    return isinstance(node, ast.Call) and last_word(node.func) in {*TORCH, *KERAS} - {"Input"}


def leaves_alone(statement: ast.stmt, model: str) -> bool:
    """Whether a statement behind a model leaves its layers as they are, such as ``model.fit(images, labels)``.

    >>> [leaves_alone(ast.parse(text).body[0], "m") for text in ("m.fit(x)", "m.add(Dense(3))", "grow(m)", "m = 3")]
    [True, False, False, False]
    """
    nodes = [*ast.walk(statement)]
    named = [node for node in nodes if isinstance(node, ast.Name) and node.id == model]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    read = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
    shown = {id(argument) for call in calls if last_word(call.func) in READ_OVER for argument in call.args}
    shown |= {id(call.func) for call in calls}
    return not any(last_word(call.func) in _LAYERS for call in calls) and all(
        isinstance(node.ctx, ast.Load) and (id(node) in shown or read.get(id(node), "layers") not in _CHANGES)
        for node in named
    )
