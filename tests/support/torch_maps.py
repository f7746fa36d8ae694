"""Layers in PyTorch that look at no window: activations, normalisation, dense layers, attention."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from torch_parts import Call, Refused, along_depth, own, pure, torch, weight
from torch_shapes import dimension
from without_arguments import WITHOUT_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def plain(kind: str, **options: Any) -> Callable[[Call], Any]:
    """A row for a class of torch.nn that takes no argument of ours."""
    return lambda _c: getattr(torch.nn, kind)(**options)


def same_name(layer: str) -> Callable[[Call], Any]:
    """A row for a layer that torch.nn calls the same, but for capitals and underscores."""

    def build(_c: Call) -> Any:
        word = layer.replace("_", "")
        return getattr(torch.nn, next(name for name in dir(torch.nn) if name.lower() == word))()

    return build


def passing(kind: str, word: str) -> Callable[[Call], Any]:
    """A row for a class of torch.nn that takes one argument of ours."""
    return lambda c: getattr(torch.nn, kind)(c[word])


# -- dense layers and attention ----------------------------------------------------------------------------------------


def dense(c: Call) -> Any:
    linear = torch.nn.Linear(c.values_received, c["out_features"], bias=c.flag("bias"))
    return torch.nn.Sequential(torch.nn.Flatten(), linear)


def linear(c: Call) -> Any:
    return along_depth(torch.nn.Linear(c.depth, c["out_features"], bias=c.flag("bias")))


def rbf(c: Call) -> Any:
    centres = torch.zeros(c["classes"], c.values_received)
    return own(lambda self, x: torch.cdist(torch.flatten(x, 1), self.centres) ** 2, centres=centres)


def embedding(c: Call) -> Any:
    """Whatever number comes, it is taken for that of a word."""
    words = c["vocabulary"]
    table = torch.nn.Embedding(words, c["size"])
    return own(lambda self, x: torch.movedim(self.table(x[:, 0].long() % words), -1, 1), table=table)


def attention(c: Call) -> Any:
    heads = torch.nn.MultiheadAttention(c.depth, c["heads"], bias=c.flag("bias"), batch_first=True)

    def run(self: Any, x: Any) -> Any:
        tokens = x.reshape(*x.shape[:2], -1).transpose(1, 2)
        return self.heads(tokens, tokens, tokens)[0].transpose(1, 2).reshape(x.shape)

    return own(run, heads=heads)


def window_attention(c: Call) -> Any:
    """One window after another, in which all ask all: what the shift keeps apart costs as much."""
    size, heads = c.each("window"), c["heads"]
    if any(n % length for n, length in zip(c.sizes, size, strict=True)) or c.depth % heads or c["shift"] >= min(size):
        raise Refused("no such windows")
    qkv = torch.nn.Linear(c.depth, 3 * c.depth, bias=c.flag("bias"))
    proj = torch.nn.Linear(c.depth, c.depth, bias=c.flag("bias"))
    corners = list(itertools.product(*(range(0, n, length) for n, length in zip(c.sizes, size, strict=True))))

    def run(self: Any, x: Any) -> Any:
        made = torch.empty_like(x)
        for corner in corners:
            part = (slice(None), slice(None), *(slice(at, at + n) for at, n in zip(corner, size, strict=True)))
            q, k, v = self.qkv(x[part].flatten(2).mT).unflatten(-1, (3, heads, -1)).permute(2, 0, 3, 1, 4)
            y = ((q @ k.mT).softmax(-1) @ v).transpose(1, 2).flatten(2)
            made[part] = self.proj(y).mT.reshape(x[part].shape)
        return made

    return own(run, qkv=qkv, proj=proj, table=weight(heads, *(2 * length - 1 for length in size)))


def cross_attention(c: Call) -> Any:
    """The first tensor asks the second."""
    other = int(c.received[1].shape[1])
    options = {"bias": c.flag("bias"), "kdim": other, "vdim": other, "batch_first": True}
    heads = torch.nn.MultiheadAttention(c.depth, c["heads"], **options)

    def run(self: Any, x: Any, asked: Any) -> Any:
        tokens, others = (each.reshape(*each.shape[:2], -1).transpose(1, 2) for each in (x, asked))
        return self.heads(tokens, others, others)[0].transpose(1, 2).reshape(x.shape)

    return own(run, heads=heads)


def class_token(c: Call) -> Any:
    def run(self: Any, x: Any) -> Any:
        return torch.cat([self.tokens.expand(len(x), -1, -1), x], 2)

    return own(run, tokens=weight(1, c.depth, c["count"]))


def position_embedding(c: Call) -> Any:
    positions = torch.zeros(c.x.shape[1:])
    part = torch.nn.Parameter(positions) if c.flag("trained") else positions
    return own(lambda self, x: x + self.positions, positions=part)


# -- normalisation -----------------------------------------------------------------------------------------------------


def bn(c: Call) -> Any:
    options = {"affine": c.flag("affine"), "track_running_stats": c.flag("tracked")}
    return getattr(torch.nn, f"BatchNorm{max(c.axes, 1)}d")(c.depth, **options)


def instance_norm(c: Call) -> Any:
    options = {"affine": c.flag("affine"), "track_running_stats": c.flag("tracked")}
    return c.nn("InstanceNorm")(c.depth, **options)


def over(c: Call, kind: str, **options: Any) -> Any:
    """A normalisation over the depth, and over positions along some axes, which come last there."""
    chosen = [axis + 2 for axis, flag in enumerate(c.each("positions")) if flag]
    kept = [axis + 2 for axis, flag in enumerate(c.each("positions")) if not flag]
    order = (0, *kept, 1, *chosen)
    shape = (c.depth, *(c.sizes[axis - 2] for axis in chosen))
    module = getattr(torch.nn, kind)(shape, elementwise_affine=c.flag("affine"), **options)

    def run(self: Any, x: Any) -> Any:
        back = [order.index(axis) for axis in range(len(order))]
        return self.inner(x.permute(order)).permute(back)

    return own(run, inner=module)


def layer_norm(c: Call) -> Any:
    return over(c, "LayerNorm", bias=c.flag("bias"))


def rms_norm(c: Call) -> Any:
    return over(c, "RMSNorm", eps=c["epsilon"])


def group_norm(c: Call) -> Any:
    return torch.nn.GroupNorm(c["groups"], c.depth, affine=c.flag("affine"))


def lrn(c: Call) -> Any:
    return torch.nn.LocalResponseNorm(c["size"], c["alpha"], c["beta"], c["bias"])


def grn(c: Call) -> Any:
    maps = (c.depth, *[1] * c.axes)

    def run(self: Any, x: Any) -> Any:
        norms = torch.linalg.vector_norm(x, dim=tuple(range(2, x.dim())), keepdim=True)
        return self.g * (x * norms / (norms.mean(1, keepdim=True) + 1e-6)) + self.b + x

    return own(run, g=weight(*maps), b=weight(*maps))


def layer_scale(c: Call) -> Any:
    return own(lambda self, x: self.scale * x, scale=weight(c.depth, *[1] * c.axes))


def clip(c: Call) -> Any:
    least, most = c["min"], c["max"]
    return pure(lambda x: x if least is most is None else torch.clamp(x, least, most))


def hard_sigmoid(c: Call) -> Any:
    slope, shift = c["alpha"], c["beta"]
    return torch.nn.Hardsigmoid() if slope is None else pure(lambda x: torch.clamp(slope * x + shift, 0, 1))


def gelu(c: Call) -> Any:
    return torch.nn.GELU("tanh" if c.flag("approximate") else "none")


def softmax(c: Call) -> Any:
    """Over the depth, and over positions along some axes, laid in one row first; or along one axis alone."""
    if c["axis"] is not None:
        return torch.nn.Softmax(dim=dimension(c))
    chosen = [axis + 2 for axis, flag in enumerate(c.each("positions")) if flag]
    over = [*chosen, *([] if c.flag("each_map") else [1])]

    def run(x: Any) -> Any:
        powers = torch.exp(x)
        return powers / powers.sum(over, keepdim=True) if over else torch.ones_like(x)

    return torch.nn.Softmax(dim=1) if over == [1] else pure(run)


# -- activation --------------------------------------------------------------------------------------------------------


def prelu(c: Call) -> Any:
    return torch.nn.PReLU(1 if c.flag("shared") else c.depth)


def maxout(c: Call) -> Any:
    pieces = c["pieces"]
    return pure(lambda x: x.unflatten(1, (-1, pieces)).amax(2))


MAPS: Mapping[str, Callable[[Call], Any]] = {
    **{layer: same_name(layer) for layer in WITHOUT_ARGUMENTS},
    "dense": dense,
    "linear": linear,
    "rbf": rbf,
    "embedding": embedding,
    "attention": attention,
    "window_attention": window_attention,
    "cross_attention": cross_attention,
    "class_token": class_token,
    "position_embedding": position_embedding,
    "bn": bn,
    "instance_norm": instance_norm,
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "clip": clip,
    "hard_sigmoid": hard_sigmoid,
    "gelu": gelu,
    "group_norm": group_norm,
    "lrn": lrn,
    "grn": grn,
    "layer_scale": layer_scale,
    "prelu": prelu,
    "maxout": maxout,
    "leaky_relu": passing("LeakyReLU", "slope"),
    "elu": passing("ELU", "alpha"),
    "celu": passing("CELU", "alpha"),
    "selu": plain("SELU"),
    "glu": plain("GLU", dim=1),
    "softmax": softmax,
    "log_softmax": lambda c: torch.nn.LogSoftmax(dim=dimension(c)),
    "dropout": passing("Dropout", "probability"),
    "stochastic_depth": plain("Identity"),
}
