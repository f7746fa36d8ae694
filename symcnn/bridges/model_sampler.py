"""A model with several values of what its constructor takes: those that are fitted, and those that test what was."""

from __future__ import annotations

from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.imported import ModelSample, rounded_symbols, with_every_turn
from symcnn.bridges.torch_trace import torch_library, trace_module
from symcnn.bridges.traced import ImportRefused
from symcnn.bridges.whole_text import AXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from torch.nn import Module


class SampledModel(NamedTuple):
    """Samples that numbers are fitted to, those of each symbol that are held out, and some with all symbols changed."""

    samples: list[ModelSample]
    held_out: Mapping[str, list[ModelSample]]
    together: list[ModelSample]
    rounded: frozenset[str]

    @property
    def beyond(self) -> Iterator[ModelSample]:
        """All that were held out."""
        for rows in self.held_out.values():
            yield from rows
        yield from self.together


_HELD_OUT, _MORE = 2, 5
"""How many values are held out, and how many more are fitted where numbers turn out to be rounded."""


class ModelSampler(NamedTuple):
    """Makes and traces a model with values for its constructor's arguments."""

    module: Module | Callable[..., Module]
    shape: tuple[int, ...]
    name: str

    def sampled(self, varied: Mapping[str, tuple[int, ...]]) -> SampledModel:
        """The model with the values given, and with some more.

        Where numbers are rounded, many formulas agree at round values: so more are fitted and held out between them.
        """
        first = self._sample({symbol: row[0] for symbol, row in varied.items()})
        around = self._around(first, varied)
        base = with_every_turn([first, *around])
        if base is not first:  # what varied the others around the first sample is made anew around this one
            others = {symbol: row for symbol, row in varied.items() if base.values[symbol] == row[0]}
            around = [
                *(one for one in around if all(one.values[symbol] == others[symbol][0] for symbol in others)),
                *self._around(base, others),
            ]
        samples = [first, *around, *self._together({symbol: row[1] for symbol, row in varied.items()})]
        held_out = {symbol: [*self._held_out(base, symbol, row)] for symbol, row in varied.items()}
        rounded = rounded_symbols(samples)
        for symbol in sorted(rounded):
            some = self._some(base, symbol, _between(varied[symbol]), _MORE + _HELD_OUT)
            samples += some[:-_HELD_OUT]
            held_out[symbol] = [*some[-_HELD_OUT:], *held_out[symbol]]
        beyond = {symbol: rows[0].values[symbol] for symbol, rows in held_out.items() if rows}
        return SampledModel(samples, held_out, self._together(beyond), rounded)

    def _around(self, base: ModelSample, varied: Mapping[str, tuple[int, ...]]) -> list[ModelSample]:
        """One argument changed at a time."""
        return [
            self._sample({**base.values, symbol: value})
            for symbol, row in varied.items()
            for value in row
            if value != base.values[symbol]
        ]

    def _sample(self, values: Mapping[str, int]) -> ModelSample:
        given = {symbol: value for symbol, value in values.items() if symbol not in AXES}
        model = trace_module(made_with(self.module, given), self.shape)
        sizes = dict(zip(AXES, reversed(self.shape[1:]), strict=False))
        return ModelSample(given | sizes, model._replace(name=self.name or model.name))

    def _together(self, values: Mapping[str, int]) -> list[ModelSample]:
        """All arguments changed at once, of several: whether they add up or multiply shows nowhere else."""
        try:
            return [self._sample(values)] if len(values) > 1 else []
        except ImportRefused:  # its constructor does not take these values together
            return []

    def _held_out(self, base: ModelSample, symbol: str, row: tuple[int, ...]) -> list[ModelSample]:
        """Two more values, as far apart as the given ones, for which the constructor gives a model."""
        ordered = sorted(set(row))
        step = gcd(*(after - before for before, after in pairwise(ordered)))
        between = [value for value in range(ordered[0], ordered[-1], step) if value not in row]
        beyond = [ordered[-1] + step * turn for turn in (1, 2, 3, 4)]
        return self._some(base, symbol, (*between[:1], *beyond, *between[1:]), _HELD_OUT)

    def _some(self, base: ModelSample, symbol: str, values: Iterable[int], most: int) -> list[ModelSample]:
        found: list[ModelSample] = []
        for value in values:
            if len(found) == most:
                break
            try:
                found.append(self._sample({**base.values, symbol: value}))
            except ImportRefused:  # its constructor does not take this value
                continue
        return found


def _between(row: tuple[int, ...]) -> list[int]:
    """Values between those of a row, in no step: each divides the widest gap by the golden section.

    >>> _between((100, 50, 75, 125, 150))[:5]
    [111, 73, 135, 97, 59]
    """
    least, most = min(row), max(row)
    places = [least + (most - least) * (turn * _GOLDEN % 1000) // 1000 for turn in range(1, 20)]
    return [value for value in dict.fromkeys(places) if value not in row]


_GOLDEN = 618
"""Thousandths."""


def made_with(module: Module | Callable[..., Module], values: Mapping[str, int]) -> Module:
    """A module, or what a constructor makes with these arguments."""
    torch = torch_library()
    if isinstance(module, torch.nn.Module) or not callable(module):
        return module
    return made_without_weights(module, **values)


def made_without_weights(make: Callable[..., Module], **arguments: int) -> Module:
    """What a constructor makes, on the meta device where it can be."""
    torch = torch_library()
    try:
        try:
            with torch.device("meta"):
                return _all_without_values(make(**arguments))
        except (NotImplementedError, RuntimeError):  # it looks at values
            return make(**arguments)
    except (Exception, SystemExit) as failure:  # whatever its code raises
        given = ", ".join(f"{name}={value}" for name, value in arguments.items())
        called = f"{getattr(make, '__name__', type(make).__name__)}({given})"
        raise ImportRefused(f"calling {called} failed: {type(failure).__name__}: {failure}") from failure


def _all_without_values(made: Module) -> Module:
    """A module made on the meta device, with what went elsewhere by itself, as ``torch.LongTensor`` does."""
    if isinstance(made, torch_library().nn.Module) and any(one.device.type != "meta" for one in made.buffers()):
        return made.to("meta")
    return made
