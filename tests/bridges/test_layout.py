"""Reshapes and permutations of PyTorch, carried out as the layers that an import writes for them."""

from __future__ import annotations

import random
from math import prod
from typing import TYPE_CHECKING, Any

import pytest

from symcnn.bridges.torch_layout import Tensor, plain, reshaped
from symcnn.bridges.torch_steps import Movement, settled
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 2


def _per_axis(scale: Any, axes: int) -> list[int]:
    return [scale] * axes if isinstance(scale, int) else list(scale)


def _unshuffled(x: Any, scale: Any, *, block_first: bool) -> Any:
    """Positions as maps, by the meaning of the layer: the place within a block behind the maps, or before them."""
    axes = x.dim() - 1
    row = _per_axis(scale, axes)
    split = x.reshape(x.shape[0], *(part for size, r in zip(x.shape[1:], row, strict=True) for part in (size // r, r)))
    outer, inner = [1 + 2 * axis for axis in range(axes)], [2 + 2 * axis for axis in range(axes)]
    deep = [*inner, 0] if block_first else [0, *inner]
    made = split.permute(*deep, *outer)
    return made.reshape(prod(made.shape[: len(deep)]), *made.shape[len(deep) :])


def _shuffled(x: Any, scale: Any, *, block_first: bool) -> Any:
    axes = x.dim() - 1
    row = _per_axis(scale, axes)
    maps = x.shape[0] // prod(row)
    split = x.reshape(*((*row, maps) if block_first else (maps, *row)), *x.shape[1:])
    deep, first = (axes, 0) if block_first else (0, 1)
    order = [place for axis in range(axes) for place in (axes + 1 + axis, first + axis)]
    sizes = [size * r for size, r in zip(x.shape[1:], row, strict=True)]
    return split.permute(deep, *order).reshape(maps, *sizes)


STEPS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "reshape": lambda x, given: x.reshape(given["depth"], *given["sizes"]),
    "flatten": lambda x, _: x.reshape(-1),
    "tokens": lambda x, _: x.reshape(x.shape[0], -1),
    "permute": lambda x, given: x.movedim(0, -1).permute(*given["order"]).movedim(-1, 0),
    "channel_shuffle": lambda x, given: x.reshape(given["groups"], -1, *x.shape[1:]).transpose(0, 1).reshape(x.shape),
    "pixel_shuffle": lambda x, given: _shuffled(x, given["scale"], block_first=given.get("block_first", False)),
    "pixel_unshuffle": lambda x, given: _unshuffled(x, given["scale"], block_first=given.get("block_first", False)),
}
"""What each layer does to a volume whose first dimension is the depth."""


def _carried_out(x: Any, steps: list[Movement]) -> Any:
    for step in steps:
        x = STEPS[step.word](x, dict(step.arguments))
        assert (tuple(x.shape[1:]), x.shape[0]) == step.volume
    return x


def _factored(rng: random.Random, size: int) -> list[int]:
    parts = [n for n in range(1, size + 1) if size % n == 0]
    first = rng.choice(parts)
    return [first, size // first] if rng.random() < 0.7 else [size]


def _moved(rng: random.Random, tensor: Tensor, real: Any) -> tuple[Tensor, Any]:
    """A random reshape or permutation of both."""
    if rng.random() < 0.5:
        order = rng.sample(range(real.dim()), real.dim())
        return tensor.permuted(tuple(order)), real.permute(*order)
    shape = [part for size in real.shape for part in _factored(rng, size)]
    while len(shape) > rng.randint(2, 6):
        place = rng.randrange(len(shape) - 1)
        shape[place : place + 2] = [shape[place] * shape[place + 1]]
    return reshaped(tensor, tuple(shape)), real.reshape(shape)


@pytest.mark.parametrize("seed", range(60))
def test_layers_move_values_as_pytorch_does(torch: Any, seed: int) -> None:
    rng = random.Random(seed)
    depth, *sizes = (rng.choice((2, 3, 4, 6)) for _ in range(rng.choice((2, 3, 4))))
    tensor = plain("x", BATCH, depth, tuple(sizes))
    real = torch.arange(BATCH * depth * prod(sizes)).reshape(BATCH, depth, *sizes)
    volume, found = real[1], 0
    for _ in range(8):
        try:
            moved, other = _moved(rng, tensor, real)
            depth_at = rng.randrange(other.dim())
            steps, after = settled(moved, depth_at)
        except ImportRefused:
            continue
        assert tuple(other.shape) == after.shape == moved.shape
        assert torch.equal(_carried_out(volume, steps), _volume(after, other, depth_at))
        tensor, real = moved, other
        found += 1
    assert found


def _volume(after: Tensor, real: Any, depth_at: int) -> Any:
    """The second example, its depth first; what lies beside the batch in one dimension is an axis, the last."""
    place = next(p for p, d in enumerate(after.dims) if set(after.batch) & set(d))
    before = prod(factor.size for factor in after.dims[place][: after.dims[place].index(after.batch[0])])
    split = (*real.shape[:place], before, BATCH, real.shape[place] // before // BATCH, *real.shape[place + 1 :])
    one = real.reshape(split).select(place + 1, 1)
    deep = depth_at + (depth_at > place)
    first = one.movedim((deep, place, place + 1), (0, -2, -1))
    sizes = [after.depth[0].size, *(axis[0].size for axis in after.axes)]
    return (
        first.reshape(prod(f.size for f in after.depth), *(prod(f.size for f in axis) for axis in after.axes))
        if sizes
        else first
    )
