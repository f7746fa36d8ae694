"""Generated Keras, run on its torch backend: parameters and what leaves it, against what a network says."""

from __future__ import annotations

import os
from math import prod
from typing import TYPE_CHECKING, Any

from generated_torch import classes_of

from symcnn.code.identifiers import identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    import symcnn
    from symcnn.derive.derivation import End

os.environ.setdefault("KERAS_BACKEND", "torch")


def shape_of(end: End) -> tuple[int, ...]:
    """Sizes and depth as Keras has them."""
    return (*map(int, reversed(end.volume.sizes)), int(end.volume.depth))


def built(net: symcnn.Network, values: Mapping[str, Any]) -> Any:
    """The model of a network with some of its symbols given."""
    import keras

    keras.utils.clear_session()
    space = classes_of(str(net.code("keras")))
    given = {identifier(name): float(value) if isinstance(value, str) else value for name, value in values.items()}
    return space[identifier(net.name or "Net").rstrip("_")](**given)


def differences(net: symcnn.Network, values: Mapping[str, Any], *, runs: bool = False) -> list[str]:
    """Where a generated model and the network part; empty where they agree."""
    import keras

    numbers = net.numbers(**values)
    derivation = numbers.derivation
    with keras.device("cpu" if runs else "meta"):
        model = built(net, values)
    outputs = [tuple(output.shape[1:]) for output in model.outputs]
    ends = [shape_of(end) for end in (derivation.output, *derivation.heads)]
    found = {
        "outputs": (outputs, ends),
        "parameters": (sum(prod(one.shape) for one in model.trainable_weights), numbers.params),
    }
    if runs:
        entries = [keras.ops.zeros((1, *shape_of(entry))) for entry in derivation.inputs]
        left = model(entries if len(entries) > 1 else entries[0])
        left = left if isinstance(left, list | tuple) else [left]
        found["what runs"] = ([tuple(one.shape[1:]) for one in left], ends)
    return [f"{word}: {theirs} in Keras, {ours} here" for word, (theirs, ours) in found.items() if theirs != ours]
