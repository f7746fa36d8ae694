"""Where PyTorch and a derivation part, in words; and whether PyTorch refuses a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch_model
from torch_parts import Call, torch

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.errors import ShapeMistake
from symcnn.model.library import prelude
from symcnn.model.parameters import bind, match
from symcnn.model.steps import LayerStep
from symcnn.model.volume import Volume
from symcnn.syntax import tree
from symcnn.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from random_writer import Room

    import symcnn
    from symcnn.derive.derivation import Derivation

FEW = 60
"""The whole module of a network with fewer layers runs once more, as one; of others only the layers run, one by one."""
NOT_COUNTED = {"rbf": "squares of differences are not products of a weight and an input"}
"""Layers whose multiply-accumulates PyTorch's counter does not know, and why."""


def is_a_limit(net: symcnn.Network) -> bool:
    """Whether a network in numbers holds a layer that PyTorch refuses by a limit that is stated as its own."""
    try:
        net.for_framework("torch").derivation  # noqa: B018 - deriving is the question
    except ShapeMistake:
        return True
    return False


class Claim(NamedTuple):
    """What a derivation says of a layer, in the order of :class:`torch_model.Told`."""

    output: tuple[int, ...]
    params: int
    buffers: int
    macs: int


def claims(net: symcnn.Network, values: Mapping[str, int]) -> list[Claim]:
    """What a network says of its layers, once its symbols have values."""
    put = {net.symbols[name]: value for name, value in values.items()}

    def number(formula: Any) -> int:
        return int(formula.xreplace(put))

    return [
        Claim(tuple(map(number, layer.output)), *(number(layer.quantity(key)) for key in Claim._fields[1:]))
        for layer in net
    ]


def disagreements(net: symcnn.Network, values: Mapping[str, int], device: str = "meta") -> list[str]:
    """Where a network, its symbols put in, and PyTorch part; empty where they agree."""
    there = net.at(**values) if values else net
    derivation = there.derivation
    try:
        module, told = torch_model.witness(derivation, device)
    except torch_model.NotTaken as refusal:
        layer = derivation.layers[refusal.place]
        return [] if is_a_limit(there) else [f"{layer.name}: PyTorch refuses: {refusal}"]
    found = [*partings(net, values, told), *in_total(net, values, module)]
    several = len(derivation.inputs) + len(derivation.heads) > 1
    return [*found, *(in_the_end(derivation, module, device) if several or len(told) < FEW else [])]


def in_the_end(derivation: Derivation, module: Any, device: str) -> list[str]:
    """Where what leaves the whole module, its heads included, parts from what leaves the network."""
    with torch.no_grad():
        outputs = module(*(torch_model.tensor(entry.volume, device) for entry in derivation.inputs))
    ends = (derivation.output, *derivation.heads)
    ours = [(*end.volume.sizes, end.volume.depth) for end in ends]
    theirs = [torch_model.shape(output) for output in (outputs if derivation.heads else [outputs])]
    return [] if ours == theirs else [f"what leaves: {ours}, in PyTorch {theirs}"]


def in_total(net: symcnn.Network, values: Mapping[str, int], module: Any) -> list[str]:
    """Where the totals part from those of the whole module, which counts shared weights once."""
    put = {net.symbols[name]: value for name, value in values.items()}
    ours = tuple(int(net.quantity(key).xreplace(put)) for key in ("params", "buffers"))
    theirs = torch_model.sizes_of(module)
    return [] if ours == theirs else [f"in total: parameters and buffers {ours}, in PyTorch {theirs}"]


def partings(net: symcnn.Network, values: Mapping[str, int], told: list[torch_model.Told]) -> list[str]:
    """Every layer and quantity in which a network and PyTorch differ."""
    found = []
    for layer, ours, theirs in zip(net, claims(net, values), told, strict=True):
        for word, mine, other in zip(Claim._fields, ours, theirs, strict=True):
            if mine != other and not (word == "macs" and layer.kind in NOT_COUNTED):
                found.append(f"{layer.name} ({layer.kind}): {word} {mine}, in PyTorch {other}")
    return found


def refuses(text: str) -> bool:
    """Whether PyTorch refuses the one layer of a text, with an input of those numbers; nothing as an answer is none."""
    step, volume = _lone_layer(text)
    received = torch_model.tensor(volume, "cpu")
    try:
        with torch.no_grad():
            return not torch_model.layer_module(step, (received,))(received).numel()
    except torch_model.REFUSALS:
        return True


SPREADING = frozenset({"mul", "add_spread"})
"""Where a branch that has 1 somewhere serves every place there."""


def merge_refuses(kind: str, rooms: tuple[Room, ...]) -> bool:
    """Whether PyTorch refuses to bring such branches together, or would stretch one to fit the others."""
    received = tuple(torch_model.tensor(Volume(room.sizes, room.depth), "cpu") for room in rooms)
    try:
        *sizes, depth = torch_model.shape(torch_model.ROWS[kind](Call({}, received))(*received))
    except torch_model.REFUSALS:
        return True

    def fits(room: Room) -> bool:
        return room.sizes == tuple(sizes) and (kind == "concat" or room.depth == depth)

    return kind not in SPREADING and not all(map(fits, rooms))


def _lone_layer(text: str) -> tuple[LayerStep, Volume]:
    """The layer behind an input, with its arguments, whether or not it fits."""
    entry, call = parse(text).statements
    assert isinstance(entry, tree.Input)
    assert isinstance(call, tree.Call)
    definition = prelude()[call.name]
    assert isinstance(definition, tree.LayerDefinition)

    def in_numbers(formula: Any) -> Any:
        return evaluate(formula, {}, Exact())

    *sizes, depth = (in_numbers(argument.value) for argument in entry.arguments)
    volume, matched = Volume(tuple(sizes), depth), match(call, definition.parameters)
    received = {"X": volume.sizes, "D": depth}
    values = bind(call, definition.parameters, matched, in_numbers, received, Exact())
    return LayerStep(definition, values, frozenset(matched), call.name, (), call), volume
