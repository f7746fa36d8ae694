"""Layers in PyTorch that move values: resizing, other shapes, and branches that come together."""

from __future__ import annotations

from functools import reduce
from math import prod
from typing import TYPE_CHECKING, Any

from torch_parts import Call, Refused, own, pure, torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
"""The word for interpolation along so many axes."""


def upsample(c: Call) -> Any:
    return torch.nn.Upsample(scale_factor=tuple(map(float, c.each("scale"))))


def interpolate(c: Call) -> Any:
    return torch.nn.Upsample(size=c.each("size"))


def upsample_cubic(c: Call) -> Any:
    return cubic(c, scale_factor=tuple(map(float, c.each("scale"))))


def interpolate_cubic(c: Call) -> Any:
    return cubic(c, size=c.each("size"))


def cubic(c: Call, **options: Any) -> Any:
    if c.axes != 2:
        raise Refused(f"torch.nn.Upsample has no cubic along {c.axes} axes")
    return torch.nn.Upsample(mode="bicubic", align_corners=c.flag("align_corners"), **options)


def upsample_linear(c: Call) -> Any:
    factors, corners = tuple(map(float, c.each("scale"))), c.flag("align_corners")
    return torch.nn.Upsample(scale_factor=factors, mode=LINEAR[c.axes], align_corners=corners)


def interpolate_linear(c: Call) -> Any:
    return torch.nn.Upsample(size=c.each("size"), mode=LINEAR[c.axes], align_corners=c.flag("align_corners"))


def pixel_shuffle(c: Call) -> Any:
    """PyTorch has it along two axes with one scale; along others, or with several, it is a view with axes exchanged."""
    scales, sizes, block_first = c.each("scale"), c.sizes, c.flag("block_first")
    if c.axes == 2 and len(set(scales)) == 1 and not block_first:
        return torch.nn.PixelShuffle(scales[0])

    def run(x: Any) -> Any:
        y = x.reshape(len(x), x.shape[1] // prod(scales), *scales, *sizes)
        if block_first:
            last = len(scales) + 1
            y = x.reshape(len(x), *scales, x.shape[1] // prod(scales), *sizes).movedim(last, 1)
        pairs = [place for axis in range(len(sizes)) for place in (2 + len(sizes) + axis, 2 + axis)]
        return y.permute(0, 1, *pairs).reshape(*y.shape[:2], *(r * size for r, size in zip(scales, sizes, strict=True)))

    return pure(run)


def pixel_unshuffle(c: Call) -> Any:
    scales, block_first = c.each("scale"), c.flag("block_first")
    if c.axes == 2 and len(set(scales)) == 1 and not block_first:
        return torch.nn.PixelUnshuffle(scales[0])

    def run(x: Any) -> Any:
        for axis, scale in enumerate(scales):
            x = x.unflatten(2 + 2 * axis, (-1, scale))
        inner = [3 + 2 * axis for axis in range(len(scales))]
        outer = [2 + 2 * axis for axis in range(len(scales))]
        order = (*inner, 1) if block_first else (1, *inner)
        return x.permute(0, *order, *outer).flatten(1, 1 + len(scales))

    return pure(run)


def reshape(c: Call) -> Any:
    sizes, depth = c["sizes"], c["depth"]
    wanted = (depth, *(sizes if isinstance(sizes, tuple) else (sizes,)))
    return pure(lambda x: x.reshape(len(x), *wanted))


def permute(c: Call) -> Any:
    """Our axes are the sizes and then the depth; PyTorch's are the batch, the depth and then the sizes."""
    *sizes, depth = (1 if axis == c.axes else axis + 2 for axis in c["order"])
    return pure(lambda x: x.permute(0, depth, *sizes).contiguous())


def tokens(_c: Call) -> Any:
    return pure(lambda x: x.reshape(*x.shape[:2], -1))


def split(c: Call) -> Any:
    parts, part, dim = c["parts"], c["part"], dimension(c)
    return pure(lambda x: x.unflatten(dim, (parts, -1)).select(dim, part))


def dimension(c: Call) -> int:
    """The dimension that an argument names: sizes have the order of the language's axes, and the depth is the last."""
    chosen = c.get("axis")
    return 1 if chosen in (None, c.axes) else chosen + 2


def narrow(c: Call) -> Any:
    start, length = c["start"], c["length"]
    return pure(lambda x: torch.narrow(x, 1, start, length))


def channel_shuffle(c: Call) -> Any:
    return torch.nn.ChannelShuffle(c["groups"])


def pad_maps(c: Call) -> Any:
    behind = c["filters"] - c.depth - c["before"]
    if behind < 0:
        raise Refused("there are more maps than are wanted")
    sides = [0, 0] * c.axes + [c["before"], behind]
    return pure(lambda x: torch.nn.functional.pad(x, sides))


def repeat_vector(c: Call) -> Any:
    count = c["count"]
    return pure(lambda x: x.unsqueeze(2).expand(-1, -1, count))


def unfold(c: Call) -> Any:
    """PyTorch has it along two axes; of one the other is 1 wide."""
    if c.axes > 2:
        raise Refused("torch.nn.Unfold has two axes")
    options = {word: (*c.each(word), *[0 if word == "padding" else 1] * (2 - c.axes)) for word in WINDOW}
    inner = torch.nn.Unfold(**options)
    return own(lambda self, x: self.inner(x if x.dim() == 4 else x.unsqueeze(3)), inner=inner)


def fold(c: Call) -> Any:
    size = c["size"] if isinstance(c["size"], tuple) else (c["size"],)
    if len(size) > 2:
        raise Refused("torch.nn.Fold has two axes")

    def each(word: str) -> tuple[int, ...]:
        value = c[word] if isinstance(c[word], tuple) else (c[word],) * len(size)
        return (*value, *[0 if word == "padding" else 1] * (2 - len(size)))

    inner = torch.nn.Fold((*size, *[1] * (2 - len(size))), **{word: each(word) for word in WINDOW})
    return own(lambda self, x: self.inner(x).reshape(len(x), -1, *size), inner=inner)


WINDOW = ("kernel_size", "stride", "padding", "dilation")

# -- branches ----------------------------------------------------------------------------------------------------------


def add(_c: Call) -> Any:
    return pure(lambda *branches: reduce(torch.add, branches))


def maximum(_c: Call) -> Any:
    return pure(lambda *branches: reduce(torch.maximum, branches))


def minimum(_c: Call) -> Any:
    return pure(lambda *branches: reduce(torch.minimum, branches))


def average(_c: Call) -> Any:
    return pure(lambda *branches: reduce(torch.add, branches) / len(branches))


def subtract(_c: Call) -> Any:
    def run(*branches: Any) -> Any:
        one, other = branches
        return one - other

    return pure(run)


def concat(c: Call) -> Any:
    dim = dimension(c)
    return pure(lambda *branches: torch.cat(branches, dim))


def spread(operation: Callable[[Any, Any], Any]) -> Callable[[Call], Any]:
    """A row for what PyTorch repeats along axes where a branch has 1, and everywhere where it has no axes."""

    def run(*branches: Any) -> Any:
        axes = max(branch.dim() for branch in branches)
        return reduce(operation, [branch.reshape(*branch.shape, *[1] * (axes - branch.dim())) for branch in branches])

    return lambda _c: pure(run)


def matmul(c: Call) -> Any:
    def run(x: Any, other: Any) -> Any:
        left, right = x.movedim(1, -1), other.movedim(1, -1)
        return torch.matmul(left, right.mT if c.flag("transpose") else right).movedim(-1, 1)

    return pure(run)


def grid_sample(c: Call) -> Any:
    """The place along the last axis comes first in PyTorch."""
    if c.axes not in {2, 3}:
        raise Refused(f"torch.nn.functional.grid_sample has no {c.axes} axes")
    return pure(lambda x, grid: torch.nn.functional.grid_sample(x, grid.movedim(1, -1).flip(-1), align_corners=False))


def affine_grid(c: Call) -> Any:
    """The place along the last axis comes first in PyTorch, among what it takes and in the grid."""
    size = c["size"] if isinstance(c["size"], tuple) else (c["size"],)
    if len(size) not in {2, 3}:
        raise Refused(f"torch.nn.functional.affine_grid has no {len(size)} axes")

    def run(theta: Any) -> Any:
        rows = theta.unflatten(1, (len(size), -1))
        rows = torch.cat([rows.flip(1)[..., :-1].flip(2), rows.flip(1)[..., -1:]], 2)
        grid = torch.nn.functional.affine_grid(rows, [len(theta), 1, *size], align_corners=False)
        return grid.flip(-1).movedim(-1, 1)

    return pure(run)


def roi_align(c: Call) -> Any:
    """Of the region that is the whole input."""
    if c.axes not in {2, 3}:
        raise Refused(f"torch.nn.functional.grid_sample has no {c.axes} axes")
    many = c.each("sampling_ratio")
    places = [size * n for size, n in zip(c.each("output_size"), many, strict=True)]

    def run(x: Any) -> Any:
        rows = torch.eye(c.axes, c.axes + 1, dtype=x.dtype, device=x.device).expand(len(x), -1, -1)
        grid = torch.nn.functional.affine_grid(rows, [len(x), 1, *places], align_corners=False)
        return c.nn("AvgPool")(many)(torch.nn.functional.grid_sample(x, grid, align_corners=False))

    return pure(run)


def affine_sample(c: Call) -> Any:
    """The first branch, sampled where the second says: two axes or three."""
    if c.axes not in {2, 3}:
        raise Refused(f"torch.nn.functional.affine_grid has no {c.axes} axes")

    def run(x: Any, theta: Any) -> Any:
        grid = torch.nn.functional.affine_grid(theta.unflatten(1, (c.axes, -1)), x.shape, align_corners=False)
        return torch.nn.functional.grid_sample(x, grid, align_corners=False)

    return pure(run)


SHAPES: Mapping[str, Callable[[Call], Any]] = {
    "upsample": upsample,
    "upsample_cubic": upsample_cubic,
    "interpolate_cubic": interpolate_cubic,
    "pad_maps": pad_maps,
    "repeat_vector": repeat_vector,
    "unfold": unfold,
    "fold": fold,
    "minimum": minimum,
    "average": average,
    "subtract": subtract,
    "upsample_linear": upsample_linear,
    "interpolate": interpolate,
    "interpolate_linear": interpolate_linear,
    "pixel_shuffle": pixel_shuffle,
    "pixel_unshuffle": pixel_unshuffle,
    "flatten": lambda _c: torch.nn.Flatten(),
    "reshape": reshape,
    "permute": permute,
    "tokens": tokens,
    "split": split,
    "narrow": narrow,
    "channel_shuffle": channel_shuffle,
    "add": add,
    "maximum": maximum,
    "concat": concat,
    "mul": spread(lambda a, b: a * b),
    "add_spread": spread(lambda a, b: a + b),
    "matmul": matmul,
    "grid_sample": grid_sample,
    "affine_sample": affine_sample,
    "affine_grid": affine_grid,
    "roi_align": roi_align,
}
