"""The lines of pasted code: what may not stand in them, which are one, and the header before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.bridges.model_lines import CallLine
from symcnn.bridges.whole_text import AXES
from symcnn.errors import ArgumentMistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.bridges.pasted_call import CodeCalls
    from symcnn.bridges.traced import ArgumentValue


def with_defaults(entry: list[str], rows: list[str], sizes: Mapping[str, int]) -> str:
    """The text, with a header where sizes are given that the code does not say."""
    *axes, depth = entry
    said = {**dict(zip(AXES, axes, strict=False)), "D": depth}
    for axis, size in sizes.items():
        if said.get(axis) not in {axis, str(size)}:
            raise ArgumentMistake(f"{axis} = {size}, but the code says {said.get(axis, 'that there is no such axis')}")
    symbols = [size for axis, size in said.items() if size == axis]
    body = [f"input({', '.join(entry)})", *rows]
    if sizes.keys().isdisjoint(symbols):
        return "\n".join([*body, ""])
    header = [f"{symbol} = {sizes[symbol]}" if symbol in sizes else symbol for symbol in symbols]
    return "\n".join([f"network Net({', '.join(header)}) {{", *body, "}", ""])


_COUNTS = frozenset({"kernel_size", "filters", "out_features", "stride", "dilation", "padding", "groups", "size"})


def uncounted(calls: CodeCalls) -> tuple[str, ArgumentValue] | None:
    """An argument by which layers count and that is no count: a word, a quotient or a negative number."""
    pairs = (pair for _, given in calls for pair in given if pair[0] in _COUNTS)
    return next((pair for pair in pairs if not all(_counts(part, pair[0]) for part in _parts(pair[1]))), None)


def _parts(value: ArgumentValue) -> tuple[ArgumentValue, ...]:
    return value if isinstance(value, tuple) else (value,)


def _counts(value: ArgumentValue, name: str) -> bool:
    """Whether a value is a whole number that may stand there, or what may stand in its place."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value >= (name != "padding")
    return value is None or (name == "padding" and value in {"same", "valid", "causal"})


def joined(lines: list[CallLine]) -> Iterator[CallLine]:
    """Lines without the flattening before a dense layer, and a pooling to one place with it as one."""
    pending: CallLine | None = None
    for line in [*lines, CallLine("")]:
        before, pending = pending, line
        if before is None or (before.word, line.word) == ("flatten", "dense"):
            continue
        pooled = _POOLED.get(before.word, "") if before.arguments == (("size", 1),) else ""
        if pooled and line.word == "flatten":
            pending = CallLine(pooled, label=before.label)
        else:
            yield before


_POOLED = {"adaptive_avgpool": "gap", "adaptive_maxpool": "gmp"}
