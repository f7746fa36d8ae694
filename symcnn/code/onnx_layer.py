"""A layer in numbers as rows for ONNX see it, and the graph that they fill: nodes, weights, constants."""

from __future__ import annotations

from importlib.util import find_spec
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from symcnn.algebra.exact.values import NOTHING
from symcnn.errors import ArgumentMistake, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from symcnn.algebra.exact.values import Value
    from symcnn.derive.derivation import LayerResult

ONNX = "ONNX"
SMALLER = "put in smaller numbers"
LARGEST = 2**31 - 1
"""Bytes of a file in ONNX's format, which protocol buffers count in 31 bits."""
_BYTES = 4
"""Of a number with floating point."""


class OnnxGraph:
    """The nodes of a graph and its weights, under way."""

    def __init__(self) -> None:
        if find_spec("onnx") is None:
            raise NotFound("the package onnx is not installed", "pip install symcnn[onnx]")
        from onnx import helper

        self.helper = helper
        self.nodes: list[Any] = []
        self.weights: dict[str, Any] = {}
        self.stated: list[Any] = []
        """The sizes that leave each layer."""
        self._taken: set[str] = set()
        self._stored = 0

    def fresh(self, word: str) -> str:
        """A name that nothing has yet."""
        name, number = word, 1
        while name in self._taken:
            number += 1
            name = f"{word}_{number}"
        self._taken.add(name)
        return name

    def node(
        self, operator: str, inputs: Sequence[str], word: str, outputs: int = 1, **attributes: OnnxAttribute
    ) -> list[str]:
        """Add a node; the names of what leaves it."""
        name = self.fresh(word)
        leaving = [name, *(self.fresh(f"{word}/{place}") for place in range(1, outputs))]
        given = {key: value for key, value in attributes.items() if value is not None}
        self.nodes.append(self.helper.make_node(operator, inputs, leaving, name, **given))
        return leaving

    def weight(self, name: str, shape: Sequence[int], *, ones: bool = False) -> str:
        """Weights of a shape, all zeros or ones; those of a name are made once."""
        if name not in self.weights:
            import numpy as np

            count = prod(shape)
            self._stored += _BYTES * count
            if self._stored > LARGEST:
                words = "the weights need more than the 2 GB that a file in ONNX's format holds"
                raise ArgumentMistake(words, hint=SMALLER)
            self._taken.add(name)
            data = (np.ones if ones else np.zeros)(count, "<f4").tobytes()
            self._store(name, 1, shape, data)
        return name

    def numbers(self, word: str, values: Sequence[int] | Sequence[float], *, scalar: bool = False) -> str:
        """A constant: whole numbers, or real ones."""
        import numpy as np

        name, is_whole = self.fresh(word), all(isinstance(value, int) for value in values)
        data = np.array(values, "<i8" if is_whole else "<f4").tobytes()
        self._store(name, 7 if is_whole else 1, () if scalar else (len(values),), data)
        return name

    def _store(self, name: str, kind: int, shape: Sequence[int], data: bytes) -> None:
        self.weights[name] = self.helper.make_tensor(name, kind, shape, data, raw=True)


class OnnxLayer(NamedTuple):
    """One layer: its arguments in numbers, and where its nodes go."""

    graph: OnnxGraph
    result: LayerResult
    inputs: tuple[str, ...]
    """The values that it receives."""
    brought: tuple[tuple[int, ...], ...]
    """The shape of each of them: depth and sizes, the last axis first."""

    @property
    def name(self) -> str:
        """The layer's name."""
        return self.result.name

    @property
    def axes(self) -> int:
        """How many sizes it receives."""
        return len(self.result.received.sizes)

    @property
    def depth(self) -> int:
        """The depth that it receives."""
        return cast("int", self.result.received.depth)

    @property
    def sizes(self) -> list[int]:
        """The sizes that it receives, the last axis first."""
        return cast("list[int]", list(reversed(self.result.received.sizes)))

    @property
    def out(self) -> list[int]:
        """The sizes that leave it, the last axis first."""
        return cast("list[int]", list(reversed(self.result.output.sizes)))

    @property
    def depth_out(self) -> int:
        """The depth that leaves it."""
        return cast("int", self.result.output.depth)

    # -- arguments

    def value(self, word: str) -> Value:
        """An argument."""
        symbol = next(p.symbol for p in self.result.step.parameters if word in (*p.words, p.symbol))
        return self.result.step.values[symbol]

    def axis(self) -> int:
        """The axis that an argument names, as a dimension: the batch, the depth and the sizes, last one first."""
        chosen = self.value("axis")
        return self.axes + 1 - chosen if isinstance(chosen, int) else 1

    def is_given(self, word: str) -> bool:
        """Whether an argument has a value."""
        return self.value(word) is not NOTHING

    def each(self, word: str) -> list[int]:
        """An argument with one number for each axis, the last axis first."""
        value = self.value(word)
        return cast("list[int]", list(reversed(value)) if isinstance(value, tuple) else [value] * self.axes)

    def whole(self, word: str) -> int:
        """A whole number."""
        return cast("int", self.value(word))

    def real(self, word: str) -> float:
        """A number with a fraction."""
        return float(cast("Fraction", self.value(word)))

    def flag(self, word: str) -> bool:
        """Whether a boolean argument is true."""
        return bool(self.value(word))

    # -- nodes

    def run(self, operator: str, *inputs: str, word: OnnxAttribute = "", **attributes: OnnxAttribute) -> str:
        """Add a node, behind what comes if no inputs are named; what leaves it."""
        name = f"{self.name}/{word}" if word else self.name
        return self.graph.node(operator, inputs or self.inputs[:1], name, 1, **attributes)[0]

    def runs(
        self, operator: str, *inputs: str, word: str = "", outputs: int = 1, **attributes: OnnxAttribute
    ) -> list[str]:
        """Add a node with several outputs."""
        name = f"{self.name}/{word}" if word else self.name
        return self.graph.node(operator, inputs or self.inputs[:1], name, outputs, **attributes)

    def weight(self, word: str, *shape: int, ones: bool = False) -> str:
        """Weights of the layer, or of the one whose weights it uses."""
        return self.graph.weight(f"{self.result.step.twin or self.name}.{word}", shape, ones=ones)

    def affine(self, word: str, *shape: int, ones: bool = False) -> str:
        """Weights of a normalisation; one without weights of its own has constants in their place."""
        if self.flag("affine"):
            return self.weight(word, *shape, ones=ones)
        return self.graph.weight(f"{self.name}/{word}", shape, ones=ones)

    def numbers(self, word: str, values: Sequence[int] | Sequence[float], *, scalar: bool = False) -> str:
        """A constant."""
        return self.graph.numbers(f"{self.name}/{word}", values, scalar=scalar)

    def shaped(self, value: str, *shape: int, word: str = "reshape") -> str:
        """The same numbers in another shape; 0 keeps a dimension, -1 is what is left."""
        return self.run("Reshape", value, self.numbers("shape", shape), word=word)

    def refused(self, why: str = "") -> ArgumentMistake:
        """The error for a layer that ONNX has not, or not with these arguments."""
        words = f'{ONNX} has no counterpart of the layer "{self.result.step.layer.name}"'
        hint = "write it out in layers that ONNX has, or leave it out and add it to the file by hand"
        return ArgumentMistake(words + (f" {why}" if why else ""), self.result.step.call.span, hint)


if TYPE_CHECKING:
    OnnxRow = Callable[[OnnxLayer], str]
    OnnxAttribute = int | float | str | list[int] | None
