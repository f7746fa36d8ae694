"""The memory of a network: its weights, its training, its run, in bytes."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from symcnn.analysis.answer import Reportable
from symcnn.derive.memory_amounts import peak, training, weights
from symcnn.formula import Formula, name, number, product
from symcnn.model.given_values import read_value, to_public
from symcnn.render.content.phrases import phrase
from symcnn.render.content.report import Report, line
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.support.work import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import Derivation
    from symcnn.derive.memory_amounts import Peak
    from symcnn.support.scalar import Scalar


_COUNTS: Mapping[str, Callable[[Derivation], Scalar]] = {"weights": weights, "training": training}
_AMOUNTS = "weights", "running", "training"
_SENTENCES: Mapping[str, str] = {
    "weights": "weights: {} (parameters and buffers)",
    "running": "running: {} (the most at once, for one example, while {} runs)",
    "running anywhere": "running: {} (the most at once, for one example)",
    "training": "training: {} (what enters and what leaves every layer, for one example)",
}


class Memory(Reportable):
    """What a network keeps, for one example, in bytes per number times numbers.

    >>> import symcnn
    >>> print(symcnn.parse("input(W, W, 3); conv(3, 16, padding=1); relu; gap; dense(10)").memory())
    memory in bytes, with b bytes per number
      weights: 618b (parameters and buffers)
      running: 32W²b (the most at once, for one example, while relu1 runs)
      training: b(35W² + 26) (what enters and what leaves every layer, for one example)
    >>> symcnn.load("lenet5").numbers().memory(4)
    <Memory weights 243360, running 23520, training 36472 bytes>
    """

    def __init__(self, network: Subject, size: Scalar | str) -> None:
        self.about = (network,)
        self._network = network
        self._found: dict[str, Scalar] = {}
        self._size = size
        """Bytes per number; a letter of its own as text, so that SymPy is not needed to name it."""
        words = {size} if isinstance(size, str) else set(map(str, getattr(size, "free_symbols", ())))
        self.own_symbols = tuple(sorted(words - {parameter.symbol for parameter in network.parameters}))

    @cached_property
    def size(self) -> Any:
        """Bytes per number."""
        read = self._size
        if isinstance(read, str):
            read = cast("Scalar", read_value("bytes", read, lambda: self._network.symbols, self._network.limits))
        return to_public(read)

    @cached_property
    def weights(self) -> Any:
        """Parameters and buffers."""
        return self._in_bytes("weights")

    @cached_property
    def running(self) -> Any:
        """The most that a run needs at once, each layer writing into a place of its own."""
        return self._in_bytes("running")

    @property
    def peak_layer(self) -> str:
        """The layer that needs the most; empty where that depends on symbols."""
        return self._peak.layer

    @cached_property
    def training(self) -> Any:
        """What enters and what leaves every layer, kept for the gradients."""
        return self._in_bytes("training")

    @cached_property
    def _peak(self) -> Peak:
        with counted(self.limits):
            return peak(self._network.derivation)

    def _in_bytes(self, word: str) -> Any:
        with counted(self.limits):
            return self._network.closed(self._count(word)) * self.size

    def _count(self, word: str) -> Scalar:
        """How many numbers are kept."""
        if word not in self._found:
            with counted(self.limits):
                derivation = self._network.derivation
                self._found[word] = self._peak.value if word == "running" else _COUNTS[word](derivation)
        return self._found[word]

    def brief(self) -> str:
        """The three numbers."""
        return f"{', '.join(f'{word} {to_text(self._amount(word))}' for word in _AMOUNTS)} bytes"

    def report(self) -> Report:
        """A line for each."""
        head = line(phrase("memory in bytes, with {} bytes per number", self._bytes))
        running = "running" if self.peak_layer else "running anywhere"
        rows: Mapping[str, Formula] = {word: self._amount(word) for word in _AMOUNTS}
        lines = [
            line(phrase(_SENTENCES[running if word == "running" else word], amount, self.peak_layer), level=1)
            for word, amount in rows.items()
        ]
        return Report((head, *lines), lambda: self._data(_AMOUNTS))

    def _data(self, words: tuple[str, ...]) -> dict[str, Any]:
        values = {word: self._amount(word) for word in words}
        return {"bytes": self._bytes, "peak_layer": self.peak_layer, **values}

    @property
    def _bytes(self) -> Formula:
        return self._shown(name(self._size) if isinstance(self._size, str) else self._size)

    def _amount(self, word: str) -> Formula:
        """An amount as it is printed; a number of bytes per number needs no SymPy, and neither does a letter for it."""
        count, size = self._count(word), self._size
        if isinstance(count, int) and isinstance(size, int):
            return self._shown(count * size)
        if isinstance(count, int) and count > 1 and isinstance(size, str):
            return self._shown(product([number(count), name(size)]))
        return self._shown(getattr(self, word))

    def _shown(self, value: Any) -> Formula:
        if isinstance(value, int):
            value = number(value)
        if not isinstance(value, Formula):
            value = import_module("symcnn.algebra.forms.forms").to_form(value)
        return arranger_of(self._network.derivation).arrange(value)
