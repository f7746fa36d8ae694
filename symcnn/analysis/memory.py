"""The memory of a network: its weights, its training, its run, in bytes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from symcnn.algebra.forms.forms import to_form
from symcnn.analysis.answer import Reportable
from symcnn.derive.memory_amounts import peak, training, weights
from symcnn.render.content.phrases import phrase
from symcnn.render.content.report import Report, line
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.support.work import within_limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.analysis.subject import Subject
    from symcnn.derive.memory_amounts import Peak
    from symcnn.formula import Formula


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

    def __init__(self, network: Subject, size: Any) -> None:
        self.about = (network,)
        self._network = network
        self.size = size
        """Bytes per number."""
        self.own_symbols = tuple(sorted({*map(str, size.free_symbols)} - network.symbols.keys()))

    @cached_property
    @within_limits
    def weights(self) -> Any:
        """Parameters and buffers."""
        return self._in_bytes(weights(self._network.derivation))

    @cached_property
    @within_limits
    def running(self) -> Any:
        """The most that a run needs at once, each layer writing into a place of its own."""
        return self._in_bytes(self._peak.value)

    @property
    def peak_layer(self) -> str:
        """The layer that needs the most; empty where that depends on symbols."""
        return self._peak.layer

    @cached_property
    @within_limits
    def training(self) -> Any:
        """What enters and what leaves every layer, kept for the gradients."""
        return self._in_bytes(training(self._network.derivation))

    @cached_property
    @within_limits
    def _peak(self) -> Peak:
        return peak(self._network.derivation)

    def _in_bytes(self, numbers: Any) -> Any:
        return self._network.closed(numbers) * self.size

    def brief(self) -> str:
        """The three numbers."""
        shown = (f"{word} {to_text(self._shown(getattr(self, word)))}" for word in ("weights", "running", "training"))
        return f"{', '.join(shown)} bytes"

    def report(self) -> Report:
        """A line for each."""
        head = line(phrase("memory in bytes, with {} bytes per number", self._shown(self.size)))
        running = "running" if self.peak_layer else "running anywhere"
        rows: Mapping[str, Formula] = {word: self._shown(getattr(self, word)) for word in _AMOUNTS}
        lines = [
            line(phrase(_SENTENCES[running if word == "running" else word], amount, self.peak_layer), level=1)
            for word, amount in rows.items()
        ]
        return Report((head, *lines), lambda: self._data(_AMOUNTS))

    def _data(self, words: tuple[str, ...]) -> dict[str, Any]:
        values = {word: self._shown(getattr(self, word)) for word in words}
        return {"bytes": self._shown(self.size), "peak_layer": self.peak_layer, **values}

    def _shown(self, value: Any) -> Formula:
        return arranger_of(self._network.derivation).arrange(to_form(value))
