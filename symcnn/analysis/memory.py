"""The memory of a network: its weights, its training, its run, in bytes, and what each byte that moves is used for."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from symcnn.analysis.answer import Reportable
from symcnn.analysis.number_sizes import optimizer_states
from symcnn.derive.memory_amounts import peak, training, weights
from symcnn.errors import Unavailable
from symcnn.formula import Formula, name, number, product
from symcnn.model.given_values import read_value, to_private, to_public
from symcnn.render.content.report import Report, in_full, line
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.render.languages.phrases import phrase
from symcnn.support.rounding import to_a_tenth
from symcnn.support.work import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sympy import Expr

    from symcnn.analysis.number_sizes import NumberSizes
    from symcnn.analysis.subject import Subject
    from symcnn.derive.derivation import Derivation
    from symcnn.derive.memory_amounts import Peak
    from symcnn.render.content.report import ReportLine
    from symcnn.render.languages.phrases import Content
    from symcnn.support.scalar import Scalar


def _total(key: str) -> Callable[[Derivation], Scalar]:
    return lambda derivation: derivation.domain.sum(derivation.terms(key))


_COUNTS: Mapping[str, Callable[[Derivation], Scalar]] = {
    "weights": weights,
    "training": training,
    "params": _total("params"),
    "weights_read": _total("weights_read"),
    "values_moved": _total("values_moved"),
    "macs": _total("macs"),
}


class NumbersOf(NamedTuple):
    """An amount of numbers, and the kind that says how many bytes each takes."""

    of: str
    kind: str


_PARTS: Mapping[str, tuple[NumbersOf, ...]] = {
    "weights": (NumbersOf("weights", "weights"),),
    "running": (NumbersOf("running", "activations"),),
    "training": (NumbersOf("training", "activations"),),
    "gradients": (NumbersOf("params", "gradients"),),
    "states": (NumbersOf("states", "states"),),
    "moved": (NumbersOf("weights_read", "weights"), NumbersOf("values_moved", "activations")),
}
"""What each amount is made of."""

_AMOUNTS = ("weights", "running", "training")
_STEP = ("gradients", "states", "step")
_TRAFFIC = ("moved",)
_IN_A_STEP = ("weights", "training", "gradients", "states")

_SENTENCES: Mapping[str, str] = {
    "weights": "weights: {} (parameters and buffers)",
    "running": "running: {} (the most at once, for one example, while {} runs)",
    "running anywhere": "running: {} (the most at once, for one example)",
    "training": "training: {} (what enters and what leaves every layer, for one example)",
    "gradients": "gradients: {} (one for every parameter)",
    "states": "optimizer: {} ({} for every parameter)",
    "step": "a step of training: {} (weights, what is kept for the gradients, gradients, optimizer)",
    "moved": "moved: {} (what every layer reads and writes once, for one example)",
    "intensity": "intensity: {} multiply-accumulates for each byte moved",
}
_OF_A_BATCH: Mapping[str, str] = {
    "running": "running: {} (the most at once, for {} examples, while {} runs)",
    "running anywhere": "running: {} (the most at once, for {} examples)",
    "training": "training: {} (what enters and what leaves every layer, for {} examples)",
    "moved": "moved: {} (what every layer reads and writes once, for {} examples)",
}
"""The same where there are several examples at once."""

MIB = 2**20


class Memory(Reportable):
    """The memory that a network takes: bytes per number times numbers.

    >>> import symcnn
    >>> print(symcnn.parse("input(W, W, 3); conv(3, 16, padding=1); relu; gap; dense(10)").memory())
    memory in bytes, with b bytes per number
      weights: 618b (parameters and buffers)
      running: 32W²b (the most at once, for one example, while relu1 runs)
      training: b(35W² + 26) (what enters and what leaves every layer, for one example)
    >>> symcnn.load("lenet5").numbers().memory(4)
    <Memory weights 243360, running 23520, training 36472 bytes>
    """

    def __init__(self, network: Subject, sizes: NumberSizes, optimizer: str = "", *, traffic: bool = False) -> None:
        self.about = (network,)
        self._network = network
        self._found: dict[str, Scalar] = {}
        self._sizes = sizes
        self.optimizer = optimizer
        """The word of the optimizer whose numbers are counted; empty for none."""
        self._states = optimizer_states(optimizer) if optimizer else 0
        self._shows_traffic = traffic
        words = {word for size in sizes for word in _words(size)}
        self.own_symbols = tuple(sorted(words - {parameter.symbol for parameter in network.parameters}))

    @cached_property
    def size(self) -> Expr:
        """Bytes per number, of weights where they differ."""
        return self._bytes_of("weights")

    @cached_property
    def weights(self) -> Expr:
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
    def training(self) -> Expr:
        """What enters and what leaves every layer, kept for the gradients."""
        return self._in_bytes("training")

    @cached_property
    def gradients(self) -> Expr:
        """One number for every parameter."""
        return self._in_bytes("gradients")

    @cached_property
    def states(self) -> Expr:
        """What the optimizer keeps beside parameters and gradients."""
        return self._in_bytes("states")

    @cached_property
    def step(self) -> Expr:
        """What a step of training needs: weights, what is kept for the gradients, gradients, and the optimizer's."""
        return added(self._in_bytes(word) for word in _IN_A_STEP)

    @cached_property
    def moved(self) -> Expr:
        """What goes between memory and arithmetic where each layer reads weights and inputs once, and writes once."""
        return self._in_bytes("moved")

    @cached_property
    def intensity(self) -> Expr:
        """Multiply-accumulates for each byte moved.

        Raises:
            Unavailable: No layer moves anything.

        References:
            Williams, Waterman and Patterson 2009 (the roofline model).
        """
        if self.moved == 0:
            raise Unavailable("nothing is moved, so there is no intensity")
        return self._closed("macs") / self.moved

    @cached_property
    def _peak(self) -> Peak:
        with counted(self.limits):
            return peak(self._network.derivation)

    def _closed(self, word: str) -> Expr:
        with counted(self.limits):
            return to_public(self._network.closed(self._count(word)))

    def _in_bytes(self, word: str) -> Expr:
        return added(self._closed(part.of) * self._bytes_of(part.kind) for part in _PARTS[word])

    def _bytes_of(self, kind: str) -> Expr:
        read = getattr(self._sizes, kind)
        if isinstance(read, str):
            read = cast("Scalar", read_value("bytes", read, lambda: self._network.symbols, self._network.limits))
        return to_public(read)

    def _count(self, word: str) -> Scalar:
        """The amount of numbers, or of products for ``macs``, found once."""
        if word not in self._found:
            with counted(self.limits):
                self._found[word] = self._counted(word)
        return self._found[word]

    def _counted(self, word: str) -> Scalar:
        derivation = self._network.derivation
        if word == "running":
            return self._peak.value
        if word == "states":
            return derivation.domain.product([self._states, self._count("params")])
        return _COUNTS[word](derivation)

    @property
    def _shown(self) -> tuple[str, ...]:
        return (*_AMOUNTS, *(_STEP if self.optimizer else ()), *(_TRAFFIC if self._shows_traffic else ()))

    def brief(self) -> str:
        """The three numbers."""
        return f"{', '.join(f'{word} {to_text(self._amount(word))}' for word in _AMOUNTS)} bytes"

    def report(self) -> Report:
        """A line for each."""
        cheap_first = sorted(self._shown, key=lambda word: word == "running")  # what is too long is refused uncompared
        amounts = {word: self._amount(word) for word in cheap_first}
        rows = [self._line(word, amounts[word]) for word in self._shown]
        if self._shows_traffic and self.moved != 0:
            rows.append(line(phrase(_SENTENCES["intensity"], _rounded(self._form(self.intensity))), level=1))
        return Report((self._head(), *rows), self._data)

    def _head(self) -> ReportLine:
        sizes = [in_full(self._form(size)) for size in self._sizes]
        if self._sizes.are_equal:
            return line(phrase("memory in bytes, with {} bytes per number", sizes[0]))
        words = "memory in bytes, with {} bytes per weight, {} per activation, {} per gradient, {} per optimizer state"
        return line(phrase(words, *sizes))

    def _line(self, word: str, amount: Formula) -> ReportLine:
        key = "running anywhere" if word == "running" and not self.peak_layer else word
        more: Mapping[str, Content] = {"running": self.peak_layer, "states": str(self._states)}
        filled: list[Content] = [_with_mib(amount), *([more[key]] if key in more else [])]
        if self._network.derivation.batch == 1 or key not in _OF_A_BATCH:
            return line(phrase(_SENTENCES[key], *filled), level=1)
        filled.insert(1, in_full(self._form(self._network.derivation.batch)))
        return line(phrase(_OF_A_BATCH[key], *filled), level=1)

    def _data(self) -> dict[str, Any]:
        sizes = [self._form(size) for size in self._sizes]
        size: Any = sizes[0] if self._sizes.are_equal else dict(zip(self._sizes._fields, sizes, strict=True))
        found = {"bytes": size, "peak_layer": self.peak_layer, **{word: self._amount(word) for word in self._shown}}
        if not self._shows_traffic:
            return found
        return {**found, "intensity": self._form(self.intensity) if self.moved != 0 else None}

    def _amount(self, word: str) -> Formula:
        """An amount as it is printed; a number of bytes per number needs no SymPy, and neither does a letter for it."""
        parts = [part for amount in (_IN_A_STEP if word == "step" else (word,)) for part in _PARTS[amount]]
        pairs: list[tuple[Any, Any]] = [(self._count(part.of), getattr(self._sizes, part.kind)) for part in parts]
        if all(isinstance(entry, int | Fraction) for pair in pairs for entry in pair):
            return self._form(to_private(Fraction(sum(count * size for count, size in pairs))))
        (count, size), *others = pairs
        if not others and isinstance(count, int) and count > 1 and isinstance(size, str):
            return self._form(product([number(count), name(size)]))
        return self._form(getattr(self, word))

    def _form(self, value: Scalar | str | Formula) -> Formula:
        return arranger_of(self._network.derivation).arrange(_as_formula(value))


def _as_formula(value: Scalar | str | Formula) -> Formula:
    if isinstance(value, Formula):
        return value
    if isinstance(value, str):
        return name(value)
    if isinstance(value, int | Fraction):
        return number(value)
    form: Formula = import_module("symcnn.algebra.forms.forms").to_form(value)
    return form


def added(values: Iterable[Expr]) -> Expr:
    """A sum of one value at least."""
    first, *others = values
    return sum(others, first)


def _words(size: Scalar | str) -> set[str]:
    """The symbols in bytes per number."""
    return {size} if isinstance(size, str) else set(map(str, getattr(size, "free_symbols", ())))


def _with_mib(amount: Formula) -> Content:
    """An amount, with its value in MiB beside it where it is a number of at least one MiB."""
    if amount.op != "number" or isinstance(amount.value, str | None) or amount.value < MIB:
        return amount
    return phrase("{} = {} MiB", amount, to_a_tenth(Fraction(amount.value) / MIB))


def _rounded(value: Formula) -> Content:
    """A number; a fraction has its rounded value beside it."""
    if value.op != "number" or not isinstance(value.value, Fraction):
        return value
    return phrase("{} (about {})", value, to_a_tenth(value.value))
