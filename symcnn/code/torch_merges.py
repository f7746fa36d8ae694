"""Layers of branches in PyTorch: rows from a layer to the expression in which its branches meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.torch_windows import TORCH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.code.layer_call import LayerCall
    from symcnn.code.source_lines import PythonCall


class MergeRow(NamedTuple):
    """How branches meet."""

    join: Callable[[LayerCall, list[str]], str]
    """The expression, given the branches; behind a module where the layer has weights."""
    is_one: bool = True
    """Whether the expression holds together as part of another."""
    needs_factors: bool = False
    """Whether a sum has to stand in brackets there."""
    module: Callable[[LayerCall], PythonCall] | None = None


def _between(sign: str) -> Callable[[LayerCall, list[str]], str]:
    """A sign between the branches."""
    return lambda _call, branches: sign.join(branches)


def _function(name: str, *flags: str) -> MergeRow:
    """A function of a helper's, with arguments that are true or false."""

    def join(call: LayerCall, branches: list[str]) -> str:
        call.needed.add(name)
        options = [option for flag in flags for option in call.flag(flag, default=False)]
        return f"{name}({', '.join([*branches, *options])})"

    return MergeRow(join)


def _grid_sample(call: LayerCall, branches: list[str]) -> str:
    if call.axes not in (2, 3):
        raise call.refused(TORCH, f"along {call.axes} axes")
    return f"functional.grid_sample({branches[0]}, {branches[1]}.movedim(1, -1), align_corners=False)"


def _affine_sample(call: LayerCall, branches: list[str]) -> str:
    if call.axes not in (2, 3):
        raise call.refused(TORCH, f"along {call.axes} axes")
    return _function("affine_sample").join(call, branches)


def _concat(call: LayerCall, branches: list[str]) -> str:
    return f"torch.cat([{', '.join(branches)}], {call.axis(depth_first=True)})"


def _cross_attention(call: LayerCall) -> PythonCall:
    return call.helper("CrossAttention", call.depth, call.depth_of(1), call.whole("heads"), *call.flag("bias"))


MERGES: Mapping[str, MergeRow] = {
    "add": MergeRow(_between(" + "), is_one=False),
    "add_spread": MergeRow(_between(" + "), is_one=False),
    "mul": MergeRow(_between(" * "), is_one=False),
    "concat": MergeRow(_concat),
    "maximum": MergeRow(lambda _call, branches: f"torch.stack([{', '.join(branches)}]).amax(0)"),
    "minimum": MergeRow(lambda _call, branches: f"torch.stack([{', '.join(branches)}]).amin(0)"),
    "average": MergeRow(lambda _call, branches: f"torch.stack([{', '.join(branches)}]).mean(0)"),
    "subtract": MergeRow(_between(" - "), is_one=False, needs_factors=True),
    "subtract_spread": MergeRow(_between(" - "), is_one=False, needs_factors=True),
    "divide": MergeRow(_between(" / "), is_one=False, needs_factors=True),
    "matmul": _function("matmul", "transpose"),
    "grid_sample": MergeRow(_grid_sample, needs_factors=True),
    "affine_sample": MergeRow(_affine_sample),
    "cross_attention": MergeRow(lambda _call, parts: f"{parts[0]}({', '.join(parts[1:])})", module=_cross_attention),
}
"""Layer of branches to how they meet."""

MERGES_OF_THE_ZOO: Mapping[str, tuple[str, MergeRow]] = {
    "dueling": ("dqn.cnn", _function("dueling")),
    "distance": (
        "siamese.cnn",
        MergeRow(lambda _call, branches: f"({' - '.join(branches)}).abs()", needs_factors=True),
    ),
}
"""Layers of branches that networks of the zoo define: the file, and how they meet."""
