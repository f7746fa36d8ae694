"""PyTorch's own trace of a module: what stops it in plain words, and a graph that has all its parts in a row."""

from __future__ import annotations

import operator
from contextlib import nullcontext
from pathlib import Path
from sysconfig import get_path
from typing import TYPE_CHECKING, TypeVar

from symcnn.bridges.traced import ImportRefused, UntraceableModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from types import FrameType, ModuleType

    from torch import Tensor as TorchTensor
    from torch import device
    from torch._subclasses import FakeTensorMode
    from torch.export import ExportedProgram
    from torch.fx import GraphModule, Node
    from torch.nn import Module

_TraceOutcome = TypeVar("_TraceOutcome")

_CALLED_AS_THEY_ARE = frozenset({"wrap_with_set_grad_enabled", "wrap_with_autocast"})
"""Calls of a part of the graph that differ from it in what is recorded or how exactly, not in what is computed."""

_PLAIN_WORDS = {
    "data-dependent": "which way it goes depends on values",
    "missing a required argument": "it takes several inputs, and one is given",
    "found a fake tensor in the exported program": "it writes into its own weights",
}
"""What stops PyTorch, by words of its message."""


def exported(module: Module, example: TorchTensor, torch: ModuleType) -> ExportedProgram:
    """The graph of a module.

    Raises:
        ImportRefused: PyTorch cannot trace it; with the place.
    """
    whole: ExportedProgram = first_that_works(
        lambda: torch.export.export(module, (example,), strict=False), [nullcontext(), example.device], module
    )
    _put_in_a_row(whole.graph_module)
    return whole


def first_that_works(
    ask: Callable[[], _TraceOutcome],
    modes: Sequence[AbstractContextManager[FakeTensorMode | device | None]],
    module: Module,
) -> _TraceOutcome:
    """What a question about a module comes to in the first mode in which its code does not raise.

    Code that makes a tensor without naming a device, or moves one to ``"cpu"``, may need another one.
    """
    failures: list[Exception] = []
    for mode in modes:
        try:
            with mode:
                return ask()
        except Exception as failure:  # noqa: BLE001 - whatever the model's own code raises
            failures.append(failure)
    raise untraceable(module, failures[0]) from failures[0]


def untraceable(module: Module, failure: Exception) -> UntraceableModel:
    """The error for a module whose code raises while it is traced: what, and where."""
    first = next((line.strip() for line in str(failure).splitlines() if line.strip()), type(failure).__name__)
    said = next((plain for words, plain in _PLAIN_WORDS.items() if words in first), first.rstrip("."))
    return UntraceableModel(f"{type(module).__name__} cannot be traced: {said}{_place(module, failure)}")


def _place(module: Module, failure: Exception) -> str:
    """The innermost line of a failure that is no framework's, with the module that it belongs to."""
    frames = [(frame, line) for frame, line in _frames(failure) if _is_users(frame.f_code.co_filename)]
    if not frames:
        return ""
    paths = {id(part): f"{path or 'the model'} ({type(part).__name__})" for path, part in module.named_modules()}
    parts = [paths[id(own)] for frame, _ in frames if id(own := frame.f_locals.get("self")) in paths]
    frame, line = frames[-1]
    return f" ({f'in {parts[-1]}, ' if parts else ''}{frame.f_code.co_filename}:{line})"


def _frames(failure: Exception) -> Iterator[tuple[FrameType, int]]:
    step = failure.__traceback__
    while step is not None:
        yield step.tb_frame, step.tb_lineno
        step = step.tb_next


_OTHERS = (str(Path(__file__).parents[1]), "<")


def _is_users(file: str) -> bool:
    installed = "site-packages" in file and "/torch/" not in file
    return installed or not ("/torch/" in file or file.startswith((*_OTHERS, get_path("stdlib"))))


def initialise(module: Module, example: TorchTensor, torch: ModuleType) -> None:
    """Let a module find out sizes by an example, as ``LazyConv2d`` does, if its weights hold no values.

    Raises:
        ImportRefused: It would make weights with values.
    """
    lazy = torch.nn.parameter.UninitializedTensorMixin
    held = (*module.named_parameters(), *module.named_buffers())
    waiting = [(name, one) for name, one in held if isinstance(one, lazy)]
    if not waiting:
        return
    if any(one.device.type != "meta" for _, one in waiting):
        raise ImportRefused(
            f"the size of {waiting[0][0]} is found out by a first call",
            "call the model on an example, or name the function that makes it",
        )
    try:
        with torch.no_grad():
            module(example)
    except Exception as failure:  # whatever the model's own code raises
        raise untraceable(module, failure) from failure


def _put_in_a_row(whole: GraphModule) -> None:
    """Put the nodes of parts that are called as they are in the place of the calls."""
    graph = whole.graph
    for call in list(graph.nodes):
        if getattr(call.target, "__name__", "") in _CALLED_AS_THEY_ARE:
            place = next(place for place, one in enumerate(call.args) if getattr(one, "op", "") == "get_attr")
            part = getattr(whole, call.args[place].target)
            _put_in_a_row(part)
            _replace(call, part, call.args[place + 1 :])


def _replace(call: Node, part: GraphModule, given: Sequence[Node]) -> None:
    graph, inputs = call.graph, iter(given)
    known: dict[Node, Node] = {}
    outputs: Sequence[Node] = ()
    with graph.inserting_before(call):
        for node in part.graph.nodes:
            if node.op == "placeholder":
                known[node] = next(inputs)
            elif node.op == "output":
                outputs = [known[one] for one in node.args[0]]
            else:
                known[node] = graph.node_copy(node, known.__getitem__)
    for user in list(call.users):
        assert user.target is operator.getitem
        user.replace_all_uses_with(outputs[user.args[1]])
        graph.erase_node(user)
    graph.erase_node(call)
