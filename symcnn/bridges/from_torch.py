"""PyTorch modules as networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.imported import ModelSample, compared, structures_of, to_network
from symcnn.bridges.model_check import ModelCheck, checked_against
from symcnn.bridges.model_sampler import ModelSampler, made_with
from symcnn.bridges.torch_sizes import at_larger_sizes, other_network_at
from symcnn.bridges.torch_trace import torch_library, trace_module
from symcnn.bridges.traced import ImportRefused
from symcnn.bridges.whole_text import AXES, RESERVED, SymbolOrigin
from symcnn.errors import SymcnnError, Undecided
from symcnn.support.kinds_of_arguments import checks_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from torch.nn import Module

    from symcnn.bridges.model_sampler import SampledModel
    from symcnn.network.network import Network


@checks_arguments
def from_torch(
    module: Module | Callable[..., Module],
    input: tuple[int, ...] = (3, 224, 224),
    *,
    vary: Mapping[str, tuple[int, ...]] | None = None,
    name: str = "",
    flat: bool = False,
) -> Network:
    """The network that a PyTorch module is, its text as ``source``; nothing is run, and its weights are not read.

    Parameters and multiply-accumulates are compared with what PyTorch counts, each time::

        net = symcnn.from_torch(torchvision.models.resnet18(), input=(3, 224, 224))
        print(net.source)

    The sizes become symbols if the module takes others: a second trace shows that. Other numbers become symbols by
    ``vary``: the function that makes the module is called with each value, each number of the text is fitted, and two
    values more are held out to test it.

    Args:
        module: A ``torch.nn.Module``, or a function that makes one; such a function is called on PyTorch's meta device
            where it can be, so that no weights are made.
        input: Depth and sizes of one example, in PyTorch's order: ``(3, 224, 224)``.
        vary: Values for arguments of that function, at least three of each: ``{"width": (64, 96, 160)}``. The first of
            each is the default.
        name: What the network is called; by default as the module's class.
        flat: Leave out blocks and repeats: one line for each layer.

    Returns:
        The network; its axes are W, H and T, of which PyTorch has W last: ``(3, 160, 224)`` is W = 224, H = 160.

    Raises:
        ImportRefused: PyTorch is missing, the module cannot be traced, does what the language cannot say, or the counts
            differ; with operation, module path and source line.
    """
    shape, varied = checked_shape(input), _checked_values(vary or {}, module)
    made = module if varied else made_with(module, {})
    seen = ModelSampler(made, shape, name).sampled(varied)
    net = _of_samples(seen, made, flat=flat)
    for sample in seen.beyond:
        compared(net, sample)
    return net


def _of_samples(seen: SampledModel, module: Module | Callable[..., Module], *, flat: bool) -> Network:
    """The network that most samples are; where others are another one, symbols are assumed not to have their values."""
    samples, held_out = seen.samples, seen.held_out
    kinds = structures_of(sample.model for sample in samples)
    most = max(kinds, key=kinds.count)
    same = [sample for sample, kind in zip(samples, kinds, strict=True) if kind == most]
    apart = [sample for sample, kind in zip(samples, kinds, strict=True) if kind != most]
    entry = samples[0].model.layers[0]
    first = made_with(module, {symbol: same[0].values[symbol] for symbol in held_out})
    others = at_larger_sizes(first, same[0], entry)
    depth = SymbolOrigin("D", entry.depth, "a guess")
    try:
        net = _general(first, same, others, [depth, *_evidence([*same, *apart], same[0], held_out)], [], flat=flat)
        if apart:
            for sample in apart:
                compared(net, sample)
            net.derivation  # noqa: B018 - which fails where symbols leave it open
    except SymcnnError:
        if not apart:
            raise
        facts = _facts(same, apart)
        assumed = list(dict.fromkeys(_assumed(*fact, same, seen.rounded) for fact in facts))
        origins = [depth, *_evidence(same, same[0], held_out, facts)]
        return _general(first, same, others, origins, assumed, flat=flat)
    least = [f"{symbol} >= {min(sample.values[symbol] for sample in same)}" for symbol in held_out]
    if not least or _is_decided(net):
        return net
    origins = [depth, *_evidence(same, same[0], held_out)]
    from_there_on = _general(first, same, others, origins, least, flat=flat)
    return from_there_on if _is_decided(from_there_on) else net


def _is_decided(net: Network) -> bool:
    """Whether the symbols say what the network is made of."""
    try:
        net.derivation  # noqa: B018 - which fails where they leave it open
    except Undecided:
        return False
    return True


def _facts(same: list[ModelSample], apart: list[ModelSample]) -> list[tuple[str, int]]:
    """At which values of a symbol a model is another one."""
    pairs = [pair for sample in apart for pair in sample.values.items()]
    return [(symbol, value) for symbol, value in pairs if all(one.values[symbol] != value for one in same)]


def _assumed(symbol: str, value: int, same: list[ModelSample], rounded: Container[str]) -> str:
    """That a symbol has no value at which the model is another network: nor one beyond it, if widths are rounded."""
    known = [sample.values[symbol] for sample in same]
    if symbol in rounded and value < min(known):
        return f"{symbol} >= {min(known)}"
    return f"{symbol} <= {max(known)}" if symbol in rounded and value > max(known) else f"{symbol} != {value}"


def _general(
    module: Module,
    samples: list[ModelSample],
    others: list[ModelSample] | None,
    origins: list[SymbolOrigin],
    assumed: list[str],
    *,
    flat: bool,
) -> Network:
    """The network with symbols for its sizes where it takes others, with numbers where these make another network."""
    sizes = {axis: size for axis, size in samples[0].values.items() if axis in AXES}
    if others == []:
        guessed = [SymbolOrigin(axis, size, _ONE_SIZE) for axis, size in sizes.items()]
        return to_network(samples, [*guessed, *origins], assumed=assumed, flat=flat)
    both = [" × ".join(str(sample.values[axis]) for axis in sizes) for sample in (samples[0], *(others or ()))]
    words = f"by evidence at {' and '.join(both)}"

    def shown(more: str) -> Network:
        own = [SymbolOrigin(axis, size, words + more) for axis, size in sizes.items()]
        return to_network([*samples, *(others or ())], [*own, *origins], assumed=assumed, flat=flat)

    try:
        net = shown("") if others else to_network(samples, origins, assumed=assumed, flat=flat)
    except ImportRefused:
        return to_network(samples, origins, assumed=assumed, flat=flat)
    odd = other_network_at(module, net, [*samples, *others]) if others else ""
    return shown(f"; another network at {odd}") if odd else net


_ONE_SIZE = "a guess, since the model takes no other size"


def _evidence(
    samples: list[ModelSample],
    first: ModelSample,
    held_out: Mapping[str, list[ModelSample]],
    facts: Iterable[tuple[str, int]] = (),
) -> Iterator[SymbolOrigin]:
    """What is known of each symbol that was varied."""
    for symbol, rows in held_out.items():
        seen = ", ".join(map(str, sorted({sample.values[symbol] for sample in samples})))
        beyond = ", ".join(str(sample.values[symbol]) for sample in rows)
        words = f"by evidence at {seen}, {f'held out {beyond}' if beyond else 'none held out'}"
        other = "".join(f"; another network at {value}" for name, value in facts if name == symbol)
        yield SymbolOrigin(symbol, first.values[symbol], words + other)


_MOST_AXES = 3
_LEAST_VALUES = 3


def checked_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """The shape of an example, if it is one."""
    if any(size != int(size) or size < 1 for size in shape) or not 1 <= len(shape) <= _MOST_AXES + 1:
        raise ImportRefused(f"the input is a depth and up to three sizes, such as (3, 224, 224), not {shape!r}")
    return tuple(shape)


def _checked_values(
    vary: Mapping[str, tuple[int, ...]], module: Module | Callable[..., Module]
) -> dict[str, tuple[int, ...]]:
    for symbol, row in vary.items():
        if symbol in {*AXES, "D", "M", "X"} | RESERVED or not symbol.isidentifier():
            raise ImportRefused(f'"{symbol}" cannot be a symbol: it means something else in the text')
        if len(set(row)) < _LEAST_VALUES or any(value != int(value) or value < 1 for value in row):
            raise ImportRefused(f"{symbol} needs at least three different positive whole numbers")
    if vary and isinstance(module, torch_library().nn.Module):
        raise ImportRefused("to vary an argument takes the function that makes the module, not a module")
    return {symbol: tuple(row) for symbol, row in vary.items()}


@checks_arguments
def check_torch(
    module: Module | Callable[..., Module], net: Network, input: tuple[int, ...] = (3, 224, 224)
) -> ModelCheck:
    """Where a PyTorch module and a network part, layer by layer.

    Args:
        module: A module, or a function that makes one.
        net: The network.
        input: Depth and sizes of one example.

    Raises:
        ImportRefused: As for `from_torch`.
    """
    return checked_against(trace_module(made_with(module, {}), checked_shape(input)), net)
