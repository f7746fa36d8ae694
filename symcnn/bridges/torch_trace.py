"""Traces a PyTorch module without running it: ``torch.export`` on tensors that have a shape and no values."""

from __future__ import annotations

import logging
import operator
import warnings
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING

from symcnn.bridges.axes_order import in_text_order
from symcnn.bridges.torch_attention import PRODUCTS
from symcnn.bridges.torch_combined import COMBINED
from symcnn.bridges.torch_export import exported, first_that_works, initialise
from symcnn.bridges.torch_graph import Constant, NodeArguments, NodeValue, TorchGraph, source_line
from symcnn.bridges.torch_layout import Tensor, long_factors, plain
from symcnn.bridges.torch_movements import MOVEMENTS
from symcnn.bridges.torch_operations import LAYERS
from symcnn.bridges.torch_parts import with_parts
from symcnn.bridges.torch_reductions import REDUCTIONS
from symcnn.bridges.torch_slices import SLICES, home
from symcnn.bridges.torch_tiles import TILES
from symcnn.bridges.torch_views import change
from symcnn.bridges.torch_weights import TorchRow, called, constant
from symcnn.bridges.traced import ImportRefused, TracedModel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from torch import Tensor as TorchTensor
    from torch.export import ExportedProgram
    from torch.fx import Node
    from torch.nn import Module

_BATCH = 103
"""Examples that a trace sees: a number that hardly any size of a model has, so that the batch is known by it.

A prime, and not 13: windows of 7 have 13 relative positions.
"""

_SHOWN = 5
"""Parameters that an error names."""

ROWS = {**LAYERS, **REDUCTIONS, **SLICES, **PRODUCTS, **COMBINED, **MOVEMENTS, **TILES}
"""What is read, by PyTorch's name of the operation."""

_WHOLE = "Global"
"""What PyTorch's counter calls the sum of all."""

_IGNORED = frozenset({"_assert", "_assert_async", "_assert_tensor_metadata", "sym_size", "sym_constrain_range"})


def trace_module(module: Module, shape: tuple[int, ...]) -> TracedModel:
    """The layers of a PyTorch module for inputs of a shape (depth, then sizes), and PyTorch's own counts.

    Raises:
        ImportRefused: It is no module, cannot be traced, or does what the language cannot say; with the place.
    """
    torch = torch_library()
    _checked(module, torch)
    with _evaluating(module), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        initialise(module, _example(module, shape, torch), torch)
        program = exported(module, _example(module, shape, torch), torch)
        counted = _multiply_accumulates(module, shape, torch)
    graph = TorchGraph(_by_first_name(program, module), _BATCH)
    graph.lengths = {name: parameter.numel() for name, parameter in module.named_parameters()}
    outputs = _read(graph, program, shape)
    params = sum(parameter.numel() for parameter in module.parameters())
    _all_used(graph, module)
    notes = tuple(f"{what}, {times} times" if times > 1 else what for what, times in graph.left_out.items() if times)
    ends = tuple((graph.by_name[name].sizes, graph.by_name[name].depth) for name in outputs)
    name, layers, macs = type(module).__name__, tuple(graph.layers), counted.pop(_WHOLE, 0)
    sized = any(_name(node) in _SET_BY_SIZES for node in program.graph.nodes)
    return in_text_order(TracedModel(name, layers, outputs, params, macs, notes, ends, tuple(counted.items()), sized))


_SET_BY_SIZES = frozenset({"pad", "constant_pad_nd", "slice", "narrow", "split_with_sizes", "index", "index_select"})
"""Operations whose numbers models compute of the sizes that they get."""


def _name(node: Node) -> str:
    return str(getattr(node.target, "__name__", "")).split(".", maxsplit=1)[0]


def torch_library() -> ModuleType:
    """PyTorch, or a word on how to get it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses NumPy, which nothing here needs
            import torch
    except ImportError:
        raise ImportRefused("PyTorch is not installed", "pip install symcnn[torch]") from None
    return torch


def _checked(module: Module, torch: ModuleType) -> None:
    if not isinstance(module, torch.nn.Module):
        raise ImportRefused(f"a model is a torch.nn.Module, not a {type(module).__name__}")
    for path, part in module.named_modules():
        if isinstance(part, torch.jit.ScriptModule):
            what = path or type(module).__name__
            raise ImportRefused(f"{what} is compiled; name the class or function that it was made of")
    if type(module).forward is torch.nn.Module.forward:
        raise ImportRefused(f"{type(module).__name__} has no forward")
    devices = sorted({str(parameter.device) for parameter in module.parameters()})
    if len(devices) > 1:
        raise ImportRefused(
            f"the model lies on several devices: {', '.join(devices)}", 'model.to("meta") brings it to one'
        )


@contextmanager
def _evaluating(module: Module) -> Iterator[None]:
    """The module as it runs when trained; afterwards every part is in the mode that it was in."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    logger = logging.getLogger("torch")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)  # what it has to say is in the error
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            yield
    finally:
        logger.setLevel(level)
        for part, mode in modes:
            part.training = mode


def _example(
    module: Module, shape: tuple[int, ...], torch: ModuleType, device: str = "", batch: int = _BATCH
) -> TorchTensor:
    held = (tensor for tensor in chain(module.parameters(), module.buffers()) if tensor.is_floating_point())
    first = next(held, None)
    kind = torch.get_default_dtype() if first is None else first.dtype
    where = device or (torch.device("meta") if first is None else first.device)
    return torch.empty(batch, *shape, dtype=kind, device=where)


def _by_first_name(program: ExportedProgram, module: Module) -> dict[str, str]:
    """What each input of the graph is called that is a parameter; of several names, the one that counts."""
    first = {id(parameter): name for name, parameter in module.named_parameters()}
    names = {name: first[id(parameter)] for name, parameter in module.named_parameters(remove_duplicate=False)}
    given = program.graph_signature.inputs_to_parameters
    return {entry: names.get(name, name) for entry, name in given.items()}


def _multiply_accumulates(module: Module, shape: tuple[int, ...], torch: ModuleType) -> dict[str, int]:
    """What PyTorch's own counter counts for one example, by the path of a module."""
    from torch._subclasses import FakeTensorMode
    from torch.utils.flop_counter import FlopCounterMode

    def counts() -> dict[str, dict[str, int]]:
        counter = FlopCounterMode(display=False)
        with counter, torch.no_grad():
            states = {name: torch.empty_like(tensor, device="meta") for name, tensor in _own_tensors(module)}
            example = _example(module, shape, torch, "meta", 1)
            torch.func.functional_call(module, states, (example,), tie_weights=False)
        return counter.get_flop_counts()

    modes = [nullcontext(), FakeTensorMode(allow_non_fake_inputs=True), torch.device("meta")]
    found = first_that_works(counts, modes, module)
    return {name.partition(".")[2] or name: int(sum(row.values()) // 2) for name, row in found.items()}


def _own_tensors(module: Module) -> Iterator[tuple[str, TorchTensor]]:
    """The parameters and buffers of each module, once: of one swapped twice PyTorch loses the first."""
    for path, part in module.named_modules():
        prefix = f"{path}." if path else ""
        every = {"recurse": False, "remove_duplicate": False}
        held = (part.named_parameters(**every), part.named_buffers(**every))
        yield from ((prefix + name, tensor) for name, tensor in chain(*held))


def _read(graph: TorchGraph, program: ExportedProgram, shape: tuple[int, ...]) -> tuple[str, ...]:
    inputs = program.graph_signature.user_inputs
    for node in program.graph.nodes:
        graph.node = node
        if node.op == "placeholder" and node.name in inputs:
            graph.values[node.name] = _entry(graph, shape)
        elif node.op == "placeholder":
            names = (graph.parameters[node.name],) if node.name in graph.parameters else ()
            graph.values[node.name] = Constant(names, graph.shape)
            if names:
                with_parts(graph, node, *names)
        elif node.op == "call_function" and node.name not in graph.values:
            graph.values[node.name] = _value(graph, node)
        elif node.op == "output":
            return _outputs(graph, [graph.value_of(item) for item in node.args[0]])
    raise ImportRefused("the model gives nothing back")


def _entry(graph: TorchGraph, shape: tuple[int, ...]) -> Tensor:
    tensor = plain("", _BATCH, shape[0], shape[1:])
    return tensor._replace(source=graph.emit("input", (), (shape[1:], shape[0])))


def _outputs(graph: TorchGraph, values: list[NodeValue]) -> tuple[str, ...]:
    several = [item for value in values for item in (value if isinstance(value, list) else [value])]
    flat = [item for item in several if not isinstance(item, int | float | str | None)]
    if not flat or not all(isinstance(item, Tensor) for item in flat):
        raise ImportRefused("the model gives back what is no volume of its layers")
    return tuple(dict.fromkeys(_as_given(graph, item).source for item in flat))


_ROWS = 2
"""Dimensions of a batch of rows of numbers: examples and maps."""


def _as_given(graph: TorchGraph, x: Tensor) -> Tensor:
    """An output with the axes that its dimensions are, in their order; the depth may stand anywhere among them."""
    dims, batch = [long_factors(d) for d in x.dims], long_factors(x.batch)
    deep, axes = long_factors(x.depth), [long_factors(axis) for axis in x.axes]
    if not deep and len(dims) in {_ROWS, len(graph.layers[0].sizes) + _ROWS}:
        return graph.settle(x, 1)  # not one map, where the dimension of maps has several
    apart = len(x.dims) - (deep in dims) - 1
    if [d for d in dims if d not in ((), batch, deep)] == [axis for axis in axes if axis] and len(axes) <= apart:
        return x
    return graph.settle(x, dims.index(deep) if deep in dims else home(x))


def _value(graph: TorchGraph, node: Node) -> NodeValue:
    if node.target is operator.getitem:
        several = graph.value_of(node.args[0])
        return several[node.args[1]] if isinstance(several, list) else None
    word = node.target.__name__.split(".")[0]
    name = word.rstrip("_") if not word.startswith("_") else word
    if name in _IGNORED:
        return None
    row = ROWS.get(name)
    try:
        given = graph.arguments()
        if row is None:
            row = _unknown(graph, given, word)
        elif name not in _COUNTED and not any(isinstance(item, Tensor) for item in _flat(given)):
            row = constant
        value = row(graph, given)
        if word.endswith("_") and name != "copy" and hasattr(node.args[0], "name"):
            change(graph, node.args[0], value)
        if name not in _SPREAD_LATER:
            _same_shapes(graph, value)
    except ImportRefused as refusal:
        raise ImportRefused(f"{refusal.message} (aten.{word}{_place_in_model(node)})") from None
    except RuntimeError as failure:  # PyTorch's sizes that are no numbers
        raise ImportRefused(f"sizes that depend on values (aten.{word}{_place_in_model(node)})") from failure
    except (AttributeError, TypeError, ValueError, IndexError) as failure:
        raise ImportRefused(
            f"it is used in a way that cannot be read (aten.{word}{_place_in_model(node)})"
        ) from failure
    return value


_COUNTED = frozenset(
    {"linear", *(f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3)), *PRODUCTS, "copy"}
)
"""Operations that are more than arithmetic where all that they read is made of weights."""

_SPREAD_LATER = frozenset({"expand", "expand_as", "copy"})
"""Operations whose value has the shape that its reader makes longer, or the shape of the part that is written."""


def _same_shapes(graph: TorchGraph, value: NodeValue) -> None:
    """Hold what was read against the shapes that PyTorch has, so that nothing is left out on the way."""
    theirs = graph.node.meta["val"]
    pairs = zip(value, theirs, strict=False) if isinstance(value, list) else [(value, theirs)]
    for own, other in pairs:
        if isinstance(own, Tensor) and other.dtype.is_complex:
            raise ImportRefused("values that are complex numbers")
        if isinstance(own, Tensor) and own.shape != tuple(other.shape):
            raise ImportRefused(f"it makes {tuple(other.shape)[1:]} of an example, and not {own.shape[1:]}")


def _flat(given: NodeArguments) -> list[NodeValue]:
    return [item for value in given.values() for item in (value if isinstance(value, list) else [value])]


def _unknown(graph: TorchGraph, given: NodeArguments, word: str) -> TorchRow:
    if any(isinstance(item, Tensor) for item in _flat(given)):
        raise ImportRefused("the language has no such layer")
    if word.startswith("sym_"):
        raise ImportRefused("sizes that depend on values")
    return constant if hasattr(graph.node.target, "_schema") else called


def _place_in_model(node: Node) -> str:
    """The module and the line of code that a node came from, as the end of a message."""
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    path, kind = stack[-1] if stack else ("", "")
    line = source_line(node.meta.get("stack_trace", ""))
    at = f", in {path or 'the model'} ({kind.rsplit('.', 1)[-1]})" if kind else ""
    return f"{at}, {line}" if line else at


def _all_used(graph: TorchGraph, module: Module) -> None:
    used = {graph.whole.get(name, name) for layer in graph.layers for name in layer.weights}
    rest = [name for name, _ in module.named_parameters() if name not in used]
    if rest:
        shown = ", ".join(rest[:_SHOWN]) + f" and {len(rest) - _SHOWN} more" * (len(rest) > _SHOWN)
        raise ImportRefused(f"parameters that no traced layer uses: {shown}")
