"""Lines as text: braces, labels, and short calls on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.calls_text import call_text, value_text
from symcnn.bridges.model_lines import (
    CallLine,
    FromLine,
    HeadLine,
    MergeLine,
    RepeatLine,
    TextLine,
    TextLines,
    WhenLine,
    bodies,
)
from symcnn.bridges.traced import SizesOf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.blocks_made import MadeBlock
    from symcnn.bridges.traced import ArgumentValue

_WIDEST = 100
_STEP = "    "


class LineWriter(NamedTuple):
    """Writes lines; ``labels`` has the label of each traced layer that something refers to.

    ``blocks`` are those of the text.
    """

    labels: Mapping[str, str]
    blocks: Mapping[str, MadeBlock]

    def body(self, lines: TextLines) -> list[str]:
        """The lines of a body, not indented; what only goes on with the layer before it stays on its line."""
        rows: list[str] = []
        open_row = False
        for line in lines:
            own = self.rows(line)
            joins = isinstance(line, CallLine) and not self._label(line) and line.word in _GOES_ON
            if open_row and joins and len(rows[-1]) + 2 + len(own[0]) <= _WIDEST:
                rows[-1] += f"; {own[0]}"
            else:
                rows += own
            open_row = isinstance(line, CallLine) and line.word not in self.blocks
        return rows

    def rows(self, line: TextLine) -> list[str]:
        """The rows of one line."""
        label = self._label(line)
        head = f"{label}: " if label else ""
        if isinstance(line, CallLine):
            if line.word == "use":
                return [f"{head}use {self.labels[str(dict(line.arguments)['label'])]}"]
            if block := self.blocks.get(line.word):
                given = tuple(pair for pair in line.arguments if pair not in block.defaults.items())
                return [head + call_text(line.word, given, block.in_place)]
            return [head + call_text(line.word, tuple((name, self._named(value)) for name, value in line.arguments))]
        return self._braces(
            head + self._opening(line), [self.body(body) for body in bodies(line)], branches=isinstance(line, MergeLine)
        )

    def _named(self, value: ArgumentValue) -> ArgumentValue:
        """A value, with the label of a layer whose sizes it is."""
        return f"{self.labels[value.layer]}.X" if isinstance(value, SizesOf) else value

    def _braces(self, opening: str, parts: list[list[str]], *, branches: bool) -> list[str]:
        short = [f"{{ {'; '.join(part)} }}" if part else "{}" for part in parts]
        whole = f"{opening} {{ {' '.join(short)} }}" if branches else f"{opening} {short[0]}"
        plain = not branches or not any("{" in row for part in parts for row in part)
        if len(whole) <= _WIDEST and plain and all(len(part) <= 1 for part in parts):
            return [whole]
        if not branches:
            return [f"{opening} {{", *(_STEP + row for row in parts[0]), "}"]
        rows = [f"{opening} {{"]
        for part, one in zip(parts, short, strict=True):
            if len(part) <= 1 and len(one) <= _WIDEST:
                rows.append(_STEP + one)
            else:
                rows += [f"{_STEP}{{", *(_STEP * 2 + row for row in part), f"{_STEP}}}"]
        return [*rows, "}"]

    def _opening(self, line: TextLine) -> str:
        match line:
            case MergeLine():
                return call_text(line.word, line.arguments)
            case FromLine():
                return f"from {self.labels[line.start]}"
            case HeadLine():
                return "head"
            case RepeatLine():
                return f"repeat {value_text(line.times)}"
            case WhenLine():
                return f"when {line.condition}"
        raise AssertionError(line)

    def _label(self, line: TextLine) -> str:
        if isinstance(line, FromLine):
            return self.labels.get(line.name, "")
        if isinstance(line, CallLine | MergeLine):
            return self.labels.get(line.name, "") or line.label
        return line.label if isinstance(line, RepeatLine) else ""


_GOES_ON = frozenset(
    {
        *("bn", "layer_norm", "group_norm", "instance_norm", "lrn", "grn", "layer_scale", "dropout", "softmax"),
        *("relu", "relu6", "leaky_relu", "prelu", "elu", "celu", "selu", "gelu", "silu", "mish", "softplus"),
        *("sigmoid", "log_sigmoid", "tanh", "hard_sigmoid", "hard_swish", "hard_tanh", "identity", "log_softmax"),
    }
)
"""Layers that stand on the row of the layer before them."""
